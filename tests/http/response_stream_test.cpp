// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/http/response_stream.hpp: bodies that are read in pieces.
#include <sheaf/http/client.hpp>
#include <sheaf/http/response_stream.hpp>

#include "support/http_fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace http = sheaf::http;
using namespace std::chrono_literals;
using support::http_fixture;
using support::ok;
using support::script;

static_assert(std::is_nothrow_move_constructible_v<http::response_stream> &&
              !std::is_copy_constructible_v<http::response_stream>);

namespace {

// A stream, opened.
struct opened {
  opened(http_fixture& on, http::request r) : f(on) {
    support::spawned<http::response_stream> out;
    support::spawn(f.context, f.client.stream(std::move(r)), out);
    f.until([&] { return out.done; });
    stream.emplace(out.get());
  }
  opened(http_fixture& on, http::response_stream s) : f(on), stream(std::move(s)) {}
  explicit opened(http_fixture& on, std::string_view target = "/") : opened(on, http::request::get(on.server.url(target))) {}

  // The next piece, awaited; nothing at the end.
  std::optional<std::string> next() {
    support::spawned<std::optional<std::string_view>> out;
    support::spawn(f.context, stream->next(), out);
    f.until([&] { return out.done; });
    const auto piece = out.get();
    return piece ? std::optional<std::string>(*piece) : std::nullopt;
  }
  std::string rest() {
    std::string all;
    while (const auto piece = next()) {
      CHECK_FALSE(piece->empty());
      largest = std::max(largest, piece->size());
      all += *piece;
    }
    return all;
  }
  http::error failure() {
    try {
      rest();
    } catch (const http::error& e) {
      return e;
    }
    throw std::logic_error("an end instead of an error");
  }

  http_fixture& f;
  std::optional<http::response_stream> stream;
  std::size_t largest = 0;
};

const std::string in_chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

}  // namespace

TEST_CASE("a stream gives the head at once, then the body in pieces, however it is framed, and then nothing") {
  for (const std::size_t piece : {std::size_t(0), std::size_t(1), std::size_t(7)}) {
    for (const auto& answer : {ok("hello"), in_chunks + "3\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: t\r\n\r\n",
                               std::string("HTTP/1.1 200 OK\r\n\r\nhello")}) {
      CAPTURE(answer);
      http_fixture f;
      f.server.play(script().read_request().send("HTTP/1.1 103 Early Hints\r\n\r\n" + answer, piece));
      opened o(f, "/image?x=1");
      CHECK(o.stream->status() == 200);
      CHECK(o.stream->ok());
      CHECK(o.stream->reason() == "OK");
      CHECK(o.stream->url().target() == "/image?x=1");
      CHECK(o.rest() == "hello");
      CHECK(o.next() == std::nullopt);
    }
  }
}

TEST_CASE("a response without a body is a stream without pieces") {
  http_fixture f;
  f.server.play(script().read_request().send("HTTP/1.1 204 No Content\r\n\r\n").read_request().send(ok("")));
  for (int i = 0; i < 2; ++i) CHECK(opened(f).next() == std::nullopt);
  CHECK(f.server.connections() == 1);
}

