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

  /// The next page, which is asked for now; nothing after the last. A page may be empty, and says of rows that could
  /// not be read what a listing says. One call at a time.
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
        : what(std::move(q)),
          with(s, options),
          walk(what, detail::parameters_of(what), with.pages),
          left(what.most()) {}
    state(const state&) = delete;
    state& operator=(const state&) = delete;

    query<T> what;
    detail::load_context<S> with;
    detail::page_walk walk;
    std::size_t left;  // rows that are still wanted
    bool more = true;
  };

  static asio::awaitable<std::optional<listing<T>>> run(std::shared_ptr<state> self) {
    if (!std::exchange(self->more, false) || self->left == 0) co_return std::nullopt;
    listing<T> page;
    detail::list_builder<T> builder(self->what, page);
    time_source* const time = self->with.from.time();
    builder.begin(self->with.begin, now(time));
    std::exception_ptr failure;
    bool more = false;
    try {
      auto loading = detail::load_page(self->with, self->walk, builder, self->left);
      more = co_await std::move(loading);
    } catch (...) {
      failure = std::current_exception();
    }
    if (failure) std::rethrow_exception(detail::read_error(failure, self->what.service()).error);
    self->left -= std::min(page.size(), self->left);
    self->more = more;
    builder.end(now(time));
    co_return page;
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
[[nodiscard]] page_stream<S, typename List::row_type> pages(const S& from, const List& what,
                                                            const fetch_options& options = {}) {
  query<typename List::row_type> q(what);
  q.check();
  return {from, std::move(q), options};
}

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_REST_PAGES_HPP
