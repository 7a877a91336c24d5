// SPDX-License-Identifier: MIT
// What runs for an item is an awaitable; a plain function would have run by the time it is called.
// EXPECT: sheaf::gather_each: f must give an asio::awaitable
#include <sheaf/gather.hpp>

#include <vector>

#ifdef REPAIRED
asio::awaitable<int> work(int item);
#else
int work(int item);
#endif

asio::awaitable<void> caller(std::vector<int> items) {
  co_await sheaf::gather_each(items, [](int item) { return work(item); });
}
