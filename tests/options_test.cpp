// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/options.hpp.
#include <sheaf/options.hpp>

#include <doctest/doctest.h>

using namespace std::chrono_literals;

// What is destroyed twice by GCC 12 must not mind it.
static_assert(std::is_trivially_destructible_v<sheaf::options> && !std::is_aggregate_v<sheaf::options>);

TEST_CASE("options: setters give a changed copy and leave the rest alone") {
  const auto plain = sheaf::options();
  const auto changed = plain.limit(3).timeout(2s).serial();
  CHECK(plain.get_limit() == sheaf::options::unlimited);
  CHECK_FALSE(plain.has_timeout());
  CHECK(changed.get_limit() == 3);
  CHECK(changed.get_timeout() == 2s);
  CHECK(changed.is_serial());
}

TEST_CASE("options().limit: zero and less are refused with a sentence (T42)") {
  CHECK_THROWS_WITH_AS((void)sheaf::options().limit(0), "sheaf::options::limit: must be at least 1", std::invalid_argument);
  CHECK_THROWS_AS((void)sheaf::options().limit(-1), std::invalid_argument);
  CHECK(sheaf::options().limit(5L).get_limit() == 5);
  CHECK(sheaf::options().limit(5U).get_limit() == 5);
}
