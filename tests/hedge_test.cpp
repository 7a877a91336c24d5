// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/hedge.hpp.
#include <sheaf/hedge.hpp>

#include "support/world.hpp"

#include <asio/thread_pool.hpp>
#include <asio/use_future.hpp>

#include <memory>

using namespace std::chrono_literals;
using sheaf::hedge;
using sheaf::hedge_policy;

namespace {

/// Tries that take so many seconds each; no more of them than there are.
struct tries {
  world& w;
  std::vector<int> seconds;
  std::size_t begun = 0;

  asio::awaitable<int> operator()(std::size_t n) {
    ++begun;
    const int s = seconds.at(n);
    (void)co_await w.logged(std::to_string(n), std::chrono::seconds(s));
    co_return static_cast<int>(n);
  }
};

hedge_policy after(world& w, sheaf::duration d) { return hedge_policy().delay(d).with_options(w.options()); }

}  // namespace

TEST_CASE("hedge: an answer before the delay, and there is one try only (T80)") {
  on_each_executor([](world& w) {
    // Mutation tried: allow two tries from the start.
    tries t{w, {1, 1}};
    auto make = [&](std::size_t n) { return t(n); };
    spawned<int> out;
    w.spawn(hedge(after(w, 2s), make), out);
    w.advance(1s);
    CHECK(out.get() == 0);
    CHECK(t.begun == 1);
    CHECK(w.clock.waiting() == 0);
  });
}

TEST_CASE("hedge: a slow first, and a second starts at the delay; the better wins and the other is cancelled and awaited (T81)") {
  on_each_executor([](world& w) {
    // Mutation tried: do not cancel in succeeded().
    tries t{w, {60, 1}};
    auto make = [&](std::size_t n) { return t(n); };
    spawned<int> out;
    w.spawn(hedge(after(w, 2s), make), out);
    w.advance(1s);
    CHECK(t.begun == 1);
    w.advance(1s);
    CHECK(t.begun == 2);
    w.advance(1s);
    CHECK(out.get() == 1);
    CHECK(w.last() == "0 is cancelled");
    CHECK(w.clock.waiting() == 0);
  });
}

TEST_CASE("hedge: all tries but the last hang, and it wins (T82)") {
  on_each_executor([](world& w) {
    // Mutation tried: do not set the timer again after a try.
    tries t{w, {3600, 3600, 3600, 1}};
    auto make = [&](std::size_t n) { return t(n); };
    spawned<int> out;
    w.spawn(hedge(after(w, 2s).attempts(4), make), out);
    for (int i = 0; i != 7; ++i) w.advance(1s);
    CHECK(out.get() == 3);
    CHECK(t.begun == 4);
  });
}

TEST_CASE("hedge: a failure starts the next try at once (T83)") {
  on_each_executor([](world& w) {
    // Mutation tried: wait for the timer all the same.
    auto make = [&](std::size_t n) -> asio::awaitable<int> {
      if (n == 0) {
        (void)co_await w.fails_after(1s, "first");
      }
      co_return 5;
    };
    spawned<int> out;
    w.spawn(hedge(after(w, 1h), make), out);
    w.advance(1s);
    CHECK(out.get() == 5);
    CHECK(w.clock.waiting() == 0);
  });
}

TEST_CASE("hedge: the delay counts from the try begun last, also when a failure began it") {
  on_each_executor([](world& w) {
    // Mutation tried: leave the timer as it was set for the first.
    int tries = 0;
    auto make = [&](std::size_t n) -> asio::awaitable<int> {
      ++tries;
      if (n == 0) (void)co_await w.fails_after(9s, "first");
      co_return co_await w.after(1h, static_cast<int>(n));
    };
    spawned<int> out;
    w.spawn(hedge(after(w, 10s).attempts(3), make), out);
    w.advance(9s);
    CHECK(tries == 2);
    w.advance(9s);
    CHECK(tries == 2);
    w.advance(1s);
    CHECK(tries == 3);
    w.advance(1h - 10s);
    CHECK(out.get() == 1);
  });
}

TEST_CASE("hedge: a fatal failure ends all and is thrown as it was (T83)") {
  on_each_executor([](world& w) {
    // Mutation tried: treat it as any other.
    const auto fatal = [](const std::exception_ptr&) { return true; };
    auto make = [&](std::size_t n) -> asio::awaitable<int> {
      if (n == 0) co_return co_await w.logged("0", 1h);
      co_return co_await w.fails_after(1s, "no such thing");
    };
    spawned<int> out;
    w.spawn(hedge(after(w, 1s).fatal(fatal).attempts(3), make), out);
    w.advance(1s);
    w.advance(1s);
    CHECK_THROWS_WITH_AS(out.get(), "no such thing", std::runtime_error);
    CHECK(w.last() == "0 is cancelled");
  });
}

