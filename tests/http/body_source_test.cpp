// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/http/body_source.hpp: requests whose body is made while it is sent.
#include <sheaf/http/body_source.hpp>
#include <sheaf/http/client.hpp>

#include "support/http_fixture.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace http = sheaf::http;
using namespace std::chrono_literals;
using support::http_fixture;
using support::ok;
using support::script;

namespace {

// Pieces, and how often they were begun with and asked for.
struct pieces {
  explicit pieces(std::vector<std::string> all) : given(std::move(all)) {}
  pieces(const pieces&) = delete;
  pieces& operator=(const pieces&) = delete;

  http::body_source source() {
    return http::body_source([this]() -> asio::awaitable<std::string_view> {
      ++asked;
      co_return at == given.size() ? std::string_view() : given[at++];
    });
  }
  http::body_source again() {
    return source().rewind([this] {
      ++rewound;
      at = 0;
    });
  }

  std::vector<std::string> given;
  std::size_t at = 0;
  int asked = 0;
  int rewound = 0;
};

http::request put(http_fixture& f, http::body_source source) {
  return http::request("PUT", http::url::parse(f.server.url())).body(std::move(source));
}

using support::contains;

const std::string unsaid = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

}  // namespace

TEST_CASE("a body of a known length goes out with it, piece after piece") {
  http_fixture f;
  pieces p({"one ", "two ", std::string(100'000, '3')});
  f.server.play(script().read_request().send(ok("x")).read_request().send(ok("y")));
  CHECK(f.start(put(f, p.source().size(100'008))).get().text() == "x");
  CHECK(contains(f.server.requests()[0], "\r\nContent-Length: 100008\r\n"));
  CHECK_FALSE(contains(f.server.requests()[0], "Transfer-Encoding"));
  CHECK(f.server.requests()[0].ends_with("\r\n\r\none two " + std::string(100'000, '3')));
  CHECK(f.get().text() == "y");
  CHECK(f.server.connections() == 1);
}

TEST_CASE("a body of unknown length goes out in chunks") {
  http_fixture f;
  pieces p({"one ", std::string(20, '2')});
  std::string got;
  f.server.play(script().read_head().stall().send(ok("x")));
  // The scripted server reads bodies by their length only; what else comes is looked at by a plain one.
  asio::ip::tcp::acceptor acceptor(f.context, {asio::ip::address_v4::loopback(), 0});
  const auto serve = [&]() -> asio::awaitable<void> {
    asio::ip::tcp::socket socket = co_await acceptor.async_accept(asio::use_awaitable);
    while (!got.ends_with("0\r\n\r\n")) {
      char space[4096];
      const std::size_t n = co_await socket.async_read_some(asio::buffer(space), asio::use_awaitable);
      got.append(space, n);
    }
    const std::string answer = ok("x");
    co_await socket.async_send(asio::buffer(answer), asio::use_awaitable);
  };
  support::spawned<void> served;
  support::spawn(f.context, serve(), served);
  const std::string url = "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) + "/";
  CHECK(f.start(http::request("POST", http::url::parse(url)).body(p.source())).get().text() == "x");
  CHECK(contains(got, "\r\nTransfer-Encoding: chunked\r\n"));
  CHECK_FALSE(contains(got, "Content-Length"));
  CHECK(got.ends_with("\r\n\r\n4\r\none \r\n14\r\n22222222222222222222\r\n0\r\n\r\n"));
}

TEST_CASE("a source is asked for the next piece when the one before was taken") {
  http_fixture f({}, sheaf::testing::scripted_server_options().receive_buffer(4096));
  pieces p(std::vector<std::string>(100, std::string(1'000'000, 'x')));
  f.server.play(script().read_head().stall());
  support::call c = f.start(put(f, p.source().size(100'000'000)));
  f.until([&] { return f.server.stalled() == 1; });
  f.settle();
  CHECK_FALSE(c.done());
  CHECK(p.asked < 50);  // the sockets' buffers take some, and no more
  f.advance(30s);
  const http::error e = c.failure();
  CHECK(e.phase() == http::phase::write);
  CHECK(e.timed_out());
}

TEST_CASE("a source that gives more or less than it said is an error, and the connection is gone") {
  for (const std::uint64_t said : {std::uint64_t(3), std::uint64_t(5)}) {
    http_fixture f;
    pieces p({"four"});
    f.server.otherwise(script().read_request().send(ok("x")).until_closed());
    const http::error e = f.failure(put(f, p.source().size(said)));
    CHECK(e.errc() == http::errc::invalid_request);
    CHECK(contains(e.what(), "said " + std::to_string(said) + " bytes and gave " + (said == 3 ? "at least 4" : "only 4")));
    CHECK(f.client.stats().open == 0);
  }
}

TEST_CASE("what a source throws leaves the call as it was, and the connection is gone") {
  http_fixture f;
  auto fails = [](bool) -> asio::awaitable<std::string_view> {
    throw std::out_of_range("the disk is gone");
    co_return std::string_view();
  };
  support::call c = f.start(put(f, http::body_source([&] { return fails(true); })));
  CHECK_THROWS_AS(c.get(), std::out_of_range);
  CHECK(f.client.stats().open == 0);
}

TEST_CASE("a source that never gives a piece is bounded by the whole time, and cancelled with its call") {
  for (const bool cancelled : {false, true}) {
    CAPTURE(cancelled);
    http_fixture f;
    bool gone = false;
    auto never = [&]() -> asio::awaitable<std::string_view> {
      struct flag {
        bool& set;
        explicit flag(bool& b) : set(b) {}
        ~flag() { set = true; }
      } const on_exit(gone);
      asio::steady_timer timer(f.context, asio::steady_timer::time_point::max());
      co_await timer.async_wait(asio::use_awaitable);
      co_return std::string_view();
    };
    support::call c = f.start(put(f, http::body_source(never)));
    f.until([&] { return f.server.open() == 1; });
    f.settle();
    if (cancelled) {
      c.cancel();
      f.until([&] { return c.done(); });
      CHECK_THROWS_AS(c.get(), asio::system_error);
    } else {
      f.advance(120s);
      f.until([&] { return c.done(); });
      CHECK(c.failure().timed_out());
    }
    CHECK(gone);
    CHECK(f.client.stats().open == 0);
    CHECK(f.clock.waiting() == 0);
  }
}

TEST_CASE("on a stale connection a body is sent again only by a source that can be rewound") {
  const script serves_one = script().read_request().send(ok("first")).read_request().close();
  for (const bool rewinds : {true, false}) {
    CAPTURE(rewinds);
    http_fixture f;
    f.server.play(serves_one);
    f.server.play(script().read_request().send(ok("second")));
    f.get();
    pieces p({"body"});
    support::call c = f.start(put(f, (rewinds ? p.again() : p.source()).size(4)));
    if (rewinds) {
      CHECK(c.get().text() == "second");
      CHECK(p.rewound == 1);
      CHECK(f.server.requests().back().ends_with("\r\n\r\nbody"));
    } else {
      const http::error e = c.failure();
      CHECK(e.errc() == http::errc::no_response);
      CHECK_FALSE(e.retry_safe());
      CHECK(f.server.requests().size() == 2);
    }
  }
}

TEST_CASE("a later body takes the place of an earlier one") {
  pieces p({"x"});
  const auto r = http::request::post("http://h/", "text").body(p.source());
  CHECK(r.source().has_value());
  CHECK(r.body().empty());
  CHECK_FALSE(r.body("text").source().has_value());
}
