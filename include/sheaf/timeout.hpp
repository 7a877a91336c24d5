// SPDX-License-Identifier: MIT
//
// timeout.hpp: a limit on how long an awaitable may take.

#ifndef SHEAF_TIMEOUT_HPP
#define SHEAF_TIMEOUT_HPP

#include <sheaf/detail/coroutines.hpp>
#include <sheaf/gather.hpp>

#include <chrono>
#include <stdexcept>
#include <tuple>
#include <type_traits>
#include <utility>

SHEAF_COROUTINES_BEGIN

namespace sheaf {
inline namespace v0 {

/// Gives what `work` gives, if it does so within `limit`.
///
///     page p = co_await sheaf::with_timeout(2s, load(id));
///
/// Throws:  timed_out once the time has run out *and* the work, which was cancelled then, has stopped; what the work throws
///   by itself; std::invalid_argument for an option that makes no sense here (limit, or a second timeout). Work that
///   succeeds although its time is over is not thrown away: its value is returned.
/// Cancellation, threads, lifetime: as gather. The timer is gone when the call ends.
template <class Rep, class Period, class Child>
[[nodiscard]] auto with_timeout(std::chrono::duration<Rep, Period> limit, Child&& work, const options& more = {}) {
  static_assert(detail::check_child<Child>());
  using traits = detail::awaitable_traits<std::remove_cvref_t<Child>>;
  using result = typename traits::result;
  if (more.get_limit() != options::unlimited || more.has_timeout()) {
    throw std::invalid_argument("sheaf::with_timeout: takes options().time() and options().serial(), no limit or timeout");
  }
  auto one = detail::run_tuple<detail::fail_fast>(more.timeout(limit), std::forward<Child>(work));
  if constexpr (std::is_void_v<result>) {
    return one;
  } else {
    return [](decltype(one) call) -> asio::awaitable<result, typename traits::executor> {
      auto values = co_await std::move(call);
      co_return std::get<0>(std::move(values));
    }(std::move(one));
  }
}

}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_TIMEOUT_HPP
