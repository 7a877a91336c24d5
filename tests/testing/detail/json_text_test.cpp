// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/testing/detail/json_text.hpp.
#include <sheaf/testing/detail/json_text.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

using sheaf::testing::simulation::json_style;
using sheaf::testing::simulation::json_text;
using sheaf::testing::simulation::verbatim;

namespace {

std::string written(json_style style) {
  std::string text;
  json_text out(text, style);
  out.begin_object();
  out.member("null", nullptr);
  out.member("bool", true);
  out.member("least", std::numeric_limits<std::int64_t>::min());
  out.member("number", verbatim{"1.0"});
  out.member("none", std::optional<std::string>());
  out.member("some", std::optional<std::string>("x"));
  out.key("list");
  out.strings(std::array{"a", "b"});
  out.member("nested", [](json_text& inner) {
    inner.begin_object();
    inner.end_object();
  });
  out.member("\u00e9", "\"\\\n\x01 \u043e\U0001f680");
  out.end_object();
  return text;
}

}  // namespace

TEST_CASE("JSON is written as Python's json.dumps writes it") {
  CHECK(written(json_style{true, true}) ==
        R"({"null": null, "bool": true, "least": -9223372036854775808, "number": 1.0, "none": null, "some": "x", )"
        R"("list": ["a", "b"], "nested": {}, "\u00e9": "\"\\\n\u0001 \u043e\ud83d\ude80"})");
}

TEST_CASE("without spaces, and with Unicode as it is, where a service writes so") {
  CHECK(written(json_style{false, false}) ==
        R"({"null":null,"bool":true,"least":-9223372036854775808,"number":1.0,"none":null,"some":"x",)"
        R"("list":["a","b"],"nested":{},")"
        "\u00e9"
        R"(":"\"\\\n\u0001 )"
        "\u043e\U0001f680"
        R"("})");
}
