// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/json/arena.hpp.
#include <sheaf/json/arena.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

TEST_CASE("arena: what it keeps stays where it is, also when it is moved") {
  sheaf::json::arena arena;
  std::vector<std::string_view> kept;
  for (int i = 0; i != 2000; ++i) kept.push_back(arena.keep("text " + std::to_string(i)));
  kept.push_back(arena.keep(std::string(10'000, 'x')));
  const sheaf::json::arena moved = std::move(arena);
  for (int i = 0; i != 2000; ++i) CHECK(kept[static_cast<std::size_t>(i)] == "text " + std::to_string(i));
  CHECK(kept.back().size() == 10'000);
}
