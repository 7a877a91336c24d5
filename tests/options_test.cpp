// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/options.hpp.
#include <sheaf/options.hpp>

#include <sheaf/gather.hpp>
#include <sheaf/race.hpp>

#include "support/world.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;

// What is destroyed twice by GCC 12 must not mind it.
static_assert(std::is_trivially_destructible_v<sheaf::options> && !std::is_aggregate_v<sheaf::options>);

TEST_CASE("options: setters give a changed copy and leave the rest alone") {
  const auto plain = sheaf::options();
  const auto changed = plain.limit(3).timeout(2s).serial();
  CHECK(plain.get_limit() == sheaf::options::unlimited);
  CHECK_FALSE(plain.has_timeout());
  CHECK(changed.get_limit() == 3);
  CHECK(changed.get_timeout() == 2s);
  CHECK(changed.is_serial());
}

TEST_CASE("options().limit: zero and less are refused with a sentence (T42)") {
  // Mutation tried: refuse what is less than zero only.
  CHECK_THROWS_WITH_AS((void)sheaf::options().limit(0), "sheaf::options::limit: must be at least 1",
                       std::invalid_argument);
  CHECK_THROWS_AS((void)sheaf::options().limit(-1), std::invalid_argument);
  CHECK(sheaf::options().limit(5L).get_limit() == 5);
  CHECK(sheaf::options().limit(5U).get_limit() == 5);
}

TEST_CASE("options().errors(all): one gather_error with every error and index, in the order in which they came (T20)") {
  on_each_executor([](world& w) {
    // Mutation tried: remember the first only.
    auto late = [&]() -> asio::awaitable<int> {
      (void)co_await w.stubborn(2s, 0);
      throw std::logic_error("late");
    };
    spawned<std::tuple<int, int, int>> out;
    w.spawn(sheaf::gather(late(), w.logged("b", 1h), w.fails_after(1s, "first"), w.options().errors(sheaf::all)), out);
    w.advance(1s);
    w.advance(1s);
    try {
      (void)out.get();
      FAIL("nothing thrown");
    } catch (const sheaf::gather_error& e) {
      REQUIRE(e.errors().size() == 2);
      CHECK(e.errors()[0].index == 2);
      CHECK_THROWS_WITH_AS(std::rethrow_exception(e.errors()[0].error), "first", std::runtime_error);
      CHECK(e.errors()[1].index == 0);
      CHECK_THROWS_WITH_AS(std::rethrow_exception(e.errors()[1].error), "late", std::logic_error);
      CHECK(std::string(e.what()) == "2 failed: 2: first; 0: late");
    }
  });
}

TEST_CASE("options().errors(all): one error is still a gather_error; a cancellation alone is none (T28)") {
  on_each_executor([](world& w) {
    // Mutation tried: throw a single error as it was.
    CHECK_THROWS_WITH_AS(w.run(sheaf::gather(w.fails("only"), w.ready(1), w.options().errors(sheaf::all))),
                         "1 failed: 0: only", sheaf::gather_error);
    // Mutation tried: hide the timeout behind what a child threw because of it.
    const auto complains = [&]() -> asio::awaitable<int> {
      (void)co_await w.stubborn(2s, 0);
      throw std::logic_error("too slow");
    };
    spawned<std::tuple<int>> late;
    w.spawn(sheaf::gather(complains(), w.options().errors(sheaf::all).timeout(1s)), late);
    w.advance(1s);
    w.advance(1s);
    CHECK_THROWS_AS(late.get(), sheaf::timed_out);
    asio::cancellation_signal signal;
    spawned<std::tuple<int>> out;
    w.spawn(sheaf::gather(w.logged("a", 1h), w.options().errors(sheaf::all)), out, signal);
    signal.emit(asio::cancellation_type::terminal);
    w.poll();
    CHECK(support::is_aborted(out.error));
  });
}

TEST_CASE("options().failed: by default an error code is a value; with a predicate it is a failure (T26)") {
  on_each_executor([](world& w) {
    // Mutation tried: do not ask the predicate.
    const auto code = [&]() -> asio::awaitable<std::error_code> {
      co_await asio::post(asio::use_awaitable);
      co_return asio::error::make_error_code(asio::error::connection_refused);
    };
    CHECK(std::get<0>(w.run(sheaf::gather(code()))) == asio::error::make_error_code(asio::error::connection_refused));
    const auto refuses = [](const std::error_code& e) { return e; };
    spawned<std::tuple<std::error_code, int>> out;
    w.spawn(sheaf::gather(code(), w.logged("b", 1h), w.options().failed(refuses)), out);
    CHECK_THROWS_AS(out.get(), std::system_error);
    CHECK(w.log.size() % 2 == 0);  // b was cancelled, if it had begun

    int limit = 3;
    const auto large = [&limit](int v) { return v > limit; };
    const auto all = w.run(sheaf::settle(w.posts(2), w.posts(4), w.options().failed(large)));
    CHECK(std::get<0>(all).has_value());
    CHECK_THROWS_AS((void)std::get<1>(all).value(), sheaf::unwanted_result);

    const auto named = [](int v) { return v == 2 ? std::make_exception_ptr(std::logic_error("two")) : nullptr; };
    const auto won = w.run(sheaf::first_success(w.posts(2), w.posts(4), w.options().failed(named)));
    CHECK(won.index == 1);
  });
}

TEST_CASE("options().failed: an exception of the predicate is a failure of that child (T27)") {
  on_each_executor([](world& w) {
    // Mutation tried: take the value for good where the predicate throws.
    const auto throws = [](const int& v) -> bool {
      if (v == 1) throw std::logic_error("predicate");
      return false;
    };
    const auto all = w.run(sheaf::settle(w.posts(1), w.posts(2), w.options().failed(throws)));
    CHECK(std::get<0>(all).message() == "predicate");
    CHECK(*std::get<1>(all) == 2);
  });
}

TEST_CASE("an option that a call cannot honour is refused at the call") {
  world w(support::executor_kind::serial);
  const auto text = [](const std::string& s) { return s.empty(); };
  CHECK_THROWS_AS((void)sheaf::gather(w.ready(1), sheaf::options().failed(text)), std::invalid_argument);
  CHECK_THROWS_AS((void)sheaf::settle(w.ready(1), sheaf::options().errors(sheaf::all)), std::invalid_argument);
  CHECK_THROWS_AS((void)sheaf::race(w.ready(1), sheaf::options().errors(sheaf::all)), std::invalid_argument);
}
