// SPDX-License-Identifier: MIT
//
// One connection to a simulated service, plain or TLS: reads requests, waits as long as it was told, answers.

#ifndef SHEAF_TESTING_DETAIL_CLOUD_CONNECTION_HPP
#define SHEAF_TESTING_DETAIL_CLOUD_CONNECTION_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/timer.hpp>
#include <sheaf/testing/detail/cloud_state.hpp>

#include <asio/buffer.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/ssl/stream.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

class cloud_connection final : public closable, public std::enable_shared_from_this<cloud_connection> {
 public:
  using pointer = std::shared_ptr<cloud_connection>;

  cloud_connection(std::shared_ptr<cloud_state> state, service at, asio::ip::tcp::socket socket)
      : state_(std::move(state)),
        service_(at),
        socket_(std::move(socket)),
        timer_(state_->executor, state_->here.time) {
    if (state_->tls) tls_.emplace(socket_, *state_->tls);
    state_->connections.insert(this);
  }
  cloud_connection(const cloud_connection&) = delete;
  cloud_connection& operator=(const cloud_connection&) = delete;
  ~cloud_connection() { state_->connections.erase(this); }

  void close() noexcept override {
    asio::error_code ignored;
    gone_ = true;
    timer_.cancel();
    socket_.close(ignored);
  }

  /// Serves `self` until either side has closed.
  static asio::awaitable<void> serve(pointer self) {
    asio::error_code error;
    if (self->tls_) {
      co_await self->tls_->async_handshake(asio::ssl::stream_base::server,
                                           asio::redirect_error(asio::use_awaitable, error));
    }
    bool more = !error;
    while (more) {
      std::optional<request> asked = co_await read_request(self);
      if (!asked) break;
      more = co_await respond(self, std::move(*asked));
    }
    self->close();
  }

 private:
  static constexpr std::size_t max_request = std::size_t{1} << 20;

  template <class Token>
  auto async_read(Token token) {
    return tls_ ? tls_->async_read_some(asio::buffer(spare_), token)
                : socket_.async_read_some(asio::buffer(spare_), token);
  }

  /// Reads more into input_; false when the other side has closed or the connection is broken.
  static asio::awaitable<bool> read_some(pointer self) {
    asio::error_code error;
    asio::awaitable<std::size_t> reading = self->async_read(asio::redirect_error(asio::use_awaitable, error));
    const std::size_t count = co_await std::move(reading);
    self->input_.append(self->spare_.data(), count);
    co_return !error && self->input_.size() <= max_request;
  }

  static asio::awaitable<std::optional<request>> read_request(pointer self) {
    std::size_t end = std::string::npos;
    while ((end = self->input_.find("\r\n\r\n")) == std::string::npos) {
      const bool more = co_await read_some(self);
      if (!more) co_return std::nullopt;
    }
    std::optional<request> asked = parse_head(self->input_.substr(0, end + 4));
    if (!asked) co_return std::nullopt;
    self->input_.erase(0, end + 4);
    while (self->input_.size() < asked->body_size()) {
      const bool more = co_await read_some(self);
      if (!more) co_return std::nullopt;
    }
    asked->body = self->input_.substr(0, asked->body_size());
    self->input_.erase(0, asked->body.size());
    co_return asked;
  }

  /// Answers; false when the connection is to be closed then.
  static asio::awaitable<bool> respond(pointer self, request asked) {
    cloud_state& state = *self->state_;
    list_state& of_list = state.at(state.list_of(self->service_, asked));
    ++of_list.requests;
    const fault_rule rule = of_list.fault.due() ? of_list.fault : fault_rule();
    std::chrono::nanoseconds wait = self->wait_for(of_list);
    if (const auto* recorded = state.recorded_latency ? state.recorded(self->service_, asked, false) : nullptr)
      wait += recorded->took;
    if (rule.what == fault_rule::kind::hang || wait.count() != 0) {
      const time_point until =
          rule.what == fault_rule::kind::hang ? no_deadline : deadline_after(self->timer_.now(), wait);
      const bool came = co_await pause(self, until);
      if (!came) co_return false;
    }
    if (rule.what == fault_rule::kind::reset) {
      self->reset();
      co_return false;
    }
    const reply out = state.respond(self->service_, std::move(asked), rule, of_list);
    const bool written = co_await write(self, out);
    if (written && out.after == reply::then::reset) self->reset();
    if (self->tls_ && written && out.after == reply::then::close) {
      asio::error_code ignored;
      co_await self->tls_->async_shutdown(asio::redirect_error(asio::use_awaitable, ignored));
    }
    co_return written&& out.after == reply::then::keep;
  }

