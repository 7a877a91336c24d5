// SPDX-License-Identifier: MIT
//
// server.hpp: a small HTTP/1.1 server: for demos, tests and internal endpoints such as health and metrics.

#ifndef SHEAF_HTTP_SERVER_HPP
#define SHEAF_HTTP_SERVER_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/http/detail/server_session.hpp>
#include <sheaf/http/detail/server_state.hpp>
#include <sheaf/http/server_message.hpp>
#include <sheaf/http/server_options.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {

/// Answers requests over TCP or TLS with what a handler makes of them. HTTP/1.0 and 1.1, keep-alive, pipelined requests
/// in order. What is no valid request, is too large, or takes too long to come is answered 4xx or 5xx without the
/// handler.
///
///     http::server server(executor, [](http::server_request request) -> asio::awaitable<http::server_response> {
///       co_return http::server_response::text("you asked for " + request.target());
///     });
///     std::printf("listening on %u\n", server.port());
///
/// A client that goes away cancels the handler that works for it (terminal). Nobody is told of what that throws then; what it
/// answers nevertheless is sent. What tells of the client is a reset of the connection, or the end of what it sends, as nginx,
/// Go and hyper read it; where clients end their side and wait, there is server_options::half_close(). That end is not seen
/// behind a whole request, or 16 KiB, that was sent ahead: no more is read. Who does not wait for anything is not cancelled.
///
/// Lifetime: it listens from the moment it is made; its destructor is close(). The io_context may be destroyed before
/// or after it. Threads: used on its executor, which must be serial (a strand, or an io_context run by one thread), or
/// before that runs.
class server {
 public:
  /// Throws http::error(errc::listen_failed) when the address cannot be listened on, or the certificate cannot be used.
  server(asio::any_io_executor executor, handler answer, server_options options = {})
      : end_(std::make_shared<detail::server_end>()) {
    const auto state = std::make_shared<detail::server_state>(executor, std::move(answer), std::move(options), end_);
    port_ = state->port();
    state_ = state;
    state->accept();
  }
  server(const server&) = delete;
  server& operator=(const server&) = delete;
  ~server() { close(); }

  /// The port it listens, or listened, on.
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  /// How many connections are open.
  [[nodiscard]] std::size_t connections() const noexcept {
    const auto state = state_.lock();
    return state ? state->open : 0;
  }

  /// Takes no more connections and requests. Requests that have begun to come are still answered, pipelined ones too.
  void stop() {
    if (const auto state = state_.lock()) state->stop();
  }

  /// Ends everything: handlers are cancelled, connections closed. What is left of them goes as soon as the executor
  /// runs.
  void close() {
    if (const auto state = state_.lock()) state->close();
  }

  /// Await-effects: waits until, after stop() or close(), the last connection is closed. May be awaited by any number.
  /// Cancellation: any; the server does not notice.
  [[nodiscard]] asio::awaitable<void> stopped() const { return detail::server_end::wait(end_); }

 private:
  // The state belongs to its pending operations, so that it goes when they go: with the io_context, if that goes first.
  std::weak_ptr<detail::server_state> state_;
  std::shared_ptr<detail::server_end> end_;
  std::uint16_t port_ = 0;
};

}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_SERVER_HPP
