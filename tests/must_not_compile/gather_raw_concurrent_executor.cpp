// SPDX-License-Identifier: MIT
// On a raw executor of many threads children could not be kept apart; the message names the ways out.
// MORE ERRORS: what the call gives then is on another executor than the caller
// EXPECT: asio::awaitable<T> (on any_io_executor) or asio::awaitable<T, asio::strand<...>>
#include <sheaf/gather.hpp>

#include <asio/thread_pool.hpp>

#ifdef REPAIRED
using raw_executor = asio::strand<asio::thread_pool::executor_type>;
#else
using raw_executor = asio::thread_pool::executor_type;
#endif

asio::awaitable<int, raw_executor> work();

asio::awaitable<void, raw_executor> caller() {
  co_await sheaf::gather(work());
}
