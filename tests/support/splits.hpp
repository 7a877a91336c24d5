// SPDX-License-Identifier: MIT
//
// in_splits(bytes, f): the same bytes whole, one by one, and cut at random; f must see no difference. A failure prints
// the seed of its cuts.

#ifndef SHEAF_TESTS_SUPPORT_SPLITS_HPP
#define SHEAF_TESTS_SUPPORT_SPLITS_HPP

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <random>
#include <string_view>
#include <vector>

namespace support {

using pieces = std::vector<std::string_view>;

inline pieces cut(std::string_view bytes, std::size_t size) {
  pieces out;
  for (std::size_t at = 0; at < bytes.size(); at += size) out.push_back(bytes.substr(at, size));
  return out;
}

inline pieces cut_at_random(std::string_view bytes, unsigned seed) {
  std::mt19937 random(seed);
  pieces out;
  while (!bytes.empty()) {
    const std::size_t most = random() % 4 == 0 ? bytes.size() : std::min<std::size_t>(bytes.size(), 20);
    const std::size_t size = 1 + random() % most;
    out.push_back(bytes.substr(0, size));
    bytes.remove_prefix(size);
  }
  return out;
}

/// Calls f(pieces) for several ways of cutting, and checks that it gives the same each time; gives that.
template <class F>
auto in_splits(std::string_view bytes, F f, int random_cuts = 8) {
  const auto whole = f(cut(bytes, std::max<std::size_t>(bytes.size(), 1)));
  CHECK(f(cut(bytes, 1)) == whole);
  static std::random_device device;
  for (int i = 0; i != random_cuts; ++i) {
    const unsigned seed = device();
    CAPTURE(seed);
    CHECK(f(cut_at_random(bytes, seed)) == whole);
  }
  return whole;
}

}  // namespace support

#endif  // SHEAF_TESTS_SUPPORT_SPLITS_HPP
