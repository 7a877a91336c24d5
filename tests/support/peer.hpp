// SPDX-License-Identifier: MIT
//
// peer: a plain socket that talks HTTP to a server by hand, one answer at a time.

#ifndef SHEAF_TESTS_SUPPORT_PEER_HPP
#define SHEAF_TESTS_SUPPORT_PEER_HPP

#include <sheaf/detail/asio.hpp>

#include <asio/buffer.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/write.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace support {

/// Stream: asio::ip::tcp::socket, or one of TLS over it that is past its handshake.
template <class Stream>
class basic_peer {
 public:
  explicit basic_peer(Stream stream) : stream_(std::move(stream)) {}

  Stream& stream() { return stream_; }

  asio::awaitable<void> send(std::string bytes) {
    co_await asio::async_write(stream_, asio::buffer(bytes), asio::use_awaitable);
  }

  /// One whole answer, its body by its Content-Length. What ends the connection before is thrown.
  asio::awaitable<std::string> answer(bool has_body = true) {
    std::size_t end = std::string::npos;
    while ((end = unread_.find("\r\n\r\n")) == std::string::npos) co_await more();
    end += 4;
    const std::size_t at = unread_.find("Content-Length: ");
    if (has_body && at < end) end += std::strtoul(unread_.c_str() + at + 16, nullptr, 10);
    while (unread_.size() < end) co_await more();
    std::string whole = unread_.substr(0, end);
    unread_.erase(0, end);
    co_return whole;
  }

  asio::awaitable<std::string> ask(std::string request) {
    co_await send(std::move(request));
    auto answered = answer();
    co_return co_await std::move(answered);
  }

  /// What comes until the other side ends the connection.
  asio::awaitable<std::string> rest() {
    try {
      for (;;) co_await more();
    } catch (const asio::system_error&) {
    }
    co_return std::exchange(unread_, {});
  }

 private:
  asio::awaitable<void> more() {
    std::array<char, 16384> space;
    const std::size_t n = co_await stream_.async_read_some(asio::buffer(space), asio::use_awaitable);
    unread_.append(space.data(), n);
  }

  Stream stream_;
  std::string unread_;
};

using peer = basic_peer<asio::ip::tcp::socket>;

inline asio::awaitable<peer> connect(std::uint16_t port) {
  asio::ip::tcp::socket socket(co_await asio::this_coro::executor);
  co_await socket.async_connect({asio::ip::address_v4::loopback(), port}, asio::use_awaitable);
  co_return peer(std::move(socket));
}

}  // namespace support

#endif  // SHEAF_TESTS_SUPPORT_PEER_HPP
