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
#include <sheaf/detail/waiter.hpp>
#include <sheaf/outcome.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
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

/// The executor, or a strand on it where its handlers may run at the same time.
template <class Executor>
Executor one_at_a_time(const Executor& executor) {
  if constexpr (is_type_erased<Executor>) {
    if (!is_serial(executor)) return strand_on(executor);
  }
  return executor;
}

}  // namespace detail

/// One run a key at a time, its result copied to everybody who waits for it.
///
///     sheaf::single_flight<std::string, token> logins{executor};
///     token t = co_await logins.run("keystone", [this] { return sign_in(); });
///
/// A run belongs to the group and not to the caller who happened to come first: it is spawned on the group's executor.
/// A caller that is cancelled only leaves; when the last has left the run is cancelled, and whoever asks then begins a
/// new one. Runs end as cancelled when the last handle to the group is destroyed.
///
/// Threads: a handle to shared state with a mutex; `run` may be awaited on any executor.
template <class Key, class T, class Executor = asio::any_io_executor>
class single_flight {
  static_assert(
      detail::gatherable_executor<Executor>,
      "sheaf: single_flight needs any_io_executor or a strand: on a raw executor its runs could not be cancelled safely");

 public:
  explicit single_flight(const Executor& executor) : owner_(std::make_shared<owner>(executor)) {}

  /// Joins the run for `key`, or begins it with `make()`, which gives an awaitable<T, Executor>. It is a copy of the
  /// first caller's `make` that runs, and it may outlive that caller: it should refer to nothing of the caller's own.
  ///
  /// Returns: the run's value, copied. Throws: what the run threw; operation_aborted when the caller was cancelled.
  template <class F>
  [[nodiscard]] asio::awaitable<T, Executor> run(Key key, F&& make) const {
    SHEAF_CHECK_CLOSURE(F);
    constexpr bool makes_runs = std::is_invocable_r_v<asio::awaitable<T, Executor>, std::decay_t<F>&>;
    static_assert(makes_runs,
                  "sheaf::single_flight::run: make must be a callable that gives asio::awaitable<T, Executor> of this "
                  "group's T and Executor: give f, and not f(), which would run for every caller");
    if constexpr (makes_runs) {
      return detail::flights<Key, T, Executor>::join(owner_->state, owner_->executor, std::move(key),
                                                     std::decay_t<F>(std::forward<F>(make)));
    } else {
      return {};
    }
  }

  /// run for those who are no coroutine: as async_gather; `where` is the caller's executor or context, not the group's.
  template <class Where, class Token, class F>
  auto async_run(Where&& where, Token&& token, Key key, F&& make) const {
    return asio::co_spawn(where, run(std::move(key), std::forward<F>(make)), std::forward<Token>(token));
  }

  /// The next caller for `key` begins a run of its own; one under way goes on for those who wait for it.
  void forget(const Key& key) const { owner_->state->forget(key); }

 private:
  struct owner {
    explicit owner(const Executor& where)
        : executor(detail::one_at_a_time(where)), state(std::make_shared<detail::flights<Key, T, Executor>>()) {}
    owner(const owner&) = delete;
    owner& operator=(const owner&) = delete;
    ~owner() { state->cancel_all(); }
    const Executor executor;
    std::shared_ptr<detail::flights<Key, T, Executor>> state;
  };
  std::shared_ptr<owner> owner_;
};

namespace detail {

/// One run, and who waits for it. Everything in it is guarded by the group's mutex.
template <class T, class Executor>
class flight {
 public:
  using passenger = waiter<Executor, flight>;

  flight(std::mutex& mutex, const Executor& executor) : where(executor), mutex_(mutex) {}

  [[nodiscard]] std::unique_lock<std::mutex> locked() const { return std::unique_lock(mutex_); }
  void gone(passenger& p) noexcept { std::erase(waiting_, &p); }

  /// False when it has landed by now.
  [[nodiscard]] bool wait_for(passenger& p) {
    const auto lock = locked();
    if (landed) return false;
    waiting_.push_back(&p);
    return true;
  }
  void land() {
    landed = true;
    where.reset();
    for (passenger* p : std::exchange(waiting_, {})) p->wake();
  }

  std::optional<Executor> where;  // until it has landed: its context may be gone before the last who waited
  asio::cancellation_signal signal;
  outcome<T> result;
  bool landed = false;
  std::size_t aboard = 0;

 private:
  std::mutex& mutex_;
  std::vector<passenger*> waiting_;
};

/// The runs of a group, each on the executor that its first caller names.
template <class Key, class T, class Executor>
class flights : public std::enable_shared_from_this<flights<Key, T, Executor>> {
  using flight_type = flight<T, Executor>;
  using flight_ptr = std::shared_ptr<flight_type>;

