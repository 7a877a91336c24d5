// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/http/pool.hpp.
#include <sheaf/http/pool.hpp>

#include "support/run.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace http = sheaf::http;
using namespace std::chrono_literals;

namespace {

// A connection that is alive as long as its number is in `open`.
struct wires {
  std::set<int> open;
  std::set<int> stale;
  int made = 0;
  int probes = 0;
};

class wire {
 public:
  explicit wire(wires& all) : all_(&all), number_(all.made++) { all_->open.insert(number_); }
  wire(wire&& other) noexcept : all_(std::exchange(other.all_, nullptr)), number_(other.number_) {}
  wire& operator=(wire&& other) noexcept {
    std::swap(all_, other.all_);
    std::swap(number_, other.number_);
    return *this;
  }
  ~wire() {
    if (all_) all_->open.erase(number_);
  }
  bool probe() noexcept {
    ++all_->probes;
    return !all_->stale.contains(number_);
  }
  int number() const noexcept { return number_; }

 private:
  wires* all_;
  int number_;
};

using pool = http::pool<wire>;

struct fixture {
  explicit fixture(http::pool_limits limits = {}) : connections(std::make_shared<pool>(context.get_executor(), limits)) {}

  pool::lease acquire(const std::string& origin) { return connections->acquire(origin, now); }

  pool::lease connect(const std::string& origin) {
    pool::lease l = acquire(origin);
    REQUIRE(l);
    REQUIRE_FALSE(l.connected());
    l.connect(wire(all));
    return l;
  }

  void poll() {
    context.restart();  // it stops when it is out of work
    context.poll();
  }

  void put_back(pool::lease l) { l.reusable_until(now + 4s); }

  wires all;
  asio::io_context context{1};
  sheaf::time_point now{1000h};
  std::shared_ptr<pool> connections;
};

asio::awaitable<pool::lease> queue_for(std::shared_ptr<pool> p, std::string origin) {
  pool::waiter place(*p, origin);
  co_await place.wait();
  const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() != asio::cancellation_type::none) throw asio::system_error(asio::error::operation_aborted);
  co_return place.take();
}

// Somebody who waits, and what became of it.
struct somebody {
  somebody(fixture& f, const std::string& origin) {
    support::spawn(f.context, queue_for(f.connections, origin), out,
                   signal.slot());
    f.poll();
  }
  void leave() { signal.emit(asio::cancellation_type::terminal); }
  pool::lease take() { return out.get(); }

  asio::cancellation_signal signal;
  support::spawned<pool::lease> out;
};

http::pool_limits limits(std::size_t per_origin, std::size_t total) {
  http::pool_limits l;
  l.per_origin = per_origin;
  l.total = total;
  return l;
}

}  // namespace

TEST_CASE("a connection put back is the next one's, the newest first") {
  fixture f;
  pool::lease a = f.connect("nova"), b = f.connect("nova");
  f.put_back(std::move(a));
  f.put_back(std::move(b));
  CHECK(f.connections->idle() == 2);
  pool::lease again = f.acquire("nova");
  REQUIRE(again.connected());
  CHECK(again.connection().number() == 1);
}

TEST_CASE("a connection belongs to its origin") {
  fixture f;
  f.put_back(f.connect("nova"));
  CHECK_FALSE(f.acquire("glance").connected());
}

TEST_CASE("a lease that is not said to be reusable closes its connection") {
  fixture f;
  { pool::lease l = f.connect("nova"); }
  CHECK(f.all.open.empty());
  f.put_back(f.connect("nova"));
  {
    pool::lease l = f.acquire("nova");
    REQUIRE(l.connected());
    l.begin_exchange();
  }
  CHECK(f.all.open.empty());
  CHECK(f.connections->open() == 0);
}

TEST_CASE("a lease nothing was done with goes back as it came") {
  fixture f;
  f.put_back(f.connect("nova"));
  { pool::lease l = f.acquire("nova"); }
  CHECK(f.connections->idle() == 1);
  CHECK(f.all.open.size() == 1);
}

