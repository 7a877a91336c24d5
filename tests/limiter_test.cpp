// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/limiter.hpp.
#include <sheaf/limiter.hpp>

#include <sheaf/gather.hpp>
#include <sheaf/timeout.hpp>

#include "support/world.hpp"

#include <asio/thread_pool.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <ranges>

using namespace std::chrono_literals;
using sheaf::limiter;

namespace {

/// Takes a permit, says so, and keeps it for `d`.
asio::awaitable<void> keeper(world& w, limiter l, int name, std::vector<int>& order, sheaf::duration d) {
  auto permit = co_await l.acquire();
  order.push_back(name);
  co_await w.sleep(d);
  permit.succeeded();
}

/// Rounds of work that takes `took`, as many at once as the limiter allows.
void rounds(world& w, const limiter& l, int n, sheaf::duration took, bool all_at_once) {
  for (int i = 0; i != n; ++i) {
    const std::size_t at_once = all_at_once ? l.limit() : 1;
    std::vector<asio::awaitable<void>> all;
    for (std::size_t k = 0; k != at_once; ++k) all.push_back(l.run(w.sleep(took)));
    spawned<void> out;
    w.spawn(sheaf::gather(std::move(all)), out);
    w.advance(took);
    out.get();
  }
}

}  // namespace

TEST_CASE("limiter: never more permits than its limit, whoever asks (T51)") {
  on_each_executor([](world& w) {
    // Mutation tried: `<=` for `<` in take_at_once().
    limiter l(3);
    int now = 0;
    int most = 0;
    auto work = [&](int i) -> asio::awaitable<int> {
      auto permit = co_await l.acquire();
      most = std::max(most, ++now);
      co_await w.sleep(std::chrono::seconds(1 + i % 2));
      --now;
      co_return i;
    };
    spawned<std::vector<int>> first, second;
    w.spawn(sheaf::gather_each(std::views::iota(0, 10), work), first);
    w.spawn(sheaf::gather_each(std::views::iota(0, 10), work), second);
    for (int i = 0; i != 20; ++i) w.advance(1s);
    CHECK(first.get().size() == 10);
    CHECK(second.get().size() == 10);
    CHECK(most == 3);
    CHECK(l.in_use() == 0);
  });
}

TEST_CASE("limiter: permits are given in the order in which they were asked for, and nobody overtakes (T51)") {
  on_each_executor([](world& w) {
    // Mutation tried: serve the last first.
    limiter l(1);
    std::vector<int> order;
    std::vector<spawned<void>> outs(4);
    for (int i = 0; i != 4; ++i) w.spawn(keeper(w, l, i, order, 1s), outs[static_cast<std::size_t>(i)]);
    CHECK(l.waiting() == 3);
    for (int i = 0; i != 4; ++i) w.advance(1s);
    for (auto& out : outs) CHECK_NOTHROW(out.get());
    CHECK(order == std::vector<int>{0, 1, 2, 3});
  });
}

TEST_CASE("limiter: a permit that is free is taken without suspending") {
  world w(support::executor_kind::serial);
  limiter l(1);
  bool got = false;
  auto take = [&]() -> asio::awaitable<void> {
    auto permit = co_await l.acquire();
    got = true;
  };
  spawned<void> out;
  support::spawn(w.executor, take(), out);
  w.context.restart();
  w.context.poll_one();
  CHECK(got);
}

TEST_CASE("limiter: a waiter that is cancelled leaves the queue and loses nobody's permit") {
  on_each_executor([](world& w) {
    // Mutation tried: leave the waiter in the queue.
    limiter l(1);
    std::vector<int> order;
    spawned<void> holder, leaver, last;
    w.spawn(keeper(w, l, 0, order, 1s), holder);
    asio::cancellation_signal signal;
    w.spawn(keeper(w, l, 1, order, 1s), leaver, signal);
    w.spawn(keeper(w, l, 2, order, 1s), last);
    signal.emit(asio::cancellation_type::terminal);
    w.poll();
    CHECK(support::is_aborted(leaver.error));
    CHECK(l.waiting() == 1);
    w.advance(1s);
    w.advance(1s);
    CHECK_NOTHROW(last.get());
    CHECK(order == std::vector<int>{0, 2});
    CHECK(l.in_use() == 0);
  });
}