TEST_CASE("hedge: what fatal() throws ends all and is thrown (T27)") {
  on_each_executor([](world& w) {
    // Mutation tried: let it out of failed(), which is noexcept.
    const auto fatal = [](const std::exception_ptr&) -> bool { throw std::logic_error("undecided"); };
    auto make = [&](std::size_t n) -> asio::awaitable<int> {
      if (n == 0) co_return co_await w.logged("0", 1h);
      co_return co_await w.fails_after(1s, "second");
    };
    spawned<int> out;
    w.spawn(hedge(after(w, 1s).fatal(fatal).attempts(3), make), out);
    w.advance(1s);
    w.advance(1s);
    CHECK_THROWS_WITH_AS(out.get(), "undecided", std::logic_error);
    CHECK(w.last() == "0 is cancelled");
  });
}

TEST_CASE("hedge: a delay that cannot be set stops the call, which waits for its tries and throws why") {
  on_each_executor([](world& w) {
    // Mutation tried: take it for a failure of the try that was begun, which still runs.
    support::broken_time broken;
    bool running = false;  // where tries are posted they may be stopped before they have begun
    for (const bool fails_first : {false, true}) {
      auto make = [&](std::size_t n) -> asio::awaitable<int> {
        if (n == 0 && fails_first) throw std::runtime_error("first");
        const support::mark here(running);
        co_return co_await w.stubborn(1s, 1);
      };
      spawned<int> out;
      w.spawn(hedge(hedge_policy().delay(1s).attempts(3).with_options(w.options().time(&broken)), make), out);
      CHECK(out.done != running);
      w.advance(1s);
      CHECK_FALSE(running);
      CHECK_THROWS_AS(out.get(), std::bad_alloc);
    }
  });
}

TEST_CASE("hedge: when all tries failed, every error is thrown with the number of its try") {
  on_each_executor([](world& w) {
    auto make = [&](std::size_t n) -> asio::awaitable<int> {
      co_await asio::post(asio::use_awaitable);
      throw std::runtime_error("try " + std::to_string(n));
    };
    spawned<int> out;
    w.spawn(hedge(after(w, 1h).attempts(3), make), out);
    CHECK_THROWS_WITH_AS(out.get(), "3 failed, and 1 had to succeed: 0: try 0; 1: try 1; 2: try 2", sheaf::all_failed);
  });
}

TEST_CASE("hedge: with the budget spent no further try is begun, late or failed (T84)") {
  on_each_executor([](world& w) {
    // Mutation tried: do not ask the budget after a failure.
    const sheaf::hedge_budget budget(0.5, 1);
    tries t{w, {10, 1}};
    auto make = [&](std::size_t n) { return t(n); };
    spawned<int> first, second, third;
    w.spawn(hedge(after(w, 2s).budget(budget), make), first);
    for (int i = 0; i != 3; ++i) w.advance(1s);
    CHECK(first.get() == 1);  // spent the one token
    w.spawn(hedge(after(w, 2s).budget(budget), make), second);
    for (int i = 0; i != 10; ++i) w.advance(1s);
    CHECK(second.get() == 0);  // half a token
    auto fails = [&](std::size_t) { return w.fails("down"); };
    CHECK(budget.spend() == false);
    spawned<int> failed;
    w.spawn(hedge(after(w, 2s).budget(sheaf::hedge_budget(budget)), fails),
            failed);  // earns the second half and spends it
    CHECK_THROWS_WITH_AS(failed.get(), "2 failed, and 1 had to succeed: 0: down; 1: down", sheaf::all_failed);
    spawned<int> alone;
    w.spawn(hedge(after(w, 2s).budget(budget), fails), alone);
    CHECK_THROWS_WITH_AS(alone.get(), "1 failed, and 1 had to succeed: 0: down", sheaf::all_failed);
  });
}