TEST_CASE("what fails its probe or has been idle too long is closed, and its permit used for a new one") {
  fixture f(limits(1, 1));
  f.put_back(f.connect("nova"));
  f.all.stale.insert(0);
  pool::lease l = f.acquire("nova");
  REQUIRE(l);
  CHECK_FALSE(l.connected());
  CHECK(f.all.open.empty());
  l.connect(wire(f.all));
  f.put_back(std::move(l));
  f.now += 4s;
  CHECK_FALSE(f.acquire("nova").connected());
  CHECK(f.all.open.empty());
}

TEST_CASE("any call drops what has expired, whatever its origin") {
  fixture f;
  f.put_back(f.connect("nova"));
  f.now += 4s;
  const pool::lease other = f.acquire("glance");
  CHECK(f.all.open.empty());
  CHECK(f.connections->idle() == 0);
}

TEST_CASE("idle connections are bounded per origin and in all; the oldest goes") {
  http::pool_limits few;
  few.idle_per_origin = 2;
  few.idle_total = 3;
  fixture f(few);
  std::vector<pool::lease> busy;
  for (int i = 0; i < 3; ++i) busy.push_back(f.connect("nova"));
  for (pool::lease& l : busy) f.put_back(std::move(l));
  CHECK(f.all.open == std::set<int>{1, 2});
  pool::lease a = f.connect("glance"), b = f.connect("glance");
  f.put_back(std::move(a));
  f.put_back(std::move(b));
  CHECK(f.all.open == std::set<int>{2, 3, 4});
  CHECK(f.connections->open() == 3);
}

TEST_CASE("beyond the limit of an origin nobody gets a permit, and others do") {
  fixture f(limits(2, 10));
  const pool::lease a = f.connect("nova"), b = f.connect("nova");
  CHECK_FALSE(f.acquire("nova"));
  CHECK(f.acquire("glance"));
}

TEST_CASE("at the total limit the connection that was idle longest makes room") {
  fixture f(limits(2, 2));
  f.put_back(f.connect("nova"));
  f.put_back(f.connect("glance"));
  CHECK(f.acquire("neutron"));
  CHECK(f.all.open == std::set<int>{1});
}

TEST_CASE("those who wait are served in turn: a connection put back goes to the first, a freed permit to the second") {
  fixture f(limits(2, 10));
  pool::lease a = f.connect("nova"), b = f.connect("nova");
  somebody first(f, "nova"), second(f, "nova"), third(f, "nova");
  f.poll();
  CHECK(f.connections->waiting() == 3);
  f.put_back(std::move(a));
  { const pool::lease closed = std::move(b); }
  f.poll();
  CHECK(first.out.done);
  CHECK(second.out.done);
  CHECK_FALSE(third.out.done);
  CHECK(first.take().connected());  // and goes back at once, to the third
  pool::lease permit = second.take();
  CHECK(permit);
  CHECK_FALSE(permit.connected());
  f.poll();
  CHECK(third.out.done);
  CHECK(third.take().connected());
}

TEST_CASE("nobody overtakes those who wait") {
  fixture f(limits(1, 10));
  pool::lease a = f.connect("nova");
  somebody first(f, "nova");
  f.put_back(std::move(a));
  CHECK_FALSE(f.acquire("nova"));
}

TEST_CASE("who waits for an origin at its limit does not hold up who waits for another") {
  fixture f(limits(1, 2));
  const pool::lease nova = f.connect("nova");
  pool::lease glance = f.connect("glance");
  somebody for_nova(f, "nova"), for_neutron(f, "neutron");
  { const pool::lease closed = std::move(glance); }
  f.poll();
  CHECK_FALSE(for_nova.out.done);
  CHECK(for_neutron.out.done);
}

TEST_CASE("an idle connection gives its place to one who waits for another origin") {
  fixture f(limits(2, 1));
  pool::lease nova = f.connect("nova");
  somebody for_glance(f, "glance");
  f.put_back(std::move(nova));
  f.poll();
  CHECK(for_glance.out.done);
  CHECK(f.all.open.empty());
  CHECK(for_glance.take());
}

