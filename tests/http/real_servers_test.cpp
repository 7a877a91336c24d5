// SPDX-License-Identifier: MIT
// A client and what OpenStack's servers were seen to do with connections, in the bytes they sent (tests/data/captured):
// include/sheaf/http/client.hpp.
#include <sheaf/http/client.hpp>
#include <sheaf/testing/certificates.hpp>

#include "support/data.hpp"
#include "support/http_fixture.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace http = sheaf::http;
namespace testing = sheaf::testing;
using namespace std::chrono_literals;
using support::http_fixture;
using support::ok;
using support::script;

namespace {

std::string captured(const std::string& name) { return support::data("captured/" + name + ".http"); }
std::string body_of(const std::string& name) {
  const std::string bytes = captured(name);
  return bytes.substr(bytes.find("\r\n\r\n") + 4);
}

// It answers one request and closes, as uwsgi's http-socket does.
script answers_and_closes(const std::string& name) { return script().read_request().send(captured(name)).close(); }

const testing::certificate_authority& authority() {
  static const testing::certificate_authority instance;
  return instance;
}

// HAProxy, with TLS before the services.
struct haproxy : http_fixture {
  haproxy()
      : http_fixture(http::client_options().tls(http::tls_options().ca_pem(authority().pem())),
                     testing::scripted_server_options().tls(
                         authority().issue(testing::certificate_profile().address("127.0.0.1")))) {}
};

}  // namespace

TEST_CASE(
    "uwsgi http-socket: no length and no keep-alive; the body ends with the connection, which nobody uses again") {
  // keystone and nova say nothing of it, glance says close.
  for (const std::string name : {"nova-servers-detail-2.79", "keystone-version-v3", "glance-images", "error-404-nova",
                                 "error-503-keystone-stopped-nova"}) {
    CAPTURE(name);
    http_fixture f;
    f.server.otherwise(answers_and_closes(name));
    for (int i = 0; i < 3; ++i) {
      const http::response r = f.get();
      CHECK(r.text() == body_of(name));
      CHECK_FALSE(r.reused());
      CHECK(f.client.stats().open == 0);
    }
    CHECK(f.server.connections() == 3);
    CHECK(f.client.stats().stale == 0);
    CHECK(f.client.stats().replayed == 0);
  }
}

TEST_CASE("uwsgi http-socket: a body cut off with close framing is not to be told from a whole one; a reset is") {
  const std::string half = captured("nova-servers-detail-2.79").substr(0, 4000);
  http_fixture f;
  f.server.play(script().read_request().send(half).close());
  const http::response r = f.get();
  CHECK(r.status() == 200);
  CHECK(body_of("nova-servers-detail-2.79").starts_with(r.text()));
  f.server.play(script().read_request().send(half).stall().reset());
  support::call cut = f.start();
  f.until([&] { return f.server.stalled() == 1; });
  f.settle();
  f.server.release();
  CHECK(cut.failure().errc() == http::errc::truncated);
}

TEST_CASE(
    "uwsgi http-socket: a 204 seems to keep its connection; the next request, whatever it is, is not lost to its end") {
  // keystone's, seen to be closed or reset a moment later.
  for (const bool reset : {false, true}) {
    for (const char* const method : {"GET", "POST"}) {
      CAPTURE(reset);
      CAPTURE(method);
      http_fixture f;
      const script gone = script().read_request().send(captured("keystone-token-revoke-204")).stall();
      f.server.play(reset ? gone.reset() : gone.close());
      f.server.play(script().read_request().send(ok("next")));
      const http::response r = f.start(http::request("DELETE", http::url::parse(f.server.url()))).get();
      CHECK(r.status() == 204);
      CHECK(r.text().empty());
      CHECK(f.client.stats().idle == 1);
      f.until([&] { return f.server.stalled() == 1; });
      f.server.release();
      f.until([&] { return f.server.open() == 0; });
      f.settle();
      CHECK(f.start(http::request(method, http::url::parse(f.server.url()))).get().text() == "next");
      CHECK(f.client.stats().stale == 1);
      CHECK(f.server.requests().size() == 2);
    }
  }
}

