// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/json/padded.hpp.
#include <sheaf/json/padded.hpp>

#include <doctest/doctest.h>

TEST_CASE("pad: the copy has the room behind it that a parser reads") {
  std::string buffer;
  const auto text = sheaf::json::pad("{}", buffer);
  CHECK(text.view() == "{}");
  CHECK(text.capacity >= text.size + sheaf::json::padded::padding);
}
