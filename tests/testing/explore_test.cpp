// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/testing/explore.hpp.
#include <sheaf/testing/explore.hpp>

#include <sheaf/gather.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using sheaf::testing::explore;
using sheaf::testing::explore_error;
using sheaf::testing::explore_options;
using sheaf::testing::explorer;
using sheaf::testing::schedule;

namespace {

/// What explore() says of a scenario that is wrong.
explore_error error_of(const sheaf::testing::scenario& s, const explore_options& options = {}) {
  try {
    (void)explore(s, options);
  } catch (const explore_error& e) {
    return e;
  }
  throw std::logic_error("nothing found");
}

}  // namespace

TEST_CASE("explore: at least as many schedules as asked for, with every cancellation and failure of each seed") {
  std::set<std::string> ends;
  const auto runs = explore(
      [&](explorer& x) -> asio::awaitable<void> {
        try {
          (void)co_await sheaf::gather(x.after_points(2, 1), x.after_points(1, 2), x.options());
          ends.insert("values");
        } catch (const std::exception& e) {
          ends.insert(e.what());
          throw;
        }
      },
      explore_options().schedules(500));
  CHECK(runs >= 500);
  CHECK(ends.contains("values"));
  CHECK(ends.contains("injected failure"));
  CHECK(ends.size() == 3);
}

TEST_CASE("explore: an error that shows in one order only is found, and its schedule shows it again") {
  const sheaf::testing::scenario s = [](explorer& x) -> asio::awaitable<void> {
    std::string order;
    auto child = [&](char c) -> asio::awaitable<void> {
      co_await x.point();
      co_await x.point();
      order += c;
    };
    co_await sheaf::gather(child('a'), child('b'), child('c'), x.options());
    if (order == "cba") throw std::logic_error("the order nobody thought of");
  };
  const auto found = error_of(s);
  CHECK(std::string(found.what()).find("the order nobody thought of") != std::string::npos);
  CHECK(std::string(found.what()).find("schedule " + found.where.text()) != std::string::npos);
  CHECK_THROWS_AS(sheaf::testing::replay(s, schedule(found.where.text())), explore_error);
}

TEST_CASE("explore: what hangs, what outlives its caller and what leaves an alarm is found") {
  const auto hangs = error_of([](explorer& x) -> asio::awaitable<void> {
    asio::steady_timer never(x.executor(), asio::steady_timer::time_point::max());
    co_await never.async_wait(asio::use_awaitable);
  });
  CHECK(std::string(hangs.what()).starts_with("hangs"));

  const auto detached = error_of([](explorer& x) -> asio::awaitable<void> {
    asio::co_spawn(x.executor(), x.sleep(1h), asio::detached);
    co_return;
  });
  CHECK(std::string(detached.what()).find("still there") != std::string::npos);
}

TEST_CASE("explore: an injection that is answered with another error than its own is found") {
  const auto found = error_of([](explorer& x) -> asio::awaitable<void> {
    bool failed = false;
    try {
      co_await x.point();
    } catch (const sheaf::testing::injected_failure&) {
      failed = true;
    }
    if (failed) throw std::logic_error("swallowed");
  });
  CHECK(found.where.inject == schedule::injection::failure);
  CHECK(found.where.step == 1);
}
