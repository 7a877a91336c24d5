// SPDX-License-Identifier: MIT
//
// Memory for what comes and goes all the time in a few sizes: what one leaves, the next one takes.

#ifndef SHEAF_HTTP_DETAIL_RECYCLED_MEMORY_HPP
#define SHEAF_HTTP_DETAIL_RECYCLED_MEMORY_HPP

#include <array>
#include <bit>
#include <cstddef>
#include <memory_resource>
#include <new>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

// As std::pmr::unsynchronized_pool_resource, in a tenth of its instructions: blocks are powers of two, and kept until the end.
// Larger ones come from the heap and go back there.
class recycled_memory final : public std::pmr::memory_resource {
 public:
  recycled_memory() = default;
  recycled_memory(const recycled_memory&) = delete;
  recycled_memory& operator=(const recycled_memory&) = delete;
  ~recycled_memory() override {
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      while (void* const block = take(i)) ::operator delete(block);
    }
  }

 private:
  struct link {
    link* next;
  };
  static constexpr std::size_t smallest = 64, sizes = 7, largest = smallest << (sizes - 1);

  static std::size_t index_of(std::size_t size) noexcept {
    return size <= smallest ? 0 : static_cast<std::size_t>(std::bit_width(size - 1) - std::bit_width(smallest - 1));
  }

  void* take(std::size_t i) noexcept {
    link* const first = kept_[i];
    if (first) kept_[i] = first->next;
    return first;
  }

  void* do_allocate(std::size_t size, std::size_t alignment) override {
    if (size > largest || alignment > __STDCPP_DEFAULT_NEW_ALIGNMENT__) {
      return std::pmr::new_delete_resource()->allocate(size, alignment);
    }
    const std::size_t i = index_of(size);
    if (void* const block = take(i)) return block;
    return ::operator new(smallest << i);
  }

  void do_deallocate(void* block, std::size_t size, std::size_t alignment) override {
    if (size > largest || alignment > __STDCPP_DEFAULT_NEW_ALIGNMENT__) {
      return std::pmr::new_delete_resource()->deallocate(block, size, alignment);
    }
    const std::size_t i = index_of(size);
    kept_[i] = ::new (block) link{kept_[i]};
  }

  [[nodiscard]] bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override { return this == &other; }

  std::array<link*, sizes> kept_{};
};

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_RECYCLED_MEMORY_HPP
