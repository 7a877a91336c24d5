// SPDX-License-Identifier: MIT
//
// error.hpp: what can go wrong between a request and its response, and where.

#ifndef SHEAF_HTTP_ERROR_HPP
#define SHEAF_HTTP_ERROR_HPP

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace sheaf {
inline namespace v0 {
namespace http {

/// The reasons of http::error, values of http::category().
enum class errc {
  invalid_url = 1,      ///< the text is no http or https URL
  invalid_request,      ///< a method, target, field name or value that may not be sent
  queue_full,           ///< too many requests wait for a connection
  closed,               ///< the client was destroyed or the server stopped
  resolve_failed,       ///< the host name has no address
  connect_failed,       ///< no address could be connected to
  proxy_failed,         ///< the proxy opened no tunnel; error::proxy_status() is what it answered
  tls_failed,           ///< the handshake failed, or the certificate is not to be trusted
  write_failed,         ///< the request could not be sent whole
  read_failed,          ///< the connection broke while the response was read
  no_response,          ///< the connection was closed before a byte of the response
  truncated,            ///< the connection was closed before the end of the response
  timed_out,            ///< a time limit or the request's deadline ran out
  bad_status_line,      ///< RFC 9112 4
  bad_field,            ///< RFC 9112 5: a field line that is malformed
  bad_content_length,   ///< RFC 9112 6.3: not one number
  bad_transfer_encoding,  ///< RFC 9112 6.1: anything but chunked, or beside a Content-Length, or in HTTP/1.0
  bad_chunk,            ///< RFC 9112 7.1
  bad_version,          ///< RFC 9112 2.3: not HTTP/1.x
  bad_request_line,     ///< RFC 9112 3
  bad_host,             ///< RFC 9112 3.2: a request without exactly one valid Host (in HTTP/1.0, with one that is not)
  unknown_coding,       ///< RFC 9112 6.1: a transfer coding other than chunked, which comes last
  unexpected_upgrade,   ///< 101 that nobody asked for
  head_too_large,       ///< limits::head_bytes
  target_too_long,      ///< limits::target_bytes
  too_many_fields,      ///< limits::fields
  body_too_large,       ///< limits::body_bytes
  chunk_too_large,      ///< limits::chunk_line_bytes or chunk_overhead_bytes: framing, not content
  too_many_interim,     ///< limits::interim
  listen_failed,        ///< a server cannot listen where it was told to
  too_many_redirects,   ///< request::redirects(), or the same place twice
  redirect_refused,     ///< to where no request may go, or with a body that cannot be sent again
  bad_coding,           ///< RFC 9110 8.4: not the one content coding that was asked for, or data that is none
  decoded_too_large,    ///< limits::decoded_bytes
};

/// The steps of an exchange, in order.
enum class phase { queue, resolve, connect, proxy, tls, write, head, body };

[[nodiscard]] constexpr std::string_view to_string(phase p) noexcept {
  constexpr std::string_view names[] = {"queue", "resolve", "connect", "proxy", "tls", "write", "head", "body"};
  return names[static_cast<std::size_t>(p)];
}

[[nodiscard]] constexpr std::string_view to_string(errc e) noexcept {
  switch (e) {
    case errc::invalid_url: return "not an http or https URL";
    case errc::invalid_request: return "the request may not be sent as it is";
    case errc::queue_full: return "too many requests wait for a connection";
    case errc::closed: return "closed";
    case errc::resolve_failed: return "the host name has no address";
    case errc::connect_failed: return "could not connect";
    case errc::proxy_failed: return "the proxy opened no tunnel";
    case errc::tls_failed: return "TLS failed";
    case errc::write_failed: return "the request could not be sent";
    case errc::read_failed: return "the connection broke";
    case errc::no_response: return "the connection was closed before a byte of the response";
    case errc::truncated: return "the connection was closed before the end of the response";
    case errc::timed_out: return "timed out";
    case errc::bad_status_line: return "malformed status line";
    case errc::bad_field: return "malformed field line";
    case errc::bad_content_length: return "malformed or contradictory Content-Length";
    case errc::bad_transfer_encoding: return "Transfer-Encoding that is not just chunked";
    case errc::bad_chunk: return "malformed chunk";
    case errc::bad_version: return "not HTTP/1.x";
    case errc::bad_request_line: return "malformed request line";
    case errc::bad_host: return "not exactly one valid Host field";
    case errc::unknown_coding: return "a transfer coding other than chunked";
    case errc::unexpected_upgrade: return "the server switched protocols unasked";
    case errc::head_too_large: return "the head is too large";
    case errc::target_too_long: return "the request target is too long";
    case errc::too_many_fields: return "too many fields";
    case errc::body_too_large: return "the body is too large";
    case errc::chunk_too_large: return "too much chunk framing";
    case errc::too_many_interim: return "too many interim responses";
    case errc::listen_failed: return "cannot listen";
    case errc::too_many_redirects: return "too many redirects";
    case errc::redirect_refused: return "a redirect that may not be followed";
    case errc::bad_coding: return "the body's content coding cannot be undone";
    case errc::decoded_too_large: return "the body is too large once it is decoded";
  }
  return "unknown error";
}

/// The category of http::errc.
[[nodiscard]] inline const std::error_category& category() noexcept {
  class http_category final : public std::error_category {
    [[nodiscard]] const char* name() const noexcept override { return "sheaf.http"; }
    [[nodiscard]] std::string message(int value) const override { return std::string(to_string(static_cast<errc>(value))); }
  };
  static const http_category instance;
  return instance;
}

[[nodiscard]] inline std::error_code make_error_code(errc e) noexcept { return {static_cast<int>(e), category()}; }

/// Thrown by everything in http but for a cancellation, which leaves as asio::system_error(operation_aborted).
/// what() is a sentence that names the origin and says what was tried; it holds no field values and no secrets.
class error : public std::system_error {
 public:
  /// Before anything was sent, and about no server: a URL or a request that is not one.
  error(http::errc e, const std::string& sentence) : error(e, http::phase::queue, {}, sentence, true) {}

  error(http::errc e, http::phase where, const std::string& origin, const std::string& sentence, bool retry_safe,
        int proxy_status = 0)
      : std::system_error(make_error_code(e)),
        text_(sentence),
        origin_(origin),
        where_(where),
        retry_safe_(retry_safe),
        proxy_status_(proxy_status) {}

  [[nodiscard]] const char* what() const noexcept override { return text_.what(); }
  [[nodiscard]] http::errc errc() const noexcept { return static_cast<http::errc>(code().value()); }
  [[nodiscard]] http::phase phase() const noexcept { return where_; }
  /// "https://host:port"; empty where no server was concerned.
  [[nodiscard]] std::string origin() const { return origin_.what(); }
  [[nodiscard]] bool timed_out() const noexcept { return errc() == http::errc::timed_out; }
  /// True when sending the request again cannot do anything twice: nothing of it had left, or it is idempotent and nothing
  /// of an answer came.
  [[nodiscard]] bool retry_safe() const noexcept { return retry_safe_; }
  /// What a proxy answered instead of opening a tunnel, as 407 where it wants credentials; 0 where it is not about that.
  [[nodiscard]] int proxy_status() const noexcept { return proxy_status_; }

 private:
  std::runtime_error text_;    // shared between copies, as an exception's strings should be
  std::runtime_error origin_;
  http::phase where_;
  bool retry_safe_;
  int proxy_status_;
};

}  // namespace http
}  // namespace v0
}  // namespace sheaf

template <>
struct std::is_error_code_enum<sheaf::http::errc> : std::true_type {};

#endif  // SHEAF_HTTP_ERROR_HPP
