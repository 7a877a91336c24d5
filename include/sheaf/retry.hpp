// SPDX-License-Identifier: MIT
//
// retry.hpp: try again, after a while, what may succeed then.

#ifndef SHEAF_RETRY_HPP
#define SHEAF_RETRY_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/attempt.hpp>
#include <sheaf/detail/closure.hpp>
#include <sheaf/detail/function_ref.hpp>
#include <sheaf/detail/retrying.hpp>
#include <sheaf/event.hpp>
#include <sheaf/time_source.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sheaf {
inline namespace v0 {

/// How often, how long between, and after which errors. Setters give a changed copy.
///
/// Before try n + 1 it waits a random time between nothing and min(cap, base * 2^(n - 1)): "full jitter", which keeps
/// those who failed together from coming back together.
class retry_policy {
 public:
  retry_policy() noexcept {}

  /// At most `n` tries, the first included; 3 unless said. Throws std::invalid_argument unless n > 0.
  template <std::integral N>
  [[nodiscard]] retry_policy attempts(N n) const {
    if (std::cmp_less(n, 1)) throw std::invalid_argument("sheaf::retry_policy::attempts: must be at least 1");
    return with([n](retry_policy& p) { p.attempts_ = static_cast<std::size_t>(n); });
  }
  /// What the wait after the first try is below; 100 ms unless said.
  template <class Rep, class Period>
  [[nodiscard]] retry_policy base(std::chrono::duration<Rep, Period> wait) const {
    return with([wait](retry_policy& p) { p.base_ = sheaf::at_most(wait, duration::max()); });
  }
  /// What every wait is below; 10 s unless said.
  template <class Rep, class Period>
  [[nodiscard]] retry_policy cap(std::chrono::duration<Rep, Period> wait) const {
    return with([wait](retry_policy& p) { p.cap_ = sheaf::at_most(wait, duration::max()); });
  }
  /// `decide(const std::exception_ptr&)` says whether to try again after this error; always, unless said. Borrowed
  /// until the call has ended: a named callable, or one that captures nothing.
  template <class F>
  [[nodiscard]] retry_policy retry_if(F&& decide) const {
    return with([&decide](retry_policy& p) { p.retry_if_ = decltype(p.retry_if_)(std::forward<F>(decide)); });
  }
  /// `least(const std::exception_ptr&)` gives a std::optional<sheaf::duration>: the least wait that the error asks for,
  /// as Retry-After of RFC 9110, 10.2.3 does. The random wait comes on top. Borrowed as retry_if's.
  template <class F>
  [[nodiscard]] retry_policy wait_at_least(F&& least) const {
    return with([&least](retry_policy& p) { p.least_ = decltype(p.least_)(std::forward<F>(least)); });
  }
  /// A wait that would not be over by then is not begun: the last error is thrown at once.
  [[nodiscard]] retry_policy deadline(time_point when) const {
    return with([when](retry_policy& p) { p.deadline_ = when; });
  }
  /// Makes the random waits the same each time; otherwise they are seeded by std::random_device.
  [[nodiscard]] retry_policy seed(std::uint64_t number) const {
    return with([number](retry_policy& p) { p.seed_ = number; });
  }
  /// Where time comes from; null is the system's clocks. Borrowed until the call has ended.
  [[nodiscard]] retry_policy time(time_source* source) const {
    return with([source](retry_policy& p) { p.time_ = source; });
  }
  /// Tells `observer(const event&)` of each try that starts and ends, and of waits; as options().on_event().
  template <class F>
  [[nodiscard]] retry_policy on_event(F&& observer) const {
    return with([&observer](retry_policy& p) { p.observer_ = decltype(p.observer_)(std::forward<F>(observer)); });
  }
  /// What events call this call. Borrowed until it has ended.
  [[nodiscard]] retry_policy label(std::string_view name) const {
    return with([name](retry_policy& p) { p.label_ = name; });
  }

 private:
  friend class detail::retrying;

  template <class F>
  retry_policy with(F change) const {
    retry_policy copy = *this;
    change(copy);
    return copy;
  }

  std::size_t attempts_ = 3;
  duration base_ = std::chrono::milliseconds(100);
  duration cap_ = std::chrono::seconds(10);
  detail::function_ref<bool(const std::exception_ptr&)> retry_if_;
  detail::function_ref<std::optional<duration>(const std::exception_ptr&)> least_;
  time_point deadline_ = no_deadline;
  std::optional<std::uint64_t> seed_;
  time_source* time_ = nullptr;
  detail::function_ref<void(const event&)> observer_;
  std::string_view label_;
};

/// Calls `make()`, or `make(n)` for try n counted from 0, and awaits what it gives, until that succeeds.
///
///     page p = co_await sheaf::retry(sheaf::retry_policy().attempts(4), [&] { return load(id); });
///
/// Returns: what the first try to succeed gives. Only for what may safely be done twice.
/// Throws:  the last try's error, as it was, when there are no more tries, when retry_if says no, or when a wait would
///   go beyond the deadline.
/// Cancellation: as a bare co_await of the try, or of a timer while it waits. A caller that was told to stop tries
///   nothing more, whatever the error.
/// Lifetime: one try at a time, gone before the next begins.
template <class F>
[[nodiscard]] auto retry(retry_policy policy, F&& make) {
  SHEAF_CHECK_CLOSURE(F);
  if constexpr (detail::check_attempt<std::decay_t<F>>()) {
    return detail::retrying::run(std::move(policy), std::decay_t<F>(std::forward<F>(make)));
  } else {
    return detail::refuse();
  }
}

/// retry for those who are no coroutine: as async_gather.
template <class Where, class Token, class F>
auto async_retry(Where&& where, Token&& token, retry_policy policy, F&& make) {
  return asio::co_spawn(where, retry(std::move(policy), std::forward<F>(make)), std::forward<Token>(token));
}

}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_RETRY_HPP
