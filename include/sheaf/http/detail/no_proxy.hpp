// SPDX-License-Identifier: MIT
//
// The hosts that are asked without a proxy: no_proxy's list, read as curl reads it.

#ifndef SHEAF_HTTP_DETAIL_NO_PROXY_HPP
#define SHEAF_HTTP_DETAIL_NO_PROXY_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/http/detail/octets.hpp>
#include <sheaf/http/url.hpp>

#include <asio/ip/address.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

// A host is listed by its name, by a domain it is in ("example.com" and ".example.com" mean both), by its address, or by a
// network ("10.0.0.0/8"); each may be followed by a port, which curl does not know and never matches. What is none of these
// matches nothing, as does a zone (CVE-2025-22870). "*" alone is every host.
class no_proxy {
 public:
  explicit no_proxy(std::string_view list = {}) : every_(list == "*") {
    constexpr std::string_view separators = " \t,";
    while (!list.empty()) {
      const std::size_t end = std::min(list.find_first_of(separators), list.size());
      if (auto one = read(list.substr(0, end))) entries_.push_back(std::move(*one));
      list.remove_prefix(std::min(end + 1, list.size()));
    }
  }

  [[nodiscard]] bool matches(const url& u) const {
    if (every_ || entries_.empty()) return every_;
    const std::optional<asio::ip::address> address = address_in(u.host());
    std::string_view name = u.host();
    if (name.ends_with('.')) name.remove_suffix(1);
    return std::any_of(entries_.begin(), entries_.end(), [&](const entry& e) {
      if (e.port != 0 && e.port != u.port()) return false;
      return address ? e.address && in_network(*address, *e.address, e.bits) : !e.address && in_domain(name, e.name);
    });
  }

 private:
  struct entry {
    std::string name;  // in lower case, without dots around it
    std::optional<asio::ip::address> address;
    std::size_t bits = 0;  // of the address that count
    std::uint16_t port = 0;  // any
  };

  static std::optional<asio::ip::address> address_in(std::string_view text) {
    if (text.find_first_of(std::string_view("%\0", 2)) != std::string_view::npos) return std::nullopt;
    asio::error_code error;
    const asio::ip::address found = asio::ip::make_address(std::string(text), error);
    return error ? std::nullopt : std::optional(found);
  }

  static std::optional<entry> read(std::string_view text) {
    entry e;
    std::string_view rest;  // ":port", behind an address also "/bits"
    if (text.starts_with('[')) {
      const std::size_t close = text.find(']');
      if (close == std::string_view::npos) return std::nullopt;
      rest = text.substr(close + 1);
      text = text.substr(1, close - 1);
    } else if (std::count(text.begin(), text.end(), ':') == 1) {
      rest = text.substr(text.find(':'));
      text = text.substr(0, text.find(':'));
    }
    if (rest.starts_with(':')) {
      const auto number = decimal(rest.substr(1));
      if (!number || *number == 0 || *number > 65535) return std::nullopt;
      e.port = static_cast<std::uint16_t>(*number);
      rest = {};
    }
    if (const std::size_t slash = text.find('/'); slash != std::string_view::npos && rest.empty()) {
      rest = text.substr(slash);
      text = text.substr(0, slash);
    }
    e.address = address_in(text);
    if (e.address) {
      const std::size_t most = e.address->is_v4() ? 32 : 128;
      const auto bits = rest.empty() ? most : decimal(rest.substr(1)).value_or(0);
      if (bits == 0 || bits > most || (!rest.empty() && rest[0] != '/')) return std::nullopt;
      e.bits = static_cast<std::size_t>(bits);
      return e;
    }
    if (!rest.empty()) return std::nullopt;
    if (text.ends_with('.')) text.remove_suffix(1);
    if (text.starts_with('.')) text.remove_prefix(1);
    if (text.empty()) return std::nullopt;
    e.name = lowered(text);
    return e;
  }

  static bool in_domain(std::string_view name, std::string_view domain) {
    if (!name.ends_with(domain)) return false;
    return name.size() == domain.size() || name[name.size() - domain.size() - 1] == '.';
  }

  static bool in_network(const asio::ip::address& a, const asio::ip::address& network, std::size_t bits) {
    if (a.is_v4() != network.is_v4()) return false;
    return a.is_v4() ? same_bits(a.to_v4().to_bytes(), network.to_v4().to_bytes(), bits)
                     : same_bits(a.to_v6().to_bytes(), network.to_v6().to_bytes(), bits);
  }

  template <class Bytes>
  static bool same_bits(const Bytes& a, const Bytes& b, std::size_t bits) {
    const std::size_t whole = bits / 8;
    if (!std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(whole), b.begin())) return false;
    return bits % 8 == 0 || ((a[whole] ^ b[whole]) >> (8 - bits % 8)) == 0;
  }

  bool every_;
  std::vector<entry> entries_;
};

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_NO_PROXY_HPP
