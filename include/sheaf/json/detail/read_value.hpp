// SPDX-License-Identifier: MIT
//
// JSON values into C++ ones, straight from the tokens. The only file, with read.hpp, that knows simdjson.

#ifndef SHEAF_JSON_DETAIL_READ_VALUE_HPP
#define SHEAF_JSON_DETAIL_READ_VALUE_HPP

#include <sheaf/json/arena.hpp>
#include <sheaf/json/detail/path.hpp>
#include <sheaf/json/error.hpp>
#include <sheaf/json/raw.hpp>
#include <sheaf/json/record.hpp>
#include <sheaf/json/timestamp.hpp>

#include <simdjson.h>

#include <bitset>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace json {
namespace detail {

namespace od = simdjson::ondemand;

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_map = false;
template <class T>
inline constexpr bool is_map<std::map<std::string, T>> = true;
// Services write "" for what is not there, also where a text is not what is expected.
template <class T>
inline constexpr bool may_be_text = std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view> || std::is_same_v<T, raw> || named_enum<T>;
template <class T>
inline constexpr bool never = false;

inline const char* describe(simdjson::error_code code) {
  switch (code) {
    case simdjson::EMPTY: return "the text is empty";
    case simdjson::UTF8_ERROR: return "the text is not valid UTF-8";
    case simdjson::UNCLOSED_STRING: return "the text ends in the middle of a string";
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT: return "the text ends in the middle of an array or object";
    case simdjson::INSUFFICIENT_PADDING: return "no room behind the text";
    case simdjson::DEPTH_ERROR: return "too deeply nested";
    case simdjson::CAPACITY: return "the text is too large";
    case simdjson::MEMALLOC: return "no memory";
    case simdjson::TRAILING_CONTENT: return "something follows the end of the text";
    default: return "not JSON, or cut off";
  }
}

[[noreturn]] inline void fail(const path& where, const std::string& reason) { throw error(where.text(), reason); }

/// Errors of simdjson that concern the text and not one value's type.
inline void check(simdjson::error_code code, const path& where) {
  if (code != simdjson::SUCCESS) throw broken_text(where.text(), describe(code));
}

inline const char* name_of(char first) {
  switch (first) {
    case '"': return "a string";
    case '{': return "an object";
    case '[': return "an array";
    case 't':
    case 'f': return "a boolean";
    case 'n': return "null";
    default: return (first >= '0' && first <= '9') || first == '-' ? "a number" : "something that is no JSON";
  }
}

inline std::string_view token_of(od::value& v) { return v.raw_json_token(); }

[[noreturn]] inline void wrong_type(od::value& v, const path& where, const char* expected) {
  const std::string_view token = token_of(v);
  const char first = token.empty() ? '\0' : token[0];
  const std::string found = name_of(first);
  if (found == "something that is no JSON") throw broken_text(where.text(), std::string("expected ") + expected + ", found " + found);
  fail(where, std::string("expected ") + expected + ", found " + found);
}

inline bool is_null(od::value& v) { return token_of(v).starts_with("null"); }

// What a walk has with it.
struct context {
  arena* strings = nullptr;
};

template <class T>
void read_into(od::value v, T& out, const path& where, context& with);

inline std::string_view text_of(od::value& v, const path& where) {
  std::string_view text;
  const auto code = v.get_string().get(text);
  if (code == simdjson::INCORRECT_TYPE) wrong_type(v, where, "a string");
  if (code != simdjson::SUCCESS) fail(where, "a string with an escape that is none");
  return text;
}

// A view into the document where the string holds no escape, into the arena where it does.
inline std::string_view view_of(od::value& v, const path& where, context& with) {
  const std::string_view token = token_of(v);
  if (!token.starts_with('"')) wrong_type(v, where, "a string");
  const std::size_t stop = token.find_first_of("\"\\", 1);
  if (stop != token.npos && token[stop] == '"') return token.substr(1, stop - 1);
  if (!with.strings) fail(where, "a std::string_view member needs an arena for strings with escapes");
  return with.strings->keep(text_of(v, where));
}

template <std::integral T>
void read_integer(od::value& v, T& out, const path& where) {
  const auto unfit = [&] {
    std::string_view token = token_of(v);
    token = token.substr(0, token.find_first_of(" \t\r\n,]}"));
    fail(where, "the number " + std::string(token.substr(0, 40)) + " does not fit (" + std::to_string(std::numeric_limits<T>::min()) +
                    " to " + std::to_string(std::numeric_limits<T>::max()) + ")");
  };
  std::int64_t whole;
  if (v.get_int64().get(whole) == simdjson::SUCCESS) {
    if (!std::in_range<T>(whole)) unfit();
    out = static_cast<T>(whole);
    return;
  }
  std::uint64_t large;
  if (v.get_uint64().get(large) == simdjson::SUCCESS) {
    if (!std::in_range<T>(large)) unfit();
    out = static_cast<T>(large);
    return;
  }
  double real;
  const auto code = v.get_double().get(real);
  if (code == simdjson::INCORRECT_TYPE || code == simdjson::NUMBER_ERROR) wrong_type(v, where, "a number");
  if (code != simdjson::SUCCESS) unfit();
  if (std::trunc(real) != real) fail(where, "expected a whole number");
  // The bounds are powers of two, which double holds exactly.
  const double beyond = std::ldexp(1.0, std::numeric_limits<T>::digits);
  if (!(real < beyond) || real < (std::is_signed_v<T> ? -beyond : 0.0)) unfit();
  out = static_cast<T>(real);
}

template <named_enum T>
void read_enum(od::value& v, T& out, const path& where) {
  const std::string_view text = text_of(v, where);
  for (const auto& [name, value] : json_names(T())) {
    if (name == text) return void(out = value);
  }
  if constexpr (requires { json_other(T()); }) {
    out = json_other(T());
  } else {
    fail(where, "unknown value " + quoted(text));
  }
}

template <class T>
void read_vector(od::value& v, std::vector<T>& out, const path& where, context& with) {
  od::array items;
  const auto code = v.get_array().get(items);
  if (code == simdjson::INCORRECT_TYPE) wrong_type(v, where, "an array");
  check(code, where);
  out.clear();
  for (auto item : items) {
    const path here(where, out.size());
    od::value element;
    check(std::move(item).get(element), here);
    if constexpr (std::is_same_v<T, bool>) {
      bool flag = false;
      read_into(element, flag, here, with);
      out.push_back(flag);
    } else {
      read_into(element, out.emplace_back(), here, with);
    }
  }
}

/// Calls f(key, value) for each member of the object `v`. Keys are as written, escapes undone.
template <class F>
void each_member(od::value& v, const path& where, F f) {
  od::object object;
  const auto code = v.get_object().get(object);
  if (code == simdjson::INCORRECT_TYPE) wrong_type(v, where, "an object");
  check(code, where);
  for (auto result : object) {
    check(result.error(), where);
    std::string_view key;  // asked of the result: the field's own unescaped_key() takes an argument in newer versions
    if (result.unescaped_key().get(key) != simdjson::SUCCESS) throw broken_text(where.text(), "a key with an escape that is none");
    od::field member;
    check(std::move(result).get(member), where);
    f(key, member.value());
  }
}

template <class T>
void read_map(od::value& v, std::map<std::string, T>& out, const path& where, context& with) {
  out.clear();
  each_member(v, where, [&](std::string_view key, od::value& value) {
    const path here(where, key);
    read_into(value, out[std::string(key)], here, with);
  });
}

// Members usually come in the order in which the record names them, so each search begins behind the last hit. Of a member
// that comes twice the last counts.
template <record T>
void read_record(od::value& v, T& out, const path& where, context& with) {
  static constexpr auto fields = T::fields();
  constexpr std::size_t count = std::tuple_size_v<decltype(T::fields())>;
  static constexpr auto names = member_names<T>();
  std::bitset<count> seen;
  std::size_t next = 0;
  each_member(v, where, [&](std::string_view key, od::value& value) {
    std::size_t i = next;
    std::size_t tried = 0;
    for (; tried != count && names[i] != key; ++tried) i = i + 1 == count ? 0 : i + 1;
    if (tried == count) return;
    next = i + 1 == count ? 0 : i + 1;
    seen.set(i);
    const path here(where, names[i]);
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      const auto take = [&](const auto& m) {
        using member_type = std::remove_cvref_t<decltype(out.*m.pointer)>;
        if constexpr (!is_optional<member_type> && !std::is_same_v<member_type, raw>) {
          if (!m.required && is_null(value)) return;
        }
        read_into(value, out.*m.pointer, here, with);
      };
      ((I == i ? take(std::get<I>(fields)) : void()), ...);
    }(std::make_index_sequence<count>());
  });
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    const auto demand = [&](const auto& m, bool there) {
      if (m.required && !there) fail(path(where, m.name), "required, but absent");
    };
    (demand(std::get<I>(fields), seen[I]), ...);
  }(std::make_index_sequence<count>());
}

