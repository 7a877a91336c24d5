// SPDX-License-Identifier: MIT
//
// gather of ten by name.
#include <sheaf/gather.hpp>

#include "cost/workload.hpp"

#include <utility>

namespace {

template <int... I>
asio::awaitable<void> run(workload w, std::integer_sequence<int, I...>) {
  for (int round = 0; round != w.rounds; ++round) (void)co_await sheaf::gather(w.make(I)...);
}

}  // namespace

asio::awaitable<void> tuple(workload w) { return run(w, by_name); }
