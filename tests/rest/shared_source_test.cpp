// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/rest/shared_source.hpp.
#include <sheaf/rest/shared_source.hpp>

#include <sheaf/rest/fetch.hpp>

#include "support/rest_fixture.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace support;
using namespace std::chrono_literals;
using shared_api = rest::shared_source<rest::http_source>;

static_assert(rest::shareable_source<rest::http_source>);
static_assert(rest::shareable_source<shared_api>);

namespace {

struct asking {
  asking(rest_fixture& f, const shared_api& from, const rest::query<book>& what,
         const rest::fetch_options& options = once) {
    spawn(f.context, rest::list(from, what, options), out, signal.slot());
  }
  asio::cancellation_signal signal;
  spawned<rest::listing<book>> out;
};

std::string field_in(std::string_view request, std::string_view name) {
  const std::string line = "\r\n" + std::string(name) + ": ";
  const std::size_t at = request.find(line);
  if (at == request.npos) return {};
  return std::string(request.substr(at + line.size(), request.find("\r\n", at + 2) - at - line.size()));
}

}  // namespace

TEST_CASE("equal reads at the same time share one request, and each gets all of its answer") {
  rest_fixture f;
  f.server.otherwise(script().read_request().stall().send(one_book).again());
  const shared_api shared(f.api);
  asking first(f, shared, books), second(f, shared, books);
  f.until([&] { return f.server.stalled() == 1; });
  asking third(f, shared, books);
  f.settle();
  CHECK(f.server.requests().size() == 1);
  f.server.release();
  f.until([&] { return first.out.done && second.out.done && third.out.done; });
  CHECK(ids(first.out.get()) == std::vector<std::string>{"a"});
  CHECK(ids(second.out.get()) == std::vector<std::string>{"a"});
  CHECK(ids(third.out.get()) == std::vector<std::string>{"a"});
  CHECK(shared.bytes() == 0);
}

TEST_CASE("nothing is kept unless it is asked for") {
  rest_fixture f;
  f.on("/api/books", one_book);
  const shared_api shared(f.api);
  f.wait_for(rest::list(shared, books));
  f.wait_for(rest::list(shared, books));
  CHECK(f.targets().size() == 2);
}

TEST_CASE("reads are equal in everything that could change the answer, or they are not shared") {
  rest_fixture f;
  f.on("/api/books", one_book);
  f.on("/api/books?x=1", one_book);
  constexpr rest::resource<book> newer{.service = "library", .path = "/books", .key = "books", .version = "2"};
  constexpr rest::resource<book> elsewhere{.service = "archive", .path = "/books", .key = "books"};
  const shared_api shared(f.api, rest::share_options().keep(1h));
  f.wait_for(rest::list(shared, books));
  CHECK(f.targets().size() == 1);
  f.wait_for(rest::list(shared, books.with("x", "1")));
  CHECK(f.targets().size() == 2);
  f.wait_for(rest::list(shared, newer));
  CHECK(f.targets().size() == 3);
  f.wait_for(rest::list(shared, elsewhere));
  CHECK(f.targets().size() == 4);
  for (const auto& again :
       {rest::query<book>(books), books.with("x", "1"), rest::query<book>(newer), rest::query<book>(elsewhere)}) {
    f.wait_for(rest::list(shared, again));
  }
  CHECK(f.targets().size() == 4);
  CHECK(f.api.header("X-Key", "1").identity() != f.api.header("X-Key", "2").identity());
}

TEST_CASE("an answer is good for as long as it is kept, for copies too, and is then asked for anew") {
  rest_fixture f;
  f.on("/api/books", one_book);
  const shared_api shared(f.api, rest::share_options().keep(10s));
  const shared_api copy = shared;
  f.wait_for(rest::list(shared, books));
  f.clock.advance(9999ms);
  CHECK(ids(f.wait_for(rest::list(copy, books))) == std::vector<std::string>{"a"});
  CHECK(f.targets().size() == 1);
  f.clock.advance(1ms);
  f.wait_for(rest::list(copy, books));
  CHECK(f.targets().size() == 2);
  f.wait_for(rest::list(shared, books));
  CHECK(f.targets().size() == 2);
  shared.clear();
  CHECK(copy.bytes() == 0);
  f.wait_for(rest::list(copy, books));
  CHECK(f.targets().size() == 3);
}

