// SPDX-License-Identifier: MIT
//
// A client that trusts an authority of its own, and a server that shows what the test gives it.

#ifndef SHEAF_TESTS_SUPPORT_TLS_FIXTURE_HPP
#define SHEAF_TESTS_SUPPORT_TLS_FIXTURE_HPP

#include <sheaf/http/tls.hpp>
#include <sheaf/testing/certificates.hpp>

#include "support/http_fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support {

using profile = sheaf::testing::certificate_profile;

inline const sheaf::testing::certificate_authority& authority() {
  static const sheaf::testing::certificate_authority instance;
  return instance;
}

// Every name leads to this machine.
inline std::vector<asio::ip::address> here(const std::string&) { return {asio::ip::make_address("127.0.0.1")}; }

inline http::tls_options trusted(const sheaf::testing::certificate_authority& whom = authority()) {
  return http::tls_options().ca_pem(whom.pem());
}

inline http::client_options with(const http::tls_options& tls) { return http::client_options().tls(tls).lookup(here); }

inline http::client_options trusting(const sheaf::testing::certificate_authority& whom = authority()) {
  return with(trusted(whom));
}

inline sheaf::testing::scripted_server_options shows(const profile& p) {
  return sheaf::testing::scripted_server_options().tls(authority().issue(p));
}

// Good for both.
inline profile nova() { return profile().name("nova.example").address("127.0.0.1"); }

struct tls_fixture : http_fixture {
  explicit tls_fixture(sheaf::testing::scripted_server_options shown = shows(nova()),
                       http::client_options options = trusting())
      : http_fixture(options, std::move(shown)) {
    server.otherwise(script().read_request().send(ok("secret")).again());
  }
  call start_as(std::string_view host) { return start(http::request::get(server.url("/", host))); }
  std::string place(std::string_view host) const { return std::string(host) + ":" + std::to_string(server.port()); }
};

// What becomes of a request to `host` of such a server: "ok", or why it was not trusted.
inline std::string asked(std::string_view host, sheaf::testing::scripted_server_options shown,
                         http::client_options options = trusting()) {
  tls_fixture f(std::move(shown), options);
  call c = f.start_as(host);
  f.until([&] { return c.done(); });
  if (!c.out.error) return "ok";
  const http::error e = c.failure();
  CHECK(e.phase() == http::phase::tls);
  CHECK(e.errc() == http::errc::tls_failed);
  CHECK(e.retry_safe());
  CHECK(f.server.requests().empty());
  CHECK(f.client.stats().open == 0);
  const std::string expected = "no TLS with " + f.place(host) + ": ", what = e.what();
  CHECK(what.starts_with(expected));
  return what.substr(std::min(expected.size(), what.size()));
}

inline std::string asked(std::string_view host, const profile& p, http::client_options options = trusting()) {
  return asked(host, shows(p), std::move(options));
}

}  // namespace support

#endif  // SHEAF_TESTS_SUPPORT_TLS_FIXTURE_HPP
