// SPDX-License-Identifier: MIT
//
// as_completed.hpp: run a range of awaitables and look at each as it ends.

#ifndef SHEAF_AS_COMPLETED_HPP
#define SHEAF_AS_COMPLETED_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/closure.hpp>
#include <sheaf/detail/completions.hpp>
#include <sheaf/detail/run_children.hpp>
#include <sheaf/options.hpp>
#include <sheaf/outcome.hpp>

#include <cstddef>
#include <optional>
#include <type_traits>
#include <utility>

namespace sheaf {
inline namespace v0 {

/// An outcome, and which child's it is, counted from 0 in the order given.
template <class T>
class completed : public outcome<T> {
 public:
  completed(std::size_t i, outcome<T> from) : outcome<T>(std::move(from)), index(i) {}
  std::size_t index;
};

/// What the body of as_completed is given.
template <class T, class Executor>
class completions {
 public:
  /// The next child to have ended: `std::optional<completed<T>>`, empty when all have been given. One call at a time,
  /// from the body. Throws operation_aborted when the body was cancelled while it waited.
  [[nodiscard]] asio::awaitable<std::optional<completed<T>>, Executor> next() { return source_.next(); }

 private:
  template <class, class, class>
  friend class detail::completion_group;
  explicit completions(detail::completion_source<T, Executor>& source) noexcept : source_(source) {}
  detail::completion_source<T, Executor>& source_;
};

/// Runs the children of a range and gives each to `body` as it ends, whether with a value or not.
///
///     co_await sheaf::as_completed(std::move(calls), [&](auto& done) -> asio::awaitable<void> {
///       while (auto page = co_await done.next()) show(page->index, *page);
///     });
///
/// Effects: children start in order, then the body. options().limit() is of children that run or whose outcome the body
///   has not taken: one who is slow to take keeps others from starting, and what is kept for it is bounded. When the
///   body ends, in whatever way, the rest is cancelled and waited for.
/// Returns: what the body returns. It is given every child's outcome once, in the order in which they ended; with
///   options().timeout(), also of those that timed out and then of those not started. The timeout does not stop the
///   body.
/// Throws:  what the body throws.
/// Cancellation: a request that reaches the caller reaches the children and the body.
/// Threads: the body runs as a child does: on the caller's executor where that is serial, else on a strand of its own.
/// Lifetime: as gather, for the body too.
template <class Range, class F>
[[nodiscard]] auto as_completed(Range&& children, F&& body, const sheaf::options& options = {}) {
  SHEAF_CHECK_CLOSURE(F);
  return detail::run_completions(options, std::forward<Range>(children), std::forward<F>(body));
}

/// as_completed for those who are no coroutine: as async_gather.
template <class Where, class Token, class... Args>
auto async_as_completed(Where&& where, Token&& token, Args&&... args) {
  return asio::co_spawn(where, as_completed(std::forward<Args>(args)...), std::forward<Token>(token));
}

}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_AS_COMPLETED_HPP
