// SPDX-License-Identifier: MIT
// Servers that close, reset, stall and truncate behind any byte of an exchange, plain and over TLS, on fresh and on
// kept connections: include/sheaf/http/client.hpp. SHEAF_FAULTS_STEP of the environment says that every so many bytes
// are tried, 1 all of them; without it, few enough for some seconds.
#include <sheaf/http/client.hpp>
#include <sheaf/testing/certificates.hpp>

#include "support/breaking_relay.hpp"
#include "support/descriptors.hpp"
#include "support/environment.hpp"
#include "support/http_fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http = sheaf::http;
namespace testing = sheaf::testing;
using support::breaking_relay;
using support::call;
using support::http_fixture;
using support::ok;
using support::script;

namespace {

const testing::certificate_authority& authority() {
  static const testing::certificate_authority instance;
  return instance;
}

const testing::certificate& shown() {
  static const testing::certificate instance = authority().issue(testing::certificate_profile().address("127.0.0.1"));
  return instance;
}

http::client_options trusting() {
  static const http::tls_context context(http::tls_options().ca_pem(authority().pem()));
  return http::client_options().tls(context);
}

// 0, and then each byte behind which to break up to `last`; from one to the next it is `step` bytes, or what the
// environment says. Each call begins elsewhere.
std::vector<std::size_t> offsets(std::size_t last, std::size_t step) {
  static std::size_t calls = 0;
  step = std::max<std::size_t>(support::from_environment("SHEAF_FAULTS_STEP", step), 1);
  std::vector<std::size_t> all{0};
  for (std::size_t at = 1 + calls++ % step; at < last; at += step) all.push_back(at);
  if (last > 0) all.push_back(last);
  return all;
}

// How an answer is framed, and where its head ends.
struct framing {
  explicit framing(std::string n, std::string h, std::string b, bool until_close = false)

      : name(std::move(n)), head(std::move(h)), body(std::move(b)), ends_with_connection(until_close) {}
  std::string answer() const { return head + body; }

