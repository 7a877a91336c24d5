// SPDX-License-Identifier: MIT
//
// What the handles of a limiter share: the permits, who waits for them, and how many there should be.

#ifndef SHEAF_DETAIL_LIMITING_HPP
#define SHEAF_DETAIL_LIMITING_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/coroutines.hpp>
#include <sheaf/detail/waiter.hpp>
#include <sheaf/outcome.hpp>
#include <sheaf/time_source.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

SHEAF_COROUTINES_BEGIN

namespace sheaf {
inline namespace v0 {

class adaptive_limit;

namespace detail {

/// A number found by trying: see adaptive_limit.
class found_limit {
 public:
  template <class Bounds>
  explicit found_limit(const Bounds& bounds)
      : min_(bounds.get_min()),
        max_(bounds.get_max()),
        tolerance_(bounds.get_tolerance()),
        limit_(bounds.get_initial()) {
    if (min_ > limit_ || limit_ > max_) {
      throw std::invalid_argument("sheaf::adaptive_limit: wants min <= initial <= max, and has " +
                                  std::to_string(min_) + ", " + std::to_string(limit_) + " and " +
                                  std::to_string(max_));
    }
  }

  [[nodiscard]] std::size_t limit() const noexcept { return limit_; }

  /// `in_use` permits were out when this one was given back, after `took`.
  void add(duration took, std::size_t in_use) {
    sum_ += took;
    ++successes_;
    most_in_use_ = std::max(most_in_use_, in_use);
    if (!is_round()) return;
    if (successes_ < overloads_) return begin_round();  // too few to tell anything by their time
    const double mean = std::chrono::duration<double>(sum_).count() / static_cast<double>(successes_);
    // Down to a better round at once, up by a twentieth of the way: what is slow for good becomes normal in the end.
    best_ = best_ == 0 || mean < best_ ? mean : best_ + (mean - best_) / 20;
    const auto now = static_cast<double>(limit_);
    if (mean > tolerance_ * best_) {
      set(std::floor(now * std::max(tolerance_ * best_ / mean, 0.5)));
    } else if (most_in_use_ >= limit_) {
      set(now + std::ceil(std::sqrt(now)));
    }
    begin_round();
  }

  void add_overload() {
    ++overloads_;
    if (shrunk_) {
      if (is_round()) begin_round();
      return;
    }
    set(std::floor(static_cast<double>(limit_) * 0.9));
    begin_round();
    shrunk_ = true;
  }

 private:
  void set(double limit) { limit_ = std::clamp(static_cast<std::size_t>(limit), min_, max_); }
  [[nodiscard]] bool is_round() const noexcept { return successes_ + overloads_ >= std::max<std::size_t>(limit_, 10); }
  void begin_round() {
    sum_ = {};
    successes_ = overloads_ = most_in_use_ = 0;
    shrunk_ = false;
  }

  const std::size_t min_;
  const std::size_t max_;
  const double tolerance_;
  std::size_t limit_;
  double best_ = 0;
  duration sum_{};
  std::size_t successes_ = 0;
  std::size_t overloads_ = 0;
  std::size_t most_in_use_ = 0;
  bool shrunk_ = false;
};

template <class Executor>
class limiter_state {
  using waiting_one = waiter<Executor, limiter_state>;

 public:
  explicit limiter_state(std::size_t n) : fixed_(n) {}
  template <class Bounds>
    requires std::is_same_v<Bounds, adaptive_limit>
  explicit limiter_state(const Bounds& bounds)
      : fixed_(0), adaptive_(std::make_unique<found_limit>(bounds)), time_(bounds.get_time()) {}

  template <class Permit>
  static asio::awaitable<Permit, Executor> acquire(std::shared_ptr<limiter_state> self) {
    if (!self->take_at_once()) {
      const Executor executor = co_await asio::this_coro::executor;
      const asio::cancellation_state cancellation = co_await asio::this_coro::cancellation_state;
      place mine(*self, executor, cancellation.slot());
      co_await mine.wait();
      mine.accept();
    }
    co_return Permit(self, self->now());
  }

  template <class Permit, class T, class Other>
  static asio::awaitable<T, Executor> run(std::shared_ptr<limiter_state> self, asio::awaitable<T, Other> work) {
    static_assert(std::is_same_v<Other, Executor>,
                  "sheaf::limiter::run: the work's executor type is not the limiter's");
    Permit permit = co_await acquire<Permit>(std::move(self));
    try {
      if constexpr (std::is_void_v<T>) {
        co_await std::move(work);
        permit.succeeded();
      } else {
        T value = co_await std::move(work);
        permit.succeeded();
        co_return value;
      }
    } catch (const timed_out&) {
      permit.overloaded();
      throw;
    }
  }

  void give_back() {
    const std::lock_guard lock(mutex_);
    --in_use_;
    admit();
  }
  void succeeded(time_point taken) {
    const std::lock_guard lock(mutex_);
    if (adaptive_) adaptive_->add(now() - taken, in_use_);
    --in_use_;
    admit();
  }
  void overloaded() {
    const std::lock_guard lock(mutex_);
    if (adaptive_) adaptive_->add_overload();
    --in_use_;
    admit();
  }

  [[nodiscard]] std::size_t limit() const {
    const std::lock_guard lock(mutex_);
    return current();
  }
  [[nodiscard]] std::size_t in_use() const {
    const std::lock_guard lock(mutex_);
    return in_use_;
  }
  [[nodiscard]] std::size_t waiting() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
  }

 private:
  friend waiting_one;

  // In the queue, in the frame of who waits; a permit it was given and did not take it gives back.
  class place {
   public:
    place(limiter_state& s, const Executor& executor, asio::cancellation_slot slot)
        : state_(s), waiter_(s, executor, slot) {
      const auto lock = s.locked();
      s.queue_.push_back(&waiter_);
      s.admit();
    }
    ~place() {
      if (accepted_ || waiter_.cancelled()) return;
      {
        const auto lock = state_.locked();
        if (state_.leave(waiter_)) return;
      }
      state_.give_back();
    }

    auto wait() { return waiter_.wait(); }
    void accept() {
      if (waiter_.cancelled()) throw asio::system_error(asio::error::operation_aborted, "sheaf::limiter");
      accepted_ = true;
    }

   private:
    limiter_state& state_;
    waiting_one waiter_;
    bool accepted_ = false;
  };

  [[nodiscard]] std::unique_lock<std::mutex> locked() const { return std::unique_lock(mutex_); }
  void gone(waiting_one& w) noexcept { leave(w); }
  bool leave(waiting_one& w) noexcept { return std::erase(queue_, &w) != 0; }

  bool take_at_once() {
    const std::lock_guard lock(mutex_);
    if (in_use_ >= current()) return false;  // as it is while anybody waits
    ++in_use_;
    return true;
  }
  void admit() {
    while (!queue_.empty() && in_use_ < current()) {
      ++in_use_;
      waiting_one* first = queue_.front();
      queue_.pop_front();
      first->wake();
    }
  }
  [[nodiscard]] std::size_t current() const noexcept { return adaptive_ ? adaptive_->limit() : fixed_; }
  // A fixed limit wants no clock.
  [[nodiscard]] time_point now() const noexcept { return adaptive_ ? sheaf::now(time_) : time_point(); }

  mutable std::mutex mutex_;
  const std::size_t fixed_;
  const std::unique_ptr<found_limit> adaptive_;
  time_source* const time_ = nullptr;
  std::size_t in_use_ = 0;
  std::deque<waiting_one*> queue_;
};

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_DETAIL_LIMITING_HPP
