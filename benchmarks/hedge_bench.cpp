// SPDX-License-Identifier: MIT
//
// B11 and B16: hedge where no second try is made, beside its work alone and a timer that is set and cancelled; race of two;
// and what hedging does to a long tail: of answers 99 in 100 come after 1 ms, one after 100 ms.
#include <sheaf/gather.hpp>
#include <sheaf/hedge.hpp>
#include <sheaf/race.hpp>
#include <sheaf/retry.hpp>

#include "support/children.hpp"

#include <asio/experimental/awaitable_operators.hpp>
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <vector>

namespace {

using namespace std::chrono_literals;

asio::awaitable<int> work() { return support::posts::child(1); }

asio::awaitable<void> baseline(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(co_await work());
}

asio::awaitable<void> baseline_timer(benchmark::State& state) {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  for (auto _ : state) {
    asio::steady_timer timer(executor, 1h);
    timer.async_wait([](asio::error_code) {});
    benchmark::DoNotOptimize(co_await work());
    timer.cancel();
  }
}

asio::awaitable<void> hedge_not_needed(benchmark::State& state) {
  const sheaf::hedge_policy policy = sheaf::hedge_policy().delay(1h);
  for (auto _ : state) benchmark::DoNotOptimize(co_await sheaf::hedge(policy, work));
}

asio::awaitable<void> hedge_by_quantile_not_needed(benchmark::State& state) {
  const sheaf::latencies seen;
  for (int i = 0; i != 1'000; ++i) seen.add(1ms);
  const sheaf::hedge_budget budget(0.05);
  const sheaf::hedge_policy policy = sheaf::hedge_policy().delay(seen, 0.95, 1e9).budget(budget);
  for (auto _ : state) benchmark::DoNotOptimize(co_await sheaf::hedge(policy, work));
}

asio::awaitable<void> retry_not_needed(benchmark::State& state) {
  const sheaf::retry_policy policy = sheaf::retry_policy().seed(1);
  for (auto _ : state) benchmark::DoNotOptimize(co_await sheaf::retry(policy, work));
}

asio::awaitable<void> race_of_two(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(co_await sheaf::race(work(), support::parked(2)));
}

asio::awaitable<void> or_operator_of_two(benchmark::State& state) {
  using namespace asio::experimental::awaitable_operators;
  for (auto _ : state) benchmark::DoNotOptimize(co_await (work() || support::parked(2)));
}

template <asio::awaitable<void> (*Work)(benchmark::State&)>
void run(benchmark::State& state) {
  support::run(Work(state));
  state.SetItemsProcessed(state.iterations());
}

// A service that is slow once in a hundred times, in no order that repeats.
class service {
 public:
  asio::awaitable<int> ask() {
    ++asked;
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    const bool slow = (state_ >> 33) % 100 == 0;
    asio::steady_timer timer(co_await asio::this_coro::executor, slow ? 100ms : 1ms);
    co_await timer.async_wait(asio::use_awaitable);
    co_return 1;
  }

  std::size_t asked = 0;

 private:
  std::uint64_t state_ = 1;
};

// What part `q` of the sorted `times` is not longer than, in ms.
double quantile(const std::vector<double>& times, double q) {
  return times[std::min(times.size() - 1, static_cast<std::size_t>(q * static_cast<double>(times.size())))];
}

template <bool Hedged>
void tail(benchmark::State& state) {
  constexpr int calls = 10'000;
  service cloud;
  std::vector<double> times;
  const sheaf::latencies seen;
  const sheaf::hedge_policy policy = sheaf::hedge_policy().delay(seen, 0.95, 1.5);
  const auto ask = [&] { return cloud.ask(); };
  const auto timed = [&](int) -> asio::awaitable<void> {
    const auto start = std::chrono::steady_clock::now();
    if constexpr (Hedged) {
      co_await sheaf::hedge(policy, ask);
    } else {
      co_await cloud.ask();
    }
    times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  };
  for (auto _ : state) {
    support::run(sheaf::gather_each(std::views::iota(0, calls), timed, sheaf::options().limit(20)));
  }
  std::ranges::sort(times);
  state.counters["p50_ms"] = quantile(times, 0.5);
  state.counters["p99_ms"] = quantile(times, 0.99);
  state.counters["p99.9_ms"] = quantile(times, 0.999);
  state.counters["asked_per_call"] = static_cast<double>(cloud.asked) / static_cast<double>(times.size());
}

BENCHMARK(run<baseline>)->Name("baseline");
BENCHMARK(run<baseline_timer>)->Name("baseline_timer_set_and_cancelled");
BENCHMARK(run<hedge_not_needed>)->Name("hedge_not_needed");
BENCHMARK(run<hedge_by_quantile_not_needed>)->Name("hedge_by_quantile_not_needed");
BENCHMARK(run<retry_not_needed>)->Name("retry_not_needed");
BENCHMARK(run<race_of_two>)->Name("race_of_two");
BENCHMARK(run<or_operator_of_two>)->Name("or_operator_of_two");
BENCHMARK(tail<false>)->Name("tail_baseline")->Iterations(1)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(tail<true>)->Name("tail_hedged")->Iterations(1)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
