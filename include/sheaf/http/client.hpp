// SPDX-License-Identifier: MIT
//
// client.hpp: sends requests over HTTP/1.1 and HTTPS, on connections it keeps for the next ones.

#ifndef SHEAF_HTTP_CLIENT_HPP
#define SHEAF_HTTP_CLIENT_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/http/client_options.hpp>
#include <sheaf/http/detail/client_state.hpp>
#include <sheaf/http/detail/exchange.hpp>
#include <sheaf/http/request.hpp>
#include <sheaf/http/response.hpp>
#include <sheaf/http/response_stream.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {

/// What a client has to do with at this moment, and has had since it was made.
struct client_stats {
  std::size_t open = 0;     ///< connections, or permits to make one
  std::size_t idle = 0;     ///< of these, waiting for a request
  std::size_t in_use = 0;   ///< of these, serving one
  std::size_t waiting = 0;  ///< requests that queue for a connection
  std::uint64_t opened = 0;    ///< connections made
  std::uint64_t reused = 0;    ///< responses that came over a connection that had served before
  std::uint64_t stale = 0;     ///< kept connections that the server had closed by the time they were to serve again
  std::uint64_t replayed = 0;  ///< requests sent again because the connection had been closed by the server meanwhile
  std::uint64_t resumed = 0;   ///< TLS handshakes that went on from the session of an earlier connection
};

/// A handle on shared connections; copies are the same client.
///
///     http::client client(executor);
///     const http::response answer = co_await client.send(http::request::get("https://example.com/"));
///
/// Threads: a client belongs to one serial executor, the one it was made with: there its calls are awaited and its last
/// handle goes. async_send may be called from anywhere.
/// Lifetime: an exchange in flight keeps what it needs. When the last handle goes, idle connections are closed and requests
/// that queue fail with errc::closed. As any of Asio's objects, a client must be gone before its execution context is;
/// destroying that in the middle of an exchange is fine.
/// No timer is pending when no call is, so that io_context::run() returns after the last result.
class client {
 public:
  explicit client(asio::any_io_executor executor, const client_options& options = {})
      : handle_(std::make_shared<const handle>(std::make_shared<detail::client_state>(executor, options))) {}

  /// Sends one request.
  ///
  /// Await-effects: takes an idle connection to the origin, or makes one, or queues; writes; reads the whole response. When
  ///   a kept connection turns out to have been closed before a byte came back, an idempotent request is sent once more, on
  ///   a new connection.
  /// Await-returns: the response, whatever its status.
  /// Await-throws:  http::error: its phase says where, its what() says what was awaited and for how long.
  /// Cancellation:  at any point, of any type; throws asio::system_error(operation_aborted). A connection in use is closed.
  [[nodiscard]] asio::awaitable<response> send(request r) const { return exchange(handle_->state, std::move(r)); }

  /// Sends one request and gives its response as soon as the head is there; the body is read from it piece by piece.
  ///
  /// Await-effects, await-throws, cancellation: as send(), up to the end of the head.
  [[nodiscard]] asio::awaitable<response_stream> stream(request r) const { return begin(handle_->state, std::move(r)); }

  /// As send(), for any completion token: void(std::exception_ptr, response). Runs on the client's executor, completes on
  /// the token's own.
  template <class Token>
  auto async_send(request r, Token&& token) const {
    return asio::co_spawn(handle_->state->executor, send(std::move(r)), std::forward<Token>(token));
  }

  /// Closes the connections that serve nothing now.
  void close_idle() const { handle_->state->connections->close_idle(); }

  [[nodiscard]] client_stats stats() const noexcept {
    const detail::client_state& state = *handle_->state;
    client_stats s;
    s.open = state.connections->open();
    s.idle = state.connections->idle();
    s.in_use = state.connections->in_use();
    s.waiting = state.connections->waiting();
    s.opened = state.opened;
    s.reused = state.reused;
    s.stale = state.connections->stale();
    s.replayed = state.replayed;
    s.resumed = state.connect.resumed();
    return s;
  }

  [[nodiscard]] asio::any_io_executor get_executor() const noexcept { return handle_->state->executor; }
  [[nodiscard]] const client_options& options() const noexcept { return handle_->state->options; }

 private:
  // The exchanges share the state and not this, so that it goes with the last handle.
  struct handle {
    explicit handle(std::shared_ptr<detail::client_state> s) noexcept : state(std::move(s)) {}
    handle(const handle&) = delete;
    handle& operator=(const handle&) = delete;
    ~handle() { state->connections->shut(); }

    const std::shared_ptr<detail::client_state> state;
  };

  // Asio keeps a frame for the next coroutine up to 1,020 bytes only: a second request or response in one is too much.
  static asio::awaitable<response> exchange(std::shared_ptr<detail::client_state> state, request r) {
    const detail::owned_exchange one = detail::begin_exchange(state, std::move(r), detail::exchange::mode::whole);
    try {
      std::size_t came = 0;
      for (detail::need what; (what = one->next(came)) != detail::need::caller;) came = co_await one->awaited(what);
    } catch (...) {
      one->failed();
      throw;
    }
    co_return one->take();
  }

  static asio::awaitable<response_stream> begin(std::shared_ptr<detail::client_state> state, request r) {
    response_stream opened(detail::begin_exchange(state, std::move(r), detail::exchange::mode::pieces));
    co_await opened.open();
    co_return opened;
  }

  std::shared_ptr<const handle> handle_;
};

}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_CLIENT_HPP
