// SPDX-License-Identifier: MIT
// Who joins a run must not have begun one.
// EXPECT: sheaf::single_flight::run: make must be a callable
#include <sheaf/single_flight.hpp>

asio::awaitable<int> sign_in();

asio::awaitable<int> caller(const sheaf::single_flight<int, int>& flights) {
#ifdef REPAIRED
  co_return co_await flights.run(1, sign_in);
#else
  co_return co_await flights.run(1, sign_in());
#endif
}
