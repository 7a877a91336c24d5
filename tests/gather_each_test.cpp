// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/gather.hpp: gather_each and settle_each.
#include <sheaf/gather.hpp>

#include "support/memory.hpp"
#include "support/world.hpp"

#include <asio/use_future.hpp>

#include <list>
#include <memory>
#include <ranges>
#include <sstream>

using namespace std::chrono_literals;
using sheaf::gather_each;
using sheaf::settle_each;

namespace {

/// How many run at once, and the most that ever did.
struct crowd {
  int now = 0;
  int most = 0;

  asio::awaitable<int> visit(world& w, int value) {
    most = std::max(most, ++now);
    co_await w.sleep(std::chrono::seconds(1 + value % 3));
    --now;
    co_return value;
  }
};

/// Numbers from 0 that say how far they have been read.
struct counted {
  int size;
  int* read;

  struct iterator {
    using value_type = int;
    using difference_type = std::ptrdiff_t;
    int value = 0;
    int* read = nullptr;
    int operator*() const { return *read = value; }
    iterator& operator++() { return ++value, *this; }
    void operator++(int) { ++value; }
    bool operator==(int end) const { return value == end; }
  };
  iterator begin() const { return {0, read}; }
  int end() const { return size; }
};

void advance(world& w, int seconds) {
  for (int i = 0; i != seconds; ++i) w.advance(1s);
}

}  // namespace

TEST_CASE("gather_each: at most limit run at once, and limit do while there is work (T40, T41, T43)") {
  on_each_executor([](world& w) {
    // Mutation tried: `running_ == limit + 1` in start_more.
    for (const int limit : {1, 3, 20}) {
      crowd c;
      auto visit = [&](int i) { return c.visit(w, i); };
      spawned<std::vector<int>> out;
      w.spawn(gather_each(std::views::iota(0, 10), visit, w.options().limit(limit)), out);
      advance(w, 40);
      const auto values = out.get();
      CHECK(std::ranges::equal(values, std::views::iota(0, 10)));
      CHECK(c.most == std::min(limit, 10));
    }
  });
}

TEST_CASE("gather_each: with one at a time, strictly in the order of the items (T41)") {
  on_each_executor([](world& w) {
    // Mutation tried: `running_ == limit + 1` in start_more.
    std::vector<int> seen;
    auto visit = [&](int i) -> asio::awaitable<void> {
      seen.push_back(i);
      co_await asio::post(asio::use_awaitable);
      seen.push_back(-i);
    };
    w.run(gather_each(std::views::iota(1, 5), visit, w.options().limit(1)));
    CHECK(seen == std::vector<int>{1, -1, 2, -2, 3, -3, 4, -4});
  });
}

TEST_CASE("gather_each: random durations keep the order, and every item is called for once (T44)") {
  on_each_executor([](world& w) {
    // Mutation tried: slots in the opposite order.
    std::vector<int> calls(100);
    auto work = [&](int i) -> asio::awaitable<std::string> {
      ++calls[static_cast<std::size_t>(i)];
      co_await w.sleep(std::chrono::seconds((i * 7) % 5));
      co_return std::to_string(i);
    };
    spawned<std::vector<std::string>> out;
    w.spawn(gather_each(std::views::iota(0, 100), work, w.options().limit(10)), out);
    advance(w, 60);
    const auto values = out.get();
    REQUIRE(values.size() == 100);
    for (std::size_t i = 0; i != 100; ++i) CHECK(values[i] == std::to_string(i));
    CHECK(std::ranges::all_of(calls, [](int n) { return n == 1; }));
  });
}

