// SPDX-License-Identifier: MIT
//
// limits.hpp: how much of a message is taken from a peer before it is refused.

#ifndef SHEAF_HTTP_LIMITS_HPP
#define SHEAF_HTTP_LIMITS_HPP

#include <cstddef>

namespace sheaf {
inline namespace v0 {
namespace http {

/// Sizes in bytes. Every one of them bounds what a hostile or broken peer can make this program keep or do.
struct limits {
  /// Status or request line and fields of one message; interim responses before it and trailers behind it count too.
  std::size_t head_bytes = 64 * 1024;
  /// Field lines of one head, trailers included (Swift answers with more than 90 metadata fields).
  std::size_t fields = 256;
  /// 1xx responses before the final one (RFC 9110 15.2 sets no bound).
  std::size_t interim = 16;
  /// One chunk-size line, its extensions included (RFC 9112 7.1.1 asks for a bound).
  std::size_t chunk_line_bytes = 1024;
  /// Everything of a chunked body that is not body, beyond 16 bytes a chunk.
  std::size_t chunk_overhead_bytes = 16 * 1024;
  /// The body, once its transfer coding is undone. A response that is streamed is not kept, so not bounded.
  std::size_t body_bytes = 64 * 1024 * 1024;
  /// The body, once its content coding is undone as well.
  std::size_t decoded_bytes = 64 * 1024 * 1024;
  /// The body of a redirect that is followed; beyond it the connection is closed instead.
  std::size_t redirect_bytes = 64 * 1024;
  /// A request's target, for servers (RFC 9112 3 recommends at least 8000).
  std::size_t target_bytes = 8 * 1024;
};

}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_LIMITS_HPP
