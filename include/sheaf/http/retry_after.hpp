// SPDX-License-Identifier: MIT
//
// retry_after.hpp: when a server says that one should come back. Pure.

#ifndef SHEAF_HTTP_RETRY_AFTER_HPP
#define SHEAF_HTTP_RETRY_AFTER_HPP

#include <sheaf/http/detail/octets.hpp>
#include <sheaf/time_source.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace http {

using wall_time = std::chrono::system_clock::time_point;

/// The time that an HTTP-date stands for, in any of its three forms (RFC 9110, 5.6.7); nothing where the text is none. A year
/// of two digits is the last such year, or the next one if that is no more than 50 years after `now`.
[[nodiscard]] constexpr std::optional<wall_time> read_date(std::string_view text, wall_time now);

/// How long a Retry-After (RFC 9110, 10.2.3) asks to wait from `now` on: seconds, or until a date, which may have passed;
/// nothing where the text is neither.
[[nodiscard]] constexpr std::optional<duration> read_retry_after(std::string_view text, wall_time now);

namespace detail {

// Reads a date from its begin on; once something is not as it must be, all that follows fails too.
class date_reader {
 public:
  explicit constexpr date_reader(std::string_view text) : rest_(text) {}

  constexpr date_reader& literal(std::string_view expected) {
    const bool there = rest_.starts_with(expected);
    return there ? skip(expected.size()) : fail();
  }
  constexpr date_reader& number(std::size_t digits, int& value) {
    value = 0;
    if (rest_.size() < digits) return fail();
    for (const char c : rest_.substr(0, digits)) {
      if (!is_digit(c)) return fail();
      value = value * 10 + (c - '0');
    }
    return skip(digits);
  }
  constexpr date_reader& one_of(std::initializer_list<std::string_view> names, int& index) {
    index = 0;
    for (const std::string_view name : names) {
      if (rest_.starts_with(name)) return skip(name.size());
      ++index;
    }
    return fail();
  }
  constexpr date_reader& month(int& value) {
    one_of({"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}, value);
    ++value;
    return *this;
  }
  constexpr date_reader& weekday() {
    int ignored = 0;
    return one_of({"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}, ignored);
  }
  constexpr date_reader& long_weekday() {
    int ignored = 0;
    return one_of({"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}, ignored);
  }

  [[nodiscard]] constexpr bool done() const { return good_ && rest_.empty(); }

 private:
  constexpr date_reader& skip(std::size_t n) { return rest_.remove_prefix(n), *this; }
  constexpr date_reader& fail() { return good_ = false, *this; }

  std::string_view rest_;
  bool good_ = true;
};

struct clock_reading {
  int hour = 0, minute = 0, second = 0;

  static constexpr void read(date_reader& from, clock_reading& to) {
    from.number(2, to.hour).literal(":").number(2, to.minute).literal(":").number(2, to.second);
  }
};

constexpr std::optional<wall_time> wall_time_of(int year, int month, int day, const clock_reading& clock) {
  using namespace std::chrono;
  const year_month_day date(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day)));
  // 60 is a leap second; a wall_time counts in nanoseconds and ends with 2262.
  if (!date.ok() || year < 1700 || year > 2261 || clock.hour > 23 || clock.minute > 59 || clock.second > 60) return std::nullopt;
  return sys_days(date) + hours(clock.hour) + minutes(clock.minute) + seconds(clock.second);
}

constexpr int year_of_two_digits(int digits, wall_time now) {
  const int this_year = static_cast<int>(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(now)).year());
  const int year = this_year - this_year % 100 + digits;
  if (year > this_year + 50) return year - 100;
  return year + 50 < this_year ? year + 100 : year;
}

}  // namespace detail

constexpr std::optional<wall_time> read_date(std::string_view text, wall_time now) {
  int year = 0, month = 0, day = 0;
  detail::clock_reading clock;
  const auto result = [&] { return detail::wall_time_of(year, month, day, clock); };
  {
    detail::date_reader fixed(text);  // Sun, 06 Nov 1994 08:49:37 GMT
    fixed.weekday().literal(", ").number(2, day).literal(" ").month(month).literal(" ").number(4, year).literal(" ");
    detail::clock_reading::read(fixed, clock);
    if (fixed.literal(" GMT").done()) return result();
  }
  {
    detail::date_reader rfc850(text);  // Sunday, 06-Nov-94 08:49:37 GMT
    rfc850.long_weekday().literal(", ").number(2, day).literal("-").month(month).literal("-").number(2, year).literal(" ");
    detail::clock_reading::read(rfc850, clock);
    if (rfc850.literal(" GMT").done()) {
      year = detail::year_of_two_digits(year, now);
      return result();
    }
  }
  detail::date_reader asctime(text);  // Sun Nov  6 08:49:37 1994
  const bool one_digit = text.size() > 8 && text[8] == ' ';
  asctime.weekday().literal(" ").month(month).literal(one_digit ? "  " : " ").number(one_digit ? 1 : 2, day).literal(" ");
  detail::clock_reading::read(asctime, clock);
  if (asctime.literal(" ").number(4, year).done()) return result();
  return std::nullopt;
}

constexpr std::optional<duration> read_retry_after(std::string_view text, wall_time now) {
  if (!text.empty() && std::all_of(text.begin(), text.end(), detail::is_digit)) {
    std::chrono::seconds::rep seconds = 0;
    for (const char c : text) seconds = std::min<std::chrono::seconds::rep>(seconds * 10 + (c - '0'), 1'000'000'000);
    return std::chrono::seconds(seconds);
  }
  const auto date = read_date(text, now);
  if (!date) return std::nullopt;
  return *date > now ? std::chrono::duration_cast<duration>(*date - now) : duration::zero();
}

}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_RETRY_AFTER_HPP
