// SPDX-License-Identifier: MIT
//
// Lists, page after page, each into its part of the result.

#ifndef SHEAF_REST_DETAIL_LOAD_HPP
#define SHEAF_REST_DETAIL_LOAD_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/coroutines.hpp>
#include <sheaf/http/response.hpp>
#include <sheaf/limiter.hpp>
#include <sheaf/rest/detail/list_builder.hpp>
#include <sheaf/rest/detail/list_reader.hpp>
#include <sheaf/rest/detail/page_walk.hpp>
#include <sheaf/rest/detail/send_with_permit.hpp>
#include <sheaf/rest/fetch_options.hpp>
#include <sheaf/rest/listing.hpp>
#include <sheaf/rest/query.hpp>
#include <sheaf/rest/retries.hpp>
#include <sheaf/rest/source.hpp>
#include <sheaf/retry.hpp>

#include <cstddef>
#include <exception>
#include <optional>
#include <string>
#include <utility>

SHEAF_COROUTINES_BEGIN

namespace sheaf {
inline namespace v0 {
namespace rest {
namespace detail {

// What the lists of one fetch have in common; it lives as long as the fetch.
template <class S>
class load_context {
 public:
  load_context(const S& source, const fetch_options& how)
      : from(source),
        begin(now(from.time())),
        deadline(deadline_after(begin, how.get_timeout())),
        pages(how.get_pages()),
        waits(how.get_retries().waits()),
        tries(how.get_retries().get_attempts()),
        retries_left(how.get_retries().get_budget()),
        limit(how.get_limiter()),
        request_id(from.new_request_id()) {}
  load_context(const load_context&) = delete;
  load_context& operator=(const load_context&) = delete;

  const S from;
  const time_point begin, deadline;
  const std::size_t pages;
  const retry_policy waits;
  const std::size_t tries;
  std::size_t retries_left;
  const std::optional<limiter> limit;
  const std::string request_id;
};

// Sends until there is an answer, or a failure that is final; every try but the first is paid for from the fetch's
// budget.
template <class S>
asio::awaitable<http::response> send(load_context<S>& with, call c, list_reader& list, call_watch& watch) {
  const auto again = [&](const std::exception_ptr& error) {
    if (with.retries_left == 0 || !may_pass(error)) return false;
    --with.retries_left;
    watch.enter(call_step::pause, now(with.from.time()));
    return true;
  };
  const auto asked_for = [&](const std::exception_ptr& error) {
    return wait_asked_for(error, wall_now(with.from.time()));
  };
  const retry_policy policy =
      with.waits.retry_if(again).wait_at_least(asked_for).deadline(with.deadline).time(with.from.time());
  const auto one = [&](std::size_t before) {
    if (before != 0) list.asked_again();
    watch.again();
    watch.enter(call_step::answer, now(with.from.time()));
    if (!with.limit) return with.from.send(c);
    return send_with_permit(*with.limit, c, with.from.time(), "no permit of the limiter", with.from.send(c));
  };
  auto trying = retry(policy, one);
  co_return co_await std::move(trying);
}

// Without a length a body that breaks off looks like a whole one (RFC 9112 8): only who reads it notices.
inline bool may_be_cut_off(const http::response& answer) {
  return !answer.header("Content-Length") && !answer.header("Transfer-Encoding");
}

// The next page into the list; false where none follows. Throws what went wrong with it.
template <class S>
asio::awaitable<bool> load_page(load_context<S>& with, page_walk& walk, list_reader& list, std::size_t most) {
  call_watch watch;
  watch.begin(walk.page(), with.begin, now(with.from.time()));
  std::size_t bytes = 0;
  std::exception_ptr failure;
  bool more = false;
  try {
    const auto complaint = [&](std::string said, const http::response& of) {
      return said_by(with.from, std::move(said), of);
    };
    std::optional<std::string> link;
    for (bool again = false, done = false; !done; again = true) {
      call asked = walk.next_call().deadline(with.deadline).request_id(with.request_id).watched_by(&watch);
      auto sending = send(with, std::move(asked), list, watch);
      http::response answer = co_await std::move(sending);
      watch.enter(call_step::read, now(with.from.time()));
      bytes = answer.body().size();
      const bool may_go_again = !again && with.tries > 1 && with.retries_left != 0 && may_be_cut_off(answer);
      std::string id = with.from.request_id(answer);
      try {
        link = list.add(std::move(answer), std::move(id), complaint);
        done = true;
      } catch (const bad_answer&) {
        if (!may_go_again) throw;
        --with.retries_left;
        list.take_back();
      }
    }
    more = !list.enough(most) && walk.go_on(link, list);
  } catch (...) {
    failure = std::current_exception();
  }
  list.timed(watch.end(bytes, now(with.from.time())));
  if (failure) std::rethrow_exception(failure);
  co_return more;
}

// A list that is being loaded.
class any_load {
 public:
  any_load(const any_load&) = delete;
  any_load& operator=(const any_load&) = delete;

  list_reader& list;
  page_walk walk;

 protected:
  any_load(list_reader& into, page_walk pages) : list(into), walk(std::move(pages)) {}
  ~any_load() = default;
};

// Never throws what concerns the list: its part says it.
template <class S>
asio::awaitable<void> load(load_context<S>& with, any_load& what) {
  list_reader& list = what.list;
  list.begin(with.begin, now(with.from.time()));
  std::exception_ptr failure;
  try {
    const std::size_t most = list.query().most();
    for (bool more = most != 0; more;) {
      auto loading = load_page(with, what.walk, list, most);
      more = co_await std::move(loading);
    }
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) list.fail(failure);
  list.end(now(with.from.time()));
}

template <class Reader>
class list_load_base {
 protected:
  list_load_base(typename Reader::query_type q, typename Reader::part_type& into)
      : what_(std::move(q)), reader_(what_, into) {}
  typename Reader::query_type what_;
  Reader reader_;
};

// With the query that it needs, into a part that outlives it.
template <class Reader>
class list_load : list_load_base<Reader>, public any_load {
 public:
  struct seed {
    typename Reader::query_type what;
    typename Reader::part_type* into;
    std::size_t pages;
  };
  explicit list_load(seed from)
      : list_load_base<Reader>(std::move(from.what), *from.into),
        any_load(this->reader_, page_walk(this->what_, parameters_of(this->what_), from.pages)) {}
};

}  // namespace detail
}  // namespace rest
}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_REST_DETAIL_LOAD_HPP
