// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/race.hpp. The T-numbers name the behaviours of combinators that other libraries' tests agree
// on. Beside each behaviour stands a mutation that was tried and makes its test fail.
#include <sheaf/race.hpp>

#include <sheaf/timeout.hpp>

#include "support/world.hpp"

#include <asio/thread_pool.hpp>
#include <asio/use_future.hpp>

#include <list>
#include <memory>
#include <ranges>
#include <variant>

using namespace std::chrono_literals;
using sheaf::first_success;
using sheaf::quorum;
using sheaf::race;

namespace {

std::vector<asio::awaitable<int>> list_of(asio::awaitable<int> a, asio::awaitable<int> b, asio::awaitable<int> c) {
  std::vector<asio::awaitable<int>> all;
  all.push_back(std::move(a));
  all.push_back(std::move(b));
  all.push_back(std::move(c));
  return all;
}

template <class T>
sheaf::all_failed all_failed_of(spawned<T>& out) {
  try {
    (void)out.get();
  } catch (const sheaf::all_failed& e) {
    return e;
  }
  throw std::logic_error("nothing thrown");
}

}  // namespace

TEST_CASE("race: the first to end wins, with its index; losers are cancelled and awaited (T60)") {
  on_each_executor([](world& w) {
    // Mutation tried: do not cancel in decide().
    spawned<sheaf::winner<int>> out;
    w.spawn(race(w.logged("a", 1h), w.after(1s, 7), w.logged("c", 1h)), out);
    CHECK_FALSE(out.done);
    w.advance(1s);
    const auto [index, value] = out.get();
    CHECK(index == 1);
    CHECK(value == 7);
    CHECK(support::sorted(w.log) ==
          std::vector<std::string>{"a begins", "a is cancelled", "c begins", "c is cancelled"});
  });
}

TEST_CASE("race over a range: as by name (T60, T15)") {
  on_each_executor([](world& w) {
    spawned<sheaf::winner<int>> out;
    w.spawn(race(list_of(w.after(3s, 1), w.after(2s, 2), w.after(1s, 3))), out);
    w.advance(1s);
    const auto won = out.get();
    CHECK(won.index == 2);
    CHECK(won.value == 3);
    std::list<asio::awaitable<int>> one;
    one.push_back(w.posts(5));
    CHECK(w.run(race(std::move(one))).value == 5);
  });
}

TEST_CASE("race: a loser that takes its time is waited for, and what it gives then is destroyed (T31, T67)") {
  on_each_executor([](world& w) {
    // Mutation tried: a later success takes the place of the first.
    spawned<sheaf::winner<int>> out;
    w.spawn(race(w.after(1s, 1), w.stubborn(5s, 2)), out);
    w.advance(1s);
    CHECK_FALSE(out.done);
    w.advance(4s);
    const auto won = out.get();
    CHECK(won.index == 0);
    CHECK(won.value == 1);
  });
}

TEST_CASE("race: when the first to end has failed, its error is thrown as it was (T61)") {
  on_each_executor([](world& w) {
    spawned<sheaf::winner<int>> out;
    w.spawn(race(w.logged("a", 1h), w.fails_after(1s, "down"), w.stubborn(2s, 3)), out);
    w.advance(1s);
    w.advance(1s);
    // Mutation tried: let the stubborn child's value win after all.
    CHECK_THROWS_WITH_AS(out.get(), "down", std::runtime_error);
    CHECK(w.last() == "a is cancelled");
  });
}

TEST_CASE("race: a child that is ready keeps those behind it from starting (T64) [no-suspend]") {
  on_each_executor([](world& w) {
    // Mutation tried: do not cancel in decide().
    spawned<sheaf::winner<int>> out;
    w.spawn(race(w.ready(4), w.logged("b", 1h), w.options().serial()), out);
    CHECK(out.get().value == 4);
    CHECK(w.log.empty());
  });
}

TEST_CASE("race, first_success: an empty range is an error at once (T65)") {
  on_each_executor([](world& w) {
    // Mutation tried: without the check for size() the call says operation_aborted.
    CHECK_THROWS_AS(w.run(race(std::vector<asio::awaitable<int>>())), std::invalid_argument);
    CHECK_THROWS_AS(w.run(first_success(std::vector<asio::awaitable<int>>())), std::invalid_argument);
  });
}

