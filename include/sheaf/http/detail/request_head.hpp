// SPDX-License-Identifier: MIT
//
// A request's bytes: the head and, where it is small, the body in one buffer, so that one write sends them.

#ifndef SHEAF_HTTP_DETAIL_REQUEST_HEAD_HPP
#define SHEAF_HTTP_DETAIL_REQUEST_HEAD_HPP

#include <sheaf/http/detail/written_url.hpp>
#include <sheaf/http/proxy.hpp>
#include <sheaf/http/request.hpp>
#include <sheaf/http/url.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

// A body up to this size travels with the head; copying it costs less than a second write.
inline constexpr std::size_t small_body = 4096;

// Given a proxy that is to forward it, the request says where to (RFC 9112 3.2.2), and as whom the proxy is asked.
template <class String>
void write_head(String& out, const request& r, std::string_view user_agent, std::string_view coding, const proxy* forwarder) {
  const auto put = [&out](std::string_view text) { out.append(text.data(), text.size()); };
  const auto line = [&put](std::string_view name, std::string_view value) {
    put(name);
    put(": ");
    put(value);
    put("\r\n");
  };
  constexpr std::size_t own_fields = 256;  // all but what is counted beside it
  std::size_t size = own_fields + r.url().target().size() + user_agent.size();
  for (const auto [name, value] : r.fields()) size += name.size() + value.size() + 4;
  if (r.body().size() <= small_body) size += r.body().size();
  out.reserve(size);
  put(r.method());
  put(" ");
  if (forwarder) {
    out.append(r.url().to_string());
  } else {
    put(r.url().target());
  }
  put(" HTTP/1.1\r\nHost: ");
  write_authority(out, r.url());
  put("\r\n");
  if (forwarder && !forwarder->authorization().empty()) line("Proxy-Authorization", forwarder->authorization());
  if (!user_agent.empty() && !r.fields().get("User-Agent")) line("User-Agent", user_agent);
  // A server may choose any coding where it is not told (RFC 9110 12.5.3).
  if (!r.fields().get("Accept-Encoding")) line("Accept-Encoding", coding);
  // A body is announced even when it is empty where the method usually has one (RFC 9110 8.6).
  if (r.source() && !r.source()->size()) {
    line("Transfer-Encoding", "chunked");
  } else if (r.source() || !r.body().empty() || r.method() == "POST" || r.method() == "PUT" || r.method() == "PATCH") {
    put("Content-Length: ");
    write_number(out, r.source() ? *r.source()->size() : r.body().size());
    put("\r\n");
  }
  for (const auto [name, value] : r.fields()) line(name, value);
  put("\r\n");
  if (r.body().size() <= small_body) put(r.body());
}

// What asks a proxy for a tunnel to the URL's origin. Nothing of the request is in it.
inline std::string serialize_connect(const url& to, const proxy& by, std::string_view user_agent) {
  const std::string place = to.host_and_port();
  std::string out = "CONNECT " + place + " HTTP/1.1\r\nHost: " + place + "\r\n";
  if (!user_agent.empty()) out.append("User-Agent: ").append(user_agent).append("\r\n");
  if (!by.authorization().empty()) out += "Proxy-Authorization: " + by.authorization() + "\r\n";
  return out += "\r\n";
}

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_REQUEST_HEAD_HPP
