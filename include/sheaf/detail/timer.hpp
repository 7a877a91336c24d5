// SPDX-License-Identifier: MIT
//
// The timer every layer waits with: a steady_timer on the system's clock, or one woken by a time_source's alarm.

#ifndef SHEAF_DETAIL_TIMER_HPP
#define SHEAF_DETAIL_TIMER_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/time_source.hpp>

#include <chrono>
#include <memory>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace detail {

/// One wait at a time. Not thread-safe: used from the executor it was made with.
template <class Executor = asio::any_io_executor>
class basic_timer final : private time_source::alarm {
 public:
  basic_timer(const Executor& executor, time_source* source) : timer_(executor), source_(source) {}
  basic_timer(const basic_timer&) = delete;
  basic_timer& operator=(const basic_timer&) = delete;
  ~basic_timer() { disarm(); }

  [[nodiscard]] time_point now() const noexcept { return sheaf::now(source_); }
  [[nodiscard]] time_source* source() const noexcept { return source_; }

  /// Sets when the next wait ends; a wait under way ends as cancelled.
  void expires_at(time_point when) {
    disarm();
    when_ = when;
    timer_.expires_at(source_ ? no_deadline : when);
  }

  /// Ends a wait under way as cancelled.
  void cancel() {
    disarm();
    timer_.cancel();
  }

  /// Calls f(true) when the time has come, f(false) when cancelled; from the executor, never from inside this call; not
  /// at all when the execution context is destroyed first.
  template <class F>
  void async_wait(F f) {
    arm();
    // The flag is shared because the handler of a wait outlives the timer that was destroyed under it.
    timer_.async_wait([f = std::move(f), rung = rung_](const asio::error_code& error) mutable {
      f(!error || (rung && std::exchange(*rung, false)));
    });
  }

  /// Waits until `when`. Throws asio::system_error(operation_aborted) when cancelled.
  [[nodiscard]] asio::awaitable<void, Executor> wait_until(time_point when) {
    expires_at(when);
    arm();
    asio::error_code error;
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable_t<Executor>{}, error));
    disarm();
    if (error && !(rung_ && std::exchange(*rung_, false))) throw asio::system_error(error, "wait");
  }

 private:
  void arm() {
    if (!source_) return;
    rung_ = std::make_shared<bool>(false);
    if (when_ == no_deadline) return;
    armed_ = true;
    source_->set(*this, when_);
  }

  void disarm() noexcept {
    if (std::exchange(armed_, false)) source_->cancel(*this);
  }

  void ring() noexcept override {
    armed_ = false;
    *rung_ = true;
    timer_.cancel();
  }

  asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor> timer_;
  time_source* source_;
  time_point when_ = no_deadline;
  bool armed_ = false;
  std::shared_ptr<bool> rung_;
};

using timer = basic_timer<>;

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_DETAIL_TIMER_HPP
