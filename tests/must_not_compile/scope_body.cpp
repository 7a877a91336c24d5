// SPDX-License-Identifier: MIT
// The body adds the children, so it is given the scope.
// EXPECT: sheaf: the body must be callable with one argument
#include <sheaf/scope.hpp>

asio::awaitable<void> caller() {
#ifdef REPAIRED
  co_await sheaf::with_scope([](auto& scope) -> asio::awaitable<void> { co_return scope.cancel(); });
#else
  co_await sheaf::with_scope([]() -> asio::awaitable<void> { co_return; });
#endif
}
