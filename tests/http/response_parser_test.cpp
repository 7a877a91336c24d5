// SPDX-License-Identifier: MIT
#include <sheaf/http/response_parser.hpp>

#include "support/splits.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <ostream>
#include <string>
#include <string_view>
#include <tuple>

namespace http = sheaf::http;
using http::errc;
using http::parse_result;

namespace {

// All that a parser says of some bytes and, where they are not a whole message, of the connection's end behind them.
struct reading {
  parse_result result{};
  errc error{};
  int status = 0;
  std::string reason, fields, body;
  bool keep_alive = false, until_close = false, ended = false;

  bool operator==(const reading&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const reading& r) {
    return out << "status " << r.status << ", error \"" << http::to_string(r.error) << "\", reason \"" << r.reason
               << "\", fields \"" << r.fields << "\", body \"" << r.body.substr(0, 200) << "\", keep_alive " << r.keep_alive
               << ", until_close " << r.until_close << ", ended " << r.ended;
  }
};

reading read(const support::pieces& pieces, std::string_view method = "GET", const http::limits& limits = {}) {
  http::response_parser parser(limits, method);
  std::size_t unused = 0;
  for (const std::string_view piece : pieces) unused += piece.size() - parser.feed(piece);
  reading out;
  out.ended = parser.result() == parse_result::need_more;
  if (out.ended) parser.finish();
  out.result = parser.result();
  out.error = parser.error();
  if (out.result != parse_result::done) return out;
  out.until_close = parser.until_close();
  out.keep_alive = parser.keep_alive() && unused == 0;
  http::response r = parser.take();
  out.status = r.status();
  out.reason = r.reason();
  for (const auto [name, value] : r.fields()) out.fields.append(name).append("=").append(value).append(";");
  out.body = r.text();
  CHECK(r.body().capacity() >= r.body().size() + http::body::padding);
  return out;
}

reading parse(std::string_view bytes, std::string_view method = "GET", const http::limits& limits = {}) {
  CAPTURE(bytes);
  return support::in_splits(bytes, [&](const support::pieces& p) { return read(p, method, limits); });
}

struct row {
  const char* rule;  // the section of RFC 9112, unless it says another
  std::string_view bytes;
  std::string_view body;
  bool keep_alive;
  std::string_view method = "GET";
};

struct refusal {
  const char* rule;
  std::string_view bytes;
  errc error;
};

using namespace std::string_view_literals;

// A whole answer with this field line, or without a body's framing.
std::string with_field(std::string_view line) {
  return std::string("HTTP/1.1 200 OK\r\n").append(line).append("\r\n\r\n");
}
std::string chunked(std::string_view body) {
  return std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").append(body);
}

}  // namespace

