// SPDX-License-Identifier: MIT
// A body that is no coroutine could not wait for anything.
// EXPECT: sheaf: the body must be a coroutine
#include <sheaf/as_completed.hpp>

#include <utility>
#include <vector>

asio::awaitable<void> caller(std::vector<asio::awaitable<int>> children) {
#ifdef REPAIRED
  co_await sheaf::as_completed(std::move(children), [](auto& done) -> asio::awaitable<void> { (void)co_await done.next(); });
#else
  co_await sheaf::as_completed(std::move(children), [](auto& done) { (void)done.next(); });
#endif
}
