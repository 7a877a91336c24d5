// SPDX-License-Identifier: MIT
// Requests through a proxy: client_options::proxies in include/sheaf/http/client_options.hpp, and detail/tunnel.hpp.
#include <sheaf/http/client.hpp>

#include "support/descriptors.hpp"
#include "support/http_fixture.hpp"
#include "support/relay.hpp"

#include <sheaf/testing/certificates.hpp>

#include <doctest/doctest.h>

#include <asio/ip/tcp.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http = sheaf::http;
using namespace std::chrono_literals;
using asio::ip::tcp;
using support::call;
using support::http_fixture;
using support::ok;
using support::script;

namespace {

using support::contains;

// The fixture's server is the proxy, which is asked for as proxy.example; no other name is known.
struct proxy_fixture : http_fixture {
  explicit proxy_fixture(const std::string& user = {}, const http::client_options& options = {}) {
    client = http::client(context.get_executor(),
                          options.time(&clock)
                              .lookup([](const std::string& host) -> std::vector<asio::ip::address> {
                                if (host != "proxy.example") throw std::runtime_error("no such host");
                                return {asio::ip::make_address("127.0.0.1")};
                              })
                              .proxies(http::proxy::parse(user + proxy_place())));
  }
  [[nodiscard]] std::string proxy_place() const { return "proxy.example:" + std::to_string(server.port()); }
  [[nodiscard]] std::string no_tunnel() const { return "no tunnel to nova.example:8774 through the proxy " + proxy_place(); }
  http::error refused(const std::string& answer) {
    server.play(script().read_request().send(answer));
    return failure(https());
  }
  static http::request https() { return http::request::get("https://nova.example:8774/v2?token=hunter2"); }
};

// A TLS origin, and a proxy in front of it that opens tunnels; the origin's name is for the proxy to look up.
struct tunnel_fixture : http_fixture {
  explicit tunnel_fixture(const std::string& granted = "HTTP/1.1 200 Connection established\r\n\r\n",
                          const std::string& user = {})
      : http_fixture({}, sheaf::testing::scripted_server_options().tls(
                             authority().issue(sheaf::testing::certificate_profile().name("nova.example").address("::1")))),
        proxy(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0), server.port(), granted) {
    server.otherwise(script().read_request().send(ok("secret")).again());
    client = http::client(context.get_executor(),
                          http::client_options()
                              .time(&clock)
                              .lookup([](const std::string&) -> std::vector<asio::ip::address> { return {}; })
                              .tls(http::tls_options().ca_pem(authority().pem()))
                              .proxies(http::proxy::parse(user + "127.0.0.1:" + std::to_string(proxy.endpoint().port()))));
  }
  static const sheaf::testing::certificate_authority& authority() {
    static const sheaf::testing::certificate_authority instance;
    return instance;
  }

  support::relay<tcp> proxy;
};

constexpr auto https = proxy_fixture::https;

}  // namespace

TEST_CASE("a plain request goes to the proxy whole, and says where it is meant for") {
  proxy_fixture f;
  f.server.otherwise(script().read_request().send(ok("forwarded")).again());
  const http::response r = f.start(http::request::get("http://nova.example:8774/v2?a=b")).get();
  CHECK(r.text() == "forwarded");
  CHECK(f.server.requests()[0].starts_with("GET http://nova.example:8774/v2?a=b HTTP/1.1\r\nHost: nova.example:8774\r\n"));
  CHECK_FALSE(contains(f.server.requests()[0], "Proxy-Authorization"));
  CHECK(f.start(http::request::get("http://nova.example:8774/")).get().reused());
  f.start(http::request::get("http://glance.example/")).get();
  CHECK(f.server.requests()[2].starts_with("GET http://glance.example/ HTTP/1.1\r\nHost: glance.example\r\n"));
}

TEST_CASE("the proxy's credentials are in a plain request, which the proxy reads") {
  proxy_fixture f("aladdin:open%20sesame@");
  f.server.otherwise(script().read_request().send(ok("forwarded")).again());
  f.start(http::request::get("http://nova.example/")).get();
  CHECK(contains(f.server.requests()[0], "\r\nProxy-Authorization: Basic YWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"));
}

