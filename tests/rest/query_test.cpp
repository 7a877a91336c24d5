// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/rest/query.hpp.
#include <sheaf/rest/query.hpp>

#include <sheaf/rest/resource.hpp>

#include <doctest/doctest.h>

#include <string>

namespace rest = sheaf::rest;

namespace {
struct image {};
constexpr rest::resource<image> images{.path = "/images?limit=1000&sort=name", .key = "images"};
}  // namespace

TEST_CASE("what a resource's path says behind its question mark are parameters, which a query may replace") {
  const rest::query<image> plain = images;
  CHECK(plain.path() == "/images");
  CHECK(plain.parameters() == rest::parameters{{"limit", "1000"}, {"sort", "name"}});
  CHECK(images.with("limit", "2").parameters() == rest::parameters{{"sort", "name"}, {"limit", "2"}});
}

TEST_CASE("a name given more than once is sent more than once: services read that as \"one of these\"") {
  const auto q = images.with("tag", "a").with("limit", "5").with("tag", "b");
  CHECK(q.parameters() == rest::parameters{{"sort", "name"}, {"tag", "a"}, {"limit", "5"}, {"tag", "b"}});
}

TEST_CASE("each step gives a query of its own: two may be made of one") {
  const auto both = images.with("a", "1");
  const auto one = both.with("b", "2");
  const auto other = both.named("other");
  CHECK(both.parameters().size() == 3);
  CHECK(one.parameters().size() == 4);
  CHECK(other.parameters() == both.parameters());
  CHECK(both.name() == "images");
}
