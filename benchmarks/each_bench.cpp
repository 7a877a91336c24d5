// SPDX-License-Identifier: MIT
//
// B5: gather_each over a million items with a limit, beside a serial loop and as many hand-written workers as the limit.
#include <sheaf/gather.hpp>

#include "support/children.hpp"
#include "support/co_spawn_counter.hpp"

#include <benchmark/benchmark.h>

#include <cstddef>
#include <ranges>
#include <utility>
#include <vector>

namespace {

constexpr int items = 1'000'000;

template <class Child>
asio::awaitable<void> serial(benchmark::State& state) {
  for (auto _ : state) {
    std::vector<int> results;
    for (int i = 0; i != items; ++i) results.push_back(co_await Child::child(i));
    benchmark::DoNotOptimize(results);
  }
}

template <class Child>
asio::awaitable<void> each(benchmark::State& state) {
  const sheaf::options limited = sheaf::options().limit(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(co_await sheaf::gather_each(std::views::iota(0, items), Child::child, limited));
  }
}

template <class Child>
asio::awaitable<int> worker(int& next, std::vector<int>& results) {
  int done = 0;
  for (; next != items; ++done) {
    const int i = next++;
    results[static_cast<std::size_t>(i)] = co_await Child::child(i);
  }
  co_return done;
}

template <class Child>
asio::awaitable<void> workers(benchmark::State& state) {
  for (auto _ : state) {
    std::vector<int> results(items);
    int next = 0;
    std::vector<asio::awaitable<int>> all;
    for (int i = 0; i != state.range(0); ++i) all.push_back(worker<Child>(next, results));
    benchmark::DoNotOptimize(co_await support::co_spawn_counter(std::move(all)));
    benchmark::DoNotOptimize(results);
  }
}

template <asio::awaitable<void> (*Work)(benchmark::State&)>
void run(benchmark::State& state) {
  support::run(Work(state));
  state.SetItemsProcessed(state.iterations() * items);
}

BENCHMARK(run<serial<support::ready>>)->Name("baseline_ready")->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(run<each<support::ready>>)
    ->Name("gather_each_ready")->Arg(1)->Arg(10)->Arg(100)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(run<workers<support::ready>>)
    ->Name("workers_ready")->Arg(1)->Arg(10)->Arg(100)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(run<serial<support::posts>>)->Name("baseline_posts")->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(run<each<support::posts>>)
    ->Name("gather_each_posts")->Arg(1)->Arg(10)->Arg(100)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(run<workers<support::posts>>)
    ->Name("workers_posts")->Arg(1)->Arg(10)->Arg(100)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
