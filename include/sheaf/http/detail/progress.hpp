// SPDX-License-Identifier: MIT
//
// How far an exchange has come, until when it may go on, and the sentence when it fails.

#ifndef SHEAF_HTTP_DETAIL_PROGRESS_HPP
#define SHEAF_HTTP_DETAIL_PROGRESS_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/http/detail/watchdog.hpp>
#include <sheaf/http/detail/written_url.hpp>
#include <sheaf/http/error.hpp>
#include <sheaf/http/event.hpp>
#include <sheaf/http/url.hpp>
#include <sheaf/time_source.hpp>

#include <asio/ip/tcp.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <memory_resource>
#include <string>
#include <string_view>
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
  // `through` says how the origin is reached, where that is not straight. Borrows `told` and `also_told`, which are called with
  // every event, if there are any.
  progress(std::shared_ptr<watchdog> dog, const url& u, std::string through, duration whole, time_point deadline,
           std::uint64_t id, const event_function& told, const event_function& also_told, std::pmr::memory_resource* memory)
      : watch_(std::move(dog)),
        told_(told),
        also_told_(also_told),
        origin_(memory),
        begun_(watch_.now()),
        end_(std::min(deadline, deadline_after(begun_, whole))) {
    what_.id = id;
    turn_to(u, std::move(through));
  }
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;
  ~progress() = default;

  // The exchange goes on with this server.
  void turn_to(const url& u, std::string through) {
    through_ = std::move(through);
    origin_.clear();
    origin_.reserve(u.host().size() + std::string_view("https://[]:65535").size());
    write_origin(origin_, u);
    answered_ = false;
  }

  // "https://nova:8774"
  [[nodiscard]] std::string_view origin() const noexcept { return origin_; }
  // "nova:8774", "nova:8774 through the proxy squid:3128"
  [[nodiscard]] std::string place() const {
    return std::string(origin().substr(origin_.find("//") + 2)) + (through_.empty() ? "" : " through " + through_);
  }
  [[nodiscard]] http::phase phase() const noexcept { return phase_; }
  [[nodiscard]] time_point now() const noexcept { return watch_.now(); }

  // Whether the request may be sent again without doing anything twice, if this is where it ends.
  void retry_safe(bool yes) noexcept { retry_safe_ = yes; }

  void enter(http::phase p, duration limit) { enter(p, limit, now()); }
  void enter(http::phase p, duration limit, time_point when) {
    phase_ = p;
    again(limit, when);
    switch (p) {
      case http::phase::queue: return tell(event_kind::queue, entered_);
      case http::phase::resolve: return tell(event_kind::resolve, entered_);
      case http::phase::connect: return tell(event_kind::connect, entered_);
      case http::phase::proxy: return tell(event_kind::proxy, entered_);
      case http::phase::tls: return tell(event_kind::tls, entered_);
      case http::phase::write: return tell(event_kind::write, entered_);
      case http::phase::head: return tell(event_kind::sent, entered_);
      case http::phase::body: return;
    }
  }

  // This phase has got on: its limit counts from now.
  void again(duration limit) { again(limit, now()); }
  void again(duration limit, time_point when) {
    entered_ = when;
    watch_.limit(std::min(end_, deadline_after(entered_, limit)));
    if (end_ <= entered_) timed_out();
  }

  // Nobody waits for anything, until the next enter() or again().
  void rest() { watch_.rest(); }
  [[nodiscard]] duration left() const noexcept { return end_ == no_deadline ? duration::max() : end_ - now(); }

  [[nodiscard]] time_point limit() const noexcept { return watch_.limit(); }
  [[nodiscard]] bool expired() const noexcept { return watch_.expired(); }

  // What is cancelled when the limit is passed, while the result is alive.
  template <class Object>
  [[nodiscard]] auto interrupts(Object& object) noexcept {
    return watch_.interrupts(object);
  }

  // Waits until the socket is readable or writable. An error of the socket is for the next try to meet.
  [[nodiscard]] asio::awaitable<void> ready(asio::ip::tcp::socket& socket, asio::ip::tcp::socket::wait_type what) {
    co_await wait(socket, what);
    woken();
  }

  // The same in one frame less; woken() has to follow.
  [[nodiscard]] asio::awaitable<void> wait(asio::ip::tcp::socket& socket, asio::ip::tcp::socket::wait_type what) {
    if (expired()) timed_out();
    watch_.interrupt(socket);
    return socket.async_wait(what, asio::redirect_error(asio::use_awaitable, waited_));
  }
  // The same by receiving, which saves the reactor from being told what is waited for: how many bytes have come. woken() gives
  // what the socket met instead.
  [[nodiscard]] asio::awaitable<std::size_t> receive(asio::ip::tcp::socket& socket, asio::mutable_buffer space) {
    if (expired()) timed_out();
    watch_.interrupt(socket);
    return socket.async_receive(space, asio::redirect_error(asio::use_awaitable, waited_));
  }
  asio::error_code woken() {
    watch_.interrupt_nothing();
    const asio::error_code met = std::exchange(waited_, {});
    if (met == asio::error::operation_aborted) interrupted();
    return met;
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
    throw error(e, phase_, std::string(origin_), sentence, retry_safe_, proxy_status);
  }

  // Bytes of the response have come.
  void answered(std::size_t bytes) {
    what_.received += bytes;
    retry_safe_ = false;
    if (!std::exchange(answered_, true)) tell(event_kind::first_byte);
  }

  // What the next events say beside their kind and time.
  [[nodiscard]] event& what() noexcept { return what_; }

  [[nodiscard]] bool watched() const noexcept { return told_ || also_told_; }

  void tell(event_kind kind) {
    if (watched()) tell(kind, now());
  }

 private:
  void tell(event_kind kind, time_point when) {
    if (!watched()) return;
    what_.kind = kind;
    what_.time = when;
    what_.origin = origin_;
    if (told_) told_(what_);
    if (also_told_) also_told_(what_);
  }

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
  const event_function& told_;
  const event_function& also_told_;
  event what_;
  std::pmr::string origin_;
  std::string through_;
  asio::error_code waited_;
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
