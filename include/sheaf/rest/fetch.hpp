// SPDX-License-Identifier: MIT
//
// fetch.hpp: many lists at once, one merged result; and one list by itself.

#ifndef SHEAF_REST_FETCH_HPP
#define SHEAF_REST_FETCH_HPP

#include <sheaf/detail/coroutines.hpp>
#include <sheaf/rest/detail/fetch_load.hpp>
#include <sheaf/rest/detail/load.hpp>
#include <sheaf/rest/fetch_options.hpp>
#include <sheaf/rest/merged.hpp>
#include <sheaf/rest/resources.hpp>
#include <sheaf/rest/source.hpp>

#include <exception>
#include <tuple>
#include <utility>

SHEAF_COROUTINES_BEGIN

namespace sheaf {
inline namespace v0 {
namespace rest {

/// Fetches every list of the set at once.
///
///     auto merged = co_await rest::fetch(source, instances, rest::fetch_options().timeout(2s));
///
/// Throws:  operation_aborted when the caller was cancelled, std::bad_alloc, std::invalid_argument for misuse.
///   Everything else is said by the part it concerns; the others come all the same.
/// Threads: to be awaited on the source's executor, which is serial.
template <source S, class... Lists>
[[nodiscard]] asio::awaitable<merged<typename Lists::row_type...>> fetch(const S& from,
                                                                         const resource_set<Lists...>& lists,
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
  fetch_load<S, Ts...> all(from, std::move(queries), options);
  auto loading = load_all(all.with, all.lists, options.gather_options());
  co_await std::move(loading);
  co_return all.take();
}

template <class S, class T>
asio::awaitable<listing<T>> run_list(S from, query<T> q, fetch_options options) {
  load_context<S> with(from, options);
  listing<T> all;
  list_load<list_builder<T>> one({std::move(q), &all, options.get_pages()});
  auto loading = load(with, one);
  co_await std::move(loading);
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
