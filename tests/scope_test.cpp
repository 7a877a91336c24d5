// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/scope.hpp.
#include <sheaf/scope.hpp>

#include "support/world.hpp"

#include <asio/thread_pool.hpp>
#include <asio/use_future.hpp>

#include <atomic>
#include <memory>
#include <optional>

using namespace std::chrono_literals;
using sheaf::with_scope;

TEST_CASE("with_scope: children added by the body run beside it, and all are waited for") {
  on_each_executor([](world& w) {
    int ended = 0;
    auto body = [&](auto& scope) -> asio::awaitable<std::string> {
      for (int i = 1; i != 4; ++i) {
        scope.add([&w, &ended, i]() -> asio::awaitable<void> {
          co_await w.sleep(std::chrono::seconds(i));
          ++ended;
        });
      }
      co_return "body";
    };
    spawned<std::string> out;
    w.spawn(with_scope(body), out);
    w.advance(1s);
    w.advance(1s);
    CHECK(ended == 2);
    CHECK_FALSE(out.done);
    w.advance(1s);
    CHECK(out.get() == "body");
    CHECK(ended == 3);
  });
}

TEST_CASE("with_scope: a child may add children after the body has ended, and they are waited for too (T90)") {
  on_each_executor([](world& w) {
    // Mutation tried: stop the children when the body has ended.
    auto body = [&](auto& scope) -> asio::awaitable<void> {
      scope.add([&w, scope]() -> asio::awaitable<void> {
        co_await w.sleep(1s);
        scope.add([&w, scope]() -> asio::awaitable<void> {
          co_await w.sleep(1s);
          scope.add([&w]() -> asio::awaitable<void> { (void)co_await w.logged("third", 1s); });
        });
      });
      co_return;
    };
    spawned<void> out;
    w.spawn(with_scope(body), out);
    w.advance(1s);
    w.advance(1s);
    CHECK_FALSE(out.done);
    w.advance(1s);
    CHECK_NOTHROW(out.get());
    CHECK(w.log == std::vector<std::string>{"third begins", "third ends"});
  });
}

TEST_CASE("with_scope: adding to a scope that has ended is an error, and what was added is destroyed unrun (T90)") {
  on_each_executor([](world& w) {
    // Mutation tried: return quietly where there is no scope any more.
    std::optional<sheaf::scope<>> kept;
    auto body = [&](auto& scope) -> asio::awaitable<void> {
      kept.emplace(scope);
      co_return;
    };
    w.run(with_scope(body));
    auto held = std::make_shared<int>(0);
    auto child = [held]() -> asio::awaitable<void> { co_return; };
    CHECK_THROWS_AS(kept->add(child), std::logic_error);
    CHECK(held.use_count() == 2);
    CHECK_NOTHROW(kept->cancel());
  });
}

TEST_CASE("with_scope: when the body throws, children are cancelled and awaited, and its error is thrown (T91)") {
  on_each_executor([](world& w) {
    // Mutation tried: keep the body's error for when the children have ended by themselves.
    auto body = [&](auto& scope) -> asio::awaitable<void> {
      scope.add([&w]() -> asio::awaitable<void> { (void)co_await w.logged("a", 1h); });
      scope.add([&w]() -> asio::awaitable<void> {
        (void)co_await w.stubborn(2s, 0);
        throw std::runtime_error("child, while unwinding");
      });
      co_await w.sleep(1s);
      throw std::logic_error("body");
    };
    spawned<void> out;
    w.spawn(with_scope(body), out);
    w.advance(1s);
    CHECK(w.last() == "a is cancelled");
    CHECK_FALSE(out.done);
    w.advance(1s);
    CHECK_THROWS_WITH_AS(out.get(), "body", std::logic_error);
  });
}

TEST_CASE("with_scope: when a child fails, the others and the body are cancelled, and its error is thrown as it was") {
  on_each_executor([](world& w) {
    // Mutation tried: leave out the companion in cancel().
    auto body = [&](auto& scope) -> asio::awaitable<void> {
      scope.add([&w]() -> asio::awaitable<void> { (void)co_await w.logged("a", 1h); });
      scope.add([&w]() -> asio::awaitable<void> { (void)co_await w.fails_after(1s, "child"); });
      (void)co_await w.logged("body", 1h);
    };
    spawned<void> out;
    w.spawn(with_scope(body), out);
    w.advance(1s);
    CHECK_THROWS_WITH_AS(out.get(), "child", std::runtime_error);
    CHECK(std::ranges::count(w.log, "a is cancelled") + std::ranges::count(w.log, "body is cancelled") == 2);
  });
}

