// SPDX-License-Identifier: MIT
//
// critical_path.hpp: which list set the time of a fetch, and what it spent it on.

#ifndef SHEAF_REST_CRITICAL_PATH_HPP
#define SHEAF_REST_CRITICAL_PATH_HPP

#include <sheaf/http/detail/progress.hpp>
#include <sheaf/rest/call_timing.hpp>
#include <sheaf/rest/listing.hpp>
#include <sheaf/time_source.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace rest {

/// The lists of a fetch come at the same time, the pages of a list one after another: the last list to be there is the
/// path that set the time, and nothing that others do makes it shorter.
class critical_path {
 public:
  explicit critical_path(std::span<const part* const> parts) {
    for (const part* p : parts) {
      for (const call_timing& call : p->timing().calls) one_after_another += call.took;
      const duration end = p->timing().start + p->timing().took;
      if (!list.empty() && end <= took) continue;
      list = p->name();
      took = end;
      calls = p->timing().calls;
    }
    const call_timing* longest = nullptr;
    for (const call_timing& call : calls) {
      if (longest && call.in(call.longest()) <= in_step) continue;
      longest = &call;
      page = call.page;
      step = call.longest();
      in_step = call.in(step);
    }
  }

  std::string list;              ///< the last to be there
  duration took{};               ///< from the begin of the fetch until it was
  std::vector<call_timing> calls;  ///< its calls, one after another
  std::size_t page = 0;          ///< the page whose longest step is the longest of all; 0 where there was no call
  call_step step = call_step::answer;
  duration in_step{};            ///< what that step of that page took
  duration
      one_after_another{};  ///< what the calls of all lists took together: what the page would have taken otherwise

  /// "servers took 142 ms, 131 ms of it waiting for the first byte; one after another the calls would have taken 560
  /// ms"
  [[nodiscard]] std::string text() const {
    std::string out = list + " took " + http::detail::in_words(took);
    if (page != 0) {
      out += ", " + http::detail::in_words(in_step) + " of it " + std::string(in_words(step));
      if (calls.size() > 1) out += " for page " + std::to_string(page) + " of " + std::to_string(calls.size());
    }
    return out + "; one after another the calls would have taken " + http::detail::in_words(one_after_another);
  }
};

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_REST_CRITICAL_PATH_HPP
