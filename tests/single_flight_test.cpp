// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/single_flight.hpp.
#include <sheaf/single_flight.hpp>

#include <sheaf/gather.hpp>
#include <sheaf/timeout.hpp>

#include "support/world.hpp"

#include <asio/thread_pool.hpp>

#include <atomic>

using namespace std::chrono_literals;

namespace {

struct counted {  // a call that takes a second and gives how often it was made
  world& w;
  int calls = 0;
  asio::awaitable<int> operator()() {
    const int n = ++calls;
    co_await w.sleep(1s);
    co_return n;
  }
};

}  // namespace

TEST_CASE("single_flight: ten callers for one key share one call, and the next call is a new one (T87)") {
  on_each_executor([](world& w) {
    // Mutation tried: let every caller begin a run.
    sheaf::single_flight<std::string, int> flights(w.executor);
    counted call{w};
    auto make = [&call] { return call(); };
    std::vector<spawned<int>> outs(10);
    for (auto& out : outs) w.spawn(flights.run("token", make), out);
    w.advance(1s);
    for (auto& out : outs) CHECK(out.get() == 1);
    spawned<int> next;
    w.spawn(flights.run("token", make), next);
    w.advance(1s);
    CHECK(next.get() == 2);
  });
}

TEST_CASE("single_flight: calls for different keys run beside each other") {
  on_each_executor([](world& w) {
    sheaf::single_flight<int, int> flights(w.executor);
    int running = 0;
    auto call = [&]() -> asio::awaitable<int> {
      ++running;
      co_await w.sleep(1s);
      co_return running;
    };
    spawned<int> a, b;
    w.spawn(flights.run(1, call), a);
    w.spawn(flights.run(2, call), b);
    CHECK(running == 2);
    w.advance(1s);
    CHECK(a.get() == 2);
    CHECK(b.get() == 2);
  });
}

TEST_CASE("single_flight: a call that is ready suspends nobody for long and shares nothing") {
  on_each_executor([](world& w) {
    sheaf::single_flight<int, int> flights(w.executor);
    int calls = 0;
    auto call = [&]() -> asio::awaitable<int> { co_return ++calls; };
    CHECK(w.run(flights.run(1, call)) == 1);
    CHECK(w.run(flights.run(1, call)) == 2);
  });
}

TEST_CASE("single_flight: what the call throws reaches every caller and the key is free again (T88)") {
  on_each_executor([](world& w) {
    // Mutation tried: keep the key when the run has landed.
    sheaf::single_flight<int, int> flights(w.executor);
    auto call = [&] { return w.fails_after(1s, "keystone is down"); };
    spawned<int> a, b;
    w.spawn(flights.run(1, call), a);
    w.spawn(flights.run(1, call), b);
    w.advance(1s);
    CHECK_THROWS_WITH_AS(a.get(), "keystone is down", std::runtime_error);
    CHECK_THROWS_WITH_AS(b.get(), "keystone is down", std::runtime_error);
    auto good = [&] { return w.ready(7); };
    CHECK(w.run(flights.run(1, good)) == 7);
  });
}

TEST_CASE("single_flight: after forget(key) the next caller begins a call of its own (T89)") {
  on_each_executor([](world& w) {
    // Mutation tried: forget nothing.
    sheaf::single_flight<int, int> flights(w.executor);
    int calls = 0;
    auto call = [&]() -> asio::awaitable<int> {
      const int n = ++calls;
      co_await w.sleep(1s);
      co_return n;
    };
    spawned<int> a, b, c;
    w.spawn(flights.run(1, call), a);
    flights.forget(1);
    w.spawn(flights.run(1, call), b);
    w.spawn(flights.run(1, call), c);
    w.advance(1s);
    CHECK(a.get() == 1);
    CHECK(b.get() == 2);
    CHECK(c.get() == 2);
  });
}

TEST_CASE("single_flight: a caller that is cancelled leaves, and the call goes on for the others") {
  on_each_executor([](world& w) {
    // Mutation tried: let the first caller own the call, so that its cancellation ends it.
    sheaf::single_flight<int, int> flights(w.executor);
    auto call = [&] { return w.after(1s, 7); };
    asio::cancellation_signal signal;
    spawned<int> first, second;
    w.spawn(flights.run(1, call), first, signal);
    w.spawn(flights.run(1, call), second);
    signal.emit(asio::cancellation_type::terminal);
    w.poll();
    CHECK(support::is_aborted(first.error));
    CHECK_FALSE(second.done);
    w.advance(1s);
    CHECK(second.get() == 7);
  });
}

