// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/http/detail/tls_transport.hpp: what a server of asio::ssl does not do at will.
#include <sheaf/http/detail/tls_transport.hpp>

#include <sheaf/http/client.hpp>

#include "support/tls_fixture.hpp"

#include <doctest/doctest.h>

#include <asio/ip/tcp.hpp>

#include <openssl/ssl.h>

#include <string>
#include <utility>

namespace http = sheaf::http;
using asio::ip::tcp;
using http::detail::tls_transport;

namespace {

http::detail::shared_tls server_of_tls_1_2() {
  const http::detail::shared_tls context = http::detail::make_tls(TLS_server_method());
  SSL_CTX_set_max_proto_version(context.get(), TLS1_2_VERSION);
  const auto shown = support::authority().issue(support::nova());
  const http::detail::pem chain(shown.chain, false), key(shown.key, false);
  REQUIRE(http::detail::use_certificate(context.get(), chain, key).empty());
  return context;
}

}  // namespace

TEST_CASE("an answer that comes in one read with the end of the handshake is read, although the socket has no more") {
  // Mutation tried: wait for the socket whatever the transport holds.
  asio::io_context context{1};
  tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
  const http::client client(context.get_executor(), support::trusting());
  support::call call(context, client,
                     http::request::get("https://nova.example:" + std::to_string(acceptor.local_endpoint().port())));
  tcp::socket accepted(context);
  acceptor.async_accept(accepted, [](const asio::error_code& error) { REQUIRE_FALSE(error); });
  support::run_until(context, [&] { return accepted.is_open(); });
  accepted.non_blocking(true);
  accepted.set_option(tcp::no_delay(true));  // what is sent has arrived

  tls_transport server(std::move(accepted), server_of_tls_1_2(), tls_transport::side::server);
  asio::error_code error;
  support::run_until(context, [&] {
    server.handshake(error);
    return error != asio::error::would_block;
  });
  REQUIRE_FALSE(error);
  // In TLS 1.2 the server ends the handshake, and the client has had no turn to read that yet.
  const std::string answer = support::ok("early");
  CHECK(server.write_some(asio::buffer(answer), error) == answer.size());
  CHECK(call.get().text() == "early");
}
