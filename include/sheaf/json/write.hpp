// SPDX-License-Identifier: MIT
//
// write.hpp: records into JSON, by the same fields() they are read with.

#ifndef SHEAF_JSON_WRITE_HPP
#define SHEAF_JSON_WRITE_HPP

#include <sheaf/json/raw.hpp>
#include <sheaf/json/record.hpp>
#include <sheaf/json/timestamp.hpp>

#include <charconv>
#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace json {

/// Adds `text` as a JSON string (RFC 8259 7). Bytes that are no UTF-8 become U+FFFD, so that what comes out is valid.
inline void write_string(std::string& out, std::string_view text);

/// Adds `value` as JSON. Empty optionals are null, numbers that are not finite are null, doubles read back as they
/// were.
template <class T>
void write(std::string& out, const T& value);

/// `value` as JSON.
template <class T>
[[nodiscard]] std::string write(const T& value) {
  std::string out;
  json::write(out, value);
  return out;
}

namespace detail {

// How many bytes of `text` are one well-formed UTF-8 sequence (Unicode 15, table 3-7); 0 when none is.
constexpr std::size_t utf8_length(std::string_view text) {
  const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const auto tail = [&](std::size_t i) { return (at(i) & 0xC0u) == 0x80u; };
  const unsigned first = at(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool fits = first == 0xE0 ? at(1) >= 0xA0 : first == 0xED ? at(1) <= 0x9F : true;
    return fits && tail(1) && tail(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool fits = first == 0xF0 ? at(1) >= 0x90 : first == 0xF4 ? at(1) <= 0x8F : true;
    return fits && tail(1) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

template <class T>
inline constexpr bool writes_optional = false;
template <class T>
inline constexpr bool writes_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool writes_list = false;
template <class T>
inline constexpr bool writes_list<std::vector<T>> = true;
template <class T>
inline constexpr bool writes_map = false;
template <class T>
inline constexpr bool writes_map<std::map<std::string, T>> = true;

template <class T>
void write_number(std::string& out, T value) {
  char digits[40];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
}

template <class T>
void write_record(std::string& out, const T& value) {
  char before = '{';
  const auto one = [&](const auto& m) {
    out += before;
    before = ',';
    write_string(out, m.name);
    out += ':';
    json::write(out, value.*m.pointer);
  };
  apply_members([&](const auto&... m) { (one(m), ...); }, T::fields());
  out += before == '{' ? "{}" : "}";
}

}  // namespace detail

inline void write_string(std::string& out, std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  out += '"';
  while (!text.empty()) {
    const auto c = static_cast<unsigned char>(text[0]);
    std::size_t used = 1;
    if (c == '"' || c == '\\') {
      (out += '\\') += static_cast<char>(c);
    } else if (c >= 0x20 && c < 0x80) {
      out += static_cast<char>(c);
    } else if (c < 0x20) {
      constexpr std::string_view named = "\b\t\n\f\r";
      if (const auto i = named.find(static_cast<char>(c)); i != named.npos && c != 0) {
        (out += '\\') += "btnfr"[i];
      } else {
        ((out += "\\u00") += hex[c >> 4]) += hex[c & 15];
      }
    } else if (const std::size_t n = detail::utf8_length(text); n != 0) {
      out.append(text.substr(0, n));
      used = n;
    } else {
      out += "\xEF\xBF\xBD";
    }
    text.remove_prefix(used);
  }
  out += '"';
}

template <class T>
void write(std::string& out, const T& value) {
  if constexpr (detail::writes_optional<T>) {
    if (value) json::write(out, *value);
    else out += "null";
  } else if constexpr (std::is_same_v<T, bool>) {
    out += value ? "true" : "false";
  } else if constexpr (std::is_integral_v<T>) {
    detail::write_number(out, value);
  } else if constexpr (std::is_floating_point_v<T>) {
    if (std::isfinite(value)) detail::write_number(out, value);
    else out += "null";
  } else if constexpr (std::is_same_v<T, raw>) {
    out += value.text.empty() ? std::string_view("null") : std::string_view(value.text);
  } else if constexpr (std::is_same_v<T, timestamp>) {
    write_string(out, value.text());
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    write_string(out, value);
  } else if constexpr (named_enum<T>) {
    for (const auto& [name, each] : json_names(value)) {
      if (each == value) return write_string(out, name);
    }
    out += "null";
  } else if constexpr (detail::writes_list<T>) {
    out += '[';
    bool first = true;
    for (const auto& each : value) {
      if (!first) out += ',';
      first = false;
      json::write(out, each);
    }
    out += ']';
  } else if constexpr (detail::writes_map<T>) {
    char before = '{';
    for (const auto& [key, each] : value) {
      out += before;
      before = ',';
      write_string(out, key);
      out += ':';
      json::write(out, each);
    }
    out += before == '{' ? "{}" : "}";
  } else {
    static_assert(record<T>, "sheaf::json: this type is no record and none of a record's member types");
    detail::write_record(out, value);
  }
}

}  // namespace json
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_JSON_WRITE_HPP
