// SPDX-License-Identifier: MIT
//
// B9: a pool of four threads: children on one strand with their parent, and on a strand each, beside what any such child takes:
// a way to its strand and one back.
#include <sheaf/gather.hpp>

#include "support/children.hpp"
#include "support/co_spawn_counter.hpp"

#include <asio/thread_pool.hpp>
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <future>
#include <utility>

namespace {

constexpr std::size_t children = 100;

template <class Executor>
void run(benchmark::State& state, const Executor& executor, asio::awaitable<void> work) {
  std::promise<void> ended;
  asio::co_spawn(executor, std::move(work), [&](std::exception_ptr error) {
    error ? ended.set_exception(error) : ended.set_value();
  });
  ended.get_future().get();
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(children));
}

asio::awaitable<void> gather(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(co_await sheaf::gather(support::make_children(children, support::posts::child)));
  }
}

asio::awaitable<void> counter(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(co_await support::co_spawn_counter(support::make_children(children, support::posts::child)));
  }
}

asio::awaitable<void> in_turn(benchmark::State& state) {
  for (auto _ : state) {
    for (std::size_t i = 0; i != children; ++i) benchmark::DoNotOptimize(co_await support::posts::child(static_cast<int>(i)));
  }
}

// Posts, since a dispatch that runs at once would nest each round in the one before.
asio::awaitable<void> there_and_back(benchmark::State& state) {
  const asio::any_io_executor home = co_await asio::this_coro::executor;
  for (auto _ : state) {
    for (std::size_t i = 0; i != children; ++i) {
      const asio::any_io_executor away = asio::make_strand(home);
      co_await asio::post(asio::bind_executor(away, asio::use_awaitable));
      co_await asio::post(asio::bind_executor(home, asio::use_awaitable));
    }
  }
}

template <asio::awaitable<void> (*Work)(benchmark::State&)>
void on_one_strand(benchmark::State& state) {
  asio::thread_pool pool(4);
  run(state, asio::any_io_executor(asio::make_strand(pool.get_executor())), Work(state));
}

template <asio::awaitable<void> (*Work)(benchmark::State&)>
void on_the_pool(benchmark::State& state) {
  asio::thread_pool pool(4);
  run(state, asio::any_io_executor(pool.get_executor()), Work(state));
}

BENCHMARK(on_one_strand<in_turn>)->Name("baseline_one_strand")->UseRealTime();
BENCHMARK(on_one_strand<gather>)->Name("gather_one_strand")->UseRealTime();
BENCHMARK(on_one_strand<counter>)->Name("co_spawn_counter_one_strand")->UseRealTime();
BENCHMARK(on_the_pool<there_and_back>)->Name("baseline_there_and_back")->UseRealTime();
BENCHMARK(on_the_pool<in_turn>)->Name("baseline_pool")->UseRealTime();
BENCHMARK(on_the_pool<gather>)->Name("gather_strand_each")->UseRealTime();

}  // namespace
