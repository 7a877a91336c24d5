// SPDX-License-Identifier: MIT
//
// event.hpp: what can be watched while a call runs.

#ifndef SHEAF_EVENT_HPP
#define SHEAF_EVENT_HPP

#include <sheaf/outcome.hpp>
#include <sheaf/time_source.hpp>

#include <cstddef>
#include <exception>
#include <string_view>

namespace sheaf {
inline namespace v0 {

enum class event_phase : unsigned char {
  started,  ///< a child, or a try, begins
  ended,    ///< it is over: `state` and `error` say how
  waiting,  ///< retry waits before the next try
};

/// One thing that happened in a call given options().on_event(f), told while it happens: `f(const event&)`, which is
/// noexcept or ends the program, and may not call back into the combinator. A call tells its events one at a time,
/// whatever the number of threads. Views and pointers are good until f returns.
class event {
 public:
  event(event_phase what, std::string_view name, std::size_t i, time_point when) noexcept
      : phase(what), label(name), index(i), time(when) {}

  event_phase phase;
  std::string_view label;  ///< options().label() of the call
  std::size_t index;       ///< of the child, or of the try of a retry or hedge, counted from 0
  time_point time;         ///< steady; of the call's time source
  outcome_state state = outcome_state::not_started;  ///< of what has ended
  std::exception_ptr error;                          ///< of what has ended without a value
};

}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_EVENT_HPP
