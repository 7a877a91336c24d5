// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/json/read.hpp.
#include <sheaf/json/read.hpp>

#include <doctest/doctest.h>

#include <sheaf/json/write.hpp>

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace json = sheaf::json;

namespace {

enum class mood { good, bad, other };
constexpr auto json_names(mood) {
  return std::array{std::pair{std::string_view("GOOD"), mood::good}, std::pair{std::string_view("BAD"), mood::bad}};
}
enum class lenient { known, other };
constexpr auto json_names(lenient) { return std::array{std::pair{std::string_view("KNOWN"), lenient::known}}; }
constexpr lenient json_other(lenient) { return lenient::other; }

struct flavor {
  std::int64_t ram = 7;
  std::uint8_t small = 0;
  static constexpr auto fields() {
    return std::tuple{json::maybe("ram", &flavor::ram), json::maybe("small", &flavor::small)};
  }
};

struct row {
  std::string id, name = "default";
  flavor in;
  std::optional<std::string> host;
  std::vector<std::string> tags;
  std::map<std::string, std::int64_t> counts;
  json::timestamp created;
  json::raw extra;
  double load = 0;
  bool on = false;
  mood feels = mood::good;
  lenient may = lenient::known;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &row::id),           maybe("name", &row::name),   maybe("flavor", &row::in),
                      maybe("host", &row::host),       maybe("tags", &row::tags),   maybe("counts", &row::counts),
                      maybe("created", &row::created), maybe("extra", &row::extra), maybe("load", &row::load),
                      maybe("on", &row::on),           maybe("feels", &row::feels), maybe("may", &row::may)};
  }
};

std::string reason(std::string_view text) {
  try {
    (void)json::read<row>(text);
  } catch (const json::error& e) {
    return e.what();
  }
  return "";
}

struct careless {
  std::string id;
  std::int64_t count = 7;
  std::optional<std::int64_t> left;
  double room = 0;
  bool on = false;
  std::uint8_t small = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &careless::id).loosely(),     maybe("count", &careless::count).loosely(),
                       maybe("left", &careless::left).loosely(), maybe("room", &careless::room).loosely(),
                       maybe("on", &careless::on).loosely(),     maybe("small", &careless::small).loosely()};
  }
};

}  // namespace

TEST_CASE("read: what a record reads loosely may be a text for a number, a number for a text, and words for both") {
  const auto numbers = json::read<careless>(R"({"id":12,"count":"10","left":3,"room":2,"on":1,"small":"255"})");
  CHECK(numbers.id == "12");
  CHECK(numbers.count == 10);
  CHECK(numbers.left == 3);
  CHECK(numbers.room == 2);
  CHECK(numbers.on);
  CHECK(numbers.small == 255);
  const auto texts = json::read<careless>(R"({"id":"a-1","count":-1,"left":"unknown","room":"infinite","on":"True"})");
  CHECK(texts.id == "a-1");
  CHECK(texts.count == -1);
  CHECK_FALSE(texts.left);
  CHECK(texts.room == std::numeric_limits<double>::infinity());
  CHECK(texts.on);
  const auto nothing = json::read<careless>(R"({"id":true,"count":"","left":null,"room":null,"on":"false"})");
  CHECK(nothing.id == "true");
  CHECK(nothing.count == 7);
  CHECK_FALSE(nothing.left);
  CHECK_FALSE(nothing.on);
  CHECK_FALSE(json::read<careless>(R"({"id":"a","on":0})").on);
}

TEST_CASE("read: what is read loosely is no less checked: another word, a rest, a number too large, another type") {
  const auto says = [](const char* text) -> std::string {
    try {
      (void)json::read<careless>(text);
    } catch (const json::error& e) {
      return e.what();
    }
    return "";
  };
  CHECK(says(R"({"id":"a","count":"ten"})").find("count: expected a number") == 0);
  CHECK(says(R"({"id":"a","count":"10 "})").find("count: expected a number") == 0);
  CHECK(says(R"({"id":"a","small":"256"})").find("small: expected a number") == 0);
  CHECK(says(R"({"id":"a","left":[]})").find("left: expected a number") == 0);
  CHECK(says(R"({"id":"a","on":"maybe"})").find("on: expected a boolean") == 0);
  CHECK(says(R"({"id":{}})").find("id: expected a string") == 0);
  CHECK(says("{}") == "id: required, but absent");
}

TEST_CASE("read: every type of member, and back again by write") {
  const std::string text =
      R"({"id":"a","name":"n","flavor":{"ram":1,"small":255},"host":"h","tags":["x","y"],"counts":{"k":-3},)"
      R"("created":"2026-11-22T11:38:59Z","extra":{"any":[1, 2]},"load":0.5,"on":true,"feels":"BAD","may":"KNOWN"})";
  const row r = json::read<row>(text);
  CHECK(r.in.small == 255);
  CHECK(r.tags == std::vector<std::string>{"x", "y"});
  CHECK(r.counts.at("k") == -3);
  CHECK(r.extra.text == R"({"any":[1, 2]})");
  CHECK(r.feels == mood::bad);
  CHECK(json::write(r) == text);
}

TEST_CASE("read: null and absent keep a maybe's default, and empty an optional") {
  const row r =
      json::read<row>(R"({"id":"a","name":null,"flavor":null,"host":null,"counts":null,"load":null,"feels":null})");
  CHECK(r.name == "default");
  CHECK(r.in.ram == 7);
  CHECK_FALSE(r.host);
  CHECK(reason(R"({"id":null})") == "id: expected a string, found null");
  CHECK(reason("{}") == "id: required, but absent");
}

