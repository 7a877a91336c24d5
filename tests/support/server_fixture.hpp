// SPDX-License-Identifier: MIT
//
// server_fixture: a server on an io_context and a clock of its own, whose handler does by path what a test needs.

#ifndef SHEAF_TESTS_SUPPORT_SERVER_FIXTURE_HPP
#define SHEAF_TESTS_SUPPORT_SERVER_FIXTURE_HPP

#include <sheaf/http/server.hpp>
#include <sheaf/testing/manual_time.hpp>

#include "support/peer.hpp"
#include "support/raw_http.hpp"
#include "support/run.hpp"
#include "support/run_until.hpp"

#include <asio/ip/tcp.hpp>
#include <asio/ssl/context.hpp>
#include <asio/ssl/stream.hpp>

#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support {

namespace http = sheaf::http;

// GET without a body, as most clients send it.
inline std::string get(std::string target, std::string more = {}) {
  return "GET " + target + " HTTP/1.1\r\nHost: h\r\n" + more + "\r\n";
}

inline std::string body_of(const std::string& answer) { return answer.substr(answer.find("\r\n\r\n") + 4); }

using tls_peer = basic_peer<asio::ssl::stream<asio::ip::tcp::socket>>;

// `context` outlives it.
inline asio::awaitable<tls_peer> connect_tls(std::uint16_t port, asio::ssl::context& context) {
  asio::ssl::stream<asio::ip::tcp::socket> stream(co_await asio::this_coro::executor, context);
  co_await stream.lowest_layer().async_connect({asio::ip::address_v4::loopback(), port}, asio::use_awaitable);
  co_await stream.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
  co_return tls_peer(std::move(stream));
}

// A server whose handler echoes, and does by path what a test needs.
struct server_fixture {
  explicit server_fixture(http::server_options options = {})
      : server(context.get_executor(), handler(), with_log(options)) {}

  http::handler handler() {
    return [this](http::server_request request) {
      if (request.path() == "/throw-at-once") throw std::runtime_error("no coroutine");
      return answer(*this, std::move(request));
    };
  }

  static asio::awaitable<http::server_response> answer(server_fixture& self, http::server_request request) {
    self.asked.push_back(request.method() + " " + request.target());
    if (request.path() == "/throw") throw std::runtime_error("out of order");
    if (request.path() == "/throw-number") throw 42;
    if (request.path() == "/not-modified") co_return http::server_response(304).body("no body");
    if (request.path() == "/uncancellable") {
      co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
      co_await asio::this_coro::throw_if_cancelled(false);
    }
    if (request.path() == "/wait" || request.path() == "/hold") {
      struct ending {
        server_fixture& of;
        ~ending() { ++of.handlers_ended; }
      } const noted{self};
      asio::steady_timer gate(co_await asio::this_coro::executor, sheaf::no_deadline);
      self.gate = &gate;
      asio::error_code opened;
      co_await gate.async_wait(asio::redirect_error(asio::use_awaitable, opened));
      self.gate = nullptr;
      const auto state = co_await asio::this_coro::cancellation_state;
      if (state.cancelled() != asio::cancellation_type::none) ++self.cancelled;
      if (opened && request.path() == "/hold") {
        co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
        ++self.went_on;
        throw asio::system_error(opened);
      }
    }
    if (request.path() == "/big") co_return http::server_response::text(std::string(5'000'000, 'x'));
    if (request.path() == "/nothing") co_return http::server_response(204);
    co_return http::server_response::text(request.method() + " " + request.target() + " [" +
                                          std::string(request.body()) + "]");
  }

  http::server_options with_log(const http::server_options& options) {
    return options.time(&clock).on_error([this](std::string_view request, std::exception_ptr error) {
      try {
        std::rethrow_exception(error);
      } catch (const std::exception& e) {
        log.append(request).append(": ").append(e.what()).append("\n");
      } catch (...) {
        log.append(request).append(": no exception\n");
      }
      throw std::logic_error("a callback that fails as well");
    });
  }

  // Runs the server and `work` until that is done.
  template <class T>
  auto run(asio::awaitable<T> work) {
    support::spawned<T> out;
    support::spawn(context, std::move(work), out);
    run_until(context, [&out] { return out.done; });
    return out.get();
  }
  peer connect() { return run(support::connect(server.port())); }
  // One connection, one request, all that is sent back until the server closes.
  std::string exchange(std::string bytes) { return run(support::exchange(server.port(), std::move(bytes))).bytes; }
  void ended() {
    run_until(context, [this] { return server.connections() == 0; });
  }

  sheaf::testing::manual_time clock;  // outlives the context
  std::vector<std::string> asked;
  std::string log;
  asio::steady_timer* gate = nullptr;  // what /wait and /hold wait for; only /wait answers when the wait is cancelled
  int handlers_ended = 0;
  int cancelled = 0;  // how many of those
  int went_on = 0;    // and of these, that could wait for something else
  asio::io_context context{1};
  http::server server;
};

}  // namespace support

#endif  // SHEAF_TESTS_SUPPORT_SERVER_FIXTURE_HPP
