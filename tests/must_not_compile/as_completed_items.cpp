// SPDX-License-Identifier: MIT
// What is run are awaitables; to run a coroutine for each item of a range there is gather_each.
// EXPECT: sheaf: a child must be an asio::awaitable
#include <sheaf/as_completed.hpp>

#include <utility>
#include <vector>

#ifdef REPAIRED
using children = std::vector<asio::awaitable<int>>;
#else
using children = std::vector<int>;
#endif

asio::awaitable<void> caller(children all) {
  co_await sheaf::as_completed(std::move(all), [](auto& done) -> asio::awaitable<void> { (void)co_await done.next(); });
}
