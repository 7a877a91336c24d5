// SPDX-License-Identifier: MIT
//
// JSON as the simulated services write it: with or without spaces, non-ASCII raw or escaped, each as its original does.

#ifndef SHEAF_TESTING_DETAIL_JSON_TEXT_HPP
#define SHEAF_TESTING_DETAIL_JSON_TEXT_HPP

#include <array>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

/// How a service writes: `spaced` is Python's json.dumps, without it webob's and flask's `{"a":1}`; `ascii` escapes the rest
/// of Unicode as \uXXXX.
struct json_style {
  bool spaced = true;
  bool ascii = true;
};

/// A number or other text that is JSON already.
struct verbatim {
  std::string_view text;
};

template <class T>
inline constexpr bool is_optional_v = false;
template <class T>
inline constexpr bool is_optional_v<std::optional<T>> = true;

inline void append_escaped_unit(std::string& out, std::uint32_t unit) {
  static constexpr std::string_view digits = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += digits[(unit >> shift) & 0xfU];
}

/// The code point that starts at `text[at]`, moving `at` past it. The model's names are well-formed UTF-8.
inline std::uint32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const std::uint32_t lead = byte(at++);
  const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
  std::uint32_t point = lead & (0x3fU >> more);
  for (int i = 0; i != more && at != text.size(); ++i) point = (point << 6) | (byte(at++) & 0x3fU);
  return point;
}

inline void append_json_string(std::string& out, std::string_view text, bool ascii) {
  out += '"';
  std::size_t plain = 0;
  for (std::size_t at = 0; at != text.size();) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c >= 0x20 && c != '"' && c != '\\' && (c < 0x80 || !ascii)) {
      ++at;
      continue;
    }
    out.append(text, plain, at - plain);
    if (c >= 0x80) {
      const std::uint32_t point = next_code_point(text, at);
      if (point < 0x10000) {
        append_escaped_unit(out, point);
      } else {
        append_escaped_unit(out, 0xd800 + ((point - 0x10000) >> 10));
        append_escaped_unit(out, 0xdc00 + ((point - 0x10000) & 0x3ff));
      }
    } else {
      ++at;
      switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default: append_escaped_unit(out, c);
      }
    }
    plain = at;
  }
  out.append(text, plain);
  out += '"';
}

/// Appends to a string it borrows; commas and spaces come by themselves.
class json_text {
 public:
  json_text(std::string& out, json_style style) : out_(out), style_(style) {}

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }

  void key(std::string_view name) {
    separate();
    append_json_string(out_, name, style_.ascii);
    out_ += style_.spaced ? ": " : ":";
    comma_ = false;
  }

  /// A string, number, bool, nullptr, optional (empty: null), verbatim, or a callable that writes what it likes.
  template <class V>
  void value(const V& v) {
    if constexpr (std::invocable<const V&, json_text&>) {
      v(*this);
    } else if constexpr (is_optional_v<V>) {
      v ? value(*v) : value(nullptr);
    } else {
      separate();
      if constexpr (std::same_as<V, std::nullptr_t>) {
        out_ += "null";
      } else if constexpr (std::same_as<V, bool>) {
        out_ += v ? "true" : "false";
      } else if constexpr (std::integral<V>) {
        std::array<char, 24> digits;
        out_.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), v).ptr);
      } else if constexpr (std::same_as<V, verbatim>) {
        out_ += v.text;
      } else {
        append_json_string(out_, v, style_.ascii);
      }
      comma_ = true;
    }
  }

  template <class V>
  void member(std::string_view name, const V& v) {
    key(name);
    value(v);
  }

  template <class Strings>
  void strings(const Strings& items) {
    begin_array();
    for (const auto& item : items) value(item);
    end_array();
  }

 private:
  void separate() {
    if (comma_) out_ += style_.spaced ? ", " : ",";
  }
  void open(char c) {
    separate();
    out_ += c;
    comma_ = false;
  }
  void close(char c) {
    out_ += c;
    comma_ = true;
  }

  std::string& out_;
  json_style style_;
  bool comma_ = false;
};

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_JSON_TEXT_HPP
