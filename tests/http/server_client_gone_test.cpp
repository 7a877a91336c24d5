// SPDX-License-Identifier: MIT
#include <sheaf/http/server.hpp>
#include <sheaf/testing/certificates.hpp>

#include "support/memory.hpp"
#include "support/peer.hpp"
#include "support/run_until.hpp"
#include "support/server_fixture.hpp"

#include <doctest/doctest.h>

#include <asio/buffer.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/ssl/context.hpp>

#include <cstddef>
#include <string>
#include <utility>

namespace http = sheaf::http;
using asio::ip::tcp;
using support::body_of;
using support::get;
using support::peer;
using support::run_until;
using support::server_fixture;

namespace {

enum class departure { closed, reset };

void leave(tcp::socket& socket, departure how) {
  if (how == departure::reset) socket.set_option(asio::socket_base::linger(true, 0));
  socket.close();
}

void handler_runs(server_fixture& f) {
  run_until(f.context, [&f] { return f.gate != nullptr; });
  f.context.poll();  // the client is being looked after
}

// The one handler has been cancelled, the connection is gone, and nobody was told.
void check_cancelled(server_fixture& f) {
  f.ended();
  CHECK(f.cancelled == 1);
  CHECK(f.handlers_ended >= 1);
  CHECK(f.log.empty());
}

}  // namespace

TEST_CASE("a client that goes away cancels its handler, and nobody is told of an error") {
  for (const auto how : {departure::closed, departure::reset}) {
    for (const auto* path : {"/hold", "/wait"}) {  // /wait ends well although it is cancelled
      CAPTURE(path);
      server_fixture f;
      auto p = f.connect();
      f.run(p.send(get(path)));
      handler_runs(f);
      CHECK(f.cancelled == 0);
      leave(p.stream(), how);
      check_cancelled(f);
    }
  }
}

TEST_CASE("a client that goes away before its handler waits is noticed as well") {
  server_fixture f;
  auto p = f.connect();
  f.run(p.send(get("/hold")));
  leave(p.stream(), departure::closed);
  check_cancelled(f);
}

TEST_CASE("a handler that waits is cancelled only with its own client") {
  server_fixture f;
  auto stays = f.connect();
  auto goes = f.connect();
  f.run(stays.send(get("/wait")));
  handler_runs(f);
  auto* const gate = f.gate;
  f.gate = nullptr;
  f.run(goes.send(get("/hold")));
  handler_runs(f);
  leave(goes.stream(), departure::closed);
  run_until(f.context, [&] { return f.server.connections() == 1; });
  CHECK(f.cancelled == 1);
  gate->cancel();
  CHECK(body_of(f.run(stays.answer())) == "GET /wait []");
  CHECK(body_of(f.run(stays.ask(get("/more")))) == "GET /more []");
  CHECK(f.cancelled == 1);
}

TEST_CASE("a client is looked after in every request of a connection, pipelined ones too") {
  for (const bool pipelined : {false, true}) {
    CAPTURE(pipelined);
    server_fixture f;
    auto p = f.connect();
    f.run(p.send(get("/wait") + (pipelined ? get("/hold") : "")));
    handler_runs(f);
    f.gate->cancel();
    CHECK(body_of(f.run(p.answer())) == "GET /wait []");
    if (!pipelined) f.run(p.send(get("/hold")));
    handler_runs(f);
    CHECK(f.cancelled == 0);
    leave(p.stream(), departure::closed);
    check_cancelled(f);
    CHECK(f.handlers_ended == 2);
  }
}

TEST_CASE("a handler that cannot be cancelled does not make the next ones so, nor the connection") {
  server_fixture f;
  auto p = f.connect();
  f.run(p.ask(get("/uncancellable")));
  f.run(p.send(get("/hold")));
  handler_runs(f);
  leave(p.stream(), departure::closed);
  check_cancelled(f);
  CHECK(f.went_on == 0);
  auto idle = f.connect();
  f.run(idle.ask(get("/uncancellable")));
  f.context.poll();
  f.server.close();
  CHECK(f.run(idle.rest()) == "");
  f.ended();
}

TEST_CASE("a client's end is seen behind the head of a request that it did not finish") {
  server_fixture f;
  auto p = f.connect();
  f.run(p.send(get("/hold")));
  handler_runs(f);
  for (const auto* piece : {"GET /2 HTTP/1.1\r\n", "Host: h\r\n"}) {
    f.run(p.send(piece));
    f.context.poll();
  }
  leave(p.stream(), departure::closed);
  check_cancelled(f);
}

TEST_CASE("behind a whole request that was sent ahead, a reset is seen") {
  server_fixture f;
  auto p = f.connect();
  f.run(p.send(get("/hold") + get("/2")));
  handler_runs(f);
  leave(p.stream(), departure::reset);
  check_cancelled(f);
  CHECK(f.asked.size() == 1);
}

TEST_CASE("what is sent ahead while a handler runs is answered in its turn, whatever its pieces") {
  server_fixture f;
  auto p = f.connect();
  f.run(p.send(get("/wait")));
  handler_runs(f);
  const std::string ahead = get("/2") + "POST /3 HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody" + get("/4");
  for (std::size_t at = 0; at < ahead.size(); at += 7) {
    f.run(p.send(ahead.substr(at, 7)));
    f.context.poll();
  }
  CHECK(f.asked.size() == 1);
  f.gate->cancel();
  for (const auto* expected : {"GET /wait []", "GET /2 []", "POST /3 [body]", "GET /4 []"})
    CHECK(body_of(f.run(p.answer())) == expected);
  CHECK(f.cancelled == 0);
}

