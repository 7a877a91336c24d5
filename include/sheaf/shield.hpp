// SPDX-License-Identifier: MIT
//
// shield.hpp: work that is finished whatever its caller is told.

#ifndef SHEAF_SHIELD_HPP
#define SHEAF_SHIELD_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/run_group.hpp>
#include <sheaf/detail/single_child.hpp>
#include <sheaf/options.hpp>

#include <utility>

namespace sheaf {
inline namespace v0 {

/// Gives what `work` gives; a cancellation of the caller does not reach it.
///
///     co_await sheaf::gather(read(), sheaf::shield(write()));
///
/// Throws:  what the work throws.
/// Cancellation: kept from the work, and seen by the caller's next co_await. A caller that has been cancelled already
///   does not come this far, since its co_await throws; to clean up after a cancellation, say first that it should not,
///   and set it back where the chain of coroutines goes on afterwards:
///
///     co_await asio::this_coro::throw_if_cancelled(false);
///     co_await sheaf::shield(give_back(lease));
///     co_await asio::this_coro::throw_if_cancelled(true);
///
/// Threads, lifetime: as gather. A context that is destroyed destroys shielded work like any other.
template <class Child>
[[nodiscard]] auto shield(Child&& work) {
  return detail::run_single<detail::shielded>(options(), std::forward<Child>(work));
}

/// shield for those who are no coroutine: as async_gather.
template <class Where, class Token, class Child>
auto async_shield(Where&& where, Token&& token, Child&& work) {
  return asio::co_spawn(where, shield(std::forward<Child>(work)), std::forward<Token>(token));
}

}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_SHIELD_HPP
