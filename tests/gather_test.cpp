// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/gather.hpp. The T-numbers name the behaviours of combinators that other libraries' tests agree
// on. Beside each behaviour stands a mutation that was tried and makes its test fail.
#include <sheaf/gather.hpp>

#include "support/world.hpp"

#include <asio/thread_pool.hpp>
#include <asio/use_future.hpp>

#include <atomic>
#include <iterator>
#include <list>
#include <memory>
#include <ranges>
#include <thread>

using namespace std::chrono_literals;
using sheaf::gather;
using sheaf::outcome_state;
using sheaf::settle;

namespace {

std::vector<asio::awaitable<int>> ints(world& w, int n) {
  std::vector<asio::awaitable<int>> calls;
  for (int i = 0; i != n; ++i) calls.push_back(i % 2 ? w.ready(i) : w.posts(i));
  return calls;
}

struct noisy {  // counts how many of it are alive
  explicit noisy(int& n) : count(&n) { ++*count; }
  noisy(const noisy& other) : count(other.count) { ++*count; }
  noisy& operator=(const noisy&) = delete;
  ~noisy() { --*count; }
  int* count;
};

}  // namespace

// ---- results ----

TEST_CASE("gather(): no children complete at once with nothing (T01)") {
  on_each_executor([](world& w) {
    // Mutation tried: start a child before asking whether there is one.
    CHECK(std::tuple_size_v<decltype(w.run(gather()))> == 0);
    CHECK(w.run(gather(std::vector<asio::awaitable<int>>())).empty());
    CHECK(w.run(settle(std::vector<asio::awaitable<int>>())).empty());
  });
}

TEST_CASE("gather(a): one child gives a tuple of one (T02)") {
  on_each_executor([](world& w) { CHECK(w.run(gather(w.posts(7))) == std::tuple(7)); });
    // Mutation tried: give the value itself and not a tuple of it.
}

TEST_CASE("gather(a, b, c): slot i belongs to child i and void has a slot (T03, T04)") {
  on_each_executor([](world& w) {
    // Mutation tried: a bool in the slot of a void child.
    auto [a, b, c] = w.run(gather(w.posts(1), w.posts(std::string("two")), w.sleep(0s)));
    CHECK(a == 1);
    CHECK(b == "two");
    static_assert(std::is_same_v<decltype(c), std::monostate>);
  });
}

TEST_CASE("gather: children that are all void give void (T05)") {
  // Mutation tried: a tuple of std::monostate for void children.
  world w(support::executor_kind::serial);
  static_assert(std::is_same_v<decltype(gather(w.sleep(0s), w.sleep(0s))), asio::awaitable<void>>);
  static_assert(std::is_same_v<decltype(gather(std::vector<asio::awaitable<void>>())), asio::awaitable<void>>);
  static_assert(std::is_same_v<decltype(gather(w.sleep(0s), w.ready(1)))::value_type, std::tuple<std::monostate, int>>);
}

TEST_CASE("gather, settle: results are moved, never copied or made from nothing (T06, T07)") {
  on_each_executor([](world& w) {
    // Mutation tried: copy results out of their slots.
    auto make = [](int i) -> asio::awaitable<support::moved_only> {
      co_await asio::post(asio::use_awaitable);
      co_return support::moved_only(i);
    };
    auto [a, b] = w.run(gather(make(1), make(2)));
    CHECK(a.value + b.value == 3);
    std::vector<asio::awaitable<support::moved_only>> calls;
    calls.push_back(make(3));
    auto outcomes = w.run(settle(std::move(calls)));
    CHECK(outcomes[0]->value == 3);
  });
}

TEST_CASE("gather: 8, 16 and 32 children in one call keep their order (T09)") {
  on_each_executor([](world& w) {
    // Mutation tried: start the last child first.
    const auto many = [&w]<int... I>(std::integer_sequence<int, I...>) {
      CHECK(w.run(gather((I % 2 ? w.ready(I) : w.posts(I))...)) == std::tuple(I...));
    };
    many(std::make_integer_sequence<int, 8>());
    many(std::make_integer_sequence<int, 16>());
    many(std::make_integer_sequence<int, 32>());
  });
}

TEST_CASE("gather: children that finish in reverse order give results in the order given (T10)") {
  on_each_executor([](world& w) {
    // Mutation tried: slots in the opposite order.
    spawned<std::tuple<int, int, int>> out;
    w.spawn(gather(w.after(3s, 1), w.after(2s, 2), w.after(1s, 3)), out);
    for (int i = 0; i != 3; ++i) w.advance(1s);
    CHECK(out.get() == std::tuple(1, 2, 3));
  });
}

TEST_CASE("gather: never awaited, it runs no child and destroys them all (T11)") {
  // Mutation tried: keep the children in memory that nobody gives back.
  int alive = 0;
  bool ran = false;
  {
    auto child = [](noisy n, bool& flag) -> asio::awaitable<void> {
      flag = true;
      (void)n;
      co_return;
    };
    auto never = gather(child(noisy(alive), ran), child(noisy(alive), ran));
    CHECK(alive == 2);
  }
  CHECK(alive == 0);
  CHECK_FALSE(ran);
}

