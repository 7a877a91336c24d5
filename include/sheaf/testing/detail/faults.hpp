// SPDX-License-Identifier: MIT
//
// What a simulated service can be told to do wrong, and to which of its requests.

#ifndef SHEAF_TESTING_DETAIL_FAULTS_HPP
#define SHEAF_TESTING_DETAIL_FAULTS_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

struct fault_rule {
  enum class kind { none, status, reset, reset_after, truncate, hang, exact, body };

  kind what = kind::none;
  int status = 0;
  std::size_t bytes = 0;
  std::string text;
  std::uint64_t skip = 0;
  std::uint64_t times = std::numeric_limits<std::uint64_t>::max();

  /// Whether it is this request's turn.
  bool due() {
    if (what == kind::none) return false;
    if (skip != 0) return --skip, false;
    if (times == 0) return false;
    return --times, true;
  }
};

/// "503 Service Unavailable"
[[nodiscard]] inline std::string status_line(int status) {
  struct phrase {
    int status;
    std::string_view text;
  };
  static constexpr std::array<phrase, 20> phrases{{{200, "OK"},
                                                   {202, "Accepted"},
                                                   {300, "Multiple Choices"},
                                                   {400, "Bad Request"},
                                                   {401, "Unauthorized"},
                                                   {403, "Forbidden"},
                                                   {404, "Not Found"},
                                                   {405, "Method Not Allowed"},
                                                   {406, "Not Acceptable"},
                                                   {408, "Request Timeout"},
                                                   {409, "Conflict"},
                                                   {410, "Gone"},
                                                   {413, "Request Entity Too Large"},
                                                   {414, "Request-URI Too Long"},
                                                   {429, "Too Many Requests"},
                                                   {500, "Internal Server Error"},
                                                   {501, "Not Implemented"},
                                                   {502, "Bad Gateway"},
                                                   {503, "Service Unavailable"},
                                                   {504, "Gateway Timeout"}}};
  for (const phrase& known : phrases) {
    if (known.status == status) return std::to_string(status) + ' ' + std::string(known.text);
  }
  return std::to_string(status) + " Unknown";
}

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_FAULTS_HPP
