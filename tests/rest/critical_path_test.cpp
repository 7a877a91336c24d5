// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/rest/critical_path.hpp.
#include <sheaf/rest/critical_path.hpp>

#include <sheaf/rest/fetch.hpp>

#include "support/rest_fixture.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <string_view>

using namespace support;
using namespace std::chrono_literals;
using rest::call_step;

TEST_CASE("the list that came last is the critical path, with the step that took longest; one after another it is the sum") {
  rest_fixture f;
  f.server.otherwise(script().answer([&](std::string_view request) -> std::string {
    const bool of_authors = request.find("/authors") != request.npos;
    f.clock.advance(of_authors ? 30ms : request.find("marker") == request.npos ? 10ms : 100ms);
    if (of_authors) return ok(R"({"authors":[]})");
    if (request.find("marker") == request.npos)
      return ok(R"({"books":[],"books_links":[{"rel":"next","href":"?marker=1"}]})");
    return ok(R"({"books":[{"id":"a"}]})");
  }));
  const auto merged = f.wait_for(rest::fetch(f.api, rest::resources(books, authors)));
  const rest::critical_path path = merged.critical_path();
  CHECK(path.list == "books");
  CHECK(path.took == 140ms);
  CHECK(path.took == merged.took());
  CHECK(path.calls.size() == 2);
  CHECK(path.page == 2);
  CHECK(path.step == call_step::answer);
  CHECK(path.in_step == 100ms);
  // Time stands still but where a server takes it, so that each call sees what the other takes.
  CHECK(path.one_after_another >= 140ms);
  CHECK(path.text().starts_with(
      "books took 140 ms, 100 ms of it waiting for the first byte for page 2 of 2; one after another the calls would have taken "));
}

TEST_CASE("where nothing was asked for, the path says so by its page") {
  rest_fixture f;
  const auto merged = f.wait_for(rest::fetch(f.api, rest::resources(books.first(0))));
  const rest::critical_path path = merged.critical_path();
  CHECK(path.list == "books");
  CHECK(path.page == 0);
  CHECK(path.text() == "books took 0 ms; one after another the calls would have taken 0 ms");
}
