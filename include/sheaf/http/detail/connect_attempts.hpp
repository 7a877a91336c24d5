// SPDX-License-Identifier: MIT
//
// Connections that are tried side by side, until the first is there.

#ifndef SHEAF_HTTP_DETAIL_CONNECT_ATTEMPTS_HPP
#define SHEAF_HTTP_DETAIL_CONNECT_ATTEMPTS_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/timer.hpp>
#include <sheaf/time_source.hpp>

#include <asio/ip/tcp.hpp>

#include <cstddef>
#include <deque>
#include <memory>
#include <string>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

// Destroying it closes all sockets but the one that was taken. What the kernel still reports then finds the shared state, and
// nobody who reads it. By hand rather than with hedge(), which would cost whoever includes the client half a second.
class connect_attempts {
 public:
  connect_attempts(const asio::any_io_executor& executor, time_source* source)
      : state_(std::make_shared<state>(executor, source)) {}
  connect_attempts(const connect_attempts&) = delete;
  connect_attempts& operator=(const connect_attempts&) = delete;
  ~connect_attempts() {
    for (attempt& a : state_->all) a.close();
  }

  // One more. `prepare(socket, place)` opens the socket.
  template <class Prepare>
  void start(const asio::ip::tcp::endpoint& place, Prepare prepare) {
    attempt& a = state_->all.emplace_back(state_->executor);
    a.error = prepare(a.socket, place);
    a.ended = static_cast<bool>(a.error);
    if (a.ended) return;
    ++state_->running;
    a.socket.async_connect(place, [s = state_, &a](const asio::error_code& error) {
      a.error = error;
      a.ended = true;
      --s->running;
      if (!error && !s->connected) s->connected = &a.socket;
      if (error) a.close();
      s->bell.cancel();
    });
  }

  [[nodiscard]] std::size_t started() const noexcept { return state_->all.size(); }
  [[nodiscard]] std::size_t running() const noexcept { return state_->running; }
  [[nodiscard]] bool last_failed() const noexcept { return !state_->all.empty() && state_->all.back().ended; }
  // The first socket that is connected, to be taken; null: there is none yet.
  [[nodiscard]] asio::ip::tcp::socket* connected() const noexcept { return state_->connected; }
  [[nodiscard]] std::string reason(std::size_t i) const {
    if (i >= started()) return "not asked";
    return state_->all[i].ended ? state_->all[i].error.message() : "no answer";
  }

  // Ends when an attempt has, at `when`, or when it was interrupted by cancel() or by cancellation.
  [[nodiscard]] asio::awaitable<void> wait_until(time_point when) {
    try {
      co_await state_->bell.wait_until(when);
    } catch (const asio::system_error&) {  // rung: every wake-up but that of time is a cancelled wait
    }
  }
  void cancel() { state_->bell.cancel(); }

 private:
  struct attempt {
    explicit attempt(const asio::any_io_executor& executor) : socket(executor) {}
    void close() {
      asio::error_code ignored;
      socket.close(ignored);
    }
    asio::ip::tcp::socket socket;
    asio::error_code error;
    bool ended = false;
  };

  struct state {
    state(const asio::any_io_executor& ex, time_source* source) : executor(ex), bell(ex, source) {}
    asio::any_io_executor executor;
    sheaf::detail::timer bell;
    std::deque<attempt> all;
    asio::ip::tcp::socket* connected = nullptr;
    std::size_t running = 0;
  };

  std::shared_ptr<state> state_;
};

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_CONNECT_ATTEMPTS_HPP
