// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/rest/answered.hpp: what who looks on is given, and what not.
#include <sheaf/rest/answered.hpp>

#include <sheaf/rest/fetch.hpp>
#include <sheaf/rest/http_source.hpp>

#include "support/rest_fixture.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using namespace support;
using namespace std::chrono_literals;
using rest::answered;

namespace {

struct onlooker : rest_fixture {
  rest::http_source watched() {
    return api.on_answer([this](const answered& a) { seen.push_back(a); });
  }
  std::vector<answered> seen;
};

}  // namespace

TEST_CASE("every answer of a source is told, page after page, with where it came from and how long it took") {
  onlooker f;
  f.server.otherwise(script()
                         .answer([&](std::string_view request) {
                           f.clock.advance(250ms);
                           return ok(
                               request.find("page=2") != request.npos
                                   ? R"({"books":[{"id":"b"}]})"
                                   : R"({"books":[{"id":"a"}],"books_links":[{"rel":"next","href":"/api/books?page=2"}]})");
                         })
                         .again());
  CHECK(f.wait_for(rest::list(f.watched(), books)).size() == 2);
  REQUIRE(f.seen.size() == 2);
  const answered& first = f.seen[0];
  CHECK(first.service == "library");
  CHECK(first.endpoint.to_string() == f.server.url("/api"));
  CHECK(first.target == "/books");
  CHECK_FALSE(first.from_root);
  CHECK(first.status == 200);
  CHECK(first.reason == "OK");
  CHECK(first.body.starts_with(R"({"books":[{"id":"a"}])"));
  CHECK(first.took == 250ms);
  CHECK(f.seen[1].target == "/books?page=2");
}

TEST_CASE("refusals of a source are told whole, before they become errors") {
  onlooker f;
  CHECK_THROWS_AS(f.wait_for(rest::list(f.watched(), authors, once)), rest::status_error);
  REQUIRE(f.seen.size() == 1);
  CHECK(f.seen[0].status == 404);
  CHECK(f.seen[0].body == "none");
}

TEST_CASE("a source's secret fields are in nothing that is told, should a service send them back; its other fields are") {
  onlooker f;
  const auto source = f.watched()
                          .header("Authorization", "Bearer hushhush")
                          .header("X-Api-Key", "k3y-of-mine")
                          .header("X-Wish", "plain");
  const std::string body =
      R"({"books":[{"id":"a"}],"a":"Bearer hushhush","b":"hushhush","c":"k3y-of-mine","d":"plain"})";
  f.on("/api/books", "HTTP/1.1 200 k3y-of-mine\r\nX-Echo: hushhush\r\nX-Request-Id: hushhush\r\nContent-Length: " +
                         std::to_string(body.size()) + "\r\n\r\n" + body);
  const auto all = f.wait_for(rest::list(source, books));
  CHECK(all.request_ids() == std::vector<std::string>{"***"});
  REQUIRE(f.seen.size() == 1);
  CHECK(f.seen[0].reason == "***");
  CHECK(f.seen[0].fields.get("X-Echo") == "***");
  CHECK(f.seen[0].body == R"({"books":[{"id":"a"}],"a":"***","b":"***","c":"***","d":"plain"})");

  for (const std::string status : {"200 OK", "403 k3y-of-mine"}) {
    f.on("/api/books", "HTTP/1.1 " + status + "\r\nContent-Length: 20\r\n\r\nhushhush k3y-of-mine");
    std::string said;
    try {
      (void)f.wait_for(rest::list(source, books, once));
    } catch (const std::runtime_error& e) {
      said = e.what();
    }
    CHECK(said.find("***") != said.npos);
    for (const char* secret : {"hushhush", "k3y"}) CHECK(said.find(secret) == said.npos);
  }
}

TEST_CASE("what who looks on at a source throws is that list's error") {
  rest_fixture f;
  f.on("/api/books", one_book);
  f.on("/api/authors", ok(R"({"authors":[]})"));
  const auto source = f.api.on_answer([](const answered& a) {
    if (a.target == "/authors") throw std::runtime_error("no room");
  });
  const auto page = f.wait_for(rest::fetch(source, both, once));
  CHECK(page.get<0>());
  CHECK(page.get<1>().message() == "library: no room");
}
