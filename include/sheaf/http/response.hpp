// SPDX-License-Identifier: MIT
//
// response.hpp: what a server answered.

#ifndef SHEAF_HTTP_RESPONSE_HPP
#define SHEAF_HTTP_RESPONSE_HPP

#include <sheaf/http/body.hpp>
#include <sheaf/http/fields.hpp>
#include <sheaf/http/url.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {

namespace detail {
class response_access;
}

/// A whole response. Any status is one, 404 as well as 200: what it means is for the caller to say. Move-only.
class response {
 public:
  response() = default;
  response(int status, http::fields f, std::string_view text) : fields_(std::move(f)), body_(text), status_(status) {}

  [[nodiscard]] int status() const noexcept { return status_; }
  /// True for 2xx.
  [[nodiscard]] bool ok() const noexcept { return status_ >= 200 && status_ < 300; }
  /// Whatever the server wrote behind the status; may be empty.
  [[nodiscard]] const std::string& reason() const noexcept { return reason_; }
  [[nodiscard]] const http::fields& fields() const noexcept { return fields_; }
  /// The first field of that name.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const { return fields_.get(name); }
  /// The body, in a buffer with room for a JSON parser behind it.
  [[nodiscard]] const http::body& body() const noexcept { return body_; }
  [[nodiscard]] std::string_view text() const noexcept { return body_.view(); }
  [[nodiscard]] http::body take_body() && { return std::move(body_); }
  /// The URL of the request it answers; behind redirects, the last one.
  [[nodiscard]] const http::url& url() const noexcept { return url_; }
  /// True when the connection had served another request before.
  [[nodiscard]] bool reused() const noexcept { return reused_; }

 private:
  friend class detail::response_access;
  response(int status, std::string&& reason, http::fields&& f, http::body&& b, http::url&& from) noexcept
      : reason_(std::move(reason)), fields_(std::move(f)), body_(std::move(b)), url_(std::move(from)), status_(status) {}

  std::string reason_;
  http::fields fields_;
  http::body body_;
  http::url url_;
  int status_ = 0;
  bool reused_ = false;
};

namespace detail {
/// For those who make responses: the parser and the client.
class response_access {
 public:
  static response make(int status, std::string reason, http::fields f, http::body b, http::url from) {
    return {status, std::move(reason), std::move(f), std::move(b), std::move(from)};
  }
  static response copy(const response& r) {
    return {r.status_, std::string(r.reason_), http::fields(r.fields_), http::body(r.body_.view()), http::url(r.url_)};
  }
  static void set_reused(response& r, bool reused) { r.reused_ = reused; }
  // Decoded; so the fields do not speak of codings any more.
  static void set_decoded(response& r, http::body b) {
    r.body_ = std::move(b);
    r.fields_.remove("Content-Encoding");
    r.fields_.remove("Content-Length");
  }
};
}  // namespace detail

}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_RESPONSE_HPP
