// SPDX-License-Identifier: MIT
//
// manual_time.hpp: a time source that stands still until it is told to advance, so that tests never sleep.

#ifndef SHEAF_TESTING_MANUAL_TIME_HPP
#define SHEAF_TESTING_MANUAL_TIME_HPP

#include <sheaf/time_source.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <unordered_map>

namespace sheaf {
inline namespace v0 {
namespace testing {

/// Give it to what is tested (`options().time(&clock)`), run the io_context until it is idle, then advance:
///
///     context.poll();  clock.advance(2s);  context.poll();
///
/// Threads: none but the one that runs the io_context.
class manual_time final : public time_source {
 public:
  /// Starts at an arbitrary steady time and at `wall` on the wall.
  explicit manual_time(std::chrono::system_clock::time_point wall = std::chrono::sys_days{std::chrono::year{2026} / 1 /
                                                                                          1})
      : now_(std::chrono::hours(1000)), wall_offset_(wall - std::chrono::system_clock::time_point(now_)) {}

  [[nodiscard]] time_point now() const noexcept override { return time_point(now_); }
  [[nodiscard]] std::chrono::system_clock::time_point wall_now() const noexcept override {
    return std::chrono::system_clock::time_point(now_) + wall_offset_;
  }

  void set(alarm& a, time_point when) override { places_.emplace(&a, alarms_.emplace(when, &a)); }
  void cancel(alarm& a) noexcept override {
    if (const auto place = places_.extract(&a)) alarms_.erase(place.mapped());
  }

  /// Moves time on and rings, in order of their times, the alarms that are due by then.
  void advance(duration by) { advance_to(now() + by); }
  void advance_to(time_point when) {
    while (!alarms_.empty() && alarms_.begin()->first <= when) {
      now_ = std::max(now_, alarms_.begin()->first.time_since_epoch());
      alarm* due = alarms_.begin()->second;
      cancel(*due);
      due->ring();
    }
    now_ = std::max(now_, when.time_since_epoch());
  }

  /// When the next alarm is due; nothing when nobody waits.
  [[nodiscard]] std::optional<time_point> next() const {
    if (alarms_.empty()) return std::nullopt;
    return alarms_.begin()->first;
  }

  /// How many alarms are set.
  [[nodiscard]] std::size_t waiting() const noexcept { return alarms_.size(); }

 private:
  duration now_;
  std::chrono::system_clock::duration wall_offset_;
  std::multimap<time_point, alarm*> alarms_;
  std::unordered_map<alarm*, std::multimap<time_point, alarm*>::iterator> places_;
};

}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_MANUAL_TIME_HPP
