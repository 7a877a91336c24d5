// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/rest/fetch_options.hpp; what each option does is shown where it does it.
#include <sheaf/rest/fetch_options.hpp>

#include <sheaf/gather.hpp>
#include <sheaf/rest/fetch.hpp>

#include "support/rest_fixture.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>

using namespace support;
using namespace std::chrono_literals;

TEST_CASE("options are set by name, and each setter gives a changed copy") {
  const rest::fetch_options plain;
  CHECK(plain.get_timeout() == sheaf::duration::max());
  CHECK(plain.get_soft_timeout() == sheaf::duration::max());
  CHECK(plain.get_pages() == 10'000);
  CHECK_FALSE(plain.get_limiter());
  const auto changed = plain.timeout(2s)
                           .soft_timeout(300ms)
                           .pages(7)
                           .limit(3)
                           .limiter(sheaf::limiter(5))
                           .retries(rest::retries().budget(1));
  CHECK(changed.get_timeout() == 2s);
  CHECK(changed.get_soft_timeout() == 300ms);
  CHECK(changed.get_pages() == 7);
  CHECK(changed.gather_options().get_limit() == 3);
  CHECK(changed.get_limiter()->limit() == 5);
  CHECK(changed.get_retries().get_budget() == 1);
  CHECK(plain.get_pages() == 10'000);
  CHECK_THROWS_AS(static_cast<void>(plain.pages(0)), std::invalid_argument);
  CHECK_THROWS_AS(static_cast<void>(plain.limit(0)), std::invalid_argument);
}

TEST_CASE("a limiter is shared by all fetches that have it: no more requests are under way than it has permits") {
  rest_fixture f;
  f.server.otherwise(script().read_request().stall().send(ok(R"({"books":[]})")).again());
  const sheaf::limiter two(2);
  const auto with = rest::fetch_options().limiter(two);
  spawned<rest::merged<book, book>> first, second;
  spawn(f.context, rest::fetch(f.api, rest::resources(books, books.named("more")), with), first);
  spawn(f.context, rest::fetch(f.api, rest::resources(books, books.named("more")), with), second);
  f.until([&] { return f.server.stalled() == 2; });
  f.settle();
  CHECK(f.server.requests().size() == 2);
  CHECK(two.waiting() == 2);
  f.server.release();
  f.until([&] { return f.server.requests().size() == 4 && f.server.stalled() == 2; });
  f.server.release();
  f.until([&] { return first.done && second.done; });
  CHECK(first.get());
  CHECK(second.get());
  CHECK(two.in_use() == 0);
}

TEST_CASE("who waits for a permit in vain times out, and says what it waited for") {
  rest_fixture f;
  f.server.otherwise(script().read_request().stall());
  const auto with = rest::fetch_options().limiter(sheaf::limiter(1)).timeout(2s).retries(rest::retries::none());
  spawned<rest::merged<book, book>> out;
  spawn(f.context, rest::fetch(f.api, rest::resources(books, books.named("more")), with), out);
  f.until([&] { return f.server.stalled() == 1; });
  f.advance(2s);
  f.until([&] { return out.done; });
  const auto merged = out.get();
  CHECK(merged.get<1>().status() == rest::list_status::timed_out);
  CHECK(merged.get<1>().message() == "library: no permit of the limiter after 2.0 s");
  CHECK(merged.get<1>().timing().calls.front().longest() == rest::call_step::limit);
}

TEST_CASE("an adaptive limiter learns that there is too much from 503, and nothing from other failures") {
  for (const bool away : {true, false}) {
    CAPTURE(away);
    rest_fixture f;
    f.on("/api/books",
         away ? "HTTP/1.1 503 Away\r\nContent-Length: 0\r\n\r\n" : "HTTP/1.1 404 None\r\nContent-Length: 0\r\n\r\n");
    const sheaf::limiter adaptive(sheaf::adaptive_limit().initial(16).time(&f.clock));
    const auto with = rest::fetch_options().limiter(adaptive).retries(rest::retries::none());
    CHECK_FALSE(f.wait_for(rest::fetch(f.api, rest::resources(books), with)));
    CHECK((adaptive.limit() < 16) == away);
  }
}
