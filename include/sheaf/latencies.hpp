// SPDX-License-Identifier: MIT
//
// latencies.hpp: how long things took, as quantiles.

#ifndef SHEAF_LATENCIES_HPP
#define SHEAF_LATENCIES_HPP

#include <sheaf/time_source.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>

namespace sheaf {
inline namespace v0 {

/// Quantiles of durations, in 8 KB, exact to one part in 32; the last 8,000 weigh at least as much as all before them.
///
/// A handle: copies add to the same record. Threads: any.
class latencies {
 public:
  latencies() : record_(std::make_shared<record>()) {}

  /// Notes that something took `time`.
  void add(duration time) const {
    const std::lock_guard lock(record_->mutex);
    record_->add(time);
  }

  /// What the share `q` of them is not longer than; 0 of none. Counted anew when a thirty-second has been added.
  [[nodiscard]] duration quantile(double q) const {
    const std::lock_guard lock(record_->mutex);
    return record_->quantile(q);
  }

  /// How many have been added.
  [[nodiscard]] std::uint64_t count() const {
    const std::lock_guard lock(record_->mutex);
    return record_->added;
  }

 private:
  // Buckets of 32 to each power of two, as in HdrHistogram.
  struct record {
    static constexpr unsigned steps = 32;
    static constexpr std::uint32_t most = 16'000;

    void add(duration time) {
      ++counts[bucket(time)];
      ++added;
      if (++total == most) forget_half();
    }

    duration quantile(double q) {
      if (total == 0) return {};
      if (q == last_q && added - last_added < std::min<std::uint64_t>(total, most) / steps) return last;
      last_q = q;
      last_added = added;
      last = count(q);
      return last;
    }

    duration count(double q) const {
      const auto wanted = static_cast<std::uint32_t>(std::ceil(std::clamp(q, 0.0, 1.0) * total));
      std::uint32_t sum = 0;
      for (std::size_t i = 0; i != counts.size(); ++i) {
        sum += counts[i];
        if (sum >= std::max(wanted, 1U)) return upper_bound(i);
      }
      return duration::max();
    }

    void forget_half() {
      total = 0;
      for (std::uint32_t& each : counts) total += each /= 2;
    }

    static std::size_t bucket(duration time) {
      const auto ns = static_cast<std::uint64_t>(std::max<duration::rep>(time.count(), 0));
      if (ns < steps) return ns;
      const auto shift = static_cast<unsigned>(std::bit_width(ns)) - std::bit_width(steps);
      return shift * steps + static_cast<std::size_t>(ns >> shift);
    }
    static duration upper_bound(std::size_t i) {
      if (i < 2 * steps) return duration(static_cast<duration::rep>(i));
      const auto shift = static_cast<unsigned>(i / steps) - 1;
      const std::uint64_t step = i - shift * steps;
      return duration(static_cast<duration::rep>(((step + 1) << shift) - 1));
    }

    std::mutex mutex;
    std::array<std::uint32_t, 60 * steps> counts{};
    std::uint32_t total = 0;
    std::uint64_t added = 0;
    double last_q = -1;
    std::uint64_t last_added = 0;
    duration last{};
  };

  std::shared_ptr<record> record_;
};

}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_LATENCIES_HPP
