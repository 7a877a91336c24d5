// SPDX-License-Identifier: MIT
//
// TLS as a transport: OpenSSL's protocol straight on the socket's descriptor, with every try made at once.

#ifndef SHEAF_HTTP_DETAIL_TLS_TRANSPORT_HPP
#define SHEAF_HTTP_DETAIL_TLS_TRANSPORT_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/http/detail/pem.hpp>
#include <sheaf/http/detail/tls_sessions.hpp>
#include <sheaf/http/detail/transport.hpp>

#include <asio/buffer.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/ssl/error.hpp>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

using owned_ssl = std::unique_ptr<SSL, freed_by<SSL_free>>;
using shared_tls = std::shared_ptr<SSL_CTX>;

// What both ends ask of TLS, and the ways of tls_transport.
inline shared_tls make_tls(const SSL_METHOD* side) {
  const shared_tls made(SSL_CTX_new(side), SSL_CTX_free);
  if (!made) throw std::bad_alloc();
  SSL_CTX* const context = made.get();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  // RFC 9112 9.8: an end without close_notify may be an attacker's; it must stay an error, so IGNORE_UNEXPECTED_EOF is
  // never set.
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  // 112 bits (RSA from 2048), as NIST SP 800-57 has it, also where the system's configuration asks for less.
  if (SSL_CTX_get_security_level(context) < 2) SSL_CTX_set_security_level(context, 2);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  // A record's header and what it announces in one read, and the next records with them.
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_default_read_buffer_len(context, std::size_t{64} * 1024);
  return made;
}

// The socket as OpenSSL sees it. Its own socket BIO writes without MSG_NOSIGNAL.
struct tls_wire {
  explicit tls_wire(tcp::socket s) noexcept : socket(std::move(s)) {}

  tcp::socket socket;
  asio::error_code failure;  // of the last call: what the socket said, unless that was to wait
  ticket_box tickets;
  std::array<char, 4096> landing;  // for a short answer; the rest of a long one is read straight to where it belongs
  std::string_view landed;         // of it, what OpenSSL has not taken yet
  asio::error_code met;            // behind that
  bool drained = false;            // the socket, by the last read

  static BIO* make(tls_wire& self) {
    static BIO_METHOD* const method = [] {
      BIO_METHOD* const made = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "sheaf socket");
      if (!made) throw std::bad_alloc();
      BIO_meth_set_write(made, &write);
      BIO_meth_set_read(made, &read);
      BIO_meth_set_ctrl(made, &control);
      return made;
    }();
    BIO* const bio = BIO_new(method);
    if (!bio) throw std::bad_alloc();
    BIO_set_data(bio, &self);
    BIO_set_init(bio, 1);
    return bio;
  }

 private:
  static int write(BIO* bio, const char* bytes, int size) noexcept {
    const auto send = [&](int to) { return ::send(to, bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL | MSG_DONTWAIT); };
    return done(bio, BIO_FLAGS_WRITE, send);
  }

  static int read(BIO* bio, char* space, int size) noexcept {
    tls_wire& self = of(bio);
    if (!self.landed.empty()) {
      BIO_clear_retry_flags(bio);
      const std::size_t n = self.landed.copy(space, static_cast<std::size_t>(size));
      self.landed.remove_prefix(n);
      return static_cast<int>(n);
    }
    const auto receive = [&](int from) -> ssize_t {
      if (!self.met) return ::recv(from, space, static_cast<std::size_t>(size), MSG_DONTWAIT);
      const asio::error_code instead = std::exchange(self.met, {});
      errno = instead.value();
      return instead == asio::error::eof ? 0 : -1;
    };
    const int n = done(bio, BIO_FLAGS_READ, receive);
    self.drained = n < size;
    // An end that TLS announces is seen before this one.
    if (n == 0) self.failure = asio::ssl::error::stream_truncated;
    return n;
  }

  template <class Try>
  static int done(BIO* bio, int direction, Try attempt) noexcept {
    tls_wire& self = of(bio);
    BIO_clear_retry_flags(bio);
    for (;;) {
      const ssize_t n = attempt(self.socket.native_handle());
      if (n >= 0) return static_cast<int>(n);
      if (errno == EINTR) continue;
      if (errno == EAGAIN || errno == EWOULDBLOCK) {
        BIO_set_flags(bio, direction | BIO_FLAGS_SHOULD_RETRY);
      } else {
        self.failure.assign(errno, asio::error::get_system_category());
      }
      return -1;
    }
  }

  // Nothing is buffered here, so that there is nothing to flush; no other command means anything.
  static long control(BIO*, int command, long, void*) noexcept { return command == BIO_CTRL_FLUSH ? 1 : 0; }

  static tls_wire& of(BIO* bio) noexcept { return *static_cast<tls_wire*>(BIO_get_data(bio)); }
};

class tls_transport {
 public:
  enum class side : std::uint8_t { client, server };

