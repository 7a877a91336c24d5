// SPDX-License-Identifier: MIT
//
// gather.hpp: run awaitables at the same time and collect what they give, in the order given.
//
//   gather, gather_each   all must succeed: the first error cancels the rest and is thrown
//   settle, settle_each   each tells how it ended: nothing of a child's is thrown
//
// gather and settle take awaitables by name, or one range of them; gather_each and settle_each make them of items as
// they go. Options come last. async_gather and its like complete any token.

#ifndef SHEAF_GATHER_HPP
#define SHEAF_GATHER_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/closure.hpp>
#include <sheaf/detail/gathering.hpp>
#include <sheaf/detail/run_each.hpp>
#include <sheaf/detail/run_children.hpp>
#include <sheaf/options.hpp>
#include <sheaf/outcome.hpp>

#include <ranges>
#include <utility>

namespace sheaf {
inline namespace v0 {

/// Runs every child; all must succeed.
///
///     auto [servers, flavors] = co_await sheaf::gather(list_servers(), list_flavors());
///     std::vector<page> pages = co_await sheaf::gather(std::move(calls), sheaf::options().limit(16).timeout(2s));
///
/// Effects: each child is started, in order, up to its first suspension before the next; the call ends when the last
///   has, and when none suspended it has not suspended either.
/// Returns: `tuple<A, B, ...>`, or `vector<T>` for a range, in the order given, whatever the order of completion. A
///   void child's slot is std::monostate; children that are all void give void. No children: an empty tuple or vector.
/// Throws:  the first error in time, as it was, once every child has ended; what the others throw because they were
///   told to stop is dropped. timed_out when options().timeout() ran out first. operation_aborted, or what a child
///   threw on being cancelled, when the caller was cancelled. If every child succeeded all the same, the values are
///   returned.
/// Cancellation: a request that reaches the caller, of any type, reaches every child as a bare co_await would pass it
///   on.
/// Threads: on a strand, an any_io_executor holding one, or io_context{1} the children run on the caller's executor
///   itself, as they do with options().serial(); on any other executor each runs on a strand of its own.
/// Lifetime: a child's frame, arguments and captures are gone before the caller goes on. No child outlives the call.
/// Cost:    one coroutine frame a child beside its own, and one for the call; no post and no lock on a serial executor.
template <class... Args>
[[nodiscard]] auto gather(Args&&... args) {
  return detail::run_children<detail::fail_fast>(std::forward<Args>(args)...);
}

/// Runs every child to its end and tells how each ended; a failure neither stops nor hides another's result.
///
///     auto [servers, flavors] = co_await sheaf::settle(list_servers(), list_flavors());
///     if (!flavors) log(flavors.message());
///
/// Returns: `tuple<outcome<A>, ...>`, or `vector<outcome<T>>` for a range. With options().timeout(), what is unfinished
///   when the time runs out is cancelled and waited for, and its outcome says timed_out.
/// Throws:  nothing of a child's, and no cancellation: outcomes say cancelled, and the caller's next co_await throws.
/// Effects, cancellation, threads, lifetime, cost: as gather.
template <class... Args>
[[nodiscard]] auto settle(Args&&... args) {
  return detail::run_children<detail::keep_going>(std::forward<Args>(args)...);
}

/// Runs `f(item)` for every item; all must succeed. At most options().limit() run at once, and no more of the range is
/// read than runs: it may be long, lazy, endless until a failure, or readable only once.
///
///     std::vector<page> pages = co_await sheaf::gather_each(ids, [&](int id) { return load(id); }, sheaf::options().limit(16));
///
/// `items` is any input range: kept for the call if given away, borrowed if named, and then read as the call goes on,
/// so that what changes it meanwhile must leave the iterator to its next item valid; what is appended once its last was
/// begun is not read. f, a coroutine or whatever gives an awaitable, is called with the item in its range where it
/// stays there, and otherwise with a copy that is kept until that child ends.
///
/// Effects: items are read in order and only once, each when there is a place for its child; after a failure no more
///   are. Where the caller's executor is serial f is called on it; elsewhere from one thread at a time.
/// Returns: `vector<T>` in the order of the items; nothing where f gives awaitable<void>.
/// Throws:  as gather; what the range itself throws, when the children have stopped; what f throws is its child's
///   error.
/// Cost:    as gather for those that run at once, whatever the number of items, and the results.
/// Cancellation, threads, lifetime: as gather.
template <std::ranges::input_range Range, class F>
[[nodiscard]] auto gather_each(Range&& items, F&& f, const sheaf::options& options = {}) {
  SHEAF_CHECK_CLOSURE(F);
  return detail::run_each<detail::fail_fast>(options, std::forward<Range>(items), std::forward<F>(f));
}

/// Runs `f(item)` for every item to its end and tells how each ended; otherwise as gather_each.
///
/// Returns: `vector<outcome<T>>` in the order of the items, outcome<void> where f gives awaitable<void>. With
///   options().timeout(), or cancelled, the call stops reading: items never read have no outcome.
/// Throws:  what the range throws, and nothing else.
template <std::ranges::input_range Range, class F>
[[nodiscard]] auto settle_each(Range&& items, F&& f, const sheaf::options& options = {}) {
  SHEAF_CHECK_CLOSURE(F);
  return detail::run_each<detail::keep_going>(options, std::forward<Range>(items), std::forward<F>(f));
}

/// gather for those who are no coroutine: runs it on `where`, an executor or a context, and completes `token`, any of
/// Asio's, with `void(std::exception_ptr)` or `void(std::exception_ptr, result)`. The result must be
/// default-constructible, as asio::co_spawn wants it. A cancellation slot bound to the token cancels as the caller of a
/// gather would be cancelled.
///
///     sheaf::async_gather(loop, [](std::exception_ptr error, std::tuple<int, int> sums) { ... }, sum(a), sum(b));
template <class Where, class Token, class... Args>
auto async_gather(Where&& where, Token&& token, Args&&... args) {
  return asio::co_spawn(where, gather(std::forward<Args>(args)...), std::forward<Token>(token));
}

/// settle for those who are no coroutine: as async_gather.
template <class Where, class Token, class... Args>
auto async_settle(Where&& where, Token&& token, Args&&... args) {
  return asio::co_spawn(where, settle(std::forward<Args>(args)...), std::forward<Token>(token));
}

/// gather_each for those who are no coroutine: as async_gather.
template <class Where, class Token, class... Args>
auto async_gather_each(Where&& where, Token&& token, Args&&... args) {
  return asio::co_spawn(where, gather_each(std::forward<Args>(args)...), std::forward<Token>(token));
}

/// settle_each for those who are no coroutine: as async_gather.
template <class Where, class Token, class... Args>
auto async_settle_each(Where&& where, Token&& token, Args&&... args) {
  return asio::co_spawn(where, settle_each(std::forward<Args>(args)...), std::forward<Token>(token));
}

}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_GATHER_HPP