TEST_CASE("one who leaves the queue loses nobody's permit, not even one already handed over") {
  fixture f(limits(1, 10));
  pool::lease a = f.connect("nova");
  somebody leaves(f, "nova"), wakes_cancelled(f, "nova"), last(f, "nova");
  leaves.leave();
  f.poll();
  CHECK(leaves.out.done);
  CHECK(f.connections->waiting() == 2);
  { const pool::lease closed = std::move(a); }
  wakes_cancelled.leave();
  f.poll();
  CHECK_THROWS_AS(wakes_cancelled.take(), asio::system_error);
  REQUIRE(last.out.done);
  const pool::lease permit = last.take();
  CHECK(permit);
  CHECK(f.connections->open() == 1);
}

TEST_CASE("a pool that is shut wakes those who wait with nothing, and keeps nothing") {
  fixture f(limits(2, 2));
  f.put_back(f.connect("glance"));
  pool::lease a = f.connect("nova");
  pool::lease b = f.connect("nova");  // glance's connection made room
  somebody waits(f, "nova");
  f.connections->shut();
  f.poll();
  CHECK(waits.out.done);
  CHECK_FALSE(waits.take());
  CHECK_FALSE(f.connections->may_wait());
  f.put_back(std::move(a));
  CHECK(f.all.open == std::set<int>{2});
}

TEST_CASE("closing what is idle keeps what is in use, and serves those who wait") {
  fixture f;
  f.put_back(f.connect("glance"));
  const pool::lease a = f.connect("nova");
  f.connections->close_idle();
  CHECK(f.all.open == std::set<int>{1});
  CHECK(f.connections->open() == 1);
}

TEST_CASE("origins nobody is connected to are forgotten, the others are not") {
  fixture f;
  const pool::lease kept = f.connect("nova");
  for (int i = 0; i < 1000; ++i) f.acquire("host" + std::to_string(i));
  CHECK(f.connections->open() == 1);
}

// Random histories against the few things that must be true of all of them.
TEST_CASE("an origin that closes after every answer is found out: its connections are neither kept nor probed, but now and then") {
  fixture f;
  const auto serves_one = [&] {
    pool::lease l = f.acquire("nova");
    REQUIRE(l);
    if (!l.connected()) l.connect(wire(f.all));
    const int number = l.connection().number();
    f.put_back(std::move(l));
    f.all.stale.insert(number);
  };
  for (int i = 0; i < 4; ++i) serves_one();
  CHECK(f.connections->stale() == 3);
  for (int i = 0; i < 30; ++i) {
    CHECK(f.connections->idle() == 0);
    serves_one();
  }
  CHECK(f.connections->stale() == 3);
  serves_one();
  CHECK(f.connections->idle() == 1);  // perhaps it has changed its ways
  f.all.stale.clear();
  pool::lease again = f.acquire("nova");
  REQUIRE(again.connected());
  again.was_good();
  f.put_back(std::move(again));
  CHECK(f.connections->idle() == 1);
  f.put_back(f.connect("glance"));
  CHECK(f.connections->idle() == 2);
}

namespace {

// What a pool should do, in the plainest words. A connection is its number; -1 is a permit to make one.
struct model {
  struct kept {
    int number;
    std::string origin;
    sheaf::time_point expires;
  };
  struct waiting {
    int who;
    std::string origin;
  };