  // The socket is connected and non-blocking; handshake() comes first.
  tls_transport(tcp::socket socket, const shared_tls& context, side which)
      : wire_(new tls_wire(std::move(socket))), ssl_(SSL_new(context.get())) {
    if (!ssl_) throw std::bad_alloc();
    BIO* const bio = tls_wire::make(*wire_);
    SSL_set_bio(ssl_.get(), bio, bio);
    ticket_box::collect(ssl_.get(), wire_->tickets);
    if (which == side::client) {
      SSL_set_connect_state(ssl_.get());
    } else {
      SSL_set_accept_state(ssl_.get());
    }
  }
  tls_transport(tls_transport&&) noexcept = default;
  tls_transport& operator=(tls_transport&& other) noexcept {
    close_now();
    ssl_ = std::move(other.ssl_);  // before the wire it uses
    wire_ = std::move(other.wire_);
    wants_ = other.wants_;
    broken_ = other.broken_;
    return *this;
  }
  ~tls_transport() { close_now(); }

  // To be called again, as the other operations are, after a would_block.
  void handshake(asio::error_code& error) {
    attempt(error, [&] { return SSL_do_handshake(ssl_.get()); });
  }

  std::size_t read_some(asio::mutable_buffer space, asio::error_code& error) {
    std::size_t size = 0;
    attempt(error, [&] { return SSL_read_ex(ssl_.get(), space.data(), space.size(), &size); });
    return size;
  }

  // After a would_block the same bytes have to come again, and may be followed by more.
  std::size_t write_some(asio::const_buffer bytes, asio::error_code& error) {
    std::size_t size = 0;
    attempt(error, [&] { return SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &size); });
    return size;
  }

  // Whatever was tried: TLS reads for a write and writes for a read where it has messages of its own.
  [[nodiscard]] tcp::socket::wait_type wants() const noexcept { return wants_; }

  [[nodiscard]] bool holds_bytes() const noexcept { return SSL_has_pending(ssl_.get()) != 0 || !wire_->landed.empty(); }

  [[nodiscard]] bool drained() const noexcept { return wire_->drained && !holds_bytes(); }

  [[nodiscard]] asio::mutable_buffer landing(asio::mutable_buffer) noexcept { return asio::buffer(wire_->landing); }
  void landed(std::size_t size, const asio::error_code& met) noexcept {
    wire_->landed = {wire_->landing.data(), size};
    wire_->met = met;
    wire_->drained = size < wire_->landing.size();
  }

  // A ticket or a key update may have come, so what the socket says is not enough: it has to pass through TLS.
  [[nodiscard]] bool probe() noexcept {
    char byte;
    asio::error_code error;
    read_some(asio::buffer(&byte, 1), error);
    return error == asio::error::would_block;
  }

  // Says close_notify, as RFC 9112 9.8 asks, without waiting for anything. Without it, too, OpenSSL takes back the tickets.
  void close_now() noexcept {
    if (!ssl_ || !socket().is_open()) return;
    if (SSL_is_init_finished(ssl_.get()) && !broken_) {
      SSL_shutdown(ssl_.get());
      ERR_clear_error();
    }
    asio::error_code ignored;
    socket().close(ignored);
  }

  [[nodiscard]] tcp::socket& socket() noexcept { return wire_->socket; }
  [[nodiscard]] SSL* native_handle() noexcept { return ssl_.get(); }

  // Keeps the sessions a further connection to the origin can go on from. Its server was verified.
  void keep_sessions(std::shared_ptr<tls_sessions> in, std::string origin, time_point until) {
    wire_->tickets.open(ssl_.get(), std::move(in), std::move(origin), until);
  }

 private:
  // OpenSSL tells one call's failure from another's only if its queue was empty before.
  template <class Call>
  void attempt(asio::error_code& error, Call call) noexcept {
    ERR_clear_error();
    wire_->failure.clear();
    error.clear();
    const int result = call();
    if (result > 0) return;
    switch (SSL_get_error(ssl_.get(), result)) {
      case SSL_ERROR_WANT_READ:
        wants_ = tcp::socket::wait_read;
        error = asio::error::would_block;
        return;
      case SSL_ERROR_WANT_WRITE:
        wants_ = tcp::socket::wait_write;
        error = asio::error::would_block;
        return;
      case SSL_ERROR_ZERO_RETURN:
        error = asio::error::eof;
        return;
      default:
        broken_ = true;
        error = wire_->failure;
        if (!error) error.assign(static_cast<int>(ERR_peek_error()), asio::error::get_ssl_category());
        if (!error) error = asio::ssl::error::unexpected_result;
        ERR_clear_error();
    }
  }

  std::unique_ptr<tls_wire> wire_;
  owned_ssl ssl_;
  tcp::socket::wait_type wants_ = tcp::socket::wait_read;
  bool broken_ = false;  // nothing that could be said would be understood
};

static_assert(transport<tls_transport>);

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_TLS_TRANSPORT_HPP
