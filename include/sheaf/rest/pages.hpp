// SPDX-License-Identifier: MIT
//
// pages.hpp: one list, page after page, for lists that are not to be held in memory whole.

#ifndef SHEAF_REST_PAGES_HPP
#define SHEAF_REST_PAGES_HPP

#include <sheaf/detail/closure.hpp>
#include <sheaf/detail/coroutines.hpp>
#include <sheaf/gather.hpp>
#include <sheaf/rest/detail/load.hpp>
#include <sheaf/rest/fetch.hpp>
#include <sheaf/rest/listing.hpp>
#include <sheaf/rest/query.hpp>
#include <sheaf/rest/source.hpp>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>


SHEAF_COROUTINES_BEGIN

namespace sheaf {
inline namespace v0 {
namespace rest {

/// A list that is read page by page. A handle: it holds one page's link and no rows.
template <source S, class T>
class page_stream {
 public:
  page_stream(const S& from, query<T> what, const fetch_options& options)
      : state_(std::make_shared<state>(from, std::move(what), options)) {}

  /// The next page, which is asked for now; nothing after the last. A page may be empty, and says of rows that could not be
  /// read what a listing says. One call at a time.
  ///
  /// Throws: what list throws. The stream ends then: how much came before is for the caller to know.
  [[nodiscard]] asio::awaitable<std::optional<listing<T>>> next() { return run(state_); }

  /// Gives f every page that is left, and asks for the next while f has one: two pages are held, and no more.
  ///
  ///     auto pages = rest::pages(cloud, compute::servers);
  ///     co_await pages.each([&](const auto& page) -> asio::awaitable<void> { co_await store(page); });
  ///
  /// f takes a const listing<T>& and gives nothing or asio::awaitable<void>.
  /// Throws: what list throws, and what f throws; either ends the other.
  template <class F>
  [[nodiscard]] asio::awaitable<void> each(F&& f) {
    SHEAF_CHECK_CLOSURE(F);
    return run_each(state_, std::decay_t<F>(std::forward<F>(f)));
  }

 private:
  struct state {
    state(const S& s, query<T> q, const fetch_options& options)
        : from(s), what(std::move(q)), begin(now(from.time())),
          with(begin, deadline_after(begin, options.get_timeout()), options.get_pages(), options.get_retries(), from.new_request_id()), walk(what, with),
          left(what.most()) {}
    state(const state&) = delete;
    state& operator=(const state&) = delete;

    S from;
    query<T> what;
    time_point begin;
    detail::load_context with;
    detail::page_walk<T> walk;
    std::size_t left;  // rows that are still wanted
    bool more = true;
  };

  static asio::awaitable<std::optional<listing<T>>> run(std::shared_ptr<state> self) {
    if (!std::exchange(self->more, false) || self->left == 0) co_return std::nullopt;
    detail::list_builder<T> page(self->what, self->begin, now(self->from.time()));
    std::exception_ptr failure;
    bool more = false;
    try {
      auto sending = detail::send(self->from, self->walk.next_call(), self->with, page);
      http::response answer = co_await std::move(sending);
      std::string id = self->from.request_id(answer);
      const std::optional<std::string> link = page.add(std::move(answer), std::move(id));
      const std::size_t rows = page.rows();
      more = !page.enough(self->left) && self->walk.go_on(link, page);
      self->left -= std::min(rows, self->left);
    } catch (...) {
      failure = std::current_exception();
    }
    if (failure) std::rethrow_exception(detail::read_error(failure, self->what.service()).error);
    self->more = more;
    co_return page.finish(now(self->from.time()));
  }

  template <class F>
  static asio::awaitable<void> run_each(std::shared_ptr<state> self, F f) {
    auto first = run(self);
    std::optional<listing<T>> page = co_await std::move(first);
    while (page) {
      auto both = gather(run(self), give(f, *page), sheaf::options().serial());
      auto results = co_await std::move(both);
      page = std::move(std::get<0>(results));
    }
  }
  template <class F>
  static asio::awaitable<void> give(F& f, const listing<T>& page) {
    if constexpr (std::is_void_v<std::invoke_result_t<F&, const listing<T>&>>) {
      f(page);
      co_return;
    } else {
      auto taking = f(page);
      co_await std::move(taking);
    }
  }

  std::shared_ptr<state> state_;
};

/// Reads a list page by page.
///
///     auto pages = rest::pages(cloud, compute::servers);
///     while (auto page = co_await pages.next()) {
///       for (const auto& server : *page) show(server);
///     }
///
/// options().timeout() is of the whole list, from this call on; options().pages() as in list.
/// Threads: as list.
template <source S, list_like List>
[[nodiscard]] page_stream<S, typename List::row_type> pages(const S& from, const List& what, const fetch_options& options = {}) {
  query<typename List::row_type> q(what);
  q.check();
  return {from, std::move(q), options};
}

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_REST_PAGES_HPP
