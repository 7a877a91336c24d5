// SPDX-License-Identifier: MIT
//
// The children that benchmarks run, and how a benchmark's coroutine is run.

#ifndef SHEAF_BENCHMARKS_SUPPORT_CHILDREN_HPP
#define SHEAF_BENCHMARKS_SUPPORT_CHILDREN_HPP

#include <sheaf/detail/asio.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <utility>
#include <vector>

namespace support {

/// Has its value at once: the least that a child can cost.
struct ready {
  static asio::awaitable<int> child(int i) { co_return i; }
};

/// Goes once through the executor's queue.
struct posts {
  static asio::awaitable<int> child(int i) {
    co_await asio::post(asio::use_awaitable);
    co_return i;
  }
};

/// Waits until it is cancelled, and throws nothing then.
inline asio::awaitable<int> parked(int i) {
  asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::hours(1));
  asio::error_code ignored;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  co_return i;
}

/// The same, and throws operation_aborted.
inline asio::awaitable<int> parked_throwing(int i) {
  asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::hours(1));
  co_await timer.async_wait(asio::use_awaitable);
  co_return i;
}

template <class F>
std::vector<asio::awaitable<int>> make_children(std::size_t count, F make) {
  std::vector<asio::awaitable<int>> children;
  children.reserve(count);
  for (std::size_t i = 0; i != count; ++i) children.push_back(make(static_cast<int>(i)));
  return children;
}

inline constexpr auto rethrow = [](std::exception_ptr error, auto&&...) {
  if (error) std::rethrow_exception(error);
};

/// Runs a coroutine, and all it leaves behind, on a loop of one thread.
template <class T>
void run(asio::awaitable<T> work) {
  asio::io_context context{1};
  asio::co_spawn(context, std::move(work), rethrow);
  context.run();
}

}  // namespace support

#endif  // SHEAF_BENCHMARKS_SUPPORT_CHILDREN_HPP