 public:
  template <class F>
  static asio::awaitable<T, Executor> join(std::shared_ptr<flights> self, Executor where, Key key, F make) {
    const Executor executor = co_await asio::this_coro::executor;
    const asio::cancellation_state cancellation = co_await asio::this_coro::cancellation_state;
    const seat mine(self, where, key);
    if (mine.first()) self->take_off(mine.where(), key, std::move(make));
    typename flight_type::passenger me(*mine.where(), executor, cancellation.slot());
    if (mine.where()->wait_for(me)) co_await me.wait();
    if (me.cancelled()) throw asio::system_error(asio::error::operation_aborted, "sheaf::single_flight");
    if constexpr (std::is_void_v<T>) {
      (void)std::as_const(mine.where()->result).value();
    } else {
      co_return std::as_const(mine.where()->result).value();
    }
  }

  void forget(const Key& key) {
    const std::lock_guard lock(mutex_);
    const auto entry = by_key_.find(key);
    if (entry == by_key_.end()) return;
    forgotten_.push_back(entry->second);
    by_key_.erase(entry);
  }

  void cancel_all() {
    std::vector<flight_ptr> runs;
    {
      const std::lock_guard lock(mutex_);
      runs.swap(forgotten_);
      for (auto& [key, f] : by_key_) runs.push_back(std::move(f));
      by_key_.clear();
    }
    for (const auto& f : runs) cancel(f);
  }

 private:
  // In the frame of a caller, from when it boards to when it goes, for whatever reason.
  class seat {
   public:
    seat(std::shared_ptr<flights> group, const Executor& where, const Key& key) : group_(std::move(group)), key_(key) {
      const std::lock_guard lock(group_->mutex_);
      auto& entry = group_->by_key_[key];
      first_ = !entry;
      if (first_) entry = std::make_shared<flight_type>(group_->mutex_, where);
      flight_ = entry;
      ++flight_->aboard;
    }
    seat(const seat&) = delete;
    seat& operator=(const seat&) = delete;
    ~seat() { group_->leave(flight_, key_); }

    [[nodiscard]] bool first() const noexcept { return first_; }
    [[nodiscard]] const flight_ptr& where() const noexcept { return flight_; }

   private:
    const std::shared_ptr<flights> group_;
    const Key& key_;
    flight_ptr flight_;
    bool first_;
  };

  void leave(const flight_ptr& f, const Key& key) {
    bool last;
    {
      const std::lock_guard lock(mutex_);
      last = --f->aboard == 0 && !f->landed;
      if (last) remove(f, key);
    }
    if (last) cancel(f);
  }

  void remove(const flight_ptr& f, const Key& key) {
    const auto entry = by_key_.find(key);
    if (entry != by_key_.end() && entry->second == f) {
      by_key_.erase(entry);
    } else {
      std::erase(forgotten_, f);
    }
  }

  void cancel(const flight_ptr& f) {
    std::optional<Executor> where;
    {
      const std::lock_guard lock(mutex_);
      where = f->where;
    }
    if (where) asio::dispatch(*where, [f] { f->signal.emit(asio::cancellation_type::terminal); });
  }

  template <class F>
  void take_off(flight_ptr f, const Key& key, F make) {
    const auto slot = f->signal.slot();
    const Executor where = *f->where;  // nobody else has it yet
    landing here(this->shared_from_this(), f, key);
    auto flying = fly(std::move(f), std::move(make));
    asio::co_spawn(where, std::move(flying),
                   asio::bind_cancellation_slot(slot, [here = std::move(here)](std::exception_ptr) {}));
  }

  template <class F>
  static asio::awaitable<void, Executor> fly(flight_ptr f, F make) {
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

  // The end of a flight, by completion or with its execution context.
  class landing {
   public:
    landing(std::shared_ptr<flights> group, flight_ptr f, const Key& key)
        : group_(std::move(group)), flight_(std::move(f)), key_(key) {}
    landing(landing&&) = default;
    ~landing() {
      if (!group_) return;
      const std::lock_guard lock(group_->mutex_);
      group_->remove(flight_, key_);
      flight_->land();
    }

   private:
    std::shared_ptr<flights> group_;
    flight_ptr flight_;
    Key key_;
  };

  std::mutex mutex_;
  std::unordered_map<Key, flight_ptr> by_key_;
  std::vector<flight_ptr> forgotten_;  // and not yet landed
};

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_SINGLE_FLIGHT_HPP
