// SPDX-License-Identifier: MIT
//
// A wait for something shared, given up when the caller's time is over.

#ifndef SHEAF_REST_DETAIL_WAIT_UNTIL_HPP
#define SHEAF_REST_DETAIL_WAIT_UNTIL_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/coroutines.hpp>
#include <sheaf/http/detail/progress.hpp>
#include <sheaf/rest/error.hpp>
#include <sheaf/time_source.hpp>
#include <sheaf/timeout.hpp>

#include <algorithm>
#include <string>
#include <utility>

SHEAF_COROUTINES_BEGIN

namespace sheaf {
inline namespace v0 {
namespace rest {
namespace detail {

/// Throws source_error, "`what` after 1.9 s"; the thing itself goes on for the others.
template <class T>
asio::awaitable<T> wait_until(asio::awaitable<T> shared, time_point deadline, time_source* time, std::string what) {
  if (deadline == no_deadline) co_return co_await std::move(shared);
  const duration patience = std::max(deadline - now(time), duration::zero());
  auto limited = with_timeout(patience, std::move(shared), sheaf::options().time(time).serial());
  try {
    co_return co_await std::move(limited);
  } catch (const timed_out&) {
    throw source_error(what + " after " + http::detail::in_words(patience), true);
  }
}

}  // namespace detail
}  // namespace rest
}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_REST_DETAIL_WAIT_UNTIL_HPP
