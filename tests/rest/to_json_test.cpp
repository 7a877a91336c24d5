// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/rest/to_json.hpp.
#include <sheaf/rest/to_json.hpp>

#include <sheaf/rest/fetch.hpp>

#include "support/rest_fixture.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace support;

TEST_CASE("a merged result is one object: the lists, what went wrong, and the times") {
  rest_fixture f;
  f.on("/api/books", ok(R"({"books":[{"title":"\"A\"","id":"a"},{"id":"b"}]})"));
  f.on("/api/authors", "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
  const auto merged = f.wait_for(rest::fetch(f.api, rest::resources(books, authors)));
  const std::string place = "127.0.0.1:" + std::to_string(f.server.port());
  CHECK(rest::to_json(merged) ==
        R"({"books":[{"id":"a","title":"\"A\""},{"id":"b","title":""}],"authors":[],)"
        R"("errors":{"authors":{"status":"forbidden","message":"library: 403 Forbidden from )" +
            place +
            R"(/api/authors: no"}},)"
            R"("timing":{"books":{"start_ms":0,"ms":0,"pages":1,"bytes":49},)"
            R"("authors":{"start_ms":0,"ms":0,"pages":0,"bytes":0},"total_ms":0}})");
}

TEST_CASE("nothing wrong is an empty object of errors") {
  rest_fixture f;
  f.on("/api/authors", ok(R"({"authors":[]})"));
  const auto merged = f.wait_for(rest::fetch(f.api, rest::resources(authors.named("r\u00e9sum\u00e9 \"1\""))));
  CHECK(rest::to_json(merged).starts_with("{\"r\u00e9sum\u00e9 \\\"1\\\"\":[],\"errors\":{},\"timing\":{"));
}
