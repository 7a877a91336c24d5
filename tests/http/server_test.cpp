// SPDX-License-Identifier: MIT
#include <sheaf/http/server.hpp>
#include <sheaf/testing/certificates.hpp>

#include "support/descriptors.hpp"
#include "support/memory.hpp"
#include "support/peer.hpp"
#include "support/raw_http.hpp"
#include "support/run.hpp"
#include "support/run_until.hpp"
#include "support/server_fixture.hpp"

#include <doctest/doctest.h>

#include <asio/ssl/context.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

namespace http = sheaf::http;
using http::server_request;
using http::server_response;
using support::body_of;
using support::connect;
using support::get;
using support::peer;
using support::run_until;
using support::server_fixture;
using namespace std::chrono_literals;

TEST_CASE("a request is answered with what the handler makes of it") {
  server_fixture f;
  CHECK(f.server.port() != 0);
  auto p = f.connect();
  const auto answer = f.run(p.ask("POST /a?b=c HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody"));
  CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(answer.find("Date: Thu, 01 Jan 2026 00:00:00 GMT\r\n") != std::string::npos);
  CHECK(body_of(answer) == "POST /a?b=c [body]");
}

TEST_CASE("a connection stays open for more requests") {  // RFC 9112 9.3
  server_fixture f;
  auto p = f.connect();
  for (int i = 0; i != 3; ++i)
    CHECK(body_of(f.run(p.ask(get("/" + std::to_string(i))))) == "GET /" + std::to_string(i) + " []");
  CHECK(f.server.connections() == 1);
}

TEST_CASE("a connection is closed when the client wants it so") {
  server_fixture f;
  CHECK(f.exchange(get("/", "Connection: close\r\n")).find("Connection: close\r\n") != std::string::npos);
  f.ended();
}

TEST_CASE("HTTP/1.0 is closed after an answer, unless it asks to stay, as ApacheBench does") {
  server_fixture f;
  CHECK(body_of(f.exchange("GET /1 HTTP/1.0\r\n\r\n")) == "GET /1 []");
  auto p = f.connect();
  for (int i = 0; i != 2; ++i) {
    const auto answer = f.run(p.ask(
        "GET /2 HTTP/1.0\r\nConnection: Keep-Alive\r\nHost: h\r\nUser-Agent: ApacheBench/2.3\r\nAccept: */*\r\n\r\n"));
    CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(answer.find("Connection: keep-alive\r\n") != std::string::npos);
  }
}

TEST_CASE("HEAD is answered without the body, 204 and 304 without a length, whatever the handler gave") {
  server_fixture f;
  auto p = f.connect();
  f.run(p.send("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n" + get("/nothing") + get("/not-modified") + get("/after")));
  CHECK(f.run(p.answer(false)).find("Content-Length: 10\r\n") != std::string::npos);
  CHECK(f.run(p.answer()).find("Content-Length") == std::string::npos);
  CHECK(f.run(p.answer()).find("Content-Length") == std::string::npos);
  CHECK(body_of(f.run(p.answer())) == "GET /after []");
}

TEST_CASE("pipelined requests are answered in order, however long the first takes") {
  server_fixture f;
  auto p = f.connect();
  f.run(p.send(get("/wait") + get("/2") +
               "POST /3 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n" + get("/4")));
  run_until(f.context, [&] { return f.gate != nullptr; });
  CHECK(f.asked.size() == 1);
  f.gate->cancel();
  for (const auto* expected : {"GET /wait []", "GET /2 []", "POST /3 [x]", "GET /4 []"})
    CHECK(body_of(f.run(p.answer())) == expected);
}

TEST_CASE("connections are served side by side") {
  server_fixture f;
  auto slow = f.connect();
  auto fast = f.connect();
  f.run(slow.send(get("/wait")));
  run_until(f.context, [&] { return f.gate != nullptr; });
  CHECK(body_of(f.run(fast.ask(get("/fast")))) == "GET /fast []");
  CHECK(f.server.connections() == 2);
  f.gate->cancel();
  CHECK(body_of(f.run(slow.answer())) == "GET /wait []");
}