TEST_CASE("limiter: a waiter that is cancelled in the turn in which it gets its permit gives it back") {
  on_each_executor([](world& w) {
    // Mutation tried: let a cancellation count although the waiter is awake.
    limiter l(1);
    std::vector<int> order;
    asio::cancellation_signal signal;
    std::optional<limiter::permit> held;
    auto holder = [&]() -> asio::awaitable<void> { held.emplace(co_await l.acquire()); };
    w.run(holder());
    spawned<void> waiter;
    w.spawn(keeper(w, l, 1, order, 1s), waiter, signal);
    held.reset();
    signal.emit(asio::cancellation_type::terminal);
    w.poll();
    CHECK(support::is_aborted(waiter.error));
    CHECK(l.in_use() == 0);
    CHECK(l.waiting() == 0);
  });
}

TEST_CASE("limiter::run: the permit is held while the work runs, and given back when it fails") {
  on_each_executor([](world& w) {
    limiter l(1);
    spawned<int> good, bad;
    w.spawn(l.run(w.after(1s, 5)), good);
    CHECK(l.in_use() == 1);
    w.spawn(l.run(w.fails("down")), bad);
    CHECK_FALSE(bad.done);
    w.advance(1s);
    CHECK(good.get() == 5);
    CHECK_THROWS_WITH_AS(bad.get(), "down", std::runtime_error);
    CHECK(l.in_use() == 0);
  });
}

TEST_CASE("limiter: destroying the io_context with waiters in the queue destroys them, although nobody gives a permit back") {
  // Mutation tried: do not enter the waiting room.
  for (const auto kind : {support::executor_kind::serial, support::executor_kind::concurrent}) {
    auto held = std::make_shared<int>(0);
    limiter l(1);
    auto w = std::make_unique<world>(kind);
    std::optional<limiter::permit> kept;
    auto holder = [&]() -> asio::awaitable<void> { kept.emplace(co_await l.acquire()); };
    w->run(holder());
    auto waits = [](limiter at, std::shared_ptr<int> keeps) -> asio::awaitable<void> {
      auto permit = co_await at.acquire();
      *keeps = 1;
    };
    for (int i = 0; i != 3; ++i) asio::co_spawn(w->executor, waits(l, held), asio::detached);
    w->poll();
    CHECK(l.waiting() == 3);
    w.reset();
    CHECK(held.use_count() == 1);
    CHECK(l.waiting() == 0);
    CHECK(l.in_use() == 1);
    kept.reset();
    CHECK(l.in_use() == 0);
  }
}

TEST_CASE("limiter: a waiter that is destroyed with its permit on the way gives it back") {
  // Mutation tried: leave out what ~place() does.
  for (const auto kind : {support::executor_kind::serial, support::executor_kind::concurrent}) {
    limiter l(1);
    auto w = std::make_unique<world>(kind);
    std::optional<limiter::permit> kept;
    auto holder = [&]() -> asio::awaitable<void> { kept.emplace(co_await l.acquire()); };
    w->run(holder());
    auto waits = [](limiter at) -> asio::awaitable<void> { (void)co_await at.acquire(); };
    asio::co_spawn(w->executor, waits(l), asio::detached);
    w->poll();
    kept.reset();
    CHECK(l.waiting() == 0);
    CHECK(l.in_use() == 1);
    w.reset();
    CHECK(l.in_use() == 0);
  }
}

TEST_CASE("limiter: fewer than one is refused, and bounds must be in order") {
  CHECK_THROWS_AS(limiter(0), std::invalid_argument);
  CHECK_THROWS_AS(limiter(-3), std::invalid_argument);
  CHECK_THROWS_AS(limiter(sheaf::adaptive_limit().min(9).initial(5)), std::invalid_argument);
  CHECK_THROWS_AS((void)sheaf::adaptive_limit().min(0), std::invalid_argument);
  CHECK_THROWS_AS((void)sheaf::adaptive_limit().tolerance(0.5), std::invalid_argument);
}

