// SPDX-License-Identifier: MIT
//
// explore.hpp: a coroutine run in many orders, on time of its own, and told to stop or made to fail at each point in
// turn. The first schedule in which it goes wrong is named, so that it can be had again.

#ifndef SHEAF_TESTING_EXPLORE_HPP
#define SHEAF_TESTING_EXPLORE_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/error.hpp>
#include <sheaf/outcome.hpp>
#include <sheaf/testing/explorer.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace testing {

/// Thrown by explore(): what went wrong, and in which schedule.
class explore_error : public std::runtime_error {
 public:
  explore_error(const schedule& s, const std::string& why)
      : std::runtime_error(why + " (schedule " + s.text() + "; sheaf::testing::replay runs it again)"), where(s) {}
  schedule where;
};

/// What a schedule has to be like. Setters give a changed copy.
class explore_options {
 public:
  explore_options() noexcept {}

  /// At least `n` schedules are run; 1,000 unless said.
  [[nodiscard]] explore_options schedules(std::size_t n) const {
    explore_options copy = *this;
    copy.schedules_ = n;
    return copy;
  }
  /// The first seed; 1 unless said.
  [[nodiscard]] explore_options seed(std::uint64_t first) const {
    explore_options copy = *this;
    copy.seed_ = first;
    return copy;
  }

  [[nodiscard]] std::size_t get_schedules() const noexcept { return schedules_; }
  [[nodiscard]] std::uint64_t get_seed() const noexcept { return seed_; }

 private:
  std::size_t schedules_ = 1000;
  std::uint64_t seed_ = 1;
};

/// A coroutine to be explored: deterministic but for what `x` does, made of x.point() and x.sleep(), throwing where
/// something is not as it must be. Where a cancellation or a failure was injected it may also end with
/// operation_aborted, timed_out, injected_failure, all_failed or gather_error.
using scenario = std::function<asio::awaitable<void>(explorer& x)>;

/// Runs `s` in schedules of one seed after another: undisturbed, then cancelled with each type before each handler,
/// then failing at each point, until there were as many as asked for.
///
/// Returns: how many schedules were run.
/// Throws:  explore_error where the scenario throws what it may not, hangs (it has not ended and nothing is ready and
///   no alarm is set), or leaves something behind: a coroutine that outlives it, an alarm, a handler.
inline std::size_t explore(const scenario& s, const explore_options& options = {});

/// Runs `s` once, in the schedule that an explore_error named.
inline void replay(const scenario& s, const schedule& which);

namespace detail {

// Runs one schedule and judges it.
class exploration {
 public:
  exploration(const scenario& s, const schedule& which) : explorer_(which) {
    asio::co_spawn(explorer_.executor(), root(s, explorer_),
                   asio::bind_cancellation_slot(signal_.slot(), [this](std::exception_ptr error) {
                     ended_ = true;
                     error_ = std::move(error);
                     if (explorer_.visitors() != 0) left_behind_ = true;
                   }));
  }

  void run() {
    const schedule& which = explorer_.get_schedule();
    while (true) {
      if (++steps_ == most_steps) throw explore_error(which, "has not ended after a million handlers");
      if (steps_ == which.step) inject();
      if (explorer_.step()) continue;
      if (const auto next = explorer_.clock().next(); next && !ended_) {
        explorer_.clock().advance_to(*next);
        continue;
      }
      break;
    }
    judge();
  }

  [[nodiscard]] std::size_t steps() const noexcept { return steps_; }
  [[nodiscard]] std::size_t points() const noexcept { return explorer_.points(); }

 private:
  static constexpr std::size_t most_steps = 1'000'000;

  static asio::awaitable<void> root(const scenario& s, explorer& x) {
    co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
    co_await s(x);
  }

  void inject() {
    switch (explorer_.get_schedule().inject) {
      case schedule::injection::terminal: return signal_.emit(asio::cancellation_type::terminal);
      case schedule::injection::partial: return signal_.emit(asio::cancellation_type::partial);
      case schedule::injection::total: return signal_.emit(asio::cancellation_type::total);
      default: return;
    }
  }

  void judge() {
    const schedule& which = explorer_.get_schedule();
    if (!ended_) throw explore_error(which, "hangs: it waits for something that nobody does");
    if (left_behind_) throw explore_error(which, "ended while a coroutine it had started was still there");
    if (explorer_.clock().waiting() != 0) throw explore_error(which, "ended and left an alarm set");
    if (error_) judge(error_);
  }

  void judge(const std::exception_ptr& error) const {
    const schedule& which = explorer_.get_schedule();
    const bool disturbed = which.inject != schedule::injection::none;
    try {
      std::rethrow_exception(error);
    } catch (const std::exception& e) {
      if (disturbed && may_end_so(e)) return;
      throw explore_error(which, std::string("threw: ") + e.what());
    } catch (...) {
      throw explore_error(which, "threw what is no std::exception");
    }
  }
  static bool may_end_so(const std::exception& e) {
    if (const auto* system = dynamic_cast<const std::system_error*>(&e)) {
      return system->code() == asio::error::make_error_code(asio::error::operation_aborted) ||
             dynamic_cast<const timed_out*>(&e);
    }
    return dynamic_cast<const injected_failure*>(&e) || dynamic_cast<const all_failed*>(&e) ||
           dynamic_cast<const gather_error*>(&e);
  }

  asio::cancellation_signal signal_;
  bool ended_ = false;
  bool left_behind_ = false;
  std::exception_ptr error_;
  std::size_t steps_ = 0;
  explorer explorer_;
};

}  // namespace detail

inline void replay(const scenario& s, const schedule& which) { detail::exploration(s, which).run(); }

inline std::size_t explore(const scenario& s, const explore_options& options) {
  std::size_t runs = 0;
  for (std::uint64_t seed = options.get_seed(); runs < options.get_schedules(); ++seed) {
    detail::exploration undisturbed(s, schedule(seed));
    undisturbed.run();
    ++runs;
    for (std::size_t step = 1; step <= undisturbed.steps(); ++step) {
      for (const auto type :
           {schedule::injection::terminal, schedule::injection::partial, schedule::injection::total}) {
        replay(s, schedule(seed, type, step));
        ++runs;
      }
    }
    for (std::size_t point = 1; point <= undisturbed.points(); ++point) {
      replay(s, schedule(seed, schedule::injection::failure, point));
      ++runs;
    }
  }
  return runs;
}

}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_EXPLORE_HPP
