// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/rest/rows.hpp: how rows lie in an answer, and the ways a list goes on.
#include <sheaf/rest/rows.hpp>

#include <sheaf/rest/fetch.hpp>

#include "support/rest_fixture.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

using namespace support;
using rest::paging;
using rest::rows;

namespace {

struct amount {
  std::string kind;
  std::int64_t total = 0;
  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("kind", &amount::kind), maybe("total", &amount::total)};
  }
};

constexpr rest::resource<book> wrapped{.path = "/w", .key = "books", .rows = rows::wrapped("book")};
constexpr rest::resource<book> single{.path = "/s", .key = "shelf.book", .rows = rows::single()};
constexpr rest::resource<amount> keyed{.path = "/k", .key = "stock", .rows = rows::keyed("kind", "total")};
constexpr rest::resource<std::string> texts{.path = "/t", .key = "words"};
constexpr rest::resource<book> by_object{.path = "/o", .key = "books", .paging = paging::link_object("links")};
constexpr rest::resource<book> bare{
    .path = "/b?limit=2", .key = rest::bare_array("books"), .paging = paging::last_row("title", "id")};
constexpr rest::resource<book> counted{
    .path = "/c", .key = "books", .paging = paging::offset(), .sorting = rest::sorting::joined, .since = "since"};
constexpr rest::resource<book> below{
    .path = "/authors/{author}/books/{year}", .key = "books", .sorting = rest::sorting::key_and_dir};

const std::string nothing_more = ok(R"({"books":[]})");

}  // namespace

TEST_CASE("rows are found one level down, alone, by their names, or as texts") {
  rest_fixture f;
  f.on("/api/w", ok(R"({"books":[{"book":{"id":"a"}},{"other":{},"book":{"id":"b"}}]})"));
  f.on("/api/s", ok(R"({"shelf":{"at":[1],"book":{"id":"a"}}})"));
  f.on("/api/k", ok(R"({"stock":{"id":"x","paper":{"total":3},"ink":7,"none":null}})"));
  f.on("/api/t", ok(R"({"words":["one","two"]})"));
  CHECK(ids(f.wait_for(rest::list(f.api, wrapped))) == std::vector<std::string>{"a", "b"});
  const auto one = f.wait_for(rest::list(f.api, single));
  CHECK(ids(one) == std::vector<std::string>{"a"});
  CHECK(one.name() == "shelf");
  const auto stock = f.wait_for(rest::list(f.api, keyed));
  REQUIRE(stock.size() == 2);
  CHECK(stock[0].kind == "paper");
  CHECK(stock[0].total == 3);
  CHECK(stock[1].kind == "ink");
  CHECK(stock[1].total == 7);
  CHECK(f.wait_for(rest::list(f.api, texts)).rows() == std::vector<std::string>{"one", "two"});
}

