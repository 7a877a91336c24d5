// SPDX-License-Identifier: MIT
//
// The group behind as_completed: children whose outcomes queue up, and a body that takes them.

#ifndef SHEAF_DETAIL_COMPLETIONS_HPP
#define SHEAF_DETAIL_COMPLETIONS_HPP

#include <sheaf/detail/child_groups.hpp>
#include <sheaf/detail/children.hpp>
#include <sheaf/detail/coroutines.hpp>
#include <sheaf/detail/gathering.hpp>
#include <sheaf/detail/run_group.hpp>
#include <sheaf/detail/waiter.hpp>
#include <sheaf/outcome.hpp>

#include <atomic>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <ranges>
#include <type_traits>
#include <utility>
#include <vector>

SHEAF_COROUTINES_BEGIN

namespace sheaf {
inline namespace v0 {

template <class T>
class completed;
template <class T, class Executor>
class completions;

namespace detail {

/// Where a body's result goes.
template <class T, class Group>
class body_sink : public child_link<Group> {
 public:
  body_sink(Group* g, child<typename Group::executor_type>& c, outcome<T>* slot) noexcept
      : child_link<Group>(g, c), slot_(slot) {}

  template <class... Args>
  void emplace(Args&&... args) {
    slot_->emplace(std::forward<Args>(args)...);
    this->group->body_ended();
  }
  void fail(std::exception_ptr error) noexcept {
    slot_->fail(outcome_state::error, std::move(error));
    this->group->body_ended();
  }

 private:
  outcome<T>* slot_;
};

template <class T, class Executor>
class completion_source {
 public:
  virtual asio::awaitable<std::optional<completed<T>>, Executor> next() = 0;

 protected:
  ~completion_source() = default;
};

template <class Executor, class T, class F>
class completion_group final : public outcome_group<Executor>, private completion_source<T, Executor> {
  using body_type = std::invoke_result_t<F&, completions<T, Executor>&>;
  using body_value = typename awaitable_traits<body_type>::result;

 public:
  using result_type = body_value;
  static constexpr bool can_throw_all = false;

  completion_group(const parent_state<Executor>& parent, const sheaf::options& options,
                   std::vector<asio::awaitable<T, Executor>>&& work, F&& body)
      : outcome_group<Executor>(parent, options, sheaf::options::unlimited),
        limit_(options.get_limit()),
        children_(std::make_unique<child<Executor>[]>(work.size())),
        work_(std::move(work)),
        slots_(work_.size()),
        body_(std::move(body)),
        stream_(*this) {
    ended_.reserve(slots_.size());
  }

  [[nodiscard]] result_type result() {
    if constexpr (std::is_void_v<body_value>) {
      (void)result_.value();
    } else {
      return std::move(result_).value();
    }
  }

 private:
  template <class, class>
  friend class sink;
  template <class, class>
  friend class body_sink;
  friend class waiter<Executor, completion_group>;

  bool more() const noexcept override { return started() != slots_.size() && started() - taken_ < limit_; }
  std::size_t started() const noexcept override { return next_.load(std::memory_order_relaxed); }
  child<Executor>& at(std::size_t i) noexcept override { return children_[i]; }
  child<Executor>* companion() noexcept override { return &body_child_; }
  void out_of_time() noexcept override { this->stop_children(); }

  bool start_next() noexcept override {
    const std::size_t i = next_.fetch_add(1, std::memory_order_relaxed);
    this->tell_started(i);
    sink<T, completion_group> out(this, children_[i], &slots_[i], i);
    try {
      this->launch_child(children_[i], std::move(work_[i]), out);
      return true;
    } catch (...) {
      out.fail(std::current_exception());
      return false;
    }
  }

  void start_companion() override {
    body_sink<body_value, completion_group> out(this, body_child_, &result_);
    try {
      this->start_beside(body_child_, body_(stream_), out);
    } catch (...) {
      out.fail(std::current_exception());
    }
  }
  void body_ended() noexcept { this->stop_children(); }

  void succeeded(std::size_t i) noexcept { queue(i); }
  void failed(std::size_t i, outcome<T>& slot, std::exception_ptr error) noexcept {
    this->fail_slot(slot, std::move(error));
    queue(i);
  }
  void queue(std::size_t i) noexcept {
    const auto lock = this->locked();
    ended_.push_back(i);
    if (waiting_) std::exchange(waiting_, nullptr)->wake();
  }

  asio::awaitable<std::optional<completed<T>>, Executor> next() override {
    if (auto i = take()) co_return give(*i);
    if (taken_ == slots_.size()) co_return std::nullopt;
    const Executor executor = co_await asio::this_coro::executor;
    const asio::cancellation_state cancellation = co_await asio::this_coro::cancellation_state;
    waiter<Executor, completion_group> me(*this, executor, cancellation.slot());
    if (wait_for_next(me)) co_await me.wait();
    if (me.cancelled()) throw asio::system_error(asio::error::operation_aborted, "sheaf::as_completed");
    co_return give(*take());
  }

  // The next in the queue; when the call was stopped, then those that were never started.
  std::optional<std::size_t> take() {
    const auto lock = this->locked();
    if (taken_ < ended_.size()) return ended_[taken_++];
    if (!this->stopped() || ended_.size() != started() || started() == slots_.size()) return std::nullopt;
    const std::size_t i = next_.fetch_add(1, std::memory_order_relaxed);
    ended_.push_back(i);
    return ended_[taken_++];
  }
  completed<T> give(std::size_t i) {
    this->start_more();
    this->explain(slots_[i]);
    return completed<T>(i, std::move(slots_[i]));
  }

  // False when there is something by now.
  bool wait_for_next(waiter<Executor, completion_group>& w) {
    const auto lock = this->locked();
    if (taken_ < ended_.size()) return false;
    waiting_ = &w;
    return true;
  }
  void gone(waiter<Executor, completion_group>&) noexcept { waiting_ = nullptr; }

  const std::size_t limit_;
  std::atomic<std::size_t> next_ = 0;
  std::size_t taken_ = 0;
  std::unique_ptr<child<Executor>[]> children_;
  std::vector<asio::awaitable<T, Executor>> work_;
  std::vector<outcome<T>> slots_;
  std::vector<std::size_t> ended_;
  waiter<Executor, completion_group>* waiting_ = nullptr;
  F body_;
  child<Executor> body_child_;
  outcome<body_value> result_;
  completions<T, Executor> stream_;
};

template <class Range, class F>
consteval bool check_completions() {
  if constexpr (check_range<Range>()) {
    using child = awaitable_traits<std::remove_cvref_t<std::ranges::range_reference_t<Range>>>;
    return check_body<F, completions<typename child::result, typename child::executor>, typename child::executor>();
  } else {
    return false;
  }
}

template <class Range, class F>
auto run_completions(const sheaf::options& options, Range&& range, F&& body) {
  if constexpr (check_completions<Range, std::decay_t<F>>()) {
    using child = std::remove_cvref_t<std::ranges::range_reference_t<Range>>;
    using executor = typename awaitable_traits<child>::executor;
    using group = completion_group<executor, typename awaitable_traits<child>::result, std::decay_t<F>>;
    check_options<group, typename awaitable_traits<child>::result>(options);
    return run_group<group, executor>(options, collect(std::forward<Range>(range)),
                                      std::decay_t<F>(std::forward<F>(body)));
  } else {
    return refuse();
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_DETAIL_COMPLETIONS_HPP