TEST_CASE("a redirect to what needs no proxy goes straight there, without the proxy's credentials") {
  proxy_fixture f("aladdin:open%20sesame@");
  sheaf::testing::scripted_server straight(f.context.get_executor());
  straight.otherwise(script().read_request().send(ok("straight")));
  const auto proxies = http::proxies(http::proxy::parse("aladdin:secret@" + f.proxy_place())).except("127.0.0.1");
  f.client = http::client(f.context.get_executor(), f.client.options().proxies(proxies));
  f.server.otherwise(script().read_request().send("HTTP/1.1 302 Elsewhere\r\nLocation: " + straight.url("/there") +
                                                  "\r\nContent-Length: 0\r\n\r\n"));
  const http::response answer = f.start(http::request::get("http://nova.example/here").redirects()).get();
  CHECK(answer.text() == "straight");
  CHECK(f.server.requests()[0].starts_with("GET http://nova.example/here HTTP/1.1\r\n"));
  CHECK(contains(f.server.requests()[0], "\r\nProxy-Authorization: "));
  CHECK(straight.requests()[0].starts_with("GET /there HTTP/1.1\r\nHost: 127.0.0.1:"));
  CHECK_FALSE(contains(straight.requests()[0], "Proxy-Authorization"));
}

TEST_CASE("what a proxy answers to a plain request is the response, also when it wants credentials") {
  proxy_fixture f;
  f.server.play(script().read_request().send("HTTP/1.1 407 Who are you\r\nContent-Length: 2\r\n\r\nno"));
  CHECK(f.start(http::request::get("http://nova.example/")).get().status() == 407);
}

TEST_CASE("https goes through a tunnel: the proxy is told host and port, the origin the rest") {
  tunnel_fixture f;
  const auto asked = http::request::get("https://nova.example:8774/v2").header("X-Auth-Token", "hunter2");
  CHECK(f.start(asked).get().text() == "secret");
  REQUIRE(f.proxy.heads().size() == 1);
  CHECK(f.proxy.heads()[0] == "CONNECT nova.example:8774 HTTP/1.1\r\nHost: nova.example:8774\r\nUser-Agent: " +
                                  f.client.options().user_agent() + "\r\n\r\n");
  CHECK(f.server.server_name() == "nova.example");
  CHECK(f.server.requests()[0].starts_with("GET /v2 HTTP/1.1\r\nHost: nova.example:8774\r\n"));
  CHECK(f.start(asked).get().reused());
  CHECK(f.proxy.connections() == 1);
}

TEST_CASE("a tunnel's certificate is the origin's") {
  tunnel_fixture f;
  const http::error e = f.failure(http::request::get("https://other.example/"));
  CHECK(e.errc() == http::errc::tls_failed);
  CHECK(e.phase() == http::phase::tls);
  CHECK(e.origin() == "https://other.example:443");
  CHECK(f.server.requests().empty());
}

TEST_CASE("an IPv6 origin is asked for in brackets") {
  tunnel_fixture f;
  CHECK(f.start(http::request::get("https://[::1]/")).get().text() == "secret");
  CHECK(f.proxy.heads()[0].starts_with("CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\n"));
}

TEST_CASE("the proxy's credentials go to the proxy and not through the tunnel") {
  tunnel_fixture f("HTTP/1.1 200 OK\r\n\r\n", "aladdin:open%20sesame@");
  f.start(http::request::get("https://nova.example/")).get();
  CHECK(contains(f.proxy.heads()[0], "\r\nProxy-Authorization: Basic YWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"));
  CHECK_FALSE(contains(f.server.requests()[0], "Proxy-Authorization"));
  CHECK_FALSE(contains(f.server.requests()[0], "YWxhZGRpb"));
}

