// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/http/detail/watchdog.hpp.
#include <sheaf/http/detail/watchdog.hpp>

#include <sheaf/testing/manual_time.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <optional>

using sheaf::http::detail::watchdog;
using namespace std::chrono_literals;

namespace {

struct interrupted {
  int times = 0;
  void cancel() { ++times; }
};

struct fixture {
  void advance(std::chrono::seconds by) {
    clock.advance(by);
    context.restart();
    context.poll();
  }
  sheaf::testing::manual_time clock;
  asio::io_context context{1};
  std::shared_ptr<watchdog> dog = std::make_shared<watchdog>(context.get_executor(), &clock);
};

}  // namespace

TEST_CASE("a limit interrupts once, when it has come") {
  fixture f;
  watchdog::watch w(f.dog);
  interrupted i;
  const auto s1 = w.interrupts(i);
  w.limit(f.clock.now() + 2s);
  f.advance(1s);
  CHECK(i.times == 0);
  CHECK_FALSE(w.expired());
  f.advance(1s);
  CHECK(i.times == 1);
  CHECK(w.expired());
  f.advance(10s);
  CHECK(i.times == 1);
}

TEST_CASE("a limit may move later and earlier, and one that has passed is forgotten when it moves") {
  fixture f;
  watchdog::watch w(f.dog);
  interrupted i;
  const auto s2 = w.interrupts(i);
  w.limit(f.clock.now() + 2s);
  w.limit(f.clock.now() + 20s);
  f.advance(3s);
  CHECK(i.times == 0);
  w.limit(f.clock.now() + 1s);
  f.advance(1s);
  CHECK(i.times == 1);
  w.limit(f.clock.now() + 1s);
  CHECK_FALSE(w.expired());
  f.advance(1s);
  CHECK(i.times == 2);
}

TEST_CASE("many calls share one timer, and each is interrupted at its own time") {
  fixture f;
  interrupted i[3];
  watchdog::watch a(f.dog), b(f.dog), c(f.dog);
  const auto s3 = a.interrupts(i[0]);
  const auto s4 = b.interrupts(i[1]);
  const auto s5 = c.interrupts(i[2]);
  a.limit(f.clock.now() + 3s);
  b.limit(f.clock.now() + 1s);
  c.limit(f.clock.now() + 2s);
  f.advance(0s);
  CHECK(f.clock.waiting() == 1);
  f.advance(1s);
  CHECK(i[1].times == 1);
  CHECK(i[0].times + i[2].times == 0);
  f.advance(1s);
  CHECK(i[2].times == 1);
  f.advance(1s);
  CHECK(i[0].times == 1);
  CHECK(f.clock.waiting() == 0);
}

TEST_CASE("no timer is pending when there is no call, from the end of the loop's turn on") {
  fixture f;
  {
    watchdog::watch a(f.dog);
    watchdog::watch b(f.dog);
    a.limit(f.clock.now() + 1h);
    b.limit(f.clock.now() + 2h);
    f.context.poll();
    CHECK_FALSE(f.context.stopped());
  }
  f.context.restart();
  f.context.run();  // returns
  CHECK(f.clock.waiting() == 0);
}

TEST_CASE("a call that follows the last one at once finds the timer as it is") {
  fixture f;
  interrupted i;
  std::optional<watchdog::watch> w(f.dog);
  w->limit(f.clock.now() + 1s);
  w.emplace(f.dog);
  const auto scope = w->interrupts(i);
  w->limit(f.clock.now() + 3s);
  f.advance(1s);  // the first one's limit
  CHECK(i.times == 0);
  CHECK(f.clock.waiting() == 1);
  f.advance(2s);
  CHECK(i.times == 1);
}

TEST_CASE("an io_context may be destroyed under it") {
  sheaf::testing::manual_time clock;
  auto context = std::make_unique<asio::io_context>(1);
  auto dog = std::make_shared<watchdog>(context->get_executor(), &clock);
  auto w = std::make_unique<watchdog::watch>(dog);
  w->limit(clock.now() + 1h);
  context->poll();
  w.reset();
  dog.reset();
  context.reset();
  CHECK(clock.waiting() == 0);
}
