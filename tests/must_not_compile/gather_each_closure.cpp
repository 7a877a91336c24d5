// SPDX-License-Identifier: MIT
// GCC 12 destroys twice what a lambda made inside a co_await expression has captured.
// ONLY: GNU
// EXPECT: GCC 12 would destroy this lambda twice
#include <sheaf/gather.hpp>

#include <string>
#include <vector>

asio::awaitable<int> work(std::string prefix, int item);

asio::awaitable<void> caller(std::vector<int> items, std::string prefix) {
#ifdef REPAIRED
  co_await sheaf::gather_each(items, [&](int item) { return work(prefix, item); });
#else
  co_await sheaf::gather_each(items, [prefix](int item) { return work(prefix, item); });
#endif
}
