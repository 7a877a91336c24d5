// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/time_source.hpp.
#include <sheaf/time_source.hpp>

#include <doctest/doctest.h>

using namespace std::chrono_literals;

TEST_CASE("now(null) is the steady clock's, wall_now(null) the system clock's") {
  const auto before = std::chrono::steady_clock::now();
  CHECK(sheaf::now(nullptr) >= before);
  const auto wall = std::chrono::system_clock::now();
  CHECK(sheaf::wall_now(nullptr) >= wall - 1h);
}

TEST_CASE("deadline_after: a wait too long to add is no deadline") {
  const sheaf::time_point start{1000h};
  CHECK(sheaf::deadline_after(start, 2s) == start + 2s);
  CHECK(sheaf::deadline_after(start, sheaf::duration::max()) == sheaf::no_deadline);
  CHECK(sheaf::deadline_after(start, std::chrono::hours::max()) == sheaf::no_deadline);
  CHECK(sheaf::deadline_after(start, -2s) == start - 2s);
}
