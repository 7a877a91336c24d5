// SPDX-License-Identifier: MIT
//
// What passes bytes on to a port of 127.0.0.1: a socket in the file system, or a proxy that opens tunnels (CONNECT).

#ifndef SHEAF_TESTS_SUPPORT_RELAY_HPP
#define SHEAF_TESTS_SUPPORT_RELAY_HPP

#include <sheaf/detail/asio.hpp>

#include <asio/buffer.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/local/stream_protocol.hpp>
#include <asio/write.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace support {

template <class Protocol>
class relay {
 public:
  /// Every connection to `at` leads to `target`. Where `granted` is not empty, a head is read first and answered so.
  relay(asio::io_context& context, const typename Protocol::endpoint& at, std::uint16_t target,
        std::string granted = {})
      : state_(std::make_shared<state>(context, at, target, std::move(granted))) {
    asio::co_spawn(context, accept(state_), asio::detached);
  }
  relay(const relay&) = delete;
  relay& operator=(const relay&) = delete;
  ~relay() {
    asio::error_code ignored;
    state_->acceptor.close(ignored);
  }

  typename Protocol::endpoint endpoint() const { return state_->acceptor.local_endpoint(); }
  const std::vector<std::string>& heads() const { return state_->heads; }
  /// Connections accepted, and those that are open now.
  std::size_t connections() const { return state_->accepted; }
  std::size_t open() const { return state_->open; }

 private:
  using tcp = asio::ip::tcp;

  struct state {
    state(asio::io_context& c, const typename Protocol::endpoint& at, std::uint16_t t, std::string g)
        : context(c), acceptor(c, at), target(asio::ip::address_v4::loopback(), t), granted(std::move(g)) {}
    asio::io_context& context;
    typename Protocol::acceptor acceptor;
    tcp::endpoint target;
    std::string granted;
    std::vector<std::string> heads;
    std::size_t accepted = 0, open = 0;
  };

  struct pair {
    pair(std::shared_ptr<state> s, typename Protocol::socket a)
        : here(std::move(s)), near(std::move(a)), far(here->context) {
      ++here->accepted, ++here->open;
    }
    pair(const pair&) = delete;
    pair& operator=(const pair&) = delete;
    ~pair() { --here->open; }
    std::shared_ptr<state> here;
    typename Protocol::socket near;
    tcp::socket far;
  };

  static asio::awaitable<void> accept(std::shared_ptr<state> s) {
    for (;;) {
      typename Protocol::socket one(s->context);
      asio::error_code error;
      co_await s->acceptor.async_accept(one, asio::redirect_error(asio::use_awaitable, error));
      if (error) co_return;
      asio::co_spawn(s->context, serve(std::make_shared<pair>(s, std::move(one))), asio::detached);
    }
  }

  static asio::awaitable<void> serve(std::shared_ptr<pair> p) {
    asio::error_code error;
    if (!p->here->granted.empty()) {
      std::string head;
      char byte;
      while (!head.ends_with("\r\n\r\n") && !error) {
        co_await p->near.async_read_some(asio::buffer(&byte, 1), asio::redirect_error(asio::use_awaitable, error));
        head += byte;
      }
      if (error) co_return;
      p->here->heads.push_back(head);
    }
    co_await p->far.async_connect(p->here->target, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
    co_await asio::async_write(p->near, asio::buffer(p->here->granted),
                               asio::redirect_error(asio::use_awaitable, error));
    asio::co_spawn(p->here->context, pass(p, p->near, p->far), asio::detached);
    asio::co_spawn(p->here->context, pass(p, p->far, p->near), asio::detached);
  }

  template <class From, class To>
  static asio::awaitable<void> pass(std::shared_ptr<pair> keep, From& from, To& to) {
    std::array<char, 16 * 1024> buffer;
    asio::error_code error, failed;
    while (!error && !failed) {
      const std::size_t size =
          co_await from.async_read_some(asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, error));
      co_await asio::async_write(to, asio::buffer(buffer.data(), size),
                                 asio::redirect_error(asio::use_awaitable, failed));
    }
    keep->near.close(error);
    keep->far.close(error);
  }

  std::shared_ptr<state> state_;
};

}  // namespace support

#endif  // SHEAF_TESTS_SUPPORT_RELAY_HPP
