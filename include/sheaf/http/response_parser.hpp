// SPDX-License-Identifier: MIT
//
// response_parser.hpp: bytes to a response, without I/O.

#ifndef SHEAF_HTTP_RESPONSE_PARSER_HPP
#define SHEAF_HTTP_RESPONSE_PARSER_HPP

#include <sheaf/http/detail/message_parser.hpp>
#include <sheaf/http/response.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {

/// Reads one response (and the interim ones before it), strictly:
///
///     while (parser.result() == parse_result::need_more) {
///       auto space = parser.prepare();
///       std::size_t n = read_some(space);            // 0: the peer has closed
///       n ? parser.commit(n) : parser.finish();
///     }
///     response r = parser.take();
///
/// Refused, because others read them another way: lines that end in anything but CR LF, folded lines, white space
/// before a colon, Content-Length beside Transfer-Encoding, signs or different numbers in it, any coding but one
/// `chunked`, codings in HTTP/1.0, an unasked 101. Body bytes are read where they will be parsed; nothing is
/// zero-filled.
class response_parser final : public detail::message_parser {
 public:
  /// `method` is the request's: it decides whether the answer has a body (RFC 9112 6.3).
  explicit response_parser(const http::limits& l = {}, std::string_view method = "GET")
      : message_parser(l, errc::bad_status_line) {
    set_method(method);
  }

  /// Begins with the response to the next request on the same connection.
  void reset(std::string_view method) {
    set_method(method);
    interim_ = 0;
    status_ = 0;
    start_over();
  }

  /// Of the last head that was complete enough to say so; 0 before that.
  [[nodiscard]] int status() const noexcept { return status_; }

  [[nodiscard]] const http::fields& fields() const noexcept { return head_fields(); }
  /// The response without its body, once its head is there. `from`: the URL of the request.
  [[nodiscard]] response head(http::url from = {}) const {
    return detail::response_access::make(status_, reason_, head_fields(), {}, std::move(from));
  }
  /// The response; once, after result() said done.
  [[nodiscard]] response take(http::url from = {}) {
    return detail::response_access::make(status_, std::move(reason_), take_fields(), take_body(), std::move(from));
  }

 private:
  void set_method(std::string_view method) noexcept {
    head_only_ = method == "HEAD";
    connect_ = method == "CONNECT";
  }

  [[nodiscard]] bool may_begin(std::string_view bytes) const override {
    constexpr std::string_view start = "HTTP/";
    return start.starts_with(bytes.substr(0, start.size()));
  }

  // "HTTP/1.1 200 OK" (RFC 9112 4). The space before an empty reason is often left out.
  errc start_line(std::string_view line) override {
    const auto version = detail::version_in(line.substr(0, 8), errc::bad_status_line);
    if (version.error != errc{}) return version.error;
    const std::string_view code = line.substr(8, 4);
    const std::string_view rest = line.substr(std::min<std::size_t>(12, line.size()));
    const bool form = code.size() == 4 && code[0] == ' ' && code[1] != '0' &&
                      std::all_of(code.begin() + 1, code.end(), detail::is_digit) && (rest.empty() || rest[0] == ' ') &&
                      detail::is_value(rest);
    if (!form) return errc::bad_status_line;
    minor_version_ = version.minor;
    status_ = (code[1] - '0') * 100 + (code[2] - '0') * 10 + (code[3] - '0');
    reason_ = rest.substr(std::min<std::size_t>(1, rest.size()));
    return {};
  }

  detail::framing head_complete(http::fields& f) override {
    if (status_ == 101) return detail::framing(errc::unexpected_upgrade);
    if (status_ < 200) {
      if (++interim_ > allowed().interim) return detail::framing(errc::too_many_interim);
      another_head();
      return {};
    }
    const bool tunnel = connect_ && status_ < 300;
    const detail::framing said = detail::framing_of(f, minor_version_, detail::framing::until_close);
    const bool doubtful = tunnel || said.error != errc{};
    set_persistent(!doubtful && detail::persists(f, minor_version_));
    if (head_only_ || tunnel || status_ == 204 || status_ == 304) return {};
    return said;
  }

  std::string reason_;
  std::size_t interim_ = 0;
  int status_ = 0;
  int minor_version_ = 1;
  bool head_only_ = false;
  bool connect_ = false;
};

}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_RESPONSE_PARSER_HPP
