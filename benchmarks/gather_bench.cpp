// SPDX-License-Identifier: MIT
//
// B1 to B4 and B10: gather beside what there is without it: a bare co_await of each in turn, Asio's && and parallel_group,
// and co_spawn with a handler that counts. By name, of 1 to 8; as vectors, of 10 to 100,000; with a timeout that never comes.
#include <sheaf/gather.hpp>

#include "support/allocations.hpp"
#include "support/children.hpp"
#include "support/co_spawn_counter.hpp"

#include <asio/experimental/awaitable_operators.hpp>
#include <asio/experimental/parallel_group.hpp>
#include <asio/version.hpp>
#if ASIO_VERSION >= 102400
#include <asio/deferred.hpp>
#else
#include <asio/experimental/deferred.hpp>
#endif
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace {

#if ASIO_VERSION >= 102400
constexpr auto& deferred = asio::deferred;
#else
constexpr auto& deferred = asio::experimental::deferred;
#endif

// Counts from its making to its end, and reports of one child: time, allocations, and bytes at the highest.
class per_child {
 public:
  per_child(benchmark::State& state, std::size_t children)
      : state_(state), children_(children), allocations_(support::heap.allocations), live_(support::heap.live) {
    support::heap.peak = live_;
  }
  per_child(const per_child&) = delete;
  per_child& operator=(const per_child&) = delete;
  ~per_child() {
    const auto n = static_cast<double>(children_);
    const auto all = n * static_cast<double>(state_.iterations());
    state_.SetItemsProcessed(state_.iterations() * static_cast<std::int64_t>(children_));
    state_.counters["allocations"] = static_cast<double>(support::heap.allocations - allocations_) / all;
    state_.counters["bytes"] = static_cast<double>(support::heap.peak - live_) / n;
  }

 private:
  benchmark::State& state_;
  std::size_t children_;
  std::size_t allocations_;
  std::size_t live_;
};

template <class Child>
asio::awaitable<void> baseline(benchmark::State& state, std::size_t n) {
  const per_child report(state, n);
  for (auto _ : state) {
    for (std::size_t i = 0; i != n; ++i) benchmark::DoNotOptimize(co_await Child::child(static_cast<int>(i)));
  }
}

template <class Child, int... I>
asio::awaitable<void> by_name(benchmark::State& state, std::integer_sequence<int, I...>) {
  const per_child report(state, sizeof...(I));
  for (auto _ : state) benchmark::DoNotOptimize(co_await sheaf::gather(Child::child(I)...));
}

// The timeout is that of a call that is in time; its peer is a timer that is set and cancelled.
template <class Child, int... I>
asio::awaitable<void> with_timeout(benchmark::State& state, std::integer_sequence<int, I...>) {
  const per_child report(state, sizeof...(I));
  const sheaf::options in_time = sheaf::options().timeout(std::chrono::hours(1));
  for (auto _ : state) benchmark::DoNotOptimize(co_await sheaf::gather(Child::child(I)..., in_time));
}

template <class Child, int... I>
asio::awaitable<void> and_operator(benchmark::State& state, std::integer_sequence<int, I...>) {
  using namespace asio::experimental::awaitable_operators;
  const per_child report(state, sizeof...(I));
  for (auto _ : state) benchmark::DoNotOptimize(co_await (... && Child::child(I)));
}

template <class Child, int... I>
asio::awaitable<void> parallel_group(benchmark::State& state, std::integer_sequence<int, I...>) {
  const per_child report(state, sizeof...(I));
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  for (auto _ : state) {
    auto group = asio::experimental::make_parallel_group(asio::co_spawn(executor, Child::child(I), deferred)...);
    auto results = co_await group.async_wait(asio::experimental::wait_for_one_error(), asio::use_awaitable);
    benchmark::DoNotOptimize(results);
  }
}

template <class Child>
asio::awaitable<void> vector(benchmark::State& state, std::size_t n) {
  const per_child report(state, n);
  for (auto _ : state) benchmark::DoNotOptimize(co_await sheaf::gather(support::make_children(n, Child::child)));
}

template <class Child>
asio::awaitable<void> counter(benchmark::State& state, std::size_t n) {
  const per_child report(state, n);
  for (auto _ : state) benchmark::DoNotOptimize(co_await support::co_spawn_counter(support::make_children(n, Child::child)));
}

#if ASIO_VERSION >= 102600
template <class Child>
asio::awaitable<void> ranged_group(benchmark::State& state, std::size_t n) {
  const per_child report(state, n);
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  for (auto _ : state) {
    using operation = decltype(asio::co_spawn(executor, Child::child(0), deferred));
    std::vector<operation> operations;
    operations.reserve(n);
    for (std::size_t i = 0; i != n; ++i) {
      operations.push_back(asio::co_spawn(executor, Child::child(static_cast<int>(i)), deferred));
    }
    auto group = asio::experimental::make_parallel_group(std::move(operations));
    auto results = co_await group.async_wait(asio::experimental::wait_for_one_error(), asio::use_awaitable);
    benchmark::DoNotOptimize(results);
  }
}
#endif

asio::awaitable<void> timer_set_and_cancelled(benchmark::State& state) {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  for (auto _ : state) {
    asio::steady_timer timer(executor, std::chrono::hours(1));
    timer.async_wait([](asio::error_code) {});
    timer.cancel();
    co_await asio::post(asio::use_awaitable);
  }
}

template <class F>
void add(const std::string& name, F work) {
  benchmark::RegisterBenchmark(name.c_str(), [work](benchmark::State& state) { support::run(work(state)); });
}

template <class Child, int N>
void add_named(const std::string& kind) {
  const auto names = std::make_integer_sequence<int, N>();
  const std::string tail = kind + "/" + std::to_string(N);
  add("baseline_" + tail, [](benchmark::State& state) { return baseline<Child>(state, N); });
  add("gather_" + tail, [names](benchmark::State& state) { return by_name<Child>(state, names); });
  if constexpr (N > 1) {
    add("and_" + tail, [names](benchmark::State& state) { return and_operator<Child>(state, names); });
  }
  add("parallel_group_" + tail, [names](benchmark::State& state) { return parallel_group<Child>(state, names); });
  add("co_spawn_counter_" + tail, [](benchmark::State& state) { return counter<Child>(state, N); });
}

template <class Child>
void add_vectors(const std::string& kind) {
  for (const std::size_t n : {10UL, 100UL, 1'000UL, 100'000UL}) {
    const std::string tail = kind + "/" + std::to_string(n);
    add("vector_baseline_" + tail, [n](benchmark::State& state) { return baseline<Child>(state, n); });
    add("vector_gather_" + tail, [n](benchmark::State& state) { return vector<Child>(state, n); });
    add("vector_co_spawn_counter_" + tail, [n](benchmark::State& state) { return counter<Child>(state, n); });
#if ASIO_VERSION >= 102600
    add("vector_parallel_group_" + tail, [n](benchmark::State& state) { return ranged_group<Child>(state, n); });
#endif
  }
}

template <class Child>
void add_all(const std::string& kind) {
  add_named<Child, 1>(kind);
  add_named<Child, 2>(kind);
  add_named<Child, 4>(kind);
  add_named<Child, 8>(kind);
  add_vectors<Child>(kind);
  const auto ten = std::make_integer_sequence<int, 10>();
  add("timeout_without_" + kind + "/10", [ten](benchmark::State& state) { return by_name<Child>(state, ten); });
  add("timeout_never_" + kind + "/10", [ten](benchmark::State& state) { return with_timeout<Child>(state, ten); });
}

[[maybe_unused]] const bool added = [] {
  add_all<support::ready>("ready");
  add_all<support::posts>("posts");
  add("timeout_baseline_post", [](benchmark::State& state) { return baseline<support::posts>(state, 1); });
  add("timeout_baseline_timer_and_post", timer_set_and_cancelled);
  return true;
}();

}  // namespace
