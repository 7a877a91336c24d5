// SPDX-License-Identifier: MIT
//
// Calls with one child, which give its value and not a tuple of it.

#ifndef SHEAF_DETAIL_SINGLE_CHILD_HPP
#define SHEAF_DETAIL_SINGLE_CHILD_HPP

#include <sheaf/detail/child_groups.hpp>
#include <sheaf/detail/gathering.hpp>
#include <sheaf/detail/run_group.hpp>
#include <sheaf/options.hpp>
#include <sheaf/outcome.hpp>

#include <tuple>
#include <type_traits>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace detail {

template <class Executor>
class single : public fail_fast<Executor> {
 public:
  static constexpr bool can_throw_all = false;

  template <class T>
  [[nodiscard]] T take(std::tuple<outcome<T>>& slots) {
    this->check();
    if constexpr (!std::is_void_v<T>) return std::move(*std::get<0>(slots));
  }

 protected:
  using fail_fast<Executor>::fail_fast;
};

template <class Executor>
class shielded : public single<Executor> {
 public:
  static constexpr bool passes_cancellation = false;

 protected:
  using single<Executor>::single;
};

template <template <class> class Policy, class Child>
auto run_single(const sheaf::options& options, Child&& child) {
  if constexpr (check_child<Child>()) {
    using traits = awaitable_traits<std::remove_cvref_t<Child>>;
    using group = tuple_group<Policy, typename traits::executor, typename traits::result>;
    check_options<group, typename traits::result>(options);
    return run_group<group, typename traits::executor>(options,
                                                       std::tuple<std::remove_cvref_t<Child>>(std::move(child)));
  } else {
    return refuse();
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_DETAIL_SINGLE_CHILD_HPP
