// SPDX-License-Identifier: MIT
//
// The floor: nothing but co_await.
#include "cost/workload.hpp"
#include "support/children.hpp"

#include <cstddef>
#include <utility>
#include <vector>

asio::awaitable<void> bare(workload w) {
  for (int round = 0; round != w.rounds; ++round) {
    for (std::size_t i = 0; i != w.children; ++i) (void)co_await w.make(static_cast<int>(i));
  }
}

asio::awaitable<void> held(workload w) {
  for (int round = 0; round != w.rounds; ++round) {
    std::vector<asio::awaitable<int>> children = support::make_children(w.children, w.make);
    for (asio::awaitable<int>& child : children) (void)co_await std::move(child);
  }
}
