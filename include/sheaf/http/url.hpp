// SPDX-License-Identifier: MIT
//
// url.hpp: http and https URLs: parsed strictly, resolved (RFC 3986), compared by origin, and percent-encoded.

#ifndef SHEAF_HTTP_URL_HPP
#define SHEAF_HTTP_URL_HPP

#include <sheaf/http/detail/authority.hpp>
#include <sheaf/http/detail/octets.hpp>
#include <sheaf/http/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {

/// `text` with everything but letters, digits and -._~ as %XX (RFC 3986 2.1): a query's name or value, a path's
/// segment.
[[nodiscard]] inline std::string percent_encode(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (detail::is(detail::unreserved_octets, c)) {
      out += c;
    } else {
      const auto u = static_cast<unsigned char>(c);
      ((out += '%') += hex[u >> 4]) += hex[u & 15];
    }
  }
  return out;
}

/// The octets that `text` stands for; a % that begins no %XX stays, and in a query `+` means a space.
[[nodiscard]] inline std::string percent_decode(std::string_view text, bool plus_is_space = false) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i != text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && detail::hex_value(text[i + 1]) >= 0 &&
        detail::hex_value(text[i + 2]) >= 0) {
      out += static_cast<char>(detail::hex_value(text[i + 1]) * 16 + detail::hex_value(text[i + 2]));
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

/// An absolute http or https URL that may be sent a request to. It holds no user information, zone or fragment, and no
/// octet that could end a request line.
class url {
 public:
  /// http://localhost/
  url() = default;

  /// Throws http::error(errc::invalid_url) with a sentence that quotes nothing but scheme and host.
  [[nodiscard]] static url parse(std::string_view text) {
    url out;
    const std::size_t colon = text.find("://");
    if (colon == std::string_view::npos) fail("no scheme: it should begin with http:// or https://");
    const std::string_view scheme = text.substr(0, colon);
    out.https_ = detail::equal_ignoring_case(scheme, "https");
    if (!out.https_ && !detail::equal_ignoring_case(scheme, "http")) fail("the scheme should be http or https");
    text.remove_prefix(colon + 3);
    const std::size_t authority = std::min(text.find_first_of("/?#"), text.size());
    out.set_authority(text.substr(0, authority));
    out.set_target(text.substr(authority));
    return out;
  }

  [[nodiscard]] std::string_view scheme() const noexcept { return https_ ? "https" : "http"; }
  /// In lower case; an IPv6 address in its shortest form, without brackets.
  [[nodiscard]] const std::string& host() const noexcept { return host_; }
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] bool is_https() const noexcept { return https_; }
  /// Path and query as they are sent: "/v2/images?limit=2".
  [[nodiscard]] const std::string& target() const noexcept { return target_; }
  [[nodiscard]] std::string_view path() const noexcept {
    return std::string_view(target_).substr(0, target_.find('?'));
  }
  /// What follows the `?`; empty where there is none.
  [[nodiscard]] std::string_view query() const noexcept {
    const std::size_t mark = target_.find('?');
    return mark == std::string::npos ? std::string_view() : std::string_view(target_).substr(mark + 1);
  }

  /// "host:port" as a Host field has it: the port only where it is not the scheme's own (RFC 9110 7.2).
  [[nodiscard]] std::string authority() const {
    const bool own = port_ == (is_https() ? 443 : 80);
    const std::string all = host_and_port();
    return own ? all.substr(0, all.rfind(':')) : all;
  }
  /// The same, always with its port.
  [[nodiscard]] std::string host_and_port() const { return detail::host_and_port(host_, port_); }
  /// "https://host:port", always with its port.
  [[nodiscard]] std::string origin() const { return std::string(scheme()) + "://" + host_and_port(); }
  [[nodiscard]] std::string to_string() const { return std::string(scheme()) + "://" + authority() + target_; }

  [[nodiscard]] friend bool same_origin(const url& a, const url& b) noexcept {
    return a.https_ == b.https_ && a.host_ == b.host_ && a.port_ == b.port_;
  }
  [[nodiscard]] friend bool operator==(const url&, const url&) = default;

  /// The same origin with another path and query.
  [[nodiscard]] url with_target(std::string_view path_and_query) const {
    url out = *this;
    out.set_target(path_and_query);
    return out;
  }

  /// What `reference` means on a page at this URL (RFC 3986 5.2). Throws as parse.
  [[nodiscard]] url resolve(std::string_view reference) const {
    const std::size_t end = reference.find_first_of(":/?#");
    if (end != std::string_view::npos && reference[end] == ':') return parse(reference).without_dots();
    if (reference.starts_with("//")) return parse(std::string(scheme()) + ":" + std::string(reference)).without_dots();
    reference = reference.substr(0, reference.find('#'));
    if (reference.empty()) return *this;
    if (reference[0] == '?') return with_target(std::string(path()).append(reference));
    if (reference[0] == '/') return with_target(reference).without_dots();
    return with_target(std::string(path().substr(0, path().rfind('/') + 1)).append(reference)).without_dots();
  }

 private:
  [[noreturn]] static void fail(const std::string& why) {
    throw error(errc::invalid_url, "not a URL to send a request to: " + why);
  }

  void set_authority(std::string_view text) {
    detail::authority parts = detail::read_authority(text);
    if (parts.fault) fail(parts.fault);
    host_ = std::move(parts.host);
    port_ = parts.port.value_or(is_https() ? 443 : 80);
  }

  void set_target(std::string_view text) {
    text = text.substr(0, text.find('#'));
    for (const char c : text) {
      if (!detail::is_target_octet(c) || c == '\\') {
        fail("path and query may hold visible ASCII without backslashes only; percent-encode the rest");
      }
    }
    target_ = text.empty() || text[0] != '/' ? "/" + std::string(text) : std::string(text);
  }

  // RFC 3986 5.2.4.
  [[nodiscard]] url without_dots() const {
    std::string clean;
    for (std::string_view rest = path(); !rest.empty();) {
      const std::size_t end = std::min(rest.find('/', 1), rest.size());
      const std::string_view segment = rest.substr(0, end);
      rest.remove_prefix(end);
      if (segment == "/..") clean.erase(std::min(clean.rfind('/'), clean.size()));
      if (segment != "/.." && segment != "/.") {
        clean += segment;
      } else if (rest.empty()) {
        clean += '/';
      }
    }
    url out = *this;
    out.target_ = clean.append(target_, path().size());
    return out;
  }

  std::string host_ = "localhost", target_ = "/";
  std::uint16_t port_ = 80;
  bool https_ = false;
};

}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_URL_HPP
