// SPDX-License-Identifier: MIT
// A result that is a reference would have nothing to refer to once the child is gone.
// Mutation tried: leave the static_assert out of check_child.
// EXPECT: a child may not give a reference
#include <sheaf/gather.hpp>

#ifdef REPAIRED
asio::awaitable<int*> work();
#else
asio::awaitable<int&> work();
#endif

asio::awaitable<void> caller() {
  co_await sheaf::gather(work());
}
