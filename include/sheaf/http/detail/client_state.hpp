// SPDX-License-Identifier: MIT
//
// What a client is; its handles and its exchanges share it.

#ifndef SHEAF_HTTP_DETAIL_CLIENT_STATE_HPP
#define SHEAF_HTTP_DETAIL_CLIENT_STATE_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/http/client_options.hpp>
#include <sheaf/http/connection.hpp>
#include <sheaf/http/detail/connector.hpp>
#include <sheaf/http/detail/recycled_memory.hpp>
#include <sheaf/http/detail/request_head.hpp>
#include <sheaf/http/detail/watchdog.hpp>
#include <sheaf/http/pool.hpp>

#include <cstdint>
#include <memory>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

struct client_state {
  client_state(const asio::any_io_executor& ex, const client_options& o)
      : executor(ex),
        options(o),
        own(o.user_agent(), o.decoding() ? std::string_view(o.decoding().name()) : "identity"),
        turn(std::make_shared<loop_turn>(ex)),
        connections(std::make_shared<pool<connection>>(ex, limits_of(o), turn)),
        dog(std::make_shared<watchdog>(ex, o.time(), turn)),
        connect(ex, options) {}
  client_state(const client_state&) = delete;
  client_state& operator=(const client_state&) = delete;
  ~client_state() = default;

  static pool_limits limits_of(const client_options& o) {
    pool_limits l;
    l.per_origin = o.connections_per_origin();
    l.total = o.connections_total();
    l.idle_per_origin = o.idle_per_origin();
    l.idle_total = o.idle_total();
    l.waiters = o.queue_length();
    return l;
  }

  const asio::any_io_executor executor;
  const client_options options;
  const own_lines own;
  const std::shared_ptr<loop_turn> turn;
  const std::shared_ptr<pool<connection>> connections;
  const std::shared_ptr<watchdog> dog;
  connector connect;
  // Where exchanges and the heads of their requests lie: what one leaves, the next one takes.
  recycled_memory exchanges;
  std::uint64_t started = 0;
  std::uint64_t opened = 0;
  std::uint64_t reused = 0;
  std::uint64_t replayed = 0;
};

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_CLIENT_STATE_HPP
