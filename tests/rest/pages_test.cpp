// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/rest/pages.hpp.
#include <sheaf/rest/pages.hpp>

#include "support/rest_fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

using namespace support;

namespace {
const std::string first_page =
    ok(R"({"books":[{"id":"a"},{"id":"b"}],"books_links":[{"rel":"next","href":"http://elsewhere/x?marker=2"}]})");
}  // namespace

TEST_CASE("pages come one after another, each asked for when it is wanted, and after the last there is none") {
  rest_fixture f;
  f.on("/api/books?tag=x",
       ok(R"({"books":[{"id":"a"},{"id":"b"}],"books_links":[{"rel":"next","href":"http://elsewhere/x?marker=2"}]})"));
  f.on("/api/books?tag=x&marker=2", ok(R"({"books":[],"books_links":[{"rel":"next","href":"?marker=3"}]})"));
  f.on("/api/books?tag=x&marker=3", ok(R"({"books":[{"id":"c"},{"no":1}]})"));
  auto stream = rest::pages(f.api, books.with("tag", "x"));
  CHECK(f.targets().empty());
  CHECK(ids(*f.wait_for(stream.next())) == std::vector<std::string>{"a", "b"});
  CHECK(f.targets().size() == 1);
  CHECK(f.wait_for(stream.next())->empty());
  const auto last = f.wait_for(stream.next());
  CHECK(ids(*last) == std::vector<std::string>{"c"});
  CHECK(last->status() == rest::list_status::partial);
  CHECK_FALSE(f.wait_for(stream.next()));
  CHECK_FALSE(f.wait_for(stream.next()));
  CHECK(f.targets().size() == 3);
}

TEST_CASE("what goes wrong with a page is thrown, names the service, and ends the stream") {
  rest_fixture f;
  f.on("/api/books", first_page);
  f.on("/api/books?marker=2", "HTTP/1.1 503 Away\r\nContent-Length: 0\r\n\r\n");
  auto stream = rest::pages(f.api, books, rest::fetch_options().retries(rest::retries::none()));
  CHECK(f.wait_for(stream.next())->size() == 2);
  CHECK(thrown<rest::status_error>([&] { f.wait_for(stream.next()); }).starts_with("library: 503 Away"));
  CHECK_FALSE(f.wait_for(stream.next()));
}

TEST_CASE("a stream in circles, or of too many pages, is ended as a list is") {
  rest_fixture f;
  f.on("/api/books", first_page);
  f.on("/api/books?marker=2", first_page);
  auto circle = rest::pages(f.api, books);
  (void)f.wait_for(circle.next());
  CHECK(thrown<rest::bad_answer>([&] { f.wait_for(circle.next()); }) ==
        "library: the pages of books go round in circles");
  auto short_one = rest::pages(f.api, books, rest::fetch_options().pages(1));
  CHECK(thrown<rest::endless_list>([&] { f.wait_for(short_one.next()); }) == "library: books has more than 1 pages");
}

TEST_CASE("of a stream with first(n) n rows come") {
  rest_fixture f;
  f.on("/api/books?limit=3",
       ok(R"({"books":[{"id":"a"},{"id":"b"}],"books_links":[{"rel":"next","href":"?marker=2"}]})"));
  f.on("/api/books?limit=3&marker=2",
       ok(R"({"books":[{"id":"c"},{"id":"d"}],"books_links":[{"rel":"next","href":"?marker=4"}]})"));
  auto stream = rest::pages(f.api, books.first(3));
  CHECK(f.wait_for(stream.next())->size() == 2);
  CHECK(ids(*f.wait_for(stream.next())) == std::vector<std::string>{"c"});
  CHECK_FALSE(f.wait_for(stream.next()));
}

TEST_CASE("each page is given while the next is asked for, and none is asked for before its time") {
  rest_fixture f;
  f.on("/api/books", first_page);
  f.on("/api/books?marker=2", ok(R"({"books":[{"id":"c"}],"books_links":[{"rel":"next","href":"?marker=3"}]})"));
  f.on("/api/books?marker=3", ok(R"({"books":[{"id":"d"}]})"));
  std::vector<std::string> seen;
  std::vector<std::size_t> asked;
  auto stream = rest::pages(f.api, books);
  f.wait_for(stream.each([&](const rest::listing<book>& page) -> asio::awaitable<void> {
    for (const std::string& id : ids(page)) seen.push_back(id);
    const std::size_t wanted = std::min<std::size_t>(asked.size() + 2, 3);
    for (int i = 0; i != 100'000 && f.targets().size() < wanted; ++i) co_await asio::post(asio::use_awaitable);
    asked.push_back(f.targets().size());
  }));
  CHECK(seen == std::vector<std::string>{"a", "b", "c", "d"});
  CHECK(asked == std::vector<std::size_t>{2, 3, 3});
}

TEST_CASE("each is ended by what its function throws, and by what goes wrong with a page; a plain function will do") {
  rest_fixture f;
  f.on("/api/books", first_page);
  f.on("/api/books?marker=2", "HTTP/1.1 503 Away\r\nContent-Length: 0\r\n\r\n");
  int pages = 0;
  auto stream = rest::pages(f.api, books, rest::fetch_options().retries(rest::retries::none()));
  CHECK(thrown<rest::status_error>([&] {
          f.wait_for(stream.each([&](const auto&) { ++pages; }));
        }).starts_with("library: 503"));
  CHECK(pages == 1);
  auto again = rest::pages(f.api, books, rest::fetch_options().retries(rest::retries::none()));
  CHECK(thrown<std::runtime_error>([&] {
          f.wait_for(again.each([](const auto&) { throw std::runtime_error("enough"); }));
        }) == "enough");
}
