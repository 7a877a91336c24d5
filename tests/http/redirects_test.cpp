// SPDX-License-Identifier: MIT
// Where a client goes when it is sent elsewhere, and with what: include/sheaf/http/detail/redirect.hpp.
#include <sheaf/http/client.hpp>

#include <sheaf/testing/certificates.hpp>

#include "support/http_fixture.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>

namespace http = sheaf::http;
using sheaf::testing::scripted_server;
using support::http_fixture;
using support::ok;
using support::script;

namespace {

using support::contains;

std::string sent_to(const std::string& where, int status = 302, std::string_view body = "") {
  return "HTTP/1.1 " + std::to_string(status) + " Elsewhere\r\nLocation: " + where +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

script answers(std::string bytes) { return script().read_request().send(std::move(bytes)).again(); }

}  // namespace

TEST_CASE("a redirect is an answer like any other unless somebody asks for it to be followed") {
  http_fixture f;
  f.server.otherwise(answers(sent_to("/b")));
  const http::response r = f.get();
  CHECK(r.status() == 302);
  CHECK(r.header("Location") == "/b");
  CHECK(f.server.requests().size() == 1);
}

TEST_CASE("followed, by the request's word or the client's, it gives the last answer and its URL, over one connection") {
  for (const bool by_client : {true, false}) {
    CAPTURE(by_client);
    http_fixture f(by_client ? http::client_options().redirects(5) : http::client_options());
    f.server.play(script()
                      .read_request()
                      .send(sent_to("b?x=1#part", 301, "some text"))
                      .read_request()
                      .send(sent_to("../c", 307))
                      .read_request()
                      .send(ok("there")));
    auto r = http::request::get(f.server.url("/a/a")).header("X-Auth-Token", "t");
    const http::response answer = f.start(by_client ? std::move(r) : std::move(r).redirects()).get();
    CHECK(answer.text() == "there");
    CHECK(answer.url().to_string() == f.server.url("/c"));
    CHECK(f.server.connections() == 1);
    CHECK(f.server.requests()[1].starts_with("GET /a/b?x=1 HTTP/1.1\r\n"));
    CHECK(f.server.requests()[2].starts_with("GET /c HTTP/1.1\r\n"));
    CHECK(contains(f.server.requests()[2], "X-Auth-Token: t\r\n"));
  }
}

TEST_CASE("a request's word goes before its client's") {
  http_fixture f(http::client_options().redirects(5));
  f.server.otherwise(answers(sent_to("/b")));
  CHECK(f.start(http::request::get(f.server.url()).redirects(0)).get().status() == 302);
}

TEST_CASE("what is no redirect, or says no place, is an answer") {
  http_fixture f(http::client_options().redirects(5));
  for (const int status : {200, 201, 300, 304, 305, 306}) {
    CAPTURE(status);
    f.server.play(script().read_request().send(sent_to("/b", status)));
    CHECK(f.get().status() == status);
    f.client.close_idle();
  }
  CHECK(f.answer("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n").status() == 302);
}

TEST_CASE("to another origin no credentials go along, not a copy of them, nor do they come back") {
  http_fixture f;
  scripted_server other(f.context.get_executor());
  f.server.play(script().read_request().send(sent_to(other.url("/b"))));
  other.otherwise(answers(sent_to(f.server.url("/c"))));
  f.server.otherwise(answers(ok("home again")));
  const auto r = http::request::get(f.server.url("/a"))
                     .header("Authorization", "secret")
                     .header("Cookie", "secret")
                     .header("cookie", "secret")
                     .header("X-Auth-Token", "secret")
                     .header("x-auth-token", "secret")
                     .header("X-Subject-Token", "secret")
                     .header("X-Service-Token", "secret")
                     .header("X-Storage-Token", "secret")
                     .header("X-Auth-Key", "secret")
                     .header("X-Mine", "secret")
                     .header("x-mine", "secret")
                     .header("X-Plain", "kept")
                     .sensitive("X-MINE")
                     .redirects();
  CHECK(f.start(r).get().text() == "home again");
  CHECK(contains(f.server.requests()[0], "secret"));
  for (const std::string& request : {other.requests()[0], f.server.requests()[1]}) {
    CHECK_FALSE(contains(request, "secret"));
    CHECK(contains(request, "X-Plain: kept\r\n"));
  }
  CHECK(contains(other.requests()[0], "Host: 127.0.0.1:" + std::to_string(other.port()) + "\r\n"));
}

TEST_CASE("another host is another origin, whatever address it has") {
  http_fixture f;
  f.server.play(script().read_request().send(sent_to(f.server.url("/b", "localhost"))));
  f.server.otherwise(answers(ok("x")));
  CHECK(f.start(http::request::get(f.server.url()).header("X-Auth-Token", "secret").redirects()).get().text() == "x");
  CHECK_FALSE(contains(f.server.requests()[1], "secret"));
}

TEST_CASE("from https to http nothing is sent, not even without credentials") {
  const auto shown = sheaf::testing::certificate_authority().issue(sheaf::testing::certificate_profile());
  http_fixture f(http::client_options().tls(http::tls_options().insecure()),
                 sheaf::testing::scripted_server_options().tls(shown));
  scripted_server plain(f.context.get_executor());
  f.server.play(script().read_request().send(sent_to(plain.url("/b"))));
  const http::error e = f.failure(http::request::get(f.server.url()).redirects());
  CHECK(e.errc() == http::errc::redirect_refused);
  CHECK(contains(e.what(), "https to http"));
  CHECK(contains(e.what(), plain.url("/b")));
  CHECK(plain.connections() == 0);
}

TEST_CASE("301, 302 and 303 make a GET of what has a body; 307 and 308 send it again as it was") {
  for (const int status : {301, 302, 303, 307, 308}) {
    CAPTURE(status);
    http_fixture f;
    f.server.play(script().read_request().send(sent_to("/b", status)).read_request().send(ok("x")));
    const auto post = http::request::post(f.server.url("/a"), "the body").header("Content-Language", "en").header("X-A", "1");
    CHECK(f.start(post.redirects()).get().text() == "x");
    const std::string& second = f.server.requests()[1];
    const bool same = status >= 307;
    CHECK(second.starts_with(same ? "POST /b HTTP/1.1\r\n" : "GET /b HTTP/1.1\r\n"));
    CHECK(contains(second, "Content-") == same);
    CHECK(contains(second, "the body") == same);
    CHECK(contains(second, "X-A: 1\r\n"));
  }
}

TEST_CASE("GET and HEAD stay what they are") {
  for (const char* const method : {"GET", "HEAD"}) {
    http_fixture f;
    f.server.play(script().read_request().send("HTTP/1.1 303 See\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n").read_request().send(
        "HTTP/1.1 204 No Content\r\n\r\n"));
    CHECK(f.start(http::request(method, http::url::parse(f.server.url())).redirects()).get().status() == 204);
    CHECK(f.server.requests()[1].starts_with(std::string(method) + " /b "));
  }
}

TEST_CASE("a body that cannot be had again is not sent elsewhere; one that can is") {
  for (const bool rewinds : {true, false}) {
    CAPTURE(rewinds);
    http_fixture f;
    int at = 0;
    auto next = [&]() -> asio::awaitable<std::string_view> { co_return at++ == 0 ? "body" : ""; };
    http::body_source source = http::body_source(next).size(4);
    if (rewinds) source = std::move(source).rewind([&] { at = 0; });
    f.server.play(script().read_request().send(sent_to("/b", 307)).read_request().send(ok("x")));
    const auto put = http::request("PUT", http::url::parse(f.server.url())).body(source).redirects();
    if (rewinds) {
      CHECK(f.start(put).get().text() == "x");
      CHECK(f.server.requests()[1].ends_with("\r\n\r\nbody"));
    } else {
      const http::error e = f.failure(put);
      CHECK(e.errc() == http::errc::redirect_refused);
      CHECK(contains(e.what(), "rewind"));
      CHECK(f.server.requests().size() == 1);
    }
  }
}

TEST_CASE("beyond the limit, and in a circle, the error says where it went and no query") {
  http_fixture f;
  const auto counts = [n = 0](std::string_view) mutable { return sent_to("/" + std::to_string(++n) + "?token=secret"); };
  f.server.otherwise(script().answer(counts).again());
  const std::string at = "http://127.0.0.1:" + std::to_string(f.server.port());
  http::error e = f.failure(http::request::get(f.server.url("/0?token=secret")).redirects(2));
  CHECK(e.errc() == http::errc::too_many_redirects);
  CHECK(e.phase() == http::phase::head);
  CHECK(std::string(e.what()) == "more than 2 redirects: " + at + "/0 -> " + at + "/1 -> " + at + "/2 -> " + at + "/3");
  CHECK(f.server.requests().size() == 3);
  CHECK_FALSE(e.retry_safe());

  http_fixture g;
  g.server.otherwise(script().read_request().send(sent_to("/b")).read_request().send(sent_to("/a")).again());
  e = g.failure(http::request::get(g.server.url("/a")).redirects());
  CHECK(e.errc() == http::errc::too_many_redirects);
  CHECK(contains(e.what(), "in a circle"));
  CHECK(contains(e.what(), "/a -> http://127.0.0.1:" + std::to_string(g.server.port()) + "/b -> "));
  CHECK(g.server.requests().size() == 2);
}

TEST_CASE("a place no request can be sent to is an error that does not quote it") {
  for (const char* const where : {"ftp://h/", "http://user:secret@h/", "http://h:99999/", "/secret\x01", "http://"}) {
    CAPTURE(where);
    http_fixture f;
    f.server.play(script().read_request().send(sent_to(where)));
    const http::error e = f.failure(http::request::get(f.server.url()).redirects());
    CHECK((e.errc() == http::errc::redirect_refused || e.errc() == http::errc::bad_field));
    CHECK_FALSE(contains(e.what(), "secret"));
    CHECK(f.client.stats().open == 0);
  }
}

TEST_CASE("the body of a redirect is read to a limit, beyond which the connection is closed instead") {
  http::limits small;
  small.redirect_bytes = 1000;
  for (const std::size_t size : {std::size_t(1000), std::size_t(1'000'000)}) {
    CAPTURE(size);
    http_fixture f(http::client_options().limits(small));
    f.server.play(script().read_request().send(sent_to("/b", 302, std::string(size, 'x'))).read_request().send(ok("x")));
    f.server.otherwise(answers(ok("x")));
    CHECK(f.start(http::request::get(f.server.url()).redirects()).get().text() == "x");
    CHECK(f.server.connections() == (size == 1000 ? 1 : 2));
  }
}

TEST_CASE("one deadline holds for the whole way") {
  http_fixture f;
  f.server.play(script().read_request().stall().send(sent_to("/b")).read_request().until_closed());
  support::call c = f.start(http::request::get(f.server.url()).redirects());
  f.until([&] { return f.server.stalled() == 1; });
  f.advance(std::chrono::seconds(59));
  f.server.release();
  f.until([&] { return f.server.requests().size() == 2; });
  f.advance(std::chrono::seconds(60));
  const http::error e = c.failure();
  CHECK(e.timed_out());
  f.until([&] { return f.client.stats().open == 0; });
}

TEST_CASE("a stream is of the last answer") {
  http_fixture f;
  f.server.play(script().read_request().send(sent_to("/b", 302, "not this")).read_request().send(ok("but this")));
  support::spawned<http::response_stream> out;
  support::spawn(f.context, f.client.stream(http::request::get(f.server.url()).redirects()), out);
  f.until([&] { return out.done; });
  http::response_stream s = out.get();
  CHECK(s.status() == 200);
  CHECK(s.url().target() == "/b");
  support::spawned<std::optional<std::string_view>> piece;
  support::spawn(f.context, s.next(), piece);
  f.until([&] { return piece.done; });
  CHECK(piece.get() == "but this");
}