TEST_CASE("with_scope: errors(all) holds every error, the root cause first, the body by its own index (T20, T28)") {
  on_each_executor([](world& w) {
    auto body = [&](auto& scope) -> asio::awaitable<void> {
      scope.add([&w]() -> asio::awaitable<void> { (void)co_await w.fails_after(1s, "child"); });
      (void)co_await w.stubborn(2s, 0);
      throw std::runtime_error("late body");
    };
    spawned<void> out;
    w.spawn(with_scope(body, w.options().errors(sheaf::all)), out);
    w.advance(1s);
    w.advance(1s);
    CHECK_THROWS_WITH_AS(out.get(), "2 failed: 0: child; the body: late body", sheaf::gather_error);
  });
}

TEST_CASE("with_scope: scope.cancel() ends it without an error (T92)") {
  on_each_executor([](world& w) {
    // Mutation tried: throw the aborts that cancel() provokes.
    auto body = [&](auto& scope) -> asio::awaitable<void> {
      scope.add([&w]() -> asio::awaitable<void> { (void)co_await w.logged("a", 1h); });
      scope.add([&w, scope]() -> asio::awaitable<void> {
        co_await w.sleep(1s);
        scope.cancel();
      });
      (void)co_await w.logged("body", 1h);
    };
    spawned<void> out;
    w.spawn(with_scope(body), out);
    w.advance(1s);
    CHECK_NOTHROW(out.get());
    CHECK(std::ranges::count(w.log, "a is cancelled") + std::ranges::count(w.log, "body is cancelled") == 2);
  });
}

TEST_CASE("with_scope: after scope.cancel() a body's value is given if it came, and is missed if it did not") {
  on_each_executor([](world& w) {
    auto gives = [&](auto& scope) -> asio::awaitable<int> {
      scope.add([&w]() -> asio::awaitable<void> { (void)co_await w.logged("a", 1h); });
      co_await w.sleep(1s);
      scope.cancel();
      co_return 5;
    };
    spawned<int> out;
    w.spawn(with_scope(gives), out);
    w.advance(1s);
    CHECK(out.get() == 5);

    auto misses = [&](auto& scope) -> asio::awaitable<int> {
      scope.cancel();
      co_await w.sleep(1s);
      co_return 5;
    };
    spawned<int> missed;
    w.spawn(with_scope(misses), missed);
    CHECK(support::is_aborted(missed.error));

    auto fails = [&](auto& scope) -> asio::awaitable<void> {
      scope.add([&w]() -> asio::awaitable<void> {
        (void)co_await w.stubborn(1s, 0);
        throw std::runtime_error("could not stop");
      });
      co_await asio::post(asio::use_awaitable);
      scope.cancel();
    };
    spawned<void> failed;
    w.spawn(with_scope(fails), failed);
    w.advance(1s);
    if (w.in_order()) CHECK_THROWS_WITH_AS(failed.get(), "could not stop", std::runtime_error);
  });
}

TEST_CASE("with_scope: while it is being stopped nothing more is added, and who adds is told") {
  on_each_executor([](world& w) {
    int ran = 0;
    auto body = [&](auto& scope) -> asio::awaitable<void> {
      scope.cancel();
      scope.add([&ran]() -> asio::awaitable<void> {
        ++ran;
        co_return;
      });
      co_return;
    };
    CHECK_NOTHROW(w.run(with_scope(body)));
    CHECK(ran == 0);
  });
}

TEST_CASE("with_scope: at most limit children run at once; the others start as they were added") {
  on_each_executor([](world& w) {
    int now = 0;
    int most = 0;
    int ended = 0;
    auto body = [&](auto& scope) -> asio::awaitable<void> {
      for (int i = 0; i != 9; ++i) {
        scope.add([&]() -> asio::awaitable<void> {
          most = std::max(most, ++now);
          co_await w.sleep(1s);
          --now;
          ++ended;
        });
      }
      co_return;
    };
    spawned<void> out;
    w.spawn(with_scope(body, w.options().limit(2)), out);
    for (int i = 0; i != 6; ++i) w.advance(1s);
    CHECK_NOTHROW(out.get());
    CHECK(ended == 9);
    CHECK(most <= 2);
  });
}

