// SPDX-License-Identifier: MIT
//
// What every combinator that runs children is made of: it starts them, counts them, passes cancellation on, and resumes
// the parent when the last of them is gone.
//
// The group lives in the parent's own frame. That is sound because nobody but the group holds the parent while it
// waits: the count is of everything that may still touch the group (children, emissions under way, the timer, the
// parent until it is parked), and whoever brings it to zero resumes the parent or, where the children were destroyed
// and not run, destroys it.

#ifndef SHEAF_DETAIL_GROUP_HPP
#define SHEAF_DETAIL_GROUP_HPP

#include <sheaf/detail/aborted.hpp>
#include <sheaf/detail/launch.hpp>
#include <sheaf/detail/serial.hpp>
#include <sheaf/detail/timer.hpp>
#include <sheaf/event.hpp>
#include <sheaf/options.hpp>
#include <sheaf/outcome.hpp>

#include <atomic>
#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace detail {

inline asio::cancellation_type_t operator_or(asio::cancellation_type_t a, asio::cancellation_type_t b) {
  return static_cast<asio::cancellation_type_t>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}

/// What the parent coroutine knows of itself when it makes a group.
template <class Executor>
class parent_state {
 public:
  parent_state(const Executor& where, bool throws) : executor(where), throw_if_cancelled(throws) {}

  Executor executor;
  asio::cancellation_state cancellation;
  bool throw_if_cancelled;
};

/// What a child needs besides its frame. When it has ended all of it serves another, unless something was cancelled: a
/// request still on its way must find the child it was meant for.
template <class Executor>
struct child {
  asio::cancellation_signal signal;
  child_cancellation cancellation;
  std::unique_ptr<Executor> strand;  // where the parent's executor is not serial
  std::atomic<bool> running = false;    // written with the lock held
};

/// Where a child's result goes, and word of its end to the group. Those who derive from it add emplace() and fail().
template <class Group>
class child_link {
 public:
  child_link(Group* g, child<typename Group::executor_type>& c) noexcept : group(g), place(&c) {}

  void ended() { group->arrive(place); }
  void dropped() noexcept {
    if (place->running.load(std::memory_order_relaxed)) group->abandon();
  }

  Group* group;
  child<typename Group::executor_type>* place;
};

/// Which children there are is for those who derive from it to say: with the lock held they are asked for more() and
/// for those that were started(), and without it, by one starter at a time, to start_next().
template <class Executor>
class group {
 public:
  using executor_type = Executor;

  /// False where the caller's cancellation is kept from the children.
  static constexpr bool passes_cancellation = true;

  group(const group&) = delete;
  group& operator=(const group&) = delete;

  /// Starts as many children as may run, in order. Call it once, then wait if need be.
  void start_all() {
    if (auto slot = parent_.cancellation.slot(); slot.is_connected()) slot.template emplace<canceller>(this);
    start_more();
    start_companion();
    if (!finished() && options_.has_timeout()) unless_broken([this] { set_timer(); });
  }

  [[nodiscard]] bool finished() const noexcept { return holds_.load(std::memory_order_acquire) == 1; }

  /// `co_await g.wait()` suspends the parent until everything is over. It never throws.
  auto wait() {
    return parked_.park([this] { release(resume_by::post); });
  }

  /// To be called by the parent, running, before it looks at results. Throws what broke the call itself.
  void close() {
    if (auto slot = parent_.cancellation.slot(); slot.is_connected()) slot.clear();
    if (broken_) std::rethrow_exception(broken_);
  }

 protected:
  enum class resume_by { call, post };

  // One count, given back by done(). Destroyed with it still in hand, the context is being torn down.
  class hold {
   public:
    explicit hold(group* g) noexcept : group_(g) { g->holds_.fetch_add(1, std::memory_order_relaxed); }
    hold(hold&& other) noexcept : group_(std::exchange(other.group_, nullptr)) {}
    hold& operator=(hold&&) = delete;
    ~hold() {
      if (group_) group_->abandon();
    }
    void done(resume_by how) { std::exchange(group_, nullptr)->release(how); }

   private:
    group* group_;
  };

