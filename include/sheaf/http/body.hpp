// SPDX-License-Identifier: MIT
//
// body.hpp: the bytes of a body, in a buffer that a JSON parser can read as they lie.

#ifndef SHEAF_HTTP_BODY_HPP
#define SHEAF_HTTP_BODY_HPP

#include <sheaf/http/detail/byte_buffer.hpp>

#include <cstddef>
#include <cstring>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {

/// Contiguous bytes with at least `padding` readable ones of any value behind them, also when there are none. Movable,
/// not copyable; a moved-from body is empty.
class body {
 public:
  /// SIMDJSON_PADDING of simdjson 3.
  static constexpr std::size_t padding = detail::byte_buffer::padding;

  body() = default;
  explicit body(std::string_view text) : size_(text.size()) {
    buffer_.reserve(text.size());
    if (!text.empty()) std::memcpy(buffer_.data(), text.data(), text.size());
  }
  /// The `size` bytes of `buffer` from `offset` on.
  body(detail::byte_buffer buffer, std::size_t offset, std::size_t size) noexcept
      : buffer_(std::move(buffer)), offset_(offset), size_(size) {}

  body(body&& other) noexcept
      : buffer_(std::move(other.buffer_)),
        offset_(std::exchange(other.offset_, 0)),
        size_(std::exchange(other.size_, 0)) {}
  body& operator=(body&& other) noexcept {
    buffer_ = std::move(other.buffer_);
    offset_ = std::exchange(other.offset_, 0);
    size_ = std::exchange(other.size_, 0);
    return *this;
  }

  [[nodiscard]] const char* data() const noexcept { return allocated() ? buffer_.data() + offset_ : nothing; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  /// Bytes that may be read from data() on: at least size() + padding.
  [[nodiscard]] std::size_t capacity() const noexcept { return allocated() ? buffer_.allocated() - offset_ : padding; }
  [[nodiscard]] std::string_view view() const noexcept { return {data(), size_}; }

 private:
  [[nodiscard]] bool allocated() const noexcept { return buffer_.allocated() != 0; }
  static constexpr char nothing[padding] = {};

  detail::byte_buffer buffer_;
  std::size_t offset_ = 0;
  std::size_t size_ = 0;
};

}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_BODY_HPP
