// SPDX-License-Identifier: MIT
//
// breaking_relay: what stands between a client and a server and breaks their connection behind a byte of either,
// whatever the bytes mean: a TLS handshake, too.

#ifndef SHEAF_TESTS_SUPPORT_BREAKING_RELAY_HPP
#define SHEAF_TESTS_SUPPORT_BREAKING_RELAY_HPP

#include <sheaf/detail/asio.hpp>

#include <asio/buffer.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/write.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <set>
#include <utility>

namespace support {

class breaking_relay {
 public:
  enum class side { client, server };  // whose bytes are counted
  enum class fault { close, reset, stall };

  breaking_relay(asio::io_context& context, std::uint16_t target) : state_(std::make_shared<state>(context, target)) {
    asio::co_spawn(context, accept(state_), asio::detached);
  }
  breaking_relay(const breaking_relay&) = delete;
  breaking_relay& operator=(const breaking_relay&) = delete;
  ~breaking_relay() {
    asio::error_code ignored;
    state_->acceptor.close(ignored);
  }

  std::uint16_t port() const { return state_->acceptor.local_endpoint().port(); }
  /// Connections that are open now.
  std::size_t open() const { return state_->open.size(); }
  /// What was passed on since count() or break_behind(), of one side.
  std::size_t passed(side of) const { return state_->passed[index(of)]; }
  /// Whether it has come to the break.
  bool broken() const { return state_->broken; }

  void count() { break_behind(side::client, std::numeric_limits<std::size_t>::max(), fault::close); }
  /// Of what this side sends from now on so many bytes are passed on, and then the connection is closed or reset on
  /// both sides, or nothing more comes out of it, either way. One connection breaks so; later ones are whole.
  void break_behind(side of, std::size_t bytes, fault how) {
    state_->passed = {};
    state_->broken = false;
    state_->counted = of;
    state_->most = bytes;
    state_->how = how;
  }

 private:
  using tcp = asio::ip::tcp;

  static constexpr std::size_t index(side s) { return static_cast<std::size_t>(s); }

  struct pair;
  struct state {
    state(asio::io_context& c, std::uint16_t port)
        : context(c),
          acceptor(c, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
          target(acceptor.local_endpoint()) {
      target.port(port);
    }
    asio::io_context& context;
    tcp::acceptor acceptor;
    tcp::endpoint target;
    std::set<pair*> open;
    std::array<std::size_t, 2> passed{};
    side counted = side::client;
    std::size_t most = std::numeric_limits<std::size_t>::max();
    fault how = fault::close;
    bool broken = false;
  };

  struct pair {
    pair(std::shared_ptr<state> s, tcp::socket a) : here(std::move(s)), near(std::move(a)), far(here->context) {
      here->open.insert(this);
    }
    pair(const pair&) = delete;
    pair& operator=(const pair&) = delete;
    ~pair() {
      end();
      here->open.erase(this);
    }
    void end() {
      asio::error_code ignored;
      near.close(ignored);
      far.close(ignored);
    }
    std::shared_ptr<state> here;
    tcp::socket near, far;
    bool stalls = false;
  };

  static asio::awaitable<void> accept(std::shared_ptr<state> s) {
    for (;;) {
      tcp::socket one(s->context);
      asio::error_code error;
      co_await s->acceptor.async_accept(one, asio::redirect_error(asio::use_awaitable, error));
      if (error) co_return;
      auto both = std::make_shared<pair>(s, std::move(one));
      co_await both->far.async_connect(s->target, asio::redirect_error(asio::use_awaitable, error));
      if (error) continue;
      both->near.set_option(tcp::no_delay(true), error);
      both->far.set_option(tcp::no_delay(true), error);
      asio::co_spawn(s->context, pass(both, side::client), asio::detached);
      asio::co_spawn(s->context, pass(both, side::server), asio::detached);
    }
  }

  static asio::awaitable<void> pass(std::shared_ptr<pair> both, side of) {
    state& s = *both->here;
    tcp::socket& from = of == side::client ? both->near : both->far;
    tcp::socket& to = of == side::client ? both->far : both->near;
    std::array<char, 16 * 1024> buffer;
    asio::error_code error;
    for (;;) {
      breaks(*both);
      const std::size_t size =
          co_await from.async_read_some(asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, error));
      if (error) break;
      if (both->stalls) continue;  // nobody hears of it
      const std::size_t left = of == s.counted && !s.broken ? s.most - s.passed[index(of)] : size;
      const std::size_t some = std::min(size, left);
      s.passed[index(of)] += some;
      co_await asio::async_write(to, asio::buffer(buffer.data(), some),
                                 asio::redirect_error(asio::use_awaitable, error));
      if (error) break;
    }
    if (both->stalls && of == side::server) co_return;  // nor of that: the client's end is what ends it
    both->end();
  }

  // Breaks this connection if it is time for it.
  static void breaks(pair& both) {
    state& s = *both.here;
    if (s.broken || s.passed[index(s.counted)] < s.most) return;
    s.broken = true;
    both.stalls = s.how == fault::stall;
    if (both.stalls) return;
    if (s.how == fault::reset) {
      asio::error_code ignored;
      both.near.set_option(asio::socket_base::linger(true, 0), ignored);
      both.far.set_option(asio::socket_base::linger(true, 0), ignored);
    }
    both.end();
  }

  std::shared_ptr<state> state_;
};

}  // namespace support

#endif  // SHEAF_TESTS_SUPPORT_BREAKING_RELAY_HPP