TEST_CASE("gather: each child starts, up to its first suspension, before the next (T12)") {
  in_order_on_each_executor([](world& w) {
    // Mutation tried: start the last child first.
    spawned<std::tuple<int, int, int>> out;
    w.spawn(gather(w.logged("a", 3s), w.logged("b", 2s), w.logged("c", 1s)), out);
    CHECK(w.log == std::vector<std::string>{"a begins", "b begins", "c begins"});
    w.advance(3s);
    CHECK(out.done);
  });
}

TEST_CASE("gather: the caller goes on only when the very last child is done (T13)") {
  on_each_executor([](world& w) {
    // Mutation tried: let the caller go on one child early.
    spawned<std::tuple<int, int>> out;
    w.spawn(gather(w.after(1s, 1), w.after(10s, 2)), out);
    w.advance(9s);
    CHECK_FALSE(out.done);
    w.advance(1s);
    CHECK(out.get() == std::tuple(1, 2));
  });
}

TEST_CASE("gather: ready, posting and waiting children in any order give the same (T14)") {
  on_each_executor([](world& w) {
    // Mutation tried: slots in the opposite order.
    for (int mask = 0; mask != 27; ++mask) {
      auto child = [&w](int kind, int value) {
        return kind == 0 ? w.ready(value) : kind == 1 ? w.posts(value) : w.after(1s, value);
      };
      spawned<std::tuple<int, int, int>> out;
      auto a = child(mask % 3, 1);
      auto b = child(mask / 3 % 3, 2);
      auto c = child(mask / 9, 3);
      w.spawn(gather(std::move(a), std::move(b), std::move(c)), out);
      w.advance(1s);
      CHECK(out.get() == std::tuple(1, 2, 3));
    }
  });
}

TEST_CASE("gather(range): vector, list, view and move iterators are accepted (T15)") {
  on_each_executor([](world& w) {
    // Mutation tried: take every range for a vector.
    CHECK(w.run(gather(ints(w, 3))) == std::vector<int>{0, 1, 2});
    std::list<asio::awaitable<int>> list;
    for (auto& call : ints(w, 3)) list.push_back(std::move(call));
    CHECK(w.run(gather(std::move(list))) == std::vector<int>{0, 1, 2});
    auto made = std::views::iota(0, 3) | std::views::transform([&w](int i) { return w.posts(i); });
    CHECK(w.run(gather(made)) == std::vector<int>{0, 1, 2});
    auto kept = ints(w, 3);
    auto moved = std::ranges::subrange(std::move_iterator(kept.begin()), std::move_iterator(kept.end()));
    CHECK(w.run(gather(moved)) == std::vector<int>{0, 1, 2});
  });
}

namespace {
asio::awaitable<int> sum(int from, int to) {
  if (to - from == 1) {
    co_await asio::post(asio::use_awaitable);
    co_return from;
  }
  const int middle = from + (to - from) / 2;
  auto [left, right] = co_await gather(sum(from, middle), sum(middle, to));
  co_return left + right;
}
}  // namespace

TEST_CASE("gather: divide and conquer eight deep on a pool of four threads (T16)") {
  // Mutation tried: take no lock.
  asio::thread_pool pool(4);
  spawned<int> out;
  support::spawn(pool, sum(0, 256), out);
  pool.join();
  CHECK(out.get() == 255 * 256 / 2);
}

TEST_CASE("gather: when every child is ready nothing is suspended [no-suspend]") {
  in_order_on_each_executor([](world& w) {
    // Mutation tried: park the caller even when it is the only one left.
    bool other_ran = false;
    bool ran_between = true;
    auto call = [&]() -> asio::awaitable<void> {
      asio::post(w.executor, [&] { other_ran = true; });
      (void)co_await gather(w.ready(1), w.ready(2));
      ran_between = other_ran;
    };
    w.run(call());
    CHECK_FALSE(ran_between);
  });
}

