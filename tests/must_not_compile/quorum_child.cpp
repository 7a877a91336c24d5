// SPDX-License-Identifier: MIT
// Some of how many: only a range says so.
// EXPECT: sheaf: this call takes a range of awaitables
#include <sheaf/race.hpp>

#include <utility>
#include <vector>

asio::awaitable<void> caller(std::vector<asio::awaitable<int>> children) {
#ifdef REPAIRED
  co_await sheaf::quorum(1, std::move(children));
#else
  co_await sheaf::quorum(1, std::move(children.front()));
#endif
}