TEST_CASE("an old answer with an ETag or a date is asked for on condition, and is good again where it has not changed") {
  rest_fixture f;
  int asked = 0;
  f.server.otherwise(script().answer([&](std::string_view) -> std::string {
    ++asked;
    if (asked == 2) return "HTTP/1.1 304 Not Modified\r\n\r\n";
    const std::string body = asked == 1 ? R"({"books":[{"id":"a"}]})" : R"({"books":[{"id":"b"}]})";
    return "HTTP/1.1 200 OK\r\nETag: W/\"one\"\r\nLast-Modified: Sat, 28 Nov 2026 10:00:00 GMT\r\nContent-Length: 22\r\n\r\n" +
           body;
  }).again());
  const shared_api shared(f.api, rest::share_options().keep(10s));
  CHECK(ids(f.wait_for(rest::list(shared, books))) == std::vector<std::string>{"a"});
  CHECK(field_in(f.server.requests()[0], "If-None-Match").empty());
  f.clock.advance(11s);
  CHECK(ids(f.wait_for(rest::list(shared, books))) == std::vector<std::string>{"a"});
  CHECK(field_in(f.server.requests()[1], "If-None-Match") == "W/\"one\"");
  CHECK(field_in(f.server.requests()[1], "If-Modified-Since") == "Sat, 28 Nov 2026 10:00:00 GMT");
  f.clock.advance(9s);
  CHECK(ids(f.wait_for(rest::list(shared, books))) == std::vector<std::string>{"a"});
  CHECK(asked == 2);
  f.clock.advance(1s);
  CHECK(ids(f.wait_for(rest::list(shared, books))) == std::vector<std::string>{"b"});
  CHECK(asked == 3);
}

TEST_CASE("a 304 that nobody asked for is an error, as it is without sharing") {
  rest_fixture f;
  f.on("/api/books", "HTTP/1.1 304 Not Modified\r\n\r\n");
  const shared_api shared(f.api, rest::share_options().keep(10s));
  CHECK(thrown<rest::status_error>([&] { f.wait_for(rest::list(shared, books, once)); }).starts_with("library: 304"));
  CHECK(thrown<rest::status_error>([&] { f.wait_for(rest::list(f.api, books, once)); }).starts_with("library: 304"));
}

TEST_CASE("what fails fails all who wait for it, and is not kept") {
  rest_fixture f;
  f.server.play(script().read_request().stall().send("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"));
  const shared_api shared(f.api, rest::share_options().keep(10s));
  asking first(f, shared, books), second(f, shared, books);
  f.until([&] { return f.server.stalled() == 1; });
  f.server.release();
  f.until([&] { return first.out.done && second.out.done; });
  CHECK(thrown<rest::status_error>([&] { first.out.get(); }).starts_with("library: 500"));
  CHECK(thrown<rest::status_error>([&] { second.out.get(); }).starts_with("library: 500"));
  f.on("/api/books", one_book);
  CHECK(f.wait_for(rest::list(shared, books)).size() == 1);
}

TEST_CASE("who is cancelled, or out of time, leaves the request to the others; when none is left it is cancelled") {
  rest_fixture f;
  f.server.otherwise(script().read_request().stall().send(one_book));
  const shared_api shared(f.api);
  asking hasty(f, shared, books, once.timeout(1s)), fickle(f, shared, books), patient(f, shared, books);
  f.until([&] { return f.server.stalled() == 1; });
  f.advance(1s);
  f.until([&] { return hasty.out.done; });
  CHECK(thrown<rest::source_error>([&] { hasty.out.get(); }) ==
        "library: no answer that others wait for too after 1.0 s");
  fickle.signal.emit(asio::cancellation_type::terminal);
  f.until([&] { return fickle.out.done; });
  CHECK(f.client.stats().in_use == 1);
  patient.signal.emit(asio::cancellation_type::terminal);
  f.until([&] { return patient.out.done; });
  f.until([&] { return f.client.stats().in_use == 0; });
}

TEST_CASE("no more bytes are kept than were allowed: what was not asked for the longest goes first") {
  rest_fixture f;
  for (const char* x : {"1", "2", "3"}) f.on("/api/books?x=" + std::string(x), one_book);
  const shared_api shared(f.api, rest::share_options().keep(1h).most_bytes(50));
  const auto ask = [&](const char* x) { f.wait_for(rest::list(shared, books.with("x", x))); };
  ask("1");
  ask("2");
  CHECK(shared.bytes() == 44);
  ask("1");
  ask("3");
  CHECK(shared.bytes() == 44);
  CHECK(f.targets().size() == 3);
  ask("1");
  CHECK(f.targets().size() == 3);
  ask("2");
  CHECK(f.targets().size() == 4);
  const shared_api tiny(f.api, rest::share_options().keep(1h).most_bytes(10));
  f.wait_for(rest::list(tiny, books.with("x", "1")));
  CHECK(tiny.bytes() == 0);
}

TEST_CASE("when the last handle goes, what is under way ends, and its time can be told from without") {
  rest_fixture f;
  f.server.otherwise(script().read_request().stall());
  {
    const shared_api shared(f.api);
    asking one(f, shared, books);
    f.until([&] { return f.server.stalled() == 1; });
    one.signal.emit(asio::cancellation_type::terminal);
    f.until([&] { return one.out.done; });
  }
  f.until([&] { return f.client.stats().in_use == 0; });
  f.settle();
  CHECK(f.clock.waiting() == 0);
}
