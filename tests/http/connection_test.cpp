// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/http/connection.hpp.
#include <sheaf/http/connection.hpp>

#include "support/descriptors.hpp"

#include <asio/ip/tcp.hpp>
#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>

namespace http = sheaf::http;
using asio::ip::tcp;

namespace {

struct pair_of_sockets {
  pair_of_sockets() {
    tcp::acceptor acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    tcp::socket socket(context);
    socket.connect(acceptor.local_endpoint());
    acceptor.accept(peer);
    socket.non_blocking(true);
    one.emplace(http::detail::tcp_transport(std::move(socket)), sheaf::time_point());
  }
  void wait_readable() { one->socket().wait(tcp::socket::wait_read); }

  asio::io_context context{1};
  tcp::socket peer{context};
  std::optional<http::connection> one;
};

}  // namespace

TEST_CASE("an operation that would have to wait says so, and for what") {
  pair_of_sockets p;
  char space[16];
  asio::error_code error;
  CHECK(p.one->read_some(asio::buffer(space), error) == 0);
  CHECK(error == asio::error::would_block);
  CHECK(p.one->wants() == tcp::socket::wait_read);
  const std::string lots(1'000'000, 'x');
  while (error != asio::error::would_block || p.one->wants() == tcp::socket::wait_read) {
    p.one->write_some(asio::buffer(lots), error);
  }
  CHECK(p.one->wants() == tcp::socket::wait_write);
}

TEST_CASE("what was sent is read, and an end is an end") {
  pair_of_sockets p;
  p.peer.send(asio::buffer("hello", 5));
  p.wait_readable();
  char space[16];
  asio::error_code error;
  CHECK(p.one->read_some(asio::buffer(space), error) == 5);
  p.peer.close();
  p.wait_readable();
  CHECK(p.one->read_some(asio::buffer(space), error) == 0);
  CHECK(error == asio::error::eof);
}

TEST_CASE("what was received instead of a wait is what the next read gives: bytes, an end, or an error") {
  pair_of_sockets p;
  char space[16];
  const asio::mutable_buffer landing = p.one->landing(asio::buffer(space));
  CHECK(landing.data() == space);
  asio::error_code error = asio::error::would_block;
  p.one->landed(std::string("hello").copy(space, 5), {});
  CHECK(p.one->holds_bytes());
  CHECK_FALSE(p.one->probe());
  CHECK(p.one->read_some(asio::buffer(space), error) == 5);
  CHECK_FALSE(error);
  CHECK(std::string(space, 5) == "hello");
  for (const asio::error_code& met : {make_error_code(asio::error::misc_errors::eof),
                                      make_error_code(asio::error::basic_errors::connection_reset)}) {
    p.one->landed(0, met);
    CHECK(p.one->read_some(asio::buffer(space), error) == 0);
    CHECK(error == met);
  }
  CHECK(p.one->read_some(asio::buffer(space), error) == 0);
  CHECK(error == asio::error::would_block);
}

TEST_CASE("a read that filled its space may have left something, a shorter one has not") {
  pair_of_sockets p;
  p.peer.send(asio::buffer("hello", 5));
  p.wait_readable();
  char space[4];
  asio::error_code error;
  CHECK(p.one->read_some(asio::buffer(space), error) == 4);
  CHECK_FALSE(p.one->drained());
  CHECK(p.one->read_some(asio::buffer(space), error) == 1);
  CHECK(p.one->drained());
}

TEST_CASE("a silent connection passes its probe; one that was sent something, or was closed, does not") {
  pair_of_sockets silent, pushed, closed;
  CHECK(silent.one->probe());
  pushed.peer.send(asio::buffer("x", 1));
  pushed.wait_readable();
  CHECK_FALSE(pushed.one->probe());
  closed.peer.close();
  closed.wait_readable();
  CHECK_FALSE(closed.one->probe());
}

TEST_CASE("destroying it closes it, moving it does not") {
  pair_of_sockets p;
  const int before = support::open_descriptors();
  {
    const http::connection moved = std::move(*p.one);
    CHECK(support::open_descriptors() == before);
  }
  CHECK(support::open_descriptors() == before - 1);
}
