// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/rest/fetch.hpp, on an API that is no OpenStack.
#include <sheaf/rest/fetch.hpp>

#include <sheaf/rest/to_json.hpp>
#include <sheaf/timeout.hpp>

#include "support/rest_fixture.hpp"
#include "support/world.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

using namespace support;
using namespace std::chrono_literals;
using rest::list_status;

namespace {

const std::string two_books = R"({"books":[{"id":"a"},{"id":"b"}]})";
const std::string no_authors = R"({"authors":[]})";

// What one list gives when its only answer is this.
rest::listing<book> answered(std::string response) {
  rest_fixture f;
  f.server.play(script().read_request().send(std::move(response)));
  auto merged = f.wait_for(rest::fetch(f.api, rest::resources(books), once));
  return std::move(merged.get<0>());
}

}  // namespace

TEST_CASE("fetch asks for every list before it has an answer to any") {
  rest_fixture f;
  f.server.otherwise(script().read_request().stall().send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"));
  under_way work(f, rest::fetch(f.api, rest::resources(books, authors, books.named("more"))));
  f.until([&] { return f.server.stalled() == 3; });
  f.server.release();
  f.until([&] { return work.out.done; });
  CHECK(work.out.get().problems().size() == 2);
}

TEST_CASE("limit(1) asks for one list after another") {
  rest_fixture f;
  f.server.otherwise(script().read_request().stall().send(ok(two_books)).again());
  under_way work(f, rest::fetch(f.api, rest::resources(books, books.named("more")), rest::fetch_options().limit(1)));
  f.until([&] { return f.server.stalled() == 1; });
  f.settle();
  CHECK(f.server.requests().size() == 1);
  f.server.release();
  f.until([&] { return f.server.stalled() == 1 && f.server.requests().size() == 2; });
  f.server.release();
  f.until([&] { return work.out.done; });
  CHECK(work.out.get());
}

TEST_CASE("pages are followed, each at our own origin with our own query, until there is no link") {
  rest_fixture f;
  f.on(
      "/api/books?tag=x&tag=y",
      ok(R"({"books_links":[{"rel":"previous","href":"/p"},{"rel":"next","href":"http://elsewhere.example/books?tag=y&marker=a&limit=1"}],"books":[{"id":"a"}]})"));
  f.on("/api/books?tag=x&tag=y&marker=a&limit=1",
       ok(R"({"books":[],"books_links":[{"href":"/x?marker=m%262","rel":"next"}]})"));
  f.on("/api/books?tag=x&tag=y&marker=m%262",
       ok(R"({"books":[{"id":"b"}],"books_links":[{"rel":"previous","href":"/p"}]})"));
  f.on("/api/authors", ok(R"({"next":"/authors?page=2","authors":[{"id":1}],"first":"/authors"})"));
  f.on("/api/authors?page=2", ok(R"({"authors":[{"id":2}],"next":"/authors?page=3"})"));
  f.on("/api/authors?page=3", ok(R"({"authors":[],"next":null})"));
  auto merged = f.wait_for(rest::fetch(f.api, rest::resources(books.with("tag", "x").with("tag", "y"), authors)));
  CHECK(merged);
  CHECK(ids(merged.get<0>()) == std::vector<std::string>{"a", "b"});
  CHECK(merged.get<1>().size() == 2);
  CHECK(merged.get<0>().timing().pages == 3);
  CHECK(merged.get<1>().timing().pages == 3);
}

TEST_CASE("a link without a known parameter is followed at our own origin") {
  rest_fixture f;
  f.on("/api/authors", ok(R"({"authors":[{"id":1}],"next":"https://elsewhere.example/api/authors/2?x=1"})"));
  f.on("/api/authors/2?x=1", ok(R"({"authors":[{"id":2}]})"));
  CHECK(f.wait_for(rest::list(f.api, authors)).size() == 2);
}

TEST_CASE("pages that go round in circles end the list, with what came") {
  rest_fixture f;
  f.on("/api/books", ok(R"({"books":[{"id":"a"}],"books_links":[{"rel":"next","href":"?marker=1"}]})"));
  f.on("/api/books?marker=1", ok(R"({"books":[{"id":"b"}],"books_links":[{"rel":"next","href":"?marker=2"}]})"));
  f.on("/api/books?marker=2", ok(R"({"books":[{"id":"c"}],"books_links":[{"rel":"next","href":"?marker=1"}]})"));
  auto merged = f.wait_for(rest::fetch(f.api, rest::resources(books)));
  CHECK(merged.get<0>().status() == list_status::partial);
  CHECK(merged.get<0>().message() == "library: the pages of books go round in circles");
  CHECK(merged.get<0>().size() == 3);
  CHECK_THROWS_AS(f.wait_for(rest::list(f.api, books)), rest::bad_answer);
  CHECK(f.targets().size() == 6);
}

TEST_CASE("a list of more pages than are allowed is truncated") {
  rest_fixture f;
  int page = 0;
  f.server.otherwise(script()
                         .answer([&page](std::string_view) {
                           return ok(R"({"books":[{"id":"a"}],"books_links":[{"rel":"next","href":"?marker=)" +
                                     std::to_string(++page) + R"("}]})");
                         })
                         .again());
  auto merged = f.wait_for(rest::fetch(f.api, rest::resources(books), rest::fetch_options().pages(7)));
  CHECK(merged.get<0>().status() == list_status::truncated);
  CHECK(merged.get<0>().size() == 7);
  CHECK(merged.get<0>().message() == "library: books has more than 7 pages");
  CHECK(f.server.requests().size() == 7);
  CHECK_THROWS_AS(f.wait_for(rest::list(f.api, books, rest::fetch_options().pages(1))), rest::endless_list);
  CHECK_THROWS_AS(static_cast<void>(rest::fetch_options().pages(0)), std::invalid_argument);
}

TEST_CASE("a list that fails costs the others nothing") {
  rest_fixture f;
  f.on("/api/books", ok(two_books));
  f.on("/api/authors", "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 6\r\n\r\nbroken");
  auto merged = f.wait_for(rest::fetch(f.api, both));
  CHECK(merged.get<0>());
  CHECK(merged.get<1>().status() == list_status::failed);
  CHECK(merged.get<1>().message().starts_with("library: 500 Internal Server Error from 127.0.0.1:"));
  CHECK_THROWS_AS(std::rethrow_exception(merged.get<1>().error()), rest::status_error);
}

TEST_CASE("every way in which an answer can be no list is said in words, with the service's name") {
  const auto says = [](std::string response) { return answered(std::move(response)).message(); };
  const auto contains = [](const std::string& text, std::string_view part) { return text.find(part) != text.npos; };
  CHECK(contains(says(ok("<html><title>Log in</title>")),
                 "/api/books is no such list: the text is no JSON object or array: it begins with"));
  CHECK(contains(says(ok("")), "is no such list: the text is empty"));
  CHECK(contains(says(ok(R"({"books":[{"id":"a"},{"id")")), "is no such list: "));
  CHECK(contains(says(ok(R"({"error":"x"})")), "is no such list: no member \"books\""));
  CHECK(contains(says(ok(R"([{"id":"a"}])")), "is no such list: expected an object, found an array"));
  CHECK(contains(says(ok(R"({"books":{"id":"a"}})")), "is no such list: books: expected an array, found an object"));
  CHECK(contains(says(ok(R"({"books":null})")), "is no such list: books: expected an array, found null"));
  CHECK(contains(says(ok(R"({"books":[],"books_links":7})")),
                 "is no such list: books_links: expected an array, found a number"));
  CHECK(contains(says("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"boo"), "library: the response of 127.0.0.1:"));
  CHECK(contains(says("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"boo"), "is cut off after 5 bytes"));
  CHECK(contains(says("HTTP/1.1 200 OK\r\n\r\n{\"books\":[{\"id\":\"a\"},"), "is no such list: "));
  CHECK(contains(says("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"), "library: 403 Forbidden"));
  CHECK(contains(says("no HTTP at all\r\n\r\n"), "library: the response of 127.0.0.1:"));
}

TEST_CASE("links that are null or absent are the end of the list") {
  CHECK(answered(ok(R"({"books":[],"books_links":null})")));
  CHECK(answered(ok(R"({"books":[],"books_links":[]})")));
  CHECK(answered(ok(R"({"books":[]})")));
}

TEST_CASE("403 makes a list forbidden") {
  CHECK(answered("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n").status() == list_status::forbidden);
  CHECK(answered("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n").status() == list_status::failed);
}

TEST_CASE("a page that fails leaves the rows of those before it") {
  rest_fixture f;
  f.on("/api/books", ok(R"({"books":[{"id":"a"}],"books_links":[{"rel":"next","href":"?marker=1"}]})"));
  f.on("/api/books?marker=1", "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
  auto merged = f.wait_for(rest::fetch(f.api, rest::resources(books), once));
  CHECK(merged.get<0>().status() == list_status::partial);
  CHECK(merged.get<0>().message().starts_with("library: 503 "));
  CHECK(ids(merged.get<0>()) == std::vector<std::string>{"a"});
}

TEST_CASE("a page that breaks off is not there, not even in part") {
  rest_fixture f;
  f.on("/api/books", ok(R"({"books":[{"id":"a"}],"books_links":[{"rel":"next","href":"?marker=1"}]})"));
  f.on("/api/books?marker=1", ok(R"({"books":[{"id":"b"},{"id":"c"},{"id")"));
  auto merged = f.wait_for(rest::fetch(f.api, rest::resources(books)));
  CHECK(merged.get<0>().status() == list_status::partial);
  CHECK(ids(merged.get<0>()) == std::vector<std::string>{"a"});
}

TEST_CASE("list gives the whole list or throws what kept it from being whole, with the service's name") {
  rest_fixture f;
  f.on("/api/books", ok(two_books));
  CHECK(ids(f.wait_for(rest::list(f.api, books))) == std::vector<std::string>{"a", "b"});
  CHECK(thrown<rest::status_error>([&] {
          f.wait_for(rest::list(f.api, authors));
        }).starts_with("library: 404 Not Found from "));
  f.on("/api/authors", ok(R"({"authors":[{"id":1},{"id":"x"}]})"));
  CHECK(thrown<rest::bad_answer>([&] { f.wait_for(rest::list(f.api, authors)); }) ==
        "library: 1 of 2 rows could not be read; the first: authors[1].id: expected a number, found a string");
  f.server.close();
  f.client.close_idle();
  CHECK(thrown<http::error>([&] {
          f.wait_for(rest::list(f.api, books, once));
        }).starts_with("library: no connection to 127.0.0.1:"));
}

TEST_CASE("a fetch is over when its time is: what has come is there, what has not says timed out and what was awaited") {
  rest_fixture f;
  f.server.otherwise(script().answer([](std::string_view request) -> std::string {
    if (request.starts_with("GET /api/authors ")) return ok(R"({"authors":[{"id":1}],"next":"?page=2"})");
    if (request.starts_with("GET /api/more ")) return ok(R"({"books":[]})");
    return {};
  }).stall());
  constexpr rest::resource<book> more{.service = "library", .path = "/more", .key = "books"};
  under_way work(
      f, rest::fetch(f.api, rest::resources(books, authors, more.named("more")), rest::fetch_options().timeout(2s)));
  // authors' second page has a connection of its own, since the first one's script stalls
  f.until([&] { return f.server.requests().size() == 3; });
  f.settle();
  f.advance(1500ms);
  CHECK_FALSE(work.out.done);
  f.advance(500ms);
  REQUIRE(work.out.done);
  auto merged = work.out.get();
  const auto& [none, some, all] = merged;
  CHECK(none.status() == list_status::timed_out);
  CHECK(none.message() ==
        "library: no first byte from 127.0.0.1:" + std::to_string(f.server.port()) + " after 2.0 s of 2.0 s");
  CHECK(some.status() == list_status::partial);
  CHECK(some.size() == 1);
  CHECK(all);
  CHECK(merged.took() == 2s);
  CHECK(none.timing().took == 2s);
}

TEST_CASE("the deadline is one for all pages, not one for each") {
  rest_fixture f;
  int page = 0;
  f.server.otherwise(script().read_request().stall().answer([](std::string_view) { return std::string(); }));
  f.server.otherwise(script()
                         .answer([&page](std::string_view) {
                           return ok(R"({"books":[{"id":"a"}],"books_links":[{"rel":"next","href":"?marker=)" +
                                     std::to_string(++page) + R"("}]})");
                         })
                         .stall());
  under_way work(f, rest::fetch(f.api, rest::resources(books), rest::fetch_options().timeout(2s)));
  f.settle();
  f.until([&] { return page >= 1; });
  f.advance(2s);
  f.until([&] { return work.out.done; });
  CHECK(work.out.get().get<0>().status() == list_status::partial);
}

TEST_CASE("no time at all is misuse of nothing: every list says that it timed out") {
  rest_fixture f;
  auto merged = f.wait_for(rest::fetch(f.api, both, rest::fetch_options().timeout(0s)));
  CHECK(merged.get<0>().status() == list_status::timed_out);
  CHECK(merged.get<1>().status() == list_status::timed_out);
  CHECK(f.server.requests().empty());
}

TEST_CASE("a cancelled fetch throws and leaves no request under way; a cancelled list as well") {
  rest_fixture f;
  f.server.otherwise(script().read_request().until_closed());
  under_way fetching(f, rest::fetch(f.api, both));
  under_way listing(f, rest::list(f.api, books));
  f.until([&] { return f.server.requests().size() == 3; });
  fetching.signal.emit(asio::cancellation_type::terminal);
  listing.signal.emit(asio::cancellation_type::terminal);
  f.until([&] { return fetching.out.done && listing.out.done; });
  CHECK(is_aborted(fetching.out.error));
  CHECK(is_aborted(listing.out.error));
  CHECK(f.client.stats().in_use == 0);
}

TEST_CASE("a list is an awaitable like any other") {
  rest_fixture f;
  f.server.otherwise(script().read_request().until_closed());
  auto work = [&]() -> asio::awaitable<void> {
    const auto time = sheaf::options().time(&f.clock).serial();
    co_await sheaf::with_timeout(1s, rest::list(f.api, books), time);
  };
  under_way waiting(f, work());
  f.until([&] { return f.server.requests().size() == 1; });
  f.advance(1s);
  f.until([&] { return waiting.out.done; });
  CHECK_THROWS_AS(waiting.out.get(), sheaf::timed_out);
}

TEST_CASE("destroying the loop in the middle of a fetch leaks nothing and touches nothing dead") {
  rest_fixture f;
  f.server.otherwise(script().read_request().until_closed());
  under_way work(f, rest::fetch(f.api, both, rest::fetch_options().timeout(1h)));
  f.until([&] { return f.server.requests().size() == 2; });
}

TEST_CASE("a projection asks for the record's members, unless the query says which") {
  constexpr rest::resource<book> lean{.service = "library", .path = "/books", .key = "books", .projection = "fields"};
  rest_fixture f;
  f.on("/api/books?a=1&fields=id&fields=title", ok(two_books));
  f.on("/api/books?fields=id", ok(two_books));
  f.on("/api/books?fields=number&fields=id", ok(R"({"books":[]})"));
  struct numbered {
    std::int64_t number = 0;
    std::string id;
    static constexpr auto fields() {
      return std::tuple{sheaf::json::maybe("number", &numbered::number), sheaf::json::maybe("id", &numbered::id)};
    }
  };
  CHECK(f.wait_for(rest::list(f.api, lean.with("a", "1"))).size() == 2);
  CHECK(f.wait_for(rest::list(f.api, lean.with("fields", "id"))).size() == 2);
  CHECK(f.wait_for(rest::list(f.api, lean.as<numbered>())).size() == 0);
}

TEST_CASE("a projection is one parameter where the service would see the last of several only") {
  constexpr rest::resource<book> lean{
      .service = "library", .path = "/books", .key = "books", .projection = rest::projection::joined("fields")};
  rest_fixture f;
  f.on("/api/books?fields=id%2Ctitle", ok(two_books));
  f.on("/api/books?fields=id", ok(two_books));
  CHECK(f.wait_for(rest::list(f.api, lean)).size() == 2);
  CHECK(f.wait_for(rest::list(f.api, lean.with("fields", "id"))).size() == 2);
}

TEST_CASE("rows may be what is no record: texts, or JSON as it came") {
  constexpr rest::resource<std::string> words{.path = "/words", .key = "words"};
  rest_fixture f;
  f.on("/api/words", ok(R"({"words":["a","b"]})"));
  auto merged = f.wait_for(rest::fetch(f.api, rest::resources(words, words.as<sheaf::json::raw>().named("raw"))));
  CHECK(merged.get<0>().rows() == std::vector<std::string>{"a", "b"});
  CHECK(merged.get<1>()[1].text == "\"b\"");
}

// A list of one's own, from its declaration to JSON: no file but this one knows of it.
namespace {
struct shelf {
  std::string name;
  static constexpr auto fields() { return std::tuple{sheaf::json::field("name", &shelf::name)}; }
};
constexpr rest::resource<shelf> shelves{.service = "library", .path = "/shelves", .key = "shelves"};
struct brief {
  std::string_view name;
  static constexpr auto fields() { return std::tuple{sheaf::json::field("name", &brief::name)}; }
};
}  // namespace

TEST_CASE("a list declared here goes through fetch, as and to_json with no other line anywhere") {
  rest_fixture f;
  f.on("/api/shelves", ok(R"({"shelves":[{"name":"A\u002d1","height":3}]})"));
  const auto merged = f.wait_for(rest::fetch(f.api, rest::resources(shelves, shelves.as<brief>().named("brief"))));
  CHECK(rest::to_json(merged).starts_with(R"({"shelves":[{"name":"A-1"}],"brief":[{"name":"A-1"}],"errors":{},)"));
}
