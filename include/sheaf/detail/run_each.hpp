// SPDX-License-Identifier: MIT
//
// From the arguments of gather_each and settle_each to a group that runs them.

#ifndef SHEAF_DETAIL_RUN_EACH_HPP
#define SHEAF_DETAIL_RUN_EACH_HPP

#include <sheaf/detail/children.hpp>
#include <sheaf/detail/each_group.hpp>
#include <sheaf/detail/run_group.hpp>
#include <sheaf/options.hpp>

#include <type_traits>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace detail {

template <template <class> class Policy, class Range, class F>
auto run_each(const sheaf::options& options, Range&& range, F&& f) {
  using function = std::decay_t<F>;
  if constexpr (check_each<Range, function>()) {
    using child = std::invoke_result_t<function&, typename each_call<Range, function>::argument>;
    using result = typename awaitable_traits<child>::result;
    using executor = typename awaitable_traits<child>::executor;
    using group = each_group<Policy, executor, result, Range, function>;
    check_options<group, result>(options);
    return run_group<group, executor>(options, items<Range>(std::forward<Range>(range)), function(std::forward<F>(f)));
  } else {
    return refuse();
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_DETAIL_RUN_EACH_HPP
