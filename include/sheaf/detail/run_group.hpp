// SPDX-License-Identifier: MIT
//
// A combinator's call: the coroutine whose frame is the group's home.

#ifndef SHEAF_DETAIL_RUN_GROUP_HPP
#define SHEAF_DETAIL_RUN_GROUP_HPP

#include <sheaf/detail/children.hpp>
#include <sheaf/detail/coroutines.hpp>
#include <sheaf/detail/group.hpp>
#include <sheaf/options.hpp>

#include <stdexcept>
#include <type_traits>
#include <utility>

SHEAF_COROUTINES_BEGIN

namespace sheaf {
inline namespace v0 {
namespace detail {

// Runs `Group`, which lives in this coroutine's frame and is made of `args`.
template <class Group, class Executor, class... Args>
asio::awaitable<typename Group::result_type, Executor> run_group(sheaf::options options, Args... args) {
  const bool throws = co_await asio::this_coro::throw_if_cancelled();
  parent_state<Executor> parent(co_await asio::this_coro::executor, throws);
  if constexpr (Group::passes_cancellation) {
    parent.cancellation = co_await asio::this_coro::cancellation_state;
  } else {
    parent.throw_if_cancelled = true;
  }
  Group group(parent, options, std::move(args)...);
  group.start_all();
  if (!group.finished()) {
    // Where waiting is an operation of Asio's it would throw for a cancellation that came meanwhile.
    if constexpr (!ready_without_suspending) co_await asio::this_coro::throw_if_cancelled(false);
    co_await group.wait();
    if constexpr (!ready_without_suspending) co_await asio::this_coro::throw_if_cancelled(throws);
  }
  group.close();
  if constexpr (std::is_void_v<typename Group::result_type>) {
    group.result();
  } else {
    co_return group.result();
  }
}

template <class Group, class... Ts>
void check_options(const sheaf::options& options) {
  if (options.throws_all() && !Group::can_throw_all) {
    throw std::invalid_argument(
        "sheaf::options::errors(all): this call does not throw its children's errors one by one; "
        "gather, gather_each and with_scope do");
  }
  if (options.get_failed() && !(options.get_failed().template applies_to<slot_type<Ts>>() || ...)) {
    throw std::invalid_argument("sheaf::options::failed: no child gives exactly the type that the predicate looks at");
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_DETAIL_RUN_GROUP_HPP
