// SPDX-License-Identifier: MIT
//
// proxy.hpp: which requests go through which proxy, and as whom it is asked.
//
//   proxy     where one is, and the credentials it wants
//   proxies   one for http, one for https, and the hosts that need none; also as the environment has it

#ifndef SHEAF_HTTP_PROXY_HPP
#define SHEAF_HTTP_PROXY_HPP

#include <sheaf/http/detail/authority.hpp>
#include <sheaf/http/detail/no_proxy.hpp>
#include <sheaf/http/detail/octets.hpp>
#include <sheaf/http/error.hpp>
#include <sheaf/http/url.hpp>

#include <openssl/evp.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {

/// An HTTP proxy that is reached without TLS. Its credentials go to it alone, and no text of the library shows them.
class proxy {
 public:
  /// "http://user:password@proxy.example:3128". As curl has it, scheme and credentials may be missing, these are
  /// percent-encoded, and a port that is missing is 1080. Throws http::error(errc::invalid_url), which does not quote `text`:
  /// for what is malformed, and for proxies that want TLS or SOCKS, which are not supported.
  [[nodiscard]] static proxy parse(std::string_view text) {
    if (const std::size_t colon = text.find("://"); colon != std::string_view::npos) {
      const std::string scheme = detail::lowered(text.substr(0, colon));
      if (scheme == "https") fail("TLS to the proxy itself is not supported; the scheme should be http");
      if (scheme != "http") fail("the scheme should be http; SOCKS is not supported");
      text.remove_prefix(colon + 3);
    }
    if (text.ends_with('/')) text.remove_suffix(1);
    if (text.find_first_of("/?#\\") != std::string_view::npos) {
      fail("nothing may follow the port; in a user name or password, percent-encode what is no letter or digit");
    }
    const std::size_t at = text.find('@');
    std::string_view credentials;
    if (at != std::string_view::npos) {
      credentials = text.substr(0, at);
      text.remove_prefix(at + 1);
    }
    if (text.find('@') != std::string_view::npos) fail("an @ in a user name or password is written as %40");
    const detail::authority where = detail::read_authority(text);
    if (where.fault) fail(where.fault);
    proxy out;
    out.host_ = where.host;
    out.port_ = where.port.value_or(1080);
    if (credentials.empty()) return out;
    const std::size_t colon = std::min(credentials.find(':'), credentials.size());
    const std::string_view password = credentials.substr(std::min(colon + 1, credentials.size()));
    return out.credentials(percent_decode(credentials.substr(0, colon)), percent_decode(password));
  }

  /// This proxy, asked as this user (RFC 7617). Throws http::error(errc::invalid_url) for control characters, and a colon in
  /// the name: the scheme has no place for them.
  [[nodiscard]] proxy credentials(std::string_view user, std::string_view password) const {
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    if (user.find(':') != std::string_view::npos) fail("the user name may hold no colon");
    if (std::any_of(user.begin(), user.end(), control) || std::any_of(password.begin(), password.end(), control)) {
      fail("user name and password may hold no control characters");
    }
    const std::string plain = std::string(user).append(":").append(password);
    if (plain.size() > 4096) fail("user name and password are longer than 4096 octets");
    std::string coded(4 * ((plain.size() + 2) / 3) + 1, '\0');
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(coded.data()),
                                     reinterpret_cast<const unsigned char*>(plain.data()), static_cast<int>(plain.size()));
    coded.resize(static_cast<std::size_t>(size));
    proxy copy = *this;
    copy.authorization_ = "Basic " + coded;
    return copy;
  }

  /// In lower case; an IPv6 address without brackets.
  [[nodiscard]] const std::string& host() const noexcept { return host_; }
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  /// "proxy.example:3128", fit to be printed.
  [[nodiscard]] std::string to_string() const { return detail::host_and_port(host_, port_); }
  /// The value of the Proxy-Authorization field, a secret; empty where there are no credentials.
  [[nodiscard]] const std::string& authorization() const noexcept { return authorization_; }

  [[nodiscard]] friend bool operator==(const proxy&, const proxy&) = default;

 private:
  proxy() = default;

  [[noreturn]] static void fail(const std::string& why) { throw error(errc::invalid_url, "not a proxy's URL: " + why); }

  std::string host_, authorization_;
  std::uint16_t port_ = 0;
};

