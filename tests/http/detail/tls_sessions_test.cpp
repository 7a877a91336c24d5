// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/http/detail/tls_sessions.hpp: what is kept, and what becomes of what should never have been.
#include <sheaf/http/detail/tls_sessions.hpp>

#include "support/tls_fixture.hpp"

#include <sheaf/http/detail/exchange.hpp>
#include <sheaf/http/detail/tls_transport.hpp>
#include <sheaf/testing/certificates.hpp>

#include <doctest/doctest.h>

#include <asio/ip/tcp.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace http = sheaf::http;
namespace detail = sheaf::http::detail;
namespace testing = sheaf::testing;
using namespace std::chrono_literals;
using support::nova;
using support::shows;
using support::tls_fixture;
using support::trusted;

namespace {

// A connection to the server of `f` that keeps its tickets in `into`, whatever it thinks of the server.
detail::tls_transport connected(tls_fixture& f, const detail::shared_tls& context,
                                const std::shared_ptr<detail::tls_sessions>& into, const std::string& origin) {
  asio::ip::tcp::socket socket(f.context);
  socket.connect({asio::ip::address_v4::loopback(), f.server.port()});
  socket.non_blocking(true);
  detail::tls_transport made(std::move(socket), context, detail::tls_transport::side::client);
  for (asio::error_code error = asio::error::would_block; error; made.handshake(error)) {
    REQUIRE(error == asio::error::would_block);
    f.settle();
  }
  made.keep_sessions(into, origin, sheaf::no_deadline);
  f.until([&] { return made.probe() && into->size() == 2; });
  return made;
}

std::shared_ptr<detail::tls_sessions> sessions_of(tls_fixture& f, const detail::shared_tls& context) {
  auto all = std::make_shared<detail::tls_sessions>(&f.clock);
  connected(f, context, all, "here");
  return all;
}

detail::kept_session copy(const detail::kept_session& of) {
  SSL_SESSION_up_ref(of.session.get());
  return {detail::owned_session(of.session.get()), of.until};
}

// A client one can look into.
struct open_client {
  open_client(tls_fixture& f, const http::client_options& options)
      : fixture(f), state(std::make_shared<detail::client_state>(f.context.get_executor(), options.time(&f.clock))) {}

  static asio::awaitable<http::response> send(std::shared_ptr<detail::client_state> state, http::request r) {
    const detail::owned_exchange one = detail::begin_exchange(state, std::move(r), detail::exchange::mode::whole);
    std::size_t came = 0;
    for (detail::need what; (what = one->next(came)) != detail::need::caller;) came = co_await one->awaited(what);
    co_return one->take();
  }

  // "ok", or why not.
  std::string ask(const std::string& host) {
    support::spawned<http::response> out;
    support::spawn(fixture.context, send(state, http::request::get(fixture.server.url("/", host))), out);
    fixture.until([&] { return out.done; });
    try {
      return out.get().ok() ? "ok" : "not ok";
    } catch (const http::error& e) {
      CHECK(e.errc() == http::errc::tls_failed);
      CHECK(e.phase() == http::phase::tls);
      return e.what();
    }
  }
  detail::tls_sessions& sessions() { return state->connect.sessions(); }

  tls_fixture& fixture;
  std::shared_ptr<detail::client_state> state;
};

}  // namespace

TEST_CASE("OpenSSL takes a ticket of another host, and we do not") {
  tls_fixture f;
  open_client client(f, support::trusting());
  const std::string nova_origin = "https://" + f.place("nova.example"), glance_origin = "https://" + f.place("glance.example");
  CHECK(client.ask("nova.example") == "ok");
  REQUIRE(client.sessions().size() == 2);
  for (int i = 0; i < 2; ++i) client.sessions().keep(glance_origin, client.sessions().take(nova_origin));
  REQUIRE(client.sessions().size() == 2);
  CHECK(client.ask("glance.example") == "no TLS with " + f.place("glance.example") + ": the certificate is for another host");
  f.settle();
  CHECK(f.server.resumed() == 1);  // it was offered and taken
  CHECK(f.server.requests().size() == 1);
  CHECK(client.sessions().size() == 0);  // nor is the other one tried
  CHECK(client.state->connect.resumed() == 0);
  CHECK(client.ask("glance.example") == "no TLS with " + f.place("glance.example") + ": hostname mismatch");
}

TEST_CASE("OpenSSL takes a ticket that was made without verification, and we do not") {
  tls_fixture f(testing::scripted_server_options().tls(testing::self_signed(nova())));
  const detail::shared_tls believing = detail::make_tls(TLS_client_method());
  detail::ticket_box::collect(believing.get());
  const auto unverified = sessions_of(f, believing);
  open_client client(f, support::trusting());
  client.sessions().keep("https://" + f.place("nova.example"), unverified->take("here"));
  CHECK(client.ask("nova.example") == "no TLS with " + f.place("nova.example") + ": self-signed certificate");
  f.settle();
  CHECK(f.server.resumed() == 1);
  CHECK(f.server.requests().empty());
}

TEST_CASE("two sessions are kept for each origin, the newest first, and so many in all") {
  tls_fixture f;
  const auto all = sessions_of(f, http::tls_context(trusted()).shared());
  const detail::kept_session newest = all->take("here"), older = all->take("here");
  REQUIRE(newest.session);
  REQUIRE(older.session);
  CHECK(newest.session != older.session);
  CHECK_FALSE(all->take("here").session);
  detail::tls_sessions few(&f.clock);
  for (int i = 0; i < 5; ++i) few.keep("a", copy(i == 4 ? newest : older));
  CHECK(few.size() == 2);
  CHECK(few.take("a").session == newest.session);
  CHECK(few.take("a").session == older.session);
  for (std::size_t i = 0; i < 3 * detail::tls_sessions::most; ++i) few.keep(std::to_string(i), copy(newest));
  CHECK(few.size() == detail::tls_sessions::most);
  CHECK_FALSE(few.take("0").session);
  CHECK(few.take(std::to_string(3 * detail::tls_sessions::most - 1)).session == newest.session);
}

TEST_CASE("what is too old is dropped, and what OpenSSL takes back") {
  tls_fixture f;
  const auto all = sessions_of(f, http::tls_context(trusted()).shared());
  detail::kept_session one = all->take("here");
  one.until = f.clock.now() + 1min;
  all->keep("brief", std::move(one));
  CHECK(all->size() == 2);
  f.clock.advance(1min);
  CHECK_FALSE(all->take("brief").session);
  CHECK(all->size() == 1);
  f.clock.advance(5min);  // as the server said
  CHECK_FALSE(all->take("here").session);

  const auto of_broken = std::make_shared<detail::tls_sessions>(&f.clock);
  f.server.play(support::script().stall().cut());
  {
    detail::tls_transport cut_off = connected(f, http::tls_context(trusted()).shared(), of_broken, "here");
    f.until([&] { return f.server.stalled() == 1; });
    f.server.release();
    asio::error_code error = asio::error::would_block;
    char byte;
    f.until([&] { return cut_off.read_some(asio::buffer(&byte, 1), error) == 0 && error != asio::error::would_block; });
    CHECK(error == asio::ssl::error::stream_truncated);
  }
  const detail::kept_session left = of_broken->take("here");
  CHECK(left.session);  // its newest ticket went with the connection
  CHECK_FALSE(of_broken->take("here").session);
}