TEST_CASE("single_flight: when the last caller has left the call is cancelled, and a new caller does not join it") {
  in_order_on_each_executor([](world& w) {
    sheaf::single_flight<int, int> flights(w.executor);
    auto call = [&] { return w.logged("call", 1s); };
    asio::cancellation_signal signal;
    spawned<int> first, second;
    w.spawn(flights.run(1, call), first, signal);
    signal.emit(asio::cancellation_type::terminal);
    w.spawn(flights.run(1, call), second);
    w.advance(1s);
    CHECK(support::is_aborted(first.error));
    CHECK(second.get() == 0);
    // In another order the second may board while the first has not left yet, and nothing is cancelled.
    CHECK(support::sorted(w.log) ==
          std::vector<std::string>{"call begins", "call begins", "call ends", "call is cancelled"});
  });
}

TEST_CASE("single_flight: a timeout around one caller is that caller's alone") {
  on_each_executor([](world& w) {
    sheaf::single_flight<int, int> flights(w.executor);
    auto call = [&] { return w.after(3s, 7); };
    spawned<int> hasty, patient;
    w.spawn(sheaf::with_timeout(1s, flights.run(1, call), w.options()), hasty);
    w.spawn(flights.run(1, call), patient);
    w.advance(1s);
    CHECK_THROWS_AS(hasty.get(), sheaf::timed_out);
    w.advance(2s);
    CHECK(patient.get() == 7);
  });
}

TEST_CASE("single_flight: destroying the group cancels its calls, and callers are told") {
  on_each_executor([](world& w) {
    auto flights = std::make_unique<sheaf::single_flight<int, int>>(w.executor);
    auto call = [&] { return w.logged("call", 1h); };
    spawned<int> out;
    w.spawn(flights->run(1, call), out);
    flights.reset();
    w.poll();
    CHECK(support::is_aborted(out.error));
    CHECK(w.last() == "call is cancelled");
  });
}

TEST_CASE("single_flight: destroying the group cancels forgotten calls too (T89)") {
  on_each_executor([](world& w) {
    // Mutation tried: forget them altogether.
    auto flights = std::make_unique<sheaf::single_flight<int, int>>(w.executor);
    auto call = [&] { return w.logged("call", 1h); };
    spawned<int> first, second;
    w.spawn(flights->run(1, call), first);
    flights->forget(1);
    flights->forget(2);
    w.spawn(flights->run(1, call), second);
    flights.reset();
    w.poll();
    CHECK(support::is_aborted(first.error));
    CHECK(support::is_aborted(second.error));
    CHECK(std::ranges::count(w.log, "call is cancelled") == 2);
  });
}

TEST_CASE("single_flight: when the last caller of a forgotten call has left, that call is cancelled and no other (T89)") {
  in_order_on_each_executor([](world& w) {
    // Mutation tried: take the key from the map whoever flies under it.
    sheaf::single_flight<int, int> flights(w.executor);
    auto old = [&] { return w.logged("old", 1h); };
    auto young = [&] { return w.logged("young", 1s); };
    asio::cancellation_signal signal;
    spawned<int> first, second, third;
    w.spawn(flights.run(1, old), first, signal);
    flights.forget(1);
    w.spawn(flights.run(1, young), second);
    signal.emit(asio::cancellation_type::terminal);
    w.poll();
    CHECK(support::is_aborted(first.error));
    CHECK(w.last() == "old is cancelled");
    w.spawn(flights.run(1, young), third);
    w.advance(1s);
    CHECK(second.get() == 0);
    CHECK(third.get() == 0);
    CHECK(std::ranges::count(w.log, "young begins") == 1);
  });
}

