// SPDX-License-Identifier: MIT
//
// time_source.hpp: where time comes from. A null `time_source*` means the system's clocks, everywhere in Sheaf.

#ifndef SHEAF_TIME_SOURCE_HPP
#define SHEAF_TIME_SOURCE_HPP

#include <chrono>

namespace sheaf {
inline namespace v0 {

using time_point = std::chrono::steady_clock::time_point;
using duration = std::chrono::steady_clock::duration;

/// The deadline of a call that has none.
inline constexpr time_point no_deadline = time_point::max();

/// Steady time, wall time, and being woken at a steady time. Derive from it to run a program on time of your own:
/// testing::manual_time does. It is borrowed by pointer and must outlive every call it was given to.
///
/// Threads: called from the executor of the operation that uses it; a source shared by several threads locks for
///   itself.
class time_source {
 public:
  /// Something that wants to be woken once. Owned by the waiting operation, which cancels it before it dies.
  class alarm {
   public:
    /// Called once, when the time set for it has come. May not call back into the source.
    virtual void ring() noexcept = 0;

   protected:
    ~alarm() = default;
  };

  [[nodiscard]] virtual time_point now() const noexcept = 0;
  [[nodiscard]] virtual std::chrono::system_clock::time_point wall_now() const noexcept = 0;

  /// Rings `a` once `now() >= when`, never from inside this call. An alarm is set at most once at a time.
  virtual void set(alarm& a, time_point when) = 0;

  /// Forgets `a`. Harmless when it has rung or was never set.
  virtual void cancel(alarm& a) noexcept = 0;

 protected:
  ~time_source() = default;
};

/// What `source` says, or the system's steady clock where it is null.
[[nodiscard]] inline time_point now(const time_source* source) noexcept {
  return source ? source->now() : std::chrono::steady_clock::now();
}

/// What `source` says, or the system's wall clock where it is null.
[[nodiscard]] inline std::chrono::system_clock::time_point wall_now(const time_source* source) noexcept {
  return source ? source->wall_now() : std::chrono::system_clock::now();
}

/// `wait`, or `most` where it is longer; a wait of hours::max() or hours::min(), too long to be converted, included.
template <class Rep, class Period>
[[nodiscard]] constexpr duration at_most(std::chrono::duration<Rep, Period> wait, duration most) noexcept {
  using seconds = std::chrono::duration<long double>;
  if (seconds(wait) >= seconds(most)) return most;
  return seconds(wait) <= seconds(duration::min()) ? duration::min() : std::chrono::duration_cast<duration>(wait);
}

/// `start + wait`, or no_deadline where that is beyond it.
template <class Rep, class Period>
[[nodiscard]] constexpr time_point deadline_after(time_point start, std::chrono::duration<Rep, Period> wait) noexcept {
  return start + at_most(wait, no_deadline - start);
}

}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TIME_SOURCE_HPP
