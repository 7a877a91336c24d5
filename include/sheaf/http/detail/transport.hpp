// SPDX-License-Identifier: MIT
//
// What carries a connection's bytes: every operation is tried at once and says would_block when it has to be waited for.

#ifndef SHEAF_HTTP_DETAIL_TRANSPORT_HPP
#define SHEAF_HTTP_DETAIL_TRANSPORT_HPP

#include <sheaf/detail/asio.hpp>

#include <asio/buffer.hpp>
#include <asio/ip/tcp.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

using asio::ip::tcp;

// Nothing here waits, so that one wait, in connection.hpp, serves TCP, TLS and whatever comes: a failed try says what the
// socket has to become first. What write_some() took is on its way; after a would_block it is given the same bytes again, and
// perhaps more. read_some() gives eof only for an end that the peer has announced. A reactor that is to wait for bytes can as
// well read them: into landing(), which may be what it is given; landed() is told what came, and read_some() gives it.
template <class T>
concept transport = std::movable<T> && requires(T t, const T c, asio::mutable_buffer space, asio::const_buffer bytes,
                                                asio::error_code& error) {
  { t.read_some(space, error) } -> std::same_as<std::size_t>;
  { t.write_some(bytes, error) } -> std::same_as<std::size_t>;
  { c.wants() } noexcept -> std::same_as<tcp::socket::wait_type>;
  { c.holds_bytes() } noexcept -> std::same_as<bool>;
  { c.drained() } noexcept -> std::same_as<bool>;
  { t.landing(space) } noexcept -> std::same_as<asio::mutable_buffer>;
  { t.landed(std::size_t{}, error) } noexcept;
  { t.probe() } noexcept -> std::same_as<bool>;
  { t.close_now() } noexcept;
  { t.socket() } noexcept -> std::same_as<tcp::socket&>;
};

class tcp_transport {
 public:
  // The socket is connected and non-blocking.
  explicit tcp_transport(tcp::socket socket) noexcept : socket_(std::move(socket)) {}
  tcp_transport(tcp_transport&&) noexcept = default;
  tcp_transport& operator=(tcp_transport&&) noexcept = default;
  ~tcp_transport() = default;

  std::size_t read_some(asio::mutable_buffer space, asio::error_code& error) {
    wants_ = tcp::socket::wait_read;
    std::size_t size = 0;
    if (!landed_.empty()) {
      error.clear();
      size = std::min(landed_.size(), space.size());
      if (landed_.data() != space.data()) std::memcpy(space.data(), landed_.data(), size);
      landed_.remove_prefix(size);
      return size;
    }
    if (met_) {
      error = std::exchange(met_, {});
      return 0;
    }
    size = socket_.read_some(space, error);
    drained_ = size < space.size();
    return size;
  }

  std::size_t write_some(asio::const_buffer bytes, asio::error_code& error) {
    wants_ = tcp::socket::wait_write;
    return socket_.write_some(bytes, error);
  }

  [[nodiscard]] tcp::socket::wait_type wants() const noexcept { return wants_; }

  // Whether bytes were taken from the socket that read_some() has not given yet: no reason to wait for more of them.
  [[nodiscard]] bool holds_bytes() const noexcept { return !landed_.empty(); }

  // Whether read_some() has given all there was, so that another one would be for nothing.
  [[nodiscard]] bool drained() const noexcept { return drained_ && landed_.empty(); }

  // What lands in `space` stays there until it is read; where the connection is given up before, it is not looked at again.
  [[nodiscard]] asio::mutable_buffer landing(asio::mutable_buffer space) noexcept {
    landing_ = space;
    return space;
  }
  void landed(std::size_t size, const asio::error_code& met) noexcept {
    landed_ = {static_cast<const char*>(landing_.data()), size};
    drained_ = size < landing_.size();
    met_ = met;
  }

  // Whether an idle connection is silent: data nobody asked for would answer the next request (CVE-2026-6733), and an end
  // of file means that the peer has closed.
  [[nodiscard]] bool probe() noexcept {
    if (holds_bytes()) return false;
    char byte;
    asio::error_code error;
    socket_.receive(asio::buffer(&byte, 1), tcp::socket::message_peek, error);
    return error == asio::error::would_block;
  }

  void close_now() noexcept {
    asio::error_code ignored;
    socket_.close(ignored);
  }

  [[nodiscard]] tcp::socket& socket() noexcept { return socket_; }

 private:
  tcp::socket socket_;
  tcp::socket::wait_type wants_ = tcp::socket::wait_read;
  bool drained_ = false;
  asio::mutable_buffer landing_;
  std::string_view landed_;  // of it, what is not read yet
  asio::error_code met_;     // behind that
};

static_assert(transport<tcp_transport>);

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_TRANSPORT_HPP
