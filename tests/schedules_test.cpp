// SPDX-License-Identifier: MIT
//
// Every combinator under testing::explore: in many orders, cancelled with each type before each handler, failing at
// each point. A scenario throws where something is not as it must be; explore itself looks for hangs and for what is
// left behind. SHEAF_REPLAY of the environment runs one schedule, as an explore_error names it.
#include <sheaf/as_completed.hpp>
#include <sheaf/gather.hpp>
#include <sheaf/hedge.hpp>
#include <sheaf/limiter.hpp>
#include <sheaf/race.hpp>
#include <sheaf/retry.hpp>
#include <sheaf/scope.hpp>
#include <sheaf/shield.hpp>
#include <sheaf/single_flight.hpp>
#include <sheaf/testing/explore.hpp>
#include <sheaf/timeout.hpp>

#include "support/world.hpp"

#include <cstdlib>
#include <memory>
#include <ranges>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using sheaf::testing::explorer;

namespace {

void must(bool condition, const char* what) {
  if (!condition) throw std::logic_error(what);
}

void in_every_schedule(const sheaf::testing::scenario& s) {
  if (const char* only = std::getenv("SHEAF_REPLAY")) {
    CHECK_NOTHROW(sheaf::testing::replay(s, sheaf::testing::schedule(std::string_view(only))));
    return;
  }
  std::size_t runs = 0;
  CHECK_NOTHROW(runs = sheaf::testing::explore(s, sheaf::testing::explore_options().schedules(support::schedules())));
  CHECK(runs >= support::schedules());
}

std::vector<asio::awaitable<int>> children(explorer& x, int n) {
  std::vector<asio::awaitable<int>> all;
  for (int i = 0; i != n; ++i) all.push_back(x.after_points(static_cast<std::size_t>(i % 3), i));
  return all;
}

}  // namespace

TEST_CASE("gather in every schedule") {
  in_every_schedule([](explorer& x) -> asio::awaitable<void> {
    const auto [a, b, c] =
        co_await sheaf::gather(x.after_points(2, 1), x.after_points(0, 2), x.after_points(1, 3), x.options());
    must(a == 1 && b == 2 && c == 3, "wrong values");
    const auto all = co_await sheaf::gather(children(x, 5), x.options().limit(2));
    must(std::ranges::equal(all, std::views::iota(0, 5)), "wrong values of a range");
  });
}

TEST_CASE("gather in gather, with a failure that is handled, in every schedule (T32, T33)") {
  in_every_schedule([](explorer& x) -> asio::awaitable<void> {
    auto fails = [&x]() -> asio::awaitable<int> {
      co_await x.point();
      throw sheaf::testing::injected_failure();
    };
    auto inner = [&]() -> asio::awaitable<int> {
      try {
        (void)co_await sheaf::gather(x.after_points(3, 1), fails(), x.options());
      } catch (const sheaf::testing::injected_failure&) {
      }
      co_return 1;
    };
    const auto [a, b] = co_await sheaf::gather(inner(), x.after_points(2, 2), x.options());
    must(a == 1 && b == 2, "wrong values");
  });
}

TEST_CASE("settle in every schedule") {
  in_every_schedule([](explorer& x) -> asio::awaitable<void> {
    const auto all = co_await sheaf::settle(children(x, 4), x.options().limit(3));
    must(all.size() == 4, "outcomes are missing");
    for (std::size_t i = 0; i != 4; ++i) {
      must(all[i].has_value() || all[i].error(), "an outcome with neither value nor error");
      if (all[i].has_value()) must(*all[i] == static_cast<int>(i), "a wrong value");
    }
  });
}

TEST_CASE("gather_each and settle_each in every schedule") {
  in_every_schedule([](explorer& x) -> asio::awaitable<void> {
    int now = 0;
    auto work = [&](int i) -> asio::awaitable<int> {
      must(++now <= 2, "more than the limit");
      try {
        co_await x.point();
      } catch (...) {
        --now;
        throw;
      }
      --now;
      co_return i;
    };
    const auto all = co_await sheaf::gather_each(std::views::iota(0, 5), work, x.options().limit(2));
    must(std::ranges::equal(all, std::views::iota(0, 5)), "wrong values");
    const auto settled = co_await sheaf::settle_each(std::views::iota(0, 4), work, x.options().limit(2));
    for (const auto& each : settled) must(each.has_value() || each.error(), "an outcome with neither value nor error");
    must(now == 0, "somebody still runs");
  });
}

TEST_CASE("race, first_success and quorum in every schedule") {
  in_every_schedule([](explorer& x) -> asio::awaitable<void> {
    const auto won = co_await sheaf::race(children(x, 3), x.options());
    must(won.value == static_cast<int>(won.index), "another's value");
    const auto first = co_await sheaf::first_success(x.after_points(2, 0), x.after_points(1, 1), x.options());
    must(first.value == static_cast<int>(first.index), "another's value");
    const auto some = co_await sheaf::quorum(2, children(x, 4), x.options());
    must(some.size() == 2 && some[0].index != some[1].index, "not two successes");
  });
}

TEST_CASE("as_completed in every schedule") {
  in_every_schedule([](explorer& x) -> asio::awaitable<void> {
    auto body = [&](auto& done) -> asio::awaitable<int> {
      int n = 0;
      while (auto one = co_await done.next()) {
        must(one->has_value() || one->error(), "an outcome with neither value nor error");
        ++n;
        co_await x.point();
      }
      co_return n;
    };
    must(co_await sheaf::as_completed(children(x, 4), body, x.options().limit(2)) == 4, "not every child was given");
    auto hasty = [](auto& done) -> asio::awaitable<void> { (void)co_await done.next(); };
    co_await sheaf::as_completed(children(x, 4), hasty, x.options());
  });
}

