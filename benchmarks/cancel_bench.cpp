// SPDX-License-Identifier: MIT
//
// B6 and B7: how long 10,000 children on timers take to stop: from the request, or from the failure of one of them, until
// their parent goes on. Beside as many bare timers cancelled, and as many coroutines spawned with a signal each.
#include <sheaf/gather.hpp>
#include <sheaf/race.hpp>

#include "support/children.hpp"
#include "support/co_spawn_counter.hpp"

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <stdexcept>
#include <utility>
#include <vector>

namespace {

using clock_type = std::chrono::steady_clock;

constexpr std::size_t children = 10'000;

double seconds_since(clock_type::time_point start) { return std::chrono::duration<double>(clock_type::now() - start).count(); }

void report(benchmark::State& state) { state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(children)); }

// The least: a handler each and no coroutine.
void cancel_baseline(benchmark::State& state) {
  for (auto _ : state) {
    asio::io_context context{1};
    std::deque<asio::steady_timer> timers;
    std::size_t ended = 0;
    for (std::size_t i = 0; i != children; ++i) {
      timers.emplace_back(context, std::chrono::hours(1)).async_wait([&](asio::error_code) { ++ended; });
    }
    const auto start = clock_type::now();
    for (asio::steady_timer& timer : timers) timer.cancel();
    context.run();
    state.SetIterationTime(seconds_since(start));
    benchmark::DoNotOptimize(ended);
  }
  report(state);
}

template <auto Child>
void cancel_co_spawned(benchmark::State& state) {
  for (auto _ : state) {
    asio::io_context context{1};
    std::deque<asio::cancellation_signal> signals;
    std::size_t ended = 0;
    for (std::size_t i = 0; i != children; ++i) {
      auto& signal = signals.emplace_back();
      asio::co_spawn(context, Child(static_cast<int>(i)),
                     asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr, int) { ++ended; }));
    }
    context.poll();
    const auto start = clock_type::now();
    for (asio::cancellation_signal& signal : signals) signal.emit(asio::cancellation_type::terminal);
    context.run();
    state.SetIterationTime(seconds_since(start));
    benchmark::DoNotOptimize(ended);
  }
  report(state);
}

template <auto Child>
void cancel_gather(benchmark::State& state) {
  for (auto _ : state) {
    asio::io_context context{1};
    asio::cancellation_signal signal;
    clock_type::time_point ended;
    sheaf::async_gather(context,
                        asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr, std::vector<int>) {
                          ended = clock_type::now();
                        }),
                        support::make_children(children, Child));
    context.poll();
    const auto start = clock_type::now();
    signal.emit(asio::cancellation_type::terminal);
    context.run();
    state.SetIterationTime(std::chrono::duration<double>(ended - start).count());
  }
  report(state);
}

asio::awaitable<int> fails_at(clock_type::time_point& when, bool at_once) {
  if (!at_once) co_await asio::post(asio::use_awaitable);
  when = clock_type::now();
  throw std::runtime_error("this child fails");
}

// One child and others that wait. Made in order, since Asio 1.22.1 loses the frame of an awaitable that is assigned to.
std::vector<asio::awaitable<int>> and_waiting(asio::awaitable<int> first) {
  std::vector<asio::awaitable<int>> all;
  all.reserve(children);
  all.push_back(std::move(first));
  while (all.size() != children) all.push_back(support::parked(0));
  return all;
}

// The first child fails: at once, so that the others are never started, or when all wait.
template <bool AtOnce>
void fail_gather(benchmark::State& state) {
  for (auto _ : state) {
    clock_type::time_point start;
    clock_type::time_point ended;
    asio::io_context context{1};
    sheaf::async_gather(context, [&](std::exception_ptr, std::vector<int>) { ended = clock_type::now(); },
                        and_waiting(fails_at(start, AtOnce)));
    context.run();
    state.SetIterationTime(std::chrono::duration<double>(ended - start).count());
  }
  report(state);
}

asio::awaitable<int> wins_at(clock_type::time_point& when) {
  co_await asio::post(asio::use_awaitable);
  when = clock_type::now();
  co_return 1;
}

// The first child wins when all wait.
void win_race(benchmark::State& state) {
  for (auto _ : state) {
    clock_type::time_point ended;
    clock_type::time_point start;
    asio::io_context context{1};
    sheaf::async_race(context, [&](std::exception_ptr, sheaf::winner<int>) { ended = clock_type::now(); },
                      and_waiting(wins_at(start)));
    context.run();
    state.SetIterationTime(std::chrono::duration<double>(ended - start).count());
  }
  report(state);
}

BENCHMARK(cancel_baseline)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(cancel_co_spawned<support::parked>)->Name("cancel_co_spawned")->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(cancel_gather<support::parked>)->Name("cancel_gather")->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(cancel_co_spawned<support::parked_throwing>)
    ->Name("cancel_co_spawned_throwing")->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(cancel_gather<support::parked_throwing>)
    ->Name("cancel_gather_throwing")->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(fail_gather<true>)->Name("fail_gather_at_once")->UseManualTime()->Iterations(20)->Unit(benchmark::kMillisecond);
BENCHMARK(fail_gather<false>)->Name("fail_gather_waiting")->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(win_race)->Name("win_race_waiting")->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
