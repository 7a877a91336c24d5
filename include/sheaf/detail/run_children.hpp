// SPDX-License-Identifier: MIT
//
// From the arguments of a combinator to a group that runs them: awaitables by name or one range of them, options last.

#ifndef SHEAF_DETAIL_RUN_CHILDREN_HPP
#define SHEAF_DETAIL_RUN_CHILDREN_HPP

#include <sheaf/detail/child_groups.hpp>
#include <sheaf/detail/children.hpp>
#include <sheaf/detail/run_group.hpp>
#include <sheaf/options.hpp>

#include <cstddef>
#include <ranges>
#include <tuple>
#include <type_traits>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace detail {

template <template <class> class Policy, class... Children>
auto run_tuple(const sheaf::options& options, Children&&... children) {
  if constexpr (sizeof...(Children) == 0) {
    return []() -> asio::awaitable<std::tuple<>> { co_return std::tuple<>(); }();
  } else if constexpr (check_children<Children...>()) {
    using executor =
        typename awaitable_traits<std::remove_cvref_t<std::tuple_element_t<0, std::tuple<Children...>>>>::executor;
    using group = tuple_group<Policy, executor, typename awaitable_traits<std::remove_cvref_t<Children>>::result...>;
    check_options<group, typename awaitable_traits<std::remove_cvref_t<Children>>::result...>(options);
    return run_group<group, executor>(options, std::tuple<std::remove_cvref_t<Children>...>(std::move(children)...));
  } else {
    return refuse();
  }
}

template <template <class> class Policy, class Range, class... Config>
auto run_range(const sheaf::options& options, Range&& range, Config... config) {
  if constexpr (check_range<Range>()) {
    using child = std::remove_cvref_t<std::ranges::range_reference_t<Range>>;
    using executor = typename awaitable_traits<child>::executor;
    using group = vector_group<Policy, executor, typename awaitable_traits<child>::result>;
    check_options<group, typename awaitable_traits<child>::result>(options);
    return run_group<group, executor>(options, collect(std::forward<Range>(range)), config...);
  } else {
    return refuse();
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

template <class... Args>
inline constexpr bool any_children = ((is_options<Args> ? 0 : 1) + ... + 0) > 0;

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

#endif  // SHEAF_DETAIL_RUN_CHILDREN_HPP
