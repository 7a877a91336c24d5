// SPDX-License-Identifier: MIT
//
// What is tried more than once: a callable that gives a new awaitable for each try, told its number if it wants it.

#ifndef SHEAF_DETAIL_ATTEMPT_HPP
#define SHEAF_DETAIL_ATTEMPT_HPP

#include <sheaf/detail/children.hpp>

#include <cstddef>
#include <type_traits>

namespace sheaf {
inline namespace v0 {
namespace detail {

template <class F>
concept numbered_attempt = std::is_invocable_v<F&, std::size_t>;

template <class F>
decltype(auto) attempt(F& make, [[maybe_unused]] std::size_t number) {
  if constexpr (numbered_attempt<F>) {
    return make(number);
  } else {
    return make();
  }
}

template <class F>
consteval bool check_attempt() {
  constexpr bool callable = numbered_attempt<F> || std::is_invocable_v<F&>;
  static_assert(callable, "sheaf: each try needs an awaitable of its own: give what makes them, f, and not f()");
  if constexpr (callable) {
    return check_child<decltype(attempt(std::declval<F&>(), 0))>();
  } else {
    return false;
  }
}

template <class F>
using attempt_traits = awaitable_traits<std::remove_cvref_t<decltype(attempt(std::declval<F&>(), 0))>>;

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_DETAIL_ATTEMPT_HPP
