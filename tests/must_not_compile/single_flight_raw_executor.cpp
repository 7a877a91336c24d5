// SPDX-License-Identifier: MIT
// A run on a raw executor of many threads could not be cancelled safely.
// EXPECT: single_flight needs any_io_executor or a strand
#include <sheaf/single_flight.hpp>

#include <asio/thread_pool.hpp>

#ifdef REPAIRED
using callers_executor = asio::strand<asio::thread_pool::executor_type>;
#else
using callers_executor = asio::thread_pool::executor_type;
#endif

asio::awaitable<int, callers_executor> sign_in();

asio::awaitable<int, callers_executor> caller(const sheaf::single_flight<int, int, callers_executor>& flights) {
  co_return co_await flights.run(1, sign_in);
}