TEST_CASE("gather_each: after a failure nothing more is read or started, and those that run are stopped and awaited (T45)") {
  on_each_executor([](world& w) {
    // Mutation tried: do not set stopped_ in cancel_children().
    int read = -1;
    auto work = [&](int i) -> asio::awaitable<int> {
      if (i == 2) {
        co_await w.sleep(1s);
        throw std::runtime_error("two");
      }
      co_return co_await w.logged(std::to_string(i), 1h);
    };
    spawned<std::vector<int>> out;
    w.spawn(gather_each(counted{1000, &read}, work, w.options().limit(3)), out);
    w.advance(1s);
    CHECK_THROWS_WITH_AS(out.get(), "two", std::runtime_error);
    CHECK(read == 2);
    CHECK(support::sorted(w.log) ==
          std::vector<std::string>{"0 begins", "0 is cancelled", "1 begins", "1 is cancelled"});
  });
}

TEST_CASE("settle_each: all items run, and every failure is told (T46)") {
  on_each_executor([](world& w) {
    // Mutation tried: stop after the first failure.
    auto work = [&](int i) -> asio::awaitable<int> {
      co_await asio::post(asio::use_awaitable);
      if (i % 2) throw std::runtime_error(std::to_string(i));
      co_return i;
    };
    const auto all = w.run(settle_each(std::views::iota(0, 6), work, w.options().limit(2)));
    REQUIRE(all.size() == 6);
    for (std::size_t i = 0; i != 6; ++i) {
      CHECK(all[i].has_value() == (i % 2 == 0));
      if (i % 2) CHECK(all[i].message() == std::to_string(i));
    }
    auto nothing = [&](int i) -> asio::awaitable<void> {
      if (i == 1) throw std::runtime_error("one");
      co_return;
    };
    const auto voids = w.run(settle_each(std::views::iota(0, 3), nothing, w.options().limit(2)));
    REQUIRE(voids.size() == 3);
    CHECK(voids[0].has_value());
    CHECK(voids[1].message() == "one");
  });
}

TEST_CASE("gather_each: a named range is borrowed and read as the call goes on; what is appended meanwhile is read too (T47)") {
  on_each_executor([](world& w) {
    // Mutation tried: copy the range before reading it.
    std::list<int> items{1, 2};
    auto work = [&](int i) -> asio::awaitable<int> {
      if (i == 1) items.push_back(3);
      co_await asio::post(asio::use_awaitable);
      co_return i;
    };
    CHECK(w.run(gather_each(items, work, w.options().limit(1))) == std::vector<int>{1, 2, 3});
  });
}

TEST_CASE("gather_each: a range that can be read only once is read once, not ahead, on the caller's executor (T48)") {
  on_each_executor([](world& w) {
    // Mutation tried: advance once more after begin().
    std::istringstream text("1 2 3 4");
    std::vector<std::streamoff> read;
    auto work = [&](int i) -> asio::awaitable<int> {
      read.push_back(text.eof() ? -1 : static_cast<std::streamoff>(text.tellg()));
      co_await w.sleep(1s);
      co_return i;
    };
    spawned<std::vector<int>> out;
    w.spawn(gather_each(std::views::istream<int>(text), work, w.options().limit(1)), out);
    CHECK(read == std::vector<std::streamoff>{1});
    advance(w, 4);
    CHECK(out.get() == std::vector<int>{1, 2, 3, 4});
    CHECK(read == std::vector<std::streamoff>{1, 3, 5, -1});
  });
}

TEST_CASE("gather_each: an item that its range does not keep is kept for its child") {
  on_each_executor([](world& w) {
    // Mutation tried: one place for the items of all children.
    auto names = std::views::iota(0, 4) |
                 std::views::transform([](int i) { return std::string(40, static_cast<char>('a' + i)); });
    auto length = [](const std::string& name) -> asio::awaitable<char> {
      co_await asio::post(asio::use_awaitable);
      co_return name.at(39);
    };
    CHECK(w.run(gather_each(names, length, w.options().limit(2))) == std::vector<char>{'a', 'b', 'c', 'd'});
  });
}

