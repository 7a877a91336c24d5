// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/testing/manual_time.hpp.
#include <sheaf/testing/manual_time.hpp>

#include <sheaf/detail/timer.hpp>

#include "support/run.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace std::chrono_literals;

TEST_CASE("manual_time: steady and wall time move together and only when told") {
  sheaf::testing::manual_time clock;
  const auto steady = clock.now();
  const auto wall = clock.wall_now();
  clock.advance(90s);
  CHECK(clock.now() - steady == 90s);
  CHECK(clock.wall_now() - wall == 90s);
}

TEST_CASE("manual_time: timers ring in the order of their times, whatever the order they were set in") {
  asio::io_context context{1};
  sheaf::testing::manual_time clock;
  std::vector<int> rung;
  sheaf::detail::timer late(context.get_executor(), &clock), early(context.get_executor(), &clock);
  late.expires_at(clock.now() + 2s);
  late.async_wait([&](bool due) { rung.push_back(due ? 2 : -2); });
  early.expires_at(clock.now() + 1s);
  early.async_wait([&](bool due) { rung.push_back(due ? 1 : -1); });
  CHECK(clock.next() == clock.now() + 1s);
  CHECK(clock.waiting() == 2);
  context.poll();
  CHECK(rung.empty());
  clock.advance(5s);
  context.poll();
  CHECK(rung == std::vector<int>{1, 2});
}

TEST_CASE("a timer cancelled, moved or destroyed tells its wait that it was cancelled, and leaves the clock alone") {
  asio::io_context context{1};
  sheaf::testing::manual_time clock;
  std::vector<bool> due;
  {
    sheaf::detail::timer timer(context.get_executor(), &clock);
    timer.expires_at(clock.now() + 1s);
    timer.async_wait([&](bool d) { due.push_back(d); });
    timer.cancel();
    timer.async_wait([&](bool d) { due.push_back(d); });
    timer.expires_at(clock.now() + 2s);
    timer.async_wait([&](bool d) { due.push_back(d); });
  }
  CHECK(clock.waiting() == 0);
  context.restart();
  context.poll();
  CHECK(due == std::vector<bool>{false, false, false});
}

TEST_CASE("wait_until: a time that has come already needs a turn and no advance of the clock") {
  asio::io_context context{1};
  sheaf::testing::manual_time clock;
  support::spawned<void> out;
  auto wait = [&]() -> asio::awaitable<void> {
    sheaf::detail::timer timer(co_await asio::this_coro::executor, &clock);
    co_await timer.wait_until(timer.now());
  };
  support::spawn(context, wait(), out);
  context.poll();
  clock.advance(0s);
  context.poll();
  CHECK(out.done);
}
