// SPDX-License-Identifier: MIT
// An awaitable runs once, so gather takes it away from whoever has it.
// Mutation tried: leave the static_assert out of check_child.
// EXPECT: this child is an lvalue
#include <sheaf/gather.hpp>

asio::awaitable<void> caller(asio::awaitable<int> child) {
#ifdef REPAIRED
  co_await sheaf::gather(std::move(child));
#else
  co_await sheaf::gather(child);
#endif
}
