// SPDX-License-Identifier: MIT
//
// Behind a server: it listens, accepts, and ends what it accepted.

#ifndef SHEAF_HTTP_DETAIL_SERVER_STATE_HPP
#define SHEAF_HTTP_DETAIL_SERVER_STATE_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/timer.hpp>
#include <sheaf/http/detail/intrusive_list.hpp>
#include <sheaf/http/detail/pem.hpp>
#include <sheaf/http/detail/server_session.hpp>
#include <sheaf/http/detail/tls_transport.hpp>
#include <sheaf/http/error.hpp>
#include <sheaf/http/server_options.hpp>

#include <asio/ip/address.hpp>
#include <asio/ip/tcp.hpp>

#include <openssl/ssl.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

// Who waits for a server to have ended. Outlives the server's state, which ends with its last handler.
class server_end {
 public:
  static asio::awaitable<void> wait(std::shared_ptr<server_end> self) {
    if (self->reached_) co_return;
    waiter me(co_await asio::this_coro::executor);
    self->waiting_.push_back(me);
    try {
      co_await me.timer.wait_until(no_deadline);
    } catch (const asio::system_error&) {
      if (!self->reached_) throw;
    }
  }

  void reach() {
    reached_ = true;
    waiting_.each([](waiter& w) { w.timer.cancel(); });
  }

 private:
  struct waiter : list_hook<server_end> {
    explicit waiter(const asio::any_io_executor& executor) : timer(executor, nullptr) {}
    sheaf::detail::timer timer;
  };

  bool reached_ = false;
  intrusive_list<waiter, server_end> waiting_;
};

inline shared_tls server_tls_context(const server_tls& shown) {
  shared_tls context = make_tls(TLS_server_method());
  // What a session needs is in its ticket, which the client keeps: nothing is kept here for clients that may never return.
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  const pem chain(shown.chain(), shown.in_files()), key(shown.key(), shown.in_files());
  const std::string problem = use_certificate(context.get(), chain, key);
  if (problem.empty()) return context;
  throw http::error(errc::listen_failed, phase::tls, {}, "the server's certificate or key " + problem, true);
}

// Held by the accept that is pending and by every session: it is gone when nothing of the server is left.
class server_state final : public server_shared, public std::enable_shared_from_this<server_state> {
 public:
  server_state(const asio::any_io_executor& executor, handler h, server_options o, std::shared_ptr<server_end> end)
      : server_shared(executor, std::move(h), std::move(o)),
        acceptor_(executor),
        pause_(executor, options.time()),
        end_(std::move(end)) {
    if (options.tls()) tls = server_tls_context(*options.tls());
    listen();
  }

  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  void accept() {
    full_ = open >= options.connections();
    if (full_ || !acceptor_.is_open()) return;
    acceptor_.async_accept([self = shared_from_this()](const asio::error_code& error, asio::ip::tcp::socket socket) {
      self->accepted(error, std::move(socket));
    });
  }

  // Takes no new connection, ends those that are idle, and the others after the answer they are making.
  void stop() { end_listening(&server_session::stop); }
  // Ends all of it; handlers are cancelled.
  void close() { end_listening(&server_session::close); }

 private:
  void listen() {
    using asio::ip::tcp;
    const std::string where =
        options.address().find(':') == std::string::npos ? options.address() : "[" + options.address() + "]";
    const std::string place = where + ":" + std::to_string(options.port());
    asio::error_code error;
    const tcp::endpoint endpoint(asio::ip::make_address(options.address(), error), options.port());
    if (!error) acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    const int on = 1;
    if (!error && options.reuses_port() &&
        ::setsockopt(acceptor_.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0) {
      error.assign(errno, asio::error::get_system_category());
    }
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(tcp::acceptor::max_listen_connections, error);
    if (!error) return;
    throw http::error(errc::listen_failed, phase::connect, std::string(options.tls() ? "https://" : "http://") + place,
                      "the server cannot listen on " + place + ": " + error.message(), true);
  }

  void accepted(const asio::error_code& error, asio::ip::tcp::socket socket) {
    if (!acceptor_.is_open()) return;
    if (!error) {
      asio::error_code ignored;
      socket.set_option(asio::ip::tcp::no_delay(true), ignored);
      socket.non_blocking(true, ignored);
      std::make_shared<server_session>(shared_from_this(), std::move(socket))->start();
    } else if (error != asio::error::connection_aborted) {
      // Out of descriptors, most likely: others have to end first.
      pause_.expires_at(deadline_after(pause_.now(), std::chrono::milliseconds(100)));
      pause_.async_wait([self = shared_from_this()](bool) { self->accept(); });
      return;
    }
    accept();
  }

  void session_ended() override {
    if (full_) accept();
    report_end();
  }

  void end_listening(void (server_session::*how)()) {
    asio::error_code ignored;
    stopping = true;
    acceptor_.close(ignored);
    pause_.cancel();
    sessions.each([how](server_session& s) { (s.*how)(); });
    report_end();
  }

  void report_end() {
    if (stopping && open == 0) end_->reach();
  }

  asio::ip::tcp::acceptor acceptor_;
  sheaf::detail::timer pause_;
  std::shared_ptr<server_end> end_;
  bool full_ = false;
};

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_SERVER_STATE_HPP
