// SPDX-License-Identifier: MIT
//
// gather.hpp: run awaitables at the same time and collect what they give, in the order given.
//
//   gather   all must succeed: the first error cancels the rest and is thrown
//   settle   each tells how it ended: nothing is thrown
//
// Both take awaitables by name, or one range of them, and options last. async_gather and async_settle complete any token.

#ifndef SHEAF_GATHER_HPP
#define SHEAF_GATHER_HPP

#include <sheaf/detail/coroutines.hpp>
#include <sheaf/detail/gathering.hpp>
#include <sheaf/options.hpp>
#include <sheaf/outcome.hpp>

#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

SHEAF_COROUTINES_BEGIN

namespace sheaf {
inline namespace v0 {

namespace detail {
template <template <class> class Policy, class... Args>
auto run_children(Args&&... args);
}  // namespace detail

/// Runs every child; all must succeed.
///
///     auto [servers, flavors] = co_await sheaf::gather(list_servers(), list_flavors());
///     std::vector<page> pages = co_await sheaf::gather(std::move(calls), sheaf::options().limit(16).timeout(2s));
///
/// Effects: each child is started, in order, up to its first suspension before the next; the call ends when the last has,
///   and when none suspended it has not suspended either.
/// Returns: `tuple<A, B, ...>`, or `vector<T>` for a range, in the order given, whatever the order of completion. A void
///   child's slot is std::monostate; children that are all void give void. No children: an empty tuple or vector.
/// Throws:  the first error in time, as it was, once every child has ended; what the others throw because they were told to
///   stop is dropped. timed_out when options().timeout() ran out first. operation_aborted, or what a child threw on being
///   cancelled, when the caller was cancelled. If every child succeeded all the same, the values are returned.
/// Cancellation: a request that reaches the caller, of any type, reaches every child as a bare co_await would pass it on.
/// Threads: on a strand, an any_io_executor holding one, or io_context{1} the children run on the caller's executor itself,
///   as they do with options().serial(); on any other executor each runs on a strand of its own.
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
/// Returns: `tuple<outcome<A>, ...>`, or `vector<outcome<T>>` for a range. With options().timeout(), what is unfinished when
///   the time runs out is cancelled and waited for, and its outcome says timed_out.
/// Throws:  nothing of a child's, and no cancellation: outcomes say cancelled, and the caller's next co_await throws.
/// Effects, cancellation, threads, lifetime, cost: as gather.
template <class... Args>
[[nodiscard]] auto settle(Args&&... args) {
  return detail::run_children<detail::keep_going>(std::forward<Args>(args)...);
}

/// gather for those who are no coroutine: runs it on `executor` and completes `token`, any of Asio's, with
/// `void(std::exception_ptr)` or `void(std::exception_ptr, result)`. The result must be default-constructible, as
/// asio::co_spawn wants it. A cancellation slot bound to the token cancels as the caller of a gather would be cancelled.
///
///     sheaf::async_gather(loop, [](std::exception_ptr error, std::tuple<int, int> sums) { ... }, sum(a), sum(b));
template <class Executor, class Token, class... Args>
auto async_gather(const Executor& executor, Token&& token, Args&&... args) {
  return asio::co_spawn(executor, gather(std::forward<Args>(args)...), std::forward<Token>(token));
}

/// settle for those who are no coroutine: as async_gather.
template <class Executor, class Token, class... Args>
auto async_settle(const Executor& executor, Token&& token, Args&&... args) {
  return asio::co_spawn(executor, settle(std::forward<Args>(args)...), std::forward<Token>(token));
}

namespace detail {

template <class T>
inline constexpr bool all_void = false;
template <class... Ts>
inline constexpr bool all_void<std::tuple<Ts...>> = (sizeof...(Ts) > 0) && (std::is_void_v<Ts> && ...);

template <template <class> class Policy, class T>
struct result_of_children;
template <class... Ts>
struct result_of_children<fail_fast, std::tuple<Ts...>> {
  using type = std::conditional_t<all_void<std::tuple<Ts...>>, void, std::tuple<slot_type<Ts>...>>;
};
template <class T>
struct result_of_children<fail_fast, std::vector<T>> {
  using type = std::conditional_t<std::is_void_v<typename T::value_type>, void, std::vector<slot_type<typename T::value_type>>>;
};
template <class... Ts>
struct result_of_children<keep_going, std::tuple<Ts...>> {
  using type = std::tuple<outcome<Ts>...>;
};
template <class T>
struct result_of_children<keep_going, std::vector<T>> {
  using type = std::vector<outcome<typename T::value_type>>;
};

// Runs `Group`, which lives in this coroutine's frame, over `work`.
template <class Group, class Result, class Executor, class Work>
asio::awaitable<Result, Executor> run_group(Work work, sheaf::options options) {
  const Executor executor = co_await asio::this_coro::executor;
  const asio::cancellation_state cancellation = co_await asio::this_coro::cancellation_state;
  const bool throws = co_await asio::this_coro::throw_if_cancelled();
  Group group(parent_state<Executor>(executor, cancellation, throws), options, std::move(work));
  group.start_all();
  if (!group.finished()) {
    // Where waiting is an operation of Asio's it would throw for a cancellation that came meanwhile.
    if constexpr (!ready_without_suspending) co_await asio::this_coro::throw_if_cancelled(false);
    co_await group.wait();
    if constexpr (!ready_without_suspending) co_await asio::this_coro::throw_if_cancelled(throws);
  }
  group.close();
  if constexpr (Group::keeps_going) {
    co_return group.outcomes();
  } else if constexpr (std::is_void_v<Result>) {
    group.check();
  } else {
    co_return group.values();
  }
}

template <template <class> class Policy, class... Children>
auto run_tuple(const sheaf::options& options, Children&&... children) {
  if constexpr (sizeof...(Children) == 0) {
    return []() -> asio::awaitable<std::tuple<>> { co_return std::tuple<>(); }();
  } else if constexpr ((check_child<Children>() && ...) && check_same_executor<Children...>()) {
    using first = std::remove_cvref_t<std::tuple_element_t<0, std::tuple<Children...>>>;
    using executor = typename awaitable_traits<first>::executor;
    using group = tuple_group<Policy, executor, typename awaitable_traits<std::remove_cvref_t<Children>>::result...>;
    using result = typename result_of_children<
        Policy, std::tuple<typename awaitable_traits<std::remove_cvref_t<Children>>::result...>>::type;
    return run_group<group, result, executor>(std::tuple<std::remove_cvref_t<Children>...>(std::move(children)...), options);
  }
}

template <template <class> class Policy, class Range>
auto run_range(const sheaf::options& options, Range&& range) {
  if constexpr (check_range<Range>()) {
    using child = std::remove_cvref_t<std::ranges::range_reference_t<Range>>;
    using executor = typename awaitable_traits<child>::executor;
    using group = vector_group<Policy, executor, typename awaitable_traits<child>::result>;
    using result = typename result_of_children<Policy, std::vector<child>>::type;
    return run_group<group, result, executor>(collect(std::forward<Range>(range)), options);
  }
}

template <template <class> class Policy, class Range>
  requires awaitable_range<Range>
auto run_some(const sheaf::options& options, Range&& range) {
  return run_range<Policy>(options, std::forward<Range>(range));
}
template <template <class> class Policy, class... Children>
auto run_some(const sheaf::options& options, Children&&... children) {
  return run_tuple<Policy>(options, std::forward<Children>(children)...);
}

template <template <class> class Policy, class... Args>
auto run_children(Args&&... args) {
  if constexpr (sizeof...(Args) == 0) {
    return run_some<Policy>(sheaf::options());
  } else {
    auto all = std::forward_as_tuple(std::forward<Args>(args)...);
    constexpr bool given = is_options<std::tuple_element_t<sizeof...(Args) - 1, std::tuple<Args...>>>;
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      using tuple = std::tuple<Args&&...>;
      if constexpr (given) {
        return run_some<Policy>(std::get<sizeof...(Args) - 1>(all),
                                std::forward<std::tuple_element_t<I, tuple>>(std::get<I>(all))...);
      } else {
        return run_some<Policy>(sheaf::options(), std::forward<std::tuple_element_t<I, tuple>>(std::get<I>(all))...);
      }
    }(std::make_index_sequence<sizeof...(Args) - (given ? 1 : 0)>());
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_GATHER_HPP
