// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/rest/merged.hpp.
#include <sheaf/rest/merged.hpp>

#include <sheaf/rest/fetch.hpp>

#include "support/rest_fixture.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace support;

static_assert(std::tuple_size_v<rest::merged<book, author>> == 2);
static_assert(std::is_same_v<std::tuple_element_t<1, rest::merged<book, author>>, rest::listing<author>>);

namespace {
rest_fixture& filled(rest_fixture& f) {
  f.on("/api/books", ok(R"({"books":[{"id":"a"}]})"));
  f.on("/api/authors", ok(R"({"authors":[{"id":1},{"id":2}]})"));
  return f;
}
}  // namespace

TEST_CASE("a merged result falls apart into its listings, in the order of the set") {
  rest_fixture f;
  auto merged = filled(f).wait_for(rest::fetch(f.api, both));
  auto& [first, second] = merged;
  static_assert(std::is_same_v<decltype(first), rest::listing<book>>);
  CHECK(first.size() == 1);
  CHECK(second.size() == 2);
  first[0].title = "changed";
  CHECK(merged.get<0>()[0].title == "changed");
  auto [moved_first, moved_second] = std::move(merged);
  CHECK(moved_first[0].title == "changed");
  CHECK(moved_second.size() == 2);
  const auto [third, fourth] = f.wait_for(rest::fetch(f.api, both));
  CHECK(third);
  CHECK(fourth);
}

TEST_CASE("a listing is found by its name and type of rows; a wrong one is misuse") {
  rest_fixture f;
  auto merged = filled(f).wait_for(rest::fetch(f.api, rest::resources(books, authors, authors.named("writers"))));
  CHECK(merged.get<book>("books").size() == 1);
  CHECK(merged.get<author>("writers").name() == "writers");
  CHECK(&merged.get<author>("writers") == &merged.get<2>());
  CHECK(&std::as_const(merged).get<author>("authors") == &merged.get<1>());
  CHECK_THROWS_AS(static_cast<void>(merged.get<book>("writers")), std::out_of_range);
  CHECK_THROWS_AS(static_cast<void>(merged.get<book>("none")), std::out_of_range);
}

TEST_CASE("all complete: true, and no problems") {
  rest_fixture f;
  auto merged = filled(f).wait_for(rest::fetch(f.api, both));
  CHECK(merged);
  CHECK(merged.problems().empty());
  std::vector<std::string> names;
  for (const rest::part* p : merged.parts()) names.push_back(p->name());
  CHECK(names == std::vector<std::string>{"books", "authors"});
}

TEST_CASE("what several lists say in the same words is one problem; other words are another") {
  rest_fixture f;
  f.server.close();
  constexpr rest::resource<book> elsewhere{.service = "archive", .path = "/books", .key = "old"};
  auto merged = f.wait_for(rest::fetch(f.api, rest::resources(books, authors, elsewhere),
                                       rest::fetch_options().retries(rest::retries::none())));
  CHECK_FALSE(merged);
  const auto problems = merged.problems();
  REQUIRE(problems.size() == 2);
  CHECK(problems[0].lists == std::vector<std::string>{"books", "authors"});
  CHECK(problems[0].status == rest::list_status::failed);
  CHECK(problems[0].message == merged.get<0>().message());
  CHECK(problems[0].error != nullptr);
  CHECK(problems[1].lists == std::vector<std::string>{"old"});
  CHECK(problems[1].message.starts_with("archive: "));
}

TEST_CASE("a merged result can be made from nothing, as completion tokens need it") {
  const rest::merged<book, author> none;
  CHECK(none.get<0>().empty());
  CHECK(none.took() == sheaf::duration());
}