TEST_CASE("single_flight: what make throws is the call's error, and the key is free again (T88)") {
  on_each_executor([](world& w) {
    // Mutation tried: call make outside of what catches the run's errors.
    sheaf::single_flight<int, int> flights(w.executor);
    bool fails = true;
    auto make = [&]() -> asio::awaitable<int> {
      if (fails) throw std::logic_error("no call at all");
      return w.ready(7);
    };
    spawned<int> a, b;
    w.spawn(flights.run(1, make), a);
    w.spawn(flights.run(1, make), b);
    CHECK_THROWS_WITH_AS(a.get(), "no call at all", std::logic_error);
    CHECK_THROWS_WITH_AS(b.get(), "no call at all", std::logic_error);
    fails = false;
    CHECK(w.run(flights.run(1, make)) == 7);
  });
}

TEST_CASE("single_flight: when the context of the calls is destroyed, callers in another are told") {
  // Mutation tried: land only where a call has ended.
  asio::io_context here{1};
  spawned<int> out;
  {
    sheaf::testing::manual_time clock;
    auto there = std::make_unique<asio::io_context>(1);
    sheaf::single_flight<int, int> flights(there->get_executor());
    auto call = [&clock]() -> asio::awaitable<int> {
      sheaf::detail::timer timer(co_await asio::this_coro::executor, &clock);
      co_await timer.wait_until(timer.now() + 1h);
      co_return 1;
    };
    support::spawn(here, flights.run(1, call), out);
    here.poll();
    there->poll();
    there.reset();
    here.restart();
    here.poll();
  }
  CHECK(support::is_aborted(out.error));
}

TEST_CASE("single_flight: void calls are shared too") {
  on_each_executor([](world& w) {
    sheaf::single_flight<int, void> flights(w.executor);
    auto call = [&] { return w.sleep(1s); };
    spawned<void> a, b;
    w.spawn(flights.run(1, call), a);
    w.spawn(flights.run(1, call), b);
    CHECK(w.clock.waiting() == 1);
    w.advance(1s);
    CHECK_NOTHROW(a.get());
    CHECK_NOTHROW(b.get());
  });
}

TEST_CASE("single_flight: an io_context destroyed with callers waiting leaks nothing") {
  for (const int hint : {1, ASIO_CONCURRENCY_HINT_DEFAULT}) {
    auto alive = std::make_shared<int>(0);
    sheaf::testing::manual_time clock;
    {
      asio::io_context context(hint);
      sheaf::single_flight<int, int> flights(context.get_executor());
      auto call = [&clock]() -> asio::awaitable<int> {
        sheaf::detail::timer timer(co_await asio::this_coro::executor, &clock);
        co_await timer.wait_until(timer.now() + 1h);
        co_return 1;
      };
      auto caller = [&flights, &call](std::shared_ptr<int> held) -> asio::awaitable<void> {
        *held = co_await flights.run(1, call);
      };
      for (int i = 0; i != 3; ++i) asio::co_spawn(context, caller(alive), asio::detached);
      context.poll();
      CHECK(alive.use_count() == 4);
    }
    CHECK(alive.use_count() == 1);
  }
}

TEST_CASE("single_flight: callers on four threads, some of whom give up, all get an answer") {
  asio::thread_pool pool(4);
  sheaf::single_flight<int, int> flights(pool.get_executor());
  std::atomic<int> calls = 0;
  std::atomic<int> answers = 0;
  auto call = [&calls]() -> asio::awaitable<int> {
    for (int i = 0; i != 5; ++i) co_await asio::post(asio::use_awaitable);
    co_return ++calls;
  };
  auto caller = [&](int seed) -> asio::awaitable<void> {
    for (int i = 0; i != 200; ++i) {
      auto quick = []() -> asio::awaitable<int> {
        co_await asio::post(asio::use_awaitable);
        throw std::runtime_error("enough");
      };
      try {
        if ((seed + i) % 3 == 0) {
          (void)co_await sheaf::gather(flights.run(i % 4, call), quick());
        } else {
          (void)co_await flights.run(i % 4, call);
        }
        ++answers;
      } catch (const std::runtime_error&) {
        ++answers;
      }
    }
  };
  std::vector<spawned<void>> outs(8);
  for (std::size_t i = 0; i != outs.size(); ++i) {
    support::spawn(asio::make_strand(pool.get_executor()), caller(static_cast<int>(i)), outs[i]);
  }
  pool.join();
  for (auto& out : outs) CHECK_NOTHROW(out.get());
  CHECK(answers == 1600);
}
