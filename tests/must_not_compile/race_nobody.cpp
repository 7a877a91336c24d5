// SPDX-License-Identifier: MIT
// A race without children would never end.
// EXPECT: sheaf::race: nobody to race
#include <sheaf/race.hpp>

asio::awaitable<int> work();

asio::awaitable<void> caller() {
#ifdef REPAIRED
  co_await sheaf::race(work());
#else
  co_await sheaf::race();
#endif
}
