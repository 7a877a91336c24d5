// SPDX-License-Identifier: MIT
//
// "host:port" taken apart and made canonical (RFC 3986 3.2), so that one server has one spelling.

#ifndef SHEAF_HTTP_DETAIL_AUTHORITY_HPP
#define SHEAF_HTTP_DETAIL_AUTHORITY_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/http/detail/octets.hpp>

#include <asio/ip/address_v4.hpp>
#include <asio/ip/address_v6.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

struct authority {
  const char* fault = nullptr;  // why it is none, or null
  std::string host;             // in lower case, an IPv6 address without brackets
  std::optional<std::uint16_t> port;
};

/// Whether a resolver would read the name as an IPv4 address in one of inet_aton's forms, "127.1" or "0x7f000001".
inline bool reads_as_ipv4(std::string_view name) {
  const std::string_view last = name.substr(name.rfind('.') + 1);  // npos + 1 is 0
  if (last.starts_with("0x")) return last.find_first_not_of("0123456789abcdef", 2) == std::string_view::npos;
  return !last.empty() && last.find_first_not_of("0123456789") == std::string_view::npos;
}

/// What is wrong with a name in lower case (RFC 1123 2.1, with the underscores that containers have), or null.
inline const char* fault_of_name(std::string_view name) {
  if (name.empty()) return "there is no host";
  for (const char c : name) {
    if (!is(unreserved_octets, c) || c == '~') return "the host may hold letters, digits, '-', '.' and '_' only";
  }
  const std::string_view whole = name;
  if (name.ends_with('.')) name.remove_suffix(1);
  if (reads_as_ipv4(name)) {
    asio::error_code error;
    asio::ip::make_address_v4(std::string(whole), error);
    return error ? "the host reads as an IPv4 address and is not written as one" : nullptr;
  }
  if (name.size() > 253) return "the host is longer than 253 characters";
  std::size_t label = 0;
  for (const char c : name) {
    if (c == '.' && label == 0) return "a part of the host is empty";
    label = c == '.' ? 0 : label + 1;
    if (label > 63) return "a part of the host is longer than 63 characters";
  }
  return label == 0 ? "a part of the host is empty" : nullptr;
}

inline authority read_authority(std::string_view text) {
  authority out;
  if (text.find('@') != std::string_view::npos) {
    out.fault = "user information in it is refused; send credentials in a field";
    return out;
  }
  std::string_view port;
  if (text.starts_with('[')) {
    const std::size_t close = std::min(text.find(']'), text.size());
    const std::string_view inside = text.substr(1, close - 1);
    port = text.substr(std::min(close + 1, text.size()));
    asio::error_code error;
    out.host = asio::ip::make_address_v6(std::string(inside), error).to_string();
    if (error || close == text.size() || inside.find_first_of(std::string_view("%\0", 2)) != std::string_view::npos) {
      out.fault = "the address in brackets is no IPv6 address (zones are refused)";
    } else if (!port.empty() && port[0] != ':') {
      out.fault = "something other than a port is behind the host";
    }
  } else {
    const std::size_t colon = std::min(text.find(':'), text.size());
    out.host = lowered(text.substr(0, colon));
    out.fault = fault_of_name(out.host);
    port = text.substr(colon);
  }
  if (!out.fault && port.size() > 1) {  // a colon alone is no port (RFC 3986 3.2.3)
    const auto number = decimal(port.substr(1));
    if (!number || *number == 0 || *number > 65535) {
      out.fault = "the port should be a number from 1 to 65535";
    } else {
      out.port = static_cast<std::uint16_t>(*number);
    }
  }
  return out;
}

/// Whether a Host field may say so: uri-host [":" port] and nothing, as RFC 9112 3.2 has it, which is wider than what
/// can be connected to.
inline bool is_host_field(std::string_view text) {
  std::size_t end = 0;
  if (text.starts_with('[')) {
    end = std::min(text.find(']'), text.size() - 1) + 1;
    asio::error_code error;
    const std::string_view inside = text.substr(1, end - 2);
    if (end < 2 || text[end - 1] != ']' || inside.find('%') != std::string_view::npos) return false;
    asio::ip::make_address_v6(std::string(inside), error);
    if (error) return false;
  } else {
    for (; end != text.size() && text[end] != ':'; ++end) {
      if (is(reg_name_octets, text[end])) continue;
      const bool encoded = text[end] == '%' && text.size() - end >= 3 && hex_value(text[end + 1]) >= 0 &&
                           hex_value(text[end + 2]) >= 0;
      if (!encoded) return false;
      end += 2;
    }
  }
  if (end == text.size()) return true;
  const std::string_view port = text.substr(end + 1);
  return text[end] == ':' && std::all_of(port.begin(), port.end(), is_digit);
}

/// "host:port", an IPv6 address in brackets.
inline std::string host_and_port(const std::string& host, std::uint16_t port) {
  const bool brackets = host.find(':') != std::string::npos;
  return (brackets ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_AUTHORITY_HPP
