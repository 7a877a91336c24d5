// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/rest/listing.hpp.
#include <sheaf/rest/listing.hpp>

#include <sheaf/rest/fetch.hpp>

#include "support/rest_fixture.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

using namespace support;
using rest::list_status;

namespace {

struct view {
  std::string_view id, title;
  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &view::id), maybe("title", &view::title)};
  }
};

template <class T>
rest::listing<T> only(rest_fixture& f, const rest::query<T>& q) {
  auto merged = f.wait_for(rest::fetch(f.api, rest::resources(q)));
  return std::move(merged.template get<0>());
}

}  // namespace

static_assert(std::is_nothrow_move_constructible_v<rest::listing<view>> &&
              !std::is_copy_constructible_v<rest::listing<view>>);
static_assert(std::is_default_constructible_v<rest::listing<book>>);

TEST_CASE("a listing that was not fetched is empty") {
  const rest::listing<book> none;
  CHECK(none.empty());
  CHECK(none.begin() == none.end());
}

TEST_CASE("every status has a name") {
  CHECK(to_string(list_status::complete) == "complete");
  CHECK(to_string(list_status::truncated) == "truncated");
  CHECK(to_string(list_status::cells_down) == "cells_down");
  CHECK(to_string(list_status::not_in_catalog) == "not_in_catalog");
  CHECK(to_string(list_status::failed) == "failed");
}

TEST_CASE("a complete listing is true, a range of its rows, and tells pages, bytes and times") {
  rest_fixture f;
  const std::string body = R"({"books":[{"id":"a","title":"A"},{"id":"b"}]})";
  f.on("/api/books", ok(body));
  const rest::listing<book> all = only<book>(f, books);
  CHECK(all);
  CHECK(all.status() == list_status::complete);
  CHECK(all.error() == nullptr);
  CHECK(all.message().empty());
  CHECK(all.name() == "books");
  CHECK(ids(all) == std::vector<std::string>{"a", "b"});
  CHECK(all[0].title == "A");
  CHECK(all.size() == 2);
  CHECK(all.rows().size() == 2);
  CHECK(all.timing().pages == 1);
  CHECK(all.timing().bytes == body.size());
  CHECK(all.dropped_count() == 0);
}

TEST_CASE("one odd row does not cost the list: it is dropped, and said where and why") {
  rest_fixture f;
  f.on(
      "/api/books",
      ok(R"({"books_links":[{"rel":"next","href":"/api/books?marker=a"}],"books":[{"id":"a"},{"id":7},{"title":"x"},5,null]})"));
  f.on("/api/books?marker=a", ok(R"({"books":[{"id":[]},{"id":"b"}]})"));
  const rest::listing<book> some = only<book>(f, books);
  CHECK_FALSE(some);
  CHECK(some.status() == list_status::partial);
  CHECK(ids(some) == std::vector<std::string>{"a", "b"});
  REQUIRE(some.dropped_count() == 5);
  CHECK(some.dropped()[0].page == 1);
  CHECK(some.dropped()[0].path == "books[1].id");
  CHECK(some.dropped()[0].reason == "expected a string, found a number");
  CHECK(some.dropped()[1].path == "books[2].id");
  CHECK(some.dropped()[4].page == 2);
  CHECK(some.message() ==
        "library: 5 of 7 rows could not be read; the first: books[1].id: expected a string, found a number");
  CHECK_THROWS_WITH_AS(std::rethrow_exception(some.error()), some.message().c_str(), rest::bad_answer);
}

TEST_CASE("half a surrogate pair, which has no UTF-8, costs its row and no other") {
  rest_fixture f;
  f.on("/api/books", ok(R"({"books":[{"id":"a"},{"id":"\udc00"},{"id":"x\ud83d"},{"id":"\ud83d\ude00"}]})"));
  const rest::listing<book> some = only<book>(f, books);
  CHECK(some.status() == list_status::partial);
  CHECK(ids(some) == std::vector<std::string>{"a", "\xF0\x9F\x98\x80"});
  REQUIRE(some.dropped_count() == 2);
  CHECK(some.dropped()[0].path == "books[1].id");
  CHECK(some.dropped()[0].reason.find("an escape that stands for nothing") != std::string::npos);
}

TEST_CASE("of very many dropped rows the first hundred are told, and all are counted") {
  rest_fixture f;
  std::string body = R"({"books":[{"id":"a"})";
  for (int i = 0; i != 250; ++i) body += ",{}";
  f.on("/api/books", ok(body + "]}"));
  const rest::listing<book> some = only<book>(f, books);
  CHECK(some.dropped_count() == 250);
  CHECK(some.dropped().size() == 100);
}

TEST_CASE("views point into pages that the listing keeps, wherever it is moved to") {
  rest_fixture f;
  f.on(
      "/api/books",
      ok(R"({"books":[{"id":"a","title":"plain"},{"id":"b","title":"es\"caped \u00e9"}],"books_links":[{"rel":"next","href":"?marker=b"}]})"));
  f.on("/api/books?marker=b", ok(R"({"books":[{"id":"c","title":")" + std::string(5000, 'x') + R"("}]})"));
  rest::listing<view> first = only<view>(f, books.as<view>());
  f.client.close_idle();
  std::vector<rest::listing<view>> kept;
  kept.push_back(std::move(first));
  kept.emplace_back();
  kept.emplace_back();
  const rest::listing<view>& all = kept.front();
  REQUIRE(all.size() == 3);
  CHECK(all[0].title == "plain");
  CHECK(all[1].title == "es\"caped \u00e9");
  CHECK(all[2].title == std::string(5000, 'x'));
}

TEST_CASE("rows that only stand for what could not be asked for are counted and make the list cells_down") {
  constexpr rest::resource<book> marked{
      .service = "library", .path = "/books", .key = "books", .placeholder = [](const book& b) {
        return b.title == "UNKNOWN";
      }};
  rest_fixture f;
  f.on("/api/books", ok(R"({"books":[{"id":"a","title":"UNKNOWN"},{"id":"b","title":"B"}]})"));
  const rest::listing<book> some = only<book>(f, marked);
  CHECK(some.status() == list_status::cells_down);
  CHECK(some.size() == 2);
  CHECK(some.message() == "library: 1 of 2 rows come from a part of the service that does not answer");
  CHECK(some.error() != nullptr);
  CHECK(only<author>(f, marked.as<author>()).status() == list_status::partial);
}
