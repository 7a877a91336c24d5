// SPDX-License-Identifier: MIT
// What a client meets in the name of TLS, and what it says of it: include/sheaf/http/tls.hpp.
#include <sheaf/http/tls.hpp>

#include "support/server_fixture.hpp"
#include "support/tls_fixture.hpp"

#include <sheaf/testing/certificates.hpp>

#include <asio/ssl/context.hpp>
#include <asio/ssl/stream.hpp>
#include <doctest/doctest.h>

#include <openssl/ssl.h>

#include <string>

namespace http = sheaf::http;
namespace testing = sheaf::testing;
using support::asked;
using support::authority;
using support::nova;
using support::ok;
using support::profile;
using support::script;
using support::shows;
using support::tls_fixture;
using support::trusted;
using support::trusting;
using support::with;

TEST_CASE("a certificate that is not valid now is refused: it has ended or has not begun") {
  CHECK(asked("nova.example", nova().expired()) == "certificate has expired");
  CHECK(asked("nova.example", nova().not_yet_valid()) == "certificate is not yet valid");
  CHECK(asked("nova.example", nova()) == "ok");
}

TEST_CASE("a certificate that nobody known vouches for is refused") {
  const auto own = testing::self_signed(nova());
  CHECK(asked("nova.example", testing::scripted_server_options().tls(own)) == "self-signed certificate");
  CHECK(asked("nova.example", testing::scripted_server_options().tls(own), with(http::tls_options().ca_pem(own.chain))) ==
        "ok");  // but by whom it is asked
  const testing::certificate_authority other("another authority");
  CHECK(asked("nova.example", nova(), trusting(other)) == "unable to get local issuer certificate");
  // The system's authorities do not know ours.
  CHECK(asked("nova.example", nova(), http::client_options().lookup(support::here)) ==
        "unable to get local issuer certificate");
}

TEST_CASE("an authority of the same name is another one") {
  const testing::certificate_authority namesake;
  const std::string said = asked("nova.example", nova(), trusting(namesake));
  CHECK((said == "unable to get local issuer certificate" || said == "certificate signature failure"));
}

TEST_CASE("a certificate that is for clients is refused of a server") {
  CHECK(asked("nova.example", nova().for_client()) == "unsuitable certificate purpose");
}

TEST_CASE("a certificate for another name or address is refused") {
  CHECK(asked("glance.example", nova()) == "hostname mismatch");
  CHECK(asked("127.0.0.1", profile().address("127.0.0.2")) == "IP address mismatch");
  CHECK(asked("127.0.0.1", profile().name("localhost")) == "IP address mismatch");
}

TEST_CASE("a name that looks like an address is no address") {
  CHECK(asked("127.0.0.1", profile().name("127.0.0.1")) == "IP address mismatch");
}

TEST_CASE("the common name counts for nothing") {
  CHECK(asked("nova.example", profile().common_name("nova.example")) == "hostname mismatch");
  CHECK(asked("127.0.0.1", profile().common_name("127.0.0.1")) == "IP address mismatch");
}

TEST_CASE("a wildcard is a whole label, and one label") {
  CHECK(asked("nova.example", profile().name("*.example")) == "hostname mismatch");  // too much of the world
  CHECK(asked("nova.cloud.example", profile().name("*.cloud.example")) == "ok");
  CHECK(asked("cloud.example", profile().name("*.cloud.example")) == "hostname mismatch");
  CHECK(asked("api.nova.cloud.example", profile().name("*.cloud.example")) == "hostname mismatch");
  CHECK(asked("nova.cloud.example", profile().name("n*.cloud.example")) == "hostname mismatch");
  CHECK(asked("nova.cloud.example", profile().name("nova.*.example")) == "hostname mismatch");
}

TEST_CASE("a key that is broken too easily is refused, whatever the system's configuration says") {
  CHECK(asked("nova.example", nova().weak_key()) == "EE certificate key too weak");
}

