// SPDX-License-Identifier: MIT
//
// padded.hpp: text with room behind it, as the parser wants it.

#ifndef SHEAF_JSON_PADDED_HPP
#define SHEAF_JSON_PADDED_HPP

#include <cstddef>
#include <string>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace json {

/// Bytes that somebody else owns, `capacity - size` of which, at least 64 and of any value, may be read behind the
/// text.
struct padded {
  static constexpr std::size_t padding = 64;

  const char* data = nullptr;
  std::size_t size = 0;
  std::size_t capacity = 0;

  [[nodiscard]] std::string_view view() const noexcept { return {data, size}; }
};

/// A copy of `text` in `buffer`, with the room it needs.
[[nodiscard]] inline padded pad(std::string_view text, std::string& buffer) {
  buffer.clear();
  buffer.reserve(text.size() + padded::padding);
  buffer.assign(text);
  return {buffer.data(), buffer.size(), buffer.capacity()};
}

}  // namespace json
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_JSON_PADDED_HPP
