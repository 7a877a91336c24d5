// SPDX-License-Identifier: MIT
//
// pool.hpp: who may have a connection, which one, and who waits. It knows neither sockets nor HTTP.

#ifndef SHEAF_HTTP_POOL_HPP
#define SHEAF_HTTP_POOL_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/timer.hpp>
#include <sheaf/http/detail/intrusive_list.hpp>
#include <sheaf/http/detail/loop_turn.hpp>
#include <sheaf/time_source.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {

/// What a pool can hold: something that says, without waiting, whether it can still be used, and closes when destroyed.
template <class T>
concept poolable = std::movable<T> && requires(T connection) {
  { connection.probe() } noexcept -> std::same_as<bool>;
};

struct pool_limits {
  std::size_t per_origin = 256;
  std::size_t total = 1024;
  std::size_t idle_per_origin = 8;
  std::size_t idle_total = 64;
  std::size_t waiters = 10'000;
};

/// Permits to be connected to an origin, and the idle connections to it.
///
/// A lease is a permit, with a connection or without. Whoever gets none queues; waiters are served first come, first served,
/// except that one whose origin is at its own limit does not hold up others. The newest idle connection is used first, the
/// oldest is closed when another origin needs its place. An origin that closes after every answer although it says otherwise
/// is found out: its connections are not kept, and so not probed, but for one now and then.
///
/// Threads: used on the executor it was made with. Leases and waiters keep the pool.
template <poolable Connection>
class pool : public std::enable_shared_from_this<pool<Connection>> {
  struct in_pool;
  struct in_origin;
  struct in_queue;

 public:
  class lease;
  class waiter;

 private:
  struct origin;

  // A connection and what the pool has to know of it.
  struct node : detail::list_hook<in_pool>, detail::list_hook<in_origin> {
    node(Connection&& c, origin& o) : connection(std::move(c)), at(o) {}

    Connection connection;
    origin& at;
    time_point expires = no_deadline;
    std::uint64_t silent_in = 0;  // the turn of the loop in which it was last seen to be silent
    bool reusable = false;
  };

  struct origin {
    std::size_t open = 0;
    std::size_t idle = 0;
    std::size_t stale = 0;    // kept connections that were of no use when they were to be used again, in a row
    std::size_t dropped = 0;  // since then, those that were not kept for it
    detail::intrusive_list<node, in_origin> connections;  // the idle ones, newest last
    detail::intrusive_list<waiter, in_queue> waiters;
  };

 public:
  /// A permit, given back when it is destroyed; and perhaps a connection, which is then closed unless it is reusable.
  class lease {
   public:
    lease() noexcept = default;
    lease(lease&& other) noexcept
        : pool_(std::move(other.pool_)), origin_(std::exchange(other.origin_, nullptr)), node_(std::move(other.node_)) {}
    lease& operator=(lease&& other) noexcept {
      const lease old(std::move(*this));
      pool_ = std::move(other.pool_);
      origin_ = std::exchange(other.origin_, nullptr);
      node_ = std::move(other.node_);
      return *this;
    }
    ~lease() {
      if (origin_) pool_->take_back(*origin_, std::move(node_));
    }

    [[nodiscard]] explicit operator bool() const noexcept { return origin_ != nullptr; }
    [[nodiscard]] bool connected() const noexcept { return node_ != nullptr; }
    [[nodiscard]] Connection& connection() noexcept { return node_->connection; }

    /// Puts a fresh connection under this permit.
    void connect(Connection c) { node_ = std::make_unique<node>(std::move(c), *origin_); }
    /// Closes the connection, which was found to be of no use any more, and keeps the permit.
    void was_stale() noexcept {
      ++pool_->stale_;
      ++origin_->stale;
      node_.reset();
    }
    /// The connection was used again.
    void was_good() noexcept { origin_->stale = 0; }

