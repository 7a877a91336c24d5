// SPDX-License-Identifier: MIT
//
// B8: taking results as they come: as_completed, beside children that send theirs into Asio's concurrent_channel, and beside ones
// that are only counted.
#include <sheaf/as_completed.hpp>

#include "support/children.hpp"
#include "support/co_spawn_counter.hpp"

#include <asio/experimental/concurrent_channel.hpp>
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <exception>

namespace {

asio::awaitable<void> baseline(benchmark::State& state, std::size_t n) {
  for (auto _ : state) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i != n; ++i) sum += co_await support::posts::child(static_cast<int>(i));
    benchmark::DoNotOptimize(sum);
  }
}

asio::awaitable<void> counter(benchmark::State& state, std::size_t n) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(co_await support::co_spawn_counter(support::make_children(n, support::posts::child)));
  }
}

using channel_type = asio::experimental::concurrent_channel<void(asio::error_code, int)>;

asio::awaitable<void> channel(benchmark::State& state, std::size_t n) {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  for (auto _ : state) {
    channel_type results(executor, n);
    for (std::size_t i = 0; i != n; ++i) {
      asio::co_spawn(executor, support::posts::child(static_cast<int>(i)), [&results](std::exception_ptr, int value) {
        results.try_send(asio::error_code(), value);
      });
    }
    std::int64_t sum = 0;
    for (std::size_t i = 0; i != n; ++i) sum += co_await results.async_receive(asio::use_awaitable);
    benchmark::DoNotOptimize(sum);
  }
}

asio::awaitable<void> completed(benchmark::State& state, std::size_t n) {
  for (auto _ : state) {
    std::int64_t sum = 0;
    auto body = [&sum](auto& done) -> asio::awaitable<void> {
      for (auto next = co_await done.next(); next; next = co_await done.next()) sum += next->value();
    };
    co_await sheaf::as_completed(support::make_children(n, support::posts::child), body);
    benchmark::DoNotOptimize(sum);
  }
}

template <asio::awaitable<void> (*Work)(benchmark::State&, std::size_t)>
void run(benchmark::State& state) {
  support::run(Work(state, static_cast<std::size_t>(state.range(0))));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK(run<baseline>)->Name("baseline")->Arg(10)->Arg(1'000);
BENCHMARK(run<counter>)->Name("co_spawn_counter")->Arg(10)->Arg(1'000);
BENCHMARK(run<channel>)->Name("concurrent_channel")->Arg(10)->Arg(1'000);
BENCHMARK(run<completed>)->Name("as_completed")->Arg(10)->Arg(1'000);

}  // namespace
