// SPDX-License-Identifier: MIT
//
// merged.hpp: the lists of one fetch, each with its status.

#ifndef SHEAF_REST_MERGED_HPP
#define SHEAF_REST_MERGED_HPP

#include <sheaf/rest/critical_path.hpp>
#include <sheaf/rest/listing.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace rest {

namespace detail {
template <class S, class... Ts>
class fetch_load;
}  // namespace detail

/// One thing that went wrong, and which lists it concerns: a failed login, or a service that is down, is one problem.
class problem {
 public:
  explicit problem(const part& p) : lists{p.name()}, status(p.status()), message(p.message()), error(p.error()) {}
  std::vector<std::string> lists;
  list_status status;
  std::string message;
  std::exception_ptr error;
};

/// A listing for each list of the set, in its order. Tuple-like:
///
///     auto merged = co_await cloud.fetch(instances);
///     auto& [servers, flavors] = merged;
template <class... Ts>
class merged {
 public:
  static_assert(sizeof...(Ts) > 0);

  merged() = default;
  merged(std::tuple<listing<Ts>...> parts, duration took) : parts_(std::move(parts)), took_(took) {}

  template <std::size_t I>
  [[nodiscard]] auto& get() & noexcept { return std::get<I>(parts_); }
  template <std::size_t I>
  [[nodiscard]] const auto& get() const& noexcept { return std::get<I>(parts_); }
  template <std::size_t I>
  [[nodiscard]] auto&& get() && noexcept { return std::get<I>(std::move(parts_)); }

  /// The list of that name and type of rows: `merged.get<compute::server>("servers")`. Throws std::out_of_range where
  /// there is none.
  template <class T>
  [[nodiscard]] const listing<T>& get(std::string_view name) const {
    const part* found = nullptr;
    each([&](const auto& list) {
      if (std::is_same_v<decltype(list), const listing<T>&> && list.name() == name) found = &list;
    });
    if (!found)
      throw std::out_of_range("sheaf::rest::merged: no list of that name and type of rows: " + std::string(name));
    return static_cast<const listing<T>&>(*found);
  }
  template <class T>
  [[nodiscard]] listing<T>& get(std::string_view name) {
    return const_cast<listing<T>&>(std::as_const(*this).template get<T>(name));
  }

  /// Calls f(listing) for each, in order.
  template <class F>
  void each(F f) const {
    std::apply([&](const auto&... list) { (f(list), ...); }, parts_);
  }
  /// The same without the rows' types.
  [[nodiscard]] std::array<const part*, sizeof...(Ts)> parts() const noexcept {
    return std::apply([](const auto&... list) { return std::array<const part*, sizeof...(Ts)>{&list...}; }, parts_);
  }

  /// True when every list is complete.
  explicit operator bool() const noexcept {
    const auto all = parts();
    return std::all_of(all.begin(), all.end(), [](const part* p) { return bool(*p); });
  }
  /// What went wrong; what several lists say in the same words is told once.
  [[nodiscard]] std::vector<problem> problems() const {
    std::vector<problem> out;
    for (const part* p : parts()) {
      if (*p) continue;
      const auto same = std::find_if(out.begin(), out.end(), [&](const problem& known) {
        return known.status == p->status() && known.message == p->message();
      });
      if (same != out.end()) {
        same->lists.push_back(p->name());
      } else {
        out.emplace_back(*p);
      }
    }
    return out;
  }
  /// Which list set the time of the fetch, and by what.
  [[nodiscard]] rest::critical_path critical_path() const {
    const auto all = parts();
    return rest::critical_path(all);
  }
  /// From the begin of the fetch to its end.
  [[nodiscard]] duration took() const noexcept { return took_; }

 private:
  template <class S, class... Us>
  friend class detail::fetch_load;
  std::tuple<listing<Ts>...> parts_;
  duration took_{};
};

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

template <class... Ts>
struct std::tuple_size<sheaf::rest::merged<Ts...>> : std::integral_constant<std::size_t, sizeof...(Ts)> {};
template <std::size_t I, class... Ts>
struct std::tuple_element<I, sheaf::rest::merged<Ts...>> {
  using type = sheaf::rest::listing<std::tuple_element_t<I, std::tuple<Ts...>>>;
};

#endif  // SHEAF_REST_MERGED_HPP
