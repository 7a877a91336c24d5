// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/rest/http_source.hpp.
#include <sheaf/rest/http_source.hpp>

#include <sheaf/rest/source.hpp>

#include "support/rest_fixture.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <utility>

using namespace support;
using namespace std::chrono_literals;

static_assert(rest::source<rest::http_source>);

TEST_CASE("a call is a GET below the base URL that asks for JSON") {
  rest_fixture f;
  f.on("/api/books?a=1", ok("{}"));
  CHECK(f.wait_for(f.api.send(rest::call("library", "/books?a=1", "7"))).text() == "{}");
  const std::string& sent = f.server.requests().back();
  CHECK(sent.starts_with("GET /api/books?a=1 HTTP/1.1\r\n"));
  CHECK(sent.find("\r\nAccept: application/json\r\n") != std::string::npos);
}

TEST_CASE("slashes between base and path are neither doubled nor lost") {
  rest_fixture f;
  f.on("/books", ok("{}"));
  f.on("/api/books", ok("{}"));
  for (const char* base : {"", "/"}) {
    const rest::http_source api(f.client, f.server.url(base));
    CHECK(f.wait_for(api.send(rest::call({}, "/books", {}))).status() == 200);
  }
  const rest::http_source api(f.client, f.server.url("/api/"));
  CHECK(f.wait_for(api.send(rest::call({}, "/books", {}))).status() == 200);
  CHECK(f.targets() == std::vector<std::string>{"/books", "/books", "/api/books"});
}

TEST_CASE("a call from the root leaves the base's path out") {
  rest_fixture f;
  f.on("/books", ok("{}"));
  rest::call c = rest::call({}, "/books", {}).from_root(true);
  CHECK(f.wait_for(f.api.send(std::move(c))).status() == 200);
}

TEST_CASE("a field given to a source is in each of its requests, and in none of the source it was made from") {
  rest_fixture f;
  f.on("/api/books", ok("{}"));
  const rest::http_source with_key = f.api.header("X-Key", "hush");
  CHECK(f.wait_for(with_key.send(rest::call({}, "/books", {}))).ok());
  CHECK(f.server.requests().back().find("\r\nX-Key: hush\r\n") != std::string::npos);
  CHECK(f.wait_for(f.api.send(rest::call({}, "/books", {}))).ok());
  CHECK(f.server.requests().back().find("X-Key") == std::string::npos);
}

TEST_CASE("a status that is no success is a status_error with the body's text") {
  rest_fixture f;
  f.on("/api/books", "HTTP/1.1 403 Forbidden\r\nContent-Length: 12\r\n\r\n<b>not</b> y");
  try {
    static_cast<void>(f.wait_for(f.api.send(rest::call("library", "/books?key=hush", {}))));
    FAIL("nothing thrown");
  } catch (const rest::status_error& e) {
    CHECK(e.status() == 404);
    CHECK(e.message() == "none");
    CHECK(e.path() == "/api/books");
    CHECK(std::string(e.what()).find("hush") == std::string::npos);
  }
  CHECK_THROWS_AS(f.wait_for(f.api.send(rest::call({}, "/books", {}))), rest::status_error);
}

TEST_CASE("the call's deadline is the request's") {
  rest_fixture f;
  f.server.otherwise(script().read_request().stall());
  spawned<http::response> out;
  rest::call c = rest::call({}, "/books", {}).deadline(f.clock.now() + 2s);
  spawn(f.context, f.api.send(std::move(c)), out);
  f.until([&] { return f.server.stalled() == 1; });
  f.advance(1999ms);
  CHECK_FALSE(out.done);
  f.advance(1ms);
  CHECK(out.done);
  CHECK_THROWS_AS(out.get(), http::error);
}

TEST_CASE("a base that is no URL is refused") {
  rest_fixture f;
  CHECK_THROWS_AS(rest::http_source(f.client, "library.example"), http::error);
}
