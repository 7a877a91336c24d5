// SPDX-License-Identifier: MIT
// Nobody waits for a child of a scope, so that its result would be lost.
// EXPECT: nobody would be there to take a result
#include <sheaf/scope.hpp>

#ifdef REPAIRED
asio::awaitable<void> work();
#else
asio::awaitable<int> work();
#endif

asio::awaitable<void> caller() {
  co_await sheaf::with_scope([](auto& scope) -> asio::awaitable<void> {
    scope.add(work);
    co_return;
  });
}
