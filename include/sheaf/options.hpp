// SPDX-License-Identifier: MIT
//
// options.hpp: how a combinator runs its children.

#ifndef SHEAF_OPTIONS_HPP
#define SHEAF_OPTIONS_HPP

#include <sheaf/detail/function_ref.hpp>
#include <sheaf/detail/result_check.hpp>
#include <sheaf/event.hpp>
#include <sheaf/time_source.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {

/// How much of what went wrong a call throws.
enum class errors_thrown : unsigned char { first, all };
inline constexpr errors_thrown all = errors_thrown::all;

/// Named options with setters, given as the last argument of a call:
///
///     co_await sheaf::gather(std::move(calls), sheaf::options().limit(16).timeout(2s));
///
/// A class with a constructor and never an aggregate, because GCC 12 destroys aggregate temporaries inside a co_await
/// expression twice. An option that a call cannot honour makes it throw std::invalid_argument.
class options {
 public:
  static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

  options() noexcept {}

  /// At most `n` children run at once; the others start, in order, as places become free.
  /// Throws std::invalid_argument unless n > 0.
  template <std::integral N>
  [[nodiscard]] options limit(N n) const {
    if (std::cmp_less(n, 1)) throw std::invalid_argument("sheaf::options::limit: must be at least 1");
    return with([n](options& o) { o.limit_ = static_cast<std::size_t>(n); });
  }

  /// After this long, what is unfinished is cancelled and waited for. Zero or less: at once.
  template <class Rep, class Period>
  [[nodiscard]] options timeout(std::chrono::duration<Rep, Period> wait) const {
    const duration most = sheaf::at_most(wait, duration::max());
    return with([most](options& o) { o.timeout_ = most, o.has_timeout_ = true; });
  }

  /// Where time comes from; null is the system's clocks. Borrowed until the call has ended.
  [[nodiscard]] options time(time_source* source) const {
    return with([source](options& o) { o.time_ = source; });
  }

  /// Declares that the caller's executor runs one handler at a time although its type does not say so: children then
  /// run on it itself and not each on a strand of its own.
  [[nodiscard]] options serial() const {
    return with([](options& o) { o.serial_ = true; });
  }

  /// `errors(sheaf::all)`: where several children failed, or one, a gather_error with all of them is thrown.
  [[nodiscard]] options errors(errors_thrown which) const {
    return with([which](options& o) { o.errors_ = which; });
  }

  /// Takes some values for failures: `predicate(const T&)` is asked of each child's value of exactly that type and
  /// answers bool, std::error_code, or std::exception_ptr; what is not false, zero or null is the child's error.
  /// Borrowed until the call has ended: a named callable, or one that captures nothing. A call without children of that
  /// type refuses it.
  template <class F>
  [[nodiscard]] options failed(F&& predicate) const {
    return with([&predicate](options& o) { o.failed_ = detail::result_check(std::forward<F>(predicate)); });
  }

  /// Tells `observer(const event&)` what happens. Borrowed until the call has ended: a named callable, or one that
  /// captures nothing. No clock is read without an observer.
  template <class F>
  [[nodiscard]] options on_event(F&& observer) const {
    return with(
        [&observer](options& o) { o.observer_ = detail::function_ref<void(const event&)>(std::forward<F>(observer)); });
  }

  /// What events call this call. Borrowed until it has ended.
  [[nodiscard]] options label(std::string_view name) const {
    return with([name](options& o) { o.label_ = name; });
  }

  [[nodiscard]] std::size_t get_limit() const noexcept { return limit_; }
  [[nodiscard]] bool has_timeout() const noexcept { return has_timeout_; }
  [[nodiscard]] duration get_timeout() const noexcept { return timeout_; }
  [[nodiscard]] time_source* get_time() const noexcept { return time_; }
  [[nodiscard]] bool is_serial() const noexcept { return serial_; }
  [[nodiscard]] bool throws_all() const noexcept { return errors_ == errors_thrown::all; }
  [[nodiscard]] const detail::result_check& get_failed() const noexcept { return failed_; }
  [[nodiscard]] const detail::function_ref<void(const event&)>& get_observer() const noexcept { return observer_; }
  [[nodiscard]] std::string_view get_label() const noexcept { return label_; }

 private:
  template <class F>
  options with(F change) const {
    options copy = *this;
    change(copy);
    return copy;
  }

  std::size_t limit_ = unlimited;
  duration timeout_{};
  time_source* time_ = nullptr;
  bool has_timeout_ = false;
  bool serial_ = false;
  errors_thrown errors_ = errors_thrown::first;
  detail::result_check failed_;
  detail::function_ref<void(const event&)> observer_;
  std::string_view label_;
};

}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPTIONS_HPP