/// Which proxy a request goes through, if any. Each setter gives a changed copy:
///
///     http::client_options().proxies(http::proxies(http::proxy::parse("proxy.example:3128")).except("localhost, .internal"))
///     http::client_options().proxies(http::proxies::from_environment())
///
/// A plain http request is sent to the proxy whole; for https the proxy is asked for a tunnel (CONNECT), through which TLS
/// reaches to the origin, so that the proxy sees its name and nothing else.
class proxies {
 public:
  /// Where variables come from: the environment, or a test's own.
  using getter = std::function<std::optional<std::string>(const std::string& name)>;

  /// No request goes through one.
  proxies() {}
  /// All do.
  proxies(const proxy& p) : http_(p), https_(p) {}  // NOLINT(google-explicit-constructor): one proxy is the usual case

  [[nodiscard]] proxies for_http(proxy p) const {
    proxies copy = *this;
    copy.http_ = std::move(p);
    return copy;
  }
  [[nodiscard]] proxies for_https(proxy p) const {
    proxies copy = *this;
    copy.https_ = std::move(p);
    return copy;
  }
  /// Hosts that need none, as the variable no_proxy has them: "localhost, example.com, 10.0.0.0/8, [2001:db8::]/32", with
  /// commas or blanks between. A name means the domains below it as well, "host:port" that port only, "*" alone every host.
  [[nodiscard]] proxies except(std::string_view list) const {
    proxies copy = *this;
    copy.none_for_ = detail::no_proxy(list);
    return copy;
  }

  /// As curl reads the environment: http_proxy (in lower case only: a web server's CGI programs get HTTP_PROXY from whoever
  /// sends a field Proxy), https_proxy or HTTPS_PROXY, all_proxy or ALL_PROXY for what these leave open, no_proxy or NO_PROXY;
  /// an empty one counts as not set. Nothing else in the library looks there. Throws as proxy::parse and names the variable.
  [[nodiscard]] static proxies from_environment() {
    return from([](const std::string& name) -> std::optional<std::string> {
      const char* value = std::getenv(name.c_str());
      return value ? std::optional<std::string>(value) : std::nullopt;
    });
  }
  /// As from_environment, with variables from elsewhere.
  [[nodiscard]] static proxies from(const getter& variable) {
    const auto read = [&](std::initializer_list<const char*> names) -> std::optional<proxy> {
      const auto [name, value] = first_of(variable, names);
      if (value.empty()) return std::nullopt;
      try {
        return proxy::parse(value);
      } catch (const error& e) {
        throw error(errc::invalid_url, name + " is " + e.what());
      }
    };
    proxies out;
    out.http_ = read({"http_proxy", "all_proxy", "ALL_PROXY"});
    out.https_ = read({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
    return out.except(first_of(variable, {"no_proxy", "NO_PROXY"}).second);
  }

  /// The proxy for requests to this URL; null: none. Lives as long as this object.
  [[nodiscard]] const proxy* for_url(const url& u) const {
    const std::optional<proxy>& one = u.is_https() ? https_ : http_;
    return one && !none_for_.matches(u) ? &*one : nullptr;
  }

 private:
  // The first variable that is set to something, and to what.
  static std::pair<std::string, std::string> first_of(const getter& variable, std::initializer_list<const char*> names) {
    for (const char* const name : names) {
      if (auto value = variable(name); value && !value->empty()) return {name, std::move(*value)};
    }
    return {};
  }

  std::optional<proxy> http_, https_;
  detail::no_proxy none_for_;
};

}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_PROXY_HPP
