// SPDX-License-Identifier: MIT
//
// retries.hpp: which failures of a page are worth another try, how often, and after how long.

#ifndef SHEAF_REST_RETRIES_HPP
#define SHEAF_REST_RETRIES_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/http/error.hpp>
#include <sheaf/http/retry_after.hpp>
#include <sheaf/rest/error.hpp>
#include <sheaf/retry.hpp>
#include <sheaf/time_source.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace rest {

/// How often the pages of a fetch are asked for again. Named options with setters; waits are those of
/// sheaf::retry_policy, and no shorter than a server's Retry-After asks for. Lists are only read, so that another try
/// does nothing twice. A page without a length that cannot be read may have been cut off, and is asked for once more at
/// once.
class retries {
 public:
  retries() noexcept {}

  /// Every failure is final.
  [[nodiscard]] static retries none() { return retries().attempts(1); }

  /// At most `n` tries of one page, the first included; 3 unless said.
  template <std::integral N>
  [[nodiscard]] retries attempts(N n) const {
    retries out = *this;
    out.waits_ = out.waits_.attempts(n);
    out.attempts_ = static_cast<std::size_t>(n);
    return out;
  }
  /// At most `n` more tries in the whole fetch, whichever lists need them; 10 unless said. What keeps a cloud that is
  /// down from being asked several times as often as one that is well.
  template <std::integral N>
  [[nodiscard]] retries budget(N n) const {
    if (std::cmp_less(n, 0)) throw std::invalid_argument("sheaf::rest::retries::budget: must not be negative");
    retries out = *this;
    out.budget_ = static_cast<std::size_t>(n);
    return out;
  }
  /// What the wait before a second try is below; 100 ms unless said. It doubles with each try.
  template <class Rep, class Period>
  [[nodiscard]] retries base(std::chrono::duration<Rep, Period> wait) const {
    retries out = *this;
    out.waits_ = out.waits_.base(wait);
    return out;
  }
  /// What every wait is below, where the server asks for none; 10 s unless said.
  template <class Rep, class Period>
  [[nodiscard]] retries cap(std::chrono::duration<Rep, Period> wait) const {
    retries out = *this;
    out.waits_ = out.waits_.cap(wait);
    return out;
  }
  /// Makes the random waits the same each time.
  [[nodiscard]] retries seed(std::uint64_t number) const {
    retries out = *this;
    out.waits_ = out.waits_.seed(number);
    return out;
  }

  [[nodiscard]] std::size_t get_attempts() const noexcept { return attempts_; }
  [[nodiscard]] std::size_t get_budget() const noexcept { return budget_; }
  [[nodiscard]] const retry_policy& waits() const noexcept { return waits_; }

 private:
  retry_policy waits_;
  std::size_t attempts_ = 3;
  std::size_t budget_ = 10;
};

/// Whether the connection failed, and not the certificate, nor a time limit.
[[nodiscard]] inline bool may_pass(const http::error& e) noexcept {
  switch (e.errc()) {
    case http::errc::resolve_failed:
    case http::errc::connect_failed:
    case http::errc::write_failed:
    case http::errc::read_failed:
    case http::errc::no_response:
    case http::errc::truncated: return true;
    default: return false;
  }
}

/// Whether the same request may succeed a little later: the connection failed, also that of a source to what it depends
/// on; or the status is one that passes: see status_error::retryable().
[[nodiscard]] inline bool may_pass(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const status_error& e) {
    return e.retryable();
  } catch (const http::error& e) {
    return may_pass(e);
  } catch (const source_error& e) {
    return e.may_pass();
  } catch (...) {
    return false;
  }
}

/// Whether it says that there is too much to do: 429, 503, or no answer in time.
[[nodiscard]] constexpr bool is_overload(int status) noexcept { return status == 429 || status == 503; }
[[nodiscard]] inline bool is_overload(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const status_error& e) {
    return is_overload(e.status());
  } catch (const http::error& e) {
    return e.timed_out();
  } catch (...) {
    return false;
  }
}

/// How long the server that said `error` asks to be left alone.
[[nodiscard]] inline std::optional<duration> wait_asked_for(const std::exception_ptr& error, http::wall_time now) {
  try {
    std::rethrow_exception(error);
  } catch (const status_error& e) {
    return http::read_retry_after(e.retry_after(), now);
  } catch (...) {
    return std::nullopt;
  }
}

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_REST_RETRIES_HPP