  std::size_t total() const {
    std::size_t all = 0;
    for (const auto& [origin, n] : open) all += n;
    return all;
  }
  void close(std::size_t i) {
    --open[idle[i].origin];
    idle.erase(idle.begin() + static_cast<std::ptrdiff_t>(i));
  }
  bool evict() {
    if (idle.empty()) return false;
    close(0);
    return true;
  }
  void grant(std::size_t i, int what) {
    granted[queue[i].who] = what;
    queue.erase(queue.begin() + static_cast<std::ptrdiff_t>(i));
  }
  void serve() {
    for (std::size_t i = 0; i < queue.size();) {
      std::size_t& n = open[queue[i].origin];
      if (n >= limits.per_origin) {
        ++i;
        continue;
      }
      if (total() >= limits.total && !evict()) return;
      ++n;
      grant(i, -1);
      i = 0;
    }
  }
  template <class List>
  static std::size_t first_of(const List& list, const std::string& origin) {
    return static_cast<std::size_t>(
        std::find_if(list.begin(), list.end(), [&](const auto& e) { return e.origin == origin; }) - list.begin());
  }
  std::optional<int> acquire(const std::string& origin, sheaf::time_point now, const std::set<int>& dead) {
    while (!idle.empty() && idle[0].expires <= now) evict();
    serve();
    bool permit = false;
    for (;;) {
      std::size_t i = idle.size();
      while (i > 0 && idle[i - 1].origin != origin) --i;
      if (i == 0) break;
      const int number = idle[i - 1].number;
      idle.erase(idle.begin() + static_cast<std::ptrdiff_t>(i - 1));
      if (permit) give_back(origin, -1, false, now);
      if (!dead.contains(number)) return number;
      ++stale[origin];
      permit = true;
    }
    if (permit) return -1;
    if (first_of(queue, origin) < queue.size() || open[origin] >= limits.per_origin) return std::nullopt;
    if (total() >= limits.total && !evict()) return std::nullopt;
    ++open[origin];
    return -1;
  }
  void give_back(const std::string& origin, int number, bool reusable, sheaf::time_point now) {
    if (number < 0 || !reusable || (stale[origin] >= 3 && ++dropped[origin] % 32 != 0)) {
      --open[origin];
    } else if (const std::size_t first = first_of(queue, origin); first < queue.size()) {
      return grant(first, number);
    } else {
      idle.push_back({number, origin, now + 4s});
      const auto same = [&](const kept& k) { return k.origin == origin; };
      if (static_cast<std::size_t>(std::count_if(idle.begin(), idle.end(), same)) > limits.idle_per_origin) {
        close(first_of(idle, origin));
      }
      if (idle.size() > limits.idle_total) evict();
    }
    serve();
  }

  http::pool_limits limits;
  std::map<std::string, std::size_t> open, stale, dropped;
  std::vector<kept> idle;      // oldest first
  std::vector<waiting> queue;  // first come first
  std::map<int, int> granted;
};

}  // namespace

