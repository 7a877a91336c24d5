// SPDX-License-Identifier: MIT
//
// scripted_server.hpp: a server on 127.0.0.1 that does exactly what it is told, byte by byte, plain or TLS.
//
//   script            what one connection does, step after step
//   scripted_server   hands scripts to connections in the order they are accepted, and records what it was sent

#ifndef SHEAF_TESTING_SCRIPTED_SERVER_HPP
#define SHEAF_TESTING_SCRIPTED_SERVER_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/testing/certificates.hpp>
#include <sheaf/testing/detail/scripted_connection.hpp>

#include <asio/ip/tcp.hpp>
#include <asio/ssl/context.hpp>
#include <asio/ssl/stream.hpp>

#include <openssl/ssl.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace testing {

/// What one connection does. Each call adds a step and gives the longer script; at its end the connection is closed.
/// A step that fails because the client has gone ends the script.
class script {
 public:
  script() {}

  /// Reads one request: its head and, by its Content-Length, its body.
  [[nodiscard]] script read_request() const { return with(detail::step::read_request); }
  /// Reads the head of a request and leaves its body unread.
  [[nodiscard]] script read_head() const { return with(detail::step::read_head); }
  /// Reads so many bytes of what comes, and not one more: what is left unread when the connection is closed resets it.
  [[nodiscard]] script read(std::size_t bytes) const {
    script longer = with(detail::step::read);
    longer.steps_.back().piece = bytes;
    return longer;
  }
  /// Sends these bytes; in pieces of `piece` bytes with a few turns of the loop between them, so that a client on the
  /// same io_context reads them apart (0: all at once).
  [[nodiscard]] script send(std::string bytes, std::size_t piece = 0) const {
    script longer = with(detail::step::send);
    longer.steps_.back().bytes = std::move(bytes);
    longer.steps_.back().piece = piece;
    return longer;
  }
  /// Reads one request and sends what `make(request)` gives.
  [[nodiscard]] script answer(std::function<std::string(std::string_view request)> make) const {
    script longer = read_request().with(detail::step::answer);
    longer.steps_.back().make = std::move(make);
    return longer;
  }
  /// Does nothing until scripted_server::release().
  [[nodiscard]] script stall() const { return with(detail::step::stall); }
  /// Reads and drops until the client closes.
  [[nodiscard]] script until_closed() const { return with(detail::step::until_closed); }
  /// Ends our direction: FIN, over TLS after a close_notify.
  [[nodiscard]] script half_close() const { return with(detail::step::half_close); }
  /// Closes; over TLS without the close_notify that should come first.
  [[nodiscard]] script cut() const { return with(detail::step::cut); }
  /// Resets the connection: the client gets RST.
  [[nodiscard]] script reset() const { return with(detail::step::reset); }
  /// Closes properly; the end of the script does the same.
  [[nodiscard]] script close() const { return with(detail::step::close); }
  /// Over TLS 1.2, asks for a new handshake on the connection.
  [[nodiscard]] script renegotiate() const { return with(detail::step::renegotiate); }
  /// Over TLS 1.3, changes the keys, and has the client change its own.
  [[nodiscard]] script update_keys() const { return with(detail::step::update_keys); }
  /// Begins this script again.
  [[nodiscard]] script again() const { return with(detail::step::again); }

  [[nodiscard]] const std::vector<detail::step>& steps() const noexcept { return steps_; }

 private:
  script with(detail::step::kind what) const {
    script longer = *this;
    longer.steps_.emplace_back(what);
    return longer;
  }

  std::vector<detail::step> steps_;
};

class scripted_server_options {
 public:
  scripted_server_options() {}

  /// TLS with this certificate, on every connection.
  scripted_server_options tls(certificate shown) && {
    tls_ = std::move(shown);
    return std::move(*this);
  }
  /// The one ALPN protocol a TLS server selects, whatever it was offered.
  scripted_server_options alpn(std::string protocol) && {
    alpn_ = std::move(protocol);
    return std::move(*this);
  }
  /// The newest TLS it speaks, as OpenSSL's TLS1_2_VERSION; TLS 1.1 if that is the newest.
  scripted_server_options tls_at_most(int version) && {
    tls_at_most_ = version;
    return std::move(*this);
  }
  /// Asks every client for a certificate of this authority (PEM).
  scripted_server_options client_authority(std::string pem) && {
    client_authority_ = std::move(pem);
    return std::move(*this);
  }
  /// How many seconds its tickets are good for.
  scripted_server_options ticket_lifetime(long seconds) && {
    ticket_lifetime_ = seconds;
    return std::move(*this);
  }
  /// SO_RCVBUF of the connections, so that a client's write blocks early.
  scripted_server_options receive_buffer(int bytes) && {
    receive_buffer_ = bytes;
    return std::move(*this);
  }

  [[nodiscard]] const std::optional<certificate>& tls() const noexcept { return tls_; }
  [[nodiscard]] const std::string& alpn() const noexcept { return alpn_; }
  [[nodiscard]] int tls_at_most() const noexcept { return tls_at_most_; }
  [[nodiscard]] const std::string& client_authority() const noexcept { return client_authority_; }
  [[nodiscard]] long ticket_lifetime() const noexcept { return ticket_lifetime_; }
  [[nodiscard]] int receive_buffer() const noexcept { return receive_buffer_; }

 private:
  std::optional<certificate> tls_;
  std::string alpn_;
  int tls_at_most_ = TLS1_3_VERSION;
  std::string client_authority_;
  long ticket_lifetime_ = 300;
  int receive_buffer_ = 0;
};