TEST_CASE("hedge: the delay is found from what successful tries have taken, once there are enough of them") {
  on_each_executor([](world& w) {
    const sheaf::latencies seen;
    const auto policy = hedge_policy().delay(seen, 0.95, 2).with_options(w.options());
    tries quick{w, {1, 1}};
    auto make = [&](std::size_t n) { return quick(n); };
    for (int i = 0; i != 20; ++i) {
      spawned<int> out;
      w.spawn(hedge(policy, make), out);
      CHECK(w.clock.waiting() == 1);  // the try's own; no delay is known yet
      w.advance(1s);
      CHECK(out.get() == 0);
    }
    CHECK(seen.count() == 20);
    CHECK(seen.quantile(0.95) >= 1s);

    tries slow{w, {60, 1}};
    auto again = [&](std::size_t n) { return slow(n); };
    spawned<int> out;
    w.spawn(hedge(policy, again), out);
    for (int i = 0; i != 4; ++i) w.advance(1050ms);
    CHECK(out.get() == 1);
    CHECK(seen.count() == 21);
  });
}

TEST_CASE("hedge: the caller's cancellation reaches every try, and no timer stays (T29)") {
  on_each_executor([](world& w) {
    tries t{w, {60, 60}};
    auto make = [&](std::size_t n) { return t(n); };
    asio::cancellation_signal signal;
    spawned<int> out;
    w.spawn(hedge(after(w, 2s), make), out, signal);
    w.advance(2s);
    signal.emit(asio::cancellation_type::terminal);
    w.poll();
    CHECK(support::is_aborted(out.error));
    CHECK(std::ranges::count(w.log, "0 is cancelled") + std::ranges::count(w.log, "1 is cancelled") == 2);
    CHECK(w.clock.waiting() == 0);
  });
}

TEST_CASE("hedge: void tries and a make that wants no number") {
  on_each_executor([](world& w) {
    auto make = [&] { return w.sleep(1s); };
    spawned<void> out;
    w.spawn(hedge(after(w, 5s), make), out);
    w.advance(1s);
    CHECK_NOTHROW(out.get());
  });
}

TEST_CASE("hedge: what makes no sense is refused at the call") {
  auto make = []() -> asio::awaitable<int> { co_return 1; };
  CHECK_THROWS_AS((void)hedge_policy().attempts(0), std::invalid_argument);
  CHECK_THROWS_AS((void)hedge_policy().delay(sheaf::latencies(), 1.5), std::invalid_argument);
  CHECK_THROWS_AS(sheaf::hedge_budget(-1), std::invalid_argument);
  CHECK_THROWS_AS((void)hedge(hedge_policy().with_options(sheaf::options().timeout(1s)), make), std::invalid_argument);
  CHECK_THROWS_AS((void)hedge(hedge_policy().with_options(sheaf::options().limit(1)), make), std::invalid_argument);
}

TEST_CASE("hedge: on a pool of four threads every call gives one answer (T74)") {
  asio::thread_pool pool(4);
  auto call = [](int rounds) -> asio::awaitable<int> {
    int good = 0;
    for (int i = 0; i != rounds; ++i) {
      auto make = [i](std::size_t n) -> asio::awaitable<int> {
        for (int k = 0; k != (i + static_cast<int>(n)) % 5; ++k) co_await asio::post(asio::use_awaitable);
        if ((i + static_cast<int>(n)) % 7 == 0) throw std::runtime_error("seven");
        co_return i;
      };
      good += co_await hedge(hedge_policy().attempts(3).delay(1us), make) == i;
    }
    co_return good;
  };
  std::vector<spawned<int>> outs(4);
  for (auto& out : outs) support::spawn(pool, call(500), out);
  pool.join();
  for (auto& out : outs) CHECK(out.get() == 500);
}

TEST_CASE("hedge: an io_context destroyed with tries under way leaks nothing") {
  auto held = std::make_shared<int>(0);
  for (const auto kind : {support::executor_kind::serial, support::executor_kind::concurrent}) {
    auto w = std::make_unique<world>(kind);
    asio::co_spawn(w->executor, [](world& in, std::shared_ptr<int> kept) -> asio::awaitable<void> {
      auto make = [&in, kept] { return in.sleep(1h); };
      co_await hedge(after(in, 1s).attempts(3), make);
    }(*w, held), asio::detached);
    w->advance(1s);
    CHECK(held.use_count() > 1);
    w.reset();
    CHECK(held.use_count() == 1);
  }
}

TEST_CASE("async_hedge: a future") {
  world w(support::executor_kind::serial);
  auto make = [&] { return w.posts(4); };
  auto future = sheaf::async_hedge(w.context, asio::use_future, hedge_policy().delay(1s), make);
  w.poll();
  CHECK(future.get() == 4);
}
