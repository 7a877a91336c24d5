// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/rest/secrets.hpp.
#include <sheaf/rest/secrets.hpp>

#include <doctest/doctest.h>

using sheaf::rest::redacted;
using sheaf::rest::redacted_complaint;
using sheaf::rest::secrets;

TEST_CASE("a secret is left out as it is, as JSON and as HTML write it, and a long one also where it is cut off") {
  CHECK(redacted("abc", "") == "abc");
  secrets several("pass");
  several.add("passwort");
  several.add("qu\"ote");
  CHECK(redacted("passwort, pass; {\"a\":\"qu\\\"ote\"} qu\"ote <p>qu&quot;ote</p>", several) ==
        "***, ***; {\"a\":\"***\"} *** <p>***</p>");
  const secrets a_long_one("gAAAAABm1234567890");
  CHECK(redacted("\"gAAAAABm123456...\", gAAAAABm1234567890, gAAAAA", a_long_one) == "\"***...\", ***, gAAAAA");
}

TEST_CASE("what is said of a text quotes nothing of it where that repeats a secret") {
  const secrets hidden("correct horse");
  CHECK(redacted_complaint("a[0]: expected a time, found \"rect ho...\"", "[\"correct horse\"]", hidden) ==
        "a[0]: expected a time, found ***");
  CHECK(redacted_complaint("a[0]: expected a time, found \"never\"", "[\"never\"]", hidden) ==
        "a[0]: expected a time, found \"never\"");
  CHECK(redacted_complaint("a.correct horse: expected a number", "{}", hidden) == "a.***: expected a number");
}
