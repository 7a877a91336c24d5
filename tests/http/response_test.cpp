// SPDX-License-Identifier: MIT
#include <sheaf/http/response.hpp>

#include <doctest/doctest.h>

#include <type_traits>
#include <utility>

namespace http = sheaf::http;

static_assert(std::is_nothrow_move_constructible_v<http::response> && !std::is_copy_constructible_v<http::response>);

TEST_CASE("a response has status, fields and a body that can be taken") {
  http::fields f;
  f.add("X-Subject-Token", "t");
  http::response r(201, std::move(f), "{}");
  CHECK(r.status() == 201);
  CHECK(r.ok());
  CHECK(r.header("x-subject-token") == "t");
  CHECK_FALSE(r.header("none").has_value());
  CHECK(r.text() == "{}");
  const http::body taken = std::move(r).take_body();
  CHECK(taken.view() == "{}");
  CHECK(taken.capacity() >= 2 + http::body::padding);
}

TEST_CASE("a 404 is a response as well as a 200, but not ok") {
  CHECK_FALSE(http::response(404, {}, "").ok());
  CHECK_FALSE(http::response(304, {}, "").ok());
  CHECK(http::response(299, {}, "").ok());
}

TEST_CASE("who reads a response says what it answers and over which connection") {
  using made = http::detail::response_access;
  http::response r = made::make(200, "OK", {}, {}, http::url::parse("http://h/x"));
  CHECK_FALSE(r.reused());
  made::set_reused(r, true);
  CHECK(r.reused());
  CHECK(r.url().target() == "/x");
}
