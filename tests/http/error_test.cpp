// SPDX-License-Identifier: MIT
#include <sheaf/http/error.hpp>

#include <doctest/doctest.h>

#include <ostream>
#include <string>
#include <system_error>
#include <type_traits>

namespace http = sheaf::http;

static_assert(std::is_error_code_enum_v<http::errc>);
static_assert(std::is_nothrow_copy_constructible_v<http::error>);

TEST_CASE("every errc has a message of its own") {
  for (int i = 1; i <= static_cast<int>(http::errc::listen_failed); ++i) {
    const std::string text = http::category().message(i);
    CHECK(text != "unknown error");
    for (int j = 1; j < i; ++j) CHECK(text != http::category().message(j));
  }
  CHECK(http::category().message(0) == "unknown error");
  CHECK(http::category().message(9999) == "unknown error");
}

TEST_CASE("an errc is an error_code of the http category") {
  const std::error_code code = http::errc::truncated;
  CHECK(&code.category() == &http::category());
  CHECK(std::string(code.category().name()) == "sheaf.http");
  CHECK(code == http::errc::truncated);
  CHECK(code != http::errc::timed_out);
}

TEST_CASE("a phase has the name it is written with") {
  CHECK(to_string(http::phase::queue) == "queue");
  CHECK(to_string(http::phase::connect) == "connect");
  CHECK(to_string(http::phase::body) == "body");
}

TEST_CASE("an error says where, why and whether to try again, and what() is the sentence it was given") {
  const http::error e(http::errc::timed_out, http::phase::head, "http://nova:8774", "no first byte from nova:8774",
                      true);
  CHECK(e.errc() == http::errc::timed_out);
  CHECK(e.code() == http::errc::timed_out);
  CHECK(e.phase() == http::phase::head);
  CHECK(e.origin() == "http://nova:8774");
  CHECK(std::string(e.what()) == "no first byte from nova:8774");
  CHECK(e.timed_out());
  CHECK(e.retry_safe());
  CHECK(e.proxy_status() == 0);
}

TEST_CASE("an error about no server has no origin and can be tried again") {
  const http::error e(http::errc::invalid_url, "no scheme");
  CHECK(e.origin().empty());
  CHECK(e.retry_safe());
  CHECK_FALSE(e.timed_out());
}
