// SPDX-License-Identifier: MIT
// Called by hand, the lambda and what it captured would be gone before its coroutine goes on.
// EXPECT: sheaf::scope::add: give a callable that gives an awaitable (a coroutine lambda), and not its awaitable
#include <sheaf/scope.hpp>

asio::awaitable<void> work();

asio::awaitable<void> caller() {
  co_await sheaf::with_scope([](auto& scope) -> asio::awaitable<void> {
#ifdef REPAIRED
    scope.add([]() -> asio::awaitable<void> { co_await work(); });
#else
    scope.add([]() -> asio::awaitable<void> { co_await work(); }());
#endif
    co_return;
  });
}