  /// Writes head and body, as much as the socket takes at a time.
  static asio::awaitable<bool> write(pointer self, const reply& out) {
    std::string_view head = out.head;
    std::string_view rest = out.body ? std::string_view(*out.body) : std::string_view();
    while (!head.empty() || !rest.empty()) {
      const std::array<asio::const_buffer, 2> parts{asio::buffer(head.data(), head.size()),
                                                    asio::buffer(rest.data(), rest.size())};
      asio::error_code error;
      auto token = asio::redirect_error(asio::use_awaitable, error);
      asio::awaitable<std::size_t> writing =
          self->tls_ ? self->tls_->async_write_some(parts, token) : self->socket_.async_write_some(parts, token);
      const std::size_t count = co_await std::move(writing);
      if (error) co_return false;
      const std::size_t of_head = std::min(count, head.size());
      head.remove_prefix(of_head);
      rest.remove_prefix(count - of_head);
    }
    co_return true;
  }

  [[nodiscard]] std::chrono::nanoseconds wait_for(const list_state& of) {
    if (of.jitter.count() == 0) return of.latency;
    const auto most = static_cast<std::uint64_t>(of.jitter.count());
    return of.latency + std::chrono::nanoseconds(static_cast<std::int64_t>(state_->jitter.next() % (most + 1)));
  }

  /// Waits until `when`, and no longer than the other side does; false when that one has gone.
  static asio::awaitable<bool> pause(pointer self, time_point when) {
    self->watch();
    try {
      co_await self->timer_.wait_until(when);
    } catch (const asio::system_error&) {
      self->gone_ = true;
    }
    asio::error_code ignored;
    if (self->watching_) self->socket_.cancel(ignored);
    co_return !self->gone_;
  }

  /// Reads while nothing is expected, so that a client that gives up is noticed.
  void watch() {
    watching_ = true;
    async_read([self = shared_from_this()](const asio::error_code& error, std::size_t count) {
      self->watching_ = false;
      self->input_.append(self->spare_.data(), count);
      if (!error || error == asio::error::operation_aborted) return;
      self->gone_ = true;
      self->timer_.cancel();
    });
  }

  /// Closes so that the other side gets an RST.
  void reset() {
    asio::error_code ignored;
    socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    close();
  }

  std::shared_ptr<cloud_state> state_;
  service service_;
  asio::ip::tcp::socket socket_;
  std::optional<asio::ssl::stream<asio::ip::tcp::socket&>> tls_;
  sheaf::detail::timer timer_;
  std::string input_;
  std::array<char, 4096> spare_;
  bool watching_ = false;
  bool gone_ = false;
};

/// A simulated service that throws has a fault of its own: io_context::run() shall say so.
struct rethrow {
  void operator()(const std::exception_ptr& error) const {
    if (error) std::rethrow_exception(error);
  }
};

/// Accepts connections to one service until the acceptor is closed.
inline asio::awaitable<void> accept_connections(std::shared_ptr<cloud_state> state,
                                                std::shared_ptr<asio::ip::tcp::acceptor> acceptor, service at) {
  while (!state->stopped) {
    asio::error_code error;
    asio::ip::tcp::socket socket = co_await acceptor->async_accept(asio::redirect_error(asio::use_awaitable, error));
    if (!acceptor->is_open()) break;
    if (error) {
      // Out of descriptors, mostly: a little later there may be some.
      asio::steady_timer later(state->executor, std::chrono::milliseconds(10));
      co_await later.async_wait(asio::redirect_error(asio::use_awaitable, error));
      continue;
    }
    ++state->accepted;
    socket.set_option(asio::ip::tcp::no_delay(true), error);
    auto connection = std::make_shared<cloud_connection>(state, at, std::move(socket));
    asio::co_spawn(state->executor, cloud_connection::serve(std::move(connection)), rethrow());
  }
}

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_CLOUD_CONNECTION_HPP
