// SPDX-License-Identifier: MIT
//
// Rows made of a list's template (described_list.hpp).

#ifndef SHEAF_TESTING_DETAIL_ROW_TEMPLATE_HPP
#define SHEAF_TESTING_DETAIL_ROW_TEMPLATE_HPP

#include <sheaf/testing/detail/described_list.hpp>
#include <sheaf/testing/detail/generate.hpp>
#include <sheaf/testing/detail/json_text.hpp>
#include <sheaf/testing/detail/model.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

/// What rows of one list are made with.
struct row_maker {
  const model& data;
  const described_list& list;
  std::string here;         // the service's endpoint, for links
  std::string parent = {};  // what the path names last

  [[nodiscard]] std::string id(std::size_t i) const { return expand(list.id, i, i, false); }
  [[nodiscard]] std::string marker(std::size_t i) const { return expand(list.marker, i, i, false); }
  [[nodiscard]] std::string row(std::size_t i) const { return expand(list.row, i, i, true); }

 private:
  /// `turn` is what choices are made by: within a choice, by how often this one came up. `json`: words are written as
  /// they stand in a JSON string.
  [[nodiscard]] std::string expand(std::string_view text, std::size_t i, std::size_t turn, bool json) const {
    std::string out;
    while (!text.empty()) {
      const std::size_t plain = std::min(text.find('<'), text.size());
      out += text.substr(0, plain);
      text.remove_prefix(plain);
      if (text.empty()) break;
      const std::size_t end = closing(text);
      add(out, text.substr(1, end - 1), i, turn, json);
      text.remove_prefix(end + 1);
    }
    return out;
  }

  /// Where the > of text[0] is.
  static std::size_t closing(std::string_view text) {
    int depth = 0;
    for (std::size_t at = 0; at != text.size(); ++at) {
      if (text[at] == '<') ++depth;
      if (text[at] == '>' && --depth == 0) return at;
    }
    throw std::logic_error("a row's template has a < without its >: " + std::string(text));
  }

  void add(std::string& out, std::string_view inside, std::size_t i, std::size_t turn, bool json) const {
    std::size_t count = 0;
    each_choice(inside, [&](std::size_t, std::string_view) { ++count; });
    if (count == 1) return add_word(out, inside, i, json);
    each_choice(inside, [&](std::size_t which, std::string_view one) {
      if (which == turn % count) out += expand(one, i, turn / count, json);
    });
  }

  /// Calls f(number, text) for what stands between the bars of this level.
  template <class F>
  static void each_choice(std::string_view inside, F f) {
    int depth = 0;
    std::size_t begin = 0, which = 0;
    for (std::size_t at = 0; at <= inside.size(); ++at) {
      if (at < inside.size() && inside[at] == '<') ++depth;
      if (at < inside.size() && inside[at] == '>') --depth;
      if (at == inside.size() || (inside[at] == '|' && depth == 0)) {
        f(which++, inside.substr(begin, at - begin));
        begin = at + 1;
      }
    }
  }

  void add_word(std::string& out, std::string_view word, std::size_t i, bool json) const {
    const std::string text = meaning(word, i);
    if (!json) {
      out += text;
      return;
    }
    std::string quoted;
    append_json_string(quoted, text, true);
    out += std::string_view(quoted).substr(1, quoted.size() - 2);
  }

  [[nodiscard]] std::string meaning(std::string_view word, std::size_t i) const {
    constexpr moment start = std::chrono::sys_days{std::chrono::year{2026} / 1 / 15} + std::chrono::hours(8);
    const std::string time = iso_time(start + std::chrono::seconds(37 * static_cast<long>(i)), "");
    if (word == "id") return id(i);
    if (word == "uuid") return uuid(list.rows_of(), i);
    if (word == "hex") return hex(list.rows_of(), i);
    if (word == "pair") return hex(list.rows_of(), i / 2);
    if (word == "i") return std::to_string(i);
    if (word == "number") return digits(i, 6, 10);
    if (word == "n") return std::to_string(1 + i * 7 % 100);
    if (word == "name") return odd_name("lab", i);
    if (word == "time") return time;
    if (word == "day") return time.substr(0, 10);
    if (word == "clock") return time.substr(11);
    if (word == "project") return data.project;
    if (word == "user") return data.user;
    if (word == "here") return here;
    if (word == "parent") return parent;
    if (word == "servers") return of(data.servers, word, i);
    if (word == "flavors") return of(data.flavors, word, i);
    if (word == "images") return of(data.images, word, i);
    if (word == "networks") return of(data.networks, word, i);
    if (word == "ports") return of(data.ports, word, i);
    if (word.find('/') != word.npos) return uuid(word, i);
    throw std::logic_error("a row's template has a word that there is not: " + std::string(word));
  }

  template <class T>
  static std::string of(const table<T>& from, std::string_view name, std::size_t i) {
    return from.size() == 0 ? uuid(name, i) : from.listed(i % from.size()).id;
  }

  static std::string digits(std::size_t value, std::size_t width, std::size_t base) {
    std::string out(width, '0');
    for (std::size_t at = width; at != 0 && value != 0; value /= base) out[--at] = "0123456789abcdef"[value % base];
    return out;
  }

  /// 20 digits of the family, 12 of the row.
  static std::string hex(std::string_view family, std::size_t i) {
    std::uint64_t seed = 14695981039346656037U;
    for (const char c : family) seed = (seed ^ static_cast<unsigned char>(c)) * 1099511628211U;
    return random(seed).text(20) + digits(i, 12, 16);
  }
  static std::string uuid(std::string_view family, std::size_t i) {
    std::string out = hex(family, i);
    out[12] = '4';
    out[16] = '8';
    for (const std::size_t dash : {8U, 13U, 18U, 23U}) out.insert(dash, 1, '-');
    return out;
  }
};

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_ROW_TEMPLATE_HPP