TEST_CASE("adaptive limiter: steady latency and all of it used, and it grows up to its maximum (T85)") {
  on_each_executor([](world& w) {
    limiter l(sheaf::adaptive_limit().initial(4).max(30).time(&w.clock));
    rounds(w, l, 3, 100ms, true);
    // A round is ten successes at least, so it takes three of four to begin with.
    CHECK(l.limit() > 4);
    rounds(w, l, 60, 100ms, true);
    CHECK(l.limit() == 30);
  });
}

TEST_CASE("adaptive limiter: it does not grow while it is not used (T85)") {
  on_each_executor([](world& w) {
    // Mutation tried: grow whatever was in use.
    limiter l(sheaf::adaptive_limit().initial(4).time(&w.clock));
    rounds(w, l, 100, 100ms, false);
    CHECK(l.limit() == 4);
  });
}

TEST_CASE("adaptive limiter: it shrinks when latency doubles, and not below its minimum (T85)") {
  on_each_executor([](world& w) {
    // Mutation tried: take the mean for the best.
    limiter l(sheaf::adaptive_limit().initial(20).min(8).max(20).time(&w.clock));
    rounds(w, l, 5, 100ms, true);
    CHECK(l.limit() == 20);
    rounds(w, l, 1, 200ms, true);
    CHECK(l.limit() == 15);  // tolerance 1.5 over twice the best, and the best a twentieth of the way up
    rounds(w, l, 2, 800ms, true);
    CHECK(l.limit() == 8);
    rounds(w, l, 15, 100ms, true);
    CHECK(l.limit() == 20);
  });
}

TEST_CASE("adaptive limiter: cancelled and failed work teaches nothing (T86)") {
  on_each_executor([](world& w) {
    // Mutation tried: take every permit's end for a success.
    limiter l(sheaf::adaptive_limit().initial(20).max(20).time(&w.clock));
    rounds(w, l, 3, 100ms, true);
    for (int i = 0; i != 100; ++i) {
      asio::cancellation_signal signal;
      spawned<void> out;
      w.spawn(l.run(w.sleep(1h)), out, signal);
      w.advance(1s);
      signal.emit(asio::cancellation_type::terminal);
      w.poll();
      CHECK(support::is_aborted(out.error));
      spawned<int> failed;
      w.spawn(l.run(w.fails_after(1s, "down")), failed);
      w.advance(1s);
      CHECK(failed.done);
    }
    CHECK(l.limit() == 20);
  });
}

TEST_CASE("adaptive limiter: a timeout, or a word of overload, shrinks it once a round") {
  on_each_executor([](world& w) {
    limiter l(sheaf::adaptive_limit().initial(20).time(&w.clock));
    for (int i = 0; i != 5; ++i) {
      spawned<int> late;
      w.spawn(l.run(sheaf::with_timeout(1s, w.after(1h, 1), w.options())), late);
      w.advance(1s);
      CHECK_THROWS_AS(late.get(), sheaf::timed_out);
    }
    CHECK(l.limit() == 18);
    auto busy = [&]() -> asio::awaitable<void> {
      auto permit = co_await l.acquire();
      permit.overloaded();
    };
    w.run(busy());
    CHECK(l.limit() == 18);
  });
}

TEST_CASE("adaptive limiter: where nothing succeeds any more it shrinks round by round, and grows again after that (T85)") {
  on_each_executor([](world& w) {
    // Mutation tried: end a round by successes only.
    limiter l(sheaf::adaptive_limit().initial(20).min(2).max(20).time(&w.clock));
    auto busy = [&]() -> asio::awaitable<void> {
      auto permit = co_await l.acquire();
      permit.overloaded();
    };
    std::vector<std::size_t> limits;
    for (int i = 0; i != 600; ++i) {
      w.run(busy());
      if (limits.empty() || limits.back() != l.limit()) limits.push_back(l.limit());
      if (i == 17) CHECK(limits == std::vector<std::size_t>{18});
    }
    CHECK(std::ranges::is_sorted(limits, std::greater<>()));
    CHECK(limits.size() > 10);
    CHECK(l.limit() == 2);
    rounds(w, l, 20, 100ms, true);
    CHECK(l.limit() == 20);
  });
}

