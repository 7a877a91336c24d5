// SPDX-License-Identifier: MIT
//
// TLS as a transport: OpenSSL's protocol through asio::ssl::stream, with every try made at once.

#ifndef SHEAF_HTTP_DETAIL_TLS_TRANSPORT_HPP
#define SHEAF_HTTP_DETAIL_TLS_TRANSPORT_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/http/detail/transport.hpp>

#include <asio/ssl/context.hpp>
#include <asio/ssl/error.hpp>
#include <asio/ssl/stream.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

// The socket under asio::ssl::stream. That loses what a non-blocking write leaves over; here it is kept, and everything
// counts as written.
class tls_socket {
 public:
  using executor_type = tcp::socket::executor_type;
  using lowest_layer_type = tls_socket;

  explicit tls_socket(tcp::socket socket) noexcept : socket_(std::move(socket)) {}

  [[nodiscard]] executor_type get_executor() noexcept { return socket_.get_executor(); }
  [[nodiscard]] lowest_layer_type& lowest_layer() noexcept { return *this; }
  [[nodiscard]] tcp::socket& socket() noexcept { return socket_; }

  template <class Buffers>
  std::size_t read_some(const Buffers& space, asio::error_code& error) {
    return socket_.read_some(space, error);
  }

  template <class Buffers>
  std::size_t write_some(const Buffers& bytes, asio::error_code& error) {
    const std::size_t size = asio::buffer_size(bytes);
    std::size_t written = 0;
    if (unsent_.empty()) written = socket_.write_some(bytes, error);
    if (error == asio::error::would_block) error = {};
    if (error || written == size) return written;
    const std::size_t kept = unsent_.size();
    unsent_.resize(kept + size);
    asio::buffer_copy(asio::buffer(&unsent_[kept], size), bytes);
    unsent_.erase(kept, written);
    return size;
  }

  // Sends what was left over; would_block while some still is.
  void flush(asio::error_code& error) {
    while (!unsent_.empty() && !error) unsent_.erase(0, socket_.write_some(asio::buffer(unsent_), error));
  }

 private:
  tcp::socket socket_;
  std::string unsent_;
};

class tls_transport {
 public:
  // The socket is connected and non-blocking; handshake() comes first.
  tls_transport(tcp::socket socket, std::shared_ptr<asio::ssl::context> context)
      : context_(std::move(context)), stream_(std::make_unique<stream>(tls_socket(std::move(socket)), *context_)) {}
  tls_transport(tls_transport&&) noexcept = default;
  tls_transport& operator=(tls_transport&&) noexcept = default;
  ~tls_transport() { close_now(); }

  // To be called again, as the other operations are, after a would_block.
  void handshake(asio::error_code& error,
                 asio::ssl::stream_base::handshake_type side = asio::ssl::stream_base::client) {
    flush(error);
    if (error) return;
    stream_->handshake(side, error);
    asio::error_code unsent;
    flush(unsent);
    if (!error) error = unsent;
  }

  std::size_t read_some(asio::mutable_buffer space, asio::error_code& error) {
    wants_ = tcp::socket::wait_read;
    return stream_->read_some(space, error);
  }

  std::size_t write_some(asio::const_buffer bytes, asio::error_code& error) {
    flush(error);
    if (error) return 0;
    return stream_->write_some(bytes, error);
  }

  // Sends what write_some() took but the socket did not.
  void flush(asio::error_code& error) {
    error = {};
    stream_->next_layer().flush(error);
    wants_ = error ? tcp::socket::wait_write : tcp::socket::wait_read;
  }

  [[nodiscard]] tcp::socket::wait_type wants() const noexcept { return wants_; }

  // A ticket or a key update may have come, so what the socket says is not enough: it has to pass through TLS.
  [[nodiscard]] bool probe() noexcept {
    char byte;
    asio::error_code error;
    stream_->read_some(asio::buffer(&byte, 1), error);
    return error == asio::error::would_block;
  }

  // Says close_notify, as RFC 9112 9.8 asks, without waiting for anything.
  void close_now() noexcept {
    if (!stream_ || !socket().is_open()) return;
    asio::error_code ignored;
    if (SSL_is_init_finished(native_handle())) stream_->shutdown(ignored);
    socket().close(ignored);
  }

  [[nodiscard]] tcp::socket& socket() noexcept { return stream_->next_layer().socket(); }
  [[nodiscard]] SSL* native_handle() noexcept { return stream_->native_handle(); }

 private:
  using stream = asio::ssl::stream<tls_socket>;

  std::shared_ptr<asio::ssl::context> context_;
  std::unique_ptr<stream> stream_;
  tcp::socket::wait_type wants_ = tcp::socket::wait_read;
};

static_assert(transport<tls_transport>);

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_TLS_TRANSPORT_HPP