TEST_CASE("what is no request is refused without the handler, and the connection is closed") {
  http::limits l;
  l.head_bytes = 1000;
  l.target_bytes = 100;
  l.body_bytes = 10;
  server_fixture f(http::server_options().limits(l));
  const struct {
    std::string bytes, status;
  } rows[] = {
      {"nonsense\r\n\r\n", "400 Bad Request"},
      {"GET / HTTP/1.1\r\n\r\n", "400 Bad Request"},
      {std::string("\x16\x03\x01\x02\x00", 5), "400 Bad Request"},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       "400 Bad Request"},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n", "413 Content Too Large"},
      {"GET /" + std::string(100, 'x') + " HTTP/1.1\r\nHost: h\r\n\r\n", "414 URI Too Long"},
      {get("/", "X: " + std::string(1000, 'x') + "\r\n"), "431 Request Header Fields Too Large"},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "501 Not Implemented"},
      {"CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\n\r\n", "501 Not Implemented"},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505 HTTP Version Not Supported"},
  };
  for (const auto& r : rows) {
    CAPTURE(r.bytes);
    const bool tunnel = r.bytes.starts_with("CONNECT");
    const auto answer = f.exchange(tunnel ? "CONNECT h:1 HTTP/1.0\r\n\r\n" : r.bytes);
    CHECK(answer.starts_with("HTTP/1.1 " + r.status + "\r\n"));
    CHECK(answer.find("Connection: close\r\n") != std::string::npos);
  }
  CHECK(f.asked.empty());
  f.ended();
}

