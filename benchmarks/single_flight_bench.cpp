// SPDX-License-Identifier: MIT
//
// B13: a run that 100 callers share, beside the least that takes: a look-up for each of them and a resumption each.
#include <sheaf/gather.hpp>
#include <sheaf/single_flight.hpp>

#include "support/children.hpp"

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>

namespace {

constexpr std::size_t callers = 100;

const std::string key = "the key that everybody asks for";

void baseline(benchmark::State& state) {
  std::unordered_map<std::string, int> by_key;
  by_key.emplace(key, 1);
  asio::io_context context{1};
  int sum = 0;
  for (auto _ : state) {
    for (std::size_t i = 0; i != callers; ++i) {
      asio::post(context, [&sum, value = by_key.find(std::string(key))->second] { sum += value; });
    }
    context.restart();
    context.run();
  }
  benchmark::DoNotOptimize(sum);
}

// The same children without a run to share: each posts once.
asio::awaitable<void> gather_alone(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(co_await sheaf::gather(support::make_children(callers, support::posts::child)));
}

asio::awaitable<void> shared(benchmark::State& state) {
  const sheaf::single_flight<std::string, int> flights(co_await asio::this_coro::executor);
  const auto run = [] { return support::posts::child(1); };
  const auto ask = [&](int) { return flights.run(key, run); };
  for (auto _ : state) benchmark::DoNotOptimize(co_await sheaf::gather(support::make_children(callers, ask)));
}

// One caller and a run of its own.
asio::awaitable<void> alone(benchmark::State& state) {
  const sheaf::single_flight<std::string, int> flights(co_await asio::this_coro::executor);
  const auto run = [] { return support::posts::child(1); };
  for (auto _ : state) benchmark::DoNotOptimize(co_await flights.run(key, run));
}

template <asio::awaitable<void> (*Work)(benchmark::State&)>
void run(benchmark::State& state) {
  support::run(Work(state));
}

void per_caller(benchmark::State& state, void (*work)(benchmark::State&), std::size_t n) {
  work(state);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(n));
}

BENCHMARK_CAPTURE(per_caller, lookup_and_post, baseline, callers)->Name("baseline/100");
BENCHMARK_CAPTURE(per_caller, gather_alone, run<gather_alone>, callers)->Name("gather_alone/100");
BENCHMARK_CAPTURE(per_caller, shared, run<shared>, callers)->Name("single_flight/100");
BENCHMARK_CAPTURE(per_caller, alone, run<alone>, 1)->Name("single_flight/1");

}  // namespace