TEST_CASE("an object of links is followed while it has a next, at our own origin") {
  rest_fixture f;
  f.on(
      "/api/o",
      ok(R"({"links":{"self":"x","next":"http://127.0.0.1:9001/o?limit=None&marker=a","previous":null},"books":[{"id":"a"}]})"));
  f.on("/api/o?marker=a", ok(R"({"links":{"next":null},"books":[{"id":"b"}]})"));
  CHECK(ids(f.wait_for(rest::list(f.api, by_object))) == std::vector<std::string>{"a", "b"});
}

TEST_CASE("a list that says that it was cut off, with no way to go on, is not the whole list") {
  rest_fixture f;
  const std::string two = ok(R"({"links":{"next":null},"truncated":true,"books":[{"id":"a"},{"id":"b"}]})");
  f.on("/api/o", two);
  f.on("/api/o?limit=2", two);
  const auto cut = f.wait_for(rest::fetch(f.api, rest::resources(by_object)));
  CHECK(cut.get<0>().status() == rest::list_status::truncated);
  CHECK(ids(cut.get<0>()) == std::vector<std::string>{"a", "b"});
  CHECK(cut.get<0>().message().find("only the first 2 rows") == 0);
  CHECK_THROWS_AS(f.wait_for(rest::list(f.api, by_object)), rest::bad_answer);
  CHECK(f.wait_for(rest::list(f.api, by_object.first(2))).size() == 2);  // as many as were asked for
  f.on("/api/o", ok(R"({"links":{"next":"/o?marker=b"},"truncated":true,"books":[{"id":"a"}]})"));
  f.on("/api/o?marker=b", ok(R"({"links":{"next":null},"truncated":false,"books":[{"id":"c"}]})"));
  CHECK(f.wait_for(rest::list(f.api, by_object)).size() == 2);
}

TEST_CASE("a list without links goes on at its last row until a page is empty") {
  rest_fixture f;
  f.on("/api/b?limit=2", ok(R"([{"id":"1","title":"x y"}])"));
  f.on("/api/b?limit=2&marker=x%20y", ok(R"([{"id":"sub/"}])"));
  f.on("/api/b?limit=2&marker=sub%2F", "HTTP/1.1 204 No Content\r\n\r\n");
  CHECK(ids(f.wait_for(rest::list(f.api, bare))) == std::vector<std::string>{"1", "sub/"});
  CHECK(f.targets().size() == 3);
  const auto without = rest::query<book>(bare).as<author>();
  f.on("/api/b?limit=2", ok(R"([{"id":1}])"));
  CHECK(thrown<rest::bad_answer>([&] { f.wait_for(rest::list(f.api, without)); }) ==
        "books go on at the last row's \"title\", which this record has not");
}

TEST_CASE("a server that sends the same page for every marker, or for every offset, is left") {
  rest_fixture f;
  f.on("/api/b?limit=2", ok(R"([{"id":"1","title":"a"}])"));
  f.on("/api/b?limit=2&marker=a", ok(R"([{"id":"1","title":"a"}])"));
  CHECK(thrown<rest::bad_answer>([&] { f.wait_for(rest::list(f.api, bare)); }) ==
        "the pages of books go round in circles");
  f.on("/api/c", ok(R"({"books":[{"id":"a"}]})"));
  f.on("/api/c?offset=1", ok(R"({"books":[{"id":"a"}]})"));
  CHECK(thrown<rest::bad_answer>([&] { f.wait_for(rest::list(f.api, counted)); }) ==
        "the pages of books go round in circles");
}

TEST_CASE("a list with offsets goes on by the number of rows that came, those dropped among them") {
  rest_fixture f;
  f.on("/api/c", ok(R"({"books":[{"id":"a"},{"no":1}]})"));
  f.on("/api/c?offset=2", ok(R"({"books":[{"id":"b"}]})"));
  f.on("/api/c?offset=3", nothing_more);
  auto merged = f.wait_for(rest::fetch(f.api, rest::resources(counted)));
  CHECK(ids(merged.get<0>()) == std::vector<std::string>{"a", "b"});
  CHECK(merged.get<0>().status() == rest::list_status::partial);
}

TEST_CASE("an error on a later page leaves the rows that came, and says so") {
  rest_fixture f;
  f.on("/api/c", ok(R"({"books":[{"id":"a"}]})"));
  f.on("/api/c?offset=1", "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n");
  auto merged = f.wait_for(rest::fetch(f.api, rest::resources(counted)));
  CHECK(merged.get<0>().status() == rest::list_status::partial);
  CHECK(merged.get<0>().size() == 1);
}

TEST_CASE("first(n) asks for n rows, stops there, and cuts what is too much") {
  rest_fixture f;
  f.on("/api/o?limit=3", ok(R"({"links":{"next":"?marker=2"},"books":[{"id":"a"},{"id":"b"}]})"));
  f.on("/api/o?limit=3&marker=2", ok(R"({"links":{"next":"?marker=4"},"books":[{"id":"c"},{"id":"d"}]})"));
  const auto three = f.wait_for(rest::list(f.api, by_object.first(3)));
  CHECK(three);
  CHECK(ids(three) == std::vector<std::string>{"a", "b", "c"});
  CHECK(f.targets().size() == 2);
  CHECK(rest::detail::parameters_of(bare.first(1)) == rest::parameters{{"limit", "1"}});
  CHECK(rest::detail::parameters_of(bare.first(9)) == rest::parameters{{"limit", "2"}});
  CHECK(f.wait_for(rest::list(f.api, by_object.first(0))).empty());
}

TEST_CASE("a path's braces are filled in, encoded; one that is not is refused before anything is sent") {
  rest_fixture f;
  CHECK(below.of("a/b", "19 99").path() == "/authors/a%2Fb/books/19%2099");
  CHECK(thrown<std::invalid_argument>([] { (void)below.of("a"); }).find("use .of(...)") != std::string::npos);
  CHECK(thrown<std::invalid_argument>([] { (void)below.of("a", "b", "c"); }).find("more than") != std::string::npos);
  CHECK(thrown<std::invalid_argument>([&] { (void)rest::list(f.api, below); }).find("/authors/{author}") !=
        std::string::npos);
  CHECK(thrown<std::invalid_argument>([&] { (void)rest::fetch(f.api, rest::resources(below)); }).find("books needs") ==
        20);
}

TEST_CASE("what a service cannot do is refused: an order, and changes since a time") {
  CHECK(counted.sorted_by("title", rest::order::descending).parameters() == rest::parameters{{"sort", "title:desc"}});
  CHECK(below.sorted_by("title").parameters() == rest::parameters{{"sort_key", "title"}, {"sort_dir", "asc"}});
  CHECK(counted.changed_since("2026-11-22T11:00:00Z").parameters() ==
        rest::parameters{{"since", "2026-11-22T11:00:00Z"}});
  CHECK_THROWS_AS((void)bare.sorted_by("title"), std::invalid_argument);
  CHECK_THROWS_AS((void)bare.changed_since("x"), std::invalid_argument);
}
