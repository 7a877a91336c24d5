// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/json/raw.hpp.
#include <sheaf/json/raw.hpp>

#include <doctest/doctest.h>

TEST_CASE("raw: equal where its bytes are") {
  CHECK(sheaf::json::raw{"{}"} == sheaf::json::raw{"{}"});
  CHECK_FALSE(sheaf::json::raw{"{}"} == sheaf::json::raw{"{ }"});
}
