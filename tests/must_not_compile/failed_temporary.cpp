// SPDX-License-Identifier: MIT
// Options borrow the predicate, so that one with captures needs a name.
// EXPECT: sheaf::options::failed: the predicate is borrowed for the whole call, and would be gone by then
#include <sheaf/gather.hpp>

asio::awaitable<int> ask();

asio::awaitable<void> caller(int wanted) {
#ifdef REPAIRED
  const auto is_wrong = [wanted](int status) { return status != wanted; };
  const auto options = sheaf::options().failed(is_wrong);
#else
  const auto options = sheaf::options().failed([wanted](int status) { return status != wanted; });
#endif
  co_await sheaf::gather(ask(), options);
}
