// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/retry.hpp.
#include <sheaf/retry.hpp>

#include <sheaf/gather.hpp>

#include "support/world.hpp"

#include <asio/use_future.hpp>

#include <memory>

using namespace std::chrono_literals;
using sheaf::retry;
using sheaf::retry_policy;

namespace {

/// Fails so many times, each saying which, and then gives 7.
struct flaky {
  world& w;
  int failures;
  int tries = 0;

  asio::awaitable<int> operator()() {
    ++tries;
    co_await asio::post(asio::use_awaitable);
    if (tries <= failures) throw std::runtime_error("try " + std::to_string(tries));
    co_return 7;
  }
};

/// How long each wait was, as the clock was advanced from alarm to alarm.
std::vector<sheaf::duration> waits(world& w) {
  std::vector<sheaf::duration> all;
  while (const auto next = w.clock.next()) {
    all.push_back(*next - w.clock.now());
    w.clock.advance_to(*next);
    w.poll();
  }
  return all;
}

}  // namespace

TEST_CASE("retry: fails, fails, succeeds: the value, after two waits of the schedule (T76)") {
  on_each_executor([](world& w) {
    // Mutation tried: one try fewer.
    flaky make{w, 2};
    spawned<int> out;
    w.spawn(retry(retry_policy().attempts(3).base(100ms).cap(10s).time(&w.clock).seed(1), make), out);
    // `make` is copied into the call.
    const auto waited = waits(w);
    CHECK(out.get() == 7);
    REQUIRE(waited.size() == 2);
    CHECK(waited[0] <= 100ms);
    CHECK(waited[1] <= 200ms);
    CHECK(w.clock.waiting() == 0);
  });
}

TEST_CASE("retry: when there are no more tries the last error is thrown as it was") {
  on_each_executor([](world& w) {
    // Mutation tried: one try more.
    flaky make{w, 9};
    auto named = [&] { return make(); };
    spawned<int> out;
    w.spawn(retry(retry_policy().attempts(3).time(&w.clock), named), out);
    (void)waits(w);
    CHECK_THROWS_WITH_AS(out.get(), "try 3", std::runtime_error);
    CHECK(make.tries == 3);
  });
}

TEST_CASE("retry: a try that was cancelled is not tried again, whatever its error (T77)") {
  on_each_executor([](world& w) {
    // Mutation tried: look at the error only, not at what the caller was told.
    int tries = 0;
    auto make = [&]() -> asio::awaitable<int> {
      ++tries;
      try {
        co_await w.sleep(1h);
      } catch (const std::system_error&) {
      }
      throw std::runtime_error("interrupted");
    };
    asio::cancellation_signal signal;
    spawned<int> out;
    w.spawn(retry(retry_policy().time(&w.clock), make), out, signal);
    signal.emit(asio::cancellation_type::terminal);
    w.poll();
    CHECK(out.done);
    CHECK(tries == 1);
    // The error is the try's own, or the abort of a co_await of the caller's that came first.
    CHECK(out.error != nullptr);

    auto patient = [&]() -> asio::awaitable<int> {
      co_await asio::this_coro::throw_if_cancelled(false);
      co_return co_await retry(retry_policy().time(&w.clock), make);
    };
    asio::cancellation_signal again;
    spawned<int> own;
    w.spawn(patient(), own, again);
    again.emit(asio::cancellation_type::terminal);
    w.poll();
    CHECK(tries == 2);
    CHECK_THROWS_WITH_AS(own.get(), "interrupted", std::runtime_error);
  });
}

TEST_CASE("retry: cancelled while it waits, it ends with operation_aborted and tries nothing more") {
  on_each_executor([](world& w) {
    flaky make{w, 9};
    auto named = [&] { return make(); };
    asio::cancellation_signal signal;
    spawned<int> out;
    w.spawn(retry(retry_policy().base(1h).cap(1h).time(&w.clock), named), out, signal);
    signal.emit(asio::cancellation_type::terminal);
    w.poll();
    CHECK(support::is_aborted(out.error));
    CHECK(make.tries == 1);
    CHECK(w.clock.waiting() == 0);
  });
}

TEST_CASE("retry: a decider that says no passes the error at once (T78)") {
  on_each_executor([](world& w) {
    // Mutation tried: do not ask the decider.
    flaky make{w, 9};
    auto named = [&] { return make(); };
    const auto never = [](const std::exception_ptr&) { return false; };
    spawned<int> out;
    w.spawn(retry(retry_policy().retry_if(never).time(&w.clock), named), out);
    CHECK_THROWS_WITH_AS(out.get(), "try 1", std::runtime_error);
    CHECK(make.tries == 1);
  });
}

