// SPDX-License-Identifier: MIT
// Every call of the combinators with its execution context stopped and restarted, or destroyed, after each number of
// handlers: what was suspended goes on, or is destroyed without a leak (of which the address sanitizer tells) and
// without being resumed.
#include <sheaf/as_completed.hpp>
#include <sheaf/gather.hpp>
#include <sheaf/hedge.hpp>
#include <sheaf/limiter.hpp>
#include <sheaf/race.hpp>
#include <sheaf/retry.hpp>
#include <sheaf/scope.hpp>
#include <sheaf/shield.hpp>
#include <sheaf/single_flight.hpp>
#include <sheaf/testing/manual_time.hpp>
#include <sheaf/timeout.hpp>

#include "support/run.hpp"

#include <doctest/doctest.h>

#include <asio/steady_timer.hpp>
#include <asio/thread_pool.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <ranges>
#include <stdexcept>
#include <string>
#include <vector>

using namespace std::chrono_literals;

namespace {

// In the frame of every child: how many of them there are.
class presence {
 public:
  explicit presence(std::atomic<int>& n) : n_(&n) { ++*n_; }
  presence(const presence& other) : n_(other.n_) { ++*n_; }
  presence& operator=(const presence&) = delete;
  ~presence() { --*n_; }

 private:
  std::atomic<int>* n_;
};

/// What children need of their world; outlives the context.
struct stage {
  sheaf::testing::manual_time* clock = nullptr;  // null: the system's, for threads
  std::atomic<int> alive = 0;

  asio::awaitable<void> wait(sheaf::duration d) {
    sheaf::detail::timer timer(co_await asio::this_coro::executor, clock);
    co_await timer.wait_until(timer.now() + d);
  }
  /// Posts, waits, and when it is cancelled takes another turn before it says so.
  asio::awaitable<int> child(int value, sheaf::duration d = 1s) { return run(*this, presence(alive), value, d); }
  asio::awaitable<int> fails() { return failing(*this, presence(alive)); }
  std::vector<asio::awaitable<int>> three() {
    std::vector<asio::awaitable<int>> all;
    for (int i = 0; i != 3; ++i) all.push_back(child(i, std::chrono::seconds(3 - i)));
    return all;
  }
  sheaf::options options() const { return sheaf::options().time(clock); }

