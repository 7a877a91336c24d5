// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/http/detail/loop_turn.hpp.
#include <sheaf/http/detail/loop_turn.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <new>

using sheaf::http::detail::loop_turn;

namespace {

struct counter : loop_turn::listener {
  int ends = 0;
  void turn_ended() noexcept override { ++ends; }
};

// Has no memory for anything that is to run.
struct full_executor {
  asio::io_context* context;

  asio::execution_context& query(asio::execution::context_t) const noexcept { return *context; }
  static constexpr asio::execution::blocking_t query(asio::execution::blocking_t) noexcept {
    return asio::execution::blocking.never;
  }
  full_executor require(asio::execution::blocking_t::never_t) const noexcept { return *this; }
  template <class F>
  void execute(F&&) const {
    throw std::bad_alloc();
  }
  friend bool operator==(const full_executor& a, const full_executor& b) noexcept { return a.context == b.context; }
};

}  // namespace

TEST_CASE("a turn has one number until what was ready when it was asked after has run") {
  asio::io_context context{1};
  const auto turn = std::make_shared<loop_turn>(context.get_executor());
  asio::post(context, [&] { CHECK(turn->is(1)); });
  const auto first = turn->number();
  CHECK(first == 1);
  CHECK(turn->number() == first);
  CHECK(turn->is(first));
  context.poll();
  CHECK_FALSE(turn->is(first));
  CHECK(turn->number() == first + 1);
}

TEST_CASE("a turn nobody asks after takes nothing and keeps no context running") {
  asio::io_context context{1};
  const auto turn = std::make_shared<loop_turn>(context.get_executor());
  CHECK(context.run() == 0);
  context.restart();
  CHECK(turn->number() == 1);
  CHECK(turn->number() == 1);
  CHECK(context.run() == 1);
}

TEST_CASE("a listener is told once of each turn that was asked after, and not when it has left") {
  asio::io_context context{1};
  const auto turn = std::make_shared<loop_turn>(context.get_executor());
  counter heard;
  turn->tell(&heard);
  CHECK(turn->number() == 1);
  CHECK(turn->number() == 1);
  context.poll();
  CHECK(heard.ends == 1);
  context.restart();
  CHECK(turn->number() == 2);
  turn->tell(nullptr);
  context.poll();
  CHECK(heard.ends == 1);
}

TEST_CASE("the end of a turn finds nobody where the turn is gone, or its context") {
  auto context = std::make_unique<asio::io_context>(1);
  auto turn = std::make_shared<loop_turn>(context->get_executor());
  CHECK(turn->number() == 1);
  turn.reset();
  context->poll();
  turn = std::make_shared<loop_turn>(context->get_executor());
  CHECK(turn->number() == 1);
  context.reset();
}

TEST_CASE("a turn whose end cannot be seen for want of memory has no number, so that nothing is taken for being in it") {
  asio::io_context context{1};
  const auto turn = std::make_shared<loop_turn>(full_executor{&context});
  CHECK(turn->number() == 0);
  CHECK(turn->number() == 0);
  CHECK_FALSE(turn->is(turn->number()));
}
