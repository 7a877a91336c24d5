// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/rest/resources.hpp.
#include <sheaf/rest/resources.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>

namespace rest = sheaf::rest;

namespace {
struct a {};
struct b {};
constexpr rest::resource<a> first{.path = "/a", .key = "first"};
constexpr rest::resource<b> second{.path = "/b", .key = "second"};
constexpr rest::resource<b> odd{.path = "/b", .key = "timing"};
constexpr auto both = rest::resources(first, second);
}  // namespace

static_assert(std::is_same_v<decltype(both.queries()), std::tuple<rest::query<a>, rest::query<b>>>);
static_assert(rest::list_like<rest::resource<a>> && rest::list_like<rest::query<a>> && !rest::list_like<a>);

TEST_CASE("a set gives its lists in the order they were named, resources and queries alike") {
  const auto set = rest::resources(second.with("x", "1").named("third"), first, second);
  const auto [third, one, two] = set.queries();
  CHECK(third.name() == "third");
  CHECK(third.parameters().size() == 1);
  CHECK(one.name() == "first");
  CHECK(two.name() == "second");
}

TEST_CASE("two lists of one name, and the names that the merged result needs, are refused") {
  CHECK_THROWS_AS(static_cast<void>(rest::resources(first.with("x", "1"), first)), std::invalid_argument);
  CHECK_THROWS_AS(static_cast<void>(rest::resources(first, second.named("first"))), std::invalid_argument);
  CHECK_THROWS_AS(static_cast<void>(rest::resources(first.named("errors"))), std::invalid_argument);
  CHECK_THROWS_AS(static_cast<void>(rest::resources(first, odd)), std::invalid_argument);
  CHECK_NOTHROW(static_cast<void>(rest::resources(first, odd.named("clock"))));
  CHECK_NOTHROW(static_cast<void>(rest::resources(first, first.named("again"))));
}
