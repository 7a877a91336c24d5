// SPDX-License-Identifier: MIT
#include "heap.hpp"

#include <cstdlib>
#include <new>

namespace heap {
namespace {

thread_local std::size_t taken = 0;
thread_local std::ptrdiff_t there = 0;
thread_local std::size_t until_refusal = 0;
thread_local bool was_refused = false;

bool refuses() noexcept {
  if (until_refusal == 0 || --until_refusal != 0) return false;
  return was_refused = true;
}

void* count(void* block) noexcept {
  if (block) {
    ++taken;
    ++there;
  }
  return block;
}

}  // namespace

std::size_t allocations() noexcept { return taken; }
std::ptrdiff_t live() noexcept { return there; }
void refuse(std::size_t n) noexcept {
  until_refusal = n;
  was_refused = false;
}
bool refused() noexcept { return was_refused; }

}  // namespace heap

extern "C" {
void* __real_malloc(std::size_t size);
void* __real_realloc(void* block, std::size_t size);
void* __real_aligned_alloc(std::size_t alignment, std::size_t size);
void __real_free(void* block);
void* __wrap_malloc(std::size_t size);
void* __wrap_realloc(void* block, std::size_t size);
void* __wrap_aligned_alloc(std::size_t alignment, std::size_t size);
void __wrap_free(void* block);

void* __wrap_malloc(std::size_t size) { return heap::refuses() ? nullptr : heap::count(__real_malloc(size)); }
void* __wrap_realloc(void* block, std::size_t size) {
  if (heap::refuses()) return nullptr;
  if (block) --heap::there;
  return heap::count(__real_realloc(block, size));
}
void* __wrap_aligned_alloc(std::size_t alignment, std::size_t size) {
  return heap::refuses() ? nullptr : heap::count(__real_aligned_alloc(alignment, size));
}
// Of free too, which keeps GCC from seeing that new and free meet.
void __wrap_free(void* block) {
  if (block) --heap::there;
  __real_free(block);
}
}

void* operator new(std::size_t size) {
  if (void* const block = __wrap_malloc(size)) return block;
  throw std::bad_alloc();
}
void operator delete(void* block) noexcept { __wrap_free(block); }
void operator delete(void* block, std::size_t) noexcept { __wrap_free(block); }
