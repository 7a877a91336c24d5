// SPDX-License-Identifier: MIT
//
// B12: a limiter's permit, taken and given back: with nobody waiting, and by 1,000 who wait in line for one. Beside a counter
// with a queue of handlers, and Asio's channel used as a semaphore.
#include <sheaf/gather.hpp>
#include <sheaf/limiter.hpp>

#include "support/children.hpp"

#include <asio/experimental/channel.hpp>
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <utility>
#include <vector>

namespace {

constexpr std::size_t waiters = 1'000;

// What a limiter is at least: for one thread, without cancellation.
class counter {
 public:
  template <class Handler>
  void acquire(Handler handler) {
    if (free_) {
      --free_;
      handler();
    } else {
      queue_.emplace_back(std::move(handler));
    }
  }
  void release(asio::io_context& context) {
    if (queue_.empty()) {
      ++free_;
    } else {
      asio::post(context, std::move(queue_.front()));
      queue_.pop_front();
    }
  }

 private:
  std::size_t free_ = 1;
  std::deque<std::function<void()>> queue_;
};

void baseline(benchmark::State& state) {
  asio::io_context context{1};
  counter permits;
  int held = 0;
  for (auto _ : state) {
    permits.acquire([&held] { ++held; });
    benchmark::DoNotOptimize(held);
    permits.release(context);
  }
  state.SetItemsProcessed(state.iterations());
}

void baseline_waiting(benchmark::State& state) {
  for (auto _ : state) {
    asio::io_context context{1};
    counter permits;
    permits.acquire([] {});
    for (std::size_t i = 0; i != waiters; ++i) permits.acquire([&] { permits.release(context); });
    permits.release(context);
    context.run();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(waiters));
}

using channel_type = asio::experimental::channel<void(asio::error_code, int)>;

asio::awaitable<void> channel(benchmark::State& state) {
  channel_type permits(co_await asio::this_coro::executor, 1);
  for (auto _ : state) {
    co_await permits.async_send(asio::error_code(), 0, asio::use_awaitable);
    benchmark::DoNotOptimize(co_await permits.async_receive(asio::use_awaitable));
  }
  state.SetItemsProcessed(state.iterations());
}

asio::awaitable<int> waits_for(channel_type& permits) {
  co_await permits.async_send(asio::error_code(), 0, asio::use_awaitable);
  co_return co_await permits.async_receive(asio::use_awaitable);
}

asio::awaitable<void> channel_waiting(benchmark::State& state) {
  channel_type permits(co_await asio::this_coro::executor, 1);
  const auto make = [&](int) { return waits_for(permits); };
  for (auto _ : state) {
    co_await permits.async_send(asio::error_code(), 0, asio::use_awaitable);
    const auto give_back = [&]() -> asio::awaitable<int> { return permits.async_receive(asio::use_awaitable); };
    std::vector<asio::awaitable<int>> all = support::make_children(waiters, make);
    all.push_back(give_back());
    benchmark::DoNotOptimize(co_await sheaf::gather(std::move(all)));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(waiters));
}

asio::awaitable<void> acquire(benchmark::State& state, sheaf::limiter permits) {
  for (auto _ : state) {
    const sheaf::limiter::permit held = co_await permits.acquire();
    benchmark::DoNotOptimize(&held);
  }
  state.SetItemsProcessed(state.iterations());
}

asio::awaitable<int> waits_for(const sheaf::limiter& permits) {
  const sheaf::limiter::permit held = co_await permits.acquire();
  co_return 0;
}

asio::awaitable<int> give_back(sheaf::limiter::permit) { co_return 0; }

asio::awaitable<void> acquire_waiting(benchmark::State& state) {
  const sheaf::limiter permits(1);
  const auto make = [&](int) { return waits_for(permits); };
  for (auto _ : state) {
    sheaf::limiter::permit held = co_await permits.acquire();
    std::vector<asio::awaitable<int>> all = support::make_children(waiters, make);
    all.push_back(give_back(std::move(held)));
    benchmark::DoNotOptimize(co_await sheaf::gather(std::move(all)));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(waiters));
}

// What the waiting ones have in common: 1,000 children that go once through the queue.
asio::awaitable<void> gather_alone(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(co_await sheaf::gather(support::make_children(waiters, support::posts::child)));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(waiters));
}

asio::awaitable<void> acquire_fixed(benchmark::State& state) { return acquire(state, sheaf::limiter(1)); }
asio::awaitable<void> acquire_adaptive(benchmark::State& state) {
  return acquire(state, sheaf::limiter(sheaf::adaptive_limit()));
}

template <asio::awaitable<void> (*Work)(benchmark::State&)>
void run(benchmark::State& state) {
  support::run(Work(state));
}

BENCHMARK(baseline);
BENCHMARK(run<channel>)->Name("channel");
BENCHMARK(run<acquire_fixed>)->Name("limiter");
BENCHMARK(run<acquire_adaptive>)->Name("limiter_adaptive");
BENCHMARK(baseline_waiting)->Name("baseline_waiting/1000");
BENCHMARK(run<gather_alone>)->Name("gather_alone/1000");
BENCHMARK(run<channel_waiting>)->Name("channel_waiting/1000");
BENCHMARK(run<acquire_waiting>)->Name("limiter_waiting/1000");

}  // namespace
