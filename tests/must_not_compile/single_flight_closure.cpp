// SPDX-License-Identifier: MIT
// GCC 12 destroys twice what a lambda made inside a co_await expression has captured.
// ONLY: GNU
// EXPECT: GCC 12 would destroy this lambda twice
#include <sheaf/single_flight.hpp>

#include <string>

asio::awaitable<int> sign_in(std::string password);

asio::awaitable<int> caller(const sheaf::single_flight<int, int>& flights, std::string password) {
#ifdef REPAIRED
  auto make = [password] { return sign_in(password); };
  co_return co_await flights.run(1, make);
#else
  co_return co_await flights.run(1, [password] { return sign_in(password); });
#endif
}
