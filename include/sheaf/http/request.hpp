// SPDX-License-Identifier: MIT
//
// request.hpp: what a client sends.

#ifndef SHEAF_HTTP_REQUEST_HPP
#define SHEAF_HTTP_REQUEST_HPP

#include <sheaf/http/body_source.hpp>
#include <sheaf/http/detail/octets.hpp>
#include <sheaf/http/error.hpp>
#include <sheaf/http/event.hpp>
#include <sheaf/http/fields.hpp>
#include <sheaf/http/url.hpp>
#include <sheaf/time_source.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace http {

namespace detail {
class request_access;
}

/// A method, a URL, fields, and a body, in memory or in pieces.
///
///     auto r = http::request::get("https://example.com/v2/images").header("X-Auth-Token", token);
///
/// Nothing that could end a line or a field gets in: such a method, name or value throws
/// http::error(errc::invalid_request) where it is given. Host, Content-Length, Transfer-Encoding, Connection and their
/// kin are the client's to write and are refused too.
class request {
 public:
  request(std::string method, http::url target) : method_(std::move(method)), url_(std::move(target)) {
    if (!detail::is_token(method_))
      throw error(errc::invalid_request, "a request's method must be a token (RFC 9110 9.1)");
    if (method_ == "CONNECT")
      throw error(errc::invalid_request, "CONNECT is between a client and a proxy (RFC 9110 9.3.6)");
  }

  [[nodiscard]] static request get(std::string_view text) { return {"GET", http::url::parse(text)}; }
  [[nodiscard]] static request get(http::url target) { return {"GET", std::move(target)}; }
  [[nodiscard]] static request post(std::string_view text, std::string content,
                                    std::string_view content_type = "application/json") {
    return post(http::url::parse(text), std::move(content), content_type);
  }
  [[nodiscard]] static request post(http::url target, std::string content,
                                    std::string_view content_type = "application/json") {
    request out("POST", std::move(target));
    out.body_ = std::move(content);
    out.add("Content-Type", content_type);
    return out;
  }

  /// This request with one more field.
  [[nodiscard]] request header(std::string_view name, std::string_view value) && {
    add(name, value);
    return std::move(*this);
  }
  [[nodiscard]] request header(std::string_view name, std::string_view value) const& {
    return request(*this).header(name, value);
  }

  [[nodiscard]] request body(std::string content) && {
    source_.reset();
    return body_ = std::move(content), std::move(*this);
  }
  [[nodiscard]] request body(std::string content) const& { return request(*this).body(std::move(content)); }
  /// A body that is made while it is sent.
  [[nodiscard]] request body(body_source pieces) && {
    body_.clear();
    return source_ = std::move(pieces), std::move(*this);
  }
  [[nodiscard]] request body(body_source pieces) const& { return request(*this).body(std::move(pieces)); }

  /// When the whole exchange has to be over, by the client's time source; the client's own limits hold as well.
  [[nodiscard]] request deadline(time_point when) && { return deadline_ = when, std::move(*this); }
  [[nodiscard]] request deadline(time_point when) const& { return request(*this).deadline(when); }

  /// Says that doing it twice does no more than once, so that it may be sent again on a fresh connection. True by
  /// itself for GET, HEAD, OPTIONS, TRACE, PUT and DELETE (RFC 9110 9.2.2).
  [[nodiscard]] request idempotent(bool yes = true) && { return idempotent_ = yes, said_ = true, std::move(*this); }
  [[nodiscard]] request idempotent(bool yes = true) const& { return request(*this).idempotent(yes); }

  /// Follows so many redirects (RFC 9110 15.4), instead of as many as client_options says. To another origin, which is
  /// another scheme, host or port, no credentials are taken along: Authorization, Cookie, Proxy-Authorization, OpenStack's
  /// tokens, and what sensitive() names. Never from https to http.
  [[nodiscard]] request redirects(std::size_t most = 5) && { return redirects_ = most, std::move(*this); }
  [[nodiscard]] request redirects(std::size_t most = 5) const& { return request(*this).redirects(most); }
  /// Says that fields of this name are for this origin only.
  [[nodiscard]] request sensitive(std::string name) && { return sensitive_.push_back(std::move(name)), std::move(*this); }
  [[nodiscard]] request sensitive(std::string name) const& { return request(*this).sensitive(std::move(name)); }

  /// Called for each step of this request, after the client's own on_event; see there for what it may not do. What it refers
  /// to outlives the exchange.
  [[nodiscard]] request on_event(event_function f) && { return on_event_ = std::move(f), std::move(*this); }
  [[nodiscard]] request on_event(event_function f) const& { return request(*this).on_event(std::move(f)); }

  [[nodiscard]] const std::string& method() const noexcept { return method_; }
  [[nodiscard]] const http::url& url() const noexcept { return url_; }
  [[nodiscard]] const http::fields& fields() const noexcept { return fields_; }
  /// Empty where it comes from source().
  [[nodiscard]] const std::string& body() const noexcept { return body_; }
  [[nodiscard]] const std::optional<body_source>& source() const noexcept { return source_; }
  [[nodiscard]] std::optional<std::size_t> redirect_limit() const noexcept { return redirects_; }
  [[nodiscard]] const std::vector<std::string>& sensitive() const noexcept { return sensitive_; }
  [[nodiscard]] time_point deadline() const noexcept { return deadline_; }
  [[nodiscard]] const event_function& on_event() const noexcept { return on_event_; }
  [[nodiscard]] bool is_idempotent() const noexcept {
    if (said_) return idempotent_;
    constexpr std::array<std::string_view, 6> methods{"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"};
    return std::find(methods.begin(), methods.end(), method_) != methods.end();
  }

 private:
  friend class detail::request_access;

  void add(std::string_view name, std::string_view value) {
    for (const auto own : {"Host", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive",
                           "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Upgrade", "Expect"}) {
      if (detail::equal_ignoring_case(name, own)) {
        throw error(errc::invalid_request, std::string("the field ") + own + " is written by the client itself");
      }
    }
    fields_.add(name, value);
  }

  std::string method_;
  http::url url_;
  http::fields fields_;
  std::string body_;
  std::optional<body_source> source_;
  event_function on_event_;
  std::vector<std::string> sensitive_;
  std::optional<std::size_t> redirects_;
  time_point deadline_ = no_deadline;
  bool idempotent_ = false;
  bool said_ = false;
};

namespace detail {
/// For the exchange, which owns its request.
class request_access {
 public:
  static http::url take_url(request& r) noexcept { return std::move(r.url_); }
  static void turn_to(request& r, http::url to) noexcept { r.url_ = std::move(to); }
  static http::fields& fields(request& r) noexcept { return r.fields_; }
  /// The same as a GET: without a body, and without what describes one (RFC 9110 15.4).
  static void become_get(request& r) {
    r.method_ = "GET";
    r.body_.clear();
    r.source_.reset();
    for (const auto* name : {"Content-Encoding", "Content-Language", "Content-Location", "Content-Type", "Content-MD5",
                             "Content-Range", "Content-Disposition", "Digest", "Last-Modified"}) {
      r.fields_.remove(name);
    }
  }
};
}  // namespace detail

}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_REQUEST_HPP
