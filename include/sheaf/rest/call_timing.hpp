// SPDX-License-Identifier: MIT
//
// call_timing.hpp: where the time of a call goes by.

#ifndef SHEAF_REST_CALL_TIMING_HPP
#define SHEAF_REST_CALL_TIMING_HPP

#include <sheaf/http/event.hpp>
#include <sheaf/time_source.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace rest {

/// What a call for a page does, in this order, as far as it does it at all.
enum class call_step : unsigned char {
  limit,    ///< waits for a permit of a limiter
  sign_in,  ///< waits for a token
  discover, ///< waits to learn where the service is, or what it can do
  queue,    ///< waits for a connection that others use
  resolve,
  connect,
  proxy,
  tls,
  write,
  answer,   ///< waits for the first byte, which is what the server takes
  body,     ///< from the first byte to the last
  read,     ///< the page is read into records
  pause,    ///< waits before another try
};

inline constexpr std::size_t call_steps = 13;

/// As in "12 ms of 40 ms waiting for the first byte".
[[nodiscard]] constexpr std::string_view in_words(call_step s) noexcept {
  constexpr std::string_view words[call_steps] = {"waiting for a permit",
                                                  "signing in",
                                                  "discovering versions",
                                                  "waiting for a free connection",
                                                  "resolving the name",
                                                  "connecting",
                                                  "at the proxy",
                                                  "in the TLS handshake",
                                                  "writing the request",
                                                  "waiting for the first byte",
                                                  "receiving the body",
                                                  "reading it in",
                                                  "pausing before another try"};
  return words[static_cast<std::size_t>(s)];
}

/// One call for one page, all its tries together.
class call_timing {
 public:
  std::size_t page = 0;   ///< of its list, from 1
  std::size_t tries = 0;
  std::size_t bytes = 0;  ///< of its body
  duration start{};       ///< from the begin of the fetch
  duration took{};        ///< the sum of what its steps took

  [[nodiscard]] duration in(call_step s) const noexcept { return spent_[static_cast<std::size_t>(s)]; }
  /// The step that took most of it.
  [[nodiscard]] call_step longest() const noexcept {
    return static_cast<call_step>(std::max_element(spent_.begin(), spent_.end()) - spent_.begin());
  }

 private:
  friend class call_watch;
  std::array<duration, call_steps> spent_{};
};

/// Who sends a call says by this what it is doing: `c.enter(call_step::sign_in, now)`. The time up to the next step
/// goes to it.
class call_watch {
 public:
  call_watch() noexcept {}
  call_watch(const call_watch&) = delete;
  call_watch& operator=(const call_watch&) = delete;

  void begin(std::size_t page, time_point fetch_begin, time_point when) noexcept {
    timing_ = call_timing();
    timing_.page = page;
    timing_.start = when - fetch_begin;
    since_ = when;
  }
  void enter(call_step s, time_point when) noexcept {
    add(when);
    step_ = s;
  }
  void again() noexcept { ++timing_.tries; }
  [[nodiscard]] call_timing end(std::size_t bytes, time_point when) noexcept {
    add(when);
    timing_.bytes = bytes;
    return timing_;
  }

 private:
  void add(time_point when) noexcept {
    timing_.spent_[static_cast<std::size_t>(step_)] += when - since_;
    timing_.took += when - since_;
    since_ = when;
  }

  call_timing timing_;
  time_point since_{};
  call_step step_ = call_step::limit;
};

/// The step that begins with an event of the HTTP client; nothing where none does.
[[nodiscard]] constexpr std::optional<call_step> step_at(http::event_kind kind) noexcept {
  switch (kind) {
    case http::event_kind::queue: return call_step::queue;
    case http::event_kind::resolve: return call_step::resolve;
    case http::event_kind::connect: return call_step::connect;
    case http::event_kind::proxy: return call_step::proxy;
    case http::event_kind::tls: return call_step::tls;
    case http::event_kind::write: return call_step::write;
    case http::event_kind::sent: return call_step::answer;
    case http::event_kind::first_byte: return call_step::body;
    case http::event_kind::done: return call_step::read;
    case http::event_kind::failed: return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_REST_CALL_TIMING_HPP
