// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/rest/fetch_everywhere.hpp.
#include <sheaf/rest/fetch_everywhere.hpp>

#include "support/rest_fixture.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

using namespace support;
using namespace std::chrono_literals;

namespace {
using everywhere = std::vector<rest::fetched_from<rest::http_source, book>>;
}  // namespace

TEST_CASE("each source's lists come in the order of the sources, and one that fails keeps no other back") {
  rest_fixture f;
  f.on("/api/books", one_book);
  f.on("/other/books", ok(R"({"books":[{"id":"b"},{"id":"c"}]})"));
  const std::vector<rest::http_source> sources{f.api, rest::http_source(f.client, f.server.url("/nowhere")),
                                               rest::http_source(f.client, f.server.url("/other"))};
  everywhere all = f.wait_for(rest::fetch_everywhere(sources, rest::resources(books)));
  REQUIRE(all.size() == 3);
  CHECK(ids(all[0].merged.get<0>()) == std::vector<std::string>{"a"});
  CHECK(all[1].merged.get<0>().status() == rest::list_status::failed);
  CHECK(ids(all[2].merged.get<0>()) == std::vector<std::string>{"b", "c"});
  CHECK(all[2].cloud.identity() == sources[2].identity());
  for (auto& [cloud, merged] : all) CHECK(merged.parts()[0]->name() == "books");
}

TEST_CASE("all sources are asked at once, as far as a limiter they share allows") {
  rest_fixture f;
  f.server.otherwise(script().read_request().stall().send(one_book).again());
  for (const bool limited : {false, true}) {
    CAPTURE(limited);
    const std::size_t before = f.server.requests().size();
    auto options = rest::fetch_options();
    if (limited) options = options.limiter(sheaf::limiter(1));
    spawned<everywhere> out;
    spawn(f.context, rest::fetch_everywhere(std::vector{f.api, f.api, f.api}, rest::resources(books), options), out);
    f.until([&] { return f.server.stalled() == (limited ? 1 : 3); });
    f.settle();
    CHECK(f.server.requests().size() - before == (limited ? 1 : 3));
    for (std::size_t asked = limited ? 1 : 3; asked <= 3; ++asked) {
      f.until([&] { return f.server.requests().size() - before == asked && f.server.stalled() != 0; });
      f.server.release();
    }
    f.until([&] { return out.done; });
    for (auto& one : out.get()) CHECK(one.merged);
  }
}

TEST_CASE("of no sources there is nothing, and a cancelled fetch throws") {
  rest_fixture f;
  CHECK(f.wait_for(rest::fetch_everywhere(std::vector<rest::http_source>(), rest::resources(books))).empty());
  f.server.otherwise(script().read_request().stall());
  asio::cancellation_signal signal;
  spawned<everywhere> out;
  spawn(f.context, rest::fetch_everywhere(std::vector{f.api, f.api}, rest::resources(books)), out, signal.slot());
  f.until([&] { return f.server.stalled() == 2; });
  signal.emit(asio::cancellation_type::terminal);
  f.until([&] { return out.done; });
  CHECK_THROWS_AS(out.get(), asio::system_error);
  CHECK(f.client.stats().in_use == 0);
}
