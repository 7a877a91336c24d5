// SPDX-License-Identifier: MIT
//
// The character classes of RFC 9110 and RFC 3986, and comparison without regard to case.

#ifndef SHEAF_HTTP_DETAIL_OCTETS_HPP
#define SHEAF_HTTP_DETAIL_OCTETS_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

constexpr std::array<bool, 256> octets(std::string_view listed) {
  std::array<bool, 256> set{};
  for (const char c : listed) set[static_cast<unsigned char>(c)] = true;
  for (unsigned c = '0'; c <= '9'; ++c) set[c] = true;
  for (unsigned c = 'A'; c <= 'Z'; ++c) set[c] = set[c | 0x20] = true;
  return set;
}

inline constexpr auto token_octets = octets("!#$%&'*+-.^_`|~");     // RFC 9110 5.6.2
inline constexpr auto unreserved_octets = octets("-._~");           // RFC 3986 2.3
inline constexpr auto reg_name_octets = octets("-._~!$&'()*+,;=");  // RFC 3986 3.2.2, but for %XX

constexpr bool is(const std::array<bool, 256>& set, char c) { return set[static_cast<unsigned char>(c)]; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
/// A field value may hold visible octets, space, tab and obs-text (RFC 9110 5.5).
constexpr bool is_value_octet(char c) {
  const auto u = static_cast<unsigned char>(c);
  return (u >= 0x20 && u != 0x7f) || u == '\t';
}
/// What a request target may hold: visible ASCII (RFC 9112 3.2 is narrower; servers' own links are not).
constexpr bool is_target_octet(char c) {
  const auto u = static_cast<unsigned char>(c);
  return u > 0x20 && u < 0x7f && c != '#';
}
constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

constexpr bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return is(token_octets, c); });
}
// Eight octets at once where none of them is a tab or worse.
inline bool is_value(std::string_view text) {
  const auto each = [](std::string_view some) { return std::all_of(some.begin(), some.end(), is_value_octet); };
  constexpr std::uint64_t ones = 0x0101010101010101, tops = 0x80 * ones;
  while (text.size() >= sizeof ones) {
    std::uint64_t word;
    std::memcpy(&word, text.data(), sizeof word);
    const std::uint64_t without_tops = word & ~tops;
    const std::uint64_t from_space = without_tops + (0x80 - 0x20) * ones;  // top set: 0x20 or more, the octet's own top aside
    const std::uint64_t from_delete = without_tops + ones;                 // top set: 0x7f
    const bool plain = (((from_space & ~from_delete) | word) & tops) == tops;
    if (!plain && !each(text.substr(0, sizeof word))) return false;
    text.remove_prefix(sizeof word);
  }
  return each(text);
}
constexpr bool is_target(std::string_view text) {
  bool valid = true;
  for (const char c : text) valid &= is_target_octet(c);
  return valid;
}
// Most are written as everybody writes them.
constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  return a == b || std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}
constexpr std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}
inline std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

/// Digits only, at most 2^63 - 1.
constexpr std::optional<std::uint64_t> decimal(std::string_view text) {
  constexpr std::uint64_t most = ~std::uint64_t{0} >> 1;
  std::uint64_t value = 0;
  for (const char c : text) {
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (!is_digit(c) || value > (most - digit) / 10) return std::nullopt;
    value = value * 10 + digit;
  }
  return text.empty() ? std::nullopt : std::optional(value);
}

/// Calls f with each member of a comma-separated list (RFC 9110 5.6.1), empty ones left out.
template <class F>
constexpr void for_each_member(std::string_view list, F f) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    if (const auto member = trimmed(list.substr(0, comma)); !member.empty()) f(member);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
}

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_OCTETS_HPP
