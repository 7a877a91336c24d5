// SPDX-License-Identifier: MIT
//
// One timer for all calls of a client: each call has a deadline that is moved by assignment, and only the earliest is armed.

#ifndef SHEAF_HTTP_DETAIL_WATCHDOG_HPP
#define SHEAF_HTTP_DETAIL_WATCHDOG_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/timer.hpp>
#include <sheaf/http/detail/intrusive_list.hpp>
#include <sheaf/http/detail/loop_turn.hpp>
#include <sheaf/time_source.hpp>

#include <algorithm>
#include <memory>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

// A deadline that is moved to a later time costs an assignment: the timer, when it rings too early, looks for the next.
// Nothing is armed while there is no call, so that it keeps no io_context running.
class watchdog final : public std::enable_shared_from_this<watchdog>, private loop_turn::listener {
  struct in_watchdog;

 public:
  // One call's deadline, and what to interrupt when it has come.
  class watch : private list_hook<in_watchdog> {
   public:
    explicit watch(std::shared_ptr<watchdog> dog) : dog_(std::move(dog)) { dog_->watches_.push_back(*this); }
    ~watch() { rest(); }

    [[nodiscard]] time_point now() const noexcept { return dog_->timer_.now(); }
    [[nodiscard]] time_point limit() const noexcept { return limit_; }

    // From now on the limit is `when`; that an earlier one was passed is forgotten.
    void limit(time_point when) {
      if (!linked()) dog_->watches_.push_back(*this);
      limit_ = when;
      expired_ = false;
      dog_->arm(when);
    }

    [[nodiscard]] bool expired() const noexcept { return expired_; }

    // Nothing is awaited for a while: no timer runs until there is a limit again.
    void rest() {
      unlink();
      dog_->left();
    }

    // While what it gives is alive, Object::cancel() is called when the limit has passed; that may not complete anything
    // from inside.
    template <class Object>
    [[nodiscard]] auto interrupts(Object& object) noexcept {
      interrupt(object);
      struct scope {
        watch& self;
        explicit scope(watch& w) noexcept : self(w) {}
        scope(const scope&) = delete;
        scope& operator=(const scope&) = delete;
        ~scope() { self.interrupt_nothing(); }
      };
      return scope(*this);
    }

    // The same, until the watch is told otherwise.
    template <class Object>
    void interrupt(Object& object) noexcept {
      object_ = &object;
      interrupt_ = [](void* what) { static_cast<Object*>(what)->cancel(); };
    }
    void interrupt_nothing() noexcept { interrupt_ = nullptr; }

   private:
    friend class watchdog;
    friend class intrusive_list<watch, in_watchdog>;

    void ring() {
      expired_ = true;
      if (interrupt_) interrupt_(object_);
    }

    std::shared_ptr<watchdog> dog_;
    time_point limit_ = no_deadline;
    bool expired_ = false;
    void* object_ = nullptr;
    void (*interrupt_)(void*) = nullptr;
  };

  watchdog(const asio::any_io_executor& executor, time_source* source)
      : watchdog(executor, source, std::make_shared<loop_turn>(executor)) {}
  watchdog(const asio::any_io_executor& executor, time_source* source, std::shared_ptr<loop_turn> turn)
      : timer_(executor, source), turn_(std::move(turn)) {
    turn_->tell(this);
  }
  watchdog(const watchdog&) = delete;
  watchdog& operator=(const watchdog&) = delete;
  ~watchdog() { turn_->tell(nullptr); }

 private:
  // At most one wait is under way: one that was ended begins the next, so that call after call takes the same memory.
  void arm(time_point when) {
    if (when >= armed_for_) return;
    armed_for_ = when;
    timer_.expires_at(when);
    if (!waiting_) wait();
  }

  void wait() {
    waiting_ = true;
    timer_.async_wait([weak = weak_from_this()](bool expired) {
      if (auto self = weak.lock()) self->woken(expired);
    });
  }

  void woken(bool expired) {
    waiting_ = false;
    if (expired || armed_for_ <= timer_.now()) {
      ring();
    } else if (armed_for_ != no_deadline) {
      wait();
    }
  }

  void ring() {
    armed_for_ = no_deadline;
    const time_point now = timer_.now();
    time_point next = no_deadline;
    watches_.each([&](watch& w) {
      if (w.expired_) return;
      if (w.limit_ <= now) {
        w.ring();
      } else {
        next = std::min(next, w.limit_);
      }
    });
    arm(next);
  }

  // Not at once: where one call follows the other, the next finds the timer as it is, which saves the system a call.
  void left() noexcept {
    if (watches_.empty() && armed_for_ != no_deadline && turn_->number() == 0) turn_ended();
  }

  void turn_ended() noexcept override {
    if (!watches_.empty() || armed_for_ == no_deadline) return;
    armed_for_ = no_deadline;
    timer_.cancel();
  }

  sheaf::detail::timer timer_;
  std::shared_ptr<loop_turn> turn_;
  time_point armed_for_ = no_deadline;
  bool waiting_ = false;
  intrusive_list<watch, in_watchdog> watches_;
};

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_WATCHDOG_HPP
