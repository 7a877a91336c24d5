// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/shield.hpp.
#include <sheaf/shield.hpp>

#include <sheaf/gather.hpp>
#include <sheaf/timeout.hpp>

#include "support/world.hpp"

#include <asio/use_future.hpp>

#include <memory>

using namespace std::chrono_literals;
using sheaf::shield;

TEST_CASE("shield: the shielded child finishes, the others stop (T34)") {
  on_each_executor([](world& w) {
    // Mutation tried: passes_cancellation true.
    asio::cancellation_signal signal;
    spawned<std::tuple<int, int>> out;
    w.spawn(sheaf::gather(shield(w.logged("shielded", 2s)), w.logged("other", 1h)), out, signal);
    signal.emit(asio::cancellation_type::terminal);
    w.poll();
    CHECK(w.last() == "other is cancelled");
    CHECK_FALSE(out.done);
    w.advance(2s);
    CHECK(w.last() == "shielded ends");
    CHECK(support::is_aborted(out.error));
  });
}

TEST_CASE("shield: gives the value, and the caller's next co_await tells of the cancellation") {
  on_each_executor([](world& w) {
    int got = 0;
    auto caller = [&]() -> asio::awaitable<void> {
      got = co_await shield(w.after(1s, 7));
      co_await w.sleep(1s);
      got = 8;
    };
    asio::cancellation_signal signal;
    spawned<void> out;
    w.spawn(caller(), out, signal);
    signal.emit(asio::cancellation_type::terminal);
    w.advance(1s);
    w.advance(1s);
    CHECK(got == 7);
    CHECK(support::is_aborted(out.error));
  });
}

TEST_CASE("shield: an error is thrown as it was, and void is void") {
  on_each_executor([](world& w) {
    CHECK_THROWS_WITH_AS(w.run(shield(w.fails("down"))), "down", std::runtime_error);
    CHECK_NOTHROW(w.run(shield(w.sleep(0s))));
  });
}

TEST_CASE("shield: a caller that was cancelled cleans up to the end, though it is told again (T36)") {
  on_each_executor([](world& w) {
    // Mutation tried: pass the caller's cancellation on.
    auto caller = [&]() -> asio::awaitable<void> {
      bool stopped = false;
      try {
        co_await w.sleep(1h);
      } catch (const std::system_error&) {
        stopped = true;
      }
      if (stopped) {
        co_await asio::this_coro::throw_if_cancelled(false);
        (void)co_await shield(w.logged("cleanup", 1s));
      }
    };
    asio::cancellation_signal signal;
    spawned<void> out;
    w.spawn(caller(), out, signal);
    signal.emit(asio::cancellation_type::terminal);
    w.poll();
    signal.emit(asio::cancellation_type::terminal);
    w.advance(1s);
    CHECK_NOTHROW(out.get());
    CHECK(w.log == std::vector<std::string>{"cleanup begins", "cleanup ends"});
  });
}

TEST_CASE("shield inside a timeout: the work finishes, and its value counts although it is late") {
  on_each_executor([](world& w) {
    spawned<int> out;
    w.spawn(sheaf::with_timeout(1s, shield(w.after(3s, 4)), w.options()), out);
    w.advance(1s);
    CHECK_FALSE(out.done);
    w.advance(2s);
    CHECK(out.get() == 4);
  });
}

TEST_CASE("shield: an io_context that is destroyed destroys shielded work too") {
  auto held = std::make_shared<int>(0);
  auto w = std::make_unique<world>(support::executor_kind::serial);
  asio::co_spawn(w->executor, [](world& in, std::shared_ptr<int> kept) -> asio::awaitable<void> {
    co_await shield(in.sleep(1h));
    *kept = 1;
  }(*w, held), asio::detached);
  w->poll();
  CHECK(held.use_count() == 2);
  w.reset();
  CHECK(held.use_count() == 1);
}

TEST_CASE("async_shield, async_with_timeout: a future") {
  world w(support::executor_kind::serial);
  auto shielded = sheaf::async_shield(w.context, asio::use_future, w.posts(1));
  auto timed = sheaf::async_with_timeout(w.context, asio::use_future, 1s, w.posts(2));
  w.poll();
  CHECK(shielded.get() == 1);
  CHECK(timed.get() == 2);
}
