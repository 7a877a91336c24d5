// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/rest/error.hpp.
#include <sheaf/rest/error.hpp>

#include "support/rest_fixture.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace support;
using rest::detail::presentable;

TEST_CASE("a status_error says whose, which, from where, and the server's words") {
  rest_fixture f;
  f.on("/api/ports?secret=1", "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 5\r\n\r\nlater");
  const http::response answer = f.get("/api/ports?secret=1");
  rest::status_error::details d("network", answer);
  d.code = "busy";
  d.message = "try again later";
  d.request_id = "req-1";
  const rest::status_error e(d);
  const std::string place = "127.0.0.1:" + std::to_string(f.server.port());
  CHECK(std::string(e.what()) ==
        "network: 503 Service Unavailable from " + place + "/api/ports: try again later [req-1]");
  CHECK(e.status() == 503);
  CHECK(e.service() == "network");
  CHECK(e.code() == "busy");
  CHECK(e.message() == "try again later");
  CHECK(e.request_id() == "req-1");
  CHECK(e.path() == "/api/ports");
}

TEST_CASE("a status_error without words says the status alone; no query is ever in it") {
  rest_fixture f;
  f.on("/api/x?key=hush", "HTTP/1.1 500 \r\nContent-Length: 0\r\n\r\n");
  const rest::status_error e(rest::status_error::details({}, f.get("/api/x?key=hush")));
  CHECK(std::string(e.what()) == "500 from 127.0.0.1:" + std::to_string(f.server.port()) + "/api/x");
}

TEST_CASE("a server's text becomes one printable line: no tags, no control characters, cut between characters") {
  CHECK(presentable("") == "");
  CHECK(presentable(" a\r\n\tb\x01\x7f c ") == "a b c");
  CHECK(presentable("<!doctype html>\n<html><title>404 Not Found</title><p>No such <b>page</b></p></html>") ==
        "404 Not Found No such page");
  CHECK(presentable("gone<br /><br />\n\n\n") == "gone");
  CHECK(presentable("1 < 2 and 3 > 2") == "1 < 2 and 3 > 2");
  CHECK(presentable("<unclosed") == "");
  CHECK(presentable(std::string(300, 'x'), 200) == std::string(200, 'x') + "...");
  CHECK(presentable(std::string(200, 'x'), 200) == std::string(200, 'x'));
  CHECK(presentable("образ", 5) == "об...");
  CHECK(presentable("образ", 4) == "об...");
  CHECK(presentable("образ", 10) == "образ");
}
