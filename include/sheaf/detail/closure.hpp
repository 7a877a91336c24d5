// SPDX-License-Identifier: MIT
//
// A guard against GCC 12, which destroys a lambda twice when it is made inside a co_await expression and captures
// something with a destructor. Where a call takes a callable, such a lambda is refused at compile time.

#ifndef SHEAF_DETAIL_CLOSURE_HPP
#define SHEAF_DETAIL_CLOSURE_HPP

#include <string_view>
#include <type_traits>

namespace sheaf {
inline namespace v0 {
namespace detail {

template <class F>
consteval bool is_closure() {
#if defined(__GNUC__) && !defined(__clang__)
  return std::string_view(__PRETTY_FUNCTION__).find("<lambda(") != std::string_view::npos;
#else
  return false;
#endif
}

/// True for what GCC 12 handles rightly: named objects, what has nothing to destroy, and what is no lambda.
template <class F>
inline constexpr bool safe_in_co_await =
    std::is_lvalue_reference_v<F> || std::is_trivially_destructible_v<std::remove_reference_t<F>> ||
    !is_closure<std::remove_cvref_t<F>>();

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

#define SHEAF_CHECK_CLOSURE(F)                                                                                         \
  static_assert(::sheaf::detail::safe_in_co_await<F>,                                                                  \
                "sheaf: GCC 12 would destroy this lambda twice, because it captures something with a destructor and "  \
                "is written inside a co_await expression; capture by reference, or give the lambda a name first")

#endif  // SHEAF_DETAIL_CLOSURE_HPP
