// SPDX-License-Identifier: MIT
//
// How far an exchange has come, until when it may go on, and the sentence when it fails.

#ifndef SHEAF_HTTP_DETAIL_PROGRESS_HPP
#define SHEAF_HTTP_DETAIL_PROGRESS_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/http/detail/watchdog.hpp>
#include <sheaf/http/error.hpp>
#include <sheaf/http/url.hpp>
#include <sheaf/time_source.hpp>

#include <asio/ip/tcp.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

// "1.9 s", "480 ms"
inline std::string in_words(duration d) {
  char text[32];
  const double seconds = std::chrono::duration<double>(d).count();
  if (seconds < 0.9995) {
    std::snprintf(text, sizeof text, "%.0f ms", seconds * 1000);
  } else {
    std::snprintf(text, sizeof text, "%.1f s", seconds);
  }
  return text;
}

class progress {
 public:
  // `through` says how the origin is reached, where that is not straight.
  progress(std::shared_ptr<watchdog> dog, const url& u, std::string through, duration whole, time_point deadline)
      : watch_(std::move(dog)),
        origin_(u.origin()),
        through_(std::move(through)),
        begun_(watch_.now()),
        end_(std::min(deadline, deadline_after(begun_, whole))) {}

  // "https://nova:8774"
  [[nodiscard]] const std::string& origin() const noexcept { return origin_; }
  // "nova:8774", "nova:8774 through the proxy squid:3128"
  [[nodiscard]] std::string place() const {
    return origin_.substr(origin_.find("//") + 2) + (through_.empty() ? "" : " through " + through_);
  }
  [[nodiscard]] http::phase phase() const noexcept { return phase_; }
  [[nodiscard]] time_point now() const noexcept { return watch_.now(); }

  // Whether the request may be sent again without doing anything twice, if this is where it ends.
  void retry_safe(bool yes) noexcept { retry_safe_ = yes; }

  void enter(http::phase p, duration limit) {
    phase_ = p;
    entered_ = now();
    watch_.limit(std::min(end_, deadline_after(entered_, limit)));
    if (end_ <= entered_) timed_out();
  }

  // This phase has got on: its limit counts from now.
  void again(duration limit) { enter(phase_, limit); }

  [[nodiscard]] time_point limit() const noexcept { return watch_.limit(); }
  [[nodiscard]] bool expired() const noexcept { return watch_.expired(); }

  // What is cancelled when the limit is passed, while the result is alive.
  template <class Object>
  [[nodiscard]] auto interrupts(Object& object) noexcept {
    return watch_.interrupts(object);
  }

  // Waits until the socket is readable or writable. An error of the socket is for the next try to meet.
  [[nodiscard]] asio::awaitable<void> ready(asio::ip::tcp::socket& socket, asio::ip::tcp::socket::wait_type what) {
    if (expired()) timed_out();
    const auto scope = watch_.interrupts(socket);
    asio::error_code error;
    co_await socket.async_wait(what, asio::redirect_error(asio::use_awaitable, error));
    if (error == asio::error::operation_aborted) interrupted();
  }

  // A wait ended without what was waited for.
  [[noreturn]] void interrupted() const {
    if (expired()) timed_out();
    throw asio::system_error(asio::error::operation_aborted);
  }

  // `why` ends the sentence.
  [[noreturn]] void timed_out(const std::string& why = {}) const {
    std::string sentence = awaited() + " after " + in_words(now() - entered_);
    if (watch_.limit() == end_) sentence += " of " + in_words(end_ - begun_);
    sentence += why;
    fail(errc::timed_out, sentence);
  }

  [[noreturn]] void fail(errc e, const std::string& sentence, int proxy_status = 0) const {
    throw error(e, phase_, origin_, sentence, retry_safe_, proxy_status);
  }

  // A byte of the response has come.
  void answered() noexcept {
    answered_ = true;
    retry_safe_ = false;
  }

 private:
  [[nodiscard]] std::string awaited() const {
    switch (phase_) {
      case http::phase::queue: return "no free connection to " + place();
      case http::phase::resolve: return "no address for " + place();
      case http::phase::connect: return "no connection to " + place();
      case http::phase::proxy: return "no tunnel to " + place();
      case http::phase::tls: return "no TLS handshake with " + place();
      case http::phase::write: return "the request was not taken by " + place();
      case http::phase::head: return (answered_ ? "no whole head from " : "no first byte from ") + place();
      case http::phase::body: return "no further byte of the body from " + place();
    }
    return "nothing from " + place();
  }

  watchdog::watch watch_;
  std::string origin_;
  std::string through_;
  time_point begun_;
  time_point end_;
  time_point entered_{};
  http::phase phase_ = http::phase::queue;
  bool retry_safe_ = true;
  bool answered_ = false;
};

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_PROGRESS_HPP
