// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/latencies.hpp.
#include <sheaf/latencies.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <vector>

using namespace std::chrono_literals;

TEST_CASE("latencies: of none every quantile is 0") {
  const sheaf::latencies seen;
  CHECK(seen.count() == 0);
  CHECK(seen.quantile(0.5) == 0s);
}

TEST_CASE("latencies: quantiles are exact to one part in 32, from nanoseconds to hours") {
  std::mt19937_64 random(1);
  for (const sheaf::duration scale :
       {sheaf::duration(10ns), sheaf::duration(1us), sheaf::duration(1ms), sheaf::duration(1h)}) {
    const sheaf::latencies seen;
    std::vector<sheaf::duration> all;
    for (int i = 0; i != 5000; ++i) {
      all.push_back(sheaf::duration(
          static_cast<sheaf::duration::rep>(random() % static_cast<std::uint64_t>(10 * scale.count()))));
      seen.add(all.back());
    }
    std::sort(all.begin(), all.end());
    for (const double q : {0.01, 0.5, 0.95, 0.999}) {
      const auto exact = all[static_cast<std::size_t>(q * 5000) - 1];
      const auto found = seen.quantile(q);
      CHECK(found >= exact);
      CHECK(found.count() <= exact.count() + exact.count() / 16 + 1);
    }
  }
}

TEST_CASE("latencies: zero, negative and the longest durations are counted and do no harm") {
  const sheaf::latencies seen;
  seen.add(-1s);
  seen.add(0s);
  seen.add(sheaf::duration::max());
  CHECK(seen.count() == 3);
  CHECK(seen.quantile(0) == 0s);
  CHECK(seen.quantile(1) == sheaf::duration::max());
}

TEST_CASE("latencies: what was long ago is forgotten") {
  const sheaf::latencies seen;
  for (int i = 0; i != 100'000; ++i) seen.add(1ms);
  for (int i = 0; i != 40'000; ++i) seen.add(10ms);
  CHECK(seen.quantile(0.5) >= 10ms);
}

TEST_CASE("latencies: copies are the same record") {
  const sheaf::latencies seen;
  const sheaf::latencies same = seen;
  same.add(1s);
  CHECK(seen.count() == 1);
}
