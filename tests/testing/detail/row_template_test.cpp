// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/testing/detail/row_template.hpp: what a row's template becomes.
#include <sheaf/testing/detail/row_template.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace simulation = sheaf::testing::simulation;

namespace {

std::vector<std::string> rows(std::string_view row, std::string_view id = "<uuid>", std::size_t count = 6) {
  simulation::model data;
  data.project = "p\"1";
  const simulation::described_list list{.name = "a-service/things", .path = "/things", .id = id, .row = row};
  const simulation::row_maker made{data, list, "http://here", "above"};
  std::vector<std::string> out;
  for (std::size_t i = 0; i != count; ++i) out.push_back(made.row(i));
  return out;
}

}  // namespace

TEST_CASE("words stand for what they mean, escaped as in a JSON string") {
  CHECK(rows(R"({"i": <i>, "number": "<number>", "by": "<project>", "at": "<here>/x", "of": "<parent>"})", "", 1)
            .front() == R"({"i": 0, "number": "000000", "by": "p\"1", "at": "http://here/x", "of": "above"})");
  CHECK(rows("<day>T<clock>Z <time>", "", 1).front() == "2026-01-15T08:00:00Z 2026-01-15T08:00:00");
  CHECK(rows("<id>", "key \"<i>\"", 2) == std::vector<std::string>{R"(key \"0\")", R"(key \"1\")"});
}

TEST_CASE("ids are a row's alone, the same every time, and other ones in another list") {
  const auto made = rows("<uuid> <hex>");
  CHECK(made == rows("<uuid> <hex>"));
  for (std::size_t i = 1; i != made.size(); ++i) CHECK(made[i] != made[i - 1]);
  CHECK(made.front().size() == 36 + 1 + 32);
  CHECK(rows("<a-service/things>") == rows("<uuid>"));
  CHECK(rows("<a-service/others>") != rows("<uuid>"));
  const auto pairs = rows("<pair>");
  CHECK(pairs[0] == pairs[1]);
  CHECK(pairs[1] != pairs[2]);
  CHECK(rows("<servers>") != rows("<flavors>"));  // where there are none: something that is a list's alone
}

TEST_CASE("a choice is made row by row in turn; one within another by how often its own came up") {
  CHECK(rows("<a|b|>") == std::vector<std::string>{"a", "b", "", "a", "b", ""});
  CHECK(rows("<<a|b>|c>") == std::vector<std::string>{"a", "c", "b", "c", "a", "c"});
  CHECK(rows("<<i>|->", "", 3) == std::vector<std::string>{"0", "-", "2"});
}

TEST_CASE("a template that makes no sense says so") {
  CHECK_THROWS_WITH_AS(rows("<id"), "a row's template has a < without its >: <id", std::logic_error);
  CHECK_THROWS_WITH_AS(rows("<nobody>"), "a row's template has a word that there is not: nobody", std::logic_error);
}