TEST_CASE("a field of a request cannot be taken for the proxy's credentials") {
  const auto asked = http::request::get("https://a/");
  CHECK_THROWS_AS(static_cast<void>(asked.header("proxy-authorization", "Basic dTpw")), http::error);
}

TEST_CASE("any 2xx opens a tunnel, without a body whatever its fields say, and after interim answers") {
  for (const char* const granted : {"HTTP/1.0 200 Connection established\r\n\r\n", "HTTP/1.1 204\r\n\r\n",
                                    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
                                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
                                    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 299 OK\r\n\r\n"}) {
    CAPTURE(granted);
    tunnel_fixture f(granted);
    CHECK(f.start(http::request::get("https://nova.example/")).get().text() == "secret");
  }
}

TEST_CASE("a refused tunnel is an error of the proxy with its status; its body is nobody's") {
  for (const int status : {301, 403, 407, 502, 600}) {
    CAPTURE(status);
    proxy_fixture f;
    const int before = support::open_descriptors();
    const http::error e =
        f.refused("HTTP/1.1 " + std::to_string(status) + " hunter2\r\nContent-Length: 7\r\n\r\nhunter2");
    CHECK(e.errc() == http::errc::proxy_failed);
    CHECK(e.phase() == http::phase::proxy);
    CHECK(e.proxy_status() == status);
    CHECK(e.origin() == "https://nova.example:8774");
    CHECK(e.retry_safe());
    const std::string hint = status == 407 ? "; it wants credentials, which its URL can hold" : "";
    CHECK(std::string(e.what()) == f.no_tunnel() + ": it answered " + std::to_string(status) + hint);
    CHECK(f.client.stats().open == 0);
    f.until([&] { return f.server.open() == 0; });
    CHECK(support::open_descriptors() == before);
  }
  proxy_fixture f("aladdin:hunter2@");
  CHECK(std::string(f.refused("HTTP/1.1 407 No\r\n\r\n").what()) ==
        f.no_tunnel() + ": it answered 407; the credentials in its URL are not accepted");
}

TEST_CASE("a refusal's body is not waited for") {
  proxy_fixture f;
  f.server.play(script().read_request().send("HTTP/1.1 403 No\r\nContent-Length: 1000\r\n\r\n").until_closed());
  CHECK(f.failure(https()).proxy_status() == 403);
}

TEST_CASE("bytes behind the proxy's answer are refused, for in TLS the client speaks first") {
  proxy_fixture f;
  const http::error e = f.refused("HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");
  CHECK(e.errc() == http::errc::proxy_failed);
  CHECK(std::string(e.what()) == f.no_tunnel() + ": it sent bytes that are not the origin's");
}

TEST_CASE("an answer of the proxy that is no answer is an error that says why") {
  proxy_fixture f;
  const std::pair<const char*, const char*> cases[] = {
      {"", "it closed the connection"},
      {"HTTP/1.1 200 OK\r\n", "it closed the connection"},
      {"SSH-2.0-OpenSSH_9\r\n\r\n", "its answer is refused: malformed status line"},
      {"HTTP/1.1 101 Switching Protocols\r\n\r\n", "its answer is refused: the server switched protocols unasked"},
      {"HTTP/1.1 200 OK\r\nBad Field: x\r\n\r\n", "its answer is refused: malformed field line"}};
  for (const auto& [answer, why] : cases) {
    CAPTURE(answer);
    const http::error e = f.refused(answer);
    CHECK(e.errc() == http::errc::proxy_failed);
    CHECK(e.phase() == http::phase::proxy);
    CHECK(e.proxy_status() == 0);
    CHECK(std::string(e.what()) == f.no_tunnel() + ": " + why);
  }
  f.server.play(script().read_request().reset());
  CHECK(std::string(f.failure(https()).what()) == f.no_tunnel() + ": Connection reset by peer");
  const http::error e = f.refused("HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'x') + "\r\n\r\n");
  CHECK(std::string(e.what()) == f.no_tunnel() + ": its answer is refused: the head is too large");
}

TEST_CASE("the proxy's answer is cut off behind each of its bytes, or comes byte by byte") {
  const std::string granted = "HTTP/1.1 200 Connection established\r\nVia: 1.1 squid\r\n\r\n";
  proxy_fixture f;
  f.settle();
  const int before = support::open_descriptors();
  for (std::size_t size = 0; size <= granted.size(); ++size) {
    CAPTURE(size);
    f.server.play(script().read_request().send(granted.substr(0, size), 1).close());
    const http::error e = f.failure(https());
    CHECK(e.phase() == (size < granted.size() ? http::phase::proxy : http::phase::tls));
    CHECK(f.client.stats().open == 0);
    f.until([&] { return f.server.open() == 0; });
  }
  CHECK(support::open_descriptors() == before);
}

TEST_CASE("a proxy that does not answer is given the time to connect, and can be left at any time") {
  enum class end { limit, cancel, destroy };
  for (const end how : {end::limit, end::cancel, end::destroy}) {
    const int before = support::open_descriptors();
    {
      proxy_fixture f;
      f.server.play(script().read_request().send("HTTP/1.1 200 OK\r\n").until_closed());
      call c = f.start(https());
      f.until([&] { return f.server.requests().size() == 1; });
      f.settle();
      f.advance(9999ms);
      CHECK_FALSE(c.done());
      if (how == end::destroy) continue;
      if (how == end::cancel) c.cancel();
      if (how == end::limit) f.advance(1ms);
      f.until([&] { return c.done(); });
      if (how == end::cancel) {
        CHECK_THROWS_AS(c.get(), asio::system_error);
      } else {
        const http::error e = c.failure();
        CHECK(e.timed_out());
        CHECK(e.phase() == http::phase::proxy);
        CHECK(std::string(e.what()) == f.no_tunnel() + " after 10.0 s");
      }
      f.until([&] { return f.server.open() == 0; });
      CHECK(f.client.stats().open == 0);
      CHECK(f.clock.waiting() == 0);
    }
    CHECK(support::open_descriptors() == before);
  }
}

TEST_CASE("a proxy that cannot be reached or found is named") {
  for (const char* const scheme : {"http", "https"}) {
    proxy_fixture f;
    const std::string url = std::string(scheme) + "://nova.example:8774/";
    const std::string where = "nova.example:8774 through the proxy ";
    f.server.close();
    const http::error refused = f.failure(http::request::get(url));
    CHECK(refused.phase() == http::phase::connect);
    CHECK(std::string(refused.what()) == "no connection to " + where + f.proxy_place() + ": Connection refused");
    const http::client lost(f.context.get_executor(),
                            f.client.options().proxies(http::proxy::parse("u:hunter2@lost.example:3128")));
    const http::error unknown = call(f.context, lost, http::request::get(url)).failure();
    CHECK(unknown.phase() == http::phase::resolve);
    CHECK(std::string(unknown.what()) == "no address for " + where + "lost.example:3128: no such host");
  }
}

TEST_CASE("hosts that need no proxy are asked without it") {
  proxy_fixture f;
  f.server.otherwise(script().read_request().send(ok("x")).again());
  const auto except = http::proxies(http::proxy::parse(f.proxy_place())).except("127.0.0.0/8");
  f.client = http::client(f.context.get_executor(), f.client.options().proxies(except));
  f.get("/x");
  CHECK(f.server.requests()[0].starts_with("GET /x HTTP/1.1\r\n"));
  f.start(http::request::get("http://nova.example/x")).get();
  CHECK(f.server.requests()[1].starts_with("GET http://nova.example/x HTTP/1.1\r\n"));
}

TEST_CASE("a kept tunnel that was closed meanwhile is replaced by another") {
  tunnel_fixture f;
  f.server.play(script().read_request().send(ok("first")).read_request().close());
  const auto asked = http::request::get("https://nova.example/");
  CHECK(f.start(asked).get().text() == "first");
  CHECK(f.start(asked).get().text() == "secret");
  CHECK(f.proxy.heads().size() == 2);
  CHECK(f.client.stats().replayed == 1);
}
