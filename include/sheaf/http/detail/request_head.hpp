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

// What a client says of itself in every request that does not say it for itself, written once.
struct own_lines {
  own_lines(std::string_view user_agent, std::string_view coding)
      : agent(user_agent.empty() ? std::string() : line("User-Agent", user_agent)),
        accept(line("Accept-Encoding", coding)),  // a server may choose any where it is not told (RFC 9110 12.5.3)
        both(agent + accept) {}

  static std::string line(std::string_view name, std::string_view value) {
    return std::string(name).append(": ").append(value).append("\r\n");
  }

  std::string agent;
  std::string accept;
  std::string both;
};

// Given a proxy that is to forward it, the request says where to (RFC 9112 3.2.2), and as whom the proxy is asked.
template <class String>
void write_head(String& out, const request& r, std::string_view host, const own_lines& own, const proxy* forwarder) {
  const auto put = [&out](std::string_view text) { out.append(text.data(), text.size()); };
  const auto line = [&put](std::string_view name, std::string_view value) {
    put(name);
    put(": ");
    put(value);
    put("\r\n");
  };
  constexpr std::size_t others = 128;  // all but what is counted beside it
  std::size_t size = others + r.url().target().size() + host.size() + own.both.size();
  for (const auto [name, value] : r.fields()) size += name.size() + value.size() + 4;
  if (r.body().size() <= small_body) size += r.body().size();
  out.reserve(size);
  put(r.method());
  out += ' ';
  if (forwarder) {
    out.append(r.url().to_string());
  } else {
    put(r.url().target());
  }
  put(" HTTP/1.1\r\nHost: ");
  put(host);
  put("\r\n");
  if (forwarder && !forwarder->authorization().empty()) line("Proxy-Authorization", forwarder->authorization());
  if (r.fields().empty()) {
    put(own.both);
  } else {
    if (!r.fields().get("User-Agent")) put(own.agent);
    if (!r.fields().get("Accept-Encoding")) put(own.accept);
  }
  // A body is announced even when it is empty where the method usually has one (RFC 9110 8.6).
  const std::string_view method = r.method();
  if (r.source() && !r.source()->size()) {
    line("Transfer-Encoding", "chunked");
  } else if (r.source() || !r.body().empty() || method == "POST" || method == "PUT" || method == "PATCH") {
    put("Content-Length: ");
    write_number(out, r.source() ? *r.source()->size() : r.body().size());
    put("\r\n");
  }
  for (const auto [name, value] : r.fields()) line(name, value);
  put("\r\n");
  if (!r.body().empty() && r.body().size() <= small_body) put(r.body());
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
