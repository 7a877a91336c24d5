// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/testing/explorer.hpp.
#include <sheaf/testing/explorer.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace std::chrono_literals;
using sheaf::testing::explorer;
using sheaf::testing::schedule;

TEST_CASE("explorer: every order of three handlers comes up, and a seed gives the same order again") {
  const auto order_of = [](std::uint64_t seed) {
    explorer x(seed);
    std::string order;
    for (const char c : {'a', 'b', 'c'}) asio::post(x.executor(), [&order, c] { order += c; });
    x.poll();
    return order;
  };
  std::set<std::string> orders;
  for (std::uint64_t seed = 0; seed != 300; seed += 3) orders.insert(order_of(seed));
  CHECK(orders.size() == 6);
  CHECK(order_of(12) == order_of(12));
  CHECK(order_of(1) == "abc");  // a strand keeps its order
}

TEST_CASE("explorer: time stands still until it is advanced") {
  explorer x(0);
  bool awake = false;
  asio::co_spawn(x.executor(), [](explorer& in, bool& done) -> asio::awaitable<void> {
    co_await in.sleep(1h);
    done = true;
  }(x, awake), asio::detached);
  x.poll();
  CHECK_FALSE(awake);
  x.clock().advance(1h);
  x.poll();
  CHECK(awake);
}

TEST_CASE("schedule: its text can be read again, and what is none is refused") {
  for (const char* text : {"1", "17:terminal@5", "18446744073709551615:failure@1", "3:partial@2", "3:total@22"}) {
    CHECK(schedule(std::string_view(text)).text() == text);
  }
  for (const char* text :
       {"", "x", "1:", "1:sometimes@2", "1:total", "1:total@", "1:total@x", "1:none@3", "1:total@5x"}) {
    CHECK_THROWS_AS(schedule(std::string_view(text)), std::invalid_argument);
  }
}