TEST_CASE("with_scope in every schedule") {
  in_every_schedule([](explorer& x) -> asio::awaitable<void> {
    int ended = 0;
    auto body = [&](auto& scope) -> asio::awaitable<int> {
      for (int i = 0; i != 3; ++i) {
        scope.add([&x, &ended, scope, i]() -> asio::awaitable<void> {
          co_await x.point();
          if (i == 1) {
            scope.add([&x, &ended]() -> asio::awaitable<void> {
              co_await x.point();
              ++ended;
            });
          }
          ++ended;
        });
      }
      co_await x.point();
      co_return 7;
    };
    must(co_await sheaf::with_scope(body, x.options().limit(2)) == 7, "a wrong value");
    must(ended == 4, "not every child has ended");

    auto stops = [&](auto& scope) -> asio::awaitable<void> {
      scope.add([&x]() -> asio::awaitable<void> { co_await x.sleep(1h); });
      co_await x.point();
      scope.cancel();
    };
    co_await sheaf::with_scope(stops, x.options());
  });
}

TEST_CASE("with_timeout and shield in every schedule") {
  in_every_schedule([](explorer& x) -> asio::awaitable<void> {
    must(co_await sheaf::with_timeout(1h, x.after_points(2, 5), x.options()) == 5, "a wrong value");
    bool late = false;
    try {
      co_await sheaf::with_timeout(1s, x.sleep(1h), x.options());
    } catch (const sheaf::timed_out&) {
      late = true;
    }
    must(late, "not late");
    int shielded = 0;
    auto work = [&]() -> asio::awaitable<void> {
      co_await x.point();
      co_await x.point();
      ++shielded;
    };
    co_await sheaf::shield(work());
    must(shielded == 1, "shielded work was not finished");
  });
}

TEST_CASE("a timeout that comes in the turn in which the children end, in every schedule (T37, T69)") {
  in_every_schedule([](explorer& x) -> asio::awaitable<void> {
    auto sleepy = [&](int i) -> asio::awaitable<int> {
      co_await x.sleep(1s);
      co_return i;
    };
    const auto [a, b] = co_await sheaf::settle(sleepy(1), sleepy(2), x.options().timeout(1s));
    for (const auto* each : {&a, &b}) {
      must(each->has_value() || each->error(), "an outcome with neither value nor error");
    }
    try {
      const auto [c, d] = co_await sheaf::gather(sleepy(3), sleepy(4), x.options().timeout(1s));
      must(c == 3 && d == 4, "wrong values");
    } catch (const sheaf::timed_out&) {
    }
  });
}

TEST_CASE("single_flight in every schedule") {
  in_every_schedule([](explorer& x) -> asio::awaitable<void> {
    sheaf::single_flight<int, int> flights(x.executor());
    // A run belongs to the group and may outlive its callers: it has no point of x, and no reference to anything here.
    auto runs = std::make_shared<int>(0);
    auto make = [runs]() -> asio::awaitable<int> {
      const int mine = ++*runs;
      co_await asio::post(asio::use_awaitable);
      co_return mine;
    };
    auto caller = [&](int key) -> asio::awaitable<int> { co_return co_await flights.run(key, make); };
    const auto all = co_await sheaf::gather(caller(1), caller(1), caller(2), caller(1), x.options());
    must(*runs >= 2 && *runs <= 4, "not shared");
    must(std::get<2>(all) > 0, "no value");
  });
}

TEST_CASE("limiter in every schedule") {
  in_every_schedule([](explorer& x) -> asio::awaitable<void> {
    sheaf::limiter l(2);
    int now = 0;
    auto work = [&](int i) -> asio::awaitable<int> {
      auto permit = co_await l.acquire();
      must(++now <= 2, "more than the limit");
      try {
        co_await x.point();
      } catch (...) {
        --now;
        throw;
      }
      --now;
      permit.succeeded();
      co_return i;
    };
    std::exception_ptr error;
    try {
      (void)co_await sheaf::gather_each(std::views::iota(0, 5), work, x.options());
    } catch (...) {
      error = std::current_exception();
    }
    must(l.in_use() == 0 && l.waiting() == 0, "a permit or a place in the queue was lost");
    if (error) std::rethrow_exception(error);
  });
}

TEST_CASE("retry in every schedule") {
  in_every_schedule([](explorer& x) -> asio::awaitable<void> {
    int tries = 0;
    auto make = [&]() -> asio::awaitable<int> {
      co_await x.point();
      if (++tries < 3) throw sheaf::testing::injected_failure();
      co_return tries;
    };
    const auto policy = sheaf::retry_policy().attempts(4).time(&x.clock()).seed(1);
    must(co_await sheaf::retry(policy, make) == 3, "a wrong value");
  });
}

TEST_CASE("hedge in every schedule") {
  in_every_schedule([](explorer& x) -> asio::awaitable<void> {
    auto make = [&](std::size_t n) -> asio::awaitable<std::size_t> {
      co_await x.sleep(n == 0 ? sheaf::duration(3s) : sheaf::duration(1s));
      co_await x.point();
      co_return n;
    };
    const auto policy = sheaf::hedge_policy().attempts(3).delay(1s).with_options(x.options());
    must(co_await sheaf::hedge(policy, make) < 3, "a wrong value");
  });
}