TEST_CASE("race of several types: a variant with one position for each child, void among them") {
  on_each_executor([](world& w) {
    spawned<sheaf::winner<std::variant<int, std::string, std::monostate>>> out;
    w.spawn(race(w.after(3s, 1), w.after(1s, std::string("two")), w.sleep(2s)), out);
    w.advance(1s);
    const auto won = out.get();
    CHECK(won.index == 1);
    CHECK(std::get<1>(won.value) == "two");
    static_assert(std::is_same_v<decltype(w.run(race(w.sleep(1s), w.sleep(2s)))), sheaf::winner<std::monostate>>);
  });
}

TEST_CASE("race, first_success, quorum: results are moved, never copied, and need no default constructor (T06, T07)") {
  on_each_executor([](world& w) {
    const auto make = [](int v) -> asio::awaitable<support::moved_only> { co_return support::moved_only(v); };
    const auto won = w.run(race(make(1), make(2)));
    CHECK(won.value.value == static_cast<int>(won.index) + 1);
    std::vector<asio::awaitable<support::moved_only>> all;
    all.push_back(make(3));
    all.push_back(make(4));
    const auto first = w.run(first_success(std::move(all)));
    CHECK(first.value.value == static_cast<int>(first.index) + 3);
    std::vector<asio::awaitable<support::moved_only>> more;
    more.push_back(make(5));
    more.push_back(make(6));
    const auto both = w.run(quorum(2, std::move(more)));
    CHECK(both[1].value.value == static_cast<int>(both[1].index) + 5);
  });
}

TEST_CASE("race: the caller's cancellation reaches every child; a success all the same is returned (T29, T37)") {
  on_each_executor([](world& w) {
    asio::cancellation_signal signal;
    spawned<sheaf::winner<int>> out;
    w.spawn(race(w.logged("a", 1h), w.logged("b", 1h)), out, signal);
    signal.emit(asio::cancellation_type::terminal);
    w.poll();
    CHECK(support::is_aborted(out.error));
    CHECK(w.log.size() == 4);

    // Mutation tried: let an abort that was asked for decide the race.
    asio::cancellation_signal again;
    spawned<sheaf::winner<int>> late;
    w.spawn(race(w.logged("a", 1h), w.stubborn(1s, 9)), late, again);
    again.emit(asio::cancellation_type::terminal);
    w.advance(1s);
    CHECK(late.get().value == 9);
  });
}

TEST_CASE("race: with a timeout nobody met, timed_out; a child's own error before that is thrown (T70)") {
  on_each_executor([](world& w) {
    spawned<sheaf::winner<int>> out;
    w.spawn(race(w.logged("a", 1h), w.logged("b", 1h), w.options().timeout(2s)), out);
    w.advance(2s);
    CHECK_THROWS_AS(out.get(), sheaf::timed_out);

    // Mutation tried: ask only whether the time ran out, not what came first.
    spawned<sheaf::winner<int>> failed;
    w.spawn(race(w.fails_after(1s, "down"), w.stubborn(5s, 1), w.options().timeout(2s)), failed);
    w.advance(1s);
    w.advance(1s);
    w.advance(3s);
    CHECK_THROWS_WITH_AS(failed.get(), "down", std::runtime_error);
  });
}

TEST_CASE("first_success: failures are waited out (T62)") {
  on_each_executor([](world& w) {
    // Mutation tried: race in its place.
    spawned<sheaf::winner<int>> out;
    w.spawn(first_success(w.fails_after(1s, "a"), w.fails_after(2s, "b"), w.after(3s, 3), w.logged("d", 1h)), out);
    w.advance(1s);
    w.advance(1s);
    CHECK_FALSE(out.done);
    w.advance(1s);
    const auto won = out.get();
    CHECK(won.index == 2);
    CHECK(won.value == 3);
    CHECK(w.last() == "d is cancelled");
  });
}

