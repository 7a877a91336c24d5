// SPDX-License-Identifier: MIT
//
// hedge.hpp: ask again when the answer is late, and take whichever comes first.

#ifndef SHEAF_HEDGE_HPP
#define SHEAF_HEDGE_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/attempt.hpp>
#include <sheaf/detail/closure.hpp>
#include <sheaf/detail/function_ref.hpp>
#include <sheaf/detail/hedging.hpp>
#include <sheaf/error.hpp>
#include <sheaf/event.hpp>
#include <sheaf/latencies.hpp>
#include <sheaf/options.hpp>
#include <sheaf/time_source.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sheaf {
inline namespace v0 {

/// How much more than asked for may be sent: a bucket of tokens, from which every second, third, ... try takes one, and
/// to which every call adds `ratio`. When all is slow at once the bucket is soon empty, and hedging stops instead of
/// doubling the load.
///
/// A handle: copies share the bucket. Threads: any.
class hedge_budget {
 public:
  /// `ratio` is the share of extra tries in the long run, `burst` how many at most in a row; full at first.
  /// Throws std::invalid_argument where ratio < 0 or burst < 1.
  explicit hedge_budget(double ratio, double burst = 10) : bucket_(std::make_shared<bucket>(ratio, burst)) {
    if (!(ratio >= 0) || !(burst >= 1)) {
      throw std::invalid_argument("sheaf::hedge_budget: the ratio must be at least 0 and the burst at least 1");
    }
  }

  /// A call begins.
  void earn() const {
    const std::lock_guard lock(bucket_->mutex);
    bucket_->tokens = std::min(bucket_->tokens + bucket_->ratio, bucket_->burst);
  }
  /// False where there is not enough for one more try.
  [[nodiscard]] bool spend() const {
    const std::lock_guard lock(bucket_->mutex);
    if (bucket_->tokens < 1) return false;
    bucket_->tokens -= 1;
    return true;
  }

 private:
  struct bucket {
    bucket(double r, double b) : ratio(r), burst(b), tokens(b) {}
    std::mutex mutex;
    const double ratio;
    const double burst;
    double tokens;
  };
  std::shared_ptr<bucket> bucket_;
};

/// When to try again. Setters give a changed copy; copies share latencies and budget.
class hedge_policy {
 public:
  hedge_policy() noexcept {}

  /// At most `n` tries at once, the first included; 2 unless said. Throws std::invalid_argument unless n > 0.
  template <std::integral N>
  [[nodiscard]] hedge_policy attempts(N n) const {
    if (std::cmp_less(n, 1)) throw std::invalid_argument("sheaf::hedge_policy::attempts: must be at least 1");
    return with([n](hedge_policy& p) { p.attempts_ = static_cast<std::size_t>(n); });
  }
  /// How long to wait for an answer before the next try.
  template <class Rep, class Period>
  [[nodiscard]] hedge_policy delay(std::chrono::duration<Rep, Period> wait) const {
    return with([wait](hedge_policy& p) { p.delay_ = sheaf::at_most(wait, duration::max()); });
  }
  /// Waits `times` the quantile `q` of what successful tries have taken, which are added to `observed`. Until there are
  /// 20, a delay(wait) given as well counts, and without one there is no second try.
  [[nodiscard]] hedge_policy delay(latencies observed, double q, double times = 1) const {
    if (!(q > 0) || !(q < 1) || !(times > 0)) {
      throw std::invalid_argument(
          "sheaf::hedge_policy::delay: wants a quantile between 0 and 1, and a positive factor");
    }
    return with([&](hedge_policy& p) { p.observed_ = std::move(observed), p.quantile_ = q, p.times_ = times; });
  }
  /// Further tries are paid for from `shared`; without one there is no bound but attempts().
  [[nodiscard]] hedge_policy budget(hedge_budget shared) const {
    return with([&](hedge_policy& p) { p.budget_ = std::move(shared); });
  }
  /// `decide(const std::exception_ptr&)` is true of errors that another try would meet as well: the first such ends all
  /// and is thrown, as is what `decide` throws. Borrowed until the call has ended: a named callable, or one that
  /// captures nothing.
  template <class F>
  [[nodiscard]] hedge_policy fatal(F&& decide) const {
    return with([&decide](hedge_policy& p) { p.fatal_ = decltype(p.fatal_)(std::forward<F>(decide)); });
  }
  /// Time, serial, failed, on_event and label are taken from these; in events the index is the number of the try. A
  /// limit, a timeout or errors(all) makes the call throw std::invalid_argument.
  [[nodiscard]] hedge_policy with_options(const sheaf::options& more) const {
    return with([&more](hedge_policy& p) { p.options_ = more; });
  }
  /// Where time comes from; null is the system's clocks. Borrowed until the call has ended.
  [[nodiscard]] hedge_policy time(time_source* source) const { return with_options(options_.time(source)); }

 private:
  template <class, class, class>
  friend class detail::hedge_group;
  friend class detail::hedging;

  template <class F>
  hedge_policy with(F change) const {
    hedge_policy copy = *this;
    change(copy);
    return copy;
  }

  std::size_t attempts_ = 2;
  std::optional<duration> delay_;
  std::optional<latencies> observed_;
  double quantile_ = 0;
  double times_ = 1;
  std::optional<hedge_budget> budget_;
  detail::function_ref<bool(const std::exception_ptr&)> fatal_;
  sheaf::options options_;
};

/// Calls `make()`, or `make(n)` for try n counted from 0, and again each time the delay has passed without an answer,
/// or a try has failed, up to attempts() times and while the budget lasts; the first success is given, and the other
/// tries are cancelled and waited for.
///
///     sheaf::latencies seen;
///     sheaf::hedge_budget budget(0.05);
///     const auto policy = sheaf::hedge_policy().attempts(3).delay(seen, 0.95, 2).budget(budget);
///     answer a = co_await sheaf::hedge(policy, [&](std::size_t n) { return ask(replicas[n]); });
///
/// Only for what may safely be done twice: losing tries may have had their effect.
///
/// Throws:  the error that fatal() named, as it was; all_failed when all tries failed and there may be no more;
///   operation_aborted when the caller was cancelled.
/// Cancellation, threads, lifetime: as gather. No timer stays.
/// Cost:    as gather of the tries begun, and a timer where there may be a second.
template <class F>
[[nodiscard]] auto hedge(hedge_policy policy, F&& make) {
  SHEAF_CHECK_CLOSURE(F);
  if constexpr (detail::check_attempt<std::decay_t<F>>()) {
    return detail::hedging::run(std::move(policy), std::decay_t<F>(std::forward<F>(make)));
  } else {
    return detail::refuse();
  }
}

/// hedge for those who are no coroutine: as async_gather.
template <class Where, class Token, class F>
auto async_hedge(Where&& where, Token&& token, hedge_policy policy, F&& make) {
  return asio::co_spawn(where, hedge(std::move(policy), std::forward<F>(make)), std::forward<Token>(token));
}

}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HEDGE_HPP
