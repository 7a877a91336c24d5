// SPDX-License-Identifier: MIT
//
// server_message.hpp: what a server's handler is given and what it gives back.

#ifndef SHEAF_HTTP_SERVER_MESSAGE_HPP
#define SHEAF_HTTP_SERVER_MESSAGE_HPP

#include <sheaf/http/body.hpp>
#include <sheaf/http/detail/octets.hpp>
#include <sheaf/http/error.hpp>
#include <sheaf/http/fields.hpp>
#include <sheaf/http/url.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {

/// A complete request as a handler gets it. Movable, not copyable.
class server_request {
 public:
  server_request(std::string method, std::string target, int minor_version, http::fields fields, http::body body)
      : method_(std::move(method)),
        target_(std::move(target)),
        minor_version_(minor_version),
        fields_(std::move(fields)),
        body_(std::move(body)) {}

  [[nodiscard]] const std::string& method() const noexcept { return method_; }
  /// "/path?query" as it was sent; "*" for OPTIONS of the whole server.
  [[nodiscard]] const std::string& target() const noexcept { return target_; }
  [[nodiscard]] std::string_view path() const noexcept {
    return std::string_view(target_).substr(0, target_.find('?'));
  }

  /// The first value of that name in the query, decoded ('+' is a blank); empty where it has no '='. Nothing when there
  /// is none of that name.
  [[nodiscard]] std::optional<std::string> query(std::string_view name) const {
    const std::size_t mark = target_.find('?');
    if (mark == std::string::npos) return std::nullopt;
    for (std::string_view rest = std::string_view(target_).substr(mark + 1); !rest.empty();) {
      const std::string_view pair = rest.substr(0, rest.find('&'));
      rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
      const std::size_t equals = std::min(pair.find('='), pair.size());
      if (percent_decode(pair.substr(0, equals), true) != name) continue;
      return percent_decode(pair.substr(std::min(equals + 1, pair.size())), true);
    }
    return std::nullopt;
  }

  [[nodiscard]] const http::fields& fields() const noexcept { return fields_; }
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const { return fields_.get(name); }
  [[nodiscard]] std::string_view body() const noexcept { return body_.view(); }
  /// The buffer of the body, which a JSON parser can read as it lies.
  [[nodiscard]] const http::body& bytes() const noexcept { return body_; }
  /// The x of HTTP/1.x.
  [[nodiscard]] int minor_version() const noexcept { return minor_version_; }

 private:
  std::string method_;
  std::string target_;
  int minor_version_;
  http::fields fields_;
  http::body body_;
};

/// What a handler answers. Content-Length, Connection, Date and the like are the server's to write.
///
///     co_return http::server_response::json(text).header("Cache-Control", "no-store");
class server_response {
 public:
  /// No body. `status`: 200 to 599; throws http::error(errc::invalid_request) for another.
  explicit server_response(int status = 200) : status_(status) {
    if (status < 200 || status > 599) throw error(errc::invalid_request, "an answer's status must be from 200 to 599");
  }

  [[nodiscard]] static server_response text(std::string body, int status = 200) {
    return with("text/plain; charset=utf-8", std::move(body), status);
  }
  [[nodiscard]] static server_response html(std::string body, int status = 200) {
    return with("text/html; charset=utf-8", std::move(body), status);
  }
  [[nodiscard]] static server_response json(std::string body, int status = 200) {
    return with("application/json", std::move(body), status);
  }
  [[nodiscard]] static server_response with(std::string_view content_type, std::string body, int status = 200) {
    return server_response(status).header("Content-Type", content_type).body(std::move(body));
  }

  /// Adds a field. Throws http::error(errc::invalid_request) when it could not be sent as it is, or is the server's to
  /// write.
  [[nodiscard]] server_response header(std::string_view name, std::string_view value) && {
    for (const auto own : {"Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Date"}) {
      if (detail::equal_ignoring_case(name, own)) {
        throw error(errc::invalid_request, std::string("the field ") + own + " is written by the server itself");
      }
    }
    fields_.add(name, value);
    return std::move(*this);
  }
  [[nodiscard]] server_response body(std::string text) && {
    body_ = std::move(text);
    return std::move(*this);
  }

  [[nodiscard]] int status() const noexcept { return status_; }
  [[nodiscard]] const http::fields& fields() const noexcept { return fields_; }
  [[nodiscard]] const std::string& body() const noexcept { return body_; }

 private:
  int status_;
  http::fields fields_;
  std::string body_;
};

}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_SERVER_MESSAGE_HPP