template <class T>
void read_into(od::value v, T& out, const path& where, context& with) {
  if constexpr (is_optional<T>) {
    if (is_null(v) || (!may_be_text<typename T::value_type> && token_of(v).starts_with("\"\""))) return out.reset();
    read_into(v, out.emplace(), where, with);
  } else if constexpr (std::is_same_v<T, bool>) {
    if (v.get_bool().get(out) != simdjson::SUCCESS) wrong_type(v, where, "a boolean");
  } else if constexpr (std::is_integral_v<T>) {
    read_integer(v, out, where);
  } else if constexpr (std::is_floating_point_v<T>) {
    double real;
    if (v.get_double().get(real) != simdjson::SUCCESS) wrong_type(v, where, "a number");
    out = static_cast<T>(real);
  } else if constexpr (std::is_same_v<T, std::string>) {
    out = text_of(v, where);
  } else if constexpr (std::is_same_v<T, std::string_view>) {
    out = view_of(v, where, with);
  } else if constexpr (std::is_same_v<T, timestamp>) {
    const std::string_view text = text_of(v, where);
    const auto time = timestamp::parse(text);
    if (!time) fail(where, "expected an ISO 8601 time, found " + quoted(text));
    out = *time;
  } else if constexpr (std::is_same_v<T, raw>) {
    std::string_view text;
    if (const std::string_view token = token_of(v); token.starts_with('{')) {
      od::object object;
      check(v.get_object().get(object), where);
      check(object.raw_json().get(text), where);
    } else if (token.starts_with('[')) {
      od::array array;
      check(v.get_array().get(array), where);
      check(array.raw_json().get(text), where);
    } else {
      text = token;
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
    out.text = text;
  } else if constexpr (is_vector<T>) {
    read_vector(v, out, where, with);
  } else if constexpr (is_map<T>) {
    read_map(v, out, where, with);
  } else if constexpr (named_enum<T>) {
    read_enum(v, out, where);
  } else if constexpr (record<T>) {
    read_record(v, out, where, with);
  } else {
    static_assert(never<T>,
                  "sheaf::json: a record's member must be bool, an integer, double, std::string, std::string_view, "
                  "std::optional, std::vector, std::map<std::string, T>, an enum with json_names(), json::timestamp, json::raw, "
                  "or another record");
  }
}

}  // namespace detail
}  // namespace json
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_JSON_DETAIL_READ_VALUE_HPP
