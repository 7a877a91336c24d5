// SPDX-License-Identifier: MIT
//
// Where in a document the reader is: a chain on its stack, made a string only when there is something to complain of.

#ifndef SHEAF_JSON_DETAIL_PATH_HPP
#define SHEAF_JSON_DETAIL_PATH_HPP

#include <cstddef>
#include <string>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace json {
namespace detail {

/// `text` from outside, fit to stand in a message: cut, and with everything but printable ASCII escaped.
inline std::string quoted(std::string_view text, std::size_t most = 60) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text.substr(0, most)) {
    const auto u = static_cast<unsigned char>(c);
    if (u >= 0x20 && u < 0x7f && c != '"' && c != '\\') {
      out += c;
    } else {
      ((out += "\\x") += hex[u >> 4]) += hex[u & 15];
    }
  }
  return out + (text.size() > most ? "...\"" : "\"");
}

class path {
 public:
  path() = default;
  path(const path& up, std::string_view name) : up_(&up), name_(name), depth_(up.depth_ + 1) {}
  path(const path& up, std::size_t index) : up_(&up), index_(index), is_index_(true), depth_(up.depth_ + 1) {}

  /// How many arrays and objects are around it.
  [[nodiscard]] unsigned depth() const noexcept { return depth_; }

  [[nodiscard]] std::string text() const {
    if (!up_) return {};
    std::string out = up_->text();
    if (is_index_) return out + '[' + std::to_string(index_) + ']';
    if (!out.empty()) out += '.';
    // A key is the document's own text; one that is no plain word is quoted.
    constexpr std::string_view word = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-:";
    const bool plain = !name_.empty() && name_.size() <= 60 && name_.find_first_not_of(word) == name_.npos;
    return out + (plain ? std::string(name_) : quoted(name_));
  }

 private:
  const path* up_ = nullptr;
  std::string_view name_;
  std::size_t index_ = 0;
  bool is_index_ = false;
  unsigned depth_ = 0;
};

}  // namespace detail
}  // namespace json
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_JSON_DETAIL_PATH_HPP
