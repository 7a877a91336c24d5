// SPDX-License-Identifier: MIT
//
// What every combinator that runs children is made of: it starts them, counts them, passes cancellation on, and resumes the
// parent when the last of them is gone.
//
// The group lives in the parent's own frame. That is sound because nobody but the group holds the parent while it waits: the
// count is of everything that may still touch the group (children, emissions under way, the timer, the parent until it is
// parked), and whoever brings it to zero resumes the parent or, where the children were destroyed and not run, destroys it.

#ifndef SHEAF_DETAIL_GROUP_HPP
#define SHEAF_DETAIL_GROUP_HPP

#include <sheaf/detail/launch.hpp>
#include <sheaf/detail/serial.hpp>
#include <sheaf/detail/timer.hpp>
#include <sheaf/options.hpp>

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
  parent_state(const Executor& where, asio::cancellation_state state, bool throws)
      : executor(where), cancellation(state), throw_if_cancelled(throws) {}

  Executor executor;
  asio::cancellation_state cancellation;
  bool throw_if_cancelled;
};

template <class Executor>
class group {
 public:
  struct child {
    asio::cancellation_signal signal;
    std::optional<Executor> strand;  // where the parent's executor is not serial
    bool running = false;
  };

  group(const group&) = delete;
  group& operator=(const group&) = delete;

  /// Starts as many children as may run, in order. Call it once, then wait if need be.
  void start_all() {
    if (auto slot = parent_.cancellation.slot(); slot.is_connected()) slot.template emplace<canceller>(this);
    start_more();
    if (!finished() && options_.has_timeout()) set_timer();
  }

  [[nodiscard]] bool finished() const noexcept { return holds_.load(std::memory_order_acquire) == 1; }

  /// `co_await g.wait()` suspends the parent until everything is over. It never throws.
  auto wait() {
    return parked_.park([this] { release(resume_by::post); });
  }

  /// To be called by the parent, running, before it looks at results.
  void close() noexcept {
    if (auto slot = parent_.cancellation.slot(); slot.is_connected()) slot.clear();
  }

 protected:
  enum class resume_by { call, post };

  group(parent_state<Executor> parent, const sheaf::options& options, child* children, std::size_t size)
      : parent_(std::move(parent)),
        options_(options),
        children_(children),
        size_(size),
        serial_(options.is_serial() || is_serial(parent_.executor)),
        requested_(parent_.cancellation.cancelled()) {}
  ~group() = default;

  /// Makes child `i` by calling launch_child. False when that failed, which is for the caller to have noted.
  virtual bool start(std::size_t i) noexcept = 0;

  template <class Out, class T>
  void launch_child(std::size_t i, asio::awaitable<T, Executor> work, Out out) {
    child& c = children_[i];
    const inherited from{&c.signal, requested(), parent_.throw_if_cancelled};
    if (serial_) {
      prepared_child<Executor> ready(parent_.executor, std::move(work), out, from, arrival(this, i));
      c.running = true;
      ready();
    } else if constexpr (is_type_erased<Executor>) {
      c.strand.emplace(asio::make_strand(parent_.executor));
      prepared_child<Executor> ready(*c.strand, std::move(work), out, from, arrival(this, i));
      const Executor strand = *c.strand;
      {
        const auto lock = locked();
        c.running = true;
      }
      guarded([&] { asio::dispatch(strand, std::move(ready)); });
    }
  }

  /// Starts no more children and passes `type` to those that run.
  void cancel(asio::cancellation_type_t type) {
    hold self(this);
    std::size_t started;
    {
      const auto lock = locked();
      stopped_ = true;
      requested_ = operator_or(requested_, type);
      started = next_;
    }
    for (std::size_t i = 0; i != started; ++i) emit(i, type);
    self.done(resume_by::post);
  }

  [[nodiscard]] asio::cancellation_type_t requested() {
    const auto lock = locked();
    return requested_;
  }
  [[nodiscard]] bool all_started() const noexcept { return next_ == size_; }
  [[nodiscard]] bool expired() const noexcept { return expired_; }
  [[nodiscard]] const sheaf::options& get_options() const noexcept { return options_; }
  [[nodiscard]] std::unique_lock<std::mutex> locked() {
    return serial_ ? std::unique_lock<std::mutex>() : std::unique_lock(mutex_);
  }

 private:
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

  // Owned by child i: calling it says that the child is over.
  class arrival {
   public:
    arrival(group* g, std::size_t i) noexcept : group_(g), index_(i) {}
    arrival(arrival&& other) noexcept : group_(std::exchange(other.group_, nullptr)), index_(other.index_) {}
    arrival& operator=(arrival&&) = delete;
    ~arrival() {
      if (group_ && group_->children_[index_].running) group_->abandon();
    }
    void operator()() { std::exchange(group_, nullptr)->arrive(index_); }

   private:
    group* group_;
    std::size_t index_;
  };

  class canceller {
   public:
    explicit canceller(group* g) noexcept : group_(g) {}
    void operator()(asio::cancellation_type_t type) { group_->cancel(type); }

   private:
    group* group_;
  };

  void start_more() {
    {
      const auto lock = locked();
      if (std::exchange(starting_, true)) return;  // whoever is at it sees the place that became free
    }
    while (true) {
      std::size_t i;
      {
        const auto lock = locked();
        if (stopped_ || next_ == size_ || running_ == options_.get_limit()) {
          starting_ = false;
          return;
        }
        i = next_++;
        ++running_;
        holds_.fetch_add(1, std::memory_order_relaxed);
      }
      if (!start(i)) arrive(i);
    }
  }

  void arrive(std::size_t i) {
    bool more;
    {
      const auto lock = locked();
      children_[i].running = false;
      --running_;
      more = !stopped_ && next_ != size_;
      if (!more && running_ == 0 && timer_) timer_->cancel();
    }
    if (more) start_more();
    release(resume_by::call);
  }

  void emit(std::size_t i, asio::cancellation_type_t type) {
    child& c = children_[i];
    if (serial_) {
      if (c.running) c.signal.emit(type);
      return;
    }
    std::optional<Executor> strand;
    {
      const auto lock = locked();
      if (c.running) strand = c.strand;
    }
    if (!strand) return;
    try {
      guarded([&] {
        asio::dispatch(*strand, [self = hold(this), &c, type]() mutable {
          c.signal.emit(type);
          self.done(resume_by::post);
        });
      });
    } catch (const std::bad_alloc&) {
      // Then this child is not told, and is waited for as long as it takes.
      release(resume_by::post);
    }
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

  void set_timer() {
    const auto lock = locked();
    if (running_ == 0) return;
    timer_.emplace(parent_.executor, options_.get_time());
    timer_->expires_at(deadline_after(timer_->now(), options_.get_timeout()));
    timer_->async_wait([self = hold(this), this](bool due) mutable {
      if (due) expire();
      self.done(resume_by::post);
    });
  }

  void expire() {
    {
      const auto lock = locked();
      if (running_ == 0) return;
      expired_ = true;
    }
    cancel(asio::cancellation_type::terminal);
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

  parent_state<Executor> parent_;
  const sheaf::options options_;
  child* const children_;
  const std::size_t size_;
  const bool serial_;
  bool stopped_ = false;
  bool starting_ = false;
  bool expired_ = false;
  std::atomic<bool> abandoned_ = false;
  asio::cancellation_type_t requested_;
  std::size_t next_ = 0;
  std::size_t running_ = 0;
  std::atomic<std::size_t> holds_ = 1;
  std::mutex mutex_;
  std::optional<basic_timer<Executor>> timer_;
  parked<Executor> parked_;
};

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_DETAIL_GROUP_HPP