TEST_CASE("answers that are read") {
  const row rows[] = {
      {"6.3 sized", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"sv, "hello", true},
      {"6.3 sized, nothing", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"sv, "", true},
      {"6.3 until close", "HTTP/1.1 200 OK\r\n\r\nhello"sv, "hello", false},
      {"6.3 until close, nothing", "HTTP/1.1 200 OK\r\n\r\n"sv, "", false},
      {"6.3 until close though it says keep-alive", "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n\r\nx"sv, "x", false},
      {"9.3 close", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx"sv, "x", false},
      {"9.3 close in a list", "HTTP/1.1 200 OK\r\nConnection: foo, Close\r\nContent-Length: 1\r\n\r\nx"sv, "x", false},
      {"9.3 close wins", "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"sv, "", false},
      {"9.3 version 1.0", "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx"sv, "x", false},
      {"9.3 version 1.0, asked to stay", "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 1\r\n\r\nx"sv, "x", true},
      {"2.3 a higher minor version is 1.1", "HTTP/1.9 200 OK\r\nContent-Length: 1\r\n\r\nx"sv, "x", true},
      {"4 no reason", "HTTP/1.1 200 \r\nContent-Length: 1\r\n\r\nx"sv, "x", true},
      {"4 no reason and no blank, as some send", "HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx"sv, "x", true},
      {"4 any reason", "HTTP/1.1 200 \xc3\x9c\tso \r\nContent-Length: 1\r\n\r\nx"sv, "x", true},
      {"4 status of no known class", "HTTP/1.1 999 What\r\nContent-Length: 1\r\n\r\nx"sv, "x", true},
      {"5 blanks around a value", "HTTP/1.1 200 OK\r\nContent-Length: \t 1 \t\r\n\r\nx"sv, "x", true},
      {"5 no blank before a value", "HTTP/1.1 200 OK\r\ncontent-length:1\r\n\r\nx"sv, "x", true},
      {"5 empty value", "HTTP/1.1 200 OK\r\nX:\r\nContent-Length: 1\r\n\r\nx"sv, "x", true},
      {"6.3 same length twice", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx"sv, "x", true},
      {"6.3 same length in a list", "HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\nx"sv, "x", true},
      {"6.3 leading zeros", "HTTP/1.1 200 OK\r\nContent-Length: 0001\r\n\r\nx"sv, "x", true},
      {"7.1 chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"sv, "hello world", true},
      {"7.1 no chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"sv, "", true},
      {"7.1 hexadecimal, leading zeros", "HTTP/1.1 200 OK\r\nTransfer-Encoding: CHUNKED\r\n\r\n00A\r\n0123456789\r\n000\r\n\r\n"sv, "0123456789", true},
      {"7.1.1 extensions", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b;c=\"d\"\r\nx\r\n0 ; e\r\n\r\n"sv, "x", true},
      {"7.1.2 trailer", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nX-Sum: 1\r\n\r\n"sv, "x", true},
      {"7.1.2 framing in a trailer does not count", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nContent-Length: 7\r\nConnection: close\r\n\r\n"sv, "x", true},
      {"6.3 HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"sv, "", true, "HEAD"},
      {"6.3 HEAD, chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"sv, "", true, "HEAD"},
      {"6.3 HEAD of who frames by closing", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"sv, "", false, "HEAD"},
      {"6.3 HEAD whose framing is in doubt", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"sv, "", false, "HEAD"},
      {"6.3 204", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n"sv, "", true},
      {"6.3 304", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"sv, "", true},
      {"6.3 CONNECT", "HTTP/1.1 200 Established\r\nContent-Length: 5\r\n\r\n"sv, "", false, "CONNECT"},
      {"6.3 CONNECT refused", "HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\nno"sv, "no", true, "CONNECT"},
      {"9110 15.2 interim answers", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nContent-Length: 9\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"sv, "x", true},
      {"9.3 bytes behind the message", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\n"sv, "x", false},
      {"9.3 bytes behind the last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\nH"sv, "x", false},
      {"9.3 bytes behind no body", "HTTP/1.1 204 No Content\r\n\r\nx"sv, "", false},
  };
  for (const row& r : rows) {
    CAPTURE(r.rule);
    const reading got = parse(r.bytes, r.method);
    CAPTURE(got);
    REQUIRE(got.result == parse_result::done);
    CHECK(got.body == r.body);
    CHECK(got.keep_alive == r.keep_alive);
  }
}

TEST_CASE("answers that are refused") {
  const refusal rows[] = {
      {"4 not HTTP", "SSH-2.0-OpenSSH_9.2\r\n"sv, errc::bad_status_line},
      {"4 an alert of TLS", "\x15\x03\x01\x00\x02\x02\x46"sv, errc::bad_status_line},
      {"4 an empty line first", "\r\nHTTP/1.1 200 OK\r\n\r\n"sv, errc::bad_status_line},
      {"4 a blank first", " HTTP/1.1 200 OK\r\n\r\n"sv, errc::bad_status_line},
      {"2.3 lower case", "http/1.1 200 OK\r\n\r\n"sv, errc::bad_status_line},
      {"2.3 HTTP/2", "HTTP/2.0 200 OK\r\n\r\n"sv, errc::bad_version},
      {"2.3 HTTP/0.9", "HTTP/0.9 200 OK\r\n\r\n"sv, errc::bad_version},
      {"2.3 version without a dot", "HTTP/1 200 OK\r\n\r\n"sv, errc::bad_status_line},
      {"2.3 version with more digits", "HTTP/1.10 200 OK\r\n\r\n"sv, errc::bad_status_line},
      {"4 two blanks", "HTTP/1.1  200 OK\r\n\r\n"sv, errc::bad_status_line},
      {"4 TAB for a blank", "HTTP/1.1\t200 OK\r\n\r\n"sv, errc::bad_status_line},
      {"4 no status", "HTTP/1.1\r\n\r\n"sv, errc::bad_status_line},
      {"4 two digits", "HTTP/1.1 20 OK\r\n\r\n"sv, errc::bad_status_line},
      {"4 four digits", "HTTP/1.1 2000 OK\r\n\r\n"sv, errc::bad_status_line},
      {"4 status below 100", "HTTP/1.1 099 OK\r\n\r\n"sv, errc::bad_status_line},
      {"4 sign", "HTTP/1.1 +20 OK\r\n\r\n"sv, errc::bad_status_line},
      {"4 no blank behind the status", "HTTP/1.1 200OK\r\n\r\n"sv, errc::bad_status_line},
      {"4 control in the reason", "HTTP/1.1 200 O\x01K\r\n\r\n"sv, errc::bad_status_line},
      {"2.2 bare LF behind the status", "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n"sv, errc::bad_status_line},
      {"2.2 bare CR in the reason", "HTTP/1.1 200 O\rK\r\n\r\n"sv, errc::bad_status_line},
      {"15.2.2 of 9110, unasked", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"sv, errc::unexpected_upgrade},
      {"6.3 lengths differ", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx"sv, errc::bad_content_length},
      {"6.1 length beside coding", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"sv, errc::bad_transfer_encoding},
      {"6.1 coding beside length", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n"sv, errc::bad_transfer_encoding},
      {"6.1 coding in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"sv, errc::bad_transfer_encoding},
      {"6.1 chunked twice", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"sv, errc::bad_transfer_encoding},
  };
  for (const refusal& r : rows) {
    CAPTURE(r.rule);
    const reading got = parse(r.bytes);
    CAPTURE(got);
    CHECK(got.result == parse_result::error);
    CHECK(got.error == r.error);
  }
}

TEST_CASE("field lines that are refused") {  // RFC 9112 5
  for (const auto line : {" folded: x"sv, "A: b\r\n folded"sv, "A: b\r\n\tfolded"sv, "A : b"sv, "A\t: b"sv, "no colon"sv, ": x"sv,
                          "A\x01: b"sv, "A(b): c"sv, "\xc3\x84: b"sv, "A: b\0c"sv, "A: b\x7f"sv, "A: b\x1b[0m"sv, "A: b\rc"sv,
                          "A: b\nB: c"sv, "A: b\r"sv, "A\r: b"sv, "\0A: b"sv}) {
    CHECK(parse(with_field(line)).error == errc::bad_field);
  }
  CHECK(parse("HTTP/1.1 200 OK\r\nA: b\r\n\n"sv).error == errc::bad_field);
  CHECK(parse("HTTP/1.1 200 OK\r\n\nA: b\r\n\r\n"sv).error == errc::bad_field);
}

TEST_CASE("lengths that are refused") {  // RFC 9110 8.6
  for (const auto value : {"+5", "-5", "5.0", "0x5", "5 5", "5;5", "5,", ",5", "5,,5", "5, 6", "five", "", "\"5\"", "1e3"}) {
    CHECK(parse(with_field(std::string("Content-Length: ") + value)).error == errc::bad_content_length);
  }
  for (const auto value : {"9223372036854775808", "18446744073709551621", "99999999999999999999999"}) {
    CHECK(parse(with_field(std::string("Content-Length: ") + value)).error == errc::body_too_large);
  }
}

TEST_CASE("codings that are refused") {  // RFC 9112 6.1, 6.3
  for (const auto value : {"gzip, chunked", "gzip;q=1, CHUNKED", "gzip, br,chunked"}) {
    CHECK(parse(with_field(std::string("Transfer-Encoding: ") + value)).error == errc::unknown_coding);
  }
  for (const auto value : {"gzip", "identity", "chunkedx", "xchunked", "chunked;q=1", "\"chunked\"", "", ",", "chunked,", ",chunked",
                           "chunked, chunked", "gzip, chunked, chunked", "chunked, gzip"}) {
    CHECK(parse(with_field(std::string("Transfer-Encoding: ") + value)).error == errc::bad_transfer_encoding);
  }
}

TEST_CASE("chunks that are refused") {  // RFC 9112 7.1
  for (const auto body : {"x\r\n"sv, "\r\n"sv, "-1\r\n"sv, "+1\r\nx\r\n"sv, "0x1\r\nx\r\n"sv, " 1\r\nx\r\n"sv, "1 \r\nx\r\n"sv,
                          "1 2\r\nx\r\n"sv, "1\nx\r\n"sv, "1;a\nx\r\n"sv, "1\rx\r\n"sv, "1;a\r;b\r\nx\r\n"sv, "1;\0\r\nx\r\n"sv,
                          "1,a\r\nx\r\n"sv, "00000000000000001\r\nx\r\n"sv, "FFFFFFFFFFFFFFFFF\r\n"sv,
                          // the end of a chunk's data is CR LF, not any two bytes (CVE-2025-43859)
                          "1\r\nxyz"sv, "1\r\nx\n\n"sv, "1\r\nx\r\r"sv, "1\r\nx\n0\r\n\r\n"sv, "1\r\nxx\r\n"sv, "2\r\nx\r\n0\r\n\r\n"sv}) {
    CHECK(parse(chunked(body)).error == errc::bad_chunk);
  }
  for (const auto trailer : {"A : b"sv, " A: b"sv, "A: b\0"sv, "A: b\nB: c"sv, "nothing"sv}) {
    CHECK(parse(chunked(std::string("0\r\n").append(trailer).append("\r\n\r\n"))).error == errc::bad_field);
  }
}

TEST_CASE("a chunk size that does not fit is too large, not small") {  // CVE-2021-32714
  for (const auto size : {"FFFFFFFFFFFFFFFF", "8000000000000000", "7FFFFFFFFFFFFFFF", "100000000", "4000001"}) {
    CHECK(parse(chunked(std::string(size) + "\r\nx")).error == errc::body_too_large);
  }
  CHECK(parse(chunked("3FFFFFF\r\nx\r\n0\r\n\r\n")).error == errc::truncated);
  CHECK(parse(chunked("1\r\nx\r\n4000000\r\n")).error == errc::body_too_large);
}

TEST_CASE("an answer that breaks off is truncated, wherever it does; one that never began is none") {
  const auto sized = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"sv;
  const auto in_chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a\r\nhello\r\n0\r\nA: b\r\n\r\n"sv;
  for (const auto whole : {sized, in_chunks}) {
    CHECK(parse(whole).result == parse_result::done);
    CHECK(parse(whole.substr(0, 0)).error == errc::no_response);
    for (std::size_t size = 1; size != whole.size(); ++size) {
      CAPTURE(size);
      CHECK(parse(whole.substr(0, size)).error == errc::truncated);
    }
  }
}

TEST_CASE("a head is bounded, and interim heads count") {
  http::limits l;
  l.head_bytes = 100;
  const auto head = [](std::size_t size) {
    std::string text = "HTTP/1.1 204 No\r\nX: \r\n\r\n";
    return text.insert(text.size() - 4, size - text.size(), 'x');
  };
  CHECK(parse(head(100), "GET", l).result == parse_result::done);
  CHECK(parse(head(101), "GET", l).error == errc::head_too_large);
  CHECK(parse("HTTP/1.1 100 Go\r\n\r\n" + head(81), "GET", l).result == parse_result::done);
  CHECK(parse("HTTP/1.1 100 Go\r\n\r\n" + head(82), "GET", l).error == errc::head_too_large);
  CHECK(parse("HTTP/1.1 200 " + std::string(1000, 'x'), "GET", l).error == errc::head_too_large);  // no line end at all
  CHECK(parse("HTTP/1.1 200 OK\r\nA: " + std::string(70'000, 'x')).error == errc::head_too_large);
}

TEST_CASE("whether it is the limit or the start that is wrong does not depend on the pieces") {
  http::limits l;
  l.head_bytes = 100;
  const std::string start = "HTTP/1.1 200 OK\r\n\r\n";
  for (std::size_t left = 0; left != 8; ++left) {
    const std::string interim = "HTTP/1.1 103 Hints\r\nX: " + std::string(100 - 27 - left, 'x') + "\r\n\r\n";
    REQUIRE(interim.size() == 100 - left);
    for (std::size_t wrong = 0; wrong != 5; ++wrong) {  // the byte of "HTTP/" that is another
      CAPTURE(left);
      CAPTURE(wrong);
      const std::string bytes = interim + std::string(start).replace(wrong, 1, "\xff");
      CHECK(parse(bytes, "GET", l).error == (wrong <= left ? errc::bad_status_line : errc::head_too_large));
    }
    CHECK(parse(interim + start, "GET", l).error == errc::head_too_large);
  }
}

TEST_CASE("fields are bounded in number, those of a trailer included") {
  http::limits l;
  l.fields = 2;
  CHECK(parse("HTTP/1.1 204 No\r\nA: 1\r\nB: 2\r\n\r\n", "GET", l).fields == "A=1;B=2;");
  CHECK(parse("HTTP/1.1 204 No\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n", "GET", l).error == errc::too_many_fields);
  CHECK(parse(chunked("0\r\nA: 1\r\n\r\n"), "GET", l).result == parse_result::done);
  CHECK(parse(chunked("0\r\nA: 1\r\nB: 2\r\n\r\n"), "GET", l).error == errc::too_many_fields);
}

TEST_CASE("a trailer is bounded by what the head leaves") {  // CVE-2026-22815
  http::limits l;
  l.head_bytes = 100;
  CHECK(parse(chunked("0\r\nA: " + std::string(30, 'x') + "\r\n\r\n"), "GET", l).result == parse_result::done);
  CHECK(parse(chunked("0\r\nA: " + std::string(60, 'x') + "\r\n\r\n"), "GET", l).error == errc::head_too_large);
  CHECK(parse(chunked("0\r\nA: " + std::string(20, 'x') + "\r\nB: " + std::string(22, 'x') + "\r\n\r\n"), "GET", l).error ==
        errc::head_too_large);
}

TEST_CASE("interim answers are bounded in number") {  // golang/go #65035
  const auto after = [](int n) {
    std::string text;
    for (int i = 0; i != n; ++i) text += "HTTP/1.1 103 Early Hints\r\n\r\n";
    return text + "HTTP/1.1 204 No Content\r\n\r\n";
  };
  CHECK(parse(after(16)).status == 204);
  CHECK(parse(after(17)).error == errc::too_many_interim);
}

TEST_CASE("a body is bounded however it is framed") {
  http::limits l;
  l.body_bytes = 10;
  const std::string ten(10, 'x');
  CHECK(parse(with_field("Content-Length: 10") + ten, "GET", l).body == ten);
  CHECK(parse(with_field("Content-Length: 11"), "GET", l).error == errc::body_too_large);
  CHECK(parse(with_field("Connection: close") + ten, "GET", l).body == ten);
  CHECK(parse(with_field("Connection: close") + ten + "y", "GET", l).error == errc::body_too_large);
  CHECK(parse(chunked("5\r\nxxxxx\r\n5\r\nxxxxx\r\n0\r\n\r\n"), "GET", l).body == ten);
  CHECK(parse(chunked("5\r\nxxxxx\r\n6\r\n"), "GET", l).error == errc::body_too_large);
  CHECK(parse("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n", "HEAD", l).result == parse_result::done);
}

TEST_CASE("chunk framing is bounded, line by line and as a whole") {  // CVE-2023-39326
  const auto extended = [](std::size_t line) { return "1;" + std::string(line - 4, 'x') + "\r\n"; };
  CHECK(parse(chunked(extended(1024) + "x\r\n0\r\n\r\n")).body == "x");
  CHECK(parse(chunked(extended(1025) + "x\r\n0\r\n\r\n")).error == errc::chunk_too_large);
  CHECK(parse(chunked(std::string(2000, '0'))).error == errc::chunk_too_large);
  std::string many, tiny;
  for (int i = 0; i != 17; ++i) many += extended(1000) + "x\r\n";
  CHECK(parse(chunked(many + "0\r\n\r\n")).error == errc::chunk_too_large);
  for (int i = 0; i != 5'000; ++i) tiny += "1\r\nx\r\n";  // honest, if wasteful
  CHECK(parse(chunked(tiny + "0\r\n\r\n")).body == std::string(5'000, 'x'));
}

TEST_CASE("body bytes are read where they will be parsed") {
  http::response_parser parser;
  parser.feed("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nx");
  CHECK(parser.head_done());
  CHECK(parser.status() == 200);
  CHECK(parser.body_size() == 1);
  const auto space = parser.prepare();
  REQUIRE(space.size() >= 999'999);
  std::fill_n(space.begin(), 999'999, 'y');
  CHECK(parser.commit(999'999) == parse_result::done);
  const char* const last = space.data() + 999'998;
  const http::response r = parser.take();
  CHECK(r.body().data() + 999'999 == last);
  CHECK(r.text() == "x" + std::string(999'999, 'y'));
}

TEST_CASE("a large chunked body ends up in one piece") {
  std::string expected, bytes;
  for (std::size_t i = 1; expected.size() < 300'000; i = i * 3 % 9'973) {
    const std::string piece(i, static_cast<char>('a' + i % 26));
    char size[32];
    std::snprintf(size, sizeof size, "%zx\r\n", i);
    bytes.append(size).append(piece).append("\r\n");
    expected += piece;
  }
  const reading got = parse(chunked(bytes + "0\r\n\r\n"));
  CHECK(got.body == expected);
  CHECK(got.keep_alive);
}

TEST_CASE("a parser begins again for the next answer on the connection") {
  http::response_parser parser({}, "HEAD");
  parser.feed("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
  CHECK(parser.keep_alive());
  CHECK(parser.take().text().empty());
  parser.reset("GET");
  CHECK_FALSE(parser.started());
  CHECK_FALSE(parser.head_done());
  CHECK(parser.status() == 0);
  CHECK(parser.result() == parse_result::need_more);
  parser.feed("HTTP/1.1 404 Not Found\r\nX: y\r\nContent-Length: 2\r\n\r\nno");
  const http::response r = parser.take();
  CHECK(r.status() == 404);
  CHECK(r.text() == "no");
  CHECK(r.fields().size() == 2);
}

TEST_CASE("a parser says how far it is") {
  http::response_parser parser;
  CHECK_FALSE(parser.started());
  parser.feed("H");
  CHECK(parser.started());
  CHECK_FALSE(parser.head_done());
  parser.feed("TTP/1.1 100 Continue\r\n\r\n");
  CHECK_FALSE(parser.head_done());
  parser.feed("HTTP/1.1 200 OK\r\n\r\n");
  CHECK(parser.head_done());
  CHECK(parser.until_close());
  parser.feed("abc");
  CHECK(parser.body_size() == 3);
  CHECK(parser.result() == parse_result::need_more);
  CHECK(parser.finish() == parse_result::done);
  CHECK_FALSE(parser.keep_alive());
}

TEST_CASE("nothing changes what a parser has said") {
  http::response_parser refused;
  refused.feed("nonsense");
  CHECK(refused.error() == errc::bad_status_line);
  CHECK(refused.feed("HTTP/1.1 200 OK\r\n\r\n") == 0);
  CHECK(refused.finish() == parse_result::error);
  CHECK(refused.error() == errc::bad_status_line);
  http::response_parser whole;
  whole.feed("HTTP/1.1 204 No Content\r\n\r\n");
  CHECK(whole.finish() == parse_result::done);
  CHECK(whole.keep_alive());
}