TEST_CASE("retry: full jitter: waits lie between nothing and the doubled base or the cap, and a seed repeats them (T79)") {
  on_each_executor([](world& w) {
    // Mutation tried: take the upper bound as the wait; ignore the cap; ignore the seed.
    std::vector<std::vector<sheaf::duration>> all;
    for (const unsigned seed : {5U, 5U, 6U}) {
      flaky make{w, 99};
      auto named = [&] { return make(); };
      spawned<int> out;
      w.spawn(retry(retry_policy().attempts(30).base(100ms).cap(1s).seed(seed).time(&w.clock), named), out);
      all.push_back(waits(w));
      REQUIRE(all.back().size() == 29);
      CHECK_THROWS(out.get());
    }
    CHECK(all[0] == all[1]);
    CHECK(all[0] != all[2]);
    sheaf::duration bound = 100ms;
    sheaf::duration longest{};
    for (const auto wait : all[0]) {
      CHECK(wait >= 0s);
      CHECK(wait <= bound);
      longest = std::max(longest, wait);
      bound = std::min<sheaf::duration>(bound * 2, 1s);
    }
    CHECK(longest > 500ms);
  });
}

TEST_CASE("retry: an error may ask for a least wait, and the random one comes on top") {
  world w(support::executor_kind::serial);
  flaky make{w, 1};
  auto named = [&] { return make(); };
  const auto least = [](const std::exception_ptr&) { return std::optional<sheaf::duration>(30s); };
  spawned<int> out;
  w.spawn(retry(retry_policy().base(1s).wait_at_least(least).time(&w.clock), named), out);
  const auto waited = waits(w);
  CHECK(out.get() == 7);
  REQUIRE(waited.size() == 1);
  CHECK(waited[0] >= 30s);
  CHECK(waited[0] <= 31s);
}

TEST_CASE("retry: a wait that would go beyond the deadline is not begun") {
  on_each_executor([](world& w) {
    flaky make{w, 9};
    auto named = [&] { return make(); };
    const auto least = [](const std::exception_ptr&) { return std::optional<sheaf::duration>(30s); };
    spawned<int> out;
    w.spawn(retry(retry_policy().wait_at_least(least).deadline(w.clock.now() + 29s).time(&w.clock), named), out);
    CHECK_THROWS_WITH_AS(out.get(), "try 1", std::runtime_error);
    CHECK(w.clock.waiting() == 0);
  });
}

TEST_CASE("retry: make is told the number of the try if it wants it; void is void") {
  on_each_executor([](world& w) {
    std::vector<std::size_t> numbers;
    auto make = [&](std::size_t n) -> asio::awaitable<void> {
      numbers.push_back(n);
      if (n < 2) throw std::runtime_error("not yet");
      co_return;
    };
    spawned<void> out;
    w.spawn(retry(retry_policy().time(&w.clock), make), out);
    (void)waits(w);
    CHECK_NOTHROW(out.get());
    CHECK(numbers == std::vector<std::size_t>{0, 1, 2});
  });
}

TEST_CASE("retry: each try, how it ended, and each wait are told") {
  world w(support::executor_kind::serial);
  flaky make{w, 1};
  auto named = [&] { return make(); };
  std::vector<std::string> seen;
  auto observe = [&](const sheaf::event& e) noexcept {
    const char* what = e.phase == sheaf::event_phase::started ? "started"
                       : e.phase == sheaf::event_phase::ended ? "ended"
                                                              : "waiting";
    seen.push_back(std::string(e.label) + " " + std::to_string(e.index) + " " + what +
                   (e.error ? " with an error" : ""));
  };
  spawned<int> out;
  w.spawn(retry(retry_policy().on_event(observe).label("load").time(&w.clock), named), out);
  (void)waits(w);
  CHECK(out.get() == 7);
  CHECK(seen == std::vector<std::string>{"load 0 started", "load 0 ended with an error", "load 0 waiting with an error",
                                         "load 1 started", "load 1 ended"});
}

TEST_CASE("retry_policy: fewer than one attempt is refused") {
  CHECK_THROWS_AS((void)retry_policy().attempts(0), std::invalid_argument);
  CHECK_THROWS_AS((void)retry_policy().attempts(-1), std::invalid_argument);
}

TEST_CASE("retry: the longest base, cap and least wait do not overflow (T72)") {
  on_each_executor([](world& w) {
    // Mutation tried: double without a look at the cap; add the random wait to the asked one without a look at the end
    // of time.
    w.advance(1s);
    flaky make{w, 9};
    auto named = [&] { return make(); };
    constexpr auto longest = sheaf::duration::max();
    spawned<int> doubled;
    const auto policy = retry_policy().seed(1).time(&w.clock);
    w.spawn(retry(policy.base(longest / 2 + sheaf::duration(1)).cap(longest), named), doubled);
    REQUIRE(w.clock.next());
    w.clock.advance_to(*w.clock.next());
    w.poll();
    CHECK(make.tries == 2);
    CHECK(w.clock.next().value_or(sheaf::no_deadline) > w.clock.now());

    const auto least = [longest](const std::exception_ptr&) { return std::optional(longest); };
    flaky other{w, 9};
    auto asked = [&] { return other(); };
    spawned<int> out;
    w.spawn(retry(policy.base(std::chrono::hours::max()).cap(std::chrono::hours::max()).wait_at_least(least), asked),
            out);
    w.advance(1h);
    CHECK(other.tries == 1);
  });
}

TEST_CASE("async_retry: a future") {
  world w(support::executor_kind::serial);
  flaky make{w, 0};
  auto named = [&] { return make(); };
  auto future = sheaf::async_retry(w.context, asio::use_future, retry_policy(), named);
  w.poll();
  CHECK(future.get() == 7);
}