TEST_CASE(
    "uwsgi http-socket: a reset that meets the request behind a 204 is followed by one more try of what may be "
    "repeated") {
  for (const bool may_repeat : {true, false}) {
    CAPTURE(may_repeat);
    http_fixture f;
    f.server.play(script().read_request().send(captured("keystone-token-revoke-204")).read_head().reset());
    f.server.otherwise(script().read_request().send(ok("next")));
    f.start(http::request("DELETE", http::url::parse(f.server.url()))).get();
    if (may_repeat) {
      CHECK(f.get().text() == "next");
      CHECK(f.client.stats().replayed == 1);
    } else {
      const http::error e = f.failure(http::request::post(f.server.url(), "{}"));
      CHECK(e.errc() == http::errc::no_response);
      CHECK_FALSE(e.retry_safe());
      CHECK(f.server.requests().size() == 2);
    }
  }
}

TEST_CASE(
    "uwsgi http-socket: an answer to HEAD has no body, and its connection's end is found before the next request") {
  for (const std::string name : {"keystone-token-head", "nova-head-servers"}) {
    CAPTURE(name);
    http_fixture f;
    f.server.play(answers_and_closes(name));
    f.server.otherwise(script().read_request().send(ok("next")));
    const http::response r = f.start(http::request("HEAD", http::url::parse(f.server.url()))).get();
    CHECK(r.text().empty());
    f.until([&] { return f.server.open() == 0; });
    f.settle();
    CHECK(f.start(http::request::post(f.server.url(), "{}")).get().text() == "next");
  }
}

TEST_CASE(
    "uwsgi http-socket: an answer of zero bytes is an error, and nothing is sent twice: the work may have been done") {
  http_fixture f;
  f.server.otherwise(script().read_request().close());
  const http::error e = f.failure(http::request::post(f.server.url("/v2/images"), "{}"));
  CHECK(e.errc() == http::errc::no_response);
  CHECK(e.phase() == http::phase::head);
  CHECK_FALSE(e.retry_safe());
  CHECK(f.server.requests().size() == 1);
  CHECK(f.client.stats().open == 0);
}

TEST_CASE("uwsgi http-socket: a server that accepts and never answers is given its time and no more") {
  http_fixture f;
  f.server.otherwise(script().read_request().until_closed());
  support::call c = f.start();
  f.until([&] { return f.server.requests().size() == 1; });
  f.advance(f.client.options().first_byte_timeout() - 1ms);
  CHECK_FALSE(c.done());
  f.advance(1ms);
  const http::error e = c.failure();
  CHECK(e.timed_out());
  CHECK(e.phase() == http::phase::head);
  f.until([&] { return f.server.open() == 0; });
}

TEST_CASE("uwsgi http11-socket: it stays open whatever it was asked, and says so or not: the connection is used again") {
  for (const std::string name : {"alt-nova-uwsgi-http11-list", "alt-nova-uwsgi-http11-list-keep-alive", "alt-nova-uwsgi-http11-list-close"}) {
    CAPTURE(name);
    http_fixture f;
    f.server.otherwise(script().read_request().send(captured(name)).again());
    CHECK(f.get().text() == body_of(name));
    CHECK(f.get().reused());
    CHECK(f.server.connections() == 1);
  }
}

TEST_CASE("uwsgi http11-socket: it closes an idle connection after 4 s, by when the client has given it up") {
  http_fixture f;
  const std::string answer = captured("alt-nova-uwsgi-http11-list");
  f.server.play(script().read_request().send(answer).read_request().send(answer).stall().close());
  f.server.otherwise(script().read_request().send(ok("next")));
  f.get();
  CHECK(f.get().reused());
  f.until([&] { return f.server.stalled() == 1; });
  f.advance(4s);
  CHECK(f.start(http::request::post(f.server.url(), "{}")).get().text() == "next");
  CHECK(f.client.stats().stale == 0);
  CHECK(f.client.stats().replayed == 0);
  f.server.release();
}

TEST_CASE("uwsgi http11-socket: where the server closes first all the same, nothing is lost") {
  http_fixture f;
  f.server.play(script().read_request().send(captured("alt-nova-uwsgi-http11-list")).stall().close());
  f.server.otherwise(script().read_request().send(ok("next")));
  f.get();
  f.until([&] { return f.server.stalled() == 1; });
  f.server.release();
  f.until([&] { return f.server.open() == 0; });
  f.settle();
  CHECK(f.start(http::request::post(f.server.url(), "{}")).get().text() == "next");
  CHECK(f.client.stats().stale == 1);
}

