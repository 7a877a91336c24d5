// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/http/detail/route.hpp.
#include <sheaf/http/detail/route.hpp>

#include <doctest/doctest.h>

#include <string>

namespace http = sheaf::http;
using http::detail::route;

namespace {

const http::url plain = http::url::parse("http://nova.example:8774/v2");
const http::url secure = http::url::parse("https://nova.example:8774/v2");

std::string key(const http::client_options& options, const http::url& u) {
  return std::string(route(options, u).pool_key(u.origin()));
}

http::client_options asking(const http::proxy& p) { return http::client_options().proxies(p); }

}  // namespace

TEST_CASE("a straight way is kept under its origin alone") {
  const http::client_options options;
  const route way(options, plain);
  CHECK_FALSE(way.proxy());
  CHECK_FALSE(way.tunnels());
  CHECK(way.in_words().empty());
  CHECK(key(options, plain) == plain.origin());
}

TEST_CASE("a proxy forwards what is plain and tunnels what is not") {
  const http::client_options options = asking(http::proxy::parse("u:hunter2@p:1"));
  const route forwarded(options, plain), tunnelled(options, secure);
  CHECK(forwarded.forwarder() == forwarded.proxy());
  CHECK_FALSE(forwarded.tunnels());
  CHECK(tunnelled.tunnels());
  CHECK_FALSE(tunnelled.forwarder());
  CHECK(tunnelled.proxy());
  CHECK(tunnelled.in_words() == "the proxy p:1");
}

TEST_CASE("connections are kept by origin, proxy and credentials") {
  const http::proxy p = http::proxy::parse("p:1"), q = http::proxy::parse("q:1");
  for (const http::url& u : {plain, secure}) {
    const std::string through_p = key(asking(p), u);
    CHECK(through_p == key(asking(p), u.with_target("/other")));
    CHECK(through_p != key({}, u));
    CHECK(through_p != key(asking(q), u));
    CHECK(through_p != key(asking(p.credentials("u", "a")), u));
    CHECK(key(asking(p.credentials("u", "a")), u) != key(asking(p.credentials("u", "b")), u));
  }
  CHECK(key(asking(p), plain) != key(asking(p), secure));
}

TEST_CASE("a socket in the file system is the way whatever the proxies") {
  const http::client_options options = asking(http::proxy::parse("p:1")).unix_socket("/run/docker.sock");
  const route way(options, secure);
  CHECK(way.unix_socket() == "/run/docker.sock");
  CHECK_FALSE(way.proxy());
  CHECK_FALSE(way.tunnels());
  CHECK(way.in_words() == "/run/docker.sock");
}