TEST_CASE("a body that is refused before it was read does not take the answer along") {  // RFC 9112 9.6
  server_fixture f;
  const auto answer =
      f.exchange("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2000000\r\n\r\n" + std::string(900'000, 'x'));
  CHECK(answer.starts_with("HTTP/1.1 413 "));
}

TEST_CASE("a client that waits for 100 is told to go on") {  // RFC 9110 10.1.1
  server_fixture f;
  auto p = f.connect();
  CHECK(f.run(p.ask("PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")) ==
        "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(body_of(f.run(p.ask("ab"))) == "PUT / [ab]");
  CHECK(f.run(p.ask("PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")) ==
        "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(body_of(f.run(p.ask("abc"))) == "PUT / [abc]");
}

TEST_CASE("who waits for 100 and cannot be given it is refused instead, and HTTP/1.0 knows no 100") {  // RFC 9110 10.1.1
  http::limits l;
  l.body_bytes = 10;
  server_fixture f(http::server_options().limits(l));
  CHECK(f.exchange("PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n")
            .starts_with("HTTP/1.1 413 "));
  CHECK(f.exchange("PUT / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nab").starts_with("HTTP/1.1 200 "));
}

TEST_CASE("large bodies pass both ways") {
  server_fixture f;
  auto p = f.connect();
  const std::string content(900'000, 'y');
  CHECK(body_of(f.run(p.ask("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 900000\r\n\r\n" + content))) ==
        "PUT / [" + content + "]");
  CHECK(body_of(f.run(p.ask(get("/big")))) == std::string(5'000'000, 'x'));
}

TEST_CASE("a handler that throws is answered for with 500 and reported without the query, and the connection goes on") {
  server_fixture f;
  auto p = f.connect();
  const auto answer = f.run(p.ask(get("/throw?token=secret")));
  CHECK(answer.starts_with("HTTP/1.1 500 Internal Server Error\r\n"));
  CHECK(answer.find("order") == std::string::npos);
  CHECK(f.log == "GET /throw: out of order\n");
  CHECK(body_of(f.run(p.ask(get("/next")))) == "GET /next []");
}

TEST_CASE("whatever a handler throws, and wherever, is answered for with 500 and reported") {
  server_fixture f;
  auto p = f.connect();
  for (const auto* path : {"/throw-at-once", "/throw-number", "/throw"})
    CHECK(f.run(p.ask(get(path))).starts_with("HTTP/1.1 500 "));
  f.run(p.send(get("/hold")));
  run_until(f.context, [&] { return f.gate != nullptr; });
  f.gate->cancel();
  CHECK(f.run(p.answer()).starts_with("HTTP/1.1 500 "));
  CHECK(f.log.starts_with(
      "GET /throw-at-once: no coroutine\nGET /throw-number: no exception\nGET /throw: out of order\nGET /hold: "));
  CHECK(body_of(f.run(p.ask(get("/next")))) == "GET /next []");
}

TEST_CASE("an idle connection is closed without a word") {
  server_fixture f(http::server_options().idle_timeout(5s));
  auto fresh = f.connect();
  auto used = f.connect();
  f.run(used.ask(get("/")));
  run_until(f.context, [&] { return f.server.connections() == 2 && f.clock.next().has_value(); });
  f.context.poll();
  f.clock.advance(4s);
  f.context.poll();
  CHECK(f.server.connections() == 2);
  f.clock.advance(2s);
  CHECK(f.run(fresh.rest()) == "");
  CHECK(f.run(used.rest()) == "");
  f.ended();
}

TEST_CASE("an idle connection holds no buffer, before its first request and after any") {
  constexpr std::size_t many = 50;
  server_fixture f;
  f.run(f.connect().ask(get("/")));
  for (const bool used : {false, true}) {
    CAPTURE(used);
    const std::size_t before = support::bytes_in_use();
    std::vector<peer> peers;
    while (peers.size() != many) {
      peers.push_back(f.connect());
      if (used) f.run(peers.back().ask(get("/")));
    }
    run_until(f.context, [&] { return f.server.connections() >= many; });
    f.context.poll();
    CHECK((support::bytes_in_use() - before) / many < 12 * 1024);  // the peers' own as well; a buffer has 16 KiB
    peers.clear();
    f.ended();
  }
}

TEST_CASE("a request that does not come to its end is answered 408, however often a byte of its head comes") {
  server_fixture f(http::server_options().idle_timeout(60s).head_timeout(5s).body_timeout(3s));
  auto head = f.connect();
  auto body = f.connect();
  f.run(head.send("GET / HT"));
  f.run(body.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nx"));
  run_until(f.context, [&] { return f.server.connections() == 2; });
  f.context.poll();
  f.clock.advance(2s);
  f.run(head.send("T"));
  f.context.poll();
  f.clock.advance(2s);
  CHECK(f.run(body.answer()).starts_with("HTTP/1.1 408 Request Timeout\r\n"));
  f.run(head.send("P"));
  f.context.poll();
  f.clock.advance(2s);
  CHECK(f.run(head.answer()).starts_with("HTTP/1.1 408 Request Timeout\r\n"));
  CHECK(f.asked.empty());
}

TEST_CASE("a request that comes steadily but too slowly is answered 408, in its head or its body") {
  for (const std::string begin : {"GET / HTTP/1.1\r\nX: ", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n"}) {
    CAPTURE(begin);
    server_fixture f(http::server_options().head_timeout(60s).body_timeout(3s).request_timeout(5s));
    auto p = f.connect();
    f.run(p.send(begin));
    for (int i = 0; i != 2; ++i) {
      run_until(f.context, [&] { return f.server.connections() == 1; });
      f.context.poll();
      f.clock.advance(2s);
      f.run(p.send("x"));
    }
    f.context.poll();
    f.clock.advance(2s);
    CHECK(f.run(p.answer()).starts_with("HTTP/1.1 408 Request Timeout\r\n"));
    CHECK(f.asked.empty());
  }
}

TEST_CASE("a request that begins while another is answered has the time of any other, from then on") {
  server_fixture f(http::server_options().head_timeout(5s));
  auto p = f.connect();
  f.run(p.send(get("/wait") + "GET /2 HT"));
  run_until(f.context, [&] { return f.gate != nullptr; });
  f.context.poll();
  f.clock.advance(60s);
  f.context.poll();
  f.gate->cancel();
  CHECK(body_of(f.run(p.answer())) == "GET /wait []");
  f.context.poll();
  f.clock.advance(6s);
  CHECK(f.run(p.answer()).starts_with("HTTP/1.1 408 "));
  CHECK(f.run(p.rest()) == "");
}

TEST_CASE("a handler may take longer than every timeout of its connection") {
  server_fixture f;
  auto p = f.connect();
  f.run(p.send(get("/wait")));
  run_until(f.context, [&] { return f.gate != nullptr; });
  f.clock.advance(24h);
  f.context.poll();
  f.gate->cancel();
  CHECK(body_of(f.run(p.answer())) == "GET /wait []");
}

TEST_CASE("a client that takes nothing is given up") {
  server_fixture f(http::server_options().write_timeout(5s));
  auto p = f.connect();
  p.stream().set_option(asio::socket_base::receive_buffer_size(4096));
  f.run(p.send(get("/big") + get("/big") + get("/big")));
  run_until(f.context, [&] { return !f.asked.empty(); });
  CHECK(f.server.connections() == 1);
  // The system's buffers take some, at times of its own choosing; then nothing moves but the clock.
  while (f.server.connections() != 0) {
    f.context.poll();
    f.clock.advance(6s);
  }
  CHECK(f.asked.size() < 3);
}

TEST_CASE("clients that go away in the middle take nothing along") {
  server_fixture f;
  for (const std::string bytes :
       {"", "GET", "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nx", "GET /big HTTP/1.1\r\nHost: h\r\n\r\n"}) {
    auto p = f.connect();
    f.run(p.send(bytes));
    p.stream().set_option(asio::socket_base::linger(true, 0));  // RST
    p.stream().close();
    auto q = f.connect();
    f.run(q.send(bytes));
    q.stream().close();
  }
  f.ended();
  CHECK(f.exchange(get("/", "Connection: close\r\n")).starts_with("HTTP/1.1 200 OK"));
}

TEST_CASE("stop: idle connections end, begun requests are answered, nothing new is accepted, and then it has stopped") {
  server_fixture f;
  auto idle = f.connect();
  auto busy = f.connect();
  auto begun = f.connect();
  f.run(idle.ask(get("/")));
  f.run(busy.send(get("/wait") + get("/2") + get("/3")));
  f.run(begun.send("GET /begun HTTP/1.1\r\nHo"));
  run_until(f.context, [&] { return f.gate != nullptr && f.server.connections() == 3; });
  f.context.poll();
  support::spawned<void> stopped;
  support::spawn(f.context, f.server.stopped(), stopped);
  f.server.stop();
  CHECK(f.run(idle.rest()) == "");
  CHECK_THROWS_AS(f.connect(), asio::system_error);
  CHECK_FALSE(stopped.done);
  const auto answer = f.run(begun.ask("st: h\r\n\r\n"));
  CHECK(body_of(answer) == "GET /begun []");
  CHECK(answer.find("Connection: close\r\n") != std::string::npos);
  f.gate->cancel();
  for (const auto* expected : {"GET /wait []", "GET /2 []"}) {
    const auto one = f.run(busy.answer());
    CHECK(body_of(one) == expected);
    CHECK(one.find("Connection:") == std::string::npos);
  }
  const auto last = f.run(busy.answer());
  CHECK(body_of(last) == "GET /3 []");
  CHECK(last.find("Connection: close\r\n") != std::string::npos);
  CHECK(f.run(busy.rest()) == "");
  busy.stream().close();
  run_until(f.context, [&] { return stopped.done; });
  CHECK(f.server.connections() == 0);
  f.run(f.server.stopped());  // at once, from now on
  f.context.restart();
  f.context.run();  // returns: nothing is left that would keep the loop running
}

TEST_CASE("stop: a client that goes on sending requests is not served for ever") {
  for (const bool ahead : {true, false}) {  // of what follows /begun: some is read while the handler waits, or none
    CAPTURE(ahead);
    server_fixture f;
    auto p = f.connect();
    f.run(p.send(ahead ? get("/wait") + "GET /begun HTTP/1.1\r\nHo" : "GET /begun HTTP/1.1\r\nHo"));
    run_until(f.context, [&] { return f.server.connections() == 1 && (!ahead || f.gate); });
    f.context.poll();
    f.server.stop();
    f.run(p.send("st: h\r\n\r\n" + get("/late") + get("/later")));
    if (ahead) {
      f.context.poll();
      f.gate->cancel();
      CHECK(body_of(f.run(p.answer())) == "GET /wait []");
    }
    const auto last = f.run(p.answer());
    CHECK(body_of(last) == "GET /begun []");
    CHECK(last.find("Connection: close\r\n") != std::string::npos);
    CHECK(f.run(p.rest()) == "");
  }
}

TEST_CASE("close: handlers are cancelled and connections ended") {
  server_fixture f;
  auto busy = f.connect();
  auto idle = f.connect();
  f.run(busy.send(get("/wait")));
  run_until(f.context, [&] { return f.gate != nullptr && f.server.connections() == 2; });
  f.server.close();
  f.server.close();
  f.run(f.server.stopped());
  CHECK(f.handlers_ended == 1);
  CHECK(f.log.empty());
  CHECK(f.run(busy.rest()) == "");
  CHECK(f.run(idle.rest()) == "");
}

TEST_CASE("waiting for the end can be cancelled, and does not end the server") {
  server_fixture f;
  asio::cancellation_signal signal;
  support::spawned<void> stopped;
  support::spawn(f.context, f.server.stopped(), stopped, signal.slot());
  f.context.poll();
  signal.emit(asio::cancellation_type::terminal);
  run_until(f.context, [&] { return stopped.done; });
  CHECK_THROWS_AS(stopped.get(), asio::system_error);
  CHECK(f.exchange(get("/", "Connection: close\r\n")).starts_with("HTTP/1.1 200 OK"));
}

TEST_CASE("no descriptor outlives a server, whichever of it and the io_context goes first") {
  const int before = support::open_descriptors();
  {
    server_fixture f;  // the context goes after the server, without running once more
    auto busy = f.connect();
    auto idle = f.connect();
    f.run(busy.send(get("/wait")));
    run_until(f.context, [&] { return f.gate != nullptr; });
  }
  CHECK(support::open_descriptors() == before);
  {
    server_fixture outer;
    std::optional<http::server> server;
    {
      asio::io_context context{1};
      server.emplace(context.get_executor(), outer.handler());
      support::spawned<peer> connected;
      support::spawn(context, connect(server->port()), connected);
      run_until(context, [&] { return connected.done; });
      peer p = connected.get();
      support::spawned<void> sent, stopped;
      support::spawn(context, p.send(get("/wait")), sent);
      support::spawn(context, server->stopped(), stopped);
      run_until(context, [&] { return outer.gate != nullptr; });
    }
    CHECK(outer.handlers_ended == 1);
    CHECK(server->connections() == 0);
    server->stop();
    server->close();
  }
  CHECK(support::open_descriptors() == before);
}

TEST_CASE("an address that is taken, or is none, is said in a sentence") {
  server_fixture f;
  const auto place = "127.0.0.1:" + std::to_string(f.server.port());
  try {
    http::server second(f.context.get_executor(), f.handler(), http::server_options().port(f.server.port()));
    FAIL("listens");
  } catch (const http::error& e) {
    CHECK(e.errc() == http::errc::listen_failed);
    CHECK(std::string(e.what()) == "the server cannot listen on " + place + ": Address already in use");
    CHECK(e.origin() == "http://" + place);
  }
  CHECK_THROWS_AS(http::server(f.context.get_executor(), f.handler(), http::server_options().address("localhost")),
                  http::error);
  CHECK_THROWS_AS(http::server(f.context.get_executor(), f.handler(), http::server_options().address("192.0.2.1")),
                  http::error);
}

TEST_CASE("several servers can listen on one port, when all of them say so") {
  asio::io_context context{1};
  const auto shares = http::server_options().reuse_port();
  const http::handler none = [](server_request) -> asio::awaitable<server_response> { co_return server_response(); };
  http::server first(context.get_executor(), none, shares);
  http::server second(context.get_executor(), none, shares.port(first.port()));
  CHECK(second.port() == first.port());
  CHECK_THROWS_AS(http::server(context.get_executor(), none, http::server_options().port(first.port())), http::error);
}

TEST_CASE("one loop for each thread, all on one port: the system spreads connections over them") {
  struct loop {
    asio::io_context context{1};
    std::atomic<int> answered = 0;
    std::optional<http::server> made;
    std::thread thread;
  };
  std::deque<loop> loops(2);
  auto options = http::server_options().reuse_port();
  for (loop& l : loops) {
    l.made.emplace(
        l.context.get_executor(),
        [&l](server_request) -> asio::awaitable<server_response> {
          co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
          ++l.answered;
          co_return server_response::text("ok");
        },
        options);
    options = options.port(l.made->port());
  }
  for (loop& l : loops) l.thread = std::thread([&l] { l.context.run(); });
  // Which of them a connection comes to, the system says; in the end, each gets some.
  while (std::any_of(loops.begin(), loops.end(), [](loop& l) { return l.answered == 0; })) {
    const auto answer = run(support::exchange(options.port(), get("/", "Connection: close\r\n")));
    CHECK(answer.body() == "ok");
  }
  for (loop& l : loops) asio::post(l.context, [&l] { l.made->stop(); });
  for (loop& l : loops) l.thread.join();  // its context has run out of work
  CHECK_THROWS_AS(run(connect(options.port())), asio::system_error);
}

TEST_CASE("on a strand, a server may be run by several threads") {
  asio::io_context context;
  const auto strand = asio::make_strand(context);
  int answered = 0;  // by one thread at a time, or ThreadSanitizer tells
  http::server server(strand, [&answered](server_request) -> asio::awaitable<server_response> {
    ++answered;
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    co_return server_response::text("ok");
  });
  std::vector<std::thread> threads;
  for (int i = 0; i != 3; ++i) threads.emplace_back([&context] { context.run(); });
  const auto ask = [](peer& p) -> asio::awaitable<void> {
    for (int i = 0; i != 20; ++i) {
      auto asked = p.ask(get("/"));
      co_await std::move(asked);
    }
  };
  std::vector<std::thread> clients;
  for (int i = 0; i != 3; ++i) {
    clients.emplace_back([&] {
      asio::io_context own{1};
      peer p = run_on(own, connect(server.port()));
      run_on(own, ask(p));
    });
  }
  for (auto& client : clients) client.join();
  asio::post(strand, [&server] { server.stop(); });
  for (auto& thread : threads) thread.join();  // the context has run out of work
  CHECK(answered == 60);
}

TEST_CASE("as many connections as allowed are open; the next is served when one has ended") {
  server_fixture f(http::server_options().connections(2));
  auto one = f.connect();
  auto two = f.connect();
  auto three = f.connect();  // by the system, not by us
  f.run(one.ask(get("/1")));
  f.run(two.ask(get("/2")));
  f.run(three.send(get("/3")));
  f.context.poll();
  CHECK(f.server.connections() == 2);
  CHECK(f.asked.size() == 2);
  one.stream().close();
  CHECK(body_of(f.run(three.answer())) == "GET /3 []");
}

TEST_CASE("without descriptors, connections wait; they are accepted when there are some again") {
  server_fixture f;
  std::vector<asio::ip::tcp::socket> clients;
  for (int i = 0; i != 2; ++i) {
    clients.emplace_back(f.context).connect({asio::ip::address_v4::loopback(), f.server.port()});
  }
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const int next = ::dup(0);
  ::close(next);
  rlimit none = before;
  none.rlim_cur = static_cast<rlim_t>(next);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
  run_until(f.context, [&] { return f.clock.next().has_value(); });
  CHECK(f.server.connections() == 0);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
  f.clock.advance(100ms);
  run_until(f.context, [&] { return f.server.connections() == 2; });
}

namespace {

asio::awaitable<std::string> over_tls(std::uint16_t port, std::string trusted, std::string request) {
  asio::ssl::context context(asio::ssl::context::tls_client);
  context.add_certificate_authority(asio::buffer(trusted));
  context.set_verify_mode(asio::ssl::verify_peer);
  auto connected = support::connect_tls(port, context);
  auto p = co_await std::move(connected);
  auto first = p.ask(request);
  std::string answers = co_await std::move(first);
  auto second = p.ask(request);
  answers += co_await std::move(second);
  co_return answers;
}

}  // namespace

TEST_CASE("TLS: requests are answered under the certificate that was given, as text or as files") {
  const sheaf::testing::certificate_authority authority;
  const auto shown = authority.issue(sheaf::testing::certificate_profile().address("127.0.0.1"));
  const auto directory = std::filesystem::temp_directory_path() / ("sheaf-" + std::to_string(::getpid()));
  std::filesystem::create_directory(directory);
  const auto chain = (directory / "chain.pem").string();
  const auto key = (directory / "key.pem").string();
  std::ofstream(chain) << shown.chain;
  std::ofstream(key) << shown.key;
  for (const auto& tls : {http::server_tls::pem(shown.chain, shown.key), http::server_tls::files(chain, key)}) {
    server_fixture f(http::server_options().tls(tls));
    const auto answers = f.run(over_tls(f.server.port(), authority.pem(), get("/big")));
    CHECK(answers.size() > 10'000'000);
    f.ended();
    // Nobody's handshake holds up others, and plain text is no handshake.
    auto silent = f.connect();
    auto plain = f.connect();
    f.run(plain.send(get("/")));
    f.run(plain.rest());
    run_until(f.context, [&] { return f.server.connections() == 1; });
    f.context.poll();
    f.clock.advance(11s);
    f.run(silent.rest());
    f.ended();
    auto another = f.connect();
    run_until(f.context, [&] { return f.server.connections() == 1; });
    f.server.stop();
    f.run(another.rest());
    f.ended();
  }
  std::filesystem::remove_all(directory);
}

TEST_CASE("TLS: what is too slow, too large or silent ends as it does without, and a client that takes nothing too") {
  const sheaf::testing::certificate_authority authority;
  const auto shown = authority.issue(sheaf::testing::certificate_profile().address("127.0.0.1"));
  asio::ssl::context trusting(asio::ssl::context::tls_client);
  http::limits l;
  l.body_bytes = 10;
  server_fixture f(http::server_options()
                       .tls(http::server_tls::pem(shown.chain, shown.key))
                       .limits(l)
                       .idle_timeout(60s)
                       .head_timeout(5s)
                       .write_timeout(5s));
  auto large = f.run(support::connect_tls(f.server.port(), trusting));
  CHECK(f.run(large.ask("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n")).starts_with("HTTP/1.1 413 "));
  large.stream().next_layer().close();
  auto slow = f.run(support::connect_tls(f.server.port(), trusting));
  f.run(slow.send("GET / HT"));
  f.context.poll();
  f.clock.advance(6s);
  CHECK(f.run(slow.answer()).starts_with("HTTP/1.1 408 "));
  slow.stream().next_layer().close();
  f.ended();
  auto silent = f.run(support::connect_tls(f.server.port(), trusting));
  f.run(silent.ask(get("/")));
  f.context.poll();
  f.clock.advance(61s);
  CHECK(f.run(silent.rest()) == "");
  f.ended();
  auto taking_nothing = f.run(support::connect_tls(f.server.port(), trusting));
  f.run(taking_nothing.send(get("/big")));
  run_until(f.context, [&] { return f.asked.back() == "GET /big"; });
  while (f.server.connections() != 0) {
    f.context.poll();
    f.clock.advance(6s);
  }
}

TEST_CASE("TLS: a certificate that cannot be used is said in a sentence without the key") {
  asio::io_context context{1};
  const auto refused = [&](const http::server_tls& tls) -> std::string {
    try {
      http::server(context.get_executor(), {}, http::server_options().tls(tls));
    } catch (const http::error& e) {
      CHECK(e.errc() == http::errc::listen_failed);
      return e.what();
    }
    return {};
  };
  CHECK(refused(http::server_tls::files("/nonexistent/chain.pem", "/nonexistent/key.pem"))
            .starts_with("the server's certificate or key in /nonexistent/chain.pem cannot be used: "));
  CHECK(refused(http::server_tls::pem("secret", "secret")).find("secret") == std::string::npos);
}
