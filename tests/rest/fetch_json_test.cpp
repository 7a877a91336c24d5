// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/rest/fetch_json.hpp.
#include <sheaf/rest/fetch_json.hpp>

#include "support/rest_fixture.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace support;
using rest::list_status;

namespace {

constexpr rest::resource<book> keyed_shelves{
    .path = "/shelves", .key = "shelves", .rows = rest::rows::keyed("id", "title")};
constexpr rest::resource<book> boxes{.path = "/boxes", .key = "boxes", .paging = rest::paging::last_row("id")};
constexpr rest::resource<book> boxed{.path = "/wrapped", .key = "wrapped", .rows = rest::rows::wrapped("book")};

template <class Set>
rest::spliced fetched(rest_fixture& f, const Set& set) {
  return f.wait_for(rest::fetch_json(f.api, set, once));
}

}  // namespace

TEST_CASE("the rows of all pages are passed on in the bytes they came in, with members no record names") {
  rest_fixture f;
  f.on(
      "/api/books",
      ok(R"({"books_links":[{"rel":"next","href":"?marker=2"}], "books": [ {"id":"a","x":[1, {"y":"\u00e9"}]} , {"id": "b"}]})"));
  f.on("/api/books?marker=2", ok(R"({"books":[{"id":"c","n":1.50}]})"));
  f.on("/api/authors", ok(R"({"authors":[]})"));
  const rest::spliced all = fetched(f, rest::resources(books, authors));
  CHECK(all.lists[0].rows() == R"({"id":"a","x":[1, {"y":"\u00e9"}]},{"id": "b"},{"id":"c","n":1.50})");
  CHECK(all.lists[0].size() == 3);
  CHECK(all.lists[1].rows().empty());
  const std::string text = rest::to_json(all);
  CHECK(text.starts_with(
      R"({"books":[{"id":"a","x":[1, {"y":"\u00e9"}]},{"id": "b"},{"id":"c","n":1.50}],"authors":[],"errors":{},"timing":{"books":{"start_ms":)"));
}

TEST_CASE("no members are asked for but those the query names") {
  rest_fixture f;
  constexpr rest::resource<book> projected{.path = "/books", .key = "books", .projection = "fields"};
  f.on("/api/books", ok(R"({"books":[{"id":"a"}]})"));
  CHECK(fetched(f, rest::resources(projected)).lists[0].size() == 1);
}

TEST_CASE("what fails says so beside what does not") {
  rest_fixture f;
  f.on("/api/books", "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
  f.on("/api/authors", ok(R"({"authors":[{"id":1}]})"));
  const rest::spliced all = fetched(f, rest::resources(books, authors));
  CHECK(all.lists[0].status() == list_status::forbidden);
  CHECK(rest::to_json(all).starts_with(
      R"({"books":[],"authors":[{"id":1}],"errors":{"books":{"status":"forbidden","message":"library: 403 No)"));
}

TEST_CASE("a row that is no JSON spoils its page, and what came before stays") {
  rest_fixture f;
  f.on("/api/books", ok(R"({"books":[{"id":"a"}],"books_links":[{"rel":"next","href":"?marker=2"}]})"));
  f.on("/api/books?marker=2", ok(R"({"books":[{"id":"b"},{"id":nothing}]})"));
  const rest::spliced all = fetched(f, rest::resources(books));
  CHECK(all.lists[0].status() == list_status::partial);
  CHECK(all.lists[0].rows().starts_with(R"({"id":"a"})"));
  CHECK(all.lists[0].rows().find("nothing") == std::string_view::npos);
}

TEST_CASE("rows that are members get their names, as the first member") {
  rest_fixture f;
  f.on("/api/shelves", ok(R"({"shelves":{"A \"1\"":{"title":"x"},"B":{ },"C":7,"note":"no row"}})"));
  CHECK(fetched(f, rest::resources(keyed_shelves)).lists[0].rows() ==
        R"({"id":"A \"1\"","title":"x"},{"id":"B"},{"id":"C","title":7})");
}

TEST_CASE("a list goes on at its last row, and rows are taken out of what is around them") {
  rest_fixture f;
  f.on("/api/boxes", ok(R"({"boxes":[{"id":"a"},{"n":{"id":"x"},"id":"b"}]})"));
  f.on("/api/boxes?marker=b", ok(R"({"boxes":[]})"));
  f.on("/api/wrapped", ok(R"({"wrapped":[{"book":{"id":"w"}}]})"));
  const rest::spliced all = fetched(f, rest::resources(boxes, boxed));
  CHECK(all.lists[0].status() == list_status::complete);
  CHECK(all.lists[0].size() == 2);
  CHECK(all.lists[1].rows() == R"({"id":"w"})");
}

TEST_CASE("of first(n) n rows come") {
  rest_fixture f;
  f.on("/api/books?limit=1", ok(R"({"books":[{"id":"a"},{"id":"b"}]})"));
  CHECK(fetched(f, rest::resources(books.first(1))).lists[0].rows() == R"({"id":"a"})");
  CHECK(fetched(f, rest::resources(books.first(0))).lists[0].rows().empty());
}
