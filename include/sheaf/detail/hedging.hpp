// SPDX-License-Identifier: MIT
//
// The group behind hedge: tries that start when the one before is late or has failed.

#ifndef SHEAF_DETAIL_HEDGING_HPP
#define SHEAF_DETAIL_HEDGING_HPP

#include <sheaf/detail/attempt.hpp>
#include <sheaf/detail/child_groups.hpp>
#include <sheaf/detail/gathering.hpp>
#include <sheaf/detail/group.hpp>
#include <sheaf/detail/run_group.hpp>
#include <sheaf/detail/timer.hpp>
#include <sheaf/error.hpp>
#include <sheaf/outcome.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {

class hedge_policy;

namespace detail {

template <class Executor, class F, class Policy = hedge_policy>
class hedge_group final : public group<Executor> {
  using value = typename attempt_traits<F>::result;

  struct place : child<Executor> {
    outcome<value> slot;
    time_point began;
  };

 public:
  using result_type = value;
  static constexpr bool can_throw_all = false;

  hedge_group(const parent_state<Executor>& parent, const sheaf::options& options, Policy&& policy, F&& make)
      : group<Executor>(parent, options), policy_(std::move(policy)), make_(std::move(make)) {
    if (policy_.attempts_ > 1) later_ = std::make_unique<place[]>(policy_.attempts_ - 1);
    if (policy_.budget_) policy_.budget_->earn();
  }

  [[nodiscard]] result_type result() {
    if (winner_) {
      if constexpr (std::is_void_v<value>) {
        return;
      } else {
        return std::move(*winner_->slot);
      }
    }
    if (fatal_) std::rethrow_exception(fatal_);
    if (failures_ == started_) throw all_failed(errors());
    std::rethrow_exception(aborted_error());
  }

 private:
  template <class, class>
  friend class sink;

  bool more() const noexcept override { return started_ != allowed_; }
  std::size_t started() const noexcept override { return started_; }
  child<Executor>& at(std::size_t i) noexcept override { return place_at(i); }
  place& place_at(std::size_t i) noexcept { return i == 0 ? first_ : later_[i - 1]; }

  bool start_next() noexcept override {
    std::size_t i;
    {
      const auto lock = this->locked();
      i = started_++;
    }
    place& p = place_at(i);
    this->tell_started(i);
    sink<value, hedge_group> out(this, p, &p.slot, i);
    try {
      if (policy_.observed_) p.began = sheaf::now(this->get_options().get_time());
      this->launch_child(p, attempt(make_, i), out);
    } catch (...) {
      out.fail(std::current_exception());
      return false;
    }
    if (i != 0) this->unless_broken([this] { set_timer(); });
    return true;
  }

  // The timer is set once a try has had its first turn: most calls that are answered at once need none.
  void start_companion() override {
    if (!this->finished()) this->unless_broken([this] { set_timer(); });
  }

  void set_timer() {
    const std::optional<duration> wait = delay();
    if (!wait) return;
    const auto lock = this->locked();
    if (this->running() == 0 || this->stopped() || allowed_ == policy_.attempts_) return;
    if (!timer_) timer_.emplace(this->executor(), this->get_options().get_time());
    late_at_ = deadline_after(timer_->now(), *wait);
    timer_->expires_at(late_at_);
    this->wait_for(*timer_, [this] { late(); });
  }
  void idle() noexcept override {
    if (timer_) timer_->cancel();
  }

  std::optional<duration> delay() const {
    if (policy_.attempts_ == 1) return std::nullopt;
    if (!policy_.observed_ || policy_.observed_->count() < 20) return policy_.delay_;
    const double ticks = static_cast<double>(policy_.observed_->quantile(policy_.quantile_).count()) * policy_.times_;
    return at_most(std::chrono::duration<double, duration::period>(ticks), duration::max());
  }

  void late() {
    {
      const auto lock = this->locked();
      // A try that was begun meanwhile has all of its time.
      if (timer_->now() < late_at_ || !allow_one()) return;
    }
    this->start_more();
  }

  bool allow_one() {
    if (this->stopped() || this->running() == 0 || allowed_ == policy_.attempts_) return false;
    if (policy_.budget_ && !policy_.budget_->spend()) return false;
    ++allowed_;
    return true;
  }

  void succeeded(std::size_t i) noexcept {
    {
      const auto lock = this->locked();
      if (winner_ || fatal_) return;
      winner_ = &place_at(i);
    }
    if (policy_.observed_) policy_.observed_->add(sheaf::now(this->get_options().get_time()) - winner_->began);
    this->stop();
  }

  void failed(std::size_t, outcome<value>& slot, std::exception_ptr error) noexcept {
    if (this->requested() != asio::cancellation_type::none && is_aborted(error)) return;
    const bool ends_all = is_fatal(error);
    {
      const auto lock = this->locked();
      ++failures_;
      slot.fail(outcome_state::error, error);
      if (!ends_all) {
        (void)allow_one();  // and it is started when this child has ended
        return;
      }
      if (winner_ || fatal_) return;
      fatal_ = std::move(error);
    }
    this->stop();
  }

  // What the predicate itself throws ends all as well, and is thrown.
  bool is_fatal(std::exception_ptr& error) noexcept {
    if (!policy_.fatal_) return false;
    try {
      return policy_.fatal_(error);
    } catch (...) {
      error = std::current_exception();
      return true;
    }
  }

  std::vector<child_error> errors() {
    std::vector<child_error> all_of_them;
    for (std::size_t i = 0; i != started_; ++i) all_of_them.emplace_back(i, place_at(i).slot.error());
    return all_of_them;
  }

  const Policy policy_;
  F make_;
  std::size_t started_ = 0;
  std::size_t allowed_ = 1;
  place first_;
  std::unique_ptr<place[]> later_;
  place* winner_ = nullptr;
  std::exception_ptr fatal_;
  std::size_t failures_ = 0;
  std::optional<basic_timer<Executor>> timer_;
  time_point late_at_{};
};

class hedging {
 public:
  template <class Policy, class F>
  static auto run(Policy policy, F make) {
    using traits = attempt_traits<F>;
    using group = hedge_group<typename traits::executor, F, Policy>;
    const sheaf::options options = policy.options_;
    if (options.has_timeout() || options.get_limit() != sheaf::options::unlimited) {
      throw std::invalid_argument(
          "sheaf::hedge_policy::with_options: hedge takes no limit and no timeout; put with_timeout around it");
    }
    check_options<group, typename traits::result>(options);
    return run_group<group, typename traits::executor>(options, std::move(policy), std::move(make));
  }
};

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_DETAIL_HEDGING_HPP
