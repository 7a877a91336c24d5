// SPDX-License-Identifier: MIT
//
// Counts what a program of one thread takes from the heap. Replaces functions, so that one unit of the program includes it,
// linked with --wrap=malloc, --wrap=aligned_alloc and --wrap=free: Asio takes frames and operations from aligned_alloc.
// Counted are the program's own calls and every operator new; libc's and libstdc++'s inner mallocs, as for exceptions, are not.

#ifndef SHEAF_BENCHMARKS_SUPPORT_ALLOCATIONS_HPP
#define SHEAF_BENCHMARKS_SUPPORT_ALLOCATIONS_HPP

#include <malloc.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace support {

/// Bytes are those of the blocks that malloc gave, which are up to 15 larger than asked for; its own 8 a block are not in it.
struct heap_record {
  std::size_t allocations = 0;
  std::size_t live = 0;
  std::size_t peak = 0;
};

inline heap_record heap;

inline void* taken(void* block) noexcept {
  if (block) {
    ++heap.allocations;
    heap.live += ::malloc_usable_size(block);
    heap.peak = std::max(heap.peak, heap.live);
  }
  return block;
}

}  // namespace support

extern "C" {
void* __real_malloc(std::size_t size);
void* __real_aligned_alloc(std::size_t alignment, std::size_t size);
void __real_free(void* block);

void* __wrap_malloc(std::size_t size);
void* __wrap_aligned_alloc(std::size_t alignment, std::size_t size);
void __wrap_free(void* block);

void* __wrap_malloc(std::size_t size) { return support::taken(__real_malloc(size)); }
void* __wrap_aligned_alloc(std::size_t alignment, std::size_t size) {
  return support::taken(__real_aligned_alloc(alignment, size));
}
void __wrap_free(void* block) {
  if (block) support::heap.live -= ::malloc_usable_size(block);
  __real_free(block);
}
}

void* operator new(std::size_t size) {
  if (void* block = support::taken(__real_malloc(size))) return block;
  throw std::bad_alloc();
}
void operator delete(void* block) noexcept { __wrap_free(block); }
void operator delete(void* block, std::size_t) noexcept { __wrap_free(block); }

#endif  // SHEAF_BENCHMARKS_SUPPORT_ALLOCATIONS_HPP