  std::string name, head, body;
  bool ends_with_connection;
};

const std::vector<framing>& framings() {
  static const std::vector<framing> all{
      framing("sized", "HTTP/1.1 200 OK\r\nX: y\r\nContent-Length: 5\r\n\r\n", "hello"),
      framing("chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
              "2\r\nhe\r\n3\r\nllo\r\n0\r\nX: y\r\n\r\n"),
      framing("until close", "HTTP/1.1 200 OK\r\nX: y\r\n\r\n", "hello", true)};
  return all;
}

enum class fault { close, reset, stall, cut };  // cut: TLS without close_notify

script then(const script& s, fault how) {
  switch (how) {
    case fault::close:
      return s.close();
    case fault::reset:
      return s.reset();
    case fault::stall:
      return s.stall();
    case fault::cut:
      return s.cut();
  }
  return s;
}

// A client, a server, and a relay between them; what was left behind by what was done to them.
struct faults_fixture : http_fixture {
  explicit faults_fixture(bool secure, bool through_relay = false)
      : http_fixture(trusting(),
                     secure ? testing::scripted_server_options().tls(shown()) : testing::scripted_server_options()),
        relay(context, server.port()) {
    if (through_relay) url = (secure ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(relay.port()) + "/";
    server.otherwise(script().read_request().send(ok("again")));
    start(http::request::get(url)).get();
    client.close_idle();
    until([this] { return all_closed(); });
    descriptors = support::open_descriptors();
  }

  // A kept connection whose server then goes on with `rest`.
  void keep(const script& rest) {
    server.play(rest);
    REQUIRE(start(http::request::get(url)).get().text() == "before");
  }

  // The outcome of a request: its body, or the name of its error. Time passes only when nothing else happens any more.
  std::string outcome(http::request r) {
    call c = start(std::move(r));
    for (;;) {
      settle();
      if (c.done()) break;
      if (waits_for_time()) {
        clock.advance_to(*clock.next());
      } else {
        context.restart();
        context.run_one();
      }
    }
    try {
      const http::response answered = c.get();
      REQUIRE(answered.status() == 200);
      return "=" + std::string(answered.text());
    } catch (const http::error& e) {
      error.emplace(e);
      CHECK(e.origin() == url.substr(0, url.size() - 1));
      CHECK(std::string(e.what()).find(e.origin().substr(e.origin().find("//") + 2)) != std::string::npos);
      return std::string(http::to_string(e.errc()));
    }
  }
  bool waits_for_time() const { return server.stalled() > 0 || (relay.broken() && relay.open() > 0); }

  bool all_closed() const { return server.open() == 0 && relay.open() == 0; }

  // Nothing is leased, nobody waits, no alarm is set, no socket is left; and the next requests are served.
  void check_balance() {
    const http::client_stats stats = client.stats();
    CHECK(stats.in_use == 0);
    CHECK(stats.waiting == 0);
    CHECK(stats.open == stats.idle);
    CHECK(clock.waiting() == 0);
    server.release();
    server.play(script().read_request().send(ok("next")).read_request().send(ok("next")));
    client.close_idle();
    relay.count();
    CHECK(start(http::request::get(url)).get().text() == "next");
    const http::response again = start(http::request::get(url)).get();
    CHECK(again.text() == "next");
    CHECK(again.reused());
    client.close_idle();
    until([this] { return all_closed(); });
    CHECK(client.stats().open == 0);
    CHECK(support::open_descriptors() == descriptors);
  }

  breaking_relay relay;
  std::string url = server.url();  // of the server, or of the relay before it
  int descriptors = 0;
  std::optional<http::error> error;
};

std::string name(http::errc e) { return std::string(http::to_string(e)); }

// Breaks `f`'s answer behind `size` of its bytes.
void break_answer(bool secure, const framing& framed, fault how, std::size_t step) {
  faults_fixture f(secure);
  const std::string answer = framed.answer();
  for (const bool reused : {false, true}) {
    for (const std::size_t size : offsets(answer.size() - (framed.ends_with_connection ? 0 : 1), step)) {
      CAPTURE(reused);
      CAPTURE(size);
      const script begun = reused ? script().read_request().send(ok("before")) : script();
      const script broken = then(begun.read_request().send(answer.substr(0, size)), how);
      if (reused) {
        f.keep(broken);
      } else {
        f.server.play(broken);
      }
      const bool sent_again = reused && size == 0 && how != fault::stall;
      const std::uint64_t replayed = f.client.stats().replayed;
      const std::string outcome = f.outcome(http::request::get(f.url));
      CHECK(f.client.stats().replayed - replayed == (sent_again ? 1 : 0));
      if (sent_again) {
        CHECK(outcome == "=again");
      } else if (how == fault::stall) {
        CHECK(outcome == name(http::errc::timed_out));
      } else if (framed.ends_with_connection && size >= framed.head.size() && how == fault::close) {
        CHECK(outcome == "=" + answer.substr(framed.head.size(), size - framed.head.size()));
      } else {
        CHECK(outcome == name(size == 0 ? http::errc::no_response : http::errc::truncated));
      }
      if (!sent_again) CHECK(f.client.stats().open == 0);
      f.check_balance();
    }
  }
}

// The server reads so many bytes of a request, and no more. The body's source gives it byte by byte, so that some of it
// meets a connection that is gone already.
void break_request(bool secure, fault how, std::size_t step) {
  faults_fixture f(secure);
  const std::string body = "body";
  std::size_t at = 0;
  const auto piece = [&]() -> asio::awaitable<std::string_view> {
    const std::size_t from = std::min(at++, body.size());
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    co_return std::string_view(body).substr(from, 1);
  };
  for (const bool may_repeat : {false, true}) {
    const auto asked = [&] {
      at = 0;
      const auto source = http::body_source(piece).size(body.size()).rewind([&at] { at = 0; });
      const http::request post = http::request("POST", http::url::parse(f.url)).body(source);
      return may_repeat ? http::request(post).idempotent() : post;
    };
    REQUIRE(f.outcome(asked()) == "=again");
    const std::size_t whole = f.server.requests().back().size();
    f.client.close_idle();
    f.until([&] { return f.all_closed(); });
    for (const bool reused : {false, true}) {
      for (const std::size_t size : offsets(whole, step)) {
        CAPTURE(may_repeat);
        CAPTURE(reused);
        CAPTURE(size);
        const script begun = reused ? script().read_request().send(ok("before")) : script();
        const script broken = then(begun.read(size), how);
        if (reused) {
          f.keep(broken);
        } else {
          f.server.play(broken);
        }
        const std::string outcome = f.outcome(asked());
        if (how == fault::stall) {
          CHECK(outcome == name(http::errc::timed_out));
        } else if (reused && (may_repeat || outcome.front() == '=')) {
          CHECK(outcome == "=again");  // sent again; or the end was seen before anything was sent
        } else {
          CHECK((outcome == name(http::errc::no_response) || outcome == name(http::errc::write_failed)));
          CHECK(f.error->retry_safe() == may_repeat);
        }
        f.check_balance();
      }
    }
  }
}

// The connection breaks behind so many bytes that one side sent, those of the TLS handshake among them. The answer is
// had whole or not at all.
void break_bytes(bool secure, const framing& framed, breaking_relay::side of, breaking_relay::fault how,
                 std::size_t step) {
  faults_fixture f(secure, true);
  const std::string expected = "=hello";
  for (const bool reused : {false, true}) {
    const auto ask = [&] { return f.outcome(http::request::get(f.url)); };
    const auto begin = [&] {
      if (reused) {
        f.keep(script().read_request().send(ok("before")).read_request().send(framed.answer()));
      } else {
        f.server.play(script().read_request().send(framed.answer()));
      }
    };
    begin();
    f.relay.count();
    REQUIRE(ask() == expected);
    const std::size_t whole = f.relay.passed(of);
    f.client.close_idle();
    f.until([&] { return f.all_closed(); });
    for (const std::size_t size : offsets(whole, step)) {
      CAPTURE(framed.name);
      CAPTURE(reused);
      CAPTURE(size);
      begin();
      f.relay.break_behind(of, size, how);
      const std::string outcome = ask();
      if (outcome.front() == '=') {
        // A body that ends with the connection may be cut short where nothing tells of its end, without TLS.
        const bool may_be_short = !secure && framed.ends_with_connection && how == breaking_relay::fault::close;
        const bool is_again = reused && outcome == "=again";
        CHECK((outcome == expected || is_again || (may_be_short && expected.starts_with(outcome))));
      } else if (how == breaking_relay::fault::stall) {
        CHECK(outcome == name(http::errc::timed_out));
      } else {
        const http::errc why = f.error->errc();
        const bool in_handshake = secure && !reused && why == http::errc::tls_failed;
        CHECK((in_handshake || why == http::errc::no_response || why == http::errc::truncated ||
               why == http::errc::write_failed));
      }
      if (!f.relay.broken()) CHECK(outcome == expected);  // the handshake's lengths differ by some bytes
      f.check_balance();
    }
  }
}

}  // namespace

TEST_CASE(
    "faults: an answer that is closed, reset or stalled behind any of its bytes is an error, and nothing of it is "
    "left") {
  for (const framing& framed : framings()) {
    for (const fault how : {fault::close, fault::reset, fault::stall}) {
      CAPTURE(framed.name);
      CAPTURE(static_cast<int>(how));
      break_answer(false, framed, how, 2);
    }
  }
}

TEST_CASE(
    "faults: so it is over TLS, where a cut without close_notify is an error even if the connection's end is the "
    "body's") {
  for (const framing& framed : framings()) {
    for (const fault how : {fault::close, fault::reset, fault::stall, fault::cut}) {
      CAPTURE(framed.name);
      CAPTURE(static_cast<int>(how));
      break_answer(true, framed, how, 11);
    }
  }
}

TEST_CASE("faults: a server that closes, resets or stalls behind any byte of the request, read or not") {
  for (const fault how : {fault::close, fault::reset, fault::stall}) {
    CAPTURE(static_cast<int>(how));
    break_request(false, how, 3);
  }
}

TEST_CASE("faults: so it may over TLS, or cut the connection") {
  for (const fault how : {fault::close, fault::reset, fault::stall, fault::cut}) {
    CAPTURE(static_cast<int>(how));
    break_request(true, how, 29);
  }
}

namespace {

void break_every_byte(bool secure, std::size_t step) {
  using side = breaking_relay::side;
  for (const framing& framed : framings()) {
    for (const side of : {side::client, side::server}) {
      for (const auto how :
           {breaking_relay::fault::close, breaking_relay::fault::reset, breaking_relay::fault::stall}) {
        CAPTURE(static_cast<int>(of));
        CAPTURE(static_cast<int>(how));
        break_bytes(secure, framed, of, how, step);
      }
    }
  }
}

}  // namespace

TEST_CASE("faults: a connection that breaks behind any byte of either side gives the answer whole or an error") {
  break_every_byte(false, 7);
}

TEST_CASE("faults: so does one over TLS that breaks in the handshake or behind it") {
  break_every_byte(true, 97);
}
