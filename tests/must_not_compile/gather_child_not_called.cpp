// SPDX-License-Identifier: MIT
// The commonest slip: the coroutine itself instead of what it gives when called.
// EXPECT: a child must be an asio::awaitable (call the coroutine: give f(), not f)
#include <sheaf/gather.hpp>

asio::awaitable<int> work();

asio::awaitable<void> caller() {
#ifdef REPAIRED
  co_await sheaf::gather(work());
#else
  co_await sheaf::gather(work);
#endif
}
