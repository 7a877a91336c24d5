// SPDX-License-Identifier: MIT
// What a client goes on from when it connects to a server again: include/sheaf/http/tls.hpp.
#include <sheaf/http/tls.hpp>

#include "support/tls_fixture.hpp"

#include <sheaf/http/server.hpp>
#include <sheaf/testing/certificates.hpp>

#include <doctest/doctest.h>

#include <openssl/ssl.h>

#include <chrono>
#include <string>

namespace http = sheaf::http;
namespace testing = sheaf::testing;
using namespace std::chrono_literals;
using support::authority;
using support::http_fixture;
using support::nova;
using support::ok;
using support::profile;
using support::script;
using support::shows;
using support::tls_fixture;
using support::trusted;
using support::trusting;
using support::with;

namespace {

// A server that closes after each answer, so that each takes a handshake.
struct closing_fixture : tls_fixture {
  explicit closing_fixture(testing::scripted_server_options shown = shows(nova()), http::client_options options = trusting())
      : tls_fixture(std::move(shown), options) {
    server.otherwise(script().read_request().send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"));
  }
  // What the client says, and the server: how many handshakes went on from an earlier session.
  std::size_t resumed() {
    settle();
    CHECK(client.stats().resumed == server.resumed());
    return server.resumed();
  }
};

}  // namespace

TEST_CASE("a further connection to a server goes on from the session of an earlier one, in TLS 1.3 and 1.2") {
  for (const int version : {TLS1_3_VERSION, TLS1_2_VERSION}) {
    CAPTURE(version);
    closing_fixture f(shows(nova()).tls_at_most(version));
    CHECK(f.get().text() == "ok");
    CHECK(f.resumed() == 0);
    for (std::size_t i = 1; i <= 5; ++i) {
      CHECK(f.get().text() == "ok");
      CHECK(f.resumed() == i);
    }
    CHECK(f.start_as("nova.example").get().text() == "ok");  // another name, another proof
    CHECK(f.resumed() == 5);
  }
}

TEST_CASE("no ticket is used twice") {
  closing_fixture f(shows(nova()).ticket_lifetime(300));
  f.get();
  f.settle();
  // Two tickets, three connections at once.
  auto a = f.start(), b = f.start(), c = f.start();
  a.get();
  b.get();
  c.get();
  CHECK(f.resumed() == 2);
}

TEST_CASE("a session made for one name is not offered to another, though they are one server") {
  closing_fixture f;
  CHECK(f.start_as("nova.example").get().ok());
  const http::error e = f.start_as("glance.example").failure();
  CHECK(std::string(e.what()).ends_with(": hostname mismatch"));
  CHECK(f.resumed() == 0);
  CHECK(f.start_as("nova.example").get().ok());
  CHECK(f.resumed() == 1);
}

TEST_CASE("sessions belong to a client, and so to what it trusts") {
  closing_fixture f;
  f.get();
  const http::client other(f.context.get_executor(), trusting().time(&f.clock));
  support::call(f.context, other, http::request::get(f.server.url("/"))).get();
  CHECK(other.stats().resumed == 0);
  CHECK(f.resumed() == 0);
}

TEST_CASE("who verifies nothing keeps nothing") {
  closing_fixture f(shows(nova()), with(http::tls_options().insecure()));
  for (int i = 0; i < 3; ++i) CHECK(f.get().ok());
  CHECK(f.resumed() == 0);
}

TEST_CASE("an hour after the server was verified it is verified again, however often it was resumed meanwhile") {
  for (const int version : {TLS1_3_VERSION, TLS1_2_VERSION}) {
    CAPTURE(version);
    closing_fixture f(shows(nova()).tls_at_most(version).ticket_lifetime(7200));
    f.get();
    f.settle();
    for (std::size_t i = 1; i <= 3; ++i) {
      f.advance(19min);
      f.get();
      CHECK(f.resumed() == i);
    }
    f.advance(3min);
    f.get();
    CHECK(f.resumed() == 3);
    f.get();
    CHECK(f.resumed() == 4);
  }
}

TEST_CASE("a session is good for no longer than the server says, nor than the certificate is valid") {
  closing_fixture brief(shows(nova()).ticket_lifetime(600));
  brief.get();
  brief.advance(11min);
  brief.get();
  CHECK(brief.resumed() == 0);
  brief.get();
  CHECK(brief.resumed() == 1);

  closing_fixture ending(shows(nova().valid_for(600)));
  ending.get();
  ending.advance(11min);
  ending.get();
  CHECK(ending.resumed() == 0);
}

TEST_CASE("our own server's sessions can be gone on from") {
  const auto shown = authority().issue(nova());
  asio::io_context context{1};
  const http::server server(
      context.get_executor(),
      [](http::server_request) -> asio::awaitable<http::server_response> { co_return http::server_response::text("ok"); },
      http::server_options().tls(http::server_tls::pem(shown.chain, shown.key)));
  const http::client client(context.get_executor(), trusting().idle_lifetime(0s));
  const std::string url = "https://127.0.0.1:" + std::to_string(server.port()) + "/";
  for (int i = 0; i < 4; ++i) CHECK(support::call(context, client, http::request::get(url)).get().text() == "ok");
  CHECK(client.stats().opened == 4);
  CHECK(client.stats().resumed == 3);
}
