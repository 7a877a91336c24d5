// SPDX-License-Identifier: MIT
//
// fetch.hpp: many lists at once, one merged result; and one list by itself.

#ifndef SHEAF_REST_FETCH_HPP
#define SHEAF_REST_FETCH_HPP

#include <sheaf/detail/coroutines.hpp>
#include <sheaf/gather.hpp>
#include <sheaf/rest/detail/load.hpp>
#include <sheaf/rest/merged.hpp>
#include <sheaf/rest/resources.hpp>
#include <sheaf/rest/retries.hpp>
#include <sheaf/rest/source.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>


SHEAF_COROUTINES_BEGIN

namespace sheaf {
inline namespace v0 {
namespace rest {

/// Named options with setters; a class and no aggregate, as sheaf::options.
class fetch_options {
 public:
  fetch_options() noexcept {}

  /// The whole fetch, logins and every page included, is over after this long: what is not there then says timed_out.
  template <class Rep, class Period>
  [[nodiscard]] fetch_options timeout(std::chrono::duration<Rep, Period> wait) const {
    fetch_options out = *this;
    out.timeout_ = at_most(wait, duration::max());
    return out;
  }
  /// At most `n` lists are asked for at once; 1 asks for one after another.
  template <std::integral N>
  [[nodiscard]] fetch_options limit(N n) const {
    fetch_options out = *this;
    out.gather_ = out.gather_.limit(n);
    return out;
  }

  /// At most so many pages of one list; it is truncated where there are more. 10,000 unless told.
  template <std::integral N>
  [[nodiscard]] fetch_options pages(N n) const {
    if (std::cmp_less(n, 1)) throw std::invalid_argument("sheaf::rest::fetch_options::pages: must be at least 1");
    fetch_options out = *this;
    out.pages_ = static_cast<std::size_t>(n);
    return out;
  }

  /// How often pages are asked for again that could not be had: three tries each and ten more in all unless told.
  [[nodiscard]] fetch_options retries(rest::retries how) const {
    fetch_options out = *this;
    out.retries_ = std::move(how);
    return out;
  }

  [[nodiscard]] duration get_timeout() const noexcept { return timeout_; }
  [[nodiscard]] std::size_t get_pages() const noexcept { return pages_; }
  [[nodiscard]] const rest::retries& get_retries() const noexcept { return retries_; }
  [[nodiscard]] const sheaf::options& gather_options() const noexcept { return gather_; }

 private:
  duration timeout_ = duration::max();
  std::size_t pages_ = 10'000;
  rest::retries retries_;
  sheaf::options gather_;
};

/// Fetches every list of the set at once.
///
///     auto merged = co_await rest::fetch(source, instances, rest::fetch_options().timeout(2s));
///
/// Throws:  operation_aborted when the caller was cancelled, std::bad_alloc, std::invalid_argument for misuse. Everything
///   else is said by the part it concerns; the others come all the same.
/// Threads: to be awaited on the source's executor, which is serial.
template <source S, class... Lists>
[[nodiscard]] asio::awaitable<merged<typename Lists::row_type...>> fetch(const S& from, const resource_set<Lists...>& lists,
                                                                         const fetch_options& options = {});

/// Fetches one list, whole.
///
/// Throws: what kept it from being complete: rest::status_error, http::error, rest::bad_answer, rest::unknown_service,
///   rest::source_error; operation_aborted when cancelled. what() names the service.
template <source S, list_like List>
[[nodiscard]] asio::awaitable<listing<typename List::row_type>> list(const S& from, const List& what,
                                                                     const fetch_options& options = {});

namespace detail {

template <class S, class... Ts>
asio::awaitable<merged<Ts...>> run_fetch(S from, std::tuple<query<Ts>...> queries, fetch_options options) {
  const time_point begin = now(from.time());
  load_context with(begin, deadline_after(begin, options.get_timeout()), options.get_pages(), options.get_retries(), from.new_request_id());
  auto all = std::apply(
      [&](auto&... q) { return settle(load(from, std::move(q), with)..., options.gather_options().serial()); }, queries);
  auto outcomes = co_await std::move(all);
  const auto state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() != asio::cancellation_type::none) throw asio::system_error(asio::error::operation_aborted, "fetch");
  auto parts = std::apply([](auto&... o) { return std::tuple<listing<Ts>...>(std::move(o).value()...); }, outcomes);
  co_return merged<Ts...>(std::move(parts), now(from.time()) - begin);
}

template <class S, class T>
asio::awaitable<listing<T>> run_list(S from, query<T> q, fetch_options options) {
  const time_point begin = now(from.time());
  load_context with(begin, deadline_after(begin, options.get_timeout()), options.get_pages(), options.get_retries(), from.new_request_id());
  auto loading = load(from, std::move(q), with);
  listing<T> all = co_await std::move(loading);
  if (!all) std::rethrow_exception(all.error());
  co_return all;
}

}  // namespace detail

template <source S, class... Lists>
asio::awaitable<merged<typename Lists::row_type...>> fetch(const S& from, const resource_set<Lists...>& lists,
                                                           const fetch_options& options) {
  auto queries = lists.queries();
  std::apply([](const auto&... q) { (q.check(), ...); }, queries);
  return detail::run_fetch<S, typename Lists::row_type...>(from, std::move(queries), options);
}

template <source S, list_like List>
asio::awaitable<listing<typename List::row_type>> list(const S& from, const List& what, const fetch_options& options) {
  query<typename List::row_type> q(what);
  q.check();
  return detail::run_list<S, typename List::row_type>(from, std::move(q), options);
}

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_REST_FETCH_HPP
