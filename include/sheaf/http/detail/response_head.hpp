// SPDX-License-Identifier: MIT
//
// An answer's head as bytes (RFC 9112 4, RFC 9110 6.6.1).

#ifndef SHEAF_HTTP_DETAIL_RESPONSE_HEAD_HPP
#define SHEAF_HTTP_DETAIL_RESPONSE_HEAD_HPP

#include <sheaf/http/server_message.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

constexpr std::string_view reason_of(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    default: return "";
  }
}

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 5.6.7), in no locale but this one.
inline std::string imf_date(std::chrono::system_clock::time_point when) {
  using namespace std::chrono;
  constexpr std::string_view days = "SunMonTueWedThuFriSat";
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const auto day = floor<std::chrono::days>(when);
  const year_month_day date(day);
  const hh_mm_ss time(floor<seconds>(when - day));
  std::string out;
  const auto two = [&out](auto n) {
    out += static_cast<char>('0' + n / 10);
    out += static_cast<char>('0' + n % 10);
  };
  out.append(days.substr(weekday(day).c_encoding() * 3, 3)).append(", ");
  two(static_cast<unsigned>(date.day()));
  out.append(" ").append(months.substr((static_cast<unsigned>(date.month()) - 1) * 3, 3)).append(" ");
  out.append(std::to_string(static_cast<int>(date.year()))).append(" ");
  two(time.hours().count());
  out += ':';
  two(time.minutes().count());
  out += ':';
  two(time.seconds().count());
  return out.append(" GMT");
}

/// `minor_version`: the request's. `persist`: whether the connection stays open behind this answer.
inline std::string serialize_head(const server_response& answer, int minor_version, bool persist,
                                  std::chrono::system_clock::time_point now) {
  const std::string status = std::to_string(answer.status());
  std::string out;
  out.reserve(256);
  const auto line = [&out](std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
  };
  out.append("HTTP/1.1 ").append(status).append(" ").append(reason_of(answer.status())).append("\r\n");
  line("Date", imf_date(now));
  // RFC 9110 8.6: not with 204; and a 304 has none of its own.
  if (answer.status() != 204 && answer.status() != 304) line("Content-Length", std::to_string(answer.body().size()));
  if (!persist) {
    line("Connection", "close");
  } else if (minor_version == 0) {
    line("Connection", "keep-alive");
  }
  for (const auto [name, value] : answer.fields()) line(name, value);
  return out.append("\r\n");
}

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_RESPONSE_HEAD_HPP