  /// Both outlive the group.
  group(const parent_state<Executor>& parent, const sheaf::options& options)
      : group(parent, options, options.get_limit()) {}
  group(const parent_state<Executor>& parent, const sheaf::options& options, std::size_t limit)
      : parent_(parent),
        options_(options),
        limit_(limit),
        serial_(options.is_serial() || is_serial(parent_.executor)),
        requested_(narrow(parent_.cancellation.cancelled())) {}
  ~group() = default;

  /// How many children there are in all, where that is known.
  [[nodiscard]] virtual std::size_t size() const noexcept { return 0; }
  /// Is there a child that may be started now?
  [[nodiscard]] virtual bool more() const noexcept = 0;
  /// Starts it by calling launch_child. False when there was none after all, or when that failed, which is noted then.
  virtual bool start_next() noexcept = 0;
  /// How many children, counted from the first, may be running, and each of them.
  [[nodiscard]] virtual std::size_t started() const noexcept = 0;
  [[nodiscard]] virtual child<Executor>& at(std::size_t i) noexcept = 0;
  /// The child has ended; its place is free.
  virtual void vacated(child<Executor>&) noexcept {}
  /// What runs beside the children and is told to stop with them: a body.
  [[nodiscard]] virtual child<Executor>* companion() noexcept { return nullptr; }
  virtual void start_companion() {}
  /// Nothing runs and nothing will.
  virtual void idle() noexcept {}
  /// The time of options().timeout() is over.
  virtual void out_of_time() noexcept { stop(); }

  /// Runs `work` up to its first suspension, if the executor will have it so. `out` is a child_link.
  template <class Out, class T>
  void launch_child(child<Executor>& c, asio::awaitable<T, Executor>&& work, const Out& out) {
    const inherited from{&c.signal, requested(), parent_.throw_if_cancelled};
    listen(c.cancellation, c.signal);
    if (serial_) {
      prepared_child<Executor, Out> ready(parent_.executor, std::move(work), out, from, c.cancellation);
      c.running.store(true, std::memory_order_relaxed);
      ready();
    } else if constexpr (is_type_erased<Executor>) {
      if (!c.strand) c.strand = std::make_unique<Executor>(strand_on(parent_.executor));
      prepared_child<Executor, Out> ready(*c.strand, std::move(work), out, from, c.cancellation);
      asio::cancellation_type_t meanwhile;
      {
        const auto lock = locked();
        c.running.store(true, std::memory_order_relaxed);
        meanwhile = requested() & ~from.cancelled;
      }
      guarded([&] { asio::dispatch(*c.strand, std::move(ready)); });
      if (meanwhile != asio::cancellation_type::none) emit(c, meanwhile);
    }
  }

  [[nodiscard]] bool judges() const noexcept { return static_cast<bool>(options_.get_failed()); }
  /// The error that the options' predicate takes a child's value for, or null.
  template <class T>
  [[nodiscard]] std::exception_ptr unwanted(const T& value) const noexcept {
    if (!options_.get_failed().template applies_to<T>()) return nullptr;
    try {
      return options_.get_failed()(&value);
    } catch (...) {
      return std::current_exception();
    }
  }

  /// Stops all, as the group itself will have it: who was told to end already is not told again, and cleans up in
  /// peace.
  void stop() {
    if (!told_to_end()) cancel(asio::cancellation_type::terminal);
  }
  void stop_children() {
    if (!told_to_end()) cancel_children(asio::cancellation_type::terminal);
  }

  /// Stops all for `error`, which is no child's and is thrown whatever else there is.
  void breaks(std::exception_ptr error) noexcept {
    {
      const auto lock = locked();
      if (!broken_) broken_ = std::move(error);
    }
    stop();
  }
  template <class F>
  void unless_broken(F f) noexcept {
    try {
      f();
    } catch (...) {
      breaks(std::current_exception());
    }
  }

  /// Starts no more children and passes `type` to all that runs.
  void cancel(asio::cancellation_type_t type) {
    if (!join()) return;  // all is over, and the parent about to go on
    cancel_children(type);
    if (child<Executor>* beside = companion()) emit(*beside, type);
    release(resume_by::post);
  }

