// SPDX-License-Identifier: MIT
// An awaitable runs once, so each try needs its own: retry takes what makes them.
// EXPECT: each try needs an awaitable of its own: give what makes them, f, and not f()
#include <sheaf/retry.hpp>

asio::awaitable<int> work();

asio::awaitable<void> caller() {
#ifdef REPAIRED
  co_await sheaf::retry(sheaf::retry_policy(), work);
#else
  co_await sheaf::retry(sheaf::retry_policy(), work());
#endif
}
