// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/http/retry_after.hpp.
#include <sheaf/http/retry_after.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using namespace std::chrono_literals;
using sheaf::http::read_date;
using sheaf::http::read_retry_after;
using sheaf::http::wall_time;

namespace {

constexpr wall_time at(int year, unsigned month, unsigned day, std::chrono::seconds clock) {
  return std::chrono::sys_days(std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(month), std::chrono::day(day))) +
         clock;
}

constexpr wall_time now = at(2026, 11, 28, 12h);

}  // namespace

// The examples of RFC 9110, 5.6.7.
static_assert(read_date("Sun, 06 Nov 1994 08:49:37 GMT", now) == at(1994, 11, 6, 8h + 49min + 37s));
static_assert(read_date("Sunday, 06-Nov-94 08:49:37 GMT", now) == at(1994, 11, 6, 8h + 49min + 37s));
static_assert(read_date("Sun Nov  6 08:49:37 1994", now) == at(1994, 11, 6, 8h + 49min + 37s));

TEST_CASE("a date of two digits for the year is at most fifty years ahead, else past") {
  CHECK(read_date("Saturday, 28-Nov-76 12:00:00 GMT", now) == at(2076, 11, 28, 12h));
  CHECK(read_date("Sunday, 28-Nov-77 12:00:00 GMT", now) == at(1977, 11, 28, 12h));
  CHECK(read_date("Monday, 28-Nov-05 12:00:00 GMT", at(1999, 1, 1, 0s)) == at(2005, 11, 28, 12h));
}

TEST_CASE("days of asctime's form have one digit or two; a second may be a leap second") {
  CHECK(read_date("Wed Nov 16 08:49:37 1994", now) == at(1994, 11, 16, 8h + 49min + 37s));
  CHECK(read_date("Sat, 31 Dec 2016 23:59:60 GMT", now) == at(2017, 1, 1, 0s));
  CHECK(read_date("Thu, 29 Feb 2024 00:00:00 GMT", now) == at(2024, 2, 29, 0s));
}

TEST_CASE("what is nearly a date is none") {
  for (const char* text :
       {"", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 6 Nov 1994 08:49:37 GMT", "sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT ", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:00 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov -994 08:49:37 GMT", "Sun, 06 Nov 9999 08:49:37 GMT",
        "Sunday, 06-Nov-1994 08:49:37 GMT", "Sun Nov 6 08:49:37 1994", "Sun Nov 06  08:49:37 1994", "1994-11-06T08:49:37Z", "Sun, 06 Nov"}) {
    CAPTURE(text);
    CHECK_FALSE(read_date(text, now));
  }
}

TEST_CASE("Retry-After is a number of seconds or a date, which may have passed") {
  CHECK(read_retry_after("0", now) == 0s);
  CHECK(read_retry_after("120", now) == 120s);
  CHECK(read_retry_after("Sat, 28 Nov 2026 12:00:30 GMT", now) == 30s);
  CHECK(read_retry_after("Sat, 28 Nov 2026 11:00:00 GMT", now) == 0s);
  CHECK(read_retry_after(std::string(400, '9'), now) == 1'000'000'000s);
  for (const char* text : {"", "-1", "+1", "1.5", "1 ", "soon", "120s"}) CHECK_FALSE(read_retry_after(text, now));
}