TEST_CASE("read: integers are checked for their range, and whole floats are integers") {
  CHECK(json::read<row>(R"({"id":"a","flavor":{"ram":1.0}})").in.ram == 1);
  CHECK(json::read<row>(R"({"id":"a","flavor":{"ram":1e3}})").in.ram == 1000);
  CHECK(json::read<row>(R"({"id":"a","flavor":{"ram":-9223372036854775808}})").in.ram ==
        std::numeric_limits<std::int64_t>::min());
  CHECK(reason(R"({"id":"a","flavor":{"small":300}})") ==
        "flavor.small: number 300 does not fit std::uint8_t (0 to 255)");
  CHECK(reason(R"({"id":"a","flavor":{"small":-1}})") ==
        "flavor.small: number -1 does not fit std::uint8_t (0 to 255)");
  CHECK(reason(R"({"id":"a","flavor":{"ram":9223372036854775808}})").find("does not fit") != std::string::npos);
  CHECK(reason(R"({"id":"a","flavor":{"ram":1.5}})") == "flavor.ram: expected a whole number, found 1.5");
  CHECK(reason(R"({"id":"a","flavor":{"ram":"1"}})") == "flavor.ram: expected a number, found a string");
}

TEST_CASE("read: names of enums are known, or stand for another where the enum says so") {
  CHECK(json::read<row>(R"({"id":"a","may":"NEW"})").may == lenient::other);
  CHECK(reason(R"({"id":"a","feels":"NEW"})") == "feels: unknown value \"NEW\"");
}

TEST_CASE("read: escapes are undone in values and keys, and the last of two equal members counts") {
  CHECK(json::read<row>(R"({"id":"\u00e9\n\"","name":"1","name":"2"})").name == "2");
  CHECK(json::read<row>(R"({"id":"a","flavor":{"ram":1},"flavor":{}})").in.ram == 7);  // nothing of the first is left
  CHECK(json::read<row>(R"({"id":"\u00e9\n\"\\\/\t"})").id == "\u00e9\n\"\\/\t");
  CHECK(json::read<row>(R"({"\u0069d":"a"})").id == "a");
  CHECK(json::read<row>("\xEF\xBB\xBF{\"id\":\"bom\"}").id == "bom");
}

TEST_CASE("read: what is no JSON is said in words") {
  CHECK(reason("").find("empty") != std::string::npos);
  CHECK(reason("<html>") == "the text is no JSON object or array: it begins with \"<html>\"");
  CHECK_FALSE(reason(R"({"id":"a"} x)").empty());
  CHECK_FALSE(reason("{\"id\":\"\xff\"}").empty());
  CHECK_FALSE(reason(std::string(100'000, '[')).empty());
}

TEST_CASE("read: a text cut off at any byte is an error") {
  const std::string whole = R"({"id":"a","tags":["x",{"y":[1,2]}],"flavor":{"ram":12},"extra":null})";
  for (std::size_t n = 0; n != whole.size(); ++n) {
    CAPTURE(n);
    CHECK_FALSE(reason(whole.substr(0, n)).empty());
  }
}

TEST_CASE("a walk goes on behind a row that could not be read, and behind the list") {
  for (const auto* odd :
       {"5", "null", "\"s\"", "[1,[2,{}]]", "{}", R"({"id":5})", R"({"id":"a","flavor":{"ram":"x"}})",
        R"({"id":"a","flavor":[{"ram":1}]})", R"({"id":"a","flavor":{"ram":99999999999999999999999}})",
        R"({"id":"a","tags":["x",5,"z"]})", R"({"id":"a","counts":{"k":{"deep":[1]}}})",
        R"({"id":"a","created":"yesterday"})", R"({"id":"a","on":"true"})"}) {
    CAPTURE(odd);
    std::string buffer;
    const std::string text =
        std::string(R"({"first":1,"rows":[{"id":"1"},)") + odd + R"(,{"id":"3"}],"links":[{"rel":"next"}],"last":"x"})";
    json::reader reader;
    std::vector<std::string> ids;
    std::string error;
    std::string keys;
    reader.members(json::pad(text, buffer), [&](std::string_view key, json::value& v) {
      keys += std::string(key) + ' ';
      if (key != "rows") return;
      v.elements([&](std::size_t, json::value& element) {
        try {
          ids.push_back(element.as<row>().id);
        } catch (const json::broken_text&) {
          throw;
        } catch (const json::error& e) {
          error = e.path();
        }
      });
    });
    CHECK(ids == std::vector<std::string>{"1", "3"});
    CHECK(error.starts_with("rows[1]"));
    CHECK(keys == "first rows links last ");
  }
}

namespace {
struct viewed {
  std::string_view name;
  static constexpr auto fields() { return std::tuple{json::field("name", &viewed::name)}; }
};
}  // namespace

TEST_CASE("read: a string_view points into the text, or where it was escaped into the arena") {
  std::string buffer;
  json::arena arena;
  const auto plain = json::pad(R"({"name":"nova"})", buffer);
  const auto inside = json::read<viewed>(plain, &arena);
  CHECK(inside.name == "nova");
  CHECK(inside.name.data() == plain.data + 9);
  std::string other;
  const auto escaped = json::read<viewed>(json::pad(R"({"name":"no\u0076a"})", other), &arena);
  other.assign(other.size(), 'x');
  CHECK(escaped.name == "nova");
}
