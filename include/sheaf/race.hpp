// SPDX-License-Identifier: MIT
//
// race.hpp: run awaitables at the same time and take the first that will do; the rest are cancelled and waited for.
//
//   race            the first to end, with a value or an error
//   first_success   the first to succeed
//   quorum          the first k to succeed
//
// race and first_success take awaitables by name, or one range of them, quorum a range; options come last.

#ifndef SHEAF_RACE_HPP
#define SHEAF_RACE_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/racing.hpp>
#include <sheaf/detail/run_children.hpp>
#include <sheaf/error.hpp>
#include <sheaf/options.hpp>

#include <concepts>
#include <cstddef>
#include <ranges>
#include <stdexcept>
#include <string>
#include <utility>

namespace sheaf {
inline namespace v0 {

/// Which child it was, counted from 0 in the order given, and its value; std::monostate where it gives none. Children
/// of several types have a std::variant with one position for each child.
template <class T>
class winner {
 public:
  winner()
    requires std::default_initializable<T>
      : index(0), value() {}
  winner(std::size_t i, T v) : index(i), value(std::move(v)) {}

  std::size_t index;
  T value;
};

/// Runs every child until the first has ended.
///
///     auto [index, answer] = co_await sheaf::race(ask(east), ask(west));
///
/// Effects: children start in order, up to their first suspension; one that is ready at once keeps those behind it from
///   starting. When the first has ended the rest are cancelled, and the call ends when the last has.
/// Returns: winner<T>. What others give while they unwind is destroyed.
/// Throws:  what the first child threw, if it ended so. timed_out when options().timeout() ran out first,
///   operation_aborted when the caller was cancelled first; if a child succeeded all the same, its value is returned.
///   std::invalid_argument for an empty range.
/// Cancellation, threads, lifetime, cost: as gather. Losing may lose data: a child that has read something by the time
///   it is cancelled has read it for nobody.
template <class... Args>
[[nodiscard]] auto race(Args&&... args) {
  static_assert(detail::any_children<Args...>, "sheaf::race: nobody to race");
  return detail::run_children<detail::first_to_end>(std::forward<Args>(args)...);
}

/// Runs every child until the first has succeeded; failures are waited out.
///
/// Returns: winner<T>.
/// Throws:  all_failed, which holds every error, when none succeeded; otherwise as race.
/// Effects, cancellation, threads, lifetime, cost: as race.
template <class... Args>
[[nodiscard]] auto first_success(Args&&... args) {
  static_assert(detail::any_children<Args...>, "sheaf::first_success: nobody to succeed");
  return detail::run_children<detail::one_success>(std::forward<Args>(args)...);
}

/// Runs the children of a range until `k` have succeeded.
///
///     auto answers = co_await sheaf::quorum(2, std::move(replicas));
///
/// Returns: `vector<winner<T>>`, k of them in the order in which they succeeded.
/// Throws:  all_failed as soon as k can no longer be reached; std::invalid_argument, at the call, unless 0 < k <= size
///   of the range; otherwise as race.
/// Effects, cancellation, threads, lifetime, cost: as race.
template <std::integral K, class Range>
[[nodiscard]] auto quorum(K k, Range&& range, const sheaf::options& options = {}) {
  if constexpr (detail::check_range<Range>()) {
    auto children = detail::collect(std::forward<Range>(range));
    if (std::cmp_less(k, 1) || std::cmp_greater(k, children.size())) {
      throw std::invalid_argument("sheaf::quorum: " + std::to_string(k) + " of " + std::to_string(children.size()) +
                                  " children cannot succeed; k must be at least 1 and at most their number");
    }
    return detail::run_range<detail::some_successes>(options, std::move(children), static_cast<std::size_t>(k));
  } else {
    return detail::refuse();
  }
}

/// race for those who are no coroutine: as async_gather.
template <class Where, class Token, class... Args>
auto async_race(Where&& where, Token&& token, Args&&... args) {
  return asio::co_spawn(where, race(std::forward<Args>(args)...), std::forward<Token>(token));
}

/// first_success for those who are no coroutine: as async_gather.
template <class Where, class Token, class... Args>
auto async_first_success(Where&& where, Token&& token, Args&&... args) {
  return asio::co_spawn(where, first_success(std::forward<Args>(args)...), std::forward<Token>(token));
}

/// quorum for those who are no coroutine: as async_gather.
template <class Where, class Token, std::integral K, class... Args>
auto async_quorum(Where&& where, Token&& token, K k, Args&&... args) {
  return asio::co_spawn(where, quorum(k, std::forward<Args>(args)...), std::forward<Token>(token));
}

}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_RACE_HPP
