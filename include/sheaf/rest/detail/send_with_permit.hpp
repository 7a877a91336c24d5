// SPDX-License-Identifier: MIT
//
// A call that holds a limiter's permit as long as it takes, and tells the limiter how it went.

#ifndef SHEAF_REST_DETAIL_SEND_WITH_PERMIT_HPP
#define SHEAF_REST_DETAIL_SEND_WITH_PERMIT_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/coroutines.hpp>
#include <sheaf/http/response.hpp>
#include <sheaf/limiter.hpp>
#include <sheaf/rest/detail/wait_until.hpp>
#include <sheaf/rest/retries.hpp>
#include <sheaf/rest/source.hpp>
#include <sheaf/time_source.hpp>

#include <exception>
#include <string>
#include <utility>

SHEAF_COROUTINES_BEGIN

namespace sheaf {
inline namespace v0 {
namespace rest {
namespace detail {

/// `missing` is what is said to have been waited for in vain. `sending` begins once there is a permit.
inline asio::awaitable<http::response> send_with_permit(limiter permits, call c, time_source* time, std::string missing,
                                                        asio::awaitable<http::response> sending) {
  c.enter(call_step::limit, time);
  auto waiting = wait_until(permits.acquire(), c.deadline(), time, c.service() + ": " + missing);
  limiter::permit held = co_await std::move(waiting);
  c.enter(call_step::answer, time);
  std::exception_ptr failure;
  try {
    http::response answer = co_await std::move(sending);
    is_overload(answer.status()) ? held.overloaded() : held.succeeded();
    co_return answer;
  } catch (...) {
    failure = std::current_exception();
  }
  if (is_overload(failure)) held.overloaded();
  std::rethrow_exception(failure);
}

}  // namespace detail
}  // namespace rest
}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_REST_DETAIL_SEND_WITH_PERMIT_HPP