TEST_CASE("who sends on and on while a handler runs is stopped by TCP") {
  constexpr std::size_t far_too_much = 64 * 1024 * 1024;
  http::limits l;
  l.head_bytes = 2 * far_too_much;
  const std::string more(256 * 1024, 'x');
  for (const bool has_body : {false, true}) {
    CAPTURE(has_body);
    l.body_bytes = 2 * far_too_much;
    server_fixture f(http::server_options().limits(l));
    auto p = f.connect();
    const std::string length = "Content-Length: " + std::to_string(far_too_much) + "\r\n\r\n";
    const std::string begin = has_body ? "POST / HTTP/1.1\r\nHost: h\r\n" + length : "GET / HTTP/1.1\r\nX: ";
    f.run(p.send(get("/wait")));
    handler_runs(f);
    const std::size_t memory = support::bytes_in_use();
    f.run(p.send(begin));
    f.context.poll();
    p.stream().non_blocking(true);
    std::size_t sent = 0;
    asio::error_code full;
    for (int polls = 0; polls != 100 && sent < far_too_much;) {
      const std::size_t n = p.stream().write_some(asio::buffer(more), full);
      sent += n;
      polls = n == 0 ? polls + 1 : 0;
      f.context.poll();
    }
    CHECK(full == asio::error::would_block);
    CHECK(sent < far_too_much);  // the system's own buffers hold some of it
    CHECK(support::bytes_in_use() < memory + 1024 * 1024);
    leave(p.stream(), departure::reset);
    check_cancelled(f);
  }
}

TEST_CASE("a client that ends its side gets the answers of handlers that do not wait, or that answer all the same") {
  server_fixture f;
  auto p = f.connect();
  f.run(p.send(get("/1") + get("/2")));
  p.stream().shutdown(tcp::socket::shutdown_send);
  CHECK(body_of(f.run(p.answer())) == "GET /1 []");
  CHECK(body_of(f.run(p.answer())) == "GET /2 []");
  CHECK(f.run(p.rest()) == "");
  auto q = f.connect();
  f.run(q.send(get("/wait")));
  q.stream().shutdown(tcp::socket::shutdown_send);
  const auto answer = f.run(q.answer());
  CHECK(body_of(answer) == "GET /wait []");
  CHECK(answer.find("Connection: close\r\n") != std::string::npos);
  q.stream().close();
  check_cancelled(f);
}

TEST_CASE("where clients may end their side, that cancels nothing, but a reset does") {
  server_fixture f(http::server_options().half_close());
  auto p = f.connect();
  f.run(p.send(get("/hold")));
  p.stream().shutdown(tcp::socket::shutdown_send);
  handler_runs(f);
  REQUIRE(f.gate != nullptr);
  f.gate->cancel();  // what it throws then is an error like any other
  run_until(f.context, [&] { return f.handlers_ended == 1; });
  CHECK(f.cancelled == 0);
  CHECK(f.run(p.answer()).starts_with("HTTP/1.1 500"));
  CHECK(f.run(p.rest()) == "");
  CHECK(f.log.starts_with("GET /hold: "));
  f.log.clear();
  auto q = f.connect();
  f.run(q.send(get("/hold")));
  handler_runs(f);
  leave(q.stream(), departure::reset);
  check_cancelled(f);
}

TEST_CASE("close() while a client is looked after, and after it has gone") {
  server_fixture f;
  auto stays = f.connect();
  f.run(stays.send(get("/hold")));
  handler_runs(f);
  auto* const held = f.gate;
  f.gate = nullptr;
  auto goes = f.connect();
  f.run(goes.send(get("/hold")));
  handler_runs(f);
  CHECK(held != f.gate);
  leave(goes.stream(), departure::closed);
  f.server.close();
  f.ended();
  CHECK(f.cancelled == 2);
  CHECK(f.log.empty());
}

TEST_CASE("TLS: a client that goes away cancels its handler, with or without close_notify") {
  const sheaf::testing::certificate_authority authority;
  const auto shown = authority.issue(sheaf::testing::certificate_profile().address("127.0.0.1"));
  asio::ssl::context trusting(asio::ssl::context::tls_client);
  enum class ending { close_notify, closed, reset };
  for (const auto how : {ending::close_notify, ending::closed, ending::reset}) {
    CAPTURE(static_cast<int>(how));
    server_fixture f(http::server_options().tls(http::server_tls::pem(shown.chain, shown.key)));
    auto p = f.run(support::connect_tls(f.server.port(), trusting));
    f.run(p.send(get("/wait")));
    handler_runs(f);
    f.run(p.send("GET /2 HTTP/1.1\r\n"));  // tickets and data are no end
    f.context.poll();
    CHECK(f.cancelled == 0);
    f.gate->cancel();
    CHECK(body_of(f.run(p.answer())) == "GET /wait []");
    CHECK(body_of(f.run(p.ask("Host: h\r\n\r\n"))) == "GET /2 []");
    f.run(p.send(get("/hold")));
    handler_runs(f);
    if (how == ending::close_notify) {
      p.stream().next_layer().non_blocking(true);
      asio::error_code ignored;
      p.stream().shutdown(ignored);
    } else {
      leave(p.stream().next_layer(), how == ending::reset ? departure::reset : departure::closed);
    }
    check_cancelled(f);
  }
}