TEST_CASE("first_success: when all fail, every error is thrown, with its index (T63)") {
  on_each_executor([](world& w) {
    // Mutation tried: collect the errors in order of time.
    spawned<sheaf::winner<int>> out;
    w.spawn(first_success(w.fails_after(2s, "a is down"), w.fails_after(1s, "b is down")), out);
    w.advance(1s);
    w.advance(1s);
    const auto error = all_failed_of(out);
    REQUIRE(error.errors().size() == 2);
    CHECK(error.errors()[0].index == 0);
    CHECK(error.errors()[0].message() == "a is down");
    CHECK_THROWS_WITH_AS(std::rethrow_exception(error.errors()[1].error), "b is down", std::runtime_error);
    CHECK(std::string(error.what()) == "2 failed, and 1 had to succeed: 0: a is down; 1: b is down");
  });
}

TEST_CASE("first_success: cancelled, it says so and not that all failed; out of time, timed_out") {
  on_each_executor([](world& w) {
    // Mutation tried: count aborts that were asked for as failures.
    asio::cancellation_signal signal;
    spawned<sheaf::winner<int>> out;
    w.spawn(first_success(w.fails_after(1s, "a"), w.logged("b", 1h)), out, signal);
    w.advance(1s);
    signal.emit(asio::cancellation_type::terminal);
    w.poll();
    CHECK(support::is_aborted(out.error));

    spawned<sheaf::winner<int>> late;
    w.spawn(first_success(w.fails_after(1s, "a"), w.logged("b", 1h), w.options().timeout(2s)), late);
    w.advance(2s);
    CHECK_THROWS_AS(late.get(), sheaf::timed_out);
  });
}

TEST_CASE("first_success, quorum: out of time, what children complain of while they stop does not hide it (T70)") {
  on_each_executor([](world& w) {
    // Mutation tried: throw all_failed whenever so many have failed.
    const auto complains = [&w](int i) -> asio::awaitable<int> {
      (void)co_await w.stubborn(2s, i);
      throw std::logic_error("too slow");
    };
    spawned<sheaf::winner<int>> out;
    w.spawn(first_success(complains(1), complains(2), w.options().timeout(1s)), out);
    spawned<std::vector<sheaf::winner<int>>> some;
    w.spawn(quorum(2, list_of(complains(1), complains(2), complains(3)), w.options().timeout(1s)), some);
    w.advance(1s);
    w.advance(1s);
    CHECK_THROWS_AS(out.get(), sheaf::timed_out);
    CHECK_THROWS_AS(some.get(), sheaf::timed_out);
  });
}

TEST_CASE("first_success: a child that aborts by itself has failed (T25)") {
  on_each_executor([](world& w) {
    // Mutation tried: call every operation_aborted a cancellation.
    const auto aborts = []() -> asio::awaitable<int> {
      co_await asio::post(asio::use_awaitable);
      throw asio::system_error(asio::error::operation_aborted);
    };
    spawned<sheaf::winner<int>> out;
    w.spawn(first_success(aborts(), aborts()), out);
    w.poll();
    CHECK(all_failed_of(out).errors().size() == 2);
  });
}

TEST_CASE("quorum: the first k successes in the order in which they came; the rest are stopped (T66)") {
  on_each_executor([](world& w) {
    // Mutation tried: stop at the first.
    std::vector<asio::awaitable<int>> all;
    all.push_back(w.after(3s, 0));
    all.push_back(w.fails_after(1s, "down"));
    all.push_back(w.after(2s, 2));
    all.push_back(w.logged("late", 1h));
    spawned<std::vector<sheaf::winner<int>>> out;
    w.spawn(quorum(2, std::move(all)), out);
    w.advance(1s);
    w.advance(1s);
    CHECK_FALSE(out.done);
    w.advance(1s);
    const auto won = out.get();
    REQUIRE(won.size() == 2);
    CHECK(won[0].index == 2);
    CHECK(won[1].index == 0);
    CHECK(w.last() == "late is cancelled");
  });
}

