// SPDX-License-Identifier: MIT
#include <sheaf/http/client_options.hpp>
#include <sheaf/http/content_coding.hpp>
#include <sheaf/http/detail/request_head.hpp>
#include <sheaf/http/request.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace http = sheaf::http;
using http::request;

namespace {

std::string written(const request& r, std::string_view user_agent) {
  std::string out;
  http::detail::write_head(out, r, r.url().authority(), http::detail::own_lines(user_agent, "identity"), nullptr);
  return out;
}

}  // namespace

TEST_CASE("a request is built by setters and observed as it was built") {
  const auto when = sheaf::time_point(std::chrono::hours(5));
  const auto r = request::post("http://h:8774/v2.1/servers", "{}").header("X-Auth-Token", "t").deadline(when);
  CHECK(r.method() == "POST");
  CHECK(r.url().to_string() == "http://h:8774/v2.1/servers");
  CHECK(r.fields().get("content-type") == "application/json");
  CHECK(r.fields().get("x-auth-token") == "t");
  CHECK(r.body() == "{}");
  CHECK(r.deadline() == when);
  CHECK(request::get("http://h/").deadline() == sheaf::no_deadline);
}

TEST_CASE("a setter on a kept request gives a changed copy") {
  const auto plain = request::get("http://h/");
  const auto longer = plain.header("A", "1");
  CHECK(plain.fields().empty());
  CHECK(longer.header("B", "2").fields().size() == 2);
  CHECK(longer.fields().size() == 1);
}

TEST_CASE("methods are idempotent as RFC 9110 9.2.2 says, unless the caller knows better") {
  const auto url = http::url::parse("http://h/");
  for (const auto* method : {"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})
    CHECK(request(method, url).is_idempotent());
  for (const auto* method : {"POST", "PATCH", "get"}) CHECK_FALSE(request(method, url).is_idempotent());
  CHECK(request("POST", url).idempotent().is_idempotent());
  CHECK_FALSE(request("GET", url).idempotent(false).is_idempotent());
}

TEST_CASE("what could split a request or change its framing is refused where it is given") {
  const auto refuses = [](auto make) {
    try {
      static_cast<void>(make());
    } catch (const http::error& e) {
      CHECK(std::string(e.what()).find("secret") == std::string::npos);
      return e.errc() == http::errc::invalid_request;
    }
    return false;
  };
  const auto url = http::url::parse("http://h/");
  for (const auto* method : {"", "GET /", "GET\r\n", "G\xc3\x84T"}) {
    CAPTURE(method);
    CHECK(refuses([&] { return request(method, url); }));
  }
  const auto r = request::get("http://h/");
  CHECK(refuses([&] { return r.header("A", "secret\r\nB: c"); }));
  CHECK(refuses([&] { return r.header("A\r\nB", "secret"); }));
  for (const auto* owned :
       {"Host", "content-length", "TRANSFER-ENCODING", "Connection", "Upgrade", "TE", "Expect", "Trailer"}) {
    CAPTURE(owned);
    CHECK(refuses([&] { return r.header(owned, "secret"); }));
  }
  CHECK(refuses([] { return request::post("http://h/", "", "text/plain\n"); }));
  CHECK(refuses([&] { return request("CONNECT", url); }));
}

TEST_CASE("CR, LF and NUL get in nowhere: not by method, target, name, value, type, user agent or coding") {
  for (const char bad : {'\r', '\n', '\0'}) {
    CAPTURE(static_cast<int>(bad));
    const std::string text = std::string("a") + bad + "b";
    const auto url = http::url::parse("http://h/");
    const auto r = request::get(url);
    CHECK_THROWS_AS(request(text, url), http::error);
    CHECK_THROWS_AS((void)request::get("http://h/" + text), http::error);
    CHECK_THROWS_AS((void)request::get("http://h/?" + text), http::error);
    CHECK_THROWS_AS((void)request::get("http://" + text + "/"), http::error);
    CHECK_THROWS_AS((void)request::get(url.with_target("/" + text)), http::error);
    CHECK_THROWS_AS((void)request::get(url.resolve(text)), http::error);
    CHECK_THROWS_AS((void)r.header(text, "value"), http::error);
    CHECK_THROWS_AS((void)r.header("name", text), http::error);
    CHECK_THROWS_AS((void)request::post("http://h/", "", text), http::error);
    CHECK_THROWS_AS((void)http::client_options().user_agent(text), http::error);
    CHECK_THROWS_AS(http::content_coding(text, nullptr), http::error);
    // At an end, where blanks would be dropped, as well.
    CHECK_THROWS_AS((void)r.header("name", std::string("a") + bad), http::error);
    CHECK_THROWS_AS((void)r.header("name", std::string(1, bad) + "a"), http::error);
  }
}

TEST_CASE("a request is written with the fields that are the client's to write") {
  CHECK(written(request::get("http://H.example:8774/v2?a=b").header("X-Auth-Token", "t"), "sheaf") ==
        "GET /v2?a=b HTTP/1.1\r\nHost: h.example:8774\r\nUser-Agent: sheaf\r\nAccept-Encoding: identity\r\n"
        "X-Auth-Token: t\r\n\r\n");
  CHECK(written(request::get("https://[::1]/"), "") ==
        "GET / HTTP/1.1\r\nHost: [::1]\r\nAccept-Encoding: identity\r\n\r\n");
}

TEST_CASE("a small body goes with its head, a large one is not copied behind it") {
  const std::string small(http::detail::small_body, 's'), large(http::detail::small_body + 1, 'l');
  CHECK(written(request::post("http://h/", small), "").ends_with("\r\n\r\n" + small));
  CHECK(written(request::post("http://h/", large), "").ends_with("\r\n\r\n"));
}

TEST_CASE("a body is announced by its length, an empty one too where the method has one") {  // RFC 9110 8.6
  const auto post = written(request::post("http://h/", "{}"), "");
  CHECK(post.find("Content-Length: 2\r\n") != std::string::npos);
  CHECK(post.ends_with("\r\n\r\n{}"));
  const auto url = http::url::parse("http://h/");
  CHECK(written(request("PUT", url), "").find("Content-Length: 0\r\n") != std::string::npos);
  CHECK(written(request("DELETE", url), "").find("Content-Length") == std::string::npos);
  CHECK(written(request("DELETE", url).body("x"), "").ends_with("Content-Length: 1\r\n\r\nx"));
}

TEST_CASE("what the caller says of the user agent and codings comes first") {
  const auto text = written(
      request::get("http://h/").header("user-agent", "mine").header("accept-encoding", "gzip"), "sheaf");
  CHECK(text == "GET / HTTP/1.1\r\nHost: h\r\nuser-agent: mine\r\naccept-encoding: gzip\r\n\r\n");
}
