// SPDX-License-Identifier: MIT
// What a client does when servers break off, lie, or close a kept connection: include/sheaf/http/client.hpp.
#include <sheaf/http/client.hpp>

#include "support/http_fixture.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace http = sheaf::http;
using support::http_fixture;
using support::ok;
using support::script;

namespace {

// "127.0.0.1:port"
using support::place;

using support::contains;

}  // namespace

TEST_CASE("a body that ends with the connection ends with its close and not with a reset") {
  http_fixture f;
  f.server.play(script().read_request().send("HTTP/1.1 200 OK\r\n\r\nhalf").stall().reset());
  support::call call = f.start();
  f.until([&] { return f.server.stalled() == 1; });
  f.settle();
  f.server.release();
  const http::error e = call.failure();
  CHECK(e.errc() == http::errc::truncated);
  CHECK(e.phase() == http::phase::body);
  CHECK(std::string(e.what()) ==
        "the response of " + place(f) + " is cut off after 4 bytes of its body: the connection was reset");
}

TEST_CASE("a reset behind a whole answer does not matter") {
  http_fixture f;
  f.server.play(script().read_request().send(ok("whole")).reset());
  CHECK(f.get().text() == "whole");
}

TEST_CASE("a server that closes without a byte is an error that says so, and nobody repeats it") {
  for (const char* const method : {"GET", "POST"}) {
    CAPTURE(method);
    http_fixture f;
    f.server.otherwise(script().read_request().close());
    const http::error e = f.failure(http::request(method, http::url::parse(f.server.url())));
    CHECK(e.errc() == http::errc::no_response);
    CHECK(e.phase() == http::phase::head);
    CHECK(e.code().category() == http::category());
    CHECK(std::string(e.what()) == "no byte of a response from " + place(f) + ": the connection was closed");
    CHECK(e.retry_safe() == (std::string_view(method) == "GET"));
    CHECK(f.server.requests().size() == 1);
  }
}

TEST_CASE("a kept connection that was closed meanwhile is replaced once, for requests that may be repeated") {
  const script serves_one = script().read_request().send(ok("first")).read_request();
  for (const bool reset : {false, true}) {
    CAPTURE(reset);
    http_fixture f;
    f.server.play(reset ? serves_one.reset() : serves_one.close());
    f.server.play(script().read_request().send(ok("second")));
    f.get();
    const http::response r = f.get();
    CHECK(r.text() == "second");
    CHECK_FALSE(r.reused());
    CHECK(f.client.stats().replayed == 1);
    CHECK(f.server.requests().size() == 3);
  }
}

TEST_CASE("what may not be repeated is not, unless its sender says so") {
  const script serves_one = script().read_request().send(ok("first")).read_request().close();
  http_fixture f;
  f.server.play(serves_one);
  f.get();
  const http::request post = http::request::post(f.server.url(), "{}");
  const http::error e = f.failure(post);
  CHECK(e.errc() == http::errc::no_response);
  CHECK_FALSE(e.retry_safe());
  CHECK(f.server.requests().size() == 2);

  f.server.play(serves_one);
  f.server.play(script().read_request().send(ok("second")));
  f.get();
  CHECK(f.start(post.idempotent()).get().text() == "second");
}

TEST_CASE("of a server that says it keeps connections and closes them, none is kept after a while") {
  http_fixture f;
  f.server.otherwise(script().read_request().send(ok("x")).close());
  for (int i = 0; i < 10; ++i) {
    CHECK(f.get().text() == "x");
    f.until([&] { return f.server.open() == 0; });
    f.settle();
  }
  CHECK(f.client.stats().stale == 3);
  CHECK(f.client.stats().idle == 0);
  CHECK(f.client.stats().replayed == 0);
}

TEST_CASE("a request is repeated once and not for ever") {
  http_fixture f;
  f.server.play(script().read_request().send(ok("first")).read_request().close());
  f.server.otherwise(script().read_request().close());
  f.get();
  CHECK(f.failure().errc() == http::errc::no_response);
  CHECK(f.server.requests().size() == 3);
}

TEST_CASE("nothing is repeated once a byte of the answer came") {
  http_fixture f;
  f.server.play(script().read_request().send(ok("first")).read_request().send("H").close());
  f.get();
  const http::error e = f.failure();
  CHECK(e.errc() == http::errc::truncated);
  CHECK_FALSE(e.retry_safe());
  CHECK(f.server.requests().size() == 2);
}

TEST_CASE("an answer that comes before the request was read is the answer") {
  // A server that refuses a body without reading it, and resets: what is captured of nova's 413.
  const std::string body(30'000'000, 'x');
  for (const bool delimited : {true, false}) {
    CAPTURE(delimited);
    http_fixture f;
    const std::string head = delimited ? "HTTP/1.1 413 Too Large\r\nContent-Length: 4\r\n\r\n" : "HTTP/1.1 413 Too Large\r\n\r\n";
    f.server.play(script().read_head().send(head + "no!!").reset());
    const http::response r = f.start(http::request::post(f.server.url(), body)).get();
    CHECK(r.status() == 413);
    CHECK(r.text() == "no!!");
    CHECK(f.client.stats().open == 0);
  }
}

