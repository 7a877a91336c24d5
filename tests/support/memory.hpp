// SPDX-License-Identifier: MIT
//
// How much the program has taken from the heap.

#ifndef SHEAF_TESTS_SUPPORT_MEMORY_HPP
#define SHEAF_TESTS_SUPPORT_MEMORY_HPP

#include <cstddef>

#include <malloc.h>

#if defined(__SANITIZE_ADDRESS__)
#define SHEAF_TESTS_ASK_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SHEAF_TESTS_ASK_SANITIZER 1
#endif
#endif

// Its header, sanitizer/allocator_interface.h, comes with Clang only.
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();

namespace support {

inline std::size_t bytes_in_use() {
#if defined(SHEAF_TESTS_ASK_SANITIZER)
  return __sanitizer_get_current_allocated_bytes();
#else
  const auto info = mallinfo2();
  return info.uordblks + info.hblkhd;
#endif
}

}  // namespace support

#endif  // SHEAF_TESTS_SUPPORT_MEMORY_HPP
