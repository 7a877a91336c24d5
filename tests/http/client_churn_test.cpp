// SPDX-License-Identifier: MIT
// Many requests at once, some given up at any moment: no answer reaches the wrong one. include/sheaf/http/client.hpp.
// SHEAF_REQUESTS and SHEAF_TLS_REQUESTS of the environment say how many, SHEAF_SEED with which seed.
#include <sheaf/http/client.hpp>
#include <sheaf/testing/certificates.hpp>

#include "support/descriptors.hpp"
#include "support/environment.hpp"
#include "support/http_fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace http = sheaf::http;
namespace testing = sheaf::testing;
using support::http_fixture;
using support::script;

namespace {

// "17:" and padding.
std::string body_for(const std::string& tag) {
  const std::size_t number = std::stoul(tag);
  return tag + ":" + std::string(number % 5000, static_cast<char>('a' + number % 26));
}

// "/17" asks for it.
std::string tagged_body(std::string_view request) {
  const std::size_t begin = request.find('/') + 1;
  return body_for(std::string(request.substr(begin, request.find(' ', begin) - begin)));
}

std::string with_length(std::string_view request) { return support::ok(tagged_body(request)); }

std::string in_chunks(std::string_view request) {
  const std::string body = tagged_body(request);
  char size[16];
  std::snprintf(size, sizeof size, "%zx", body.size());
  return std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n") + size + "\r\n" + body + "\r\n0\r\n\r\n";
}

std::string until_close(std::string_view request) { return "HTTP/1.1 200 OK\r\n\r\n" + tagged_body(request); }

// Sends `requests` numbered requests, 200 at a time, a tenth of them cancelled at some moment; looks at every answer,
// and at what is left. A server remembers what it was asked, so there is a new one for each call.
struct churn_counts {
  std::size_t answered = 0, cancelled = 0;
};

void churn(std::uint64_t seed, std::size_t requests, bool secure, churn_counts& counts) {
  constexpr std::size_t at_once = 200;
  std::mt19937_64 random(seed);
  static const testing::certificate_authority authority;
  static const testing::certificate shown = authority.issue(testing::certificate_profile().address("127.0.0.1"));
  static const http::tls_context trusting(http::tls_options().ca_pem(authority.pem()));
  http_fixture f(http::client_options().connections_per_origin(50 + random() % 150).idle_per_origin(100).tls(trusting),
                 secure ? testing::scripted_server_options().tls(shown) : testing::scripted_server_options());
  // Connections are closed after some answers, whether these said so or not.
  script several;
  for (std::size_t i = 0, n = 8 + random() % 30; i < n; ++i)
    several = several.answer(i % 3 == 1 ? in_chunks : with_length);
  f.server.otherwise(seed % 2 == 0 ? several.answer(until_close).close() : several.close());
  const int descriptors = support::open_descriptors();

  struct under_way {
    under_way(http_fixture& in, std::size_t t)
        : tag(t), call(in.context, in.client, http::request::get(in.server.url("/" + std::to_string(t)))) {}
    std::size_t tag;
    bool cancelled = false;
    support::call call;
  };
  std::vector<std::unique_ptr<under_way>> all(at_once);
  std::multimap<std::size_t, std::pair<std::size_t, std::size_t>> victims;  // in which turn, where, and which
  std::size_t next = 0, ended = 0;
  for (std::size_t turns = 0; ended < requests; ++turns) {
    for (; !victims.empty() && victims.begin()->first <= turns; victims.erase(victims.begin())) {
      const auto [place, tag] = victims.begin()->second;
      under_way* const victim = all[place].get();
      if (!victim || victim->tag != tag || victim->call.done() || !victim->call.begun) continue;
      victim->cancelled = true;
      victim->call.cancel();
    }
    const std::size_t place = turns % at_once;  // each is looked at in its turn
    std::unique_ptr<under_way>& one = all[place];
    if (one && one->call.done()) {
      try {
        const http::response answer = one->call.get();
        const std::string expected = body_for(std::to_string(one->tag));
        REQUIRE(answer.text() == expected);
        ++counts.answered;
      } catch (const asio::system_error& e) {
        REQUIRE(one->cancelled);
        REQUIRE(e.code() == asio::error::operation_aborted);
        ++counts.cancelled;
      }
      one.reset();
      ++ended;
    }
    if (!one && next < requests) {
      one = std::make_unique<under_way>(f, next);
      constexpr std::size_t a_life = 3 * at_once;  // more or less
      if (random() % 8 == 0) victims.emplace(turns + 1 + random() % a_life, std::pair(place, next));
      ++next;
    }
    f.context.restart();
    if (f.context.poll_one() == 0) std::this_thread::yield();
  }
  const http::client_stats stats = f.client.stats();
  CHECK(stats.in_use == 0);
  CHECK(stats.waiting == 0);
  CHECK(stats.open == stats.idle);
  CHECK(f.clock.waiting() == 0);
  f.client.close_idle();
  f.until([&] { return f.server.open() == 0; });
  CHECK(support::open_descriptors() == descriptors);
}

void churn_all(std::size_t requests, bool secure) {
  const std::uint64_t seed = support::from_environment("SHEAF_SEED", std::random_device()());
  churn_counts counts;
  for (std::size_t done = 0, round = 0; done < requests; ++round) {
    const std::size_t some = std::min<std::size_t>(requests - done, 20'000);
    CAPTURE(seed);
    CAPTURE(round);
    churn(seed + round, some, secure, counts);
    done += some;
  }
  MESSAGE("SHEAF_SEED=" << seed << ": " << counts.answered << " answered, " << counts.cancelled << " cancelled");
  CHECK(counts.answered + counts.cancelled == requests);
  CHECK(counts.cancelled > requests / 50);
}

}  // namespace

TEST_CASE("requests 200 at a time, some cancelled at any moment: answers are never mixed up, and counts balance") {
  churn_all(support::from_environment("SHEAF_REQUESTS", 4'000), false);
}

TEST_CASE("so it is over TLS: requests 200 at a time, some cancelled at any moment") {
  churn_all(support::from_environment("SHEAF_TLS_REQUESTS", 1'000), true);
}
