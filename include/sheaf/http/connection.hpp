// SPDX-License-Identifier: MIT
//
// connection.hpp: an open connection to an origin, plain or TLS; closed when it is destroyed.

#ifndef SHEAF_HTTP_CONNECTION_HPP
#define SHEAF_HTTP_CONNECTION_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/http/detail/tls_transport.hpp>
#include <sheaf/http/detail/transport.hpp>
#include <sheaf/time_source.hpp>

#include <asio/buffer.hpp>
#include <asio/ip/tcp.hpp>

#include <cstddef>
#include <utility>
#include <variant>

namespace sheaf {
inline namespace v0 {
namespace http {

/// One of the transports and how long it has been there. No operation waits: after would_block, wait until socket() is what
/// wants() says and try again.
class connection {
 public:
  template <detail::transport Transport>
  connection(Transport t, time_point now) : transport_(std::move(t)), made_(now) {}
  connection(connection&&) noexcept = default;
  connection& operator=(connection&&) noexcept = default;
  ~connection() = default;

  std::size_t read_some(asio::mutable_buffer space, asio::error_code& error) {
    return std::visit([&](auto& t) { return t.read_some(space, error); }, transport_);
  }
  /// After would_block the same bytes have to come again, and may be followed by more.
  std::size_t write_some(asio::const_buffer bytes, asio::error_code& error) {
    return std::visit([&](auto& t) { return t.write_some(bytes, error); }, transport_);
  }
  [[nodiscard]] asio::ip::tcp::socket::wait_type wants() const noexcept {
    return std::visit([](const auto& t) { return t.wants(); }, transport_);
  }
  /// After read_some(): whether that was all there is for now.
  [[nodiscard]] bool drained() const noexcept {
    return std::visit([](const auto& t) { return t.drained(); }, transport_);
  }
  /// For who waits by receiving from socket(): where to, in `space` or elsewhere. The next read_some() gives what landed() was
  /// told of.
  [[nodiscard]] asio::mutable_buffer landing(asio::mutable_buffer space) noexcept {
    return std::visit([&](auto& t) { return t.landing(space); }, transport_);
  }
  void landed(std::size_t size, const asio::error_code& met) noexcept {
    std::visit([&](auto& t) { t.landed(size, met); }, transport_);
  }
  /// Whether there may be something to read although the socket has nothing.
  [[nodiscard]] bool holds_bytes() const noexcept {
    return std::visit([](const auto& t) { return t.holds_bytes(); }, transport_);
  }
  [[nodiscard]] asio::ip::tcp::socket& socket() noexcept {
    return std::visit([](auto& t) -> asio::ip::tcp::socket& { return t.socket(); }, transport_);
  }

  /// Whether an idle connection can be used: open, and nothing was sent on it that nobody asked for.
  [[nodiscard]] bool probe() noexcept {
    return std::visit([](auto& t) { return t.probe(); }, transport_);
  }

  [[nodiscard]] time_point made() const noexcept { return made_; }
  /// How many exchanges it has served.
  [[nodiscard]] std::size_t served() const noexcept { return served_; }
  void has_served() noexcept { ++served_; }

 private:
  std::variant<detail::tcp_transport, detail::tls_transport> transport_;
  time_point made_;
  std::size_t served_ = 0;
};

}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_CONNECTION_HPP