TEST_CASE("gather(range): 100,000 children, ready and posting, are linear and leave the stack alone") {
  in_order_on_each_executor([](world& w) {
    auto values = w.run(gather(ints(w, 100'000)));
    REQUIRE(values.size() == 100'000);
    CHECK(values.back() == 99'999);
  });
}

TEST_CASE("gather: a child's frame, arguments and captures are gone before the caller goes on") {
  on_each_executor([](world& w) {
    // Mutation tried: keep the awaitable alive in the group until the group ends.
    int alive = 0;
    int left = -1;
    auto child = [](world& in, noisy n) -> asio::awaitable<int> {
      co_await in.sleep(1s);
      co_return *n.count;
    };
    auto call = [&]() -> asio::awaitable<void> {
      (void)co_await gather(child(w, noisy(alive)), child(w, noisy(alive)));
      left = alive;
    };
    spawned<void> out;
    w.spawn(call(), out);
    w.advance(1s);
    CHECK(out.done);
    CHECK(left == 0);
  });
}

// ---- errors ----

TEST_CASE("gather: one failure is thrown as it was, after the rest were cancelled and have ended (T17, T18)") {
  on_each_executor([](world& w) {
    // Mutation tried: do not cancel the rest after a failure.
    spawned<std::tuple<int, int, int>> out;
    w.spawn(gather(w.logged("a", 1h), w.fails_after(1s, "nova is down"), w.logged("c", 1h)), out);
    w.advance(1s);
    CHECK_THROWS_WITH_AS(out.get(), "nova is down", std::runtime_error);
    CHECK(support::sorted(w.log) ==
          std::vector<std::string>{"a begins", "a is cancelled", "c begins", "c is cancelled"});
    CHECK(w.clock.waiting() == 0);
  });
}

TEST_CASE("gather: a void child's error is seen (T19)") {
  on_each_executor([](world& w) {
    // Mutation tried: drop what a void child throws.
    auto child = []() -> asio::awaitable<void> {
      co_await asio::post(asio::use_awaitable);
      throw std::runtime_error("void");
    };
    CHECK_THROWS_WITH_AS(w.run(gather(child())), "void", std::runtime_error);
  });
}

TEST_CASE("gather: of two failures the first in time is thrown (T20)") {
  on_each_executor([](world& w) {
    // Mutation tried: keep the last error instead of the first.
    spawned<std::tuple<int, int>> out;
    auto second = [&w]() -> asio::awaitable<int> {
      try {
        co_await w.sleep(1h);
      } catch (const std::system_error&) {
      }
      throw std::logic_error("while unwinding");
    };
    w.spawn(gather(second(), w.fails_after(1s, "first")), out);
    w.advance(1s);
    CHECK_THROWS_WITH_AS(out.get(), "first", std::runtime_error);
  });
}

TEST_CASE("settle: failures stop nobody and every outcome is right (T21, T22)") {
  on_each_executor([](world& w) {
    // Mutation tried: stop after the first failure.
    spawned<std::tuple<sheaf::outcome<int>, sheaf::outcome<int>, sheaf::outcome<void>>> out;
    w.spawn(settle(w.fails("one"), w.after(1s, 2), w.sleep(2s)), out);
    w.advance(2s);
    auto [a, b, c] = out.get();
    CHECK(a.state() == outcome_state::error);
    CHECK(a.message() == "one");
    CHECK(b.value() == 2);
    CHECK(c.has_value());
    std::vector<asio::awaitable<int>> all;
    for (int i = 0; i != 3; ++i) all.push_back(w.fails(std::to_string(i)));
    auto failed = w.run(settle(std::move(all)));
    for (int i = 0; i != 3; ++i) CHECK(failed[static_cast<std::size_t>(i)].message() == std::to_string(i));
  });
}

TEST_CASE("gather: a child that swallows its cancellation and gives a value does not hide the error (T23)") {
  on_each_executor([](world& w) {
    // Mutation tried: forget the error when another succeeds.
    auto swallows = [&w]() -> asio::awaitable<int> {
      try {
        co_await w.sleep(1h);
      } catch (const std::system_error&) {
      }
      co_return 1;
    };
    spawned<std::tuple<int, int>> out;
    w.spawn(gather(swallows(), w.fails_after(1s, "down")), out);
    w.advance(1s);
    CHECK_THROWS_WITH_AS(out.get(), "down", std::runtime_error);
  });
}

TEST_CASE("gather: an exception of any type is carried through unchanged (T24)") {
  on_each_executor([](world& w) {
    // Mutation tried: catch std::exception only.
    auto child = []() -> asio::awaitable<int> {
      co_await asio::post(asio::use_awaitable);
      throw 42;
    };
    CHECK_THROWS_AS(w.run(gather(child(), w.ready(1))), int);
    CHECK(std::get<0>(w.run(settle(child()))).message() == "an exception that is no std::exception");
  });
}

TEST_CASE("gather, settle: operation_aborted that nobody asked for is a failure like any other (T25)") {
  on_each_executor([](world& w) {
    // Mutation tried: call every operation_aborted a cancellation.
    auto child = []() -> asio::awaitable<int> {
      co_await asio::post(asio::use_awaitable);
      throw asio::system_error(asio::error::operation_aborted);
    };
    spawned<std::tuple<int, int>> out;
    w.spawn(gather(child(), w.logged("b", 1h)), out);
    CHECK(support::is_aborted(out.error));
    CHECK(std::ranges::count(w.log, "b is cancelled") == std::ranges::count(w.log, "b begins"));
    CHECK(std::get<0>(w.run(settle(child()))).state() == outcome_state::error);
  });
}

TEST_CASE("gather: a result that throws when it is moved is a failure of that child") {
  struct throws_on_move {
    throws_on_move() = default;
    throws_on_move(throws_on_move&&) { throw std::runtime_error("moved"); }
  };
  on_each_executor([](world& w) {
    auto child = []() -> asio::awaitable<throws_on_move> {
      co_await asio::post(asio::use_awaitable);
      co_return throws_on_move();
    };
    CHECK_THROWS_WITH_AS(w.run(gather(child())), "moved", std::runtime_error);
    CHECK(std::get<0>(w.run(settle(child()))).message() == "moved");
  });
}

// ---- cancellation ----

TEST_CASE("gather: the caller's cancellation reaches every child once and the call ends with operation_aborted (T29)") {
  on_each_executor([](world& w) {
    asio::cancellation_signal signal;
    spawned<std::tuple<int, int>> out;
    w.spawn(gather(w.logged("a", 1h), w.logged("b", 1h)), out, signal);
    signal.emit(asio::cancellation_type::terminal);
    w.poll();
    CHECK(support::is_aborted(out.error));
    CHECK(support::sorted(w.log) ==
          std::vector<std::string>{"a begins", "a is cancelled", "b begins", "b is cancelled"});
  });
}

TEST_CASE("gather: a child that cleans up is not told a second time, neither when a sibling has ended nor when the time is over (T29)") {
  on_each_executor([](world& w) {
    // Mutation tried: stop() whoever was told already; let the time run out of a call that is being stopped.
    const auto tidy = [&w]() -> asio::awaitable<int> {
      bool stopped = false;
      try {
        co_await w.sleep(1h);
      } catch (const std::system_error&) {
        stopped = true;
      }
      if (stopped) {
        co_await asio::this_coro::throw_if_cancelled(false);
        try {
          co_await w.sleep(2s);
          w.log.push_back("tidied up");
        } catch (const std::system_error&) {
          w.log.push_back("disturbed");
        }
      }
      throw asio::system_error(asio::error::operation_aborted);
    };
    asio::cancellation_signal signal;
    spawned<std::tuple<int, int, int>> out;
    w.spawn(gather(tidy(), w.logged("b", 1h), w.stubborn(1s, 3), w.options().timeout(1s)), out, signal);
    w.log.clear();
    signal.emit(asio::cancellation_type::terminal);
    w.advance(1s);  // the others end, and the time is over too
    w.advance(1s);
    CHECK(support::is_aborted(out.error));
    CHECK(w.last() == "tidied up");
  });
}

TEST_CASE("gather: a caller cancelled before runs no child (T30)") {
  on_each_executor([](world& w) {
    // No mutation of ours makes it fail: the caller's co_await throws before gather is run.
    asio::cancellation_signal signal;
    spawned<void> out;
    auto call = [&]() -> asio::awaitable<void> {
      try {
        co_await w.sleep(1h);
      } catch (const std::system_error&) {
      }
      (void)co_await gather(w.logged("a", 1h), w.logged("b", 1h));
    };
    w.spawn(call(), out, signal);
    signal.emit(asio::cancellation_type::terminal);
    w.poll();
    CHECK(support::is_aborted(out.error));
    CHECK(w.log.empty());
  });
}

TEST_CASE("gather: a caller cancelled before that goes on all the same has children that know of it") {
  on_each_executor([](world& w) {
    asio::cancellation_signal signal;
    spawned<void> out;
    bool known = false;
    auto child = [&]() -> asio::awaitable<int> {
      const auto state = co_await asio::this_coro::cancellation_state;
      known = state.cancelled() != asio::cancellation_type::none;
      co_return 1;
    };
    auto call = [&]() -> asio::awaitable<void> {
      try {
        co_await w.sleep(1h);
      } catch (const std::system_error&) {
      }
      co_await asio::this_coro::throw_if_cancelled(false);
      (void)co_await gather(child());
    };
    w.spawn(call(), out, signal);
    signal.emit(asio::cancellation_type::terminal);
    w.poll();
    CHECK(out.done);
    CHECK_FALSE(out.error);
    CHECK(known);
  });
}

TEST_CASE("gather: a child that takes its time to stop is waited for (T31)") {
  on_each_executor([](world& w) {
    asio::cancellation_signal signal;
    spawned<std::tuple<int, int>> out;
    w.spawn(gather(w.stubborn(5s, 1), w.logged("b", 1h)), out, signal);
    signal.emit(asio::cancellation_type::terminal);
    w.advance(4s);
    CHECK_FALSE(out.done);
    w.advance(1s);
    CHECK(support::is_aborted(out.error));
  });
}

TEST_CASE("gather: a cancellation reaches the leaves of nested gathers (T32)") {
  on_each_executor([](world& w) {
    // Mutation tried: do not pass the caller's request on.
    asio::cancellation_signal signal;
    spawned<std::tuple<std::tuple<int, int>, std::tuple<int, int>>> out;
    w.spawn(gather(gather(w.logged("a", 1h), w.logged("b", 1h)), gather(w.logged("c", 1h), w.logged("d", 1h))), out,
            signal);
    signal.emit(asio::cancellation_type::terminal);
    w.poll();
    CHECK(support::is_aborted(out.error));
    CHECK(w.log.size() == 8);
  });
}

TEST_CASE("gather: an inner failure that is handled cancels only the inner siblings (T33)") {
  on_each_executor([](world& w) {
    // Mutation tried: one cancellation signal for all children.
    auto middle = [&w]() -> asio::awaitable<int> {
      try {
        (void)co_await gather(w.logged("inner", 1h), w.fails_after(1s, "inner fails"));
      } catch (const std::runtime_error&) {
      }
      co_return 1;
    };
    spawned<std::tuple<int, int>> out;
    w.spawn(gather(middle(), w.logged("outer", 2s)), out);
    w.advance(1s);
    w.advance(1s);
    CHECK(out.get() == std::tuple(1, 0));
    CHECK(support::sorted(w.log) ==
          std::vector<std::string>{"inner begins", "inner is cancelled", "outer begins", "outer ends"});
  });
}

TEST_CASE("gather: a second cancellation is harmless (T35)") {
  on_each_executor([](world& w) {
    // Mutation tried: read the state back from Asio, which forgets the first request at the second.
    asio::cancellation_signal signal;
    spawned<std::tuple<int, int>> out;
    w.spawn(gather(w.stubborn(1s, 1), w.logged("b", 1h)), out, signal);
    signal.emit(asio::cancellation_type::terminal);
    signal.emit(asio::cancellation_type::total);
    w.poll();
    signal.emit(asio::cancellation_type::terminal);
    w.advance(1s);
    CHECK(support::is_aborted(out.error));

    asio::cancellation_signal again;
    spawned<std::tuple<sheaf::outcome<int>, sheaf::outcome<int>>> settled;
    w.spawn(settle(w.stubborn(1s, 1), w.logged("b", 1h)), settled, again);
    again.emit(asio::cancellation_type::terminal);
    again.emit(asio::cancellation_type::total);
    w.advance(1s);
    const auto [a, b] = settled.get();
    CHECK(a.has_value());
    CHECK(b.state() == outcome_state::cancelled);
  });
}

TEST_CASE("gather: children that succeed although they were cancelled give their values (T37)") {
  on_each_executor([](world& w) {
    asio::cancellation_signal signal;
    spawned<std::tuple<int, int>> out;
    w.spawn(gather(w.stubborn(1s, 1), w.stubborn(2s, 2)), out, signal);
    signal.emit(asio::cancellation_type::terminal);
    w.advance(1s);
    w.advance(1s);
    CHECK(out.get() == std::tuple(1, 2));
  });
}

TEST_CASE("gather: cancelled at any moment, also when all have ended and the caller is about to go on, it goes on once (T37)") {
  // Mutation tried: let cancel() take part in a group that is over.
  for (const auto kind :
       {support::executor_kind::serial, support::executor_kind::concurrent, support::executor_kind::strand}) {
    for (int handlers = 0; handlers != 12; ++handlers) {
      CAPTURE(handlers);
      world w(kind);
      int went_on = 0;
      auto caller = [&]() -> asio::awaitable<void> {
        (void)co_await sheaf::settle(w.posts(1), w.posts(2));
        ++went_on;
      };
      asio::cancellation_signal signal;
      spawned<void> out;
      support::spawn(w.executor, caller(), out, signal.slot());
      for (int i = 0; i != handlers; ++i) w.context.poll_one();
      signal.emit(asio::cancellation_type::terminal);
      w.poll();
      CHECK(out.done);
      CHECK(went_on <= 1);
    }
  }
}

TEST_CASE("gather: what a cancelled child throws by itself wins over operation_aborted (T38)") {
  on_each_executor([](world& w) {
    // Mutation tried: keep the first of two errors, whatever it is.
    asio::cancellation_signal signal;
    auto child = [&w]() -> asio::awaitable<int> {
      try {
        co_await w.sleep(1h);
      } catch (const std::system_error&) {
      }
      throw std::runtime_error("could not roll back");
    };
    spawned<std::tuple<int, int>> out;
    w.spawn(gather(w.logged("a", 1h), child()), out, signal);
    signal.emit(asio::cancellation_type::terminal);
    w.poll();
    CHECK_THROWS_WITH_AS(out.get(), "could not roll back", std::runtime_error);
  });
}

TEST_CASE("gather: a signal bound to a plain callback cancels as well (T39)") {
  on_each_executor([](world& w) {
    // Mutation tried: do not pass the caller's request on.
    asio::cancellation_signal signal;
    std::exception_ptr error;
    asio::co_spawn(
        w.executor, gather(w.logged("a", 1h)),
        asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr e, std::tuple<int>) { error = e; }));
    w.poll();
    signal.emit(asio::cancellation_type::terminal);
    w.poll();
    CHECK(support::is_aborted(error));
  });
}

TEST_CASE("gather: partial and total cancellation reach children whose parent opted in to them") {
  on_each_executor([](world& w) {
    // Mutation tried: launch children with Asio's default filter, which passes terminal only.
    for (const auto type : {asio::cancellation_type::partial, asio::cancellation_type::total}) {
      w.log.clear();
      asio::cancellation_signal signal;
      spawned<void> out;
      auto call = [&]() -> asio::awaitable<void> {
        co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
        (void)co_await gather(w.logged("a", 1h));
      };
      auto pass = [&]() -> asio::awaitable<void> { co_await call(); };
      support::spawn(w.executor, pass(), out, signal.slot());
      w.poll();
      signal.emit(type);
      w.poll();
      CHECK(support::is_aborted(out.error));
      CHECK(w.last() == "a is cancelled");
    }
  });
}

TEST_CASE("gather: partial cancellation does not reach children whose parent did not opt in") {
  on_each_executor([](world& w) {
    asio::cancellation_signal signal;
    spawned<std::tuple<int>> out;
    w.spawn(gather(w.after(1s, 1)), out, signal);
    signal.emit(asio::cancellation_type::partial);
    w.advance(1s);
    CHECK(out.get() == std::tuple(1));
  });
}

TEST_CASE("gather: a child that cancels its own caller while children are started stops them all") {
  in_order_on_each_executor([](world& w) {
    // Mutation tried: listen to the caller's slot only once it waits.
    asio::cancellation_signal signal;
    auto cancels = [&]() -> asio::awaitable<int> {
      signal.emit(asio::cancellation_type::terminal);
      co_return 1;
    };
    spawned<std::tuple<int, int, int>> out;
    w.spawn(gather(w.logged("a", 1h), cancels(), w.logged("c", 1h)), out, signal);
    CHECK(support::is_aborted(out.error));
    CHECK(w.log == std::vector<std::string>{"a begins", "a is cancelled"});
  });
}

TEST_CASE("settle: the caller's cancellation is told by each outcome") {
  on_each_executor([](world& w) {
    asio::cancellation_signal signal;
    spawned<std::vector<sheaf::outcome<int>>> out;
    std::vector<asio::awaitable<int>> calls;
    calls.push_back(w.ready(1));
    calls.push_back(w.logged("b", 1h));
    calls.push_back(w.logged("c", 1h));
    w.spawn(settle(std::move(calls), w.options().limit(1)), out, signal);
    signal.emit(asio::cancellation_type::terminal);
    w.poll();
    auto outcomes = out.get();
    CHECK(outcomes[0].value() == 1);
    CHECK(outcomes[1].state() == outcome_state::cancelled);
    CHECK(outcomes[2].state() == outcome_state::not_started);
    CHECK(support::is_aborted(outcomes[2].error()));
    CHECK(w.log == std::vector<std::string>{"b begins", "b is cancelled"});
  });
}

// ---- limit ----

TEST_CASE("options().limit(k): at most k run at once, and k do while there is work (T40, T41, T43)") {
  on_each_executor([](world& w) {
    for (const int limit : {1, 3, 10, 50}) {
      int running = 0;
      int most = 0;
      auto child = [&](int i) -> asio::awaitable<int> {
        most = std::max(most, ++running);
        co_await w.sleep(std::chrono::seconds(1 + i % 3));
        --running;
        co_return i;
      };
      std::vector<asio::awaitable<int>> calls;
      for (int i = 0; i != 10; ++i) calls.push_back(child(i));
      spawned<std::vector<int>> out;
      w.spawn(gather(std::move(calls), w.options().limit(limit)), out);
      while (!out.done) w.advance(1s);
      CHECK(out.get() == std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
      CHECK(most == std::min(limit, 10));
    }
  });
}

TEST_CASE("options().limit(k) holds for children named one by one too") {
  on_each_executor([](world& w) {
    spawned<std::tuple<int, int, int>> out;
    w.spawn(gather(w.logged("a", 1s), w.logged("b", 1s), w.logged("c", 1s), w.options().limit(2)), out);
    CHECK(w.log.size() == 2);
    w.advance(1s);
    w.advance(1s);
    CHECK(out.done);
  });
}

TEST_CASE("options().limit: after a failure nothing more is started (T45)") {
  on_each_executor([](world& w) {
    std::vector<asio::awaitable<int>> calls;
    calls.push_back(w.fails_after(1s, "down"));
    for (int i = 0; i != 5; ++i) calls.push_back(w.logged("x", 1h));
    spawned<std::vector<int>> out;
    w.spawn(gather(std::move(calls), w.options().limit(2)), out);
    w.advance(1s);
    CHECK_THROWS_WITH_AS(out.get(), "down", std::runtime_error);
    CHECK(w.log == std::vector<std::string>{"x begins", "x is cancelled"});
  });
}

TEST_CASE("options().limit: 100,000 ready children at ten at a time keep the stack flat (T49)") {
  in_order_on_each_executor([](world& w) {
    // Mutation tried: start the next child from inside the one that ended.
    std::vector<asio::awaitable<int>> calls;
    calls.push_back(w.posts(0));
    for (int i = 1; i != 100'000; ++i) calls.push_back(w.ready(i));
    CHECK(w.run(gather(std::move(calls), w.options().limit(1))).size() == 100'000);
  });
}

// ---- time ----

TEST_CASE("options().timeout: all in time leaves no timer and no work behind (T68)") {
  on_each_executor([](world& w) {
    // Mutation tried: leave the timer running.
    spawned<std::tuple<int>> out;
    w.spawn(gather(w.after(1s, 1), w.options().timeout(1h)), out);
    w.advance(1s);
    CHECK(out.get() == std::tuple(1));
    CHECK(w.clock.waiting() == 0);
    w.context.restart();
    w.context.run();  // would hang on a timer
  });
}

TEST_CASE("settle with a timeout gives what is there and says timed_out of the rest, which has stopped (T69)") {
  on_each_executor([](world& w) {
    spawned<std::tuple<sheaf::outcome<int>, sheaf::outcome<int>, sheaf::outcome<int>>> out;
    w.spawn(settle(w.after(1s, 1), w.logged("b", 1h), w.stubborn(3s, 3), w.options().timeout(2s)), out);
    w.advance(1s);
    w.advance(1s);
    CHECK(w.last() == "b is cancelled");
    CHECK_FALSE(out.done);
    w.advance(1s);
    auto [a, b, c] = out.get();
    CHECK(a.value() == 1);
    CHECK(b.state() == outcome_state::timed_out);
    CHECK(b.message() == "not done after 2000 ms");
    CHECK_THROWS_AS((void)b.value(), sheaf::timed_out);
    CHECK(c.value() == 3);
  });
}

TEST_CASE("gather with a timeout throws timed_out, which is not operation_aborted (T70)") {
  on_each_executor([](world& w) {
    spawned<std::tuple<int, int>> out;
    w.spawn(gather(w.ready(1), w.logged("b", 1h), w.options().timeout(2s)), out);
    w.advance(2s);
    CHECK_THROWS_AS(out.get(), sheaf::timed_out);
    CHECK_FALSE(support::is_aborted(out.error));
  });
}

TEST_CASE("the shorter of two nested timeouts decides (T71)") {
  on_each_executor([](world& w) {
    // Mutation tried: let the time run out without a consequence.
    spawned<std::tuple<std::tuple<int>>> out;
    w.spawn(gather(gather(w.logged("a", 1h), w.options().timeout(10s)), w.options().timeout(2s)), out);
    w.advance(2s);
    CHECK_THROWS_WITH_AS(out.get(), "not done after 2000 ms", sheaf::timed_out);
  });
}

TEST_CASE("a timeout of duration::max() does not overflow (T72)") {
  on_each_executor([](world& w) {
    // Mutation tried: add the wait to now without a look at the end of time.
    w.advance(1s);
    spawned<std::tuple<int>> out;
    w.spawn(gather(w.after(1h, 1), w.options().timeout(sheaf::duration::max())), out);
    w.advance(1s);
    CHECK_FALSE(out.done);
    w.advance(1h);
    CHECK(out.get() == std::tuple(1));
    CHECK(w.run(gather(w.posts(1), sheaf::options().timeout(std::chrono::hours::max()))) == std::tuple(1));
  });
}

TEST_CASE("a timeout that cannot be set stops the call, which waits for its children and throws why") {
  on_each_executor([](world& w) {
    // Mutation tried: let the exception out of start_all(), which leaves children without a group.
    support::broken_time broken;
    spawned<std::tuple<int, int>> out;
    bool running = false;  // where children are posted they may be stopped before they have begun
    const auto child = [&]() -> asio::awaitable<int> {
      const support::mark here(running);
      co_return co_await w.stubborn(1s, 1);
    };
    w.spawn(gather(w.logged("a", 1h), child(), w.options().timeout(2s).time(&broken)), out);
    CHECK(std::ranges::count(w.log, "a is cancelled") == std::ranges::count(w.log, "a begins"));
    CHECK(out.done != running);
    w.advance(1s);
    CHECK_THROWS_AS(out.get(), std::bad_alloc);
    CHECK_FALSE(running);
    spawned<std::tuple<sheaf::outcome<int>>> settled;
    w.spawn(settle(child(), w.options().timeout(2s).time(&broken)), settled);
    w.advance(1s);
    CHECK_THROWS_AS(settled.get(), std::bad_alloc);
  });
}

TEST_CASE("a timeout of less than nothing is one of nothing, however little it is (T72)") {
  on_each_executor([](world& w) {
    // Mutation tried: convert it without a look at the beginning of time.
    for (const auto least : {std::chrono::hours::min(), std::chrono::hours(-1)}) {
      spawned<std::tuple<int>> out;
      w.spawn(gather(w.logged("a", 1h), w.options().timeout(least)), out);
      w.advance(0s);
      CHECK_THROWS_AS(out.get(), sheaf::timed_out);
    }
  });
}

TEST_CASE("a timeout of zero still takes children that are ready") {
  on_each_executor([](world& w) {
    CHECK(w.run(gather(w.ready(1), w.options().timeout(0s))) == std::tuple(1));
    spawned<std::tuple<int>> out;
    w.spawn(gather(w.logged("a", 1h), w.options().timeout(0s)), out);
    w.advance(0s);
    CHECK_THROWS_AS(out.get(), sheaf::timed_out);
  });
}

TEST_CASE("a timeout tells children that had no turn that they were not started") {
  on_each_executor([](world& w) {
    std::vector<asio::awaitable<int>> calls;
    for (int i = 0; i != 3; ++i) calls.push_back(w.after(1h, i));
    spawned<std::vector<sheaf::outcome<int>>> out;
    w.spawn(settle(std::move(calls), w.options().limit(2).timeout(1s)), out);
    w.advance(1s);
    auto outcomes = out.get();
    CHECK(outcomes[1].state() == outcome_state::timed_out);
    CHECK(outcomes[2].state() == outcome_state::not_started);
    CHECK_THROWS_AS((void)outcomes[2].value(), sheaf::timed_out);
  });
}

// ---- executors and lifetime ----

TEST_CASE("children of a strand run on that strand, and the caller goes on there") {
  asio::thread_pool pool(4);
  const auto strand = asio::make_strand(pool.get_executor());
  bool always = true;
  auto child = [&]() -> asio::awaitable<void> {
    for (int i = 0; i != 100; ++i) {
      co_await asio::post(asio::use_awaitable);
      always = always && strand.running_in_this_thread();
    }
  };
  auto call = [&]() -> asio::awaitable<void> {
    co_await gather(child(), child(), child());
    always = always && strand.running_in_this_thread();
  };
  spawned<void> out;
  support::spawn(strand, call(), out);
  pool.join();
  CHECK(out.done);
  CHECK(always);
}

TEST_CASE("gather: a child that was spawned on another executor runs there, and the caller goes on on its own (T73)") {
  // Mutation tried: start children on the system executor.
  asio::io_context here{1};
  asio::io_context there{1};
  auto busy = asio::make_work_guard(there);
  std::thread other([&] { there.run(); });
  std::thread::id child_ran_on;
  std::thread::id caller_went_on;
  auto away = [&]() -> asio::awaitable<int> {
    child_ran_on = std::this_thread::get_id();
    co_return 1;
  };
  auto home = []() -> asio::awaitable<int> { co_return 2; };
  auto caller = [&]() -> asio::awaitable<int> {
    const auto [a, b] = co_await gather(asio::co_spawn(there, away(), asio::use_awaitable), home());
    caller_went_on = std::this_thread::get_id();
    co_return a + b;
  };
  CHECK(support::run_on(here, caller()) == 3);
  CHECK(child_ran_on == other.get_id());
  CHECK(caller_went_on == std::this_thread::get_id());
  busy.reset();
  other.join();
}

TEST_CASE("options().serial(): children run on the caller's executor itself") {
  world w(support::executor_kind::concurrent);
  bool same = false;
  auto child = [&]() -> asio::awaitable<void> { same = co_await asio::this_coro::executor == w.executor; };
  w.run(gather(child(), sheaf::options().serial()));
  CHECK(same);
  w.run(gather(child()));
  CHECK_FALSE(same);
}

TEST_CASE("a strand of four threads: 10,000 gathers with failures and timeouts (T74)") {
  // Mutation tried: take no lock.
  asio::thread_pool pool(4);
  auto call = [](int rounds) -> asio::awaitable<void> {
    auto child = [](int i) -> asio::awaitable<int> {
      co_await asio::post(asio::use_awaitable);
      if (i % 7 == 0) throw std::runtime_error("seven");
      co_return i;
    };
    for (int i = 0; i != rounds; ++i) {
      try {
        (void)co_await gather(child(i), child(i + 1), child(i + 2), sheaf::options().timeout(1h));
      } catch (const std::runtime_error&) {
      }
    }
  };
  std::vector<spawned<void>> outs(8);
  for (std::size_t i = 0; i != outs.size(); ++i) {
    // Half of them on strands, half straight on the pool, where each child has a strand of its own.
    const auto executor = i % 2 ? asio::any_io_executor(asio::make_strand(pool.get_executor()))
                                : asio::any_io_executor(pool.get_executor());
    support::spawn(executor, call(1250), outs[i]);
  }
  pool.join();
  for (auto& out : outs) CHECK_NOTHROW(out.get());
}

TEST_CASE("async_gather, async_settle: a callback and a future are completed as a coroutine would be resumed") {
  world w(support::executor_kind::serial);
  std::tuple<int, std::string> got;
  sheaf::async_gather(
      w.executor, [&](std::exception_ptr, std::tuple<int, std::string> values) { got = values; }, w.posts(1),
      w.posts(std::string("two")));
  w.poll();
  CHECK(got == std::tuple(1, "two"));
  auto failed = sheaf::async_gather(w.executor, asio::use_future, w.fails("down"), w.options().limit(1));
  auto settled = sheaf::async_settle(w.executor, asio::use_future, w.fails("down"));
  w.poll();
  CHECK_THROWS_WITH_AS(failed.get(), "down", std::runtime_error);
  CHECK(std::get<0>(settled.get()).message() == "down");
}

TEST_CASE("stop and restart of the io_context in the middle loses nothing (T75)") {
  on_each_executor([](world& w) {
    // Mutation tried: let the caller go on one child early.
    spawned<std::tuple<int, int>> out;
    w.spawn(gather(w.after(1s, 1), w.after(2s, 2)), out);
    w.context.stop();
    w.advance(1s);
    w.context.stop();
    w.advance(1s);
    CHECK(out.get() == std::tuple(1, 2));
  });
}

TEST_CASE("an io_context destroyed with gathers suspended in it leaks nothing and touches nothing dead") {
  for (const auto kind :
       {support::executor_kind::serial, support::executor_kind::concurrent, support::executor_kind::strand}) {
    int alive = 0;
    {
      sheaf::testing::manual_time clock;  // outlives the context, as whoever waits on it must
      asio::io_context context(kind == support::executor_kind::serial ? 1 : ASIO_CONCURRENCY_HINT_DEFAULT);
      auto executor = kind == support::executor_kind::strand
                          ? asio::any_io_executor(asio::make_strand(context.get_executor()))
                          : asio::any_io_executor(context.get_executor());
      auto child = [&clock](noisy n) -> asio::awaitable<int> {
        sheaf::detail::timer timer(co_await asio::this_coro::executor, &clock);
        co_await timer.wait_until(timer.now() + 1h);
        co_return *n.count;
      };
      auto call = [&](noisy n) -> asio::awaitable<void> {
        (void)co_await gather(gather(child(noisy(alive)), child(noisy(alive))), settle(child(n)),
                              sheaf::options().time(&clock).timeout(2h));
      };
      asio::co_spawn(executor, call(noisy(alive)), asio::detached);
      context.poll();
      CHECK(alive > 0);
    }
    CHECK(alive == 0);
  }
}
