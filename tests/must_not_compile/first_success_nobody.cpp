// SPDX-License-Identifier: MIT
// Where there are no children but options, nobody can succeed.
// EXPECT: sheaf::first_success: nobody to succeed
#include <sheaf/race.hpp>

asio::awaitable<int> work();

asio::awaitable<void> caller() {
#ifdef REPAIRED
  co_await sheaf::first_success(work(), sheaf::options().limit(1));
#else
  co_await sheaf::first_success(sheaf::options().limit(1));
#endif
}
