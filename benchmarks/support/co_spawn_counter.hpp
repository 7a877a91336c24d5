// SPDX-License-Identifier: MIT
//
// What one writes by hand where there is no gather: co_spawn every child with a handler that counts, and wake the parent when
// the last has ended. No cancellation: the others run on when one has failed. For executors that run one handler at a time.

#ifndef SHEAF_BENCHMARKS_SUPPORT_CO_SPAWN_COUNTER_HPP
#define SHEAF_BENCHMARKS_SUPPORT_CO_SPAWN_COUNTER_HPP

#include <sheaf/detail/asio.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <utility>
#include <vector>

namespace support {

// Shared by the children's handlers and not by the parent: its handler in here owns the parent's frame.
template <class T, class Handler>
struct counted_children {
  counted_children(const asio::any_io_executor& e, Handler&& h, std::size_t n)
      : executor(e), handler(std::move(h)), results(n), remaining(n) {}

  void arrived(std::size_t index, std::exception_ptr failure, T result) {
    if (failure) {
      if (!error) error = std::move(failure);
    } else {
      results[index] = std::move(result);
    }
    if (--remaining != 0) return;
    asio::post(executor, [h = std::move(handler), e = std::move(error), r = std::move(results)]() mutable {
      std::move(h)(std::move(e), std::move(r));
    });
  }

  asio::any_io_executor executor;
  Handler handler;
  std::vector<T> results;
  std::exception_ptr error;
  std::size_t remaining;
};

/// Runs the children and gives their results in order, or throws the first error when all have ended.
template <class T>
asio::awaitable<std::vector<T>> co_spawn_counter(std::vector<asio::awaitable<T>> children) {
  if (children.empty()) co_return std::vector<T>();
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  auto start = [&executor, &children](auto handler) {
    using state = counted_children<T, decltype(handler)>;
    const auto shared = std::make_shared<state>(executor, std::move(handler), children.size());
    std::vector<asio::awaitable<T>> all = std::move(children);  // the parent's frame may be gone before the loop ends
    for (std::size_t i = 0; i != all.size(); ++i) {
      asio::co_spawn(shared->executor, std::move(all[i]), [shared, i](std::exception_ptr failure, T result) {
        shared->arrived(i, std::move(failure), std::move(result));
      });
    }
  };
  asio::use_awaitable_t<> token;
  co_return co_await asio::async_initiate<asio::use_awaitable_t<>, void(std::exception_ptr, std::vector<T>)>(start, token);
}

}  // namespace support

#endif  // SHEAF_BENCHMARKS_SUPPORT_CO_SPAWN_COUNTER_HPP
