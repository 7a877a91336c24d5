// SPDX-License-Identifier: MIT
//
// One line of a message, taken apart: field lines, chunk sizes, the version in a start line (RFC 9112), a Keep-Alive field.

#ifndef SHEAF_HTTP_DETAIL_LINES_HPP
#define SHEAF_HTTP_DETAIL_LINES_HPP

#include <sheaf/http/detail/octets.hpp>
#include <sheaf/http/error.hpp>
#include <sheaf/http/fields.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

/// "Name: value", places relative to the line's begin (RFC 9112 5). No blank may stand before the name, which would be
/// a folded line, nor before the colon.
inline std::optional<fields::place> field_in(std::string_view line) {
  std::size_t colon = 0;
  while (colon != line.size() && is(token_octets, line[colon])) ++colon;
  if (colon == 0 || colon == line.size() || line[colon] != ':') return std::nullopt;
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (!is_value(value)) return std::nullopt;
  return fields::place{0, colon, static_cast<std::size_t>(value.data() - line.data()), value.size()};
}

/// "1a;name=value": the size; extensions are skipped, but may hold nothing that could end a line elsewhere (RFC
/// 9112 7.1).
inline std::optional<std::uint64_t> chunk_size_in(std::string_view line) {
  std::uint64_t size = 0;
  std::size_t digits = 0;
  for (; digits != line.size() && hex_value(line[digits]) >= 0; ++digits) {
    if (digits == 16) return std::nullopt;
    size = size << 4 | static_cast<std::uint64_t>(hex_value(line[digits]));
  }
  const std::string_view extensions = line.substr(digits);
  if (digits == 0 || !is_value(extensions)) return std::nullopt;
  if (!extensions.empty() && !trimmed(extensions).starts_with(';')) return std::nullopt;
  return size;
}

/// "HTTP/1.x": the x. Otherwise bad_version where it is HTTP of another kind, and `malformed` where it is no HTTP at
/// all.
struct version {
  int minor = 0;
  errc error{};
};
inline version version_in(std::string_view text, errc malformed) {
  const bool form =
      text.size() == 8 && text.starts_with("HTTP/") && is_digit(text[5]) && text[6] == '.' && is_digit(text[7]);
  if (form && text[5] == '1') return {text[7] - '0', {}};
  return {0, form || text.starts_with("HTTP/2") || text.starts_with("HTTP/3") ? errc::bad_version : malformed};
}

/// "timeout=5, max=100" of a Keep-Alive field: how long the server says it keeps an idle connection; zero where it does not.
inline std::chrono::seconds announced_lifetime(std::string_view keep_alive) {
  constexpr std::string_view name = "timeout=";
  const std::size_t at = keep_alive.find(name);
  if (at == std::string_view::npos) return {};
  const std::string_view digits = keep_alive.substr(at + name.size());
  std::int32_t seconds = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  return std::chrono::seconds(std::max(seconds, 0));
}

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_LINES_HPP
