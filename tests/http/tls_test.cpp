// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/http/tls.hpp: who is trusted, and HTTP over it.
#include <sheaf/http/tls.hpp>

#include "support/http_fixture.hpp"

#include <sheaf/testing/certificates.hpp>

#include <doctest/doctest.h>

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace http = sheaf::http;
namespace testing = sheaf::testing;
using namespace std::chrono_literals;
using support::http_fixture;
using support::ok;
using support::script;
using profile = testing::certificate_profile;

namespace {

const testing::certificate_authority& authority() {
  static const testing::certificate_authority instance;
  return instance;
}

// Every name leads to this machine.
std::vector<asio::ip::address> here(const std::string&) { return {asio::ip::make_address("127.0.0.1")}; }

http::client_options trusting(const testing::certificate_authority& whom = authority()) {
  return http::client_options().tls(http::tls_options().ca_pem(whom.pem())).lookup(here);
}

testing::scripted_server_options shows(const profile& p) {
  return testing::scripted_server_options().tls(authority().issue(p));
}

struct tls_fixture : http_fixture {
  explicit tls_fixture(const profile& p = profile().name("nova.example").address("127.0.0.1"),
                       http::client_options options = trusting())
      : http_fixture(options, shows(p)) {
    server.otherwise(script().read_request().send(ok("secret")).again());
  }
  support::call start_as(std::string_view host) { return start(http::request::get(server.url("/", host))); }
  std::string place(std::string_view host) const { return std::string(host) + ":" + std::to_string(server.port()); }
};

// What becomes of a request to `host` of a server that shows `p`: "ok", or why it was not trusted.
std::string asked(std::string_view host, const profile& p, http::client_options options = trusting()) {
  tls_fixture f(p, options);
  support::call c = f.start_as(host);
  f.until([&] { return c.done(); });
  if (!c.out.error) return "ok";
  const http::error e = c.failure();
  CHECK(e.phase() == http::phase::tls);
  CHECK(e.errc() == http::errc::tls_failed);
  CHECK(e.retry_safe());
  CHECK(f.server.requests().empty());
  CHECK(f.client.stats().open == 0);
  const std::string expected = "no TLS with " + f.place(host) + ": ", what = e.what();
  CHECK(what.starts_with(expected));
  return what.substr(std::min(expected.size(), what.size()));
}

}  // namespace

TEST_CASE("a name is verified against the names of the certificate, and is what is asked for") {
  tls_fixture f;
  CHECK(f.start_as("nova.example").get().text() == "secret");
  CHECK(f.server.server_name() == "nova.example");
}

TEST_CASE("an address is verified against the addresses of the certificate, and no name is asked for") {
  tls_fixture f;
  CHECK(f.start_as("127.0.0.1").get().text() == "secret");
  CHECK(f.server.server_name().empty());
}

TEST_CASE("a certificate for another name or address is refused") {
  CHECK(asked("glance.example", profile().name("nova.example")) == "hostname mismatch");
  CHECK(asked("127.0.0.1", profile().address("127.0.0.2")) == "IP address mismatch");
  CHECK(asked("127.0.0.1", profile().name("localhost")) == "IP address mismatch");
}

TEST_CASE("a name that looks like an address is no address") {
  CHECK(asked("127.0.0.1", profile().name("127.0.0.1")) == "IP address mismatch");
}

TEST_CASE("the common name counts for nothing") {
  CHECK(asked("nova.example", profile().common_name("nova.example")) == "hostname mismatch");
}

TEST_CASE("a wildcard is a whole label") {
  CHECK(asked("nova.example", profile().name("*.example")) == "hostname mismatch");  // a single label is too much of the world
  CHECK(asked("nova.cloud.example", profile().name("*.cloud.example")) == "ok");
  CHECK(asked("api.nova.cloud.example", profile().name("*.cloud.example")) == "hostname mismatch");
  CHECK(asked("nova.cloud.example", profile().name("n*.cloud.example")) == "hostname mismatch");
}

TEST_CASE("an expired certificate and one of an unknown authority are refused") {
  CHECK(asked("nova.example", profile().name("nova.example").expired()) == "certificate has expired");
  const testing::certificate_authority other;
  const std::string unknown = asked("nova.example", profile().name("nova.example"), trusting(other));
  CHECK((unknown == "unable to get local issuer certificate" || unknown == "certificate signature failure"));
  CHECK(asked("nova.example", profile().name("nova.example"), http::client_options().lookup(here)) ==
        "unable to get local issuer certificate");
}

TEST_CASE("insecure believes whoever answers, and has to be spelt out") {
  const auto insecure = http::client_options().tls(http::tls_options().insecure()).lookup(here);
  CHECK(asked("nova.example", profile().name("glance.example").expired(), insecure) == "ok");
  CHECK_FALSE(http::tls_options().is_insecure());
}

TEST_CASE("authorities may come from a file, and one that cannot be read is an error at once") {
  const std::filesystem::path path = std::filesystem::temp_directory_path() / ("sheaf-ca-" + std::to_string(::getpid()));
  std::ofstream(path) << authority().pem();
  const auto options = http::client_options().tls(http::tls_options().ca_file(path.string())).lookup(here);
  std::filesystem::remove(path);
  CHECK(asked("nova.example", profile().name("nova.example"), options) == "ok");
  try {
    http::tls_context context(http::tls_options().ca_file(path.string()));
    FAIL("a file that is not there was read");
  } catch (const http::error& e) {
    CHECK(e.errc() == http::errc::tls_failed);
    CHECK(std::string(e.what()).find(path.string()) != std::string::npos);
  }
  CHECK_THROWS_AS(http::tls_context(http::tls_options().ca_pem("no certificate")), http::error);
}