TEST_CASE("with_scope: the caller's cancellation reaches body and children; the timeout too (T29, T70)") {
  on_each_executor([](world& w) {
    auto body = [&](auto& scope) -> asio::awaitable<void> {
      scope.add([&w]() -> asio::awaitable<void> { (void)co_await w.logged("a", 1h); });
      (void)co_await w.logged("body", 1h);
    };
    asio::cancellation_signal signal;
    spawned<void> out;
    w.spawn(with_scope(body), out, signal);
    signal.emit(asio::cancellation_type::terminal);
    w.poll();
    CHECK(support::is_aborted(out.error));
    CHECK(std::ranges::count(w.log, "body is cancelled") == 1);

    spawned<void> late;
    w.spawn(with_scope(body, w.options().timeout(1s)), late);
    w.advance(1s);
    CHECK_THROWS_AS(late.get(), sheaf::timed_out);
    CHECK(w.clock.waiting() == 0);
  });
}

TEST_CASE("with_scope: a callable and what it captured are there until its child has ended, and gone before the scope has") {
  on_each_executor([](world& w) {
    // Mutation tried: keep f's awaitable only, and not f.
    auto held = std::make_shared<int>(41);
    auto body = [&](auto& scope) -> asio::awaitable<void> {
      scope.add([&w, held]() -> asio::awaitable<void> {
        co_await w.sleep(1s);
        ++*held;
      });
      co_return;
    };
    spawned<void> out;
    w.spawn(with_scope(body), out);
    CHECK(held.use_count() == 2);
    w.advance(1s);
    CHECK_NOTHROW(out.get());
    CHECK(held.use_count() == 1);
    CHECK(*held == 42);
  });
}

TEST_CASE("with_scope: 100,000 children that each add the next keep the stack flat") {
  world w(support::executor_kind::serial);
  int count = 0;
  struct adder {
    int* count;
    sheaf::scope<> scope;
    asio::awaitable<void> operator()() {
      if (++*count != 100'000) scope.add(adder(*this));
      co_return;
    }
  };
  auto body = [&](auto& scope) -> asio::awaitable<void> {
    scope.add(adder{&count, scope});
    co_return;
  };
  w.run(with_scope(body));
  CHECK(count == 100'000);
}

TEST_CASE("with_scope: an io_context destroyed in the middle leaks nothing") {
  for (const auto kind : {support::executor_kind::serial, support::executor_kind::concurrent}) {
    auto w = std::make_unique<world>(kind);
    auto held = std::make_shared<int>(0);
    asio::co_spawn(w->executor, [](world& in, std::shared_ptr<int> kept) -> asio::awaitable<void> {
      auto body = [&in, kept](auto& scope) -> asio::awaitable<void> {
        for (int i = 0; i != 3; ++i) {
          scope.add([&in, kept, scope]() -> asio::awaitable<void> { co_await in.sleep(1h); });
        }
        co_await in.sleep(1h);
      };
      co_await with_scope(body, sheaf::options().limit(2));
    }(*w, held), asio::detached);
    w->poll();
    CHECK(held.use_count() > 1);
    w.reset();
    CHECK(held.use_count() == 1);
  }
}

TEST_CASE("with_scope: on a pool of four threads children add children from wherever they run (T74)") {
  asio::thread_pool pool(4);
  std::atomic<int> leaves = 0;
  struct grower {
    std::atomic<int>* leaves;
    sheaf::scope<> scope;
    int depth;
    asio::awaitable<void> operator()() {
      co_await asio::post(asio::use_awaitable);
      if (depth == 0) {
        ++*leaves;
      } else {
        scope.add(grower{leaves, scope, depth - 1});
        scope.add(grower{leaves, scope, depth - 1});
      }
    }
  };
  auto call = [&leaves](int rounds) -> asio::awaitable<void> {
    for (int i = 0; i != rounds; ++i) {
      auto body = [&leaves](auto& scope) -> asio::awaitable<void> {
        scope.add(grower{&leaves, scope, 5});
        co_return;
      };
      co_await with_scope(body);
    }
  };
  std::vector<spawned<void>> outs(4);
  for (auto& out : outs) support::spawn(pool, call(100), out);
  pool.join();
  for (auto& out : outs) CHECK_NOTHROW(out.get());
  CHECK(leaves == 4 * 100 * 32);
}

TEST_CASE("async_with_scope: a future") {
  world w(support::executor_kind::serial);
  auto body = [&](auto& scope) -> asio::awaitable<int> {
    scope.add([&w]() -> asio::awaitable<void> { co_await w.sleep(1s); });
    co_return 3;
  };
  auto future = sheaf::async_with_scope(w.context, asio::use_future, body);
  w.advance(1s);
  CHECK(future.get() == 3);
}