TEST_CASE("the head is given before a byte of the body has come, and a piece before the next one") {
  http_fixture f;
  f.server.play(
      script().read_request().send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n").stall().send("one").stall().send("two"));
  opened o(f);
  f.until([&] { return f.server.stalled() == 1; });
  f.server.release();
  CHECK(o.next() == "one");
  f.until([&] { return f.server.stalled() == 1; });
  f.server.release();
  CHECK(o.next() == "two");
  CHECK(o.next() == std::nullopt);
}

TEST_CASE("a body beyond every limit and every buffer comes in pieces of at most one buffer") {
  http::limits small;
  small.body_bytes = 1000;
  const std::string large = std::string(3'000'000, 'a') + "z";
  for (const auto& answer : {ok(large), in_chunks + "2dc6c1\r\n" + large + "\r\n0\r\n\r\n"}) {
    http_fixture f(http::client_options().limits(small));
    f.server.play(script().read_request().send(answer).read_request().send(ok("next")));
    opened o(f);
    CHECK((o.rest() == large));
    CHECK(o.largest <= 16 * 1024);
    CHECK(f.get().text() == "next");
    CHECK(f.server.connections() == 1);
  }
}

TEST_CASE("who does not read holds the server up: nothing is read that nobody asked for, beyond one buffer") {
  http_fixture f;
  const std::size_t size = 30'000'000;
  f.server.play(script().read_request().send(ok(std::string(size, 'x'))).stall());
  opened o(f);
  CHECK(o.next().has_value());
  f.settle();
  CHECK(f.server.stalled() == 0);  // it still sends: the sockets' buffers are full, and ours took no more
  CHECK(o.rest().size() < size);
  f.until([&] { return f.server.stalled() == 1; });
}

TEST_CASE("read to its end with its trailers a stream gives its connection back; a byte earlier it closes it") {
  const std::string answer = in_chunks + "5\r\nhello\r\n0\r\nTrailer: t\r\n\r\n";
  http_fixture f;
  f.server.play(script().read_request().send(answer).read_request().send(ok("next")));
  {
    opened o(f);
    CHECK(o.rest() == "hello");
    CHECK(f.client.stats().idle == 1);
  }
  CHECK(f.get().text() == "next");
  CHECK(f.server.connections() == 1);
  f.client.close_idle();

  f.server.play(script().read_request().send(answer.substr(0, answer.size() - 1)).stall().send("\n").until_closed());
  f.server.play(script().read_request().send(ok("next")));
  {
    opened o(f);
    CHECK(o.next() == "hello");
    CHECK(f.client.stats().in_use == 1);
  }
  CHECK(f.client.stats().open == 0);
  CHECK(f.get().text() == "next");
  CHECK(f.server.connections() == 3);
}

TEST_CASE("a stream given up closes its connection: destroyed, moved over, closed, or cancelled while it waits") {
  for (int how = 0; how < 4; ++how) {
    CAPTURE(how);
    http_fixture f;
    f.server.otherwise(script().read_request().send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n").until_closed());
    opened o(f);
    CHECK(f.client.stats().in_use == 1);
    if (how == 0) o.stream.reset();
    if (how == 1) {
      opened other(f, "/other");
      CHECK(f.client.stats().in_use == 2);
      *o.stream = std::move(*other.stream);
      CHECK(f.client.stats().in_use == 1);
      o.stream.reset();
    }
    if (how == 2) {
      o.stream->close();
      CHECK_THROWS_AS(o.next(), std::logic_error);
    }
    if (how == 3) {
      support::spawned<std::optional<std::string_view>> out;
      asio::cancellation_signal signal;
      support::spawn(f.context, o.stream->next(), out, signal.slot());
      f.settle();
      signal.emit(asio::cancellation_type::terminal);
      f.until([&] { return out.done; });
      try {
        out.get();
        FAIL("a piece instead of an error");
      } catch (const asio::system_error& e) {
        CHECK(e.code() == asio::error::operation_aborted);
      }
    }
    CHECK(f.client.stats().open == 0);
    f.until([&] { return f.clock.waiting() == 0; });
    f.until([&] { return f.server.open() == 0; });
  }
}

TEST_CASE("between pieces no timer runs, and while one is awaited the limit between bytes does") {
  http_fixture f;
  f.server.play(script().read_request().send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf").until_closed());
  opened o(f);
  CHECK(o.next() == "half");
  f.settle();
  CHECK(f.clock.waiting() == 0);
  f.advance(60s);
  support::spawned<std::optional<std::string_view>> out;
  support::spawn(f.context, o.stream->next(), out);
  f.advance(30s - 1ms);
  CHECK_FALSE(out.done);
  f.advance(1ms);
  REQUIRE(out.done);
  try {
    out.get();
    FAIL("a piece instead of an error");
  } catch (const http::error& e) {
    CHECK(e.timed_out());
    CHECK(e.phase() == http::phase::body);
    CHECK(std::string(e.what()).find("no further byte of the body") == 0);
    CHECK(std::string(e.what()).ends_with("after 30.0 s"));
  }
  CHECK(f.client.stats().open == 0);
  CHECK_THROWS_AS(o.next(), std::logic_error);
}

TEST_CASE("the whole time goes on between the pieces") {
  http_fixture f;
  f.server.play(script().read_request().send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf").until_closed());
  opened o(f);
  CHECK(o.next() == "half");
  f.advance(120s);
  const http::error e = o.failure();
  CHECK(e.timed_out());
  CHECK(std::string(e.what()).ends_with("of 120.0 s"));
}

TEST_CASE("a stream that is cut off says behind how many bytes, and what is no chunk is refused where it comes") {
  http_fixture f;
  f.server.play(script().read_request().send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf").close());
  http::error e = opened(f).failure();
  CHECK(e.errc() == http::errc::truncated);
  CHECK(std::string(e.what()).find("after 4 bytes of its body") != std::string::npos);
  CHECK_FALSE(e.retry_safe());

  f.server.play(script().read_request().send(in_chunks + "5\r\nhello\r\n").stall().send("zz\r\n").until_closed());
  opened o(f);
  CHECK(o.next() == "hello");
  f.until([&] { return f.server.stalled() == 1; });
  f.server.release();
  e = o.failure();
  CHECK(e.errc() == http::errc::bad_chunk);
  CHECK(f.client.stats().open == 0);
}

TEST_CASE("a stream goes on without its client") {
  http_fixture f;
  f.server.play(script().read_request().send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n").stall().send("hello").until_closed());
  auto client = std::make_unique<http::client>(f.context.get_executor(), http::client_options().time(&f.clock));
  support::spawned<http::response_stream> out;
  support::spawn(f.context, client->stream(http::request::get(f.server.url())), out);
  f.until([&] { return f.server.stalled() == 1 && out.done; });
  client.reset();
  f.server.release();
  opened o(f, out.get());
  CHECK(o.rest() == "hello");
  f.until([&] { return f.server.open() == 0; });
}

TEST_CASE("a kept connection that was closed meanwhile is replaced for a stream as well") {
  http_fixture f;
  f.server.play(script().read_request().send(ok("first")).read_request().close());
  f.server.play(script().read_request().send(ok("second")));
  f.get();
  opened o(f);
  CHECK(o.rest() == "second");
  CHECK_FALSE(o.stream->reused());
}
