// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/http/gzip.hpp.
#include <sheaf/http/client.hpp>
#include <sheaf/http/gzip.hpp>

#include "support/http_fixture.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace http = sheaf::http;
using support::http_fixture;
using support::script;

namespace {

// By zlib's other half.
std::string compressed(std::string_view text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  std::string in(text);
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string answer(const std::string& body, const std::string& coding = "gzip") {
  return "HTTP/1.1 200 OK\r\nX-A: 1\r\nContent-Encoding: " + coding + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

http::client_options decoding(std::size_t most = 64 * 1024 * 1024) {
  http::limits limits;
  limits.decoded_bytes = most;
  return http::client_options().decoding(http::gzip()).limits(limits);
}

// Text that a compressor gets on with, and not too well.
std::string some_text(std::size_t size) {
  std::string text;
  for (unsigned n = 1; text.size() < size; n = n * 1103515245 + 12345) text += std::to_string(n) + ",";
  text.resize(size);
  return text;
}

std::string all_of(http_fixture& f, http::response_stream& s, std::size_t& largest) {
  std::string all;
  for (;;) {
    support::spawned<std::optional<std::string_view>> out;
    support::spawn(f.context, s.next(), out);
    f.until([&] { return out.done; });
    const auto piece = out.get();
    if (!piece) return all;
    largest = std::max(largest, piece->size());
    all += *piece;
  }
}

http::response_stream open(http_fixture& f) {
  support::spawned<http::response_stream> out;
  support::spawn(f.context, f.client.stream(http::request::get(f.server.url())), out);
  f.until([&] { return out.done; });
  return out.get();
}

using support::contains;

}  // namespace

TEST_CASE("gzip is asked for only by a client that undoes it") {
  for (const bool on : {true, false}) {
    http_fixture f(on ? decoding() : http::client_options());
    f.server.otherwise(script().read_request().send(answer(compressed("text"))).again());
    const http::response r = f.get();
    CHECK(contains(f.server.requests()[0], on ? "Accept-Encoding: gzip\r\n" : "Accept-Encoding: identity\r\n"));
    CHECK(r.text() == (on ? "text" : compressed("text")));
    CHECK(r.header("Content-Encoding").has_value() == !on);
    CHECK(r.header("Content-Length").has_value() == !on);
    CHECK(r.header("X-A") == "1");
  }
}

TEST_CASE("a caller who asks for a coding himself gets it as it is") {
  http_fixture f(decoding());
  f.server.otherwise(script().read_request().send(answer(compressed("text"))).again());
  CHECK(f.start(http::request::get(f.server.url()).header("Accept-Encoding", "gzip")).get().text() == compressed("text"));
}

TEST_CASE("a body arrives as it was, in a buffer for a JSON parser, in whatever pieces and framing it comes") {
  for (const std::size_t size : {std::size_t(1), std::size_t(70'000), std::size_t(3'000'000)}) {
    const std::string text = some_text(size);
    const std::string small = compressed(text);
    char length[20];
    std::snprintf(length, sizeof length, "%zx\r\n", small.size());
    const std::string chunked = "HTTP/1.1 200 OK\r\nContent-Encoding: GZip\r\nTransfer-Encoding: chunked\r\n\r\n" +
                                std::string(length) + small + "\r\n0\r\n\r\n";
    http_fixture f(decoding());
    f.server.play(script().read_request().send(answer(small)).read_request().send(chunked).read_request().send(
        answer(small), size < 100'000 ? 7 : 5000));
    for (int i = 0; i < 3; ++i) {
      const http::response r = f.get();
      CHECK((r.text() == text));
      CHECK(r.body().capacity() >= size + http::body::padding);
    }
    CHECK(f.server.connections() == 1);
  }
}

TEST_CASE("what is not coded, and what is nothing, is taken as it is") {
  http_fixture f(decoding());
  f.server.play(script()
                    .read_request()
                    .send(support::ok("plain"))
                    .read_request()
                    .send(answer("plain", "identity"))
                    .read_request()
                    .send(answer(""))
                    .read_request()
                    .send("HTTP/1.1 304 Not Modified\r\nContent-Encoding: br\r\n\r\n"));
  CHECK(f.get().text() == "plain");
  CHECK(f.get().text() == "plain");
  CHECK(f.get().text().empty());
  CHECK(f.get().status() == 304);
}

TEST_CASE("gzip that is cut off, damaged, followed by something, or twice, and any other coding, is refused") {
  const std::string good = compressed(some_text(1000));
  std::string damaged = good;
  damaged[good.size() / 2] = static_cast<char>(~damaged[good.size() / 2]);
  std::string wrong_sum = good;
  wrong_sum[good.size() - 6] = static_cast<char>(~wrong_sum[good.size() - 6]);
  const std::string bad[] = {answer(good.substr(0, good.size() - 1)), answer(good.substr(0, 5)), answer(damaged),
                             answer(wrong_sum), answer(good + "x"), answer(good + good), answer("no gzip at all"),
                             answer(good, "br"), answer(compressed(good), "gzip, gzip"),
                             "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n" + answer(good).substr(17)};
  for (const std::string& bytes : bad) {
    CAPTURE(&bytes - bad);
    for (const bool streamed : {true, false}) {
      http_fixture f(decoding());
      f.server.otherwise(script().read_request().send(bytes).until_closed());
      std::optional<http::error> e;
      try {
        if (streamed) {
          http::response_stream s = open(f);
          std::size_t largest = 0;
          all_of(f, s, largest);
        } else {
          f.get();
        }
      } catch (const http::error& thrown) {
        e = thrown;
      }
      REQUIRE(e);
      CHECK(e->errc() == http::errc::bad_coding);
      CHECK(contains(e->what(), "127.0.0.1:"));
      CHECK(f.client.stats().idle == 0);
    }
  }
}

TEST_CASE("a bomb ends at the limit of decoded bytes; what fits goes through") {
  const std::string bomb = compressed(std::string(1'000'000, '\0'));
  for (const std::size_t most : {std::size_t(999'999), std::size_t(1'000'000)}) {
    CAPTURE(most);
    http_fixture f(decoding(most));
    f.server.otherwise(script().read_request().send(answer(bomb)).until_closed());
    if (most == 1'000'000) {
      CHECK(f.get().text().size() == most);
    } else {
      CHECK(f.failure().errc() == http::errc::decoded_too_large);
      CHECK(f.client.stats().open == 0);
    }
  }
}

TEST_CASE("a stream is decoded as it is read, in pieces of bounded size, and gives its connection back") {
  const std::string text = some_text(2'000'000) + std::string(5'000'000, 'x');
  http_fixture f(decoding(1000));
  f.server.play(script().read_request().send(answer(compressed(text))).read_request().send(support::ok("next")));
  http::response_stream s = open(f);
  CHECK_FALSE(s.header("Content-Encoding").has_value());
  std::size_t largest = 0;
  CHECK((all_of(f, s, largest) == text));
  CHECK(largest <= 64 * 1024);
  CHECK(f.get().text() == "next");
  CHECK(f.server.connections() == 1);
}
