// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/timeout.hpp.
#include <sheaf/timeout.hpp>

#include "support/world.hpp"

using namespace std::chrono_literals;
using sheaf::with_timeout;

TEST_CASE("with_timeout: work that is in time gives its value, and no timer stays") {
  on_each_executor([](world& w) {
    spawned<int> out;
    w.spawn(with_timeout(2s, w.after(1s, 7), w.options()), out);
    w.advance(1s);
    CHECK(out.get() == 7);
    CHECK(w.clock.waiting() == 0);
  });
}

TEST_CASE("with_timeout: void work gives void, a failure is thrown as it was") {
  on_each_executor([](world& w) {
    static_assert(std::is_same_v<decltype(with_timeout(1s, w.sleep(0s))), asio::awaitable<void>>);
    CHECK_THROWS_WITH_AS(w.run(with_timeout(1s, w.fails("down"), w.options())), "down", std::runtime_error);
  });
}

TEST_CASE("with_timeout: throws timed_out once the work has stopped, and not before") {
  on_each_executor([](world& w) {
    auto slow_to_stop = [&w]() -> asio::awaitable<int> {
      try {
        co_await w.sleep(1h);
      } catch (const std::system_error&) {
      }
      co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
      co_await w.sleep(3s);
      throw asio::system_error(asio::error::operation_aborted);
    };
    spawned<int> out;
    w.spawn(with_timeout(1s, slow_to_stop(), w.options()), out);
    w.advance(1s);
    CHECK_FALSE(out.done);
    w.advance(3s);
    CHECK_THROWS_WITH_AS(out.get(), "not done after 1000 ms", sheaf::timed_out);
  });
}

TEST_CASE("with_timeout: a value that comes although time is over is kept") {
  on_each_executor([](world& w) {
    spawned<int> out;
    w.spawn(with_timeout(1s, w.stubborn(2s, 7), w.options()), out);
    w.advance(1s);
    w.advance(1s);
    CHECK(out.get() == 7);
  });
}

TEST_CASE("with_timeout: the caller's cancellation is operation_aborted and not timed_out") {
  on_each_executor([](world& w) {
    asio::cancellation_signal signal;
    spawned<int> out;
    w.spawn(with_timeout(1s, w.logged("a", 1h), w.options()), out, signal);
    signal.emit(asio::cancellation_type::terminal);
    w.poll();
    CHECK(support::is_aborted(out.error));
    CHECK(w.clock.waiting() == 0);
  });
}

TEST_CASE("with_timeout: options that make no sense here are refused") {
  world w(support::executor_kind::serial);
  CHECK_THROWS_AS((void)with_timeout(1s, w.ready(1), sheaf::options().limit(2)), std::invalid_argument);
  CHECK_THROWS_AS((void)with_timeout(1s, w.ready(1), sheaf::options().timeout(2s)), std::invalid_argument);
}