TEST_CASE("quorum: given up as soon as k cannot be reached (T66)") {
  on_each_executor([](world& w) {
    // Mutation tried: `>` for `>=` where the failures are counted.
    spawned<std::vector<sheaf::winner<int>>> out;
    w.spawn(quorum(2, list_of(w.fails_after(1s, "a"), w.fails_after(2s, "b"), w.logged("c", 1h))), out);
    w.advance(1s);
    CHECK_FALSE(out.done);
    w.advance(1s);
    const auto error = all_failed_of(out);
    CHECK(error.errors().size() == 2);
    CHECK(std::string(error.what()) == "2 failed, and 2 had to succeed: 0: a; 1: b");
    CHECK(w.last() == "c is cancelled");
  });
}

TEST_CASE("quorum: a k that makes no sense is refused at the call") {
  world w(support::executor_kind::serial);
  for (const int k : {-1, 0, 4}) {
    CHECK_THROWS_AS((void)quorum(k, list_of(w.ready(1), w.ready(2), w.ready(3))), std::invalid_argument);
  }
  CHECK(w.run(quorum(3u, list_of(w.ready(1), w.posts(2), w.ready(3)))).size() == 3);
}

TEST_CASE("race, first_success, quorum: a limit keeps later children waiting, and those that never run are destroyed") {
  on_each_executor([](world& w) {
    spawned<sheaf::winner<int>> out;
    w.spawn(race(list_of(w.after(1s, 1), w.logged("b", 1h), w.logged("c", 1h)), w.options().limit(1)), out);
    w.advance(1s);
    CHECK(out.get().index == 0);
    CHECK(w.log.empty());

    spawned<sheaf::winner<int>> next;
    w.spawn(first_success(list_of(w.fails_after(1s, "a"), w.after(1s, 2), w.logged("c", 1h)), w.options().limit(1)),
            next);
    w.advance(1s);
    w.advance(1s);
    CHECK(next.get().index == 1);
    CHECK(w.log.empty());
  });
}

TEST_CASE("an io_context that is destroyed in the middle of a race leaks nothing") {
  for (const auto kind : {support::executor_kind::serial, support::executor_kind::concurrent}) {
    auto w = std::make_unique<world>(kind);
    asio::co_spawn(w->executor, [](world& in) -> asio::awaitable<void> {
      (void)co_await race(in.logged("a", 1h), in.logged("b", 1h));
    }(*w), asio::detached);
    w->poll();
    CHECK(w->log.size() == 2);
    w.reset();
  }
}

TEST_CASE("race, quorum: on a pool of four threads there is one winner each time (T74)") {
  asio::thread_pool pool(4);
  const auto child = [](int i) -> asio::awaitable<int> {
    for (int k = 0; k != i % 3; ++k) co_await asio::post(asio::use_awaitable);
    if (i % 5 == 0) throw std::runtime_error("five");
    co_return i;
  };
  const auto call = [child](int rounds) -> asio::awaitable<int> {
    int won = 0;
    for (int i = 0; i != rounds; ++i) {
      try {
        const auto one = co_await race(child(i), child(i + 1), child(i + 2));
        won += one.value == i + static_cast<int>(one.index) ? 1 : 0;
      } catch (const std::runtime_error&) {
        ++won;
      }
      std::vector<asio::awaitable<int>> all;
      for (int k = 0; k != 4; ++k) all.push_back(child(i + k));
      const auto two = co_await quorum(2, std::move(all));
      won += two.size() == 2 && two[0].index != two[1].index ? 1 : 0;
    }
    co_return won;
  };
  std::vector<spawned<int>> outs(4);
  for (auto& out : outs) support::spawn(pool, call(1000), out);
  pool.join();
  for (auto& out : outs) CHECK(out.get() == 2000);
}

TEST_CASE("async_race, async_first_success, async_quorum: a callback and a future") {
  world w(support::executor_kind::serial);
  int value = 0;
  sheaf::async_race(
      w.context,
      [&](const std::exception_ptr& error, const sheaf::winner<int>& won) { value = error ? -1 : won.value; },
      w.posts(3), w.after(1h, 4));
  auto future = sheaf::async_first_success(w.context, asio::use_future, w.fails("a"), w.posts(5));
  auto both = sheaf::async_quorum(w.context, asio::use_future, 1, list_of(w.posts(6), w.posts(7), w.posts(8)));
  w.poll();
  CHECK(value == 3);
  CHECK(future.get().value == 5);
  CHECK(both.get()[0].value == 6);
}
