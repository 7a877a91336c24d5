// SPDX-License-Identifier: MIT
//
// timeout.hpp: a limit on how long an awaitable may take.

#ifndef SHEAF_TIMEOUT_HPP
#define SHEAF_TIMEOUT_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/single_child.hpp>
#include <sheaf/options.hpp>

#include <chrono>
#include <stdexcept>
#include <utility>

namespace sheaf {
inline namespace v0 {

/// Gives what `work` gives, if it does so within `limit`.
///
///     page p = co_await sheaf::with_timeout(2s, load(id));
///
/// Throws:  timed_out once the time has run out *and* the work, which was cancelled then, has stopped; what the work
///   throws by itself; std::invalid_argument for an option that makes no sense here (limit, a second timeout, errors).
///   Work that succeeds although its time is over is not thrown away: its value is returned.
/// Cancellation, threads, lifetime: as gather. The timer is gone when the call ends.
template <class Rep, class Period, class Child>
[[nodiscard]] auto with_timeout(std::chrono::duration<Rep, Period> limit, Child&& work, const options& more = {}) {
  if (more.get_limit() != options::unlimited || more.has_timeout()) {
    throw std::invalid_argument("sheaf::with_timeout: takes no options().limit() and no second timeout");
  }
  return detail::run_single<detail::single>(more.timeout(limit), std::forward<Child>(work));
}

/// with_timeout for those who are no coroutine: as async_gather.
template <class Where, class Token, class... Args>
auto async_with_timeout(Where&& where, Token&& token, Args&&... args) {
  return asio::co_spawn(where, with_timeout(std::forward<Args>(args)...), std::forward<Token>(token));
}

}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TIMEOUT_HPP
