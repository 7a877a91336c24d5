// SPDX-License-Identifier: MIT
//
// What may be given to a combinator as a child, and the sentences a user reads when something else was.

#ifndef SHEAF_DETAIL_CHILDREN_HPP
#define SHEAF_DETAIL_CHILDREN_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/serial.hpp>
#include <sheaf/options.hpp>

#include <cstddef>
#include <ranges>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace detail {

template <class T>
struct awaitable_traits {
  static constexpr bool is_awaitable = false;
};
template <class T, class Executor>
struct awaitable_traits<asio::awaitable<T, Executor>> {
  static constexpr bool is_awaitable = true;
  using result = T;
  using executor = Executor;
};

template <class T>
concept awaitable_type = awaitable_traits<std::remove_cvref_t<T>>::is_awaitable;
template <class T>
concept awaitable_range = std::ranges::input_range<T> && awaitable_type<std::ranges::range_reference_t<T>>;
template <class T>
inline constexpr bool is_options = std::is_same_v<std::remove_cvref_t<T>, sheaf::options>;

/// What stands for a child's result where a value is needed.
template <class T>
using slot_type = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

/// What a call gives whose arguments a check below has refused. It fits wherever a result is taken, so that the check's
/// sentence is the only error; there is no definition, since nothing of this is ever run.
struct refused {
  template <class T>
  operator T() const;
};
asio::awaitable<refused> refuse();

// Each check says its sentence, and answers whether there is any use in going on.

template <class Child>
consteval bool check_child() {
  constexpr bool awaitable = awaitable_type<Child>;
  static_assert(awaitable,
                "sheaf: a child must be an asio::awaitable (call the coroutine: give f(), not f); options come last");
  if constexpr (awaitable) {
    using traits = awaitable_traits<std::remove_cvref_t<Child>>;
    constexpr bool given_away = !std::is_lvalue_reference_v<Child>;
    constexpr bool value = !std::is_reference_v<typename traits::result>;
    constexpr bool gatherable = gatherable_executor<typename traits::executor>;
    static_assert(given_away,
                  "sheaf: this child is an lvalue; an awaitable runs once, so give it away: std::move(child)");
    static_assert(value, "sheaf: a child may not give a reference: its slot would dangle; give a value, a pointer or a "
                         "std::reference_wrapper");
    static_assert(gatherable,
                  "sheaf: children on this raw executor might run at the same time and could not be kept apart; use "
                  "asio::awaitable<T> (on any_io_executor) or asio::awaitable<T, asio::strand<...>>");
    return given_away && value && gatherable;
  } else {
    return false;
  }
}

template <class First, class... Rest>
consteval bool check_same_executor() {
  constexpr bool same = (std::is_same_v<typename awaitable_traits<std::remove_cvref_t<First>>::executor,
                                        typename awaitable_traits<std::remove_cvref_t<Rest>>::executor> &&
                         ...);
  static_assert(
      same,
      "sheaf: the children's executors differ in type; make them all asio::awaitable<T, Executor> of one Executor");
  return same;
}

template <class... Children>
consteval bool check_children() {
  if constexpr ((check_child<Children>() && ...)) {
    return check_same_executor<Children...>();
  } else {
    return false;
  }
}

template <class Range>
consteval bool check_range() {
  constexpr bool range = std::ranges::input_range<Range>;
  static_assert(range,
                "sheaf: this call takes a range of awaitables, as a std::vector of them; gather, settle, race and "
                "first_success take them by name too");
  if constexpr (range) {
    using reference = std::ranges::range_reference_t<Range>;
    constexpr bool given_away = !awaitable_type<reference> || !std::is_lvalue_reference_v<reference> ||
                                (!std::is_lvalue_reference_v<Range> && !std::ranges::view<std::remove_cvref_t<Range>>);
    static_assert(
        given_away,
        "sheaf: this range keeps its awaitables; each runs once, so give the range away: std::move(children)");
    return given_away && check_child<std::remove_cvref_t<reference>>();
  } else {
    return false;
  }
}

/// Of a body that is given a `Handle`.
template <class F, class Handle, class Executor>
consteval bool check_body() {
  constexpr bool callable = std::is_invocable_v<F&, Handle&>;
  static_assert(callable,
                "sheaf: the body must be callable with one argument, what this call gives it: [&](auto& it) -> "
                "asio::awaitable<void> { ... }");
  if constexpr (callable) {
    using result = std::invoke_result_t<F&, Handle&>;
    constexpr bool awaitable = awaitable_type<result>;
    static_assert(awaitable, "sheaf: the body must be a coroutine, a callable that gives an asio::awaitable");
    if constexpr (awaitable) {
      constexpr bool same = std::is_same_v<typename awaitable_traits<result>::executor, Executor>;
      static_assert(
          same, "sheaf: the body must be a coroutine on the executor of its children: asio::awaitable<T, Executor>");
      return same && check_child<result>();
    }
  }
  return false;
}

/// Moves the awaitables of `range`, each read once, into a vector.
template <class Range>
auto collect(Range&& range) {
  using child = std::remove_cvref_t<std::ranges::range_reference_t<Range>>;
  if constexpr (std::is_same_v<Range, std::vector<child>>) {
    return std::move(range);
  } else {
    std::vector<child> children;
    if constexpr (std::ranges::sized_range<Range>) {
      children.reserve(static_cast<std::size_t>(std::ranges::size(range)));
    }
    for (auto&& each : range) children.push_back(static_cast<child&&>(each));
    return children;
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_DETAIL_CHILDREN_HPP
