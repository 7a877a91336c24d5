// SPDX-License-Identifier: MIT
//
// Where in a document the reader is: a chain on its stack, made a string only when there is something to complain of.

#ifndef SHEAF_JSON_DETAIL_PATH_HPP
#define SHEAF_JSON_DETAIL_PATH_HPP

#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace json {
namespace detail {

/// `text` from outside, fit to stand in a message: cut, and with everything but printable ASCII escaped.
inline std::string quoted(std::string_view text, std::size_t most = 60) {
  std::string out = "\"";
  for (const char c : text.substr(0, most)) {
    const auto u = static_cast<unsigned char>(c);
    if (u >= 0x20 && u < 0x7f && c != '"' && c != '\\') {
      out += c;
    } else {
      char code[8];
      std::snprintf(code, sizeof code, "\\x%02x", u);
      out += code;
    }
  }
  return out + (text.size() > most ? "...\"" : "\"");
}

class path {
 public:
  path() = default;
  path(const path& up, std::string_view name) : up_(&up), name_(name) {}
  path(const path& up, std::size_t index) : up_(&up), index_(index), is_index_(true) {}

  [[nodiscard]] std::string text() const {
    if (!up_) return {};
    std::string out = up_->text();
    if (is_index_) return out + '[' + std::to_string(index_) + ']';
    if (!out.empty()) out += '.';
    // A key is the document's own text; one that is no plain word is quoted.
    const bool plain = name_.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-:") == name_.npos;
    return out + (plain && name_.size() <= 60 ? std::string(name_) : quoted(name_));
  }

 private:
  const path* up_ = nullptr;
  std::string_view name_;
  std::size_t index_ = 0;
  bool is_index_ = false;
};

}  // namespace detail
}  // namespace json
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_JSON_DETAIL_PATH_HPP
