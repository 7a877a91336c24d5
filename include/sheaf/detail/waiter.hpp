// SPDX-License-Identifier: MIT
//
// A coroutine that waits for another to do something, and not for an operation of Asio's: for a permit, a result, a
// flight.

#ifndef SHEAF_DETAIL_WAITER_HPP
#define SHEAF_DETAIL_WAITER_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/launch.hpp>

#include <mutex>
#include <optional>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace detail {

/// Whoever waits in an execution context outside of Asio's own queues. A context that is destroyed drops what is in
/// those queues; this service of it drops the others, who would keep themselves alive for ever.
class waiting_room final : public asio::execution_context::service {
 public:
  using key_type = waiting_room;
  static inline asio::execution_context::id id;

  class guest {
   public:
    guest(const guest&) = delete;
    guest& operator=(const guest&) = delete;

   protected:
    guest() = default;
    ~guest() = default;

   private:
    friend class waiting_room;
    virtual void drop() noexcept = 0;
    guest* next_ = nullptr;
    guest* previous_ = nullptr;
  };

  explicit waiting_room(asio::execution_context& context) : service(context) {}

  void enter(guest& g) {
    const std::lock_guard lock(mutex_);
    g.next_ = first_;
    if (first_) first_->previous_ = &g;
    first_ = &g;
  }
  /// Calls go() when `g` has left; until that returns the context is not destroyed further than to this room.
  template <class F>
  void leave(guest& g, F go) {
    const std::lock_guard lock(mutex_);
    unlink(g);
    go();
  }

 private:
  void shutdown() noexcept override {
    while (guest* g = first()) g->drop();
  }

  guest* first() {
    const std::lock_guard lock(mutex_);
    guest* g = first_;
    if (g) unlink(*g);
    return g;
  }
  void unlink(guest& g) noexcept {
    if (g.next_) g.next_->previous_ = g.previous_;
    (g.previous_ ? g.previous_->next_ : first_ == &g ? first_ : g.next_) = g.next_;
    g.next_ = g.previous_ = nullptr;
  }

  std::mutex mutex_;
  guest* first_ = nullptr;
};

/// Lives in the frame of the coroutine that waits. `Place` is where it waits: place.locked() gives the lock under which
/// all happens, place.gone(*this) takes it from the queue there because it was cancelled or its context is being
/// destroyed. The place outlives the waiter.
template <class Executor, class Place>
class waiter final : waiting_room::guest {
 public:
  waiter(Place& place, const Executor& executor, asio::cancellation_slot slot)
      : place_(place),
        executor_(executor),
        slot_(slot),
        room_(asio::use_service<waiting_room>(asio::query(executor, asio::execution::context))) {
    if (slot_.is_connected()) slot_.template emplace<canceller>(this);
  }
  ~waiter() {
    if (slot_.is_connected()) slot_.clear();
  }

  /// `co_await w.wait()` suspends until wake() or the cancellation; at once over where that has been. To be called
  /// once.
  auto wait() {
    return parked_.park([this] {
      const auto lock = place_.locked();
      if (awake_) {
        asio::post(executor_, parked_.take());
      } else {
        room_.enter(*this);
        waiting_ = true;
      }
    });
  }

  /// With the lock held: lets the coroutine go on, from its executor, never from inside this call.
  void wake() {
    awake_ = true;
    if (std::exchange(waiting_, false)) {
      room_.leave(*this, [this] { asio::post(executor_, parked_.take()); });
    }
  }

  /// True where it was not wake() that ended the wait.
  [[nodiscard]] bool cancelled() const noexcept { return cancelled_; }

 private:
  class canceller {
   public:
    explicit canceller(waiter* w) noexcept : waiter_(w) {}
    void operator()(asio::cancellation_type_t) { waiter_->cancel(); }

   private:
    waiter* waiter_;
  };

  void cancel() {
    const auto lock = place_.locked();
    if (awake_) return;
    cancelled_ = true;
    place_.gone(*this);
    wake();
  }

  void drop() noexcept override {
    std::optional<decltype(parked_.take())> coroutine;
    const auto lock = place_.locked();
    // Another context's thread may have woken it just now: then it is in this context's queue, which is dropped next.
    if (!std::exchange(waiting_, false)) return;
    cancelled_ = true;
    place_.gone(*this);
    coroutine.emplace(parked_.take());
  }

  Place& place_;
  const Executor executor_;
  asio::cancellation_slot slot_;
  waiting_room& room_;
  bool waiting_ = false;
  bool awake_ = false;
  bool cancelled_ = false;
  parked<Executor> parked_;
};

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_DETAIL_WAITER_HPP
