// SPDX-License-Identifier: MIT
// The predicate's argument says which children's results it is asked about.
// EXPECT: sheaf::options::failed: the predicate must be a callable that says which type it looks at
#include <sheaf/gather.hpp>

struct answer {
  int status;
};
asio::awaitable<answer> ask();

asio::awaitable<void> caller() {
#ifdef REPAIRED
  const auto options = sheaf::options().failed([](const answer& a) { return a.status != 200; });
#else
  const auto options = sheaf::options().failed([](const auto& a) { return a.status != 200; });
#endif
  co_await sheaf::gather(ask(), options);
}
