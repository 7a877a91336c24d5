// SPDX-License-Identifier: MIT
//
// timestamp.hpp: ISO 8601 times as services write them: with and without zone, fraction, or T.

#ifndef SHEAF_JSON_TIMESTAMP_HPP
#define SHEAF_JSON_TIMESTAMP_HPP

#include <chrono>
#include <compare>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace json {

/// A point in time to the microsecond, UTC where the text names no zone. The epoch where a `maybe` member was absent.
class timestamp {
 public:
  using clock_point = std::chrono::sys_time<std::chrono::microseconds>;

  timestamp() = default;
  explicit timestamp(clock_point when) : when_(when) {}

  [[nodiscard]] clock_point time() const noexcept { return when_; }
  [[nodiscard]] friend auto operator<=>(const timestamp&, const timestamp&) = default;

  /// Reads "2026-11-22T11:38:59Z", also with a space for the T, a fraction (digits beyond the sixth are cut), no zone,
  /// or +hh:mm. Nothing where the text is none of these.
  [[nodiscard]] static std::optional<timestamp> parse(std::string_view text) {
    int year, month, day, hour, minute, second;
    const bool form = digits(text, 4, year) && skip(text, "-") && digits(text, 2, month) && skip(text, "-") &&
                      digits(text, 2, day) && skip(text, "Tt ") && digits(text, 2, hour) && skip(text, ":") &&
                      digits(text, 2, minute) && skip(text, ":") && digits(text, 2, second);
    if (!form || hour > 23 || minute > 59 || second > 60) return std::nullopt;
    std::chrono::microseconds fraction{0};
    if (skip(text, ".,")) {
      int unit = 100'000;
      if (text.empty() || !is_digit(text[0])) return std::nullopt;
      for (; !text.empty() && is_digit(text[0]); text.remove_prefix(1), unit /= 10)
        fraction += std::chrono::microseconds((text[0] - '0') * unit);
    }
    std::chrono::minutes zone{0};
    if (!text.empty() && !skip(text, "Zz")) {
      const int sign = text[0] == '-' ? -1 : 1;
      int h, m = 0;
      if (!skip(text, "+-") || !digits(text, 2, h)) return std::nullopt;
      skip(text, ":");
      if (!text.empty() && !digits(text, 2, m)) return std::nullopt;
      zone = sign * (std::chrono::hours(h) + std::chrono::minutes(m));
    }
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!text.empty() || !date.ok()) return std::nullopt;
    return timestamp(std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) - zone +
                     std::chrono::seconds(second) + fraction);
  }

  /// "2026-11-22T11:38:59Z", with six digits of fraction where there is one.
  [[nodiscard]] std::string text() const {
    const auto day = std::chrono::floor<std::chrono::days>(when_);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(when_ - day);
    char out[48];
    int n = std::snprintf(out, sizeof out, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                          static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                          static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                          static_cast<int>(clock.seconds().count()));
    if (clock.subseconds().count() != 0) {
      n += std::snprintf(out + n, sizeof out - static_cast<std::size_t>(n), ".%06d",
                         static_cast<int>(clock.subseconds().count()));
    }
    return std::string(out, static_cast<std::size_t>(n)) + 'Z';
  }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  static bool digits(std::string_view& text, std::size_t n, int& value) {
    if (text.size() < n) return false;
    value = 0;
    for (std::size_t i = 0; i != n; ++i) {
      if (!is_digit(text[i])) return false;
      value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(n);
    return true;
  }
  static bool skip(std::string_view& text, std::string_view any) {
    if (text.empty() || any.find(text[0]) == any.npos) return false;
    text.remove_prefix(1);
    return true;
  }

  clock_point when_{};
};

}  // namespace json
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_JSON_TIMESTAMP_HPP