  /// Starts no more children and passes `type` to those that run, not to what runs beside them.
  void cancel_children(asio::cancellation_type_t type) {
    hold self(this);
    std::size_t all;
    {
      const auto lock = locked();
      stopped_ = true;
      requested_.store(narrow(operator_or(requested(), type)), std::memory_order_release);
      all = started();
    }
    for (std::size_t i = 0; i != all; ++i) {
      child<Executor>* to;
      {
        const auto lock = locked();
        to = &at(i);
      }
      emit(*to, type);
    }
    self.done(resume_by::post);
  }

  /// Starts a child beside those that options().limit() is about.
  template <class Out, class T>
  void start_beside(child<Executor>& c, asio::awaitable<T, Executor>&& work, Out out) {
    {
      const auto lock = locked();
      ++running_;
      holds_.fetch_add(1, std::memory_order_relaxed);
    }
    try {
      launch_child(c, std::move(work), out);
    } catch (...) {
      out.fail(std::current_exception());
      arrive(nullptr);
    }
  }

  /// Calls f() when the timer has run out; keeps the call from ending until it is told.
  template <class F>
  void wait_for(basic_timer<Executor>& on, F f) {
    try {
      guarded([&] {
        on.async_wait([self = hold(this), f](bool due) mutable {
          if (due) f();
          self.done(resume_by::post);
        });
      });
    } catch (...) {
      holds_.fetch_sub(1, std::memory_order_relaxed);  // not the last: the child that is waited for has one
      throw;
    }
  }

  /// Keeps the call from ending until leave(); false where it has ended.
  [[nodiscard]] bool join() noexcept {
    std::size_t holds = holds_.load(std::memory_order_acquire);
    while (holds != 0 && !holds_.compare_exchange_weak(holds, holds + 1, std::memory_order_acq_rel)) {
    }
    return holds != 0;
  }
  void leave() { release(resume_by::post); }

  /// Starts children as long as there are more() and places for them.
  void start_more() {
    {
      const auto lock = locked();
      if (std::exchange(starting_, true)) return;  // whoever is at it sees the place that became free
    }
    while (true) {
      {
        const auto lock = locked();
        if (stopped_ || running_ == limit_ || !more()) {
          starting_ = false;
          if (running_ == 0) rest();
          return;
        }
        ++running_;
        holds_.fetch_add(1, std::memory_order_relaxed);
      }
      if (!start_next()) arrive(nullptr);
    }
  }

  [[nodiscard]] asio::cancellation_type_t requested() const noexcept {
    return static_cast<asio::cancellation_type_t>(requested_.load(std::memory_order_acquire));
  }
  [[nodiscard]] const Executor& executor() const noexcept { return parent_.executor; }
  [[nodiscard]] std::size_t running() const noexcept { return running_; }
  [[nodiscard]] bool stopped() const noexcept { return stopped_; }
  [[nodiscard]] bool expired() const noexcept { return expired_; }
  [[nodiscard]] const sheaf::options& get_options() const noexcept { return options_; }
  /// How a child ended that threw `error`. What came because the call was stopped is no error of its own.
  [[nodiscard]] outcome_state state_of(const std::exception_ptr& error) noexcept {
    if (requested() == asio::cancellation_type::none || !is_aborted(error)) return outcome_state::error;
    return expired() ? outcome_state::timed_out : outcome_state::cancelled;
  }

  /// Tells the observer, if there is one.
  void tell_started(std::size_t i) noexcept {
    if (options_.get_observer()) tell(event_phase::started, i, outcome_state::not_started, nullptr);
  }
  void tell_ended(std::size_t i) noexcept {
    if (options_.get_observer()) tell(event_phase::ended, i, outcome_state::value, nullptr);
  }
  void tell_ended(std::size_t i, const std::exception_ptr& error) noexcept {
    if (options_.get_observer()) tell(event_phase::ended, i, state_of(error), error);
  }
  [[nodiscard]] std::unique_lock<std::mutex> locked() {
    return serial_ ? std::unique_lock<std::mutex>() : std::unique_lock(mutex_);
  }

 private:
  template <class>
  friend class child_link;

