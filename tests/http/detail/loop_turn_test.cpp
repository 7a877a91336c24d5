// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/http/detail/loop_turn.hpp.
#include <sheaf/http/detail/loop_turn.hpp>

#include <doctest/doctest.h>

#include <memory>

using sheaf::http::detail::loop_turn;

namespace {

struct counter : loop_turn::listener {
  int ends = 0;
  void turn_ended() noexcept override { ++ends; }
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