TEST_CASE("uwsgi http router: it says Keep-Alive and closes all the same; after a while nobody believes it") {
  http_fixture f;
  f.server.otherwise(answers_and_closes("alt-nova-uwsgi-router-list-keep-alive"));
  for (int i = 0; i < 20; ++i) {
    // A request that must not be repeated, as every one of these would be at risk.
    const http::response r = f.start(http::request::post(f.server.url(), "{}")).get();
    CHECK(r.text() == body_of("alt-nova-uwsgi-router-list-keep-alive"));
    f.until([&] { return f.server.open() == 0; });
    f.settle();
  }
  CHECK(f.client.stats().stale == 3);
  CHECK(f.client.stats().idle == 0);
  CHECK(f.server.requests().size() == 20);
}

TEST_CASE("uwsgi http router: where it keeps its word its connection is used again") {
  http_fixture f;
  f.server.otherwise(script().read_request().send(captured("alt-nova-uwsgi-router-list-close")).again());
  f.get();
  CHECK(f.get().reused());
}

TEST_CASE("eventlet: a connection is kept, whether the answer says so or not, and closed where it says that") {
  for (const std::string name : {"alt-nova-eventlet-list", "alt-nova-eventlet-list-keep-alive",
                                 "alt-glance-eventlet-list", "alt-nova-eventlet-404", "alt-glance-eventlet-401"}) {
    CAPTURE(name);
    http_fixture f;
    f.server.otherwise(script().read_request().send(captured(name)).again());
    CHECK(f.get().text() == body_of(name));
    CHECK(f.get().reused());
    CHECK(f.server.connections() == 1);
  }
  http_fixture f;
  f.server.otherwise(script().read_request().send(captured("alt-nova-eventlet-list-close")).until_closed());
  CHECK(f.get().text() == body_of("alt-nova-eventlet-list-close"));
  CHECK(f.client.stats().open == 0);
}

TEST_CASE("HAProxy: names in lower case are the same names; its answers end with close_notify") {
  haproxy f;
  f.server.otherwise(answers_and_closes("tls-nova-page-servers"));
  const http::response r = f.get();
  CHECK(r.text() == body_of("tls-nova-page-servers"));
  CHECK(r.header("X-OpenStack-Nova-API-Version").has_value());
  CHECK(r.header("Content-Type") == "application/json");
  CHECK(r.fields().all("Vary").size() == 2);
  CHECK(f.client.stats().open == 0);
  f.server.play(script().read_request().send(captured("tls-nova-page-servers")).cut());
  CHECK(f.failure().errc() == http::errc::truncated);
}

TEST_CASE("HAProxy: its 503 is HTML with a length, and the connection is kept") {
  for (const std::string name : {"tls-error-503-proxy-glance-stopped", "tls-error-503-proxy-keystone-stopped"}) {
    CAPTURE(name);
    haproxy f;
    f.server.otherwise(script().read_request().send(captured(name)).again());
    const http::response r = f.get();
    CHECK(r.status() == 503);
    CHECK(r.header("Content-Type") == "text/html");
    CHECK(r.text() == body_of(name));
    CHECK_FALSE(r.header("Retry-After").has_value());
    CHECK(f.get().reused());
  }
}

TEST_CASE("uwsgi: 413 is sent before the body is read, and then a reset: the answer is the answer") {
  const std::string body(30'000'000, 'x');  // more than any buffer takes
  for (const std::string name : {"error-too-big-nova", "error-too-big-keystone", "error-too-big-cinder"}) {
    CAPTURE(name);
    http_fixture f;
    f.server.play(script().read_head().send(captured(name)).reset());
    const http::response r = f.start(http::request::post(f.server.url(), body)).get();
    CHECK(r.status() == 413);
    CHECK(r.text() == body_of(name));
    CHECK(f.client.stats().open == 0);
    // So where all was written, and it is reading that meets the reset.
    f.server.play(script().read_request().send(captured(name)).reset());
    CHECK(f.start(http::request::post(f.server.url(), "{}")).get().text() == body_of(name));
  }
}

