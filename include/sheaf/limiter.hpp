// SPDX-License-Identifier: MIT
//
// limiter.hpp: so many at once and no more, whoever they are.

#ifndef SHEAF_LIMITER_HPP
#define SHEAF_LIMITER_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/children.hpp>
#include <sheaf/detail/limiting.hpp>
#include <sheaf/time_source.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

namespace sheaf {
inline namespace v0 {

/// Bounds between which a limiter finds its own limit. Setters give a changed copy.
///
/// The limit grows by its square root a round, as long as all of it is in use, and shrinks in proportion where a round
/// took longer than its tolerance over what rounds take at their best: a gradient, as in Netflix's concurrency-limits.
/// A round is as many results as the limit, ten at least.
class adaptive_limit {
 public:
  adaptive_limit() noexcept {}

  /// 1 unless said.
  [[nodiscard]] adaptive_limit min(std::size_t n) const { return with(&adaptive_limit::min_, n, "min"); }
  /// 200 unless said.
  [[nodiscard]] adaptive_limit max(std::size_t n) const { return with(&adaptive_limit::max_, n, "max"); }
  /// Where it begins; 20 unless said.
  [[nodiscard]] adaptive_limit initial(std::size_t n) const { return with(&adaptive_limit::initial_, n, "initial"); }
  /// How many times its best a round may take before the limit shrinks; 1.5 unless said.
  [[nodiscard]] adaptive_limit tolerance(double times) const {
    if (!(times >= 1)) throw std::invalid_argument("sheaf::adaptive_limit::tolerance: must be at least 1");
    adaptive_limit copy = *this;
    copy.tolerance_ = times;
    return copy;
  }
  /// Where time comes from; null is the system's clocks. Outlives the limiter.
  [[nodiscard]] adaptive_limit time(time_source* source) const {
    adaptive_limit copy = *this;
    copy.time_ = source;
    return copy;
  }

  [[nodiscard]] std::size_t get_min() const noexcept { return min_; }
  [[nodiscard]] std::size_t get_max() const noexcept { return max_; }
  [[nodiscard]] std::size_t get_initial() const noexcept { return initial_; }
  [[nodiscard]] double get_tolerance() const noexcept { return tolerance_; }
  [[nodiscard]] time_source* get_time() const noexcept { return time_; }

 private:
  adaptive_limit with(std::size_t adaptive_limit::*which, std::size_t n, const char* name) const {
    if (n == 0) throw std::invalid_argument(std::string("sheaf::adaptive_limit::") + name + ": must be at least 1");
    adaptive_limit copy = *this;
    copy.*which = n;
    return copy;
  }

  std::size_t min_ = 1;
  std::size_t max_ = 200;
  std::size_t initial_ = 20;
  double tolerance_ = 1.5;
  time_source* time_ = nullptr;
};

/// Permits, given in the order in which they were asked for. It bounds how many work at once, not how many a second.
///
///     sheaf::limiter at_nova(8);
///     auto pages = co_await sheaf::gather_each(ids, [&](int id) { return at_nova.run(load(id)); });
///
/// A handle: copies share the permits, and so do all gathers that use them. No executor is needed: who waits goes on on
/// its own.
///
/// Threads: any.
template <class Executor>
class basic_limiter {
  static_assert(
      detail::gatherable_executor<Executor>,
      "sheaf: a limiter needs any_io_executor or a strand: on a raw executor a waiter could not be cancelled safely");

 public:
  /// Always `n`. Throws std::invalid_argument unless n > 0.
  template <std::integral N>
  explicit basic_limiter(N n) : state_(std::make_shared<detail::limiter_state<Executor>>(checked(n))) {}

  /// Found by what work takes: see adaptive_limit. Throws std::invalid_argument where min, initial and max are not in
  /// order.
  explicit basic_limiter(const adaptive_limit& bounds)
      : state_(std::make_shared<detail::limiter_state<Executor>>(bounds)) {}

  /// The right to work, given back when it is destroyed. What an adaptive limiter learns from it must be said: nothing
  /// said, as by work that was cancelled or failed for reasons of its own, teaches nothing.
  class [[nodiscard]] permit {
   public:
    /// None: there to be made before it is known.
    permit() noexcept = default;
    permit(permit&&) noexcept = default;
    permit& operator=(permit&&) = delete;
    ~permit() {
      if (state_) state_->give_back();
    }

    /// The work is done: how long it took counts.
    void succeeded() {
      if (const auto state = std::exchange(state_, nullptr)) state->succeeded(taken_);
    }
    /// There is too much of it: a timeout, or an answer like 429 or 503. The limit shrinks, once a round.
    void overloaded() {
      if (const auto state = std::exchange(state_, nullptr)) state->overloaded();
    }

   private:
    friend class detail::limiter_state<Executor>;
    explicit permit(std::shared_ptr<detail::limiter_state<Executor>> state, time_point taken) noexcept
        : state_(std::move(state)), taken_(taken) {}
    std::shared_ptr<detail::limiter_state<Executor>> state_;
    time_point taken_{};
  };

  /// Waits for a permit. At once, without suspending, where there is one and nobody waits.
  ///
  /// Throws: operation_aborted when the caller is cancelled while it waits; it has left the queue then.
  [[nodiscard]] asio::awaitable<permit, Executor> acquire() const {
    return detail::limiter_state<Executor>::template acquire<permit>(state_);
  }

  /// Gives what `work` gives, with a permit held meanwhile. A success tells the limiter how long it took, a timed_out
  /// that there is too much, another error nothing.
  template <class Child>
  [[nodiscard]] auto run(Child&& work) const {
    if constexpr (detail::check_child<Child>()) {
      return detail::limiter_state<Executor>::template run<permit>(state_, std::remove_cvref_t<Child>(std::move(work)));
    } else {
      return detail::refuse();
    }
  }

  /// acquire for those who are no coroutine: as async_gather. Where it fails the permit given is none.
  template <class Where, class Token>
  auto async_acquire(Where&& where, Token&& token) const {
    return asio::co_spawn(where, acquire(), std::forward<Token>(token));
  }

  /// run for those who are no coroutine: as async_gather.
  template <class Where, class Token, class Child>
  auto async_run(Where&& where, Token&& token, Child&& work) const {
    return asio::co_spawn(where, run(std::forward<Child>(work)), std::forward<Token>(token));
  }

  [[nodiscard]] std::size_t limit() const { return state_->limit(); }
  [[nodiscard]] std::size_t in_use() const { return state_->in_use(); }
  [[nodiscard]] std::size_t waiting() const { return state_->waiting(); }

 private:
  template <class N>
  static std::size_t checked(N n) {
    if (std::cmp_less(n, 1)) throw std::invalid_argument("sheaf::limiter: must allow at least 1 at once");
    return static_cast<std::size_t>(n);
  }

  std::shared_ptr<detail::limiter_state<Executor>> state_;
};

using limiter = basic_limiter<asio::any_io_executor>;

}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_LIMITER_HPP
