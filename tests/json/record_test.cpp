// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/json/record.hpp.
#include <sheaf/json/record.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>

namespace {
struct inner {
  std::string_view text;
  static constexpr auto fields() { return std::tuple{sheaf::json::maybe("text", &inner::text)}; }
};
struct outer {
  std::string id;
  std::optional<inner> in;
  static constexpr auto fields() {
    return std::tuple{sheaf::json::field("id", &outer::id), sheaf::json::maybe("in", &outer::in)};
  }
};
struct plain {
  std::string id;
  static constexpr auto fields() { return std::tuple{sheaf::json::field("id", &plain::id)}; }
};
struct listed {
  std::string id;
  std::string_view note;
  inner in;
  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &listed::id), maybe("note", &listed::note).loosely(), maybe("in", &listed::in)};
  }
};
struct empty {
  static constexpr auto fields() { return sheaf::json::member_list{}; }
};
struct no_members {
  static constexpr auto fields() { return 7; }
};
}  // namespace

static_assert(sheaf::json::record<listed> && sheaf::json::record<empty> && !sheaf::json::record<no_members>);
static_assert(sheaf::json::member_names<listed>()[1] == "note" && sheaf::json::member_names<empty>().empty());
static_assert(sheaf::json::holds_views<listed> && !sheaf::json::holds_views<empty>);
static_assert(sheaf::json::record<plain> && !sheaf::json::record<std::string>);
static_assert(sheaf::json::member_names<outer>()[1] == "in");
static_assert(sheaf::json::holds_views<outer> && !sheaf::json::holds_views<plain>);

TEST_CASE("field is required, maybe is not") {
  CHECK(std::get<0>(outer::fields()).required);
  CHECK_FALSE(std::get<1>(outer::fields()).required);
}

TEST_CASE("a member_list gives its members by position and all at once, as a tuple does") {
  static constexpr auto all = listed::fields();
  CHECK(all.get<0>().required);
  CHECK(all.get<1>().loose);
  CHECK(all.get<2>().pointer == &listed::in);
  CHECK(all.apply([](const auto&... m) { return (m.name.size() + ...); }) == 8);
}
