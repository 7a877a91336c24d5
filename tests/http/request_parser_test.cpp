// SPDX-License-Identifier: MIT
#include <sheaf/http/request_parser.hpp>

#include "support/splits.hpp"

#include <doctest/doctest.h>

#include <ostream>
#include <string>
#include <string_view>

namespace http = sheaf::http;
using http::errc;
using http::parse_result;
using namespace std::string_view_literals;

namespace {

// Every request in some bytes, as text, and what ended them: "400", or "" where more could come.
struct readings {
  std::string requests, end;
  bool operator==(const readings&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const readings& r) { return out << r.requests << "|" << r.end; }
};

readings read(const support::pieces& pieces, const http::limits& limits) {
  http::request_parser parser(limits);
  readings out;
  const auto take_all = [&] {
    while (parser.result() == parse_result::done) {
      out.requests.append(parser.method() + " " + parser.target() + " 1." + std::to_string(parser.minor_version()));
      out.requests.append(parser.persistent() ? " stays" : " closes");
      for (const auto [name, value] : parser.take_fields()) out.requests.append(" ").append(name).append("=").append(value);
      out.requests.append(" [").append(parser.take_body().view()).append("]\n");
      parser.start_next();
    }
  };
  for (std::string_view piece : pieces) {
    while (!piece.empty() && parser.result() != parse_result::error) {
      piece.remove_prefix(parser.feed(piece));
      take_all();
    }
  }
  if (parser.result() == parse_result::error) out.end = std::to_string(parser.refusal());
  return out;
}

readings parse(std::string_view bytes, const http::limits& limits = {}) {
  CAPTURE(bytes);
  return support::in_splits(bytes, [&](const support::pieces& p) { return read(p, limits); });
}

std::string refused(std::string_view bytes, const http::limits& limits = {}) {
  const readings got = parse(bytes, limits);
  CHECK(got.requests == "");
  return got.end;
}

}  // namespace

