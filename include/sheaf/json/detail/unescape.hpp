// SPDX-License-Identifier: MIT
//
// Escapes of JSON strings undone (RFC 8259 7). What is between them is taken as it is.

#ifndef SHEAF_JSON_DETAIL_UNESCAPE_HPP
#define SHEAF_JSON_DETAIL_UNESCAPE_HPP

#include <cstddef>
#include <string>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace json {
namespace detail {

// Four hexadecimal digits; 0x10000 where they are none.
inline unsigned hex4(std::string_view text) {
  if (text.size() < 4) return 0x10000;
  unsigned value = 0;
  for (const char c : text.substr(0, 4)) {
    const unsigned digit = c >= '0' && c <= '9'   ? static_cast<unsigned>(c - '0')
                           : c >= 'a' && c <= 'f' ? static_cast<unsigned>(c - 'a') + 10
                           : c >= 'A' && c <= 'F' ? static_cast<unsigned>(c - 'A') + 10
                                                  : 16;
    if (digit == 16) return 0x10000;
    value = value * 16 + digit;
  }
  return value;
}

inline void append_utf8(std::string& out, unsigned code) {
  const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80 | ((code >> shift) & 0x3F)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    tail(6), tail(0);
  } else {
    out += static_cast<char>(0xF0 | (code >> 18));
    tail(12), tail(6), tail(0);
  }
}

/// Sets `out` to what `text`, the inside of a string, says. False where an escape is none, or half of a surrogate pair,
/// which has no UTF-8.
inline bool unescape(std::string_view text, std::string& out) {
  out.clear();
  for (;;) {
    const std::size_t at = text.find('\\');
    out.append(text.substr(0, at));
    if (at == text.npos) return true;
    text.remove_prefix(at + 1);
    if (text.empty()) return false;
    const char kind = text[0];
    text.remove_prefix(1);
    if (kind == 'u') {
      unsigned code = hex4(text);
      if (code > 0xFFFF || (code >= 0xDC00 && code <= 0xDFFF)) return false;
      text.remove_prefix(4);
      if (code >= 0xD800 && code <= 0xDBFF) {
        const unsigned low = text.starts_with("\\u") ? hex4(text.substr(2)) : 0;
        if (low < 0xDC00 || low > 0xDFFF) return false;
        text.remove_prefix(6);
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
      }
      append_utf8(out, code);
    } else {
      constexpr std::string_view names = "\"\\/bfnrt";
      const std::size_t which = names.find(kind);
      if (which == names.npos) return false;
      out += "\"\\/\b\f\n\r\t"[which];
    }
  }
}

}  // namespace detail
}  // namespace json
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_JSON_DETAIL_UNESCAPE_HPP
