// SPDX-License-Identifier: MIT
//
// What a coded body stands for, as it comes.

#ifndef SHEAF_HTTP_DETAIL_DECODED_BODY_HPP
#define SHEAF_HTTP_DETAIL_DECODED_BODY_HPP

#include <sheaf/http/body.hpp>
#include <sheaf/http/content_coding.hpp>
#include <sheaf/http/detail/byte_buffer.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

class decoded_body {
 public:
  explicit decoded_body(std::unique_ptr<decoder> by) : decoder_(std::move(by)) {}

  // Reads all of `coded`, unless there is more than `most` bytes behind it; gives what it has not read.
  [[nodiscard]] std::string_view decode(std::string_view coded, std::size_t most) {
    while (size_ <= most && (!coded.empty() || stopped_)) decode_into(room(most - size_), coded);
    return coded;
  }
  // The same, but stops with the first piece that is not empty.
  [[nodiscard]] std::string_view decode_piece(std::string_view coded) {
    while (size_ == 0 && (!coded.empty() || stopped_)) decode_into(room(), coded);
    return coded;
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::string_view view() const noexcept { return {bytes_.data(), size_}; }
  void drop() noexcept { size_ = 0; }
  [[nodiscard]] http::body take() noexcept { return {std::move(bytes_), 0, size_}; }
  [[nodiscard]] bool finished() const noexcept { return decoder_->finished(); }

 private:
  void decode_into(std::span<char> space, std::string_view& coded) {
    const std::size_t size = decoder_->decode(coded, space);
    size_ += size;
    bytes_.resize(size_);
    stopped_ = size == space.size();
  }

  std::span<char> room() {
    constexpr std::size_t at_once = 64 * 1024;
    bytes_.resize(size_);
    if (bytes_.spare().size() < at_once / 4) bytes_.reserve(std::max(at_once, 2 * size_));
    return bytes_.spare();
  }
  // One more than `left`, so that it shows where there is more.
  std::span<char> room(std::size_t left) {
    const std::span<char> space = room();
    return space.first(std::min(space.size() - 1, left) + 1);
  }

  std::unique_ptr<decoder> decoder_;
  byte_buffer bytes_;
  std::size_t size_ = 0;
  bool stopped_ = false;  // the decoder, for want of room
};

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_DECODED_BODY_HPP
