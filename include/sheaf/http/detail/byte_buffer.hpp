// SPDX-License-Identifier: MIT
//
// Bytes that grow without being filled first, with spare ones behind them.

#ifndef SHEAF_HTTP_DETAIL_BYTE_BUFFER_HPP
#define SHEAF_HTTP_DETAIL_BYTE_BUFFER_HPP

#include <cstddef>
#include <cstdlib>
#include <limits>
#include <memory>
#include <new>
#include <span>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

class byte_buffer {
 public:
  static constexpr std::size_t padding = 64;

  byte_buffer() = default;
  byte_buffer(byte_buffer&& other) noexcept
      : memory_(std::move(other.memory_)),
        size_(std::exchange(other.size_, 0)),
        allocated_(std::exchange(other.allocated_, 0)) {}
  byte_buffer& operator=(byte_buffer&& other) noexcept {
    memory_ = std::move(other.memory_);
    size_ = std::exchange(other.size_, 0);
    allocated_ = std::exchange(other.allocated_, 0);
    return *this;
  }

  [[nodiscard]] char* data() noexcept { return memory_.get(); }
  [[nodiscard]] const char* data() const noexcept { return memory_.get(); }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// Bytes that belong to the buffer: none, or at least size() + padding.
  [[nodiscard]] std::size_t allocated() const noexcept { return allocated_; }
  /// What may be written behind size(); leaves the padding alone.
  [[nodiscard]] std::span<char> spare() noexcept {
    return {memory_.get() + size_, allocated_ == 0 ? 0 : allocated_ - padding - size_};
  }
  /// Within what was reserved.
  void resize(std::size_t size) noexcept { size_ = size; }

  /// Room for `size` bytes in all, and the padding. realloc moves the pages of a large block instead of copying them.
  void reserve(std::size_t size) {
    if (allocated_ != 0 && size <= allocated_ - padding) return;
    if (size > std::numeric_limits<std::size_t>::max() - padding) throw std::bad_alloc();
    void* const grown = std::realloc(memory_.get(), size + padding);
    if (!grown) throw std::bad_alloc();
    static_cast<void>(memory_.release());
    memory_.reset(static_cast<char*>(grown));
    allocated_ = size + padding;
  }

 private:
  struct free_memory {
    void operator()(char* memory) const noexcept { std::free(memory); }
  };
  std::unique_ptr<char, free_memory> memory_;
  std::size_t size_ = 0;
  std::size_t allocated_ = 0;
};

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_BYTE_BUFFER_HPP
