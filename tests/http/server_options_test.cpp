// SPDX-License-Identifier: MIT
#include <sheaf/http/server_options.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string_view>

namespace http = sheaf::http;
using namespace std::chrono_literals;

TEST_CASE("options have defaults, and a setter leaves the ones it was called on as they were") {
  const http::server_options plain;
  const auto changed =
      plain.address("::1").port(8080).reuse_port().half_close().connections(5).idle_timeout(1s).head_timeout(2s)
          .request_timeout(3s).write_timeout(4s);
  CHECK(plain.address() == "127.0.0.1");
  CHECK(plain.port() == 0);
  CHECK_FALSE(plain.reuses_port());
  CHECK(plain.limits().body_bytes == 1024 * 1024);
  CHECK_FALSE(plain.tls().has_value());
  CHECK(plain.time() == nullptr);
  CHECK(changed.address() == "::1");
  CHECK(changed.port() == 8080);
  CHECK(changed.reuses_port());
  CHECK_FALSE(plain.allows_half_close());
  CHECK(changed.allows_half_close());
  CHECK(changed.connections() == 5);
  CHECK(changed.idle_timeout() == 1s);
  CHECK(changed.head_timeout() == 2s);
  CHECK(changed.request_timeout() == 3s);
  CHECK(changed.write_timeout() == 4s);
  CHECK(changed.body_timeout() == plain.body_timeout());
}

TEST_CASE("a certificate is given as files or as text") {
  const auto files = http::server_options().tls(http::server_tls::files("chain.pem", "key.pem"));
  REQUIRE(files.tls().has_value());
  CHECK(files.tls()->in_files());
  CHECK(files.tls()->chain() == "chain.pem");
  CHECK(files.tls()->key() == "key.pem");
  CHECK_FALSE(http::server_tls::pem("a", "b").in_files());
}
