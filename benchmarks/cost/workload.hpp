// SPDX-License-Identifier: MIT
//
// What cost runs. Each form is a unit of its own, so that how GCC inlines one does not depend on what the others do.

#ifndef SHEAF_BENCHMARKS_COST_WORKLOAD_HPP
#define SHEAF_BENCHMARKS_COST_WORKLOAD_HPP

#include <sheaf/detail/asio.hpp>

#include <cstddef>
#include <utility>

/// `rounds` times `children` of what `make` gives; forms that name their children have ten.
struct workload {
  asio::awaitable<int> (*make)(int);
  int rounds;
  std::size_t children;
};

inline constexpr std::make_integer_sequence<int, 10> by_name;

asio::awaitable<void> bare(workload w);
asio::awaitable<void> held(workload w);
asio::awaitable<void> tuple(workload w);
asio::awaitable<void> vector(workload w);
asio::awaitable<void> and_operator(workload w);
asio::awaitable<void> co_spawn_counter(workload w);

#endif  // SHEAF_BENCHMARKS_COST_WORKLOAD_HPP
