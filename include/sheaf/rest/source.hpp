// SPDX-License-Identifier: MIT
//
// source.hpp: who sends. A source turns a call into a request, and an answer that is no success into an error.

#ifndef SHEAF_REST_SOURCE_HPP
#define SHEAF_REST_SOURCE_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/http/event.hpp>
#include <sheaf/http/request.hpp>
#include <sheaf/http/response.hpp>
#include <sheaf/rest/call_timing.hpp>
#include <sheaf/time_source.hpp>

#include <concepts>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace rest {

/// One request for one page.
class call {
 public:
  call(std::string_view service, std::string target, std::string_view version)
      : service_(service), target_(std::move(target)), version_(version) {}

  /// The same call from the origin's root and not from below the endpoint.
  [[nodiscard]] call from_root(bool yes) && { return from_root_ = yes, std::move(*this); }
  [[nodiscard]] call deadline(time_point when) && { return deadline_ = when, std::move(*this); }
  /// What the requests of one fetch have in common in servers' logs.
  [[nodiscard]] call request_id(std::string id) && { return request_id_ = std::move(id), std::move(*this); }

  /// The same call with conditions, as far as they are not empty: If-None-Match and If-Modified-Since (RFC 9110 13.1).
  /// Its answer may be 304.
  [[nodiscard]] call unless(std::string etag, std::string modified) && {
    etag_ = std::move(etag), modified_ = std::move(modified);
    return std::move(*this);
  }
  /// Who wants to know where the time goes; it outlives the call.
  [[nodiscard]] call watched_by(call_watch* who) && { return watch_ = who, std::move(*this); }

  /// The same call for nobody in particular: without a deadline, and not watched.
  [[nodiscard]] call alone() const {
    call out = *this;
    out.deadline_ = no_deadline;
    out.watch_ = nullptr;
    return out;
  }

  [[nodiscard]] const std::string& service() const noexcept { return service_; }
  [[nodiscard]] const std::string& target() const noexcept { return target_; }
  [[nodiscard]] const std::string& version() const noexcept { return version_; }
  [[nodiscard]] bool from_root() const noexcept { return from_root_; }
  [[nodiscard]] time_point deadline() const noexcept { return deadline_; }
  [[nodiscard]] const std::string& request_id() const noexcept { return request_id_; }
  [[nodiscard]] bool conditional() const noexcept { return !etag_.empty() || !modified_.empty(); }

  /// For the source: a step of its own begins now.
  void enter(call_step s, time_source* time) const {
    if (watch_) watch_->enter(s, now(time));
  }
  /// For the source: this request with what the call says of it: its deadline, conditions, and who watches.
  [[nodiscard]] http::request dress(http::request r) const {
    if (!etag_.empty()) r = std::move(r).header("If-None-Match", etag_);
    if (!modified_.empty()) r = std::move(r).header("If-Modified-Since", modified_);
    if (watch_) {
      r = std::move(r).on_event([watch = watch_](const http::event& e) {
        if (const auto step = step_at(e.kind)) watch->enter(*step, e.time);
      });
    }
    return std::move(r).deadline(deadline_);
  }
  /// For the source: whether an answer is one to give back and no error. 304 is, where the call has conditions.
  [[nodiscard]] bool answered_by(const http::response& answer) const noexcept {
    return answer.ok() || (answer.status() == 304 && conditional());
  }

 private:
  std::string service_, target_, version_, request_id_, etag_, modified_;
  call_watch* watch_ = nullptr;
  time_point deadline_ = no_deadline;
  bool from_root_ = false;
};

/// A handle, copied into each list's coroutine.
///
/// send(call): the response, which is 2xx (see call::answered_by); throws rest::status_error for another status,
/// rest::unknown_service, http::error.
/// time():     where time comes from; null for the system's.
/// new_request_id(): an id for one fetch; empty where the servers know of none.
/// request_id(response): what the server calls this request; empty where it says nothing.
///
/// A source that sends secrets has also
/// without_secrets(said, response): the same words about a response that could not be read, without what that repeats
/// of them.
template <class S>
concept source = std::copy_constructible<S> && requires(const S& s, call c, const http::response& answer) {
  { s.send(std::move(c)) } -> std::same_as<asio::awaitable<http::response>>;
  { s.time() } -> std::convertible_to<time_source*>;
  { s.new_request_id() } -> std::convertible_to<std::string>;
  { s.request_id(answer) } -> std::convertible_to<std::string>;
};

namespace detail {

/// What is said of an answer, as the source would have it said.
template <class S>
std::string said_by(const S& from, std::string words, const http::response& answer) {
  if constexpr (requires { from.without_secrets(std::move(words), answer); }) {
    return from.without_secrets(std::move(words), answer);
  } else {
    return words;
  }
}

}  // namespace detail

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_REST_SOURCE_HPP