    /// From the first byte written on, the connection may not go back,
    void begin_exchange() noexcept { node_->reusable = false; }
    /// until everything about the exchange says that it can. It stays idle until `when` at most.
    /// `silent`: it was read just now until nothing more was there.
    void reusable_until(time_point when, bool silent = false) noexcept {
      node_->reusable = true;
      node_->expires = when;
      node_->silent_in = silent ? pool_->turn_->number() : 0;
    }

    /// Whether its connection, which was idle, can be used.
    [[nodiscard]] bool probe(bool may_fail) noexcept {
      return (may_fail && pool_->turn_->is(node_->silent_in)) || node_->connection.probe();
    }

   private:
    friend class pool;
    lease(std::shared_ptr<pool> p, origin& o, std::unique_ptr<node> n) noexcept
        : pool_(std::move(p)), origin_(&o), node_(std::move(n)) {}

    std::shared_ptr<pool> pool_;
    origin* origin_ = nullptr;
    std::unique_ptr<node> node_;
  };

  /// A place in the queue, left by destroying it; what it was given and not taken goes back.
  class waiter : private detail::list_hook<in_queue> {
   public:
    /// Queues for `name`. Only while may_wait().
    waiter(pool& p, std::string_view name)
        : pool_(p.shared_from_this()), bell_(pool_->executor_, nullptr), ticket_(pool_->next_ticket_++) {
      ++pool_->waiting_;
      pool_->entry(name).waiters.push_back(*this);
    }
    ~waiter() { leave(); }

    /// Ends when there is a lease, or when it was interrupted by cancel(), by cancellation, or by pool::shut().
    [[nodiscard]] asio::awaitable<void> wait() {
      try {
        co_await bell_.wait_until(no_deadline);
      } catch (const asio::system_error&) {  // rung: every wake-up is a cancelled wait
      }
    }
    void cancel() { bell_.cancel(); }

    /// The lease; none when the wait was interrupted.
    [[nodiscard]] lease take() noexcept { return std::move(granted_); }

   private:
    friend class pool;
    friend class detail::intrusive_list<waiter, in_queue>;

    void leave() noexcept {
      if (!this->linked()) return;
      this->unlink();
      --pool_->waiting_;
    }

    void grant(lease l) {
      leave();
      granted_ = std::move(l);
      bell_.cancel();
    }

    std::shared_ptr<pool> pool_;
    sheaf::detail::timer bell_;
    std::uint64_t ticket_;
    lease granted_;
  };

  pool(asio::any_io_executor executor, pool_limits limits)
      : pool(executor, limits, std::make_shared<detail::loop_turn>(executor)) {}
  pool(asio::any_io_executor executor, pool_limits limits, std::shared_ptr<detail::loop_turn> turn)
      : executor_(std::move(executor)), limits_(limits), turn_(std::move(turn)) {}
  pool(const pool&) = delete;
  pool& operator=(const pool&) = delete;
  ~pool() {
    while (evict()) {
    }
  }

  /// An idle connection that passes its probe, or a permit to make one, or nothing when there is neither: then queue.
  /// `may_fail`: what it is for can be done again. Then one that was read until it was silent is not probed before the loop has
  /// turned: what could be seen so soon would as well come a moment later, when nobody looks any more.
  [[nodiscard]] lease acquire(std::string_view name, time_point now, bool may_fail = false) {
    while (!connections_.empty() && connections_.front().expires <= now) evict();
    serve();
    origin& o = entry(name);
    lease found;
    while (o.idle > 0) {
      found = lease(this->shared_from_this(), o, remove(o.connections.back()));
      if (found.node_->expires <= now) {
        found.node_.reset();
        continue;
      }
      if (found.probe(may_fail)) return found;
      found.was_stale();
    }
    if (found) return found;
    if (!o.waiters.empty() || o.open >= limits_.per_origin || (open_ >= limits_.total && !evict())) return {};
    return permit(o);
  }

  /// False when as many wait as may.
  [[nodiscard]] bool may_wait() const noexcept { return !shut_ && waiting_ < limits_.waiters; }

  void close_idle() {
    while (evict()) {
    }
    serve();
  }