TEST_CASE("adaptive limiter: work that takes no time at all does not shrink it (T85)") {
  on_each_executor([](world& w) {
    // Mutation tried: divide by the mean, however small.
    limiter l(sheaf::adaptive_limit().initial(20).max(40).time(&w.clock));
    rounds(w, l, 10, 0s, true);
    CHECK(l.limit() == 40);
  });
}

TEST_CASE("adaptive limiter: when it shrinks, those that hold permits keep them") {
  on_each_executor([](world& w) {
    limiter l(sheaf::adaptive_limit().initial(10).time(&w.clock));
    std::vector<int> order;
    std::vector<spawned<void>> outs(12);
    for (int i = 0; i != 12; ++i) w.spawn(keeper(w, l, i, order, 1s), outs[static_cast<std::size_t>(i)]);
    auto shrink = [&]() -> asio::awaitable<void> {
      auto permit = co_await l.acquire();
      permit.overloaded();
    };
    spawned<void> out;
    w.spawn(shrink(), out);
    for (int i = 0; i != 3; ++i) w.advance(1s);
    CHECK(out.done);
    CHECK(order.size() == 12);
    CHECK(l.in_use() == 0);
  });
}

TEST_CASE("limiter: a context that is destroyed while another's thread gives permits back loses none of them") {
  // Mutation tried: in drop(), take the coroutine without asking whether it was woken meanwhile.
  limiter l(1);
  std::atomic<bool> done = false;
  asio::thread_pool busy(1);
  auto cycle = [&]() -> asio::awaitable<void> {
    while (!done) {
      auto permit = co_await l.acquire();
      co_await asio::post(asio::use_awaitable);
    }
  };
  for (int i = 0; i != 2; ++i) asio::co_spawn(asio::make_strand(busy), cycle(), asio::detached);
  auto waits = [](limiter at) -> asio::awaitable<void> { auto permit = co_await at.acquire(); };
  for (int i = 0; i != 2000; ++i) {
    asio::io_context context(i % 2 ? 1 : ASIO_CONCURRENCY_HINT_DEFAULT);
    for (int k = 0; k != 3; ++k) asio::co_spawn(context, waits(l), asio::detached);
    context.poll();
  }
  done = true;
  busy.join();
  CHECK(l.in_use() == 0);
  CHECK(l.waiting() == 0);
}

TEST_CASE("limiter: on a pool of four threads, some of whom give up, the limit holds (T74)") {
  asio::thread_pool pool(4);
  limiter l(3);
  std::atomic<int> now = 0;
  std::atomic<bool> exceeded = false;
  auto work = [&](int i) -> asio::awaitable<void> {
    auto permit = co_await l.acquire();
    if (++now > 3) exceeded = true;
    for (int k = 0; k != i % 4; ++k) co_await asio::post(asio::use_awaitable);
    --now;
    if (i % 11 == 0) throw std::runtime_error("eleven");
  };
  auto call = [&](int n) -> asio::awaitable<void> {
    for (int round = 0; round != n; ++round) {
      try {
        auto named = [&](int i) { return work(i); };
        co_await sheaf::gather_each(std::views::iota(1, 12), named);
      } catch (const std::runtime_error&) {
      }
    }
  };
  std::vector<spawned<void>> outs(6);
  for (auto& out : outs) support::spawn(asio::make_strand(pool), call(100), out);
  pool.join();
  for (auto& out : outs) CHECK_NOTHROW(out.get());
  CHECK_FALSE(exceeded);
  CHECK(l.in_use() == 0);
  CHECK(l.waiting() == 0);
}
