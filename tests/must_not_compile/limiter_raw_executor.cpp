// SPDX-License-Identifier: MIT
// Who waits for a permit on a raw executor of many threads could not be cancelled safely.
// EXPECT: a limiter needs any_io_executor or a strand
#include <sheaf/limiter.hpp>

#include <asio/thread_pool.hpp>

#ifdef REPAIRED
using executor = asio::strand<asio::thread_pool::executor_type>;
#else
using executor = asio::thread_pool::executor_type;
#endif

sheaf::basic_limiter<executor> at_most_eight(8);
