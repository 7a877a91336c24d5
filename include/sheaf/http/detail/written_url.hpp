// SPDX-License-Identifier: MIT
//
// Parts of a URL written behind a text that is there already, so that a request on its way costs no strings.

#ifndef SHEAF_HTTP_DETAIL_WRITTEN_URL_HPP
#define SHEAF_HTTP_DETAIL_WRITTEN_URL_HPP

#include <sheaf/http/url.hpp>

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

template <class String>
void write_number(String& out, std::uint64_t number) {
  char digits[20];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

// "nova", "[::1]"
template <class String>
void write_host(String& out, const url& u) {
  const bool brackets = u.host().find(':') != std::string::npos;
  if (brackets) out.append("[");
  out.append(u.host());
  if (brackets) out.append("]");
}

// url::origin()
template <class String>
void write_origin(String& out, const url& u) {
  out.append(u.is_https() ? "https://" : "http://");
  write_host(out, u);
  char port[] = ":65535";
  out.append(port, std::to_chars(port + 1, port + sizeof port, u.port()).ptr);
}

// url::authority(), cut out of it.
inline std::string_view authority_in(std::string_view origin, const url& u) {
  const std::string_view place = origin.substr(u.scheme().size() + std::string_view("://").size());
  return u.port() == (u.is_https() ? 443 : 80) ? place.substr(0, place.rfind(':')) : place;
}

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_WRITTEN_URL_HPP
