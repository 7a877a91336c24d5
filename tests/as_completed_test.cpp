// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/as_completed.hpp.
#include <sheaf/as_completed.hpp>

#include "support/world.hpp"

#include <asio/thread_pool.hpp>
#include <asio/use_future.hpp>

#include <memory>

using namespace std::chrono_literals;
using sheaf::as_completed;

namespace {

std::vector<asio::awaitable<int>> waits(world& w, std::vector<int> seconds) {
  std::vector<asio::awaitable<int>> all;
  for (const int s : seconds) all.push_back(w.after(std::chrono::seconds(s), s));
  return all;
}

void advance(world& w, int seconds) {
  for (int i = 0; i != seconds; ++i) w.advance(1s);
}

/// Takes all there is, and says what came.
struct taker {
  std::vector<std::string> seen;

  template <class Completions>
  asio::awaitable<void> operator()(Completions& done) {
    while (auto one = co_await done.next()) {
      const std::string how = one->has_value() ? std::to_string(**one) : one->message();
      seen.push_back(std::to_string(one->index) + ": " + how);
    }
  }
};

}  // namespace

TEST_CASE("as_completed: outcomes come in the order in which children end, each with its index, and then the end (T53)") {
  on_each_executor([](world& w) {
    // Mutation tried: give slots by index.
    taker take;
    auto body = [&](auto& done) { return take(done); };
    spawned<void> out;
    w.spawn(as_completed(waits(w, {5, 4, 3, 2, 1}), body), out);
    advance(w, 4);
    CHECK_FALSE(out.done);
    CHECK(take.seen.size() == 4);
    advance(w, 1);
    CHECK_NOTHROW(out.get());
    CHECK(take.seen == std::vector<std::string>{"4: 1", "3: 2", "2: 3", "1: 4", "0: 5"});
  });
}

TEST_CASE("as_completed: no children, and the stream ends at once (T54)") {
  on_each_executor([](world& w) {
    // Mutation tried: wait although all have been given.
    taker take;
    auto body = [&](auto& done) { return take(done); };
    w.run(as_completed(std::vector<asio::awaitable<int>>(), body));
    CHECK(take.seen.empty());
  });
}

TEST_CASE("as_completed: failures are outcomes like others and stop nobody (T56)") {
  on_each_executor([](world& w) {
    // Mutation tried: cancel the rest in failed().
    taker take;
    auto body = [&](auto& done) { return take(done); };
    std::vector<asio::awaitable<int>> all;
    all.push_back(w.fails_after(1s, "a is down"));
    all.push_back(w.after(2s, 2));
    all.push_back(w.fails_after(3s, "c is down"));
    spawned<void> out;
    w.spawn(as_completed(std::move(all), body), out);
    advance(w, 3);
    CHECK_NOTHROW(out.get());
    CHECK(take.seen == std::vector<std::string>{"0: a is down", "1: 2", "2: c is down"});
  });
}

TEST_CASE("as_completed: with a limit, children that run and outcomes not taken are never more (T57)") {
  on_each_executor([](world& w) {
    // Mutation tried: count only those that run.
    int begun = 0;
    int taken = 0;
    int most = 0;
    auto child = [&](int i) -> asio::awaitable<int> {
      most = std::max(most, ++begun - taken);
      co_await asio::post(asio::use_awaitable);
      co_return i;
    };
    std::vector<asio::awaitable<int>> all;
    for (int i = 0; i != 12; ++i) all.push_back(child(i));
    auto slow = [&](auto& done) -> asio::awaitable<int> {
      int sum = 0;
      while (auto one = co_await done.next()) {
        ++taken;
        sum += **one;
        co_await w.sleep(1s);
      }
      co_return sum;
    };
    spawned<int> out;
    w.spawn(as_completed(std::move(all), slow, w.options().limit(3)), out);
    CHECK(begun <= 4);  // three, and one in the place of the outcome taken
    advance(w, 12);
    CHECK(out.get() == 66);
    CHECK(most <= 4);
  });
}

TEST_CASE("as_completed: a caller cancelled while the body waits ends with operation_aborted, all children awaited (T58)") {
  on_each_executor([](world& w) {
    // Mutation tried: leave out the companion in cancel().
    taker take;
    auto body = [&](auto& done) { return take(done); };
    std::vector<asio::awaitable<int>> all;
    all.push_back(w.logged("a", 1h));
    all.push_back(w.logged("b", 1h));
    asio::cancellation_signal signal;
    spawned<void> out;
    w.spawn(as_completed(std::move(all), body), out, signal);
    signal.emit(asio::cancellation_type::terminal);
    w.poll();
    CHECK(support::is_aborted(out.error));
    CHECK(support::sorted(w.log) ==
          std::vector<std::string>{"a begins", "a is cancelled", "b begins", "b is cancelled"});
  });
}