TEST_CASE("a server that does not speak TLS, or selects a protocol nobody offered, is refused") {
  http_fixture plain(trusting());
  plain.server.play(script().send("HTTP/1.1 400 Bad Request\r\n\r\n").until_closed());
  const http::error e = plain.failure(http::request::get("https://127.0.0.1:" + std::to_string(plain.server.port())));
  CHECK(e.errc() == http::errc::tls_failed);
  CHECK(e.phase() == http::phase::tls);

  http_fixture h2(trusting(), shows(profile().address("127.0.0.1")).alpn("h2"));
  const http::error refused = h2.failure();
  CHECK(refused.errc() == http::errc::tls_failed);

  http_fixture h1(trusting(), shows(profile().address("127.0.0.1")).alpn("http/1.1"));
  h1.server.otherwise(script().read_request().send(ok("x")));
  CHECK(h1.get().text() == "x");
}

TEST_CASE("a server that closes or resets in the handshake is an error that says so") {
  for (const bool reset : {false, true}) {
    http_fixture f(trusting());
    f.server.play(reset ? script().reset() : script().cut());
    const http::error e = f.failure(http::request::get("https://127.0.0.1:" + std::to_string(f.server.port())));
    CHECK(e.errc() == http::errc::tls_failed);
    CHECK(e.phase() == http::phase::tls);
    const std::string what = e.what();
    CHECK((what.ends_with("the server closed the connection") || what.ends_with("Connection reset by peer")));
  }
}

TEST_CASE("one TLS connection serves one request after another, tickets notwithstanding") {
  tls_fixture f;
  CHECK_FALSE(f.get().reused());
  for (int i = 0; i < 5; ++i) CHECK(f.get().reused());
  CHECK(f.server.connections() == 1);
}

TEST_CASE("over TLS, too, bytes nobody asked for, a proper and an improper end make an idle connection useless") {
  for (const int how : {0, 1, 2}) {
    CAPTURE(how);
    tls_fixture f;
    const script first = script().read_request().send(ok("first")).stall();
    f.server.play(how == 0 ? first.send(ok("poison")).until_closed() : how == 1 ? first.close() : first.cut());
    CHECK(f.get().text() == "first");
    f.until([&] { return f.server.stalled() == 1; });
    f.server.release();
    f.settle();
    CHECK(f.start(http::request::post(f.server.url(), "not idempotent")).get().text() == "secret");
    CHECK(f.client.stats().replayed == 0);
  }
}

TEST_CASE("a body that ends with the connection has to end properly: a cut may be an attacker's") {
  tls_fixture f;
  f.server.play(script().read_request().send("HTTP/1.1 200 OK\r\n\r\nwhole").close());
  CHECK(f.get().text() == "whole");
  f.server.play(script().read_request().send("HTTP/1.1 200 OK\r\n\r\nhalf").cut());
  const http::error e = f.failure();
  CHECK(e.errc() == http::errc::truncated);
  CHECK(std::string(e.what()).ends_with("the connection was closed without TLS's close_notify"));
}

TEST_CASE("an answer cut off behind any of its bytes is an error over TLS, too") {
  tls_fixture f;
  const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  for (const bool proper : {true, false}) {
    for (std::size_t size = 0; size < answer.size(); ++size) {
      CAPTURE(size);
      const script part = script().read_request().send(answer.substr(0, size));
      f.server.play(proper ? part.close() : part.cut());
      CHECK(f.failure().errc() == (size == 0 ? http::errc::no_response : http::errc::truncated));
      CHECK(f.client.stats().open == 0);
    }
  }
  CHECK(f.get().text() == "secret");
}

TEST_CASE("a kept TLS connection that was closed meanwhile is replaced once") {
  tls_fixture f;
  f.server.play(script().read_request().send(ok("first")).read_request().close());
  f.get();
  CHECK(f.get().text() == "secret");
  CHECK(f.client.stats().replayed == 1);
}

TEST_CASE("large bodies pass both ways, however the socket takes them") {
  http_fixture f(trusting(), shows(profile().address("127.0.0.1")).receive_buffer(4096));
  std::string large(6'000'000, 'x');
  for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>('a' + i % 23);
  f.server.play(script().read_request().send(ok(large)));
  const http::response r = f.start(http::request::post(f.server.url(), large)).get();
  CHECK(r.text() == large);
  CHECK(f.server.requests().back().ends_with("\r\n\r\n" + large));
}

TEST_CASE("one context serves any number of clients, on any threads") {
  const http::tls_context shared(http::tls_options().ca_pem(authority().pem()));
  std::vector<std::thread> threads;
  std::atomic<int> served = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      http_fixture f(http::client_options().tls(shared), shows(profile().address("127.0.0.1")));
      f.server.otherwise(script().read_request().send(ok("x")));
      for (int n = 0; n < 5; ++n) served += f.get().ok() ? 1 : 0;
    });
  }
  for (std::thread& t : threads) t.join();
  CHECK(served == 20);
}
