// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/version.hpp.
#include <sheaf/version.hpp>

#include <doctest/doctest.h>

#include <string>

TEST_CASE("the number and the text of the version agree") {
  const int major = SHEAF_VERSION / 10000, minor = SHEAF_VERSION / 100 % 100, patch = SHEAF_VERSION % 100;
  CHECK(SHEAF_VERSION_STRING == std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch));
}
