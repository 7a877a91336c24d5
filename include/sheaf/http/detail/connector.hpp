// SPDX-License-Identifier: MIT
//
// From an origin to an open connection: its addresses, the first of them that answers, then TLS.

#ifndef SHEAF_HTTP_DETAIL_CONNECTOR_HPP
#define SHEAF_HTTP_DETAIL_CONNECTOR_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/http/client_options.hpp>
#include <sheaf/http/connection.hpp>
#include <sheaf/http/detail/connect_attempts.hpp>
#include <sheaf/http/detail/progress.hpp>
#include <sheaf/http/detail/resolver.hpp>
#include <sheaf/http/detail/route.hpp>
#include <sheaf/http/detail/tls_identity.hpp>
#include <sheaf/http/detail/tls_sessions.hpp>
#include <sheaf/http/detail/tls_transport.hpp>
#include <sheaf/http/detail/transport.hpp>
#include <sheaf/http/detail/tunnel.hpp>
#include <sheaf/http/tls.hpp>
#include <sheaf/http/url.hpp>
#include <sheaf/time_source.hpp>

#include <asio/ip/tcp.hpp>
#include <asio/local/stream_protocol.hpp>

#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

class connector {
 public:
  connector(asio::any_io_executor executor, const client_options& options)
      : executor_(std::move(executor)), options_(options), resolver_(options.lookup()), tls_(options.tls()),
        sessions_(std::make_shared<tls_sessions>(options.time())) {}

  // Everything about the call that is borrowed outlives it: it lives in the exchange's frame.
  [[nodiscard]] asio::awaitable<connection> open(const url& to, const route& way, progress& call) {
    tcp::socket socket(executor_);
    if (!way.unix_socket().empty()) {
      connect_here(socket, way.unix_socket(), call);
    } else {
      const std::string& host = way.proxy() ? way.proxy()->host() : to.host();
      const std::vector<asio::ip::address> addresses = co_await resolve(host, call);
      socket = co_await connect(addresses, host, way.proxy() ? way.proxy()->port() : to.port(), call);
    }
    if (way.tunnels()) co_await open_tunnel(socket, to, *way.proxy(), options_, call);
    if (!to.is_https()) co_return connection(tcp_transport(std::move(socket)), call.now());
    tls_transport secured = co_await secure(std::move(socket), to, call);
    co_return connection(std::move(secured), call.now());
  }

  // TLS handshakes that went on from an earlier session.
  [[nodiscard]] std::uint64_t resumed() const noexcept { return resumed_; }

 private:
  [[nodiscard]] asio::awaitable<std::vector<asio::ip::address>> resolve(const std::string& host, progress& call) {
    call.enter(phase::resolve, options_.resolve_timeout());
    std::vector<asio::ip::address> addresses = resolver_.known(host, call.now());
    if (!addresses.empty()) co_return addresses;
    const std::unique_ptr<pending_lookup> pending = start_lookup(host, call);
    {
      const auto scope = call.interrupts(*pending);
      const asio::error_code interrupted = co_await pending->wait();
      if (interrupted) call.interrupted();
    }
    addresses = interleaved(pending->addresses());
    if (addresses.empty()) {
      call.fail(errc::resolve_failed, "no address for " + call.place() + ": " + pending->failure());
    }
    resolver_.remember(host, addresses, call.now());
    co_return addresses;
  }

  std::unique_ptr<pending_lookup> start_lookup(const std::string& host, const progress& call) {
    try {
      return resolver_.look_up(executor_, host);
    } catch (const std::system_error& error) {  // no descriptor or no thread is left
      call.fail(errc::resolve_failed, "no address for " + call.place() + ": " + error.what());
    }
  }

  [[nodiscard]] asio::awaitable<tcp::socket> connect(const std::vector<asio::ip::address>& addresses,
                                                     const std::string& host, std::uint16_t port, progress& call) {
    call.enter(phase::connect, options_.connect_timeout());
    tcp::socket socket(executor_);
    std::string reason;
    if (addresses.size() > 1) {
      reason = co_await connect_any(socket, addresses, port, call);
    } else {
      const tcp::endpoint place(addresses.front(), port);
      asio::error_code error = prepare(socket, place);
      if (!error) {
        const auto scope = call.interrupts(socket);
        co_await socket.async_connect(place, asio::redirect_error(asio::use_awaitable, error));
      }
      if (error == asio::error::operation_aborted) call.interrupted();
      if (error) reason = error.message();
    }
    if (reason.empty()) co_return std::move(socket);
    resolver_.forget(host);
    call.fail(errc::connect_failed, "no connection to " + call.place() + ": " + reason);
  }

