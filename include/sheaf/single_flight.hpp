// SPDX-License-Identifier: MIT
//
// single_flight.hpp: callers who ask for the same thing at the same time share one run of it.

#ifndef SHEAF_SINGLE_FLIGHT_HPP
#define SHEAF_SINGLE_FLIGHT_HPP

#include <sheaf/detail/children.hpp>
#include <sheaf/detail/closure.hpp>
#include <sheaf/detail/coroutines.hpp>
#include <sheaf/detail/launch.hpp>
#include <sheaf/detail/serial.hpp>
#include <sheaf/outcome.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

SHEAF_COROUTINES_BEGIN

namespace sheaf {
inline namespace v0 {

namespace detail {
template <class Key, class T, class Executor>
class flights;
}  // namespace detail

/// One run a key at a time, its result copied to everybody who waits for it.
///
///     sheaf::single_flight<std::string, token> logins{executor};
///     token t = co_await logins.run("keystone", [this] { return sign_in(); });
///
/// A run belongs to the group and not to the caller who happened to come first: it is spawned on the group's executor. A
/// caller that is cancelled only leaves; when the last has left the run is cancelled, and whoever asks then begins a new
/// one. Runs end as cancelled when the last handle to the group is destroyed.
///
/// Threads: a handle to shared state with a mutex; `run` may be awaited on any executor.
template <class Key, class T, class Executor = asio::any_io_executor>
class single_flight {
  static_assert(detail::gatherable_executor<Executor>,
                "sheaf: single_flight needs any_io_executor or a strand: on a raw executor its runs could not be cancelled safely");

 public:
  explicit single_flight(const Executor& executor) : owner_(std::make_shared<owner>(executor)) {}

  /// Joins the run for `key`, or begins it with `make()`, which gives an awaitable<T, Executor>.
  ///
  /// Returns: the run's value, copied. Throws: what the run threw; operation_aborted when the caller was cancelled.
  template <class F>
  [[nodiscard]] asio::awaitable<T, Executor> run(Key key, F&& make) const {
    SHEAF_CHECK_CLOSURE(F);
    return detail::flights<Key, T, Executor>::join(owner_->state, std::move(key), std::decay_t<F>(std::forward<F>(make)));
  }

  /// The next caller for `key` begins a run of its own; one under way goes on for those who wait for it.
  void forget(const Key& key) const { owner_->state->forget(key); }

 private:
  struct owner {
    explicit owner(const Executor& executor) : state(std::make_shared<detail::flights<Key, T, Executor>>(executor)) {}
    owner(const owner&) = delete;
    owner& operator=(const owner&) = delete;
    ~owner() { state->cancel_all(); }
    std::shared_ptr<detail::flights<Key, T, Executor>> state;
  };
  std::shared_ptr<owner> owner_;
};

namespace detail {

template <class Key, class T, class Executor>
class flights : public std::enable_shared_from_this<flights<Key, T, Executor>> {
 public:
  explicit flights(const Executor& executor) : executor_(one_at_a_time(executor)) {}

  template <class F>
  static asio::awaitable<T, Executor> join(std::shared_ptr<flights> self, Key key, F make) {
    const Executor executor = co_await asio::this_coro::executor;
    const asio::cancellation_state cancellation = co_await asio::this_coro::cancellation_state;
    waiter me(self, executor, cancellation.slot());
    if (self->board(me, key)) self->take_off(me.journey(), key, std::move(make));
    if (!me.arrived()) {
      co_await me.wait();
    }
    co_return me.result();
  }

  void forget(const Key& key) {
    const std::lock_guard lock(mutex_);
    by_key_.erase(key);
  }

  void cancel_all() {
    std::unordered_map<Key, std::shared_ptr<flight>> all;
    {
      const std::lock_guard lock(mutex_);
      all.swap(by_key_);
    }
    for (auto& [key, f] : all) cancel(f);
  }

 private:
  class waiter;

  struct flight {
    asio::cancellation_signal signal;
    outcome<T> result;
    bool over = false;
    std::size_t aboard = 0;
    std::vector<waiter*> waiting;
  };

  // In the frame of a coroutine that waits. While it is parked, the flight is what owns that coroutine.
  class waiter {
   public:
    waiter(std::shared_ptr<flights> group, const Executor& executor, asio::cancellation_slot slot)
        : group_(std::move(group)), executor_(executor), slot_(slot) {
      if (slot_.is_connected()) slot_.template emplace<leaver>(this);
    }
    waiter(const waiter&) = delete;
    waiter& operator=(const waiter&) = delete;
    ~waiter() {
      if (slot_.is_connected()) slot_.clear();
      if (flight_) group_->leave(flight_, nullptr);
    }

    [[nodiscard]] const std::shared_ptr<flight>& journey() const { return flight_; }

    [[nodiscard]] bool arrived() const {
      const std::lock_guard lock(group_->mutex_);
      return flight_->over || left_;
    }

    auto wait() {
      return place_.park([this] {
        const std::lock_guard lock(group_->mutex_);
        if (flight_->over || left_) {
          wake();
        } else {
          flight_->waiting.push_back(this);
        }
      });
    }

    [[nodiscard]] T result() {
      const auto f = flight_;
      {
        const std::lock_guard lock(group_->mutex_);
        if (!f->over) throw asio::system_error(asio::error::operation_aborted, "single_flight");
      }
      if constexpr (std::is_void_v<T>) {
        (void)std::as_const(f->result).value();
      } else {
        return std::as_const(f->result).value();
      }
    }

    void wake() { asio::post(executor_, place_.take()); }
    [[nodiscard]] auto take() { return place_.take(); }

   private:
    friend class flights;
    struct leaver {
      explicit leaver(waiter* w) : w_(w) {}
      void operator()(asio::cancellation_type_t) { w_->leave(); }
      waiter* w_;
    };

    void leave() {
      if (flight_) group_->leave(flight_, this);
    }

    std::shared_ptr<flights> group_;
    const Executor executor_;
    asio::cancellation_slot slot_;
    std::shared_ptr<flight> flight_;
    bool left_ = false;
    parked<Executor> place_;
  };

  static Executor one_at_a_time(const Executor& executor) {
    if constexpr (is_type_erased<Executor>) {
      if (!is_serial(executor)) return asio::make_strand(executor);
    }
    return executor;
  }

  // True when the flight is new and the caller has to start it.
  bool board(waiter& w, const Key& key) {
    const std::lock_guard lock(mutex_);
    auto& entry = by_key_[key];
    const bool fresh = !entry;
    if (fresh) entry = std::make_shared<flight>();
    ++entry->aboard;
    w.flight_ = entry;
    return fresh;
  }

  // A waiter goes: because it was cancelled (`w`), or because its coroutine ends.
  void leave(const std::shared_ptr<flight>& f, waiter* w) {
    bool last = false;
    {
      const std::lock_guard lock(mutex_);
      if (w) {
        if (w->left_ || f->over) return;
        w->left_ = true;
        if (std::erase(f->waiting, w) != 0) w->wake();
        return;
      }
      last = --f->aboard == 0 && !f->over;
      if (last) std::erase_if(by_key_, [&f](const auto& entry) { return entry.second == f; });
    }
    if (last) cancel(f);
  }

  void cancel(const std::shared_ptr<flight>& f) {
    asio::dispatch(executor_, [f] { f->signal.emit(asio::cancellation_type::terminal); });
  }

  template <class F>
  void take_off(std::shared_ptr<flight> f, const Key& key, F make) {
    const auto slot = f->signal.slot();
    landing here(this->shared_from_this(), f, key);
    auto flying = fly(std::move(f), std::move(make));
    asio::co_spawn(executor_, std::move(flying), asio::bind_cancellation_slot(slot, [here = std::move(here)](std::exception_ptr) mutable {
                     here.land();
                   }));
  }

  template <class F>
  static asio::awaitable<void, Executor> fly(std::shared_ptr<flight> f, F make) {
    co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
    try {
      if constexpr (std::is_void_v<T>) {
        co_await make();
        f->result.emplace();
      } else {
        f->result.emplace(co_await make());
      }
    } catch (...) {
      f->result.fail(outcome_state::error, std::current_exception());
    }
  }

  // The end of a flight: called, or destroyed uncalled with the execution context.
  class landing {
   public:
    landing(std::shared_ptr<flights> group, std::shared_ptr<flight> f, const Key& key)
        : group_(std::move(group)), flight_(std::move(f)), key_(key) {}
    landing(landing&&) = default;
    ~landing() {
      if (!group_) return;
      std::vector<waiter*> waiting;
      {
        const std::lock_guard lock(group_->mutex_);
        waiting = finish();
      }
      for (waiter* w : waiting) (void)w->take();
    }

    void land() {
      {
        const std::lock_guard lock(group_->mutex_);
        for (waiter* w : finish()) w->wake();
      }
      group_.reset();
    }

   private:
    std::vector<waiter*> finish() {
      flight_->over = true;
      const auto entry = group_->by_key_.find(key_);
      if (entry != group_->by_key_.end() && entry->second == flight_) group_->by_key_.erase(entry);
      return std::exchange(flight_->waiting, {});
    }

    std::shared_ptr<flights> group_;
    std::shared_ptr<flight> flight_;
    Key key_;
  };

  const Executor executor_;
  std::mutex mutex_;
  std::unordered_map<Key, std::shared_ptr<flight>> by_key_;
};

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_SINGLE_FLIGHT_HPP
