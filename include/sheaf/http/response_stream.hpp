// SPDX-License-Identifier: MIT
//
// response_stream.hpp: a response whose body is read in pieces.

#ifndef SHEAF_HTTP_RESPONSE_STREAM_HPP
#define SHEAF_HTTP_RESPONSE_STREAM_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/http/detail/exchange.hpp>
#include <sheaf/http/fields.hpp>
#include <sheaf/http/response.hpp>
#include <sheaf/http/url.hpp>

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {

class client;

/// What client::stream() gives: a response's head, and its body piece after piece. Move-only.
///
///     http::response_stream image = co_await client.stream(request);
///     while (const auto piece = co_await image.next()) file.write(piece->data(), piece->size());
///
/// Nothing is read that was not asked for, beyond one buffer of 16 KiB: who does not call next() holds the server up. A body
/// of any size may come, as nothing of it is kept.
/// Lifetime: when it is destroyed, or given up by close(), before the end was read, the connection is closed; read to its end,
/// next() having given nothing, the connection has gone back to the client already. It keeps what it needs of the client, and
/// stays where it is, alive and alone, while next() is awaited.
/// Threads: the client's executor only.
class response_stream {
 public:
  response_stream(response_stream&&) noexcept = default;
  response_stream& operator=(response_stream&&) noexcept = default;
  ~response_stream() = default;

  [[nodiscard]] int status() const noexcept { return head_.status(); }
  [[nodiscard]] bool ok() const noexcept { return head_.ok(); }
  [[nodiscard]] const std::string& reason() const noexcept { return head_.reason(); }
  [[nodiscard]] const http::fields& fields() const noexcept { return head_.fields(); }
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const { return head_.header(name); }
  /// The URL of the request it answers; behind redirects, the last one.
  [[nodiscard]] const http::url& url() const noexcept { return head_.url(); }
  /// True when the connection had served another request before.
  [[nodiscard]] bool reused() const noexcept { return head_.reused(); }

  /// The next bytes of the body.
  ///
  /// Await-returns: a piece that is not empty and is good until the next call; nothing at the end of the body, which its
  ///   framing has to say: trailers are read to their last octet.
  /// Await-throws:  http::error, as client::send(): by the limits between bytes and for the whole, which goes on between the
  ///   calls as well; after an error, and after close(), std::logic_error.
  /// Cancellation:  at any point, of any type; throws asio::system_error(operation_aborted) and closes the connection.
  [[nodiscard]] asio::awaitable<std::optional<std::string_view>> next() {
    if (!exchange_) throw std::logic_error("http::response_stream::next: it was closed, or has failed");
    detail::owned_exchange one = std::move(exchange_);  // back again only if nothing goes wrong
    one->drop_given();
    co_await run(*one, true);
    exchange_ = std::move(one);
    const std::string_view piece = exchange_->give_piece();
    co_return piece.empty() ? std::nullopt : std::optional(piece);
  }

  /// Closes the connection, unless the end was read.
  void close() noexcept { exchange_.reset(); }

 private:
  friend class client;
  explicit response_stream(detail::owned_exchange one) noexcept : exchange_(std::move(one)) {}

  asio::awaitable<void> open() {
    co_await run(*exchange_, false);
    head_ = exchange_->head();
  }

  static asio::awaitable<void> run(detail::exchange& one, bool again) {
    try {
      if (again) one.go_on();
      std::size_t came = 0;
      for (detail::need what; (what = one.next(came)) != detail::need::caller;) came = co_await one.awaited(what);
    } catch (...) {
      one.failed();
      throw;
    }
    one.rest();
  }

  detail::owned_exchange exchange_;
  response head_;
};

}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_RESPONSE_STREAM_HPP
