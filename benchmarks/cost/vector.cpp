// SPDX-License-Identifier: MIT
//
// gather of a vector.
#include <sheaf/gather.hpp>

#include "cost/workload.hpp"
#include "support/children.hpp"

asio::awaitable<void> vector(workload w) {
  for (int round = 0; round != w.rounds; ++round) (void)co_await sheaf::gather(support::make_children(w.children, w.make));
}
