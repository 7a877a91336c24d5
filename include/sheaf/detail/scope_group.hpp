// SPDX-License-Identifier: MIT
//
// The group behind with_scope: a body, and children that come as they are added.

#ifndef SHEAF_DETAIL_SCOPE_GROUP_HPP
#define SHEAF_DETAIL_SCOPE_GROUP_HPP

#include <sheaf/detail/children.hpp>
#include <sheaf/detail/coroutines.hpp>
#include <sheaf/detail/gathering.hpp>
#include <sheaf/detail/run_group.hpp>
#include <sheaf/error.hpp>
#include <sheaf/outcome.hpp>

#include <atomic>
#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <type_traits>
#include <utility>

SHEAF_COROUTINES_BEGIN

namespace sheaf {
inline namespace v0 {

template <class Executor>
class scope;

namespace detail {

/// A child that keeps the callable it is made by.
template <class Executor, class F>
asio::awaitable<void, Executor> scope_child(F f) {
  co_await f();
}

/// What handles of a scope share; it outlives the scope.
template <class Executor>
class scope_link {
 public:
  class target {
   public:
    /// Takes part in the scope, so that it does not end; false when it has.
    virtual bool join_scope() = 0;
    virtual void leave_scope() = 0;
    virtual void add(asio::awaitable<void, Executor>&& child) = 0;
    virtual void cancel_scope() = 0;

   protected:
    ~target() = default;
  };

  explicit scope_link(target* t) noexcept : target_(t) {}

  void add(asio::awaitable<void, Executor> child) {
    target* t = join();
    if (!t) throw std::logic_error("sheaf::scope::add: this scope has ended; what was to be added is not run");
    try {
      t->add(std::move(child));
    } catch (...) {
      t->leave_scope();
      throw;
    }
    t->leave_scope();
  }
  void cancel() {
    if (target* t = join()) {
      t->cancel_scope();
      t->leave_scope();
    }
  }
  void close() {
    const std::lock_guard lock(mutex_);
    target_ = nullptr;
  }

 private:
  target* join() {
    const std::lock_guard lock(mutex_);
    return target_ && target_->join_scope() ? target_ : nullptr;
  }

  std::mutex mutex_;
  target* target_;
};

template <class Executor, class F>
class scope_group final : public fail_fast<Executor>, private scope_link<Executor>::target {
  using body_type = std::invoke_result_t<F&, scope<Executor>&>;
  using body_value = typename awaitable_traits<body_type>::result;

  struct place : child<Executor> {
    outcome<void> slot;
    place* next_free = nullptr;
  };

  class body_sink : public child_link<scope_group> {
   public:
    using child_link<scope_group>::child_link;

    template <class... Args>
    void emplace(Args&&... args) {
      this->group->result_.emplace(std::forward<Args>(args)...);
    }
    void fail(std::exception_ptr error) noexcept {
      this->group->failed(child_error::body, this->group->result_, std::move(error));
    }
  };
  class child_sink : public child_link<scope_group> {
   public:
    child_sink(scope_group* g, place& p, std::size_t i) noexcept
        : child_link<scope_group>(g, p), slot_(&p.slot), index_(i) {}

    void emplace() noexcept { this->group->tell_ended(index_); }
    void fail(std::exception_ptr error) noexcept {
      this->group->tell_ended(index_, error);
      this->group->failed(index_, *slot_, std::move(error));
    }

   private:
    outcome<void>* slot_;
    std::size_t index_;
  };

 public:
  using result_type = body_value;

  scope_group(const parent_state<Executor>& parent, const sheaf::options& options, F&& body)
      : fail_fast<Executor>(parent, options),
        link_(std::make_shared<scope_link<Executor>>(as_target())),
        handle_(link_),
        body_(std::move(body)) {}
  ~scope_group() { link_->close(); }

  [[nodiscard]] result_type result() {
    this->check(cancelled_);
    if constexpr (!std::is_void_v<body_value>) {
      if (!result_)
        throw asio::system_error(asio::error::operation_aborted, "sheaf::with_scope: the scope was cancelled");
      return std::move(*result_);
    }
  }

 private:
  bool more() const noexcept override { return !added_.empty(); }
  std::size_t started() const noexcept override { return places_.size(); }
  child<Executor>& at(std::size_t i) noexcept override { return places_[i]; }
  child<Executor>* companion() noexcept override { return &body_child_; }
  void vacated(child<Executor>& c) noexcept override {
    if (&c == &body_child_) return;
    auto& p = static_cast<place&>(c);
    p.next_free = std::exchange(free_, &p);
  }

  void start_companion() override {
    try {
      this->start_beside(body_child_, body_(handle_), body_sink(this, body_child_));
    } catch (...) {
      body_sink(this, body_child_).fail(std::current_exception());
    }
  }

  bool start_next() noexcept override {
    const std::size_t i = index_++;
    place* p = nullptr;
    this->tell_started(i);
    try {
      auto [work, at] = next();
      p = at;
      this->launch_child(*p, std::move(work), child_sink(this, *p, i));
      return true;
    } catch (...) {
      outcome<void> none;
      this->failed(i, p ? p->slot : none, std::current_exception());
      return false;
    }
  }
  std::pair<asio::awaitable<void, Executor>, place*> next() {
    const auto lock = this->locked();
    place* p = free_ ? std::exchange(free_, free_->next_free) : &places_.emplace_back();
    std::pair<asio::awaitable<void, Executor>, place*> taken(std::move(added_.front()), p);
    added_.pop_front();
    return taken;
  }

  typename scope_link<Executor>::target* as_target() noexcept { return this; }
  bool join_scope() override { return this->join(); }
  void leave_scope() override { this->leave(); }
  void add(asio::awaitable<void, Executor>&& work) override {
    {
      const auto lock = this->locked();
      if (this->stopped())
        throw asio::system_error(asio::error::operation_aborted, "sheaf::scope::add: the scope is being stopped");
      added_.push_back(std::move(work));
    }
    this->start_more();
  }
  void cancel_scope() override {
    cancelled_ = true;
    this->stop();
  }

  std::shared_ptr<scope_link<Executor>> link_;
  scope<Executor> handle_;
  F body_;
  child<Executor> body_child_;
  outcome<body_value> result_;
  std::deque<asio::awaitable<void, Executor>> added_;
  std::deque<place> places_;
  place* free_ = nullptr;
  std::size_t index_ = 0;
  std::atomic<bool> cancelled_ = false;
};

template <class Executor, class F>
auto run_scope(const sheaf::options& options, F&& body) {
  if constexpr (check_body<std::decay_t<F>, scope<Executor>, Executor>()) {
    using group = scope_group<Executor, std::decay_t<F>>;
    check_options<group>(options);
    return run_group<group, Executor>(options, std::decay_t<F>(std::forward<F>(body)));
  } else {
    return refuse();
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_DETAIL_SCOPE_GROUP_HPP