TEST_CASE("gather_each: items that cannot be copied are given away; those in a named range can be changed in place") {
  on_each_executor([](world& w) {
    std::vector<std::unique_ptr<int>> owned;
    for (int i = 0; i != 3; ++i) owned.push_back(std::make_unique<int>(i));
    auto take = [](std::unique_ptr<int> p) -> asio::awaitable<int> {
      co_await asio::post(asio::use_awaitable);
      co_return *p;
    };
    CHECK(w.run(gather_each(std::move(owned), take)) == std::vector<int>{0, 1, 2});

    std::vector<int> numbers{1, 2, 3};
    auto twice = [](int& i) -> asio::awaitable<void> {
      co_await asio::post(asio::use_awaitable);
      i *= 2;
    };
    w.run(gather_each(numbers, twice));
    CHECK(numbers == std::vector<int>{2, 4, 6});
  });
}

TEST_CASE("gather_each: 1,000,000 items, ready and posting, at ten at a time keep the stack flat and memory for ten (T49)") {
  // Mutation tried: a place for every item; start children from inside arrive() without a flag.
  for (const bool posts : {false, true}) {
    world w(support::executor_kind::serial);
    std::int64_t sum = 0;
    auto work = [&](int i) -> asio::awaitable<void> {
      if (posts) co_await asio::post(asio::use_awaitable);
      sum += i;
    };
    const std::size_t before = support::bytes_in_use();
    std::size_t most = 0;
    auto watched = [&](int i) {
      if (i % 100'000 == 99'999) most = std::max(most, support::bytes_in_use() - before);
      return work(i);
    };
    w.run(gather_each(std::views::iota(0, 1'000'000), watched, w.options().limit(10)));
    CHECK(sum == 499'999'500'000);
    CHECK(most < 64 * 1024);
  }
}

TEST_CASE("gather_each in gather_each: limits multiply, and nobody waits for ever (T50)") {
  on_each_executor([](world& w) {
    // Mutation tried: `running_ == limit + 1` in start_more.
    crowd c;
    auto inner = [&](int i) { return c.visit(w, i); };
    auto outer = [&](int) -> asio::awaitable<void> {
      (void)co_await gather_each(std::views::iota(0, 6), inner, w.options().limit(3));
    };
    spawned<void> out;
    w.spawn(gather_each(std::views::iota(0, 4), outer, w.options().limit(2)), out);
    advance(w, 30);
    CHECK_NOTHROW(out.get());
    CHECK(c.most == 6);
  });
}

TEST_CASE("gather_each: no items give nothing at once (T01)") {
  on_each_executor([](world& w) {
    auto work = [](int i) -> asio::awaitable<int> { co_return i; };
    CHECK(w.run(gather_each(std::vector<int>(), work)).empty());
    CHECK(w.run(settle_each(std::views::iota(0, 0), work)).empty());
  });
}

TEST_CASE("gather_each: what the range throws is thrown, once the children have stopped; what f throws is its child's (T27)") {
  on_each_executor([](world& w) {
    // Mutation tried: let an exception of ++ out of start_next(); take one of * for the child's.
    auto broken = std::views::iota(0, 5) | std::views::transform([](int i) {
                    if (i == 2) throw std::logic_error("broken range");
                    return i;
                  });
    auto work = [&](int i) { return w.logged(std::to_string(i), 1h); };
    spawned<std::vector<int>> out;
    w.spawn(gather_each(broken, work, w.options()), out);
    CHECK_THROWS_WITH_AS(out.get(), "broken range", std::logic_error);
    CHECK(std::ranges::count(w.log, "0 is cancelled") + std::ranges::count(w.log, "1 is cancelled") ==
          std::ranges::count(w.log, "0 begins") + std::ranges::count(w.log, "1 begins"));

    auto picky = [&](int i) -> asio::awaitable<int> {
      if (i == 1) throw std::runtime_error("not one");
      return w.ready(i);
    };
    const auto all = w.run(settle_each(std::views::iota(0, 3), picky));
    REQUIRE(all.size() == 3);
    CHECK(all[1].message() == "not one");
    CHECK(*all[2] == 2);

    auto ready = [&](int i) { return w.ready(i); };
    CHECK_THROWS_WITH_AS(w.run(settle_each(broken, ready)), "broken range", std::logic_error);
    std::istringstream text("1 2 three 4");
    text.exceptions(std::ios::failbit);
    CHECK_THROWS_AS(w.run(settle_each(std::views::istream<int>(text), ready)), std::ios::failure);
  });
}

TEST_CASE("gather_each, settle_each: the caller's cancellation and the timeout stop the reading too (T29, T69, T70)") {
  on_each_executor([](world& w) {
    // Mutation tried: do not set stopped_ in cancel_children().
    int read = -1;
    auto work = [&](int i) { return w.logged(std::to_string(i), i == 0 ? 1s : 1h); };
    asio::cancellation_signal signal;
    spawned<std::vector<int>> cancelled;
    w.spawn(gather_each(counted{1000, &read}, work, w.options().limit(2)), cancelled, signal);
    signal.emit(asio::cancellation_type::terminal);
    w.poll();
    CHECK(support::is_aborted(cancelled.error));
    CHECK(read == 1);

    spawned<std::vector<int>> late;
    w.spawn(gather_each(counted{1000, &read}, work, w.options().limit(2).timeout(1min)), late);
    w.advance(1min);
    CHECK_THROWS_AS(late.get(), sheaf::timed_out);

    spawned<std::vector<sheaf::outcome<int>>> settled;
    w.spawn(settle_each(counted{1000, &read}, work, w.options().limit(2).timeout(1min)), settled);
    w.advance(1s);
    w.advance(1min);
    const auto all = settled.get();
    REQUIRE(all.size() == 3);
    CHECK(all[0].has_value());
    CHECK(all[1].state() == sheaf::outcome_state::timed_out);
    CHECK(all[2].state() == sheaf::outcome_state::timed_out);
  });
}

TEST_CASE("gather_each: children that succeed although they were cancelled give their values, if they were all (T37)") {
  on_each_executor([](world& w) {
    // Mutation tried: find out that the range has ended only when the next item is wanted.
    asio::cancellation_signal signal;
    spawned<std::vector<int>> out;
    auto work = [&](int i) { return w.stubborn(1s, i); };
    w.spawn(gather_each(std::views::iota(0, 2), work, w.options().limit(2)), out, signal);
    signal.emit(asio::cancellation_type::terminal);
    w.advance(1s);
    CHECK(out.get() == std::vector<int>{0, 1});
  });
}

TEST_CASE("async_gather_each, async_settle_each: a callback and a future") {
  world w(support::executor_kind::serial);
  std::vector<int> values;
  auto work = [&](int i) { return w.posts(i); };
  sheaf::async_gather_each(w.context, [&](const std::exception_ptr&, std::vector<int> v) { values = std::move(v); },
                           std::views::iota(0, 3), work);
  auto future = sheaf::async_settle_each(w.context, asio::use_future, std::views::iota(0, 3), work);
  w.poll();
  CHECK(values == std::vector<int>{0, 1, 2});
  CHECK(future.get().size() == 3);
}

TEST_CASE("an io_context that is destroyed in the middle of gather_each leaks nothing") {
  for (const auto kind : {support::executor_kind::serial, support::executor_kind::concurrent}) {
    auto w = std::make_unique<world>(kind);
    asio::co_spawn(w->executor, [](world& in) -> asio::awaitable<void> {
      auto work = [&in](std::string name) { return in.logged(name, 1h); };
      (void)co_await gather_each(
          std::views::iota(0, 9) | std::views::transform([](int i) { return std::to_string(i); }), work,
          sheaf::options().limit(4));
    }(*w), asio::detached);
    w->poll();
    CHECK(w->log.size() == 4);
    w.reset();
  }
}
