// SPDX-License-Identifier: MIT
//
// stream.hpp: many lists at once, each looked at as it comes.

#ifndef SHEAF_REST_STREAM_HPP
#define SHEAF_REST_STREAM_HPP

#include <sheaf/as_completed.hpp>
#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/closure.hpp>
#include <sheaf/detail/coroutines.hpp>
#include <sheaf/rest/detail/fetch_load.hpp>
#include <sheaf/rest/fetch_options.hpp>
#include <sheaf/rest/merged.hpp>
#include <sheaf/rest/resources.hpp>
#include <sheaf/rest/source.hpp>
#include <sheaf/timeout.hpp>

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

SHEAF_COROUTINES_BEGIN

namespace sheaf {
inline namespace v0 {
namespace rest {

/// What the body of stream is given.
template <class S, class... Ts>
class stream_view {
 public:
  using source_type = completions<void, asio::any_io_executor>;
  /// Made by stream.
  stream_view(source_type& done, const detail::fetch_load<S, Ts...>& all, time_point soft_deadline)
      : done_(done), all_(all), soft_deadline_(soft_deadline) {}
  stream_view(const stream_view&) = delete;
  stream_view& operator=(const stream_view&) = delete;

  /// The next list to be there, be it complete or not; null once the soft timeout has passed, or all have been given.
  /// What is late is given by next().
  [[nodiscard]] asio::awaitable<const part*> next_in_time() { return wait_in_time(*this); }
  /// The next list to be there; null when all have been given. One call at a time, from the body.
  /// Throws: operation_aborted when the body was cancelled while it waited.
  [[nodiscard]] asio::awaitable<const part*> next() { return wait(*this); }

  /// The result so far, in which what is not there is pending, and may be written out as it is: to_json(view.so_far()).
  [[nodiscard]] const merged<Ts...>& so_far() const noexcept { return all_.so_far(); }
  /// The lists that are not there yet, or have not been given.
  [[nodiscard]] std::vector<const part*> missing() const {
    std::vector<const part*> out;
    for (const part* p : so_far().parts()) {
      if (std::find(given_.begin(), given_.end(), p) == given_.end()) out.push_back(p);
    }
    return out;
  }

 private:
  static asio::awaitable<const part*> wait(stream_view& self) {
    auto waiting = self.done_.next();
    const auto one = co_await std::move(waiting);
    if (!one) co_return nullptr;
    (void)one->value();
    co_return self.given_.emplace_back(self.so_far().parts()[one->index]);
  }

  static asio::awaitable<const part*> wait_in_time(stream_view& self) {
    time_source* const time = self.all_.with.from.time();
    const duration left = self.soft_deadline_ == no_deadline ? duration::max() : self.soft_deadline_ - now(time);
    if (left <= duration::zero()) co_return nullptr;
    auto limited = with_timeout(left, wait(self), sheaf::options().time(time).serial());
    try {
      co_return co_await std::move(limited);
    } catch (const timed_out&) {
      co_return nullptr;
    }
  }

  source_type& done_;
  const detail::fetch_load<S, Ts...>& all_;
  const time_point soft_deadline_;
  std::vector<const part*> given_;
};

/// Fetches every list of the set at once, as fetch does, and lets `body` see each as soon as it is there.
///
///     auto all = co_await rest::stream(cloud, instances, [&](auto& view) -> asio::awaitable<void> {
///       while (const rest::part* part = co_await view.next_in_time()) show(*part);
///       answer_now(view.so_far());                            // after fetch_options().soft_timeout(): with what is there
///       while (const rest::part* part = co_await view.next()) add(*part);   // what was late
///     }, rest::fetch_options().soft_timeout(300ms).timeout(5s));
///
/// Returns: the merged result, as fetch does. Lists the body did not wait for are cancelled when it ends, and say so.
/// Throws:  what the body throws, and what fetch throws.
/// Threads: as fetch; the body runs on the source's executor too.
template <source S, class... Lists, class F>
[[nodiscard]] asio::awaitable<merged<typename Lists::row_type...>> stream(const S& from,
                                                                          const resource_set<Lists...>& lists, F&& body,
                                                                          const fetch_options& options = {});

namespace detail {

template <class S, class F, class... Ts>
asio::awaitable<merged<Ts...>> run_stream(S from, std::tuple<query<Ts>...> queries, F body, fetch_options options) {
  fetch_load<S, Ts...> all(from, std::move(queries), options);
  const time_point soft_deadline = deadline_after(all.with.begin, options.get_soft_timeout());
  const auto look_on = [&](completions<void, asio::any_io_executor>& done) -> asio::awaitable<void> {
    stream_view<S, Ts...> view(done, all, soft_deadline);
    auto looking = body(view);
    co_await std::move(looking);
  };
  auto both = as_completed(loads_of(all.with, all.lists), look_on, options.gather_options().serial());
  co_await std::move(both);
  const auto state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() != asio::cancellation_type::none)
    throw asio::system_error(asio::error::operation_aborted, "stream");
  for (any_load* one : all.lists) one->list.give_up();
  co_return all.take();
}

}  // namespace detail

template <source S, class... Lists, class F>
asio::awaitable<merged<typename Lists::row_type...>> stream(const S& from, const resource_set<Lists...>& lists,
                                                            F&& body, const fetch_options& options) {
  SHEAF_CHECK_CLOSURE(F);
  auto queries = lists.queries();
  std::apply([](const auto&... q) { (q.check(), ...); }, queries);
  return detail::run_stream<S, std::decay_t<F>, typename Lists::row_type...>(
      from, std::move(queries), std::decay_t<F>(std::forward<F>(body)), options);
}

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_REST_STREAM_HPP
