// SPDX-License-Identifier: MIT
//
// Whether a text is JSON (RFC 8259), for values that are passed on unread; and where a text that is cut off ends.

#ifndef SHEAF_JSON_DETAIL_GRAMMAR_HPP
#define SHEAF_JSON_DETAIL_GRAMMAR_HPP

#include <sheaf/json/detail/number.hpp>
#include <sheaf/json/detail/path.hpp>
#include <sheaf/json/detail/unescape.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace json {
namespace detail {

constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// The length of the string that `text`, a quote, begins; npos where it does not end. Escapes are checked, not undone.
inline std::size_t string_length(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') return i + 1;
    if (text[i] != '\\') continue;
    if (++i == text.size()) break;
    if (text[i] == 'u' ? hex4(text.substr(i + 1)) > 0xFFFF : std::string_view("\"\\/bfnrt").find(text[i]) == text.npos)
      break;
  }
  return text.npos;
}

/// The length of the scalar that `text` begins; npos where it is none.
inline std::size_t scalar_length(std::string_view text) {
  if (text.starts_with('"')) return string_length(text);
  const std::size_t n = std::min(text.find_first_of(",:]} \t\n\r"), text.size());
  const std::string_view token = text.substr(0, n);
  return token == "true" || token == "false" || token == "null" || split_number(token).valid ? n : text.npos;
}

/// Where `text`, whose UTF-8 and control characters have been checked, stops to be one JSON value; npos where it is
/// one.
inline std::size_t no_json_from(std::string_view text) {
  std::string open;  // the closing bracket of each array and object around
  std::size_t i = 0;
  const auto spaces = [&] {
    while (i != text.size() && is_space(text[i])) ++i;
  };
  const auto take = [&](char c) { return i != text.size() && text[i] == c && ++i; };
  const auto key = [&] {
    spaces();
    const std::size_t n = i != text.size() && text[i] == '"' ? string_length(text.substr(i)) : text.npos;
    if (n == text.npos) return false;
    i += n;
    spaces();
    return take(':');
  };
  for (;;) {
    spaces();
    if (take('{')) {
      spaces();
      if (!take('}')) {
        if (!key()) return i;
        open += '}';
        continue;
      }
    } else if (take('[')) {
      spaces();
      if (!take(']')) {
        open += ']';
        continue;
      }
    } else {
      const std::size_t n = scalar_length(text.substr(i));
      if (n == text.npos) return i;
      i += n;
    }
    for (spaces(); !open.empty() && take(open.back()); spaces()) open.pop_back();
    if (open.empty()) return i == text.size() ? text.npos : i;
    if (!take(',') || (open.back() == '}' && !key())) return i;
  }
}

/// What is to be said of a text that does not end where it should.
inline std::string how_it_ends(std::string_view text) {
  std::string open;
  for (std::size_t i = 0; i != text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      while (++i < text.size() && text[i] != '"') i += text[i] == '\\';
      if (i >= text.size()) return "the text ends in the middle of a string";
    } else if (c == '{' || c == '[') {
      open += c;
    } else if (c == '}' || c == ']') {
      if (!open.empty()) open.pop_back();
      if (!open.empty()) continue;
      const std::size_t next = text.find_first_not_of(" \t\r\n", i + 1);
      if (next != text.npos) return "something follows the end: " + quoted(text.substr(next), 20);
    }
  }
  if (open.empty()) return "the text is no JSON";
  return open.back() == '[' ? "the text ends in the middle of an array" : "the text ends in the middle of an object";
}

}  // namespace detail
}  // namespace json
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_JSON_DETAIL_GRAMMAR_HPP