  // RFC 8305 5: the next address is tried when the one before has failed or is late; those under way go on, and the first
  // that is connected to wins. Gives what was wrong with each, or nothing.
  [[nodiscard]] asio::awaitable<std::string> connect_any(tcp::socket& socket,
                                                         const std::vector<asio::ip::address>& addresses,
                                                         std::uint16_t port, progress& call) {
    connect_attempts tries(executor_, options_.time());
    const auto reasons = [&] {
      std::string all;
      for (std::size_t i = 0; i < addresses.size(); ++i) {
        all += (i == 0 ? "" : "; ") + addresses[i].to_string() + ": " + tries.reason(i);
      }
      return all;
    };
    for (time_point next = call.now();;) {
      while (tries.started() < addresses.size() && (tries.last_failed() || next <= call.now())) {
        tries.start(tcp::endpoint(addresses[tries.started()], port), prepare);
        next = deadline_after(call.now(), options_.attempt_delay());
      }
      if (tries.running() == 0) co_return reasons();
      {
        const auto scope = call.interrupts(tries);
        co_await tries.wait_until(tries.started() < addresses.size() ? next : no_deadline);
      }
      if (tries.connected()) {
        socket = std::move(*tries.connected());
        co_return std::string();
      }
      const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
      if (state.cancelled() != asio::cancellation_type::none) throw asio::system_error(asio::error::operation_aborted);
      if (call.expired()) call.timed_out(": " + reasons());
    }
  }

  // A local socket is connected at once or never, when nobody listens or too many wait.
  void connect_here(tcp::socket& socket, const std::string& path, progress& call) const {
    call.enter(phase::connect, options_.connect_timeout());
    const asio::error_code error = connect_local(socket, path);
    if (error) call.fail(errc::connect_failed, "no connection to " + call.place() + ": " + error.message());
  }

  // Whatever reads, writes and waits takes a TCP socket, and for that does not ask of which family it is.
  static asio::error_code connect_local(tcp::socket& socket, const std::string& path) {
    const auto last = [] { return asio::error_code(errno, asio::error::get_system_category()); };
    if (path.size() >= sizeof(sockaddr_un::sun_path)) return asio::error::name_too_long;
    const asio::local::stream_protocol::endpoint place(path);
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return last();
    asio::error_code error;
    if (::connect(descriptor, place.data(), static_cast<socklen_t>(place.size())) != 0) {
      error = last();
    } else {
      socket.assign(tcp::v4(), descriptor, error);
    }
    if (error) {
      ::close(descriptor);
    } else {
      socket.non_blocking(true, error);
    }
    return error;
  }

  static asio::error_code prepare(tcp::socket& socket, const tcp::endpoint& endpoint) {
    asio::error_code error;
    socket.open(endpoint.protocol(), error);
    if (error) return error;
    asio::error_code ignored;  // without these it works, too
    socket.set_option(tcp::no_delay(true), ignored);
    socket.set_option(asio::socket_base::keep_alive(true), ignored);
    const auto set = [&](int name, int value) {
      ::setsockopt(socket.native_handle(), IPPROTO_TCP, name, &value, sizeof value);
    };
    // A peer that has vanished is noticed within a minute although nothing is sent.
    set(TCP_KEEPIDLE, 15);
    set(TCP_KEEPINTVL, 15);
    set(TCP_KEEPCNT, 3);
    set(TCP_USER_TIMEOUT, 30'000);
    socket.non_blocking(true, error);
    return error;
  }

  [[nodiscard]] asio::awaitable<tls_transport> secure(tcp::socket socket, const url& to, progress& call) {
    call.enter(phase::tls, options_.tls_timeout());
    if (!tls_) tls_.emplace();
    tls_transport secured(std::move(socket), tls_->shared(), tls_transport::side::client);
    SSL* const ssl = secured.native_handle();
    const std::string origin(call.origin());
    const kept_session earlier = sessions_->take(origin);
    if (earlier.session) SSL_set_session(ssl, earlier.session.get());
    std::string problem;
    if (!expect_identity(ssl, to.host())) problem = "the host is no name TLS can verify";
    for (asio::error_code error = asio::error::would_block; error && problem.empty();) {
      secured.handshake(error);
      if (error == asio::error::would_block) {
        co_await call.ready(secured.socket(), secured.wants());
      } else if (error) {
        problem = handshake_problem(ssl, error);
      }
    }
    if (problem.empty()) problem = protocol_problem(ssl);
    if (problem.empty() && !tls_->is_insecure()) problem = identity_problem(ssl, to.host());
    if (!problem.empty()) {
      sessions_->forget(origin);
      call.fail(errc::tls_failed, "no TLS with " + call.place() + ": " + problem);
    }
    const bool resumed = SSL_session_reused(ssl) == 1;
    if (resumed) ++resumed_;
    if (!tls_->is_insecure()) {
      secured.keep_sessions(sessions_, origin, resumed ? earlier.until : sessions_->proved_now());
    }
    co_return std::move(secured);
  }

  asio::any_io_executor executor_;
  const client_options& options_;
  resolver resolver_;
  std::optional<tls_context> tls_;
  std::shared_ptr<tls_sessions> sessions_;
  std::uint64_t resumed_ = 0;
};

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_CONNECTOR_HPP
