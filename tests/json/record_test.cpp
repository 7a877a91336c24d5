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
  static constexpr auto fields() { return std::tuple{sheaf::json::field("id", &outer::id), sheaf::json::maybe("in", &outer::in)}; }
};
struct plain {
  std::string id;
  static constexpr auto fields() { return std::tuple{sheaf::json::field("id", &plain::id)}; }
};
}  // namespace

static_assert(sheaf::json::record<plain> && !sheaf::json::record<std::string>);
static_assert(sheaf::json::member_names<outer>()[1] == "in");
static_assert(sheaf::json::holds_views<outer> && !sheaf::json::holds_views<plain>);

TEST_CASE("field is required, maybe is not") {
  CHECK(std::get<0>(outer::fields()).required);
  CHECK_FALSE(std::get<1>(outer::fields()).required);
}
