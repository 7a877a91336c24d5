// SPDX-License-Identifier: MIT
//
// JSON as the simulated services write it: with or without spaces, non-ASCII raw or escaped, each as its original does.

#ifndef SHEAF_TESTING_DETAIL_JSON_TEXT_HPP
#define SHEAF_TESTING_DETAIL_JSON_TEXT_HPP

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

/// How a service writes: `spaced` is Python's json.dumps, without it webob's and flask's `{"a":1}`; `ascii` escapes the
/// rest of Unicode as \uXXXX.
struct json_style {
  bool spaced = true;
  bool ascii = true;
};

/// A number or other text that is JSON already.
struct verbatim {
  std::string_view text;
};

class json_text;

/// What can be written, as a view that lives as long as the call it is given to: one type, so that the code that tells
/// rows is compiled once and not once per kind of member.
class json_value {
 public:
  enum class kind { null, boolean, integer, verbatim, string, nested };

  json_value(std::nullptr_t) : is_(kind::null) {}
  json_value(bool b) : is_(kind::boolean), number_(b) {}
  template <std::integral N>
  json_value(N n) : is_(kind::integer), number_(static_cast<std::int64_t>(n)) {}
  json_value(verbatim v) : is_(kind::verbatim), text_(v.text) {}
  json_value(std::string_view text) : is_(kind::string), text_(text) {}
  json_value(const std::string& text) : is_(kind::string), text_(text) {}
  json_value(const char* text) : is_(kind::string), text_(text) {}
  json_value(const std::optional<std::string>& text)
      : is_(text ? kind::string : kind::null), text_(text ? std::string_view(*text) : std::string_view()) {}
  /// Something that writes what it likes.
  template <std::invocable<json_text&> F>
  json_value(const F& write)
      : is_(kind::nested),
        object_(&write),
        call_([](const void* f, json_text& out) { (*static_cast<const F*>(f))(out); }) {}

  [[nodiscard]] kind is() const { return is_; }
  [[nodiscard]] std::int64_t number() const { return number_; }
  [[nodiscard]] std::string_view text() const { return text_; }
  void write(json_text& out) const { call_(object_, out); }

 private:
  kind is_;
  std::int64_t number_ = 0;
  std::string_view text_;
  const void* object_ = nullptr;
  void (*call_)(const void*, json_text&) = nullptr;
};

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
        case '"':
          out += "\\\"";
          break;
        case '\\':
          out += "\\\\";
          break;
        case '\n':
          out += "\\n";
          break;
        case '\r':
          out += "\\r";
          break;
        case '\t':
          out += "\\t";
          break;
        default:
          append_escaped_unit(out, c);
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

  void value(const json_value& v) {
    using kind = json_value::kind;
    if (v.is() == kind::nested) return v.write(*this);
    separate();
    comma_ = true;
    switch (v.is()) {
      case kind::boolean:
        out_ += v.number() != 0 ? "true" : "false";
        break;
      case kind::integer:
        out_ += std::to_string(v.number());
        break;
      case kind::verbatim:
        out_ += v.text();
        break;
      case kind::string:
        append_json_string(out_, v.text(), style_.ascii);
        break;
      default:
        out_ += "null";
    }
  }

  void member(std::string_view name, const json_value& v) {
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
