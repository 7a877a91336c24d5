// SPDX-License-Identifier: MIT
//
// One exact workload, for cost.sh to count instructions and allocations of:
//
//   cost FORM-CHILD ROUNDS [concurrent] [CHILDREN]      e.g. cost tuple-ready 100
//   cost asio                                           the number of Asio's version
//
//   FORM    bare      each child made and awaited in turn
//           held      all made first, then awaited in turn: no form below has fewer frames at a time
//           tuple     sheaf::gather of ten by name
//           vector    sheaf::gather of a vector of CHILDREN, ten unless said
//           and       ten joined by Asio's &&
//           co_spawn  a vector of CHILDREN, each spawned with a handler that counts
//   CHILD   ready | posts
//   concurrent  on an io_context that was not promised to be run by one thread only, though it is
//
// Compiled with SHEAF_COUNT_ALLOCATIONS it prints "allocations N peak-bytes N" of all rounds.
#include "cost/workload.hpp"
#include "support/children.hpp"
#if defined(SHEAF_COUNT_ALLOCATIONS)
#include "support/allocations.hpp"
#endif

#include <asio/version.hpp>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace {

asio::awaitable<void> work(std::string_view form, workload w) {
  if (form == "bare") return bare(w);
  if (form == "held") return held(w);
  if (form == "tuple") return tuple(w);
  if (form == "vector") return vector(w);
  if (form == "and") return and_operator(w);
  if (form == "co_spawn") return co_spawn_counter(w);
  return {};
}

// Not valid where `what` names nothing.
asio::awaitable<void> named(std::string_view what, workload w) {
  const std::size_t dash = what.find('-');
  if (dash == std::string_view::npos) return {};
  const std::string_view child = what.substr(dash + 1);
  w.make = child == "ready" ? support::ready::child : support::posts::child;
  return child == "ready" || child == "posts" ? work(what.substr(0, dash), w) : asio::awaitable<void>();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "asio") {
    std::printf("%d\n", ASIO_VERSION);
    return 0;
  }
  workload w{nullptr, argc > 2 ? std::atoi(argv[2]) : 0, by_name.size()};
  bool concurrent = false;
  for (int i = 3; i < argc; ++i) {
    if (std::string_view(argv[i]) == "concurrent") {
      concurrent = true;
    } else {
      w.children = std::strtoul(argv[i], nullptr, 10);
    }
  }
  asio::awaitable<void> all = named(argc > 1 ? argv[1] : "", w);
  if (!all.valid() || w.rounds <= 0 || w.children == 0) {
    std::fputs("usage: cost bare|held|tuple|vector|and|co_spawn-ready|posts ROUNDS [concurrent] [CHILDREN]\n", stderr);
    return 2;
  }

  asio::io_context context(concurrent ? 4 : 1);
  asio::co_spawn(context, std::move(all), support::rethrow);
#if defined(SHEAF_COUNT_ALLOCATIONS)
  const std::size_t allocations = support::heap.allocations;
  const std::size_t live = support::heap.peak = support::heap.live;
#endif
  context.run();
#if defined(SHEAF_COUNT_ALLOCATIONS)
  std::printf("allocations %zu peak-bytes %zu\n", support::heap.allocations - allocations, support::heap.peak - live);
#endif
}
