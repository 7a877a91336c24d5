// SPDX-License-Identifier: MIT
//
// Any text is walked in any way, with any bytes behind it, and it ends; what simdjson's DOM takes, the walk takes
// whole. The first byte of an input is what stands behind the text, the second says how to walk.

#include <sheaf/json/read.hpp>
#include <sheaf/json/write.hpp>

#include "fuzz.hpp"

#include <simdjson.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace json = sheaf::json;

enum class color { red, green };
constexpr auto json_names(color) {
  return std::array{std::pair{std::string_view("red"), color::red}, std::pair{std::string_view("green"), color::green}};
}

struct row {
  std::string_view id;
  std::optional<std::uint8_t> small;
  std::int64_t large = 0;
  double real = 0;
  float narrow = 0;
  bool on = false;
  color paint = color::red;
  json::timestamp when;
  json::raw any;
  std::vector<row> rows;
  std::map<std::string, std::vector<std::string>> tags;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &row::id),       maybe("small", &row::small),   maybe("large", &row::large),
                      maybe("real", &row::real),   maybe("narrow", &row::narrow), maybe("on", &row::on),
                      maybe("paint", &row::paint), maybe("when", &row::when),     maybe("any", &row::any),
                      maybe("rows", &row::rows),   maybe("tags", &row::tags)};
  }
};

// Reads every value in one way or another, and swallows what is thrown where `greedy`.
class walker {
 public:
  explicit walker(unsigned seed, bool greedy) : state_(seed), greedy_(greedy) {}

  void operator()(json::value& v) {
    try {
      step(v);
    } catch (const json::error& e) {
      require(*e.what() != '\0');
      if (!greedy_) throw;
    }
  }

 private:
  unsigned next() { return (state_ = state_ * 1664525u + 1013904223u) >> 28; }

  void step(json::value& v) {
    switch (next()) {
      case 0: return;
      case 1: return void(v.as<row>());
      case 2: return void(v.raw_text());
      case 3: return void(v.as<std::int32_t>());
      case 4: return void(v.as<std::vector<row>>());
      case 5: return void(v.as<std::map<std::string, json::raw>>());
      case 6: return void(v.as<double>());
      default: break;
    }
    if (v.is_object()) return v.members([&](std::string_view, json::value& member) { (*this)(member); });
    if (v.is_array()) return v.elements([&](std::size_t, json::value& element) { (*this)(element); });
    if (v.is_string()) return void(v.string());
    require(v.is_null() || !v.path().empty());
  }

  unsigned state_;
  bool greedy_;
};

std::size_t count(json::value& v) {
  std::size_t n = 1;
  if (v.is_object()) v.members([&](std::string_view, json::value& member) { n += count(member); });
  if (v.is_array()) v.elements([&](std::size_t, json::value& element) { n += count(element); });
  return n;
}

std::size_t count(simdjson::dom::element e) {
  std::size_t n = 1;
  if (e.is_object()) {
    for (const auto member : simdjson::dom::object(e)) n += count(member.value);
  } else if (e.is_array()) {
    for (const auto element : simdjson::dom::array(e)) n += count(element);
  }
  return n;
}

void fuzz(std::string_view input) {
  if (input.size() < 2) return;
  const char behind = input[0], how = input[1];
  input.remove_prefix(2);
  const std::unique_ptr<char[]> buffer(new char[input.size() + json::padded::padding]);
  std::memset(buffer.get(), behind, input.size() + json::padded::padding);
  if (!input.empty()) std::memcpy(buffer.get(), input.data(), input.size());
  const json::padded text{buffer.get(), input.size(), input.size() + json::padded::padding};

  json::arena strings;
  static json::reader* const reader = new json::reader();  // kept, as a list keeps it from page to page
  reader->set_arena(&strings);
  bool broken = false;
  for (const bool greedy : {true, false}) {
    walker walk(static_cast<unsigned char>(how) / 2, greedy);
    try {
      reader->document(text, [&](json::value& v) { walk(v); });
    } catch (const json::error&) {
    }
  }

  std::string whole;
  try {
    reader->document(text, [&](json::value& v) { whole = v.raw_text(); });
  } catch (const json::error&) {
    broken = true;
  }
  std::size_t values = 0;
  bool deep = false;
  try {
    reader->document(text, [&](json::value& v) { values = count(v); });
  } catch (const json::broken_text&) {
  } catch (const json::error& e) {
    deep = e.reason().starts_with("nested");
  }
  if (input.starts_with("\xEF\xBB\xBF")) return;  // not a text for the DOM of this version
  simdjson::dom::parser dom;
  simdjson::dom::element root;
  const auto code = dom.parse(input.data(), input.size()).get(root);
  if (code == simdjson::SUCCESS && (root.is_object() || root.is_array())) {
    require(!broken);
    require(whole == input.substr(input.find_first_of("{["), whole.size()));
    require(deep || values == count(root));
    require(json::read<json::raw>(json::write(json::raw{whole})).text == whole);
  } else {
    // What the DOM refuses and a walk does not: half characters, and numbers that are no double.
    require(broken || code == simdjson::STRING_ERROR || code == simdjson::NUMBER_ERROR ||
            code == simdjson::DEPTH_ERROR);
  }
}
