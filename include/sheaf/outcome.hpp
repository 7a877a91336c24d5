// SPDX-License-Identifier: MIT
//
// outcome.hpp: what one child left behind: a value, or why there is none.

#ifndef SHEAF_OUTCOME_HPP
#define SHEAF_OUTCOME_HPP

#include <sheaf/detail/asio.hpp>

#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>
#include <variant>

namespace sheaf {
inline namespace v0 {

/// Thrown by a call whose time ran out, once the work it waited for has stopped. Its code is asio::error::timed_out,
/// distinct from the operation_aborted of a cancellation.
class timed_out : public std::system_error {
 public:
  explicit timed_out(const std::string& what)
      : std::system_error(asio::error::make_error_code(asio::error::timed_out)), text_(what) {}

  /// Just the sentence it was made with: the code's own text speaks of connections.
  [[nodiscard]] const char* what() const noexcept override { return text_.what(); }

 private:
  std::runtime_error text_;
};

enum class outcome_state : unsigned char {
  value,        ///< it succeeded
  error,        ///< it threw
  timed_out,    ///< it was cancelled because the call's time ran out
  cancelled,    ///< it was cancelled because the caller was
  not_started,  ///< it waited for its place when the call was stopped
};

/// The value of one child or the reason there is none; read without an exception, and without an allocation of its own.
/// A `void` child's value is std::monostate.
///
/// Threads: distinct objects are safe, a shared one is not.
template <class T>
class [[nodiscard]] outcome {
 public:
  using value_type = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

  outcome() noexcept = default;

  [[nodiscard]] outcome_state state() const noexcept { return state_; }
  [[nodiscard]] bool has_value() const noexcept { return state_ == outcome_state::value; }
  explicit operator bool() const noexcept { return has_value(); }

  /// The value; throws error() where there is none.
  [[nodiscard]] value_type& value() & { return check(), *value_; }
  [[nodiscard]] const value_type& value() const& { return check(), *value_; }
  [[nodiscard]] value_type&& value() && { return check(), std::move(*value_); }

  /// The value, which must be there.
  [[nodiscard]] value_type& operator*() & noexcept { return *value_; }
  [[nodiscard]] const value_type& operator*() const& noexcept { return *value_; }
  [[nodiscard]] value_type&& operator*() && noexcept { return std::move(*value_); }
  [[nodiscard]] value_type* operator->() noexcept { return &*value_; }
  [[nodiscard]] const value_type* operator->() const noexcept { return &*value_; }

  /// What was thrown, or an exception that says timed out, cancelled or not started; null where there is a value.
  [[nodiscard]] const std::exception_ptr& error() const noexcept { return error_; }

  template <class U>
  [[nodiscard]] value_type value_or(U&& otherwise) const& {
    return has_value() ? *value_ : static_cast<value_type>(std::forward<U>(otherwise));
  }
  template <class U>
  [[nodiscard]] value_type value_or(U&& otherwise) && {
    return has_value() ? std::move(*value_) : static_cast<value_type>(std::forward<U>(otherwise));
  }

  /// The error's text, empty where there is a value. May rethrow and catch inside.
  [[nodiscard]] std::string message() const {
    if (!error_) return {};
    try {
      std::rethrow_exception(error_);
    } catch (const std::exception& e) {
      return e.what();
    } catch (...) {
      return "an exception that is no std::exception";
    }
  }

  /// For makers of outcomes.
  template <class... Args>
  void emplace(Args&&... args) {
    value_.emplace(std::forward<Args>(args)...);
    state_ = outcome_state::value;
    error_ = nullptr;
  }
  void fail(outcome_state why, std::exception_ptr error) noexcept {
    value_.reset();
    state_ = why;
    error_ = std::move(error);
  }

 private:
  void check() const {
    if (has_value()) return;
    if (!error_) throw asio::system_error(asio::error::operation_aborted, "not started");
    std::rethrow_exception(error_);
  }

  std::optional<value_type> value_;
  std::exception_ptr error_;
  outcome_state state_ = outcome_state::not_started;
};

}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OUTCOME_HPP
