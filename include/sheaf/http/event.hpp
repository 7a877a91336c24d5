// SPDX-License-Identifier: MIT
//
// event.hpp: what can be watched while a client works.

#ifndef SHEAF_HTTP_EVENT_HPP
#define SHEAF_HTTP_EVENT_HPP

#include <sheaf/time_source.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace http {

/// The first six are told when that step begins; a connection that is used again has none of resolve, connect, proxy and tls.
enum class event_kind : std::uint8_t {
  queue,       ///< a request is to be sent; a connection is looked for
  resolve,
  connect,
  proxy,
  tls,
  write,
  sent,        ///< the request's last byte has left
  first_byte,  ///< of the response, be it an interim one
  done,        ///< the response has been read to its end
  failed,      ///< there will be none: an error, or the call was cancelled
};

/// One step of one request. It names origin and method only: a path or a field may be a secret.
class event {
 public:
  event() noexcept {}

  event_kind kind = event_kind::queue;
  std::uint64_t id = 0;     ///< of the request, from 1; the answers of a chain of redirects have the same
  std::string_view method;  ///< views are good until the callback returns
  std::string_view origin;  ///< "https://nova:8774"
  time_point time{};        ///< of the client's time source
  std::size_t sent = 0;      ///< bytes of the request so far, its head included
  std::size_t received = 0;  ///< bytes of the response so far, as they came over the connection
  int status = 0;            ///< at done; 0 before
  bool reused = false;       ///< from write on: whether the connection has served before
};

/// Called on the client's executor from within its calls: it may not throw, nor call back into the client.
using event_function = std::function<void(const event&)>;

}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_EVENT_HPP
