// SPDX-License-Identifier: MIT
//
// request_parser.hpp: bytes to requests, without I/O; what the server reads with.

#ifndef SHEAF_HTTP_REQUEST_PARSER_HPP
#define SHEAF_HTTP_REQUEST_PARSER_HPP

#include <sheaf/http/detail/authority.hpp>
#include <sheaf/http/detail/message_parser.hpp>
#include <sheaf/http/url.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {

/// Reads one request after another from a connection, as strictly as response_parser; start_next() keeps what was read
/// too far, so that pipelined requests come out one by one.
class request_parser final : public detail::message_parser {
 public:
  explicit request_parser(const http::limits& l = {}) : message_parser(l, errc::bad_request_line) {}

  [[nodiscard]] const std::string& method() const noexcept { return method_; }
  /// "/path?query", also where the request named a whole URL, whose host is then the Host field's, whatever that said
  /// (RFC 9112 3.2.2); "*" for OPTIONS, "host:port" for CONNECT.
  [[nodiscard]] const std::string& target() const noexcept { return target_; }
  [[nodiscard]] const http::fields& fields() const noexcept { return head_fields(); }
  /// The x of HTTP/1.x.
  [[nodiscard]] int minor_version() const noexcept { return minor_version_; }
  /// Whether the client lets the connection carry another request after this one.
  [[nodiscard]] bool persistent() const noexcept { return result() == parse_result::done && is_persistent(); }
  /// The client may be waiting for 100 before it sends the body (RFC 9110 10.1.1).
  [[nodiscard]] bool expects_continue() const {
    return head_done() && result() == parse_result::need_more && minor_version_ >= 1 && body_size() == 0 &&
           fields().lists("Expect", "100-continue");
  }

  [[nodiscard]] http::fields take_fields() noexcept { return message_parser::take_fields(); }
  [[nodiscard]] http::body take_body() { return message_parser::take_body(); }

  /// Begins with the next request, whose first bytes may be there.
  void start_next() {
    method_.clear();
    target_.clear();
    host_.clear();
    empty_line_ = false;
    start_over();
  }

  /// The status that tells a client what error() says (RFC 9110 15.5, RFC 6585 5).
  [[nodiscard]] int refusal() const noexcept {
    switch (error()) {
      case errc::body_too_large:
        return 413;
      case errc::target_too_long:
        return 414;
      case errc::head_too_large:
        // A method, a target, or fields (RFC 9112 3).
        if (!method_.empty()) return 431;
        return unread_line().find(' ') == std::string_view::npos ? 501 : 414;
      case errc::too_many_fields:
        return 431;
      case errc::unknown_coding:
        return 501;
      case errc::bad_version:
        return 505;
      default:
        return 400;
    }
  }

 private:
  // A TLS handshake sent to a plain port, say, is refused at its first byte.
  [[nodiscard]] bool may_begin(std::string_view bytes) const override {
    return bytes[0] == '\r' || detail::is(detail::token_octets, bytes[0]);
  }

  // "GET /path HTTP/1.1" (RFC 9112 3). One empty line before it is ignored (RFC 9112 2.2).
  errc start_line(std::string_view line) override {
    if (line.empty() && !std::exchange(empty_line_, true)) {
      another_head();
      return {};
    }
    const std::size_t first = std::min(line.find(' '), line.size());
    const std::size_t last = line.rfind(' ');
    const std::string_view method = line.substr(0, first);
    if (!detail::is_token(method) || last == std::string_view::npos || last == first) return errc::bad_request_line;
    const auto version = detail::version_in(line.substr(last + 1), errc::bad_request_line);
    if (version.error != errc{}) return version.error;
    const std::string_view target = line.substr(first + 1, last - first - 1);
    if (target.size() > allowed().target_bytes) return errc::target_too_long;
    if (!detail::is_target(target)) return errc::bad_request_line;
    method_ = method;
    minor_version_ = version.minor;
    return read_target(target);
  }

  // RFC 9112 3.2. The authority form belongs to CONNECT.
  errc read_target(std::string_view target) {
    if (method_ == "CONNECT") {
      const detail::authority to = detail::read_authority(target);
      if (to.fault || !to.port) return errc::bad_request_line;
    } else if (!target.starts_with('/') && (target != "*" || method_ != "OPTIONS")) {
      return read_whole_url(target);
    }
    target_ = target;
    return {};
  }

  // A server asked by OPTIONS for a URL without a path is asked about itself (RFC 9110 4.2.3).
  errc read_whole_url(std::string_view text) {
    try {
      const url whole = url::parse(text);
      const bool bare = text.find_first_of("/?", text.find("://") + 3) == std::string_view::npos;
      target_ = bare && method_ == "OPTIONS" ? "*" : whole.target();
      host_ = whole.authority();
      return {};
    } catch (const http::error&) {
      return errc::bad_request_line;
    }
  }

  detail::framing head_complete(http::fields& f) override {
    // RFC 9112 3.2: one Host that is one, and HTTP/1.1 must have it.
    std::size_t hosts = 0;
    std::string_view host;
    for (const auto field : f) {
      if (!detail::equal_ignoring_case(field.name, "Host")) continue;
      host = field.value;
      ++hosts;
    }
    if (hosts == 0 ? minor_version_ >= 1 : hosts > 1 || !detail::is_host_field(host)) return detail::framing(errc::bad_host);
    if (!host_.empty() && (hosts == 0 || host != host_)) f.set("Host", host_);
    set_persistent(detail::persists(f, minor_version_));
    return detail::framing_of(f, minor_version_, detail::framing::none);
  }

  std::string method_;
  std::string target_;
  std::string host_;  // of a whole URL
  int minor_version_ = 1;
  bool empty_line_ = false;
};

}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_REQUEST_PARSER_HPP
