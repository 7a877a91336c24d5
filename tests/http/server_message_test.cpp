// SPDX-License-Identifier: MIT
#include <sheaf/http/detail/response_head.hpp>
#include <sheaf/http/server_message.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <type_traits>

namespace http = sheaf::http;
using http::server_request;
using http::server_response;

static_assert(std::is_nothrow_move_constructible_v<server_response>);

namespace {
server_request asked(std::string target) { return {"GET", std::move(target), 1, {}, http::body("{}")}; }

std::string head(const server_response& r, int minor_version = 1, bool persist = true) {
  const auto when =
      std::chrono::sys_days{std::chrono::year{1994} / 11 / 6} + std::chrono::seconds(8 * 3600 + 49 * 60 + 37);
  return http::detail::serialize_head(r, minor_version, persist, when);
}
}  // namespace

TEST_CASE("a request has a path and a query") {
  const auto r = asked("/names.json?cloud=a%20b&full&limit=&cloud=c&x+y=1+2");
  CHECK(r.path() == "/names.json");
  CHECK(r.query("cloud") == "a b");
  CHECK(r.query("full") == "");
  CHECK(r.query("limit") == "");
  CHECK(r.query("x y") == "1 2");
  CHECK_FALSE(r.query("clou").has_value());
  CHECK_FALSE(r.query("").has_value());
  CHECK_FALSE(asked("/names.json").query("cloud").has_value());
  CHECK_FALSE(asked("/?").query("cloud").has_value());
  CHECK(asked("/?&&a=1&").query("a") == "1");
  CHECK(r.body() == "{}");
  CHECK(r.bytes().capacity() >= 2 + http::body::padding);
}

TEST_CASE("an answer is written with what is the server's to write") {  // RFC 9110 6.6.1, 8.6
  CHECK(head(server_response::json("{}").header("X-A", "1")) ==
        "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 2\r\n"
        "Content-Type: application/json\r\nX-A: 1\r\n\r\n");
  CHECK(head(server_response(204)) == "HTTP/1.1 204 No Content\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n");
  CHECK(head(server_response(299)).starts_with("HTTP/1.1 299 \r\n"));
  CHECK(head(server_response(404), 1, false).find("Connection: close\r\n") != std::string::npos);
  CHECK(head(server_response(404), 1, true).find("Connection") == std::string::npos);
  CHECK(head(server_response(404), 0, true).find("Connection: keep-alive\r\n") != std::string::npos);
  CHECK(server_response::html("x", 500).fields().get("content-type") == "text/html; charset=utf-8");
}

TEST_CASE("an answer that could not be sent as it is cannot be made") {
  CHECK_THROWS_AS(server_response(100), http::error);
  CHECK_THROWS_AS(server_response(600), http::error);
  CHECK_THROWS_AS(static_cast<void>(server_response().header("A", "b\r\nC: d")), http::error);
  CHECK_THROWS_AS(static_cast<void>(server_response().header("content-length", "5")), http::error);
  CHECK_THROWS_AS(static_cast<void>(server_response::with("text/plain\n", "")), http::error);
}

TEST_CASE("dates are written as RFC 9110 5.6.7 has them") {
  using namespace std::chrono;
  CHECK(http::detail::imf_date(sys_days{year{2026} / 1 / 1}) == "Thu, 01 Jan 2026 00:00:00 GMT");
  CHECK(http::detail::imf_date(sys_days{year{2028} / 2 / 29} + hours(23) + minutes(59) + milliseconds(59'999)) ==
        "Tue, 29 Feb 2028 23:59:59 GMT");
}
