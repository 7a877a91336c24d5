// SPDX-License-Identifier: MIT
//
// resources.hpp: the lists that are fetched together.

#ifndef SHEAF_REST_RESOURCES_HPP
#define SHEAF_REST_RESOURCES_HPP

#include <sheaf/rest/query.hpp>
#include <sheaf/rest/resource.hpp>

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace rest {

namespace detail {
// In a constant expression they may not be called, and the compiler's message has their names.
[[noreturn]] inline void no_list_may_be_named_errors_or_timing() {
  throw std::invalid_argument("sheaf::rest::resources: no list may be named \"errors\" or \"timing\"; use .named(...)");
}
[[noreturn]] inline void two_lists_of_one_name() {
  throw std::invalid_argument("sheaf::rest::resources: two lists of one name; use .named(...)");
}
}  // namespace detail

/// A set of lists. Of resources alone it is a constant expression, and a bad name does not compile; with queries among
/// them a bad name throws std::invalid_argument.
template <class... Lists>
class resource_set {
 public:
  constexpr explicit resource_set(const Lists&... lists) : lists_(lists...) { check(lists...); }

  /// The set as queries.
  [[nodiscard]] std::tuple<query<typename Lists::row_type>...> queries() const {
    return std::apply([](const auto&... list) { return std::tuple<query<typename Lists::row_type>...>(list...); },
                      lists_);
  }

 private:
  template <class T>
  static constexpr std::string_view name_of(const resource<T>& r) { return r.key.name(); }
  template <class T>
  static constexpr std::string_view name_of(const query<T>& q) { return q.name(); }

  static constexpr void check(const Lists&... lists) {
    const std::array<std::string_view, sizeof...(Lists)> names{name_of(lists)...};
    for (std::size_t i = 0; i != names.size(); ++i) {
      if (names[i] == "errors" || names[i] == "timing") detail::no_list_may_be_named_errors_or_timing();
      for (std::size_t j = 0; j != i; ++j) {
        if (names[i] == names[j]) detail::two_lists_of_one_name();
      }
    }
  }

  std::tuple<Lists...> lists_;
};

template <class T>
concept list_like = requires {
  typename T::row_type;
}
&&std::is_constructible_v<query<typename T::row_type>, const T&>;

/// The lists to fetch, in the order in which they come back.
template <list_like... Lists>
[[nodiscard]] constexpr resource_set<Lists...> resources(const Lists&... lists) {
  static_assert(sizeof...(Lists) > 0, "sheaf::rest::resources: nothing to fetch");
  return resource_set<Lists...>(lists...);
}

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_REST_RESOURCES_HPP