  [[nodiscard]] bool told_to_end() {
    const auto lock = locked();
    return stopped_ && (requested() & asio::cancellation_type::terminal) != asio::cancellation_type::none;
  }

  // A dispatch that finds no memory destroys the function given to it, which looks as if the context were torn down.
  template <class F>
  void guarded(F dispatch) {
    try {
      dispatch();
    } catch (...) {
      abandoned_.store(false, std::memory_order_relaxed);
      holds_.fetch_add(1, std::memory_order_relaxed);
      throw;
    }
  }

  // Asio's types are bits of the lowest byte; where all the others are set too they mean nothing.
  static unsigned char narrow(asio::cancellation_type_t type) noexcept { return static_cast<unsigned char>(type); }

  void tell(event_phase phase, std::size_t i, outcome_state state, const std::exception_ptr& error) noexcept {
    const auto lock = locked();
    event what(phase, options_.get_label(), i, sheaf::now(options_.get_time()));
    what.state = state;
    what.error = error;
    options_.get_observer()(what);
  }

  class canceller {
   public:
    explicit canceller(group* g) noexcept : group_(g) {}
    void operator()(asio::cancellation_type_t type) { group_->cancel(type); }

   private:
    group* group_;
  };

  void arrive(child<Executor>* c) {
    bool again;
    {
      const auto lock = locked();
      if (c) {
        c->running.store(false, std::memory_order_release);
        vacated(*c);
      }
      --running_;
      again = !starting_ && !stopped_ && more();  // whoever starts children sees the place that became free
      if (running_ == 0 && !again && !starting_) rest();
    }
    if (again) start_more();
    release(resume_by::call);
  }

  void rest() noexcept {
    if (timer_) timer_->cancel();
    idle();
  }

  void emit(child<Executor>& c, asio::cancellation_type_t type) {
    if (serial_) {
      if (c.running.load(std::memory_order_relaxed)) detail::emit(c.signal, c.cancellation, type);
      return;
    }
    std::optional<Executor> strand;
    {
      const auto lock = locked();
      if (c.running.load(std::memory_order_relaxed)) strand = *c.strand;
    }
    if (!strand) return;
    try {
      guarded([&] {
        asio::dispatch(*strand, [self = hold(this), &c, type]() mutable {
          detail::emit(c.signal, c.cancellation, type);
          self.done(resume_by::post);
        });
      });
    } catch (const std::bad_alloc&) {
      // Then this child is not told, and is waited for as long as it takes.
      release(resume_by::post);
    }
  }

  void set_timer() {
    const auto lock = locked();
    if (running_ == 0) return;
    timer_ = std::make_unique<basic_timer<Executor>>(parent_.executor, options_.get_time());
    timer_->expires_at(deadline_after(timer_->now(), options_.get_timeout()));
    wait_for(*timer_, [this] { expire(); });
  }

  void expire() {
    if (told_to_end()) return;  // for another reason, which came first
    {
      const auto lock = locked();
      if (running_ == 0) return;
      expired_ = true;
    }
    out_of_time();
  }

  void release(resume_by how) {
    if (holds_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    if (abandoned_.load(std::memory_order_relaxed)) {
      (void)parked_.take();
    } else if (serial_ && how == resume_by::call) {
      auto resume = parked_.take();
      resume();
    } else {
      const Executor executor = parent_.executor;
      asio::post(executor, parked_.take());
    }
  }

  void abandon() noexcept {
    abandoned_.store(true, std::memory_order_relaxed);
    release(resume_by::call);
  }

  const parent_state<Executor>& parent_;
  const sheaf::options& options_;
  const std::size_t limit_;
  const bool serial_;
  bool stopped_ = false;
  bool starting_ = false;
  bool expired_ = false;
  std::atomic<bool> abandoned_ = false;
  std::atomic<unsigned char> requested_;  // written with the lock held
  std::exception_ptr broken_;
  std::size_t running_ = 0;
  std::atomic<std::size_t> holds_ = 1;
  std::mutex mutex_;
  std::unique_ptr<basic_timer<Executor>> timer_;
  parked<Executor> parked_;
};

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_DETAIL_GROUP_HPP