 private:
  static asio::awaitable<int> run(stage& s, [[maybe_unused]] presence here, int value, sheaf::duration d) {
    co_await asio::post(asio::use_awaitable);
    bool stopped = false;
    try {
      co_await s.wait(d);
    } catch (const std::system_error&) {
      stopped = true;
    }
    if (stopped) {
      co_await asio::this_coro::throw_if_cancelled(false);
      co_await asio::post(asio::use_awaitable);
      throw asio::system_error(asio::error::operation_aborted);
    }
    co_return value;
  }
  static asio::awaitable<int> failing(stage&, [[maybe_unused]] presence here) {
    co_await asio::post(asio::use_awaitable);
    throw std::runtime_error("down");
  }
};

using call = asio::awaitable<int> (*)(stage&);
struct named_call {
  std::string name;
  call make;  // a coroutine that gives 1
};

const std::vector<named_call> calls{
    {"gather", [](stage& s) -> asio::awaitable<int> {
       const auto [a, b] = co_await sheaf::gather(s.child(1), s.child(2), s.options().timeout(1h));
       co_return b - a;
     }},
    {"gather of a range that fails", [](stage& s) -> asio::awaitable<int> {
       auto all = s.three();
       all.push_back(s.fails());
       bool down = false;
       try {
         (void)co_await sheaf::gather(std::move(all), s.options().limit(3));
       } catch (const std::runtime_error&) {
         down = true;
       }
       co_return down ? 1 : 0;
     }},
    {"settle", [](stage& s) -> asio::awaitable<int> {
       const auto [a, b] = co_await sheaf::settle(s.child(1), s.fails(), s.options());
       co_return a.has_value() && !b.has_value() ? 1 : 0;
     }},
    {"settle, out of time", [](stage& s) -> asio::awaitable<int> {
       const auto all = co_await sheaf::settle(s.three(), s.options().timeout(1500ms));
       co_return all[2].has_value() && all[0].state() == sheaf::outcome_state::timed_out ? 1 : 0;
     }},
    {"gather_each", [](stage& s) -> asio::awaitable<int> {
       const auto make = [&s](int i) { return s.child(i); };
       co_return (co_await sheaf::gather_each(std::views::iota(-1, 2), make, s.options().limit(2))).back();
     }},
    {"settle_each", [](stage& s) -> asio::awaitable<int> {
       const auto make = [&s](int i) { return i ? s.child(i) : s.fails(); };
       const auto all = co_await sheaf::settle_each(std::views::iota(0, 3), make, s.options().limit(2));
       co_return all[1].value();
     }},
    {"race", [](stage& s) -> asio::awaitable<int> {
       const auto won = co_await sheaf::race(s.child(5, 2s), s.child(1), s.options());
       co_return won.value;
     }},
    {"first_success", [](stage& s) -> asio::awaitable<int> {
       const auto won = co_await sheaf::first_success(s.fails(), s.child(1), s.child(2, 2s), s.options());
       co_return won.value;
     }},
    {"quorum", [](stage& s) -> asio::awaitable<int> {
       const auto won = co_await sheaf::quorum(2, s.three(), s.options());
       co_return won.back().value;
     }},
    {"as_completed", [](stage& s) -> asio::awaitable<int> {
       const auto body = [&s](auto& done) -> asio::awaitable<int> {
         int n = 0;
         while (auto one = co_await done.next()) {
           n += co_await s.child(1);
           if (n == 2) break;
         }
         co_return n - 1;
       };
       co_return co_await sheaf::as_completed(s.three(), body, s.options());
     }},
    {"with_scope", [](stage& s) -> asio::awaitable<int> {
       const auto body = [&s](auto& scope) -> asio::awaitable<int> {
         for (int i = 0; i != 3; ++i) {
           scope.add([&s, scope, kept = presence(s.alive)]() -> asio::awaitable<void> {
             (void)co_await s.child(0);
             scope.add([&s, kept]() -> asio::awaitable<void> { (void)co_await s.child(0); });
           });
         }
         co_return co_await s.child(1);
       };
       co_return co_await sheaf::with_scope(body, s.options().limit(2));
     }},
    {"with_timeout", [](stage& s) -> asio::awaitable<int> { return sheaf::with_timeout(1h, s.child(1), s.options()); }},
    {"with_timeout, out of time", [](stage& s) -> asio::awaitable<int> {
       bool late = false;
       try {
         (void)co_await sheaf::with_timeout(1s, s.child(1, 1h), s.options());
       } catch (const sheaf::timed_out&) {
         late = true;
       }
       co_return late ? 1 : 0;
     }},
    {"shield", [](stage& s) -> asio::awaitable<int> { return sheaf::shield(s.child(1)); }},
    {"retry", [](stage& s) -> asio::awaitable<int> {
       const auto make = [&s](std::size_t n) { return n == 0 ? s.fails() : s.child(1); };
       return sheaf::retry(sheaf::retry_policy().time(s.clock).seed(1), make);
     }},
    {"hedge", [](stage& s) -> asio::awaitable<int> {
       const auto make = [&s](std::size_t n) { return s.child(static_cast<int>(n), n == 1 ? 1s : 10s); };
       return sheaf::hedge(sheaf::hedge_policy().attempts(3).delay(2s).with_options(s.options()), make);
     }},
    {"single_flight", [](stage& s) -> asio::awaitable<int> {
       const sheaf::single_flight<int, int> flights(co_await asio::this_coro::executor);
       const auto make = [&s] { return s.child(1); };
       const auto [a, b, c] =
           co_await sheaf::gather(flights.run(1, make), flights.run(1, make), flights.run(2, make), s.options());
       co_return a * b * c;
     }},
    {"limiter", [](stage& s) -> asio::awaitable<int> {
       const sheaf::limiter l(1);
       const auto [a, b, c] =
           co_await sheaf::gather(l.run(s.child(1)), l.run(s.child(1)), l.run(s.child(1)), s.options());
       co_return a * b * c;
     }},
};

/// A context with one call in it, driven handler by handler on a clock that stands still.
class run_of {
 public:
  run_of(const named_call& c, int kind, stage& s) : context_(kind == 0 ? 1 : ASIO_CONCURRENCY_HINT_DEFAULT) {
    s.clock = &clock_;
    const auto executor = kind == 2 ? asio::any_io_executor(asio::make_strand(context_.get_executor()))
                                    : asio::any_io_executor(context_.get_executor());
    support::spawn(executor, caller(c.make, s, presence(s.alive)), out, signal_.slot());
  }

