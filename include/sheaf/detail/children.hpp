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

template <class Child>
consteval bool check_child() {
  static_assert(awaitable_type<Child>,
                "sheaf: a child must be an asio::awaitable (call the coroutine: give f(), not f); options come last");
  if constexpr (awaitable_type<Child>) {
    using traits = awaitable_traits<std::remove_cvref_t<Child>>;
    static_assert(!std::is_lvalue_reference_v<Child>,
                  "sheaf: this child is an lvalue; an awaitable runs once, so give it away: std::move(child)");
    static_assert(!std::is_reference_v<typename traits::result>,
                  "sheaf: a child may not give a reference: its slot would dangle; give a value, a pointer or a "
                  "std::reference_wrapper");
    static_assert(gatherable_executor<typename traits::executor>,
                  "sheaf: children on this raw executor might run at the same time and could not be kept apart; use "
                  "asio::awaitable<T> (on any_io_executor) or asio::awaitable<T, asio::strand<...>>");
  }
  return true;
}

template <class First, class... Rest>
consteval bool check_same_executor() {
  static_assert((std::is_same_v<typename awaitable_traits<std::remove_cvref_t<First>>::executor,
                                typename awaitable_traits<std::remove_cvref_t<Rest>>::executor> &&
                 ...),
                "sheaf: the children's executors differ in type; make them all asio::awaitable<T, Executor> of one Executor");
  return true;
}

template <class Range>
consteval bool check_range() {
  using reference = std::ranges::range_reference_t<Range>;
  static_assert(!std::is_lvalue_reference_v<reference> ||
                    (!std::is_lvalue_reference_v<Range> && !std::ranges::view<std::remove_cvref_t<Range>>),
                "sheaf: this range keeps its awaitables; each runs once, so give the range away: std::move(children)");
  return check_child<std::remove_cvref_t<reference>>();
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
