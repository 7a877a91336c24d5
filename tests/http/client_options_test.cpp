// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/http/client_options.hpp.
#include <sheaf/http/client_options.hpp>

#include <doctest/doctest.h>

#include <chrono>

namespace http = sheaf::http;
using namespace std::chrono_literals;

TEST_CASE("options have the defaults that are documented") {
  const http::client_options defaults;
  CHECK(defaults.connections_per_origin() == 256);
  CHECK(defaults.connections_total() == 1024);
  CHECK(defaults.idle_per_origin() == 8);
  CHECK(defaults.idle_total() == 64);
  CHECK(defaults.queue_length() == 10'000);
  CHECK(defaults.queue_timeout() == 30s);
  CHECK(defaults.resolve_timeout() == 5s);
  CHECK(defaults.connect_timeout() == 10s);
  CHECK(defaults.attempt_delay() == 250ms);
  CHECK(defaults.tls_timeout() == 10s);
  CHECK(defaults.write_timeout() == 30s);
  CHECK(defaults.first_byte_timeout() == 60s);
  CHECK(defaults.idle_timeout() == 30s);
  CHECK(defaults.total_timeout() == 120s);
  CHECK(defaults.idle_lifetime() == 4s);
  CHECK(defaults.connection_lifetime() == 300s);
  CHECK_FALSE(defaults.tls());
  CHECK_FALSE(defaults.proxies().for_url(http::url::parse("https://nova.example/")));
  CHECK(defaults.unix_socket().empty());
}

TEST_CASE("a setter gives changed options and leaves the old ones as they were") {
  const http::client_options before;
  const http::client_options after = before.total_timeout(2s).connections_per_origin(3).user_agent("host/1");
  CHECK(before.total_timeout() == 120s);
  CHECK(after.total_timeout() == 2s);
  CHECK(after.connections_per_origin() == 3);
  CHECK(after.user_agent() == "host/1");
}
