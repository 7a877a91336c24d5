// SPDX-License-Identifier: MIT
//
// The lists of one fetch, and the merged result that they fill.

#ifndef SHEAF_REST_DETAIL_FETCH_LOAD_HPP
#define SHEAF_REST_DETAIL_FETCH_LOAD_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/coroutines.hpp>
#include <sheaf/gather.hpp>
#include <sheaf/options.hpp>
#include <sheaf/rest/detail/load.hpp>
#include <sheaf/rest/fetch_options.hpp>
#include <sheaf/rest/merged.hpp>
#include <sheaf/rest/query.hpp>

#include <cstddef>
#include <tuple>
#include <utility>
#include <vector>

SHEAF_COROUTINES_BEGIN

namespace sheaf {
inline namespace v0 {
namespace rest {
namespace detail {

template <class S, class... Ts>
class fetch_load {
 public:
  fetch_load(const S& from, std::tuple<query<Ts>...> queries, const fetch_options& options)
      : with(from, options), loads_(seeded(std::move(queries), std::index_sequence_for<Ts...>())) {
    std::apply([&](auto&... load) { lists = {&load...}; }, loads_);
  }
  fetch_load(const fetch_load&) = delete;
  fetch_load& operator=(const fetch_load&) = delete;

  [[nodiscard]] const merged<Ts...>& so_far() const noexcept { return all_; }
  /// When all have been loaded.
  [[nodiscard]] merged<Ts...> take() {
    all_.took_ = now(with.from.time()) - with.begin;
    return std::move(all_);
  }

  load_context<S> with;
  std::vector<any_load*> lists;

 private:
  template <std::size_t... I>
  auto seeded(std::tuple<query<Ts>...> queries, std::index_sequence<I...>) {
    return std::tuple<list_load<list_builder<Ts>>...>(typename list_load<list_builder<Ts>>::seed{
        std::move(std::get<I>(queries)), &all_.template get<I>(), with.pages}...);
  }

  merged<Ts...> all_;
  std::tuple<list_load<list_builder<Ts>>...> loads_;
};

template <class S>
std::vector<asio::awaitable<void>> loads_of(load_context<S>& with, const std::vector<any_load*>& lists) {
  std::vector<asio::awaitable<void>> out;
  out.reserve(lists.size());
  for (any_load* list : lists) out.push_back(load(with, *list));
  return out;
}

// Throws operation_aborted where the caller was cancelled, though each list has said what it means for it.
template <class S>
asio::awaitable<void> load_all(load_context<S>& with, const std::vector<any_load*>& lists, const sheaf::options& how) {
  auto all = settle(loads_of(with, lists), how.serial());
  const auto outcomes = co_await std::move(all);
  const auto state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() != asio::cancellation_type::none)
    throw asio::system_error(asio::error::operation_aborted, "fetch");
  for (const auto& outcome : outcomes) (void)outcome.value();
}

}  // namespace detail
}  // namespace rest
}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_REST_DETAIL_FETCH_LOAD_HPP
