// SPDX-License-Identifier: MIT
// Children of one gather run on one kind of executor.
// EXPECT: the children's executors differ in type
#include <sheaf/gather.hpp>

#ifdef REPAIRED
using other_executor = asio::any_io_executor;
#else
using other_executor = asio::strand<asio::any_io_executor>;
#endif

asio::awaitable<int> work();
asio::awaitable<int, other_executor> other_work();

asio::awaitable<void> caller() {
  co_await sheaf::gather(work(), other_work());
}