TEST_CASE("as_completed: a body that throws cancels and awaits the rest before its error is thrown (T59)") {
  on_each_executor([](world& w) {
    // Mutation tried: do nothing in body_ended().
    std::vector<asio::awaitable<int>> all;
    all.push_back(w.after(1s, 1));
    all.push_back(w.logged("b", 1h));
    all.push_back(w.stubborn(3s, 3));
    auto body = [](auto& done) -> asio::awaitable<void> {
      (void)co_await done.next();
      throw std::runtime_error("enough");
    };
    spawned<void> out;
    w.spawn(as_completed(std::move(all), body), out);
    advance(w, 2);
    CHECK(w.last() == "b is cancelled");
    CHECK_FALSE(out.done);
    advance(w, 1);
    CHECK_THROWS_WITH_AS(out.get(), "enough", std::runtime_error);
  });
}

TEST_CASE("as_completed: a body that returns early gives its value; children that had no turn are destroyed") {
  on_each_executor([](world& w) {
    std::vector<asio::awaitable<int>> all;
    all.push_back(w.after(1s, 1));
    all.push_back(w.logged("b", 1h));
    all.push_back(w.logged("c", 1h));  // takes the place of the outcome taken
    all.push_back(w.logged("d", 1h));
    auto first = [](auto& done) -> asio::awaitable<std::unique_ptr<int>> {
      auto one = co_await done.next();
      co_return std::make_unique<int>(**one);
    };
    spawned<std::unique_ptr<int>> out;
    w.spawn(as_completed(std::move(all), first, w.options().limit(2)), out);
    w.advance(1s);
    CHECK(*out.get() == 1);
    CHECK(std::ranges::count(w.log, "b is cancelled") == 1);
    CHECK(std::ranges::count(w.log, "d begins") == 0);
  });
}

TEST_CASE("as_completed: when the time is over the rest timed out or was not started, and the body goes on (T69)") {
  on_each_executor([](world& w) {
    // Mutation tried: cancel the body too.
    taker take;
    auto body = [&](auto& done) -> asio::awaitable<int> {
      co_await take(done);
      co_await w.sleep(1s);
      co_return 7;
    };
    spawned<int> out;
    w.spawn(as_completed(waits(w, {1, 60, 60, 60}), body, w.options().limit(2).timeout(1500ms)), out);
    w.advance(1s);
    w.advance(500ms);
    CHECK(support::sorted(take.seen) == std::vector<std::string>{"0: 1", "1: not done after 1500 ms",
                                                                 "2: not done after 1500 ms",
                                                                 "3: not done after 1500 ms"});
    w.advance(1s);
    CHECK(out.get() == 7);
    CHECK(w.clock.waiting() == 0);
  });
}

TEST_CASE("as_completed: a body that is slow to take finds what is ready without waiting") {
  on_each_executor([](world& w) {
    auto body = [&](auto& done) -> asio::awaitable<int> {
      co_await w.sleep(1min);
      int n = 0;
      while (co_await done.next()) ++n;
      co_return n;
    };
    spawned<int> out;
    w.spawn(as_completed(waits(w, {1, 2, 3}), body), out);
    advance(w, 3);
    w.advance(1min);
    CHECK(out.get() == 3);
  });
}

TEST_CASE("as_completed: an io_context destroyed while the body waits leaks nothing") {
  for (const auto kind : {support::executor_kind::serial, support::executor_kind::concurrent}) {
    auto w = std::make_unique<world>(kind);
    auto held = std::make_shared<int>(0);
    asio::co_spawn(w->executor, [](world& in, std::shared_ptr<int> kept) -> asio::awaitable<void> {
      auto body = [kept](auto& done) -> asio::awaitable<void> { (void)co_await done.next(); };
      auto children = waits(in, {10, 20});
      co_await as_completed(std::move(children), body);
    }(*w, held), asio::detached);
    w->poll();
    CHECK(held.use_count() > 1);
    w.reset();
    CHECK(held.use_count() == 1);
  }
}

TEST_CASE("as_completed: on a pool of four threads every child is given once (T74)") {
  asio::thread_pool pool(4);
  auto call = [](int n) -> asio::awaitable<int> {
    auto child = [](int i) -> asio::awaitable<int> {
      for (int k = 0; k != i % 4; ++k) co_await asio::post(asio::use_awaitable);
      co_return i;
    };
    int good = 0;
    for (int round = 0; round != n; ++round) {
      std::vector<asio::awaitable<int>> all;
      for (int i = 0; i != 10; ++i) all.push_back(child(i));
      auto body = [](auto& done) -> asio::awaitable<int> {
        int sum = 0;
        while (auto one = co_await done.next()) sum += **one;
        co_return sum;
      };
      good += co_await as_completed(std::move(all), body, sheaf::options().limit(1 + round % 5)) == 45;
    }
    co_return good;
  };
  std::vector<spawned<int>> outs(4);
  for (auto& out : outs) support::spawn(pool, call(500), out);
  pool.join();
  for (auto& out : outs) CHECK(out.get() == 500);
}

TEST_CASE("async_as_completed: a future") {
  world w(support::executor_kind::serial);
  auto body = [](auto& done) -> asio::awaitable<int> {
    int n = 0;
    while (co_await done.next()) ++n;
    co_return n;
  };
  auto future = sheaf::async_as_completed(w.context, asio::use_future, waits(w, {0, 0}), body);
  w.advance({});
  CHECK(future.get() == 2);
}
