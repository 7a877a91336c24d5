// SPDX-License-Identifier: MIT
//
// What there is without Sheaf: ten joined by Asio's &&, and co_spawn with a handler that counts.
#include "cost/workload.hpp"
#include "support/children.hpp"
#include "support/co_spawn_counter.hpp"

#include <asio/experimental/awaitable_operators.hpp>

#include <utility>

namespace {

template <int... I>
asio::awaitable<void> run(workload w, std::integer_sequence<int, I...>) {
  using namespace asio::experimental::awaitable_operators;
  for (int round = 0; round != w.rounds; ++round) (void)co_await (... && w.make(I));
}

}  // namespace

asio::awaitable<void> and_operator(workload w) { return run(w, by_name); }

asio::awaitable<void> co_spawn_counter(workload w) {
  for (int round = 0; round != w.rounds; ++round) {
    (void)co_await support::co_spawn_counter(support::make_children(w.children, w.make));
  }
}
