// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/testing/scripted_server.hpp.
#include <sheaf/testing/scripted_server.hpp>

#include "support/run.hpp"
#include "support/run_until.hpp"

#include <asio/connect.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/read.hpp>
#include <asio/read_until.hpp>
#include <asio/ssl/stream.hpp>
#include <asio/write.hpp>
#include <doctest/doctest.h>

#include <string>

namespace testing = sheaf::testing;
using asio::ip::tcp;

namespace {

struct received {
  std::string bytes;
  asio::error_code end;
};

// Sends `text`, then reads to the end of the connection.
asio::awaitable<received> talk(std::uint16_t port, std::string text) {
  tcp::socket socket(co_await asio::this_coro::executor);
  const tcp::endpoint server(asio::ip::address_v4::loopback(), port);
  co_await socket.async_connect(server, asio::use_awaitable);
  co_await asio::async_write(socket, asio::buffer(text), asio::use_awaitable);
  received all;
  co_await asio::async_read(socket, asio::dynamic_buffer(all.bytes),
                            asio::redirect_error(asio::use_awaitable, all.end));
  co_return all;
}

asio::awaitable<received> talk_and_close(testing::scripted_server& server, std::string text) {
  received all = co_await talk(server.port(), std::move(text));
  server.close();
  co_return all;
}

}  // namespace

TEST_CASE("a script's bytes arrive as they were given, and what was read is recorded") {
  asio::io_context context{1};
  testing::scripted_server server(context.get_executor());
  server.play(testing::script().read_request().send(std::string("exact\0bytes", 11)).close());
  const std::string request = "POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody";
  const received all = run_on(context, talk_and_close(server, request));
  CHECK(all.bytes == std::string("exact\0bytes", 11));
  CHECK(all.end == asio::error::eof);
  CHECK(server.requests() == std::vector<std::string>{request});
  CHECK(server.connections() == 1);
}

TEST_CASE("bytes sent in pieces arrive whole") {
  asio::io_context context{1};
  testing::scripted_server server(context.get_executor());
  server.play(testing::script().send("one byte at a time", 1));
  CHECK(run_on(context, talk_and_close(server, "x")).bytes == "one byte at a time");
}

TEST_CASE("a reset is a reset, not an end of file") {
  asio::io_context context{1};
  testing::scripted_server server(context.get_executor());
  server.play(testing::script().read_request().reset());
  CHECK(run_on(context, talk_and_close(server, "GET / HTTP/1.1\r\n\r\n")).end == asio::error::connection_reset);
}

TEST_CASE("so many bytes are read, whoever sent more is reset, and who sent less is waited for") {
  asio::io_context context{1};
  testing::scripted_server server(context.get_executor());
  const auto told = [&](std::string text) {
    support::spawned<received> out;
    support::spawn(context, talk(server.port(), std::move(text)), out);
    support::run_until(context, [&] { return out.done; });
    return out.get();
  };
  server.play(testing::script().read(3).send("three").close());
  CHECK(told("one").end == asio::error::eof);
  server.play(testing::script().read(2).send("more").close());
  CHECK(told("one").end == asio::error::connection_reset);
  server.play(testing::script().read(2).read_request().send("rest").close());
  CHECK(told("xxGET / HTTP/1.1\r\n\r\n").bytes == "rest");
  CHECK(server.requests() == std::vector<std::string>{"GET / HTTP/1.1\r\n\r\n"});
}

TEST_CASE("a stalled connection goes on when released") {
  asio::io_context context{1};
  testing::scripted_server server(context.get_executor());
  server.play(testing::script().send("a").stall().send("b"));
  support::spawned<received> out;
  support::spawn(context, talk(server.port(), "x"), out);
  support::run_until(context, [&] { return server.stalled() == 1; });
  CHECK(server.open() == 1);
  CHECK_FALSE(out.done);
  server.release();
  support::run_until(context, [&] { return out.done; });
  CHECK(out.get().bytes == "ab");
}

TEST_CASE("scripts are taken in turn, then the one for all others; answers may depend on the request; a script may begin again") {
  asio::io_context context{1};
  testing::scripted_server server(context.get_executor());
  server.play(testing::script().send("first"));
  server.otherwise(
      testing::script().answer([](std::string_view r) { return std::string(r.substr(0, 5)) + "!"; }).again());
  support::spawned<received> first, out;
  support::spawn(context, talk(server.port(), ""), first);
  support::run_until(context, [&] { return first.done; });
  CHECK(first.get().bytes == "first");
  support::spawn(context, talk(server.port(), "GET 1\r\n\r\nGET 2\r\n\r\n"), out);
  support::run_until(context, [&] { return server.requests().size() == 2; });
  server.close();
  support::run_until(context, [&] { return out.done; });
  CHECK(out.get().bytes == "GET 1!GET 2!");
}

TEST_CASE("closing the server leaves nothing that keeps the io_context running") {
  asio::io_context context{1};
  testing::scripted_server server(context.get_executor());
  support::spawned<received> out;
  support::spawn(context, talk(server.port(), "x"), out);
  support::run_until(context, [&] { return server.stalled() == 1; });
  server.close();
  context.run();
  CHECK(out.done);
  CHECK(server.open() == 0);
}

TEST_CASE("an io_context destroyed in the middle of a script takes everything with it") {
  auto context = std::make_unique<asio::io_context>(1);
  auto server = std::make_unique<testing::scripted_server>(context->get_executor());
  support::spawned<received> out;
  support::spawn(*context, talk(server->port(), "x"), out);
  support::run_until(*context, [&] { return server->stalled() == 1; });
  server.reset();
  context.reset();
  CHECK_FALSE(out.done);
}

TEST_CASE("over TLS a proper close says so and a cut does not") {
  testing::certificate_authority authority;
  asio::io_context context{1};
  testing::scripted_server server(context.get_executor(),
                                  testing::scripted_server_options().tls(
                                      authority.issue(testing::certificate_profile().name("localhost"))));
  server.play(testing::script().send("proper").close());
  server.play(testing::script().send("cut").cut());

  asio::ssl::context trusting(asio::ssl::context::tls_client);
  trusting.add_certificate_authority(asio::buffer(authority.pem()));
  trusting.set_verify_mode(asio::ssl::verify_peer);
  auto talk_tls = [&]() -> asio::awaitable<received> {
    asio::ssl::stream<tcp::socket> stream(co_await asio::this_coro::executor, trusting);
    const tcp::endpoint address(asio::ip::address_v4::loopback(), server.port());
    co_await stream.next_layer().async_connect(address, asio::use_awaitable);
    co_await stream.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
    received all;
    co_await asio::async_read(stream, asio::dynamic_buffer(all.bytes),
                              asio::redirect_error(asio::use_awaitable, all.end));
    co_return all;
  };
  support::spawned<received> proper, cut;
  support::spawn(context, talk_tls(), proper);
  support::run_until(context, [&] { return proper.done; });
  support::spawn(context, talk_tls(), cut);
  support::run_until(context, [&] { return cut.done; });
  const received first = proper.get(), second = cut.get();
  CHECK(first.bytes == "proper");
  CHECK(first.end == asio::error::eof);
  CHECK(second.bytes == "cut");
  CHECK(second.end == asio::ssl::error::stream_truncated);
}
