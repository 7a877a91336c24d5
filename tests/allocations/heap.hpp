// SPDX-License-Identifier: MIT
//
// What a thread of this program takes from the heap, and where it is told that there is no more: operator new, and with
// --wrap=malloc, --wrap=realloc and --wrap=aligned_alloc what Asio's frames and the buffers of bodies come from.

#ifndef SHEAF_TESTS_ALLOCATIONS_HEAP_HPP
#define SHEAF_TESTS_ALLOCATIONS_HEAP_HPP

#include <cstddef>

namespace heap {

/// How many blocks this thread has taken.
std::size_t allocations() noexcept;
/// How many of them there still are; less those that it has given back and others had taken.
std::ptrdiff_t live() noexcept;

/// Refuses this thread its n-th allocation from now on, and no other. With 0 none.
void refuse(std::size_t n) noexcept;
/// Was it asked for?
bool refused() noexcept;

}  // namespace heap

#endif  // SHEAF_TESTS_ALLOCATIONS_HEAP_HPP
