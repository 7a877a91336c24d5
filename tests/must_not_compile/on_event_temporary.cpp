// SPDX-License-Identifier: MIT
// Options borrow the observer, so that one with captures needs a name.
// EXPECT: sheaf: this callable is borrowed for the whole call, and would be gone by then
#include <sheaf/gather.hpp>

asio::awaitable<int> work();

asio::awaitable<void> caller() {
  int events = 0;
#ifdef REPAIRED
  const auto count = [&events](const sheaf::event&) { ++events; };
  const auto options = sheaf::options().on_event(count);
#else
  const auto options = sheaf::options().on_event([&events](const sheaf::event&) { ++events; });
#endif
  co_await sheaf::gather(work(), options);
}
