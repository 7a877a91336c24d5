// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/json/timestamp.hpp.
#include <sheaf/json/timestamp.hpp>

#include <doctest/doctest.h>

using sheaf::json::timestamp;

TEST_CASE("timestamp: every form that services write is the same moment") {
  const auto moment = timestamp::parse("2026-11-22T11:38:59Z");
  REQUIRE(moment);
  for (const auto* text : {"2026-11-22T11:38:59", "2026-11-22 11:38:59", "2026-11-22T11:38:59.000000",
                           "2026-11-22T11:38:59.000000Z", "2026-11-22T11:38:59+00:00", "2026-11-22T12:38:59+01:00",
                           "2026-11-22T06:08:59-0530", "2026-11-22T11:38:59.000000000Z"}) {
    CAPTURE(text);
    CHECK(timestamp::parse(text) == moment);
  }
  CHECK(moment->text() == "2026-11-22T11:38:59Z");
  CHECK(timestamp::parse("2026-11-22T11:38:59.123456")->text() == "2026-11-22T11:38:59.123456Z");
}

TEST_CASE("timestamp: what is no time is nothing") {
  for (const auto* text : {"", "yesterday", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-01-01T25:00:00Z",
                           "2026-01-01T00:00:00X", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+", "2026-01-01"}) {
    CAPTURE(text);
    CHECK_FALSE(timestamp::parse(text));
  }
}