  /// Closes what is idle, keeps nothing from now on, and wakes all who wait with nothing.
  void shut() {
    shut_ = true;
    for (auto& [name, o] : origins_) {
      o.waiters.each([](waiter& w) {
        w.leave();
        w.cancel();
      });
    }
    close_idle();
  }
  [[nodiscard]] bool is_shut() const noexcept { return shut_; }

  /// Permits in use, idle connections among them.
  [[nodiscard]] std::size_t open() const noexcept { return open_; }
  [[nodiscard]] std::size_t idle() const noexcept { return idle_; }
  [[nodiscard]] std::size_t in_use() const noexcept { return open_ - idle_; }
  [[nodiscard]] std::size_t waiting() const noexcept { return waiting_; }
  /// Kept connections that were found to be closed, since the pool was made.
  [[nodiscard]] std::uint64_t stale() const noexcept { return stale_; }

 private:
  // An origin nobody is connected to is forgotten when there are many.
  origin& entry(std::string_view name) {
    if (const auto known = origins_.find(name); known != origins_.end()) return known->second;
    constexpr std::size_t many = 64;
    if (origins_.size() >= many) {
      std::erase_if(origins_, [](const auto& e) { return e.second.open == 0 && e.second.waiters.empty(); });
    }
    return origins_[std::string(name)];
  }

  [[nodiscard]] lease permit(origin& o) {
    ++o.open;
    ++open_;
    return lease(this->shared_from_this(), o, nullptr);
  }

  // Closes the connection that has been idle longest.
  bool evict() noexcept {
    if (connections_.empty()) return false;
    origin& o = connections_.front().at;
    remove(connections_.front());
    --o.open;
    --open_;
    return true;
  }

  std::unique_ptr<node> remove(node& n) noexcept {
    static_cast<detail::list_hook<in_pool>&>(n).unlink();
    static_cast<detail::list_hook<in_origin>&>(n).unlink();
    --n.at.idle;
    --idle_;
    return std::unique_ptr<node>(&n);
  }

  void take_back(origin& o, std::unique_ptr<node> n) {
    if (!n || !n->reusable || shut_ || closes_anyway(o)) {
      n.reset();
      --o.open;
      --open_;
    } else if (!o.waiters.empty()) {
      o.waiters.front().grant(lease(this->shared_from_this(), o, std::move(n)));
      return;
    } else {
      keep(o, *n.release());
    }
    serve();
  }

  // Asked before a connection is kept.
  static bool closes_anyway(origin& o) noexcept {
    constexpr std::size_t enough = 3, every = 32;
    return o.stale >= enough && ++o.dropped % every != 0;
  }

  void keep(origin& o, node& n) noexcept {
    connections_.push_back(n);
    o.connections.push_back(n);
    ++idle_;
    if (++o.idle > limits_.idle_per_origin) {
      remove(o.connections.front());
      --o.open;
      --open_;
    }
    if (idle_ > limits_.idle_total) evict();
  }

  // Hands free permits, and the places of idle connections, to those who wait.
  void serve() {
    while (waiting_ > 0) {
      origin* next = nullptr;
      for (auto& [name, o] : origins_) {
        if (o.waiters.empty() || o.open >= limits_.per_origin) continue;
        if (!next || o.waiters.front().ticket_ < next->waiters.front().ticket_) next = &o;
      }
      if (!next || (open_ >= limits_.total && !evict())) return;
      next->waiters.front().grant(permit(*next));
    }
  }

  asio::any_io_executor executor_;
  pool_limits limits_;
  std::shared_ptr<detail::loop_turn> turn_;
  struct hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const noexcept { return std::hash<std::string_view>()(name); }
  };
  std::unordered_map<std::string, origin, hash, std::equal_to<>> origins_;
  detail::intrusive_list<node, in_pool> connections_;  // idle ones of all origins, oldest first
  std::size_t open_ = 0;
  std::size_t idle_ = 0;
  std::size_t waiting_ = 0;
  std::uint64_t next_ticket_ = 0;
  std::uint64_t stale_ = 0;
  bool shut_ = false;
};

}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_POOL_HPP