TEST_CASE("whatever happens, a pool does what its model does: counts, turns, no permit lost, no connection in two hands") {
  for (unsigned seed = 0; seed < 60; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto pick = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
    http::pool_limits small = limits(1 + pick(3), 2 + pick(3));
    small.idle_per_origin = 1 + pick(2);
    small.idle_total = 1 + pick(3);
    fixture f(small);
    model m;
    m.limits = small;
    const std::string origins[] = {"nova", "glance", "neutron"};
    struct hand {
      std::string origin;
      pool::lease lease;
    };
    std::vector<hand> held;
    std::map<int, std::unique_ptr<somebody>> queue;
    std::map<int, std::string> wants;
    int next = 0;

    const auto hold = [&](const std::string& origin, pool::lease l, int expected) {
      REQUIRE(l);
      REQUIRE(l.connected() == (expected >= 0));
      if (l.connected()) {
        REQUIRE(l.connection().number() == expected);
        l.was_good();
        m.stale[origin] = 0;
      } else {
        l.connect(wire(f.all));
      }
      l.begin_exchange();
      held.push_back({origin, std::move(l)});
    };
    const auto give_back = [&] {
      const auto which = held.begin() + static_cast<std::ptrdiff_t>(pick(held.size()));
      const bool reusable = pick(3) > 0;
      const int number = which->lease.connection().number();
      const std::string origin = which->origin;
      if (reusable) which->lease.reusable_until(f.now + 4s);
      held.erase(which);
      m.give_back(origin, number, reusable, f.now);
    };
    const auto leave = [&] {
      auto one = queue.begin();
      std::advance(one, static_cast<std::ptrdiff_t>(pick(queue.size())));
      const int who = one->first;
      one->second->leave();
      f.poll();
      if (const auto had = m.granted.find(who); had != m.granted.end()) {  // handed over, and not taken
        const int number = had->second;
        m.granted.erase(had);
        m.give_back(wants[who], number, true, f.now);
      } else {
        std::erase_if(m.queue, [&](const model::waiting& w) { return w.who == who; });
      }
      REQUIRE(one->second->out.done);
      REQUIRE(one->second->out.error);
      queue.erase(one);
    };

    for (int step = 0; step < 400; ++step) {
      CAPTURE(step);
      switch (pick(7)) {
        case 0:
        case 1:
        case 2: {
          const std::string& origin = origins[pick(3)];
          const auto expected = m.acquire(origin, f.now, f.all.stale);
          pool::lease l = f.acquire(origin);
          REQUIRE(static_cast<bool>(l) == expected.has_value());
          if (l) {
            hold(origin, std::move(l), *expected);
          } else {
            m.queue.push_back({next, origin});
            wants[next] = origin;
            queue.emplace(next++, std::make_unique<somebody>(f, origin));
          }
          break;
        }
        case 3:
        case 4:
          if (!held.empty()) give_back();
          if (!queue.empty() && pick(4) == 0) leave();  // perhaps the one it was handed to just now
          break;
        case 5:
          if (!queue.empty()) leave();
          break;
        default:
          f.now += 1s;
          if (!f.all.open.empty() && pick(4) == 0) f.all.stale.insert(*f.all.open.begin());
      }
      f.poll();
      while (!m.granted.empty()) {
        const auto [who, what] = *m.granted.begin();
        m.granted.erase(m.granted.begin());
        const auto one = queue.find(who);
        REQUIRE(one != queue.end());
        REQUIRE(one->second->out.done);
        hold(wants[who], one->second->take(), what);
        queue.erase(one);
      }
      for (const auto& [who, one] : queue) REQUIRE_FALSE(one->out.done);
      REQUIRE(f.connections->open() == m.total());
      REQUIRE(f.connections->idle() == m.idle.size());
      REQUIRE(f.connections->waiting() == m.queue.size());
      REQUIRE(f.all.open.size() == m.idle.size() + held.size());
      std::set<int> in_hand;
      for (hand& h : held) REQUIRE(in_hand.insert(h.lease.connection().number()).second);
      for (const model::kept& k : m.idle) REQUIRE(in_hand.insert(k.number).second);
    }
    for (const auto& [who, one] : queue) one->leave();
    f.poll();
    queue.clear();
    held.clear();
    f.connections->close_idle();
    CHECK(f.connections->waiting() == 0);
    CHECK(f.connections->open() == 0);
    CHECK(f.all.open.empty());
  }
}

TEST_CASE("a connection that was just read until it was silent is probed again when the loop has turned, not before") {
  fixture f;
  const auto take = [&](bool may_fail) { return f.connections->acquire("a", f.now, may_fail); };
  pool::lease l = f.connect("a");
  l.reusable_until(f.now + 4s, true);
  l = {};

  l = take(true);
  CHECK(l.connected());
  CHECK(f.all.probes == 0);
  l.reusable_until(f.now + 4s, true);
  l = {};
  f.poll();
  l = take(true);
  CHECK(l.connected());
  CHECK(f.all.probes == 1);
}

TEST_CASE("a connection is probed at once for what cannot be done again, and where its last read left something") {
  fixture f;
  pool::lease l = f.connect("a");
  l.reusable_until(f.now + 4s, true);
  l = {};
  l = f.connections->acquire("a", f.now, false);
  CHECK(f.all.probes == 1);
  l.reusable_until(f.now + 4s, false);
  l = {};
  l = f.connections->acquire("a", f.now, true);
  CHECK(f.all.probes == 2);
  CHECK(l.connected());
}
