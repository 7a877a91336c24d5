// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/rest/stream.hpp.
#include <sheaf/rest/stream.hpp>

#include <sheaf/rest/to_json.hpp>

#include "support/rest_fixture.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace support;
using namespace std::chrono_literals;
using rest::list_status;

namespace {

const std::string one_author = ok(R"({"authors":[{"id":1}]})");

// Books are asked for first, and their answer waits until it is released; authors come at once.
struct stream_fixture : rest_fixture {
  stream_fixture() {
    server.play(script().read_request().stall().send(one_book));
    server.play(script().read_request().send(one_author));
  }
  std::vector<std::string> seen;
};

std::string named(const rest::part* p) {
  return p ? p->name() + ": " + std::string(to_string(p->status())) : "nothing";
}

}  // namespace

TEST_CASE("a stream gives each list when it is there, and ends as a fetch") {
  stream_fixture f;
  const auto body = [&](auto& view) -> asio::awaitable<void> {
    while (const rest::part* part = co_await view.next()) {
      f.seen.push_back(named(part));
      CHECK(part == view.so_far().parts()[f.seen.size() == 1 ? 1 : 0]);
      f.server.release();
    }
    CHECK(view.missing().empty());
  };
  auto merged = f.wait_for(rest::stream(f.api, both, body));
  CHECK(f.seen == std::vector<std::string>{"authors: complete", "books: complete"});
  CHECK(merged);
  CHECK(merged.get<0>().size() == 1);
  CHECK(merged.get<1>().size() == 1);
}

TEST_CASE("after the soft timeout there is an answer with what has come; what is late is pending, and comes") {
  stream_fixture f;
  std::string early;
  const auto body = [&](auto& view) -> asio::awaitable<void> {
    while (const rest::part* part = co_await view.next_in_time()) f.seen.push_back(named(part));
    REQUIRE(view.missing().size() == 1);
    f.seen.push_back("late: " + named(view.missing().front()));
    early = rest::to_json(view.so_far());
    CHECK_FALSE(co_await view.next_in_time());
    f.server.release();
    while (const rest::part* part = co_await view.next()) f.seen.push_back(named(part));
  };
  under_way work(f, rest::stream(f.api, both, body, rest::fetch_options().soft_timeout(300ms).timeout(5s)));
  f.until([&] { return f.seen.size() == 1; });
  f.advance(299ms);
  CHECK(f.seen.size() == 1);
  f.advance(1ms);
  f.until([&] { return work.out.done; });
  CHECK(f.seen == std::vector<std::string>{"authors: complete", "late: books: pending", "books: complete"});
  CHECK(early.starts_with(R"({"books":[],"authors":[{"id":1}],"errors":{"books":{"status":"pending","message":""}})"));
  CHECK(work.out.get());
}

TEST_CASE("without a soft timeout every list is in time") {
  stream_fixture f;
  const auto body = [&](auto& view) -> asio::awaitable<void> {
    while (const rest::part* part = co_await view.next_in_time()) {
      f.seen.push_back(named(part));
      f.server.release();
    }
  };
  CHECK(f.wait_for(rest::stream(f.api, both, body)));
  CHECK(f.seen.size() == 2);
}

TEST_CASE("at the hard timeout the lists that are missing come, and say so") {
  stream_fixture f;
  const auto body = [&](auto& view) -> asio::awaitable<void> {
    while (const rest::part* part = co_await view.next()) f.seen.push_back(named(part));
  };
  under_way work(f, rest::stream(f.api, both, body, rest::fetch_options().timeout(1s).soft_timeout(100ms)));
  f.until([&] { return f.seen.size() == 1; });
  f.advance(1s);
  f.until([&] { return work.out.done; });
  CHECK(f.seen == std::vector<std::string>{"authors: complete", "books: timed_out"});
  CHECK(work.out.get().get<0>().status() == list_status::timed_out);
}

TEST_CASE("what the body does not wait for is cancelled and says so, begun or not") {
  stream_fixture f;
  const auto body = [&](auto& view) -> asio::awaitable<void> { f.seen.push_back(named(co_await view.next())); };
  auto merged = f.wait_for(rest::stream(f.api, both, body));
  CHECK(f.seen == std::vector<std::string>{"authors: complete"});
  CHECK(merged.get<0>().status() == list_status::cancelled);
  CHECK(merged.get<0>().message() == "library: cancelled");
  CHECK(f.client.stats().in_use == 0);

  rest_fixture g;
  const auto nothing = [](auto&) -> asio::awaitable<void> { co_return; };
  auto none = g.wait_for(rest::stream(g.api, both, nothing, rest::fetch_options().limit(1)));
  CHECK(none.get<0>().status() == list_status::cancelled);
  CHECK(none.get<1>().status() == list_status::cancelled);
}

TEST_CASE("a stream throws what its body throws, and when it is cancelled that") {
  stream_fixture f;
  const auto fails = [&](auto& view) -> asio::awaitable<void> {
    (void)co_await view.next();
    throw std::runtime_error("enough");
  };
  CHECK(thrown<std::runtime_error>([&] { f.wait_for(rest::stream(f.api, both, fails)); }) == "enough");
  CHECK(f.client.stats().in_use == 0);

  stream_fixture g;
  const auto waits = [&](auto& view) -> asio::awaitable<void> {
    while (const rest::part* part = co_await view.next()) g.seen.push_back(named(part));
  };
  under_way work(g, rest::stream(g.api, both, waits));
  g.until([&] { return g.seen.size() == 1; });
  work.signal.emit(asio::cancellation_type::terminal);
  g.until([&] { return work.out.done; });
  CHECK_THROWS_AS(work.out.get(), asio::system_error);
  CHECK(g.client.stats().in_use == 0);
}

TEST_CASE("destroying the loop in the middle of a stream leaks nothing and touches nothing dead") {
  spawned<rest::merged<book, author>> out;
  stream_fixture f;
  const auto body = [&](auto& view) -> asio::awaitable<void> {
    while (const rest::part* part = co_await view.next_in_time()) f.seen.push_back(named(part));
  };
  spawn(f.context, rest::stream(f.api, both, body, rest::fetch_options().soft_timeout(1s)), out);
  f.until([&] { return f.seen.size() == 1; });
}