TEST_CASE("neutron reads a body that is too big, and complains of what is in it") {
  http_fixture f;
  f.server.play(answers_and_closes("error-too-big-neutron"));
  const http::response r = f.start(http::request::post(f.server.url(), std::string(200'024, 'x'))).get();
  CHECK(r.status() == 400);
  CHECK(r.text() == body_of("error-too-big-neutron"));
}

TEST_CASE("every server: names in any case, Vary twice, and any reason phrase or none") {
  for (const std::string name : {"alt-nova-eventlet-list", "alt-nova-uwsgi-http11-list", "nova-servers-detail-2.79"}) {
    CAPTURE(name);
    http_fixture f;
    const http::response r = f.answer(captured(name));
    CHECK(r.header("x-openstack-request-id").value_or("").starts_with("req-"));
    CHECK(r.header("X-OpenStack-Request-ID") == r.header("x-openstack-request-id"));
    CHECK(r.fields().all("vary").size() == 2);
    CHECK(r.header("Date").has_value() == (name == "alt-nova-eventlet-list"));  // from eventlet alone
  }
  http_fixture f;
  CHECK(f.answer(captured("error-404-path-keystone")).reason() == "NOT FOUND");
  CHECK(f.answer(captured("error-404-nova")).reason() == "Not Found");
  CHECK(f.answer("HTTP/1.1 299 \r\nContent-Length: 0\r\n\r\n").reason().empty());
  CHECK(f.answer("HTTP/1.1 200 caf\xc3\xa9 \t!\r\nContent-Length: 0\r\n\r\n").status() == 200);
}

TEST_CASE("nova: an answer in HTTP/1.0, which it gives to HTTP/1.0, ends with its connection") {
  http_fixture f;
  f.server.otherwise(answers_and_closes("nova-servers-http10"));
  CHECK(f.get().text() == body_of("nova-servers-http10"));
  CHECK(f.client.stats().open == 0);
  CHECK(f.server.requests()[0].starts_with("GET / HTTP/1.1\r\n"));
}

TEST_CASE("no service compresses, whatever it was asked") {
  for (const std::string name : {"nova-servers-gzip-asked", "glance-images-gzip-asked", "neutron-ports-gzip-asked"}) {
    http_fixture f;
    f.server.play(answers_and_closes(name));
    const http::response r =
        f.start(http::request::get(f.server.url()).header("Accept-Encoding", "gzip, deflate")).get();
    CHECK_FALSE(r.header("Content-Encoding").has_value());
    CHECK(r.text() == body_of(name));
  }
}

TEST_CASE(
    "a link holds the host that the server saw: another origin, unless its path and query are taken") {  // nova,
                                                                                                         // neutron
  const auto asked = http::url::parse("https://cloud.example:18774/v2.1/servers?limit=2");
  const auto link = asked.resolve("http://127.0.0.1:8774/v2.1/servers?limit=2&marker=x");
  CHECK_FALSE(same_origin(asked, link));
  const auto glance = asked.resolve("/v2/images?limit=2&marker=x");  // a path from the root of the service
  CHECK(same_origin(asked, glance));
  CHECK(glance.to_string() == "https://cloud.example:18774/v2/images?limit=2&marker=x");
}

TEST_CASE("a 401 names keystone, and is an answer like any other") {
  http_fixture f;
  const http::response r = f.answer(captured("error-401-bad-token-nova"));
  CHECK(r.status() == 401);
  CHECK(r.header("WWW-Authenticate") == "Keystone uri=\"http://127.0.0.1:5000/\"");
}

TEST_CASE("keystone stopped: the others answer 503 after 3.5 s, which no limit is shorter than, without Retry-After") {
  http_fixture f;
  f.server.play(script().read_request().stall().send(captured("error-503-keystone-stopped-nova")).close());
  support::call c = f.start();
  f.until([&] { return f.server.stalled() == 1; });
  f.advance(3545ms);
  CHECK_FALSE(c.done());
  f.server.release();
  const http::response r = c.get();
  CHECK(r.status() == 503);
  CHECK_FALSE(r.header("Retry-After").has_value());
  CHECK(r.text() == body_of("error-503-keystone-stopped-nova"));
}
