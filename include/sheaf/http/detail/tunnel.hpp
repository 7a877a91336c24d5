// SPDX-License-Identifier: MIT
//
// Asking a proxy for a tunnel to an origin (RFC 9110 9.3.6).

#ifndef SHEAF_HTTP_DETAIL_TUNNEL_HPP
#define SHEAF_HTTP_DETAIL_TUNNEL_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/http/client_options.hpp>
#include <sheaf/http/detail/progress.hpp>
#include <sheaf/http/detail/request_head.hpp>
#include <sheaf/http/proxy.hpp>
#include <sheaf/http/response_parser.hpp>
#include <sheaf/http/url.hpp>

#include <asio/buffer.hpp>
#include <asio/ip/tcp.hpp>

#include <cstddef>
#include <span>
#include <string>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

// When it ends, what is written to the socket reaches the origin. Nothing of a refusal but its status gets out: it is the
// proxy's answer, and must not be taken for the origin's.
[[nodiscard]] inline asio::awaitable<void> open_tunnel(asio::ip::tcp::socket& socket, const url& to, const proxy& by,
                                                       const client_options& options, progress& call) {
  call.enter(phase::proxy, options.connect_timeout());
  const std::string no_tunnel = "no tunnel to " + call.place() + ": ";
  const std::string asked = serialize_connect(to, by, options.user_agent());
  asio::error_code error;
  for (std::size_t sent = 0; sent < asked.size();) {
    sent += socket.write_some(asio::buffer(asked) + sent, error);
    if (error == asio::error::would_block) {
      co_await call.ready(socket, asio::ip::tcp::socket::wait_write);
    } else if (error) {
      call.fail(errc::proxy_failed, no_tunnel + error.message());
    }
  }
  response_parser answer(options.limits(), "CONNECT");
  while (answer.result() == parse_result::need_more && !answer.head_done()) {
    const std::span<char> space = answer.prepare();
    const std::size_t size = socket.read_some(asio::buffer(space.data(), space.size()), error);
    if (error == asio::error::would_block) {
      co_await call.ready(socket, asio::ip::tcp::socket::wait_read);
    } else if (error) {
      call.fail(errc::proxy_failed, no_tunnel + (error == asio::error::eof ? "it closed the connection" : error.message()));
    } else {
      answer.commit(size);
    }
  }
  if (answer.result() == parse_result::error) {
    call.fail(errc::proxy_failed, no_tunnel + "its answer is refused: " + std::string(to_string(answer.error())));
  }
  const int status = answer.status();
  if (status / 100 != 2) {
    std::string why = no_tunnel + "it answered " + std::to_string(status);
    if (status == 407) {
      why += by.authorization().empty() ? "; it wants credentials, which its URL can hold"
                                        : "; the credentials in its URL are not accepted";
    }
    call.fail(errc::proxy_failed, why, status);
  }
  // In TLS the client speaks first: what is there already comes from somebody in between, not from the origin.
  if (!answer.extra().empty()) call.fail(errc::proxy_failed, no_tunnel + "it sent bytes that are not the origin's", status);
}

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_TUNNEL_HPP
