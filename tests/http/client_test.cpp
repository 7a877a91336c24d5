// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/http/client.hpp: what is sent, how answers are framed, and which connections are used again.
#include <sheaf/http/client.hpp>

#include "support/http_fixture.hpp"

#include <asio/use_future.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <future>
#include <string>
#include <thread>

namespace http = sheaf::http;
using namespace std::chrono_literals;
using support::http_fixture;
using support::ok;
using support::script;

TEST_CASE("a request goes out with its method, path, host, fields and body, and with nothing it did not ask for") {
  http_fixture f;
  f.server.otherwise(script().read_request().send("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"));
  const http::request post = http::request::post(f.server.url("/v3/auth/tokens?nocatalog"), R"({"a":1})");
  CHECK(f.start(post.header("X-One", "1")).get().status() == 201);
  const std::string host = "127.0.0.1:" + std::to_string(f.server.port());
  CHECK(f.server.requests().back() ==
        "POST /v3/auth/tokens?nocatalog HTTP/1.1\r\nHost: " + host +
            "\r\nUser-Agent: sheaf/" SHEAF_VERSION_STRING
            "\r\nAccept-Encoding: identity\r\nContent-Length: 7\r\nContent-Type: application/json\r\nX-One: 1\r\n\r\n{\"a\":1}");
}

TEST_CASE("a response gives status, reason, fields, body and the URL that was asked") {
  http_fixture f;
  const http::response r = f.answer("HTTP/1.1 404 Not Found\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 4\r\n\r\nnone");
  CHECK(r.status() == 404);
  CHECK(r.reason() == "Not Found");
  CHECK(r.fields().all("x-a") == std::vector<std::string_view>{"1", "2"});
  CHECK(r.text() == "none");
  CHECK(r.url().to_string() == f.server.url("/"));
  CHECK_FALSE(r.reused());
}

