// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/rest/call_timing.hpp.
#include <sheaf/rest/call_timing.hpp>

#include <sheaf/rest/fetch.hpp>

#include "support/rest_fixture.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <set>
#include <string>
#include <string_view>
#include <utility>

using namespace support;
using namespace std::chrono_literals;
using rest::call_step;

TEST_CASE("every step has words of its own") {
  std::set<std::string_view> words;
  for (std::size_t i = 0; i != rest::call_steps; ++i) words.insert(in_words(static_cast<call_step>(i)));
  CHECK(words.size() == rest::call_steps);
  CHECK(words.count("") == 0);
  CHECK(in_words(call_step::answer) == "waiting for the first byte");
  CHECK(in_words(call_step::pause) == "pausing before another try");
}

TEST_CASE("the time between two steps goes to the first, and all of it is told once") {
  rest::call_watch watch;
  const sheaf::time_point begin{1000h};
  watch.begin(3, begin, begin + 5ms);
  watch.again();
  watch.enter(call_step::connect, begin + 7ms);
  watch.enter(call_step::answer, begin + 10ms);
  watch.enter(call_step::connect, begin + 110ms);
  watch.again();
  const rest::call_timing timing = watch.end(17, begin + 111ms);
  CHECK(timing.page == 3);
  CHECK(timing.tries == 2);
  CHECK(timing.bytes == 17);
  CHECK(timing.start == 5ms);
  CHECK(timing.took == 106ms);
  CHECK(timing.in(call_step::limit) == 2ms);
  CHECK(timing.in(call_step::connect) == 4ms);
  CHECK(timing.in(call_step::answer) == 100ms);
  CHECK(timing.in(call_step::body) == 0ms);
  CHECK(timing.longest() == call_step::answer);
}

TEST_CASE("each page of a list tells where its time went, tries and pauses included") {
  rest_fixture f;
  int asked = 0;
  f.server.otherwise(script().answer([&](std::string_view) -> std::string {
    ++asked;
    f.clock.advance(asked == 2 ? 70ms : 20ms);
    if (asked == 1) return ok(R"({"books":[],"books_links":[{"rel":"next","href":"?marker=1"}]})");
    if (asked == 2) return "HTTP/1.1 503 Away\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n";
    return ok(R"({"books":[{"id":"a"}]})");
  }).again());
  spawned<rest::listing<book>> out;
  spawn(f.context, rest::list(f.api, books), out);
  f.until([&] { return asked == 2 && f.clock.waiting() != 0 && f.client.stats().in_use == 0; });
  const sheaf::duration pause = *f.clock.next() - f.clock.now();
  CHECK(pause >= 1s);
  f.advance(pause);
  f.until([&] { return out.done; });
  const auto calls = out.get().timing().calls;
  REQUIRE(calls.size() == 2);
  CHECK(calls[0].page == 1);
  CHECK(calls[0].tries == 1);
  CHECK(calls[0].start == 0ms);
  CHECK(calls[0].in(call_step::answer) == 20ms);
  CHECK(calls[0].took == 20ms);
  CHECK(calls[0].bytes == 62);
  CHECK(calls[1].page == 2);
  CHECK(calls[1].tries == 2);
  CHECK(calls[1].start == 20ms);
  CHECK(calls[1].in(call_step::answer) == 90ms);
  CHECK(calls[1].in(call_step::pause) == pause);
  CHECK(calls[1].longest() == call_step::pause);
}

TEST_CASE("every event of the client that begins a step is one") {
  CHECK(rest::step_at(http::event_kind::queue) == call_step::queue);
  CHECK(rest::step_at(http::event_kind::tls) == call_step::tls);
  CHECK(rest::step_at(http::event_kind::sent) == call_step::answer);
  CHECK(rest::step_at(http::event_kind::first_byte) == call_step::body);
  CHECK(rest::step_at(http::event_kind::done) == call_step::read);
  CHECK_FALSE(rest::step_at(http::event_kind::failed));
}
