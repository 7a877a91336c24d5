// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/testing/detail/http_text.hpp.
#include <sheaf/testing/detail/http_text.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace sheaf::testing::simulation;

TEST_CASE("a request head is read: target, decoded path and query, fields without their spaces") {
  const auto read = parse_head(
      "GET /a%20b/c?x=1&y=%C3%A9+z&x=2&flag HTTP/1.1\r\nHost: h:1\r\nx-UPPER:  v \t\r\nContent-Length: 12\r\n\r\n");
  REQUIRE(read);
  CHECK(read->method == "GET");
  CHECK(read->path == "/a b/c");
  CHECK(read->query == query_pairs{{"x", "1"}, {"y", "\u00e9 z"}, {"x", "2"}, {"flag", ""}});
  CHECK(read->parameter("x") == "2");
  CHECK(!read->parameter("z"));
  CHECK(read->field("X-Upper") == "v");
  CHECK(!read->field("x"));
  CHECK(read->body_size() == 12);
  CHECK(!read->wants_close());
}

TEST_CASE("what is no request head is nothing") {
  for (const char* text :
       {"\r\n\r\n", "GET\r\n\r\n", "GET /\r\n\r\n", "GET / FTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nnonsense\r\n\r\n"}) {
    CAPTURE(std::string(text));
    CHECK(!parse_head(text));
  }
}

TEST_CASE("a query is encoded as Python's urlencode does it, and a broken escape is left alone") {
  CHECK(write_query({{"name", "in:a,b c"}, {"\u00e9", "~._-/"}}) == "name=in%3Aa%2Cb+c&%C3%A9=~._-%2F");
  CHECK(url_decode("%41%zz%4", true) == "A%zz%4");
  CHECK(url_decode("a+b", false) == "a+b");
}

TEST_CASE("an answer is framed by closing or by its length") {
  const answer a("200 OK", "X: y\r\n", std::string("body"), true);
  CHECK(write_head(a, false, false) == "HTTP/1.1 200 OK\r\nX: y\r\nConnection: close\r\n\r\n");
  CHECK(write_head(a, true, false) == "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nX: y\r\n\r\n");
  CHECK(write_head(a, true, true) == "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nX: y\r\nConnection: close\r\n\r\n");
  const answer empty("204 NO CONTENT", "", std::string(), false);
  CHECK(write_head(empty, true, false) == "HTTP/1.1 204 NO CONTENT\r\n\r\n");
}
