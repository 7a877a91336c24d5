// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/http/pool.hpp.
#include <sheaf/http/pool.hpp>

#include "support/run.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <deque>
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
  bool probe() noexcept { return !all_->stale.contains(number_); }
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
    f.context.poll();
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
  f.context.poll();
  CHECK(f.connections->waiting() == 3);
  f.put_back(std::move(a));
  { const pool::lease closed = std::move(b); }
  f.context.poll();
  CHECK(first.out.done);
  CHECK(second.out.done);
  CHECK_FALSE(third.out.done);
  CHECK(first.take().connected());  // and goes back at once, to the third
  pool::lease permit = second.take();
  CHECK(permit);
  CHECK_FALSE(permit.connected());
  f.context.poll();
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
  f.context.poll();
  CHECK_FALSE(for_nova.out.done);
  CHECK(for_neutron.out.done);
}

TEST_CASE("an idle connection gives its place to one who waits for another origin") {
  fixture f(limits(2, 1));
  pool::lease nova = f.connect("nova");
  somebody for_glance(f, "glance");
  f.put_back(std::move(nova));
  f.context.poll();
  CHECK(for_glance.out.done);
  CHECK(f.all.open.empty());
  CHECK(for_glance.take());
}

TEST_CASE("one who leaves the queue loses nobody's permit, not even one already handed over") {
  fixture f(limits(1, 10));
  pool::lease a = f.connect("nova");
  somebody leaves(f, "nova"), wakes_cancelled(f, "nova"), last(f, "nova");
  leaves.leave();
  f.context.poll();
  CHECK(leaves.out.done);
  CHECK(f.connections->waiting() == 2);
  { const pool::lease closed = std::move(a); }
  wakes_cancelled.leave();
  f.context.poll();
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
  f.context.poll();
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
TEST_CASE("whatever happens, no permit is lost or doubled, and no connection is in two hands") {
  for (unsigned seed = 0; seed < 60; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto pick = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
    http::pool_limits small = limits(2, 4);
    small.idle_per_origin = 1 + pick(2);
    small.idle_total = 1 + pick(3);
    fixture f(small);
    const std::string origins[] = {"nova", "glance", "neutron"};
    std::vector<pool::lease> held;
    std::deque<std::unique_ptr<somebody>> queue;
    for (int step = 0; step < 400; ++step) {
      switch (pick(7)) {
        case 0:
        case 1: {
          const std::string& origin = origins[pick(3)];
          pool::lease l = f.acquire(origin);
          if (!l) {
            queue.push_back(std::make_unique<somebody>(f, origin));
          } else {
            if (!l.connected()) l.connect(wire(f.all));
            l.begin_exchange();
            held.push_back(std::move(l));
          }
          break;
        }
        case 2:
        case 3:
          if (!held.empty()) {
            const auto which = held.begin() + static_cast<std::ptrdiff_t>(pick(held.size()));
            if (pick(3) > 0) which->reusable_until(f.now + 4s);
            held.erase(which);
          }
          break;
        case 4:
          if (!queue.empty()) queue[pick(queue.size())]->leave();
          break;
        case 5:
          f.now += 1s;
          if (!f.all.open.empty() && pick(4) == 0) f.all.stale.insert(*f.all.open.begin());
          break;
        default:
          f.context.poll();
          std::erase_if(queue, [&](const std::unique_ptr<somebody>& s) {
            if (!s->out.done) return false;
            if (s->out.error) return true;
            pool::lease l = s->take();
            REQUIRE(l);
            if (!l.connected()) l.connect(wire(f.all));
            l.begin_exchange();
            held.push_back(std::move(l));
            return true;
          });
      }
      REQUIRE(f.connections->open() <= 4);
      std::set<int> in_hand;
      for (pool::lease& l : held) REQUIRE(in_hand.insert(l.connection().number()).second);
      REQUIRE(f.connections->idle() <= f.all.open.size());
    }
    for (const auto& s : queue) s->leave();
    f.context.poll();
    queue.clear();
    held.clear();
    f.context.poll();
    CHECK(f.connections->waiting() == 0);
    CHECK(f.connections->open() == f.connections->idle());
    CHECK(f.connections->idle() == f.all.open.size());
    f.connections->close_idle();
    CHECK(f.connections->open() == 0);
    CHECK(f.all.open.empty());
  }
}
