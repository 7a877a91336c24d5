// SPDX-License-Identifier: MIT
//
// body_source.hpp: a request's body that is made while it is sent.

#ifndef SHEAF_HTTP_BODY_SOURCE_HPP
#define SHEAF_HTTP_BODY_SOURCE_HPP

#include <sheaf/detail/asio.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {

/// Gives the next piece of a body; an empty one is its end. What the view shows has to stay until the next call.
using next_piece = std::function<asio::awaitable<std::string_view>()>;

/// A body in pieces, for request::body(). The next piece is asked for when the one before has been taken by the connection.
///
///     auto pieces = [&]() -> asio::awaitable<std::string_view> { co_return file.read_some(); };
///     auto upload = http::request("PUT", target).body(http::body_source(pieces).size(file.size()));
///
/// Errors: what a piece throws leaves the call that sends it, and closes the connection.
/// Cancellation: of the sending call reaches the piece that is awaited, as does the end of the call's time.
/// Lifetime: copies of the request share what the function captures; send one at a time.
class body_source {
 public:
  explicit body_source(next_piece next) : next_(std::move(next)) {}

  /// So many bytes will come, which is what Content-Length says; without it the body is sent in chunks. When another number
  /// comes, the request fails with errc::invalid_request.
  [[nodiscard]] body_source size(std::uint64_t bytes) && { return size_ = bytes, std::move(*this); }
  /// Says that the body can be had again: `begin()` makes the next piece the first one. Without it a request is neither sent
  /// again nor redirected with its body.
  [[nodiscard]] body_source rewind(std::function<void()> begin) && { return rewind_ = std::move(begin), std::move(*this); }

  [[nodiscard]] const next_piece& next() const noexcept { return next_; }
  [[nodiscard]] std::optional<std::uint64_t> size() const noexcept { return size_; }
  [[nodiscard]] const std::function<void()>& rewind() const noexcept { return rewind_; }

 private:
  next_piece next_;
  std::optional<std::uint64_t> size_;
  std::function<void()> rewind_;
};

}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_BODY_SOURCE_HPP