  /// Runs one handler, or lets time go to the next alarm; false where the call has ended or waits for nothing.
  bool step() {
    if (context_.poll_one() != 0) return true;
    context_.restart();
    if (context_.poll_one() != 0) return true;
    const auto next = clock_.next();
    if (!next) return false;
    clock_.advance_to(*next);
    return true;
  }
  void stop() { context_.stop(); }
  [[nodiscard]] bool stopped() const { return context_.stopped(); }
  std::size_t poll() { return context_.poll(); }
  void restart() { context_.restart(); }
  void cancel() { signal_.emit(asio::cancellation_type::terminal); }

 private:
  static asio::awaitable<int> caller(call make, stage& s, [[maybe_unused]] presence here) {
    co_return co_await make(s);
  }

 public:
  support::spawned<int> out;

 private:
  asio::cancellation_signal signal_;
  sheaf::testing::manual_time clock_;
  asio::io_context context_;
};

/// Calls f(call, kind of executor, number of handlers) for all of them; f says whether there are more handlers.
template <class F>
void at_every_step(F f) {
  for (const named_call& c : calls) {
    CAPTURE(c.name);
    for (int kind = 0; kind != 3; ++kind) {
      CAPTURE(kind);
      int steps = 0;
      while (f(c, kind, steps)) ++steps;
      CHECK(steps > 3);
    }
  }
}

}  // namespace

TEST_CASE("every call: a context that is stopped after any handler and restarted goes on, and nothing is lost (T75)") {
  // Mutation tried: let the caller go on one child early.
  at_every_step([](const named_call& c, int kind, int steps) {
    stage s;
    run_of run(c, kind, s);
    bool more = true;
    for (int i = 0; i != steps && more; ++i) more = run.step();
    run.stop();
    CHECK(run.poll() == 0);
    CHECK(run.stopped());
    run.restart();
    while (run.step()) {
    }
    CHECK(run.out.get() == 1);
    CHECK(s.alive == 0);
    return more;
  });
}

TEST_CASE("every call: a context that is destroyed after any handler destroys all that is in it, and resumes nobody") {
  // Mutation tried: leave out what abandon() does; leave the waiter out of the waiting room.
  at_every_step([](const named_call& c, int kind, int steps) {
    stage s;
    auto run = std::make_unique<run_of>(c, kind, s);
    bool more = true;
    for (int i = 0; i != steps && more; ++i) more = run->step();
    CHECK((s.alive != 0 || run->out.done));
    run.reset();
    CHECK(s.alive == 0);
    return more;
  });
}

TEST_CASE("every call: cancelled after any handler and destroyed one, two or three later, it leaves nothing behind") {
  at_every_step([](const named_call& c, int kind, int steps) {
    bool more = true;
    for (int later = 1; later != 4; ++later) {
      stage s;
      auto run = std::make_unique<run_of>(c, kind, s);
      more = true;
      for (int i = 0; i != steps && more; ++i) more = run->step();
      run->cancel();
      for (int i = 0; i != later && run->step(); ++i) {
      }
      run.reset();
      CHECK(s.alive == 0);
    }
    return more;
  });
}

TEST_CASE("every call: on a pool of four threads that is stopped and destroyed at some moment, nothing is left") {
  for (const named_call& c : calls) {
    CAPTURE(c.name);
    for (int i = 0; i != 40; ++i) {
      stage s;
      std::vector<support::spawned<int>> outs(8);
      {
        asio::thread_pool pool(4);
        for (std::size_t k = 0; k != outs.size(); ++k) {
          const auto executor =
              k % 2 ? asio::any_io_executor(asio::make_strand(pool)) : asio::any_io_executor(pool.get_executor());
          support::spawn(executor, c.make(s), outs[k]);
        }
        std::function<void(int)> hop = [&](int left) {
          if (left == 0) return pool.stop();
          asio::post(pool, [&hop, left] { hop(left - 1); });
        };
        hop(i * 5);
        pool.join();
      }
      CHECK(s.alive == 0);
    }
  }
}