TEST_CASE("where lists of revoked certificates are given, each certificate has to be asked of one that is up to date") {
  const auto shown = authority().issue(nova()), good = authority().issue(nova());
  const auto server = [](const testing::certificate& c) { return testing::scripted_server_options().tls(c); };
  const auto list = authority().revoking(shown.chain);
  CHECK(asked("nova.example", server(shown)) == "ok");  // nobody is asked by himself
  CHECK(asked("nova.example", server(shown), with(trusted().crl_pem(list))) == "certificate revoked");
  CHECK(asked("nova.example", server(good), with(trusted().crl_pem(list))) == "ok");
  CHECK(asked("nova.example", server(good), with(trusted().crl_pem(authority().revoking({}, -60)))) == "CRL has expired");
  const testing::certificate_authority other("another authority");
  CHECK(asked("nova.example", server(good), with(trusted().crl_pem(other.revoking()))) == "unable to get certificate CRL");
}

TEST_CASE("an authority in between may be revoked, and has to have a list of its own") {
  const auto between = authority().subordinate("between");
  const auto server = [&] { return testing::scripted_server_options().tls(between.issue(nova())); };
  const std::string of_root = authority().revoking(), of_between = between.revoking();
  CHECK(asked("nova.example", server()) == "ok");
  CHECK(asked("nova.example", server(), with(trusted().crl_pem(of_root + of_between))) == "ok");
  CHECK(asked("nova.example", server(), with(trusted().crl_pem(of_root))) == "unable to get certificate CRL");
  CHECK(asked("nova.example", server(), with(trusted().crl_pem(authority().revoking(between.pem()) + of_between))) ==
        "certificate revoked");
}

TEST_CASE("a server that speaks nothing newer than TLS 1.1 is refused; 1.2 will do") {
  CHECK(asked("nova.example", shows(nova()).tls_at_most(TLS1_1_VERSION)).find("alert protocol version") != std::string::npos);
  CHECK(asked("nova.example", shows(nova()).tls_at_most(TLS1_2_VERSION)) == "ok");
}

TEST_CASE("a server that wants a new handshake on an old connection gets none (CVE-2009-3555)") {
  tls_fixture f(shows(nova()).tls_at_most(TLS1_2_VERSION));
  f.server.play(script().read_request().renegotiate().send(ok("before its answer to that")).read_request().send(ok("after")));
  CHECK(f.get().text() == "before its answer to that");
  const http::response next = f.get();  // OpenSSL's server takes no for an end
  CHECK(next.text() == "secret");
  CHECK_FALSE(next.reused());
  CHECK(f.server.connections() == 2);
}

TEST_CASE("a client that wants a new handshake of our server gets none, and others do not notice") {
  const auto shown = authority().issue(nova());
  support::server_fixture f(http::server_options().tls(http::server_tls::pem(shown.chain, shown.key)));
  asio::ssl::context old(asio::ssl::context::tls_client);
  SSL_CTX_set_max_proto_version(old.native_handle(), TLS1_2_VERSION);
  auto p = f.run(support::connect_tls(f.server.port(), old));
  auto other = f.run(support::connect_tls(f.server.port(), old));
  CHECK(f.run(p.ask(support::get("/"))).starts_with("HTTP/1.1 200 "));
  REQUIRE(SSL_renegotiate(p.stream().native_handle()) == 1);
  std::string why;
  try {
    f.run(p.stream().async_handshake(asio::ssl::stream_base::client, asio::use_awaitable));
  } catch (const asio::system_error& e) {
    why = e.code().message();
  }
  CHECK(why.find("no renegotiation") != std::string::npos);
  p.stream().next_layer().close();
  CHECK(f.run(other.ask(support::get("/"))).starts_with("HTTP/1.1 200 "));
  CHECK(f.asked.size() == 2);
}

TEST_CASE("new keys in the middle of a body change nothing of it") {
  tls_fixture f;
  const std::string body(100'000, 'x'), answer = ok(body);
  f.server.play(script().read_request().send(answer.substr(0, 50'000)).update_keys().send(answer.substr(50'000)).read_request()
                    .update_keys().send(ok("again")).until_closed());
  CHECK(f.get().text() == body);
  const http::response again = f.get();
  CHECK(again.text() == "again");
  CHECK(again.reused());
}

TEST_CASE("new keys on an idle connection are no bytes that nobody asked for") {
  tls_fixture f;
  f.server.play(script().read_request().send(ok("first")).stall().update_keys().read_request().send(ok("second")));
  CHECK(f.get().text() == "first");
  f.until([&] { return f.server.stalled() == 1; });
  f.server.release();
  f.settle();
  const http::response second = f.get();
  CHECK(second.text() == "second");
  CHECK(second.reused());
}