/// Accepts on a port of its own from the moment it is made. A connection takes the next script of play(), or the one of
/// otherwise(), or is accepted and never answered.
///
///     testing::scripted_server server(executor);
///     server.play(testing::script().read_request().send("HTTP/1.1 204 No Content\r\n\r\n").reset());
///
/// Lifetime: a handle; its destructor, and close(), end every connection, and nothing of it keeps an io_context
///   running.
/// Threads: used on the executor it was made with.
class scripted_server {
 public:
  explicit scripted_server(asio::any_io_executor executor, scripted_server_options options = {});
  scripted_server(const scripted_server&) = delete;
  scripted_server& operator=(const scripted_server&) = delete;
  ~scripted_server() { close(); }

  [[nodiscard]] std::uint16_t port() const noexcept { return state_->port; }
  /// "http://127.0.0.1:PORT" and `target`; https where the server speaks TLS.
  [[nodiscard]] std::string url(std::string_view target = "/", std::string_view host = "127.0.0.1") const {
    return std::string(state_->secure ? "https://" : "http://")
        .append(host)
        .append(":" + std::to_string(port()))
        .append(target);
  }

  /// The next connection that has no script yet does this.
  void play(const script& what) { state_->scripts.push_back(what.steps()); }
  /// Every connection for which nothing was left to play does this.
  void otherwise(const script& what) { state_->otherwise = what.steps(); }
  /// Lets every connection that stalls now go on.
  void release();
  /// Stops accepting and ends every connection.
  void close();

  /// What was read, one text per request, in the order they were complete.
  [[nodiscard]] const std::vector<std::string>& requests() const noexcept { return state_->requests; }
  /// Connections accepted so far.
  [[nodiscard]] std::size_t connections() const noexcept { return state_->accepted; }
  /// Connections that are open now, as seen from here.
  [[nodiscard]] std::size_t open() const noexcept { return state_->peers.size(); }
  /// Connections that wait for release().
  [[nodiscard]] std::size_t stalled() const noexcept;
  /// The name the client of the last TLS handshake asked for (SNI); empty where it asked for none.
  [[nodiscard]] const std::string& server_name() const noexcept { return state_->server_name; }
  /// The common name in the certificate it showed; empty where it showed none.
  [[nodiscard]] const std::string& client_name() const noexcept { return state_->client_name; }
  /// TLS handshakes that went on from an earlier session.
  [[nodiscard]] std::size_t resumed() const noexcept { return state_->resumed; }
  /// TLS handshakes that failed.
  [[nodiscard]] std::size_t handshakes_failed() const noexcept { return state_->handshakes_failed; }

 private:
  static asio::awaitable<void> accept(std::shared_ptr<detail::scripted_state> state);

  std::shared_ptr<detail::scripted_state> state_;
};

inline scripted_server::scripted_server(asio::any_io_executor executor, scripted_server_options options)
    : state_(std::make_shared<detail::scripted_state>(executor)) {
  detail::scripted_state& state = *state_;
  state.otherwise.emplace_back(detail::step::stall);
  state.secure = options.tls().has_value();
  if (state.secure) {
    state.serve_tls(*options.tls(), options.alpn(), options.tls_at_most(), options.ticket_lifetime());
    if (!options.client_authority().empty()) state.ask_for_certificate(options.client_authority());
  }
  const asio::ip::tcp::endpoint any_port(asio::ip::address_v4::loopback(), 0);
  state.acceptor.open(any_port.protocol());
  if (options.receive_buffer() > 0) {
    state.acceptor.set_option(asio::socket_base::receive_buffer_size(options.receive_buffer()));
  }
  state.acceptor.bind(any_port);
  state.acceptor.listen();
  state.port = state.acceptor.local_endpoint().port();
  asio::co_spawn(executor, accept(state_), asio::detached);
}

inline void scripted_server::release() {
  for (detail::scripted_peer* peer : state_->peers) peer->parked.cancel();
}

inline void scripted_server::close() {
  asio::error_code ignored;
  state_->acceptor.close(ignored);
  for (detail::scripted_peer* peer : state_->peers) {
    peer->socket().close(ignored);
    peer->parked.cancel();
  }
}

inline std::size_t scripted_server::stalled() const noexcept {
  std::size_t count = 0;
  for (const detail::scripted_peer* peer : state_->peers) count += peer->stalls ? 1 : 0;
  return count;
}

inline asio::awaitable<void> scripted_server::accept(std::shared_ptr<detail::scripted_state> state) {
  for (;;) {
    asio::ip::tcp::socket socket(state->executor);
    asio::error_code error;
    co_await state->acceptor.async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
    if (error || !state->acceptor.is_open()) co_return;
    ++state->accepted;
    std::vector<detail::step> steps = state->otherwise;
    if (!state->scripts.empty()) {
      steps = std::move(state->scripts.front());
      state->scripts.pop_front();
    }
    socket.set_option(asio::ip::tcp::no_delay(true), error);
    if (state->secure) {
      auto peer = std::make_unique<detail::tls_peer>(state, std::move(socket));
      asio::co_spawn(state->executor, detail::play_tls(std::move(peer), std::move(steps)), asio::detached);
    } else {
      auto peer = std::make_unique<detail::tcp_peer>(state, std::move(socket));
      asio::co_spawn(state->executor, detail::play(std::move(peer), std::move(steps)), asio::detached);
    }
  }
}

}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_SCRIPTED_SERVER_HPP