TEST_CASE("a body ends where its length, its last chunk, or the connection says") {
  http_fixture f;
  CHECK(f.answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello").text() == "hello");
  f.client.close_idle();
  CHECK(f.answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n").text() == "hello");
  f.client.close_idle();
  CHECK(f.answer("HTTP/1.1 200 OK\r\n\r\nhello").text() == "hello");
  CHECK(f.answer("HTTP/1.0 200 OK\r\n\r\nhello").text() == "hello");
  CHECK(f.answer("HTTP/1.1 200 OK\r\n\r\n").text().empty());
}

TEST_CASE("an answer to HEAD, 204 and 304 have no body whatever their fields say, and the connection goes on") {
  http_fixture f;
  f.server.play(script()
                    .read_request()
                    .send("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n")
                    .read_request()
                    .send("HTTP/1.1 204 No Content\r\n\r\n")
                    .read_request()
                    .send("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n")
                    .read_request()
                    .send(ok("done")));
  CHECK(f.start(http::request("HEAD", http::url::parse(f.server.url()))).get().text().empty());
  CHECK(f.get().status() == 204);
  CHECK(f.get().status() == 304);
  CHECK(f.get().text() == "done");
  CHECK(f.server.connections() == 1);
}

TEST_CASE("interim responses are passed over") {
  http_fixture f;
  CHECK(f.answer("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + ok("final")).text() ==
        "final");
}

TEST_CASE("it does not matter in which pieces an answer comes") {
  http_fixture f;
  for (const std::size_t piece : {std::size_t(1), std::size_t(2), std::size_t(7)}) {
    f.server.play(script().read_request().send(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: t\r\n\r\n", piece));
    CHECK(f.get().text() == "hello");
    f.client.close_idle();
  }
}

TEST_CASE("an answer larger than any buffer arrives whole, in a buffer a JSON parser may read beyond") {
  http_fixture f;
  std::string large(5'000'000, 'x');
  large.back() = 'z';
  const http::response r = f.answer(ok(large));
  CHECK(r.text() == large);
  CHECK(r.body().capacity() >= r.body().size() + http::body::padding);
}

TEST_CASE("a request larger than any buffer arrives whole") {
  http_fixture f;
  const std::string large(20'000'000, 'x');
  f.server.play(script().read_request().send(ok("")));
  CHECK(f.start(http::request::post(f.server.url(), large)).get().status() == 200);
  CHECK(f.server.requests().back().ends_with("\r\n\r\n" + large));
}

TEST_CASE("one connection serves one request after another") {
  http_fixture f;
  f.server.otherwise(script().read_request().send(ok("x")).again());
  CHECK_FALSE(f.get().reused());
  for (int i = 0; i < 10; ++i) CHECK(f.get().reused());
  CHECK(f.server.connections() == 1);
  const http::client_stats stats = f.client.stats();
  CHECK(stats.opened == 1);
  CHECK(stats.reused == 10);
  CHECK(stats.open == 1);
  CHECK(stats.idle == 1);
  CHECK(stats.in_use == 0);
}

TEST_CASE("a connection is not used again when either side, the version or the framing says no") {
  for (const char* const answer :
       {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nconnection: x, CLOSE\r\nContent-Length: 0\r\n\r\n", "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nmore than was asked for",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nKeep-Alive: timeout=1\r\n\r\n"}) {
    CAPTURE(answer);
    http_fixture f;
    f.server.otherwise(script().read_request().send(answer).until_closed());
    CHECK(f.get().status() == 200);
    CHECK(f.client.stats().open == 0);
    CHECK_FALSE(f.get().reused());
    CHECK(f.server.connections() == 2);
  }
}

TEST_CASE("HTTP/1.0 with keep-alive is kept") {
  http_fixture f;
  f.server.otherwise(
      script().read_request().send("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n").again());
  f.get();
  CHECK(f.get().reused());
}

TEST_CASE("an idle connection is kept for four seconds, or a second less than the server announces") {
  http_fixture f;
  f.server.otherwise(script().read_request().send(ok("x")).again());
  f.get();
  f.advance(3999ms);
  CHECK(f.get().reused());
  f.advance(4s);
  CHECK_FALSE(f.get().reused());
  f.client.close_idle();
  f.server.otherwise(script().read_request().send("HTTP/1.1 204 \r\nKeep-Alive: timeout=10, max=5\r\n\r\n").again());
  f.get();
  f.advance(8999ms);
  CHECK(f.get().reused());
  f.advance(9s);
  CHECK_FALSE(f.get().reused());
}

TEST_CASE("an old connection is not used again however busy it was") {
  http_fixture f(http::client_options().connection_lifetime(10s));
  f.server.otherwise(script().read_request().send(ok("x")).again());
  for (int second = 0; second < 10; ++second) {
    CHECK(f.get().reused() == (second > 0));
    f.advance(1s);
  }
  CHECK_FALSE(f.get().reused());
}

TEST_CASE("bytes nobody asked for, and an end, make an idle connection useless") {
  for (const bool pushed : {true, false}) {
    CAPTURE(pushed);
    http_fixture f;
    f.server.play(pushed ? script().read_request().send(ok("first")).stall().send(ok("poison")).until_closed()
                         : script().read_request().send(ok("first")).stall().close());
    f.server.play(script().read_request().send(ok("second")));
    CHECK(f.get().text() == "first");
    f.until([&] { return f.server.stalled() == 1; });
    f.server.release();
    f.settle();
    const http::response r = f.start(http::request::post(f.server.url(), "not idempotent")).get();
    CHECK(r.text() == "second");
    CHECK(f.client.stats().replayed == 0);
  }
}

TEST_CASE("closing idle connections closes them") {
  http_fixture f;
  f.server.otherwise(script().read_request().send(ok("x")).again());
  f.get();
  f.client.close_idle();
  f.until([&] { return f.server.open() == 0; });
  CHECK(f.client.stats().open == 0);
}

TEST_CASE("a host may be a name") {
  http_fixture f;
  f.server.otherwise(script().read_request().send(ok("x")).again());
  CHECK(f.start(http::request::get(f.server.url("/", "localhost"))).get().text() == "x");
}

TEST_CASE("a host may be an IPv6 address where there is IPv6, and says so where there is none") {
  http_fixture f;
  const http::error e = f.failure(http::request::get("http://[::1]:1/"));
  CHECK(e.phase() == http::phase::connect);
  CHECK(std::string(e.what()).starts_with("no connection to [::1]:1: "));
}

TEST_CASE("addresses are tried one after another until one answers") {
  const auto two = [](const std::string&) {
    return std::vector<asio::ip::address>{asio::ip::make_address("127.255.255.255"), asio::ip::make_address("127.0.0.1")};
  };
  http_fixture f(http::client_options().lookup(two));
  f.server.otherwise(script().read_request().send(ok("x")).again());
  CHECK(f.start(http::request::get(f.server.url("/", "nova.example"))).get().text() == "x");
}

TEST_CASE("nothing of a client keeps an io_context running: run() returns after the last result") {
  asio::io_context servers{1};
  sheaf::testing::scripted_server server(servers.get_executor());
  server.otherwise(script().read_request().send(ok("x")).again());
  const std::string url = server.url("/", "localhost");
  std::thread serving([&] { servers.run(); });
  {
    asio::io_context context{1};
    http::client client(context.get_executor());  // on the system's clock, with its limits of up to two minutes
    const auto begun = std::chrono::steady_clock::now();
    for (int i = 0; i < 3; ++i) CHECK(run_on(context, client.send(http::request::get(url))).text() == "x");
    CHECK(std::chrono::steady_clock::now() - begun < 60s);
    CHECK(client.stats().idle == 1);
  }
  asio::post(servers, [&] { server.close(); });
  serving.join();
}

TEST_CASE("any completion token will do") {
  http_fixture f;
  f.server.otherwise(script().read_request().send(ok("x")).again());
  std::string text;
  std::exception_ptr error;
  f.client.async_send(http::request::get(f.server.url()), [&](std::exception_ptr e, http::response r) {
    error = e;
    text = r.text();
  });
  f.until([&] { return !text.empty() || error; });
  CHECK(text == "x");

  std::future<http::response> future = f.client.async_send(http::request::get(f.server.url()), asio::use_future);
  f.until([&] { return future.wait_for(0s) == std::future_status::ready; });
  CHECK(future.get().reused());
}

TEST_CASE("a call that is not a coroutine completes on its own executor") {
  http_fixture f;
  f.server.otherwise(script().read_request().send(ok("x")).again());
  asio::io_context other{1};
  bool done = false;
  const auto work = asio::make_work_guard(other);
  f.client.async_send(http::request::get(f.server.url()),
                      asio::bind_executor(other.get_executor(), [&](std::exception_ptr, const http::response&) { done = true; }));
  f.until([&] { return f.client.stats().idle == 1; });
  f.settle();
  CHECK_FALSE(done);
  other.run_one();
  CHECK(done);
}

TEST_CASE("an exchange goes on without its client, and closes its connection at the end") {
  http_fixture f;
  f.server.play(script().read_request().stall().send(ok("x")).until_closed());
  auto client = std::make_unique<http::client>(f.context.get_executor());
  support::call call(f.context, *client, http::request::get(f.server.url()));
  f.until([&] { return f.server.stalled() == 1; });
  client.reset();
  f.server.release();
  CHECK(call.get().text() == "x");
  f.until([&] { return f.server.open() == 0; });
}

TEST_CASE("a call made by a client that is gone at once is a call all the same") {
  http_fixture f;
  f.server.play(script().read_request().send(ok("x")));
  CHECK(support::call(f.context, http::client(f.context.get_executor()), http::request::get(f.server.url())).get().text() ==
        "x");
}

TEST_CASE("the last handle closes idle connections; a copy is a handle") {
  http_fixture f;
  f.server.otherwise(script().read_request().send(ok("x")).again());
  auto client = std::make_unique<http::client>(f.context.get_executor());
  auto copy = std::make_unique<http::client>(*client);
  support::call(f.context, *client, http::request::get(f.server.url())).get();
  client.reset();
  CHECK(support::call(f.context, *copy, http::request::get(f.server.url())).get().reused());
  copy.reset();
  f.until([&] { return f.server.open() == 0; });
}
