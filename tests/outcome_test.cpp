// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/outcome.hpp.
#include <sheaf/outcome.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <stdexcept>
#include <string>

using sheaf::outcome;
using sheaf::outcome_state;

TEST_CASE("outcome: a value is read by value(), *, -> and value_or()") {
  outcome<std::string> o;
  o.emplace("nova");
  CHECK(o.has_value());
  CHECK(o);
  CHECK(o.state() == outcome_state::value);
  CHECK(o.value() == "nova");
  CHECK(*o == "nova");
  CHECK(o->size() == 4);
  CHECK(o.value_or("none") == "nova");
  CHECK(o.message().empty());
  CHECK_FALSE(o.error());
}

TEST_CASE("outcome: an error is rethrown by value() as it was and told by message()") {
  outcome<std::string> o;
  o.fail(outcome_state::error, std::make_exception_ptr(std::runtime_error("down")));
  CHECK_FALSE(o);
  CHECK_THROWS_WITH_AS((void)o.value(), "down", std::runtime_error);
  CHECK(o.message() == "down");
  CHECK(o.value_or("none") == "none");
}

TEST_CASE("outcome: one that nobody filled is not started and throws operation_aborted") {
  outcome<int> o;
  CHECK(o.state() == outcome_state::not_started);
  CHECK_THROWS_AS((void)o.value(), std::system_error);
}

TEST_CASE("outcome: a move-only value can be moved out") {
  outcome<std::unique_ptr<int>> o;
  o.emplace(std::make_unique<int>(7));
  auto p = std::move(o).value();
  CHECK(*p == 7);
}

TEST_CASE("outcome<void> has a value that says nothing") {
  outcome<void> o;
  o.emplace();
  CHECK(o.has_value());
  static_assert(std::is_same_v<outcome<void>::value_type, std::monostate>);
}

TEST_CASE("timed_out says its sentence and has the code timed_out") {
  const sheaf::timed_out e("not done after 5 ms");
  CHECK(std::string(e.what()) == "not done after 5 ms");
  CHECK(e.code() == asio::error::make_error_code(asio::error::timed_out));
}
