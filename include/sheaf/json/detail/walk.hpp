// SPDX-License-Identifier: MIT
//
// The walk over simdjson's tokens: arrays, objects and the text of scalars, each error with its path.
//
// What simdjson (On-Demand, 3.0.1) is used for is its index of tokens, its check of UTF-8, and stepping over values.
// Scalars are read from their tokens here: that costs no copy, and can neither move its cursor nor fill its buffer of
// strings.

#ifndef SHEAF_JSON_DETAIL_WALK_HPP
#define SHEAF_JSON_DETAIL_WALK_HPP

#include <sheaf/json/arena.hpp>
#include <sheaf/json/detail/grammar.hpp>
#include <sheaf/json/detail/number.hpp>
#include <sheaf/json/detail/path.hpp>
#include <sheaf/json/detail/unescape.hpp>
#include <sheaf/json/error.hpp>

#include <simdjson.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace json {
namespace detail {

namespace od = simdjson::ondemand;

// simdjson counts on no more than 1024; a walk that calls itself counts on the stack.
inline constexpr unsigned max_depth = 500;

// What a walk has with it.
struct context {
  arena* strings = nullptr;
  od::document* document = nullptr;
  std::string_view text;
  std::string unescaped;  // the last text_of() with an escape
  bool broken = false;    // then nothing more can be read, even if the walker's function has caught what was thrown
};

[[noreturn]] inline void fail(const path& where, const std::string& reason) { throw error(where.text(), reason); }

/// The text is broken where the cursor is, or ends there.
[[noreturn]] inline void break_off(const path& where, context& with) {
  with.broken = true;
  const char* const end = with.text.data() + with.text.size();
  const char* at = end;
  if (with.document->current_location().get(at) != simdjson::SUCCESS || at >= end)
    throw broken_text(where.text(), how_it_ends(with.text));
  throw broken_text(where.text(), "no JSON from here on: " + quoted({at, static_cast<std::size_t>(end - at)}, 20));
}

inline void check(simdjson::error_code code, const path& where, context& with) {
  if (code != simdjson::SUCCESS) break_off(where, with);
}

/// A scalar, or the first token of something else. Empty behind the end: of a text that is cut off simdjson counts
/// tokens that are not there.
inline std::string_view token_of(od::value& v, const context& with) {
  const std::string_view token = v.raw_json_token();
  std::size_t size =
      std::min(token.size(), static_cast<std::size_t>(with.text.data() + with.text.size() - token.data()));
  while (size != 0 && is_space(token[size - 1])) --size;
  return token.substr(0, size);
}

inline bool is_null(od::value& v, const context& with) { return token_of(v, with) == "null"; }

[[noreturn]] inline void wrong_type(od::value& v, const path& where, context& with, const char* expected) {
  const std::string_view token = token_of(v, with);
  const char first = token.empty() ? ',' : token[0];
  if (first == ',' || first == ':' || first == ']' || first == '}') break_off(where, with);
  const char* found = first == '"'                             ? "a string"
                      : first == '{'                           ? "an object"
                      : first == '['                           ? "an array"
                      : token == "null"                        ? "null"
                      : token == "true" || token == "false"    ? "a boolean"
                      : split_number(token).valid              ? "a number"
                                                               : nullptr;
  const std::string said = found ? std::string(found) : quoted(token, 20) + ", which is no JSON";
  fail(where, std::string("expected ") + expected + ", found " + said);
}

/// The inside of a string, escapes as they are.
inline std::string_view string_in(od::value& v, const path& where, context& with) {
  const std::string_view token = token_of(v, with);
  if (token.size() < 2 || token[0] != '"') wrong_type(v, where, with, "a string");
  return token.substr(1, token.size() - 2);
}

inline bool has_escape(std::string_view text) { return std::memchr(text.data(), '\\', text.size()) != nullptr; }

[[noreturn]] inline void bad_escape(const path& where, std::string_view text) {
  fail(where, "a string with an escape that stands for nothing: " + quoted(text));
}

/// What a string says: a part of the document, or good until the next call.
inline std::string_view text_of(od::value& v, const path& where, context& with) {
  const std::string_view text = string_in(v, where, with);
  if (!has_escape(text)) return text;
  if (!unescape(text, with.unescaped)) bad_escape(where, text);
  return with.unescaped;
}

/// What a key says that begins at `raw`; `unescaped` is there for one with an escape. A key ends at a quote: simdjson
/// has seen it.
inline std::string_view key_of(const char* raw, std::string& unescaped, const path& where) {
  const char* end = raw;
  while (*end != '"' && *end != '\\') ++end;
  if (*end == '"') return {raw, static_cast<std::size_t>(end - raw)};
  for (; *end != '"'; ++end) end += *end == '\\';
  const std::string_view key(raw, static_cast<std::size_t>(end - raw));
  if (!unescape(key, unescaped)) bad_escape(where, key);
  return unescaped;
}

inline void enter(od::value& v, char bracket, const path& where, context& with) {
  const std::string_view token = token_of(v, with);
  if (token.empty() || token[0] != bracket) wrong_type(v, where, with, bracket == '{' ? "an object" : "an array");
  if (where.depth() >= max_depth) fail(where, "nested more than " + std::to_string(max_depth) + " deep");
}

/// Calls f(raw key, value) for each member of the object `v`; the key's text is key_of(raw key).
template <class F>
void each_member(od::value& v, const path& where, context& with, F f) {
  enter(v, '{', where, with);
  od::object object;
  check(v.get_object().get(object), where, with);
  for (auto result : object) {
    od::field member;
    check(std::move(result).get(member), where, with);
    f(member.key().raw(), member.value());
    if (with.broken) break_off(where, with);
  }
}

/// Calls f(index, value) for each element of the array `v`.
template <class F>
void each_element(od::value& v, const path& where, context& with, F f) {
  enter(v, '[', where, with);
  od::array items;
  check(v.get_array().get(items), where, with);
  std::size_t i = 0;
  for (auto result : items) {
    od::value element;
    check(std::move(result).get(element), where, with);
    f(i++, element);
    if (with.broken) break_off(where, with);
  }
}

/// The bytes of `v`, which are JSON. Its strings may have escapes that stand for half a character.
inline std::string_view raw_of(od::value& v, const path& where, context& with) {
  std::string_view text = token_of(v, with);
  if (text.starts_with('{')) {
    od::object object;
    check(v.get_object().get(object), where, with);
    check(object.raw_json().get(text), where, with);
  } else if (text.starts_with('[')) {
    od::array array;
    check(v.get_array().get(array), where, with);
    check(array.raw_json().get(text), where, with);
  } else if (scalar_length(text) != text.size()) {
    wrong_type(v, where, with, "a value");
  }
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  if (const std::size_t at = no_json_from(text); at != text.npos)
    fail(where, "no JSON from here on: " + quoted(text.substr(at), 20));
  return text;
}

}  // namespace detail
}  // namespace json
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_JSON_DETAIL_WALK_HPP
