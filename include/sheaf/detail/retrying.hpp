// SPDX-License-Identifier: MIT
//
// The coroutine behind retry.

#ifndef SHEAF_DETAIL_RETRYING_HPP
#define SHEAF_DETAIL_RETRYING_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/attempt.hpp>
#include <sheaf/detail/coroutines.hpp>
#include <sheaf/detail/timer.hpp>
#include <sheaf/event.hpp>
#include <sheaf/outcome.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <random>
#include <type_traits>
#include <utility>

SHEAF_COROUTINES_BEGIN

namespace sheaf {
inline namespace v0 {
namespace detail {

class retrying {
 public:
  template <class Policy, class F, class Traits = attempt_traits<F>>
  static asio::awaitable<typename Traits::result, typename Traits::executor> run(Policy policy, F make) {
    using value = typename Traits::result;
    using executor = typename Traits::executor;
    std::minstd_rand random;
    for (std::size_t number = 0;; ++number) {
      tell(policy, event_phase::started, number);
      outcome<value> result = co_await one<value, executor>(attempt(make, number));
      tell(policy, event_phase::ended, number, result.state(), result.error());
      if (result.has_value()) {
        if constexpr (std::is_void_v<value>) {
          co_return;
        } else {
          co_return std::move(*result);
        }
      }
      const asio::cancellation_state told = co_await asio::this_coro::cancellation_state;
      const bool again = told.cancelled() == asio::cancellation_type::none && number + 1 < policy.attempts_ &&
                         (!policy.retry_if_ || policy.retry_if_(result.error()));
      if (!again) std::rethrow_exception(result.error());

      if (number == 0) random.seed(seed(policy));
      const time_point now = sheaf::now(policy.time_);
      const time_point until = deadline_after(now, wait(policy, number, result.error(), random));
      if (until >= policy.deadline_) std::rethrow_exception(result.error());
      if (until == now) continue;
      tell(policy, event_phase::waiting, number, result.state(), result.error());
      basic_timer<executor> pause(co_await asio::this_coro::executor, policy.time_);
      co_await pause.wait_until(until);
    }
  }

 private:
  // Its error is carried out of the coroutine, because nothing may be awaited where it is caught.
  template <class T, class Executor>
  static asio::awaitable<outcome<T>, Executor> one(asio::awaitable<T, Executor> work) {
    outcome<T> result;
    try {
      if constexpr (std::is_void_v<T>) {
        co_await std::move(work);
        result.emplace();
      } else {
        result.emplace(co_await std::move(work));
      }
    } catch (...) {
      result.fail(outcome_state::error, std::current_exception());
    }
    co_return result;
  }

  template <class Policy>
  static std::uint32_t seed(const Policy& policy) {
    const std::uint64_t number = policy.seed_ ? *policy.seed_ : std::random_device()();
    std::seed_seq mixed{static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(number >> 32)};
    std::uint32_t out = 0;
    mixed.generate(&out, &out + 1);
    return out;
  }

  template <class Policy>
  static duration wait(const Policy& policy, std::size_t number, const std::exception_ptr& error,
                       std::minstd_rand& random) {
    duration most = std::min(policy.base_, policy.cap_);
    for (std::size_t i = 0; i != number && most < policy.cap_; ++i)
      most = most > policy.cap_ / 2 ? policy.cap_ : most * 2;
    std::uniform_int_distribution<duration::rep> up_to(0, std::max(most, duration()).count());
    const duration jitter(up_to(random));
    const auto least = policy.least_ ? policy.least_(error) : std::nullopt;
    return least ? at_most(*least, duration::max() - jitter) + jitter : jitter;
  }

  template <class Policy>
  static void tell(const Policy& policy, event_phase phase, std::size_t number,
                   outcome_state state = outcome_state::not_started,
                   const std::exception_ptr& error = nullptr) noexcept {
    if (!policy.observer_) return;
    event what(phase, policy.label_, number, sheaf::now(policy.time_));
    what.state = state;
    what.error = error;
    policy.observer_(what);
  }
};

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_DETAIL_RETRYING_HPP
