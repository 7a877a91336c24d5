// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/json/write.hpp.
#include <sheaf/json/write.hpp>

#include <doctest/doctest.h>

#include <sheaf/json/read.hpp>

#include <cmath>
#include <limits>
#include <random>

namespace json = sheaf::json;

TEST_CASE("write: strings are escaped as RFC 8259 7 wants it, and bytes that are no UTF-8 are replaced") {
  CHECK(json::write(std::string("a\"b\\c\n\t\x01\x1f/é")) == R"("a\"b\\c\n\t\u0001\u001f/é")");
  CHECK(json::write(std::string("\xff" "a\xc3")) == "\"\xEF\xBF\xBD" "a\xEF\xBF\xBD\"");
  CHECK(json::write(std::string(1, '\0')) == R"("\u0000")");
}

TEST_CASE("write: numbers read back as they were, and what is not finite is null") {
  CHECK(json::write(0.1) == "0.1");
  CHECK(json::write(std::nan("")) == "null");
  CHECK(json::write(std::numeric_limits<double>::infinity()) == "null");
  CHECK(json::write(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
}

TEST_CASE("write: empty things") {
  CHECK(json::write(std::vector<int>()) == "[]");
  CHECK(json::write(std::map<std::string, int>()) == "{}");
  CHECK(json::write(std::optional<int>()) == "null");
  CHECK(json::write(json::raw()) == "null");
}

TEST_CASE("write then read gives the same, for random strings and numbers") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  for (int i = 0; i != 1000; ++i) {
    std::map<std::string, std::vector<double>> value;
    for (auto n = random() % 4; n != 0; --n) {
      std::string key;
      for (auto m = random() % 8; m != 0; --m) key += static_cast<char>(random() % 128);
      value[key] = {static_cast<double>(random()) / 7.0, -1.0 / static_cast<double>(1 + random() % 1000)};
    }
    CHECK(json::read<std::map<std::string, std::vector<double>>>(json::write(value)) == value);
  }
}