TEST_CASE("requests that are read") {
  const struct {
    const char* rule;  // the section of RFC 9112, unless it says another
    std::string_view bytes, expected;
  } rows[] = {
      {"3", "GET / HTTP/1.1\r\nHost: h\r\n\r\n", "GET / 1.1 stays Host=h []\n"},
      {"3 a query", "GET /a%20b?c=d&e HTTP/1.1\r\nHost: h\r\n\r\n", "GET /a%20b?c=d&e 1.1 stays Host=h []\n"},
      {"3.2.1 two slashes are a path", "GET //evil/x HTTP/1.1\r\nHost: h\r\n\r\n", "GET //evil/x 1.1 stays Host=h []\n"},
      {"3.2.2 a whole URL", "GET http://h:80/a?b HTTP/1.1\r\nHost: h\r\n\r\n", "GET /a?b 1.1 stays Host=h []\n"},
      {"3.2.4", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "OPTIONS * 1.1 stays Host=h []\n"},
      {"3.1 any token is a method", "get-it / HTTP/1.1\r\nHost: h\r\n\r\n", "get-it / 1.1 stays Host=h []\n"},
      {"3.2 an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", "GET / 1.1 stays Host= []\n"},
      {"2.2 an empty line before it", "\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", "GET / 1.1 stays Host=h []\n"},
      {"9.3 HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", "GET / 1.0 closes []\n"},
      {"9.3 HTTP/1.0, ApacheBench -k", "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", "GET / 1.0 stays Connection=Keep-Alive []\n"},
      {"9.3 close", "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "GET / 1.1 closes Host=h Connection=close []\n"},
      {"6.3 sized", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc", "POST / 1.1 stays Host=h Content-Length=3 [abc]\n"},
      {"7.1 chunked", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\nT: x\r\n\r\n",
       "POST / 1.1 stays Host=h Transfer-Encoding=chunked [abc]\n"},
      {"9.3.2 pipelined", "GET /1 HTTP/1.1\r\nHost: h\r\n\r\nPOST /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nxyGET /3 HTTP/1.0\r\n\r\n",
       "GET /1 1.1 stays Host=h []\nPOST /2 1.1 stays Host=h Content-Length=2 [xy]\nGET /3 1.0 closes []\n"},
      {"9.3.2 pipelined behind chunks", "POST /1 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\nGET /2 HTTP/1.0\r\n\r\n",
       "POST /1 1.1 stays Host=h Transfer-Encoding=chunked [x]\nGET /2 1.0 closes []\n"},
  };
  for (const auto& r : rows) {
    CAPTURE(r.rule);
    const readings got = parse(r.bytes);
    CHECK(got.requests == r.expected);
    CHECK(got.end == "");
  }
}

TEST_CASE("requests that are refused with 400") {
  for (const auto bytes :
       {"\x16\x03\x01"sv, "\n"sv, "\r\n\r\n"sv, " GET / HTTP/1.1\r\n"sv, "GET\r\n"sv, "GET /\r\n"sv, "GET / \r\n"sv, "GET  / HTTP/1.1\r\n"sv,
        "GET /  HTTP/1.1\r\n"sv, "GET / HTTP/1.1 \r\n"sv, "GET /a b HTTP/1.1\r\n"sv, "GET\t/\tHTTP/1.1\r\n"sv, "G(T / HTTP/1.1\r\n"sv,
        "GET / HTTP/1.1\n"sv, "GET / http/1.1\r\n"sv, "GET / HTTP/1.\r\n"sv, "GET / HTTP/1.11\r\n"sv, "GET / FTP/1.1\r\n"sv,
        "GET x HTTP/1.1\r\n"sv, "GET * HTTP/1.1\r\n"sv, "GET h:80 HTTP/1.1\r\n"sv, "GET ftp://h/ HTTP/1.1\r\n"sv,
        "GET http://u@h/ HTTP/1.1\r\n"sv, "GET /#x HTTP/1.1\r\n"sv, "GET /\x01 HTTP/1.1\r\n"sv, "GET /\0 HTTP/1.1\r\n"sv,
        "GET /\xc3\xa4 HTTP/1.1\r\n"sv, "GET /\r HTTP/1.1\r\n"sv,
        // RFC 9112 3.2
        "GET / HTTP/1.1\r\n\r\n"sv, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"sv, "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"sv,
        // RFC 9112 5
        "GET / HTTP/1.1\r\nHost : h\r\n"sv, "GET / HTTP/1.1\r\n Host: h\r\n"sv, "GET / HTTP/1.1\r\nHost: h\r\n x\r\n"sv,
        "GET / HTTP/1.1\r\nHost: h\nX: y\r\n"sv, "GET / HTTP/1.1\r\nHost: h\0\r\n"sv,
        // RFC 9112 6: what would be smuggled
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"sv,
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n"sv,
        "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"sv,
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"sv,
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, identity\r\n\r\n"sv,
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"sv,
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +1\r\n\r\n"sv, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length:\r\n\r\n"sv,
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\r\n"sv,
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxx"sv}) {
    CHECK(refused(bytes) == "400");
  }
}

TEST_CASE("requests that are refused with a status that says why") {
  http::limits l;
  l.head_bytes = 200;
  l.target_bytes = 50;
  l.fields = 3;
  l.body_bytes = 5;
  const std::string fifty = "/" + std::string(49, 'x');
  CHECK(parse("GET " + fifty + " HTTP/1.0\r\n\r\n", l).end == "");
  CHECK(refused("GET " + fifty + "x HTTP/1.0\r\n\r\n", l) == "414");
  CHECK(refused("GET /" + std::string(300, 'x'), l) == "414");  // RFC 9112 3
  CHECK(refused("GET / HTTP/1.0\r\nA: " + std::string(300, 'x'), l) == "431");
  CHECK(refused("GET / HTTP/1.0\r\nA: 1\r\nA: 2\r\nA: 3\r\nA: 4\r\n\r\n", l) == "431");
  CHECK(refused("POST / HTTP/1.0\r\nContent-Length: 6\r\n\r\n", l) == "413");
  CHECK(refused("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n", l) == "413");
  CHECK(refused("GET / HTTP/2.0\r\n\r\n") == "505");
  CHECK(refused("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") == "505");
  CHECK(refused("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n") == "501");
  CHECK(refused("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n") == "400");  // RFC 9112 6.3: it has no end
  CHECK(refused("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 18446744073709551616\r\n\r\n") == "413");
  CHECK(refused(std::string(300, 'x'), l) == "501");  // RFC 9112 3: a method, as yet
  CHECK(refused("\r\n" + std::string(199, 'x') + " /", l) == "501");  // as far as a head may go, behind an empty line
  CHECK(refused("\r\n" + std::string(197, 'x') + " /", l) == "414");
}

TEST_CASE("the host of a whole URL is the request's, whatever Host says") {  // RFC 9112 3.2.2
  CHECK(parse("GET http://real:81/a HTTP/1.1\r\nHost: forged\r\nA: b\r\n\r\n").requests == "GET /a 1.1 stays A=b Host=real:81 []\n");
  CHECK(parse("GET http://real/a HTTP/1.0\r\n\r\nGET /b HTTP/1.0\r\n\r\n").requests == "GET /a 1.0 closes Host=real []\nGET /b 1.0 closes []\n");
}

TEST_CASE("a Host that is none, and a tunnel to no port, are refused") {  // RFC 9112 3.2, RFC 9110 9.3.6
  for (const auto host : {"a b", "h/", "http://h", "u@h", "h:x", "h:1:2", "::1", "[::1", "[::1]x", "[h]", "[", "[]", "%4", "%zz", "<h>"}) {
    CHECK(refused(std::string("GET / HTTP/1.1\r\nHost: ") + host + "\r\n\r\n") == "400");
  }
  for (const auto host : {"h", "h:", "h:80", "", "[::1]", "[::1]:80", "a_b.c", "%41", "127.0.0.1:1"}) {
    CHECK(parse(std::string("GET / HTTP/1.1\r\nHost: ") + host + "\r\n\r\n").end == "");
  }
  for (const auto to : {"h", "h:", "h:x", "h:0", "h:65536", "/", "*", "http://h:80/"}) {
    CHECK(refused(std::string("CONNECT ") + to + " HTTP/1.1\r\nHost: h\r\n\r\n") == "400");
  }
  CHECK(parse("CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n").requests == "CONNECT h:443 1.1 stays Host=h:443 []\n");
}

TEST_CASE("a client that waits for 100 before it sends a body is recognised") {  // RFC 9110 10.1.1
  const auto waits = [](std::string_view bytes) {
    http::request_parser parser;
    parser.feed(bytes);
    return parser.expects_continue();
  };
  CHECK(waits("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\nContent-Length: 3\r\n\r\n"));
  CHECK_FALSE(waits("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\na"));
  CHECK_FALSE(waits("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n"));
  CHECK_FALSE(waits("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"));
  CHECK_FALSE(waits("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n"));
  CHECK_FALSE(waits("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"));
}

TEST_CASE("a connection that ends between requests has not begun one") {
  http::request_parser parser;
  parser.feed("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(parser.take_body().empty());
  parser.start_next();
  CHECK_FALSE(parser.started());
  parser.feed("G");
  CHECK(parser.started());
  CHECK(parser.finish() == parse_result::error);
  CHECK(parser.error() == errc::truncated);
}

TEST_CASE("a body that was taken does not take the next request along") {
  http::request_parser parser;
  parser.feed("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhiGET /next HTTP/1.1\r\nHost: h\r\n\r\n");
  const http::body body = parser.take_body();
  CHECK(body.view() == "hi");
  CHECK(parser.extra() == "GET /next HTTP/1.1\r\nHost: h\r\n\r\n");
  parser.start_next();
  CHECK(parser.result() == parse_result::done);
  CHECK(parser.target() == "/next");
  CHECK(body.view() == "hi");
}