TEST_CASE("a request that cannot be sent is an error that says so") {
  http_fixture f;
  f.server.play(script().read_head().reset());
  const http::error e = f.failure(http::request::post(f.server.url(), std::string(30'000'000, 'x')));
  CHECK(e.errc() == http::errc::write_failed);
  CHECK(contains(e.what(), "the request could not be sent to " + place(f)));
  CHECK_FALSE(e.retry_safe());
}

TEST_CASE("nobody listening is an error that says so") {
  http_fixture f;
  const std::string url = f.server.url(), where = place(f);
  f.server.close();
  const http::error e = f.failure(http::request::get(url));
  CHECK(e.errc() == http::errc::connect_failed);
  CHECK(e.phase() == http::phase::connect);
  CHECK(std::string(e.what()) == "no connection to " + where + ": Connection refused");
  CHECK(e.retry_safe());
  CHECK(f.client.stats().open == 0);
}

TEST_CASE("a name without an address is an error that says so") {
  const auto fails = [](const std::string&) -> std::vector<asio::ip::address> { throw std::runtime_error("no such host"); };
  http_fixture f(http::client_options().lookup(fails));
  const http::error e = f.failure(http::request::get("http://nova.example:8774/"));
  CHECK(e.errc() == http::errc::resolve_failed);
  CHECK(e.phase() == http::phase::resolve);
  CHECK(std::string(e.what()) == "no address for nova.example:8774: no such host");
}

TEST_CASE("what is not HTTP is refused, and the connection with it") {
  for (const auto& [answer, why] : {std::pair{"SSH-2.0-OpenSSH_9\r\n\r\n", http::errc::bad_status_line},
                                    std::pair{"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
                                              http::errc::bad_content_length},
                                    std::pair{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                                              http::errc::bad_chunk}}) {
    CAPTURE(answer);
    http_fixture f;
    f.server.play(script().read_request().send(answer).until_closed());
    const http::error e = f.failure();
    CHECK(e.errc() == why);
    CHECK(contains(e.what(), place(f)));
    CHECK(f.client.stats().open == 0);
    f.until([&] { return f.server.open() == 0; });
  }
}

TEST_CASE("a body above its limit is refused") {
  http::limits small;
  small.body_bytes = 1000;
  http_fixture f(http::client_options().limits(small));
  f.server.otherwise(script().read_request().send(ok(std::string(1001, 'x'))).until_closed());
  CHECK(f.failure().errc() == http::errc::body_too_large);
}

TEST_CASE("every limit of a response holds, to the last that fits") {
  struct one {
    const char* what;
    std::size_t http::limits::*limit;
    std::size_t fits;
    std::string answer;
    http::errc beyond;
  };
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nA: b\r\n\r\n";
  const std::string early = "HTTP/1.1 103 Early Hints\r\n\r\n";
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=12345\r\na\r\n0\r\nA: b\r\nC: d\r\n\r\n";
  const one all[] = {{"head", &http::limits::head_bytes, head.size(), head, http::errc::head_too_large},
                     {"fields", &http::limits::fields, 2, head, http::errc::too_many_fields},
                     {"trailers", &http::limits::fields, 3, chunked, http::errc::too_many_fields},
                     {"interim", &http::limits::interim, 3, early + early + early + head, http::errc::too_many_interim},
                     {"body", &http::limits::body_bytes, 5, ok("12345"), http::errc::body_too_large},
                     {"chunked body", &http::limits::body_bytes, 1, chunked, http::errc::body_too_large},
                     {"chunk line", &http::limits::chunk_line_bytes, 11, chunked, http::errc::chunk_too_large}};
  for (const one& o : all) {
    CAPTURE(o.what);
    for (const bool fits : {true, false}) {
      http::limits allowed;
      allowed.*o.limit = fits ? o.fits : o.fits - 1;
      http_fixture f(http::client_options().limits(allowed));
      f.server.play(script().read_request().send(o.answer).until_closed());
      if (fits) {
        CHECK(f.get().status() == 200);
      } else {
        const http::error e = f.failure();
        CHECK(e.errc() == o.beyond);
        CHECK(contains(e.what(), place(f)));
        CHECK(f.client.stats().open == 0);
      }
    }
  }
}

TEST_CASE("no secret of a request is in any error") {
  http_fixture f;
  f.server.otherwise(script().read_request().close());
  const auto secret = http::request::post(f.server.url("/?token=hunter2"), "hunter2").header("X-Auth-Token", "hunter2");
  CHECK_FALSE(contains(f.failure(secret).what(), "hunter2"));
}
