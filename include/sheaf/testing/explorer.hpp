// SPDX-License-Identifier: MIT
//
// explorer.hpp: one world: an io_context whose ready handlers run in an order that a seed says, and a clock that stands
// still.

#ifndef SHEAF_TESTING_EXPLORER_HPP
#define SHEAF_TESTING_EXPLORER_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/timer.hpp>
#include <sheaf/options.hpp>
#include <sheaf/testing/detail/permuting_executor.hpp>
#include <sheaf/testing/manual_time.hpp>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace sheaf {
inline namespace v0 {
namespace testing {

/// What a scenario's point throws where a failure was injected.
class injected_failure : public std::runtime_error {
 public:
  injected_failure() : std::runtime_error("injected failure") {}
};

/// One way in which a scenario can go. Its text is what explore() prints and replay() takes.
class schedule {
 public:
  enum class injection : unsigned char { none, terminal, partial, total, failure };

  explicit schedule(std::uint64_t s, injection what = injection::none, std::size_t at = 0) noexcept
      : seed(s), inject(what), step(at) {}
  /// Throws std::invalid_argument where `text` is none.
  explicit inline schedule(std::string_view text);

  [[nodiscard]] inline std::string text() const;

  std::uint64_t seed;
  injection inject;
  std::size_t step;  ///< before which handler a cancellation comes, or at which point a failure
};

/// A world for one schedule. Handlers that are ready at the same time run in an order of the seed's; the executor is,
/// by turns of the seed, one that could be concurrent, a strand on it, or one declared serial by options().
class explorer {
 public:
  explicit explorer(const schedule& s)
      : schedule_(s),
        queue_(asio::use_service<detail::permuting_queue>(context_)),
        executor_(s.seed % 3 == 1 ? asio::any_io_executor(asio::make_strand(asio::any_io_executor(queue_.executor())))
                                  : asio::any_io_executor(queue_.executor())) {
    queue_.seed(s.seed);
  }
  explicit explorer(std::uint64_t seed) : explorer(schedule(seed)) {}

  [[nodiscard]] asio::any_io_executor executor() const { return executor_; }
  [[nodiscard]] asio::io_context& context() noexcept { return context_; }
  [[nodiscard]] manual_time& clock() noexcept { return clock_; }
  /// For the combinators of a scenario: with this world's clock, and serial() where this world is.
  [[nodiscard]] sheaf::options options() {
    const auto with_time = sheaf::options().time(&clock_);
    return schedule_.seed % 3 == 2 ? with_time.serial() : with_time;
  }

  /// Runs one ready handler; false where there is none.
  bool step() {
    context_.restart();
    context_.poll();
    return queue_.run_one();
  }
  /// Runs handlers until none is ready. Time stands still.
  void poll() {
    while (step()) {
    }
  }

  /// A suspension: others may run before it goes on, and this is where failures are injected.
  asio::awaitable<void> point() {
    const visit here(*this);
    co_await asio::post(asio::use_awaitable);
    fail_here();
  }
  /// A suspension until `d` has passed.
  asio::awaitable<void> sleep(duration d) {
    const visit here(*this);
    sheaf::detail::timer timer(co_await asio::this_coro::executor, &clock_);
    co_await timer.wait_until(timer.now() + d);
    fail_here();
  }
  /// `value`, after `points` points.
  template <class T>
  asio::awaitable<T> after_points(std::size_t points, T value) {
    const visit here(*this);
    for (std::size_t i = 0; i != points; ++i) co_await point();
    co_return value;
  }

  /// How many coroutines of point(), sleep() and after_points() are there.
  [[nodiscard]] std::size_t visitors() const noexcept { return visitors_; }
  /// How many points have been come to.
  [[nodiscard]] std::size_t points() const noexcept { return points_; }
  [[nodiscard]] const schedule& get_schedule() const noexcept { return schedule_; }

 private:
  class visit {
   public:
    explicit visit(explorer& e) noexcept : explorer_(e) { ++e.visitors_; }
    visit(const visit&) = delete;
    visit& operator=(const visit&) = delete;
    ~visit() { --explorer_.visitors_; }

   private:
    explorer& explorer_;
  };

  void fail_here() {
    if (++points_ == schedule_.step && schedule_.inject == schedule::injection::failure) throw injected_failure();
  }

  schedule schedule_;
  std::size_t visitors_ = 0;
  std::size_t points_ = 0;
  manual_time clock_;  // outlives the context, whose waits are set on it
  asio::io_context context_;
  detail::permuting_queue& queue_;
  asio::any_io_executor executor_;
};

namespace detail {
inline constexpr std::array<std::string_view, 5> injection_names{"none", "terminal", "partial", "total", "failure"};
}  // namespace detail

inline schedule::schedule(std::string_view text) : seed(0), inject(injection::none), step(0) {
  const auto number = [&text](auto& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc()) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
  };
  bool good = number(seed);
  if (good && !text.empty()) {
    const std::size_t at = text.find('@');
    good = text.front() == ':' && at != text.npos;
    const std::string_view name = good ? text.substr(1, at - 1) : text;
    std::size_t which = 1;
    while (which != detail::injection_names.size() && detail::injection_names[which] != name) ++which;
    good = good && which != detail::injection_names.size();
    if (good) {
      inject = static_cast<injection>(which);
      text.remove_prefix(at + 1);
      good = number(step) && text.empty();
    }
  }
  if (!good) {
    throw std::invalid_argument(
        "sheaf::testing::schedule: wants the text of an explore_error, such as 17 or 17:terminal@5");
  }
}

inline std::string schedule::text() const {
  std::string out = std::to_string(seed);
  if (inject != injection::none) {
    out += ":" + std::string(detail::injection_names[static_cast<std::size_t>(inject)]) + "@" + std::to_string(step);
  }
  return out;
}

}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_EXPLORER_HPP
