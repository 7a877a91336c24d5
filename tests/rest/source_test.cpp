// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/rest/source.hpp: a source may be anything that answers, a network is not needed.
#include <sheaf/rest/source.hpp>

#include <sheaf/rest/fetch.hpp>

#include "support/rest_fixture.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace support;

namespace {

// Answers from memory and remembers what it was asked.
class shelf {
 public:
  asio::awaitable<http::response> send(rest::call c) const { return answer(calls_, std::move(c)); }
  sheaf::time_source* time() const { return nullptr; }
  std::string new_request_id() const { return "id-" + std::to_string(++*made_); }
  std::string request_id(const http::response&) const { return "server's"; }

  const std::vector<rest::call>& calls() const { return *calls_; }

 private:
  static asio::awaitable<http::response> answer(std::shared_ptr<std::vector<rest::call>> calls, rest::call c) {
    calls->push_back(c);
    if (c.target() == "/authors") throw rest::unknown_service("library: nobody has it");
    co_return http::response(200, {}, R"({"books":[{"id":"a"}],"books_links":[]})");
  }
  std::shared_ptr<std::vector<rest::call>> calls_ = std::make_shared<std::vector<rest::call>>();
  std::shared_ptr<int> made_ = std::make_shared<int>(0);
};

struct no_source {};
static_assert(rest::source<shelf> && !rest::source<no_source>);

}  // namespace

TEST_CASE("a source is told service, target and version; the lists of one fetch share an id and a deadline, two fetches no id") {
  const shelf from;
  constexpr rest::resource<book> versioned{.service = "library", .path = "/books", .key = "books", .version = "7.1"};
  auto work = [&]() -> asio::awaitable<void> {
    const auto set = rest::resources(versioned.with("a", "b c"), versioned.named("more"));
    auto first = co_await rest::fetch(from, set, rest::fetch_options().timeout(std::chrono::hours(1)));
    auto second = co_await rest::fetch(from, rest::resources(versioned));
    CHECK(first);
    CHECK(first.get<0>().request_ids() == std::vector<std::string>{"server's"});
    CHECK(second);
  };
  run(work());
  REQUIRE(from.calls().size() == 3);
  CHECK(from.calls()[0].service() == "library");
  CHECK(from.calls()[0].target() == "/books?a=b%20c");
  CHECK(from.calls()[0].version() == "7.1");
  CHECK(from.calls()[1].target() == "/books");
  CHECK(from.calls()[0].request_id() == "id-1");
  CHECK(from.calls()[1].request_id() == "id-1");
  CHECK(from.calls()[2].request_id() == "id-2");
  CHECK(from.calls()[0].deadline() == from.calls()[1].deadline());
  CHECK(from.calls()[0].deadline() != sheaf::no_deadline);
  CHECK(from.calls()[2].deadline() == sheaf::no_deadline);
}

TEST_CASE("an unknown service is that list's own status, in the source's words") {
  const shelf from;
  auto merged = run(rest::fetch(from, rest::resources(books, authors)));
  CHECK(merged.get<0>());
  CHECK(merged.get<1>().status() == rest::list_status::not_in_catalog);
  CHECK(merged.get<1>().message() == "library: nobody has it");
}
