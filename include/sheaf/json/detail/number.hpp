// SPDX-License-Identifier: MIT
//
// Numbers as JSON writes them (RFC 8259 6), and their exact value where it is a whole one.

#ifndef SHEAF_JSON_DETAIL_NUMBER_HPP
#define SHEAF_JSON_DETAIL_NUMBER_HPP

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <system_error>

namespace sheaf {
inline namespace v0 {
namespace json {
namespace detail {

struct number_parts {
  bool valid = false;
  bool negative = false;
  std::string_view whole, fraction, exponent;  // digits; the exponent's with its sign
};

inline number_parts split_number(std::string_view text) {
  number_parts out;
  const auto skip = [&](std::string_view any) {
    const bool there = !text.empty() && any.find(text[0]) != any.npos;
    if (there) text.remove_prefix(1);
    return there;
  };
  const auto digits = [&] {
    std::size_t n = 0;
    while (n != text.size() && text[n] >= '0' && text[n] <= '9') ++n;
    const std::string_view found = text.substr(0, n);
    text.remove_prefix(n);
    return found;
  };
  out.negative = skip("-");
  out.whole = digits();
  if (out.whole.empty() || (out.whole[0] == '0' && out.whole.size() > 1)) return out;
  if (skip(".") && (out.fraction = digits()).empty()) return out;
  if (skip("eE")) {
    const std::string_view all = text;
    const bool sign = skip("+-");
    const std::size_t n = digits().size();
    if (n == 0) return out;
    out.exponent = all.substr(0, n + (sign ? 1u : 0u));
  }
  out.valid = text.empty();
  return out;
}

enum class whole_kind { whole, fractional, too_large };
struct whole_number {
  whole_kind kind;
  std::uint64_t magnitude = 0;
};

/// The magnitude of a valid number, in decimal arithmetic: 1.50e1 is 15, and 9007199254740993.0 loses nothing.
inline whole_number whole_of(const number_parts& number) {
  std::size_t last = number.fraction.size();
  while (last != 0 && number.fraction[last - 1] == '0') --last;
  const std::string_view fraction = number.fraction.substr(0, last);
  const auto digit = [&](std::size_t i) {
    return static_cast<unsigned>((i < number.whole.size() ? number.whole[i] : fraction[i - number.whole.size()]) - '0');
  };
  std::size_t first = 0, count = number.whole.size() + fraction.size();
  while (first != count && digit(first) == 0) ++first;
  if (first == count) return {whole_kind::whole};

  std::string_view exponent = number.exponent;
  const bool small = exponent.starts_with('-');
  if (small || exponent.starts_with('+')) exponent.remove_prefix(1);
  std::int64_t scale = 0;  // no text is so long that more digits of an exponent would matter
  const bool huge =
      std::from_chars(exponent.data(), exponent.data() + exponent.size(), scale).ec == std::errc::result_out_of_range;
  if (huge || scale > std::numeric_limits<std::int64_t>::max() / 2)
    return {small ? whole_kind::fractional : whole_kind::too_large};
  scale = (small ? -scale : scale) - static_cast<std::int64_t>(fraction.size());
  while (scale < 0 && digit(count - 1) == 0) --count, ++scale;
  if (scale < 0) return {whole_kind::fractional};

  std::uint64_t value = 0;
  const auto shift = [&](unsigned next) {
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    if (value > (most - next) / 10) return false;
    value = value * 10 + next;
    return true;
  };
  for (std::size_t i = first; i != count; ++i) {
    if (!shift(digit(i))) return {whole_kind::too_large};
  }
  for (; scale != 0; --scale) {
    if (!shift(0)) return {whole_kind::too_large};
  }
  return {whole_kind::whole, value};
}

}  // namespace detail
}  // namespace json
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_JSON_DETAIL_NUMBER_HPP
