// SPDX-License-Identifier: MIT
// Many requests at once, some given up at any moment: no answer reaches the wrong one. include/sheaf/http/client.hpp.
#include <sheaf/http/client.hpp>

#include "support/descriptors.hpp"
#include "support/http_fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace http = sheaf::http;
using support::http_fixture;
using support::script;

namespace {

// "/17" asks for "17:" and padding.
std::string tagged_body(std::string_view request) {
  const std::size_t begin = request.find('/') + 1;
  const std::string tag(request.substr(begin, request.find(' ', begin) - begin));
  const std::size_t number = std::stoul(tag);
  return tag + ":" + std::string(number % 5000, static_cast<char>('a' + number % 26));
}

std::string with_length(std::string_view request) { return support::ok(tagged_body(request)); }

std::string in_chunks(std::string_view request) {
  const std::string body = tagged_body(request);
  char size[16];
  std::snprintf(size, sizeof size, "%zx", body.size());
  return std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n") + size + "\r\n" + body + "\r\n0\r\n\r\n";
}

std::string until_close(std::string_view request) { return "HTTP/1.1 200 OK\r\n\r\n" + tagged_body(request); }

}  // namespace

TEST_CASE("a thousand requests, fifty at a time, some cancelled at any moment: answers are never mixed up, and counts balance") {
  for (unsigned seed = 0; seed < 5; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    http_fixture f(http::client_options().connections_per_origin(20 + seed * 10));
    // Connections are closed after some answers, whether these said so or not.
    script several;
    for (unsigned i = 0; i < 8 + seed; ++i) several = several.answer(i % 3 == 1 ? in_chunks : with_length);
    f.server.otherwise(seed % 2 == 0 ? several.answer(until_close).close() : several.close());
    const int descriptors = support::open_descriptors();

    struct request_under_way {
      std::size_t tag;
      bool cancelled = false;
      std::unique_ptr<support::call> call;
    };
    std::vector<request_under_way> under_way;
    std::size_t next = 0, answered = 0, cancelled = 0;
    while (next < 1000 || !under_way.empty()) {
      while (next < 1000 && under_way.size() < 50) {
        const std::string url = f.server.url("/" + std::to_string(next));
        under_way.push_back({next++, false, std::make_unique<support::call>(f.context, f.client, http::request::get(url))});
      }
      f.context.restart();
      f.context.run_one();
      if (random() % 20 == 0) {
        request_under_way& victim = under_way[random() % under_way.size()];
        if (victim.call->begun && !victim.cancelled && !victim.call->done()) victim.call->cancel(), victim.cancelled = true;
      }
      std::erase_if(under_way, [&](request_under_way& r) {
        if (!r.call->done()) return false;
        try {
          const http::response answer = r.call->get();
          const std::string tag = std::to_string(r.tag) + ":";
          REQUIRE(answer.text().substr(0, tag.size()) == tag);
          REQUIRE(answer.text().size() == tag.size() + r.tag % 5000);
          ++answered;
        } catch (const asio::system_error& e) {
          REQUIRE(r.cancelled);
          REQUIRE(e.code() == asio::error::operation_aborted);
          ++cancelled;
        }
        return true;
      });
    }
    CHECK(answered + cancelled == 1000);
    CHECK(answered > 500);
    CHECK(cancelled > 10);
    const http::client_stats stats = f.client.stats();
    CHECK(stats.in_use == 0);
    CHECK(stats.waiting == 0);
    CHECK(stats.open == stats.idle);
    f.client.close_idle();
    f.until([&] { return f.server.open() == 0; });
    CHECK(support::open_descriptors() == descriptors);
    CHECK(f.clock.waiting() == 0);
  }
}
