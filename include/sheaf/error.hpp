// SPDX-License-Identifier: MIT
//
// error.hpp: the errors of several children in one.

#ifndef SHEAF_ERROR_HPP
#define SHEAF_ERROR_HPP

#include <cstddef>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {

/// What one child threw, and which one it was, counted from 0 in the order given.
class child_error {
 public:
  /// The index of what is no child among others: the body of a scope.
  static constexpr std::size_t body = static_cast<std::size_t>(-1);

  child_error(std::size_t i, std::exception_ptr e) noexcept : index(i), error(std::move(e)) {}

  /// The error's text. May rethrow and catch inside.
  [[nodiscard]] std::string message() const {
    try {
      std::rethrow_exception(error);
    } catch (const std::exception& e) {
      return e.what();
    } catch (...) {
      return "an exception that is no std::exception";
    }
  }

  std::size_t index;
  std::exception_ptr error;
};

namespace detail {
inline std::string list_of(std::string text, const std::vector<child_error>& errors) {
  for (const child_error& each : errors) {
    text += &each == &errors.front() ? ": " : "; ";
    text += (each.index == child_error::body ? "the body" : std::to_string(each.index)) + ": " + each.message();
  }
  return text;
}
}  // namespace detail

/// What a value is thrown as that options().failed() takes for a failure and says no more of.
class unwanted_result : public std::runtime_error {
 public:
  unwanted_result() : std::runtime_error("a result that the call's options().failed() takes for a failure") {}
};

/// Thrown by a call with options().errors(sheaf::all): every error, where without it the first alone would be thrown.
class gather_error : public std::runtime_error {
 public:
  explicit gather_error(std::vector<child_error> errors)
      : std::runtime_error(detail::list_of(std::to_string(errors.size()) + " failed", errors)),
        errors_(std::move(errors)) {}

  /// The root cause first, then the others in the order in which they came; without the operation_aborted of those who
  /// were only told to stop. Never empty.
  [[nodiscard]] const std::vector<child_error>& errors() const noexcept { return errors_; }

 private:
  std::vector<child_error> errors_;
};

/// Thrown where too few children succeeded: by first_success when none did, by quorum when k no longer could.
class all_failed : public std::runtime_error {
 public:
  explicit all_failed(std::vector<child_error> errors, std::size_t needed = 1)
      : std::runtime_error(detail::list_of(
            std::to_string(errors.size()) + " failed, and " + std::to_string(needed) + " had to succeed", errors)),
        errors_(std::move(errors)) {}

  /// Of those that failed by themselves, by index.
  [[nodiscard]] const std::vector<child_error>& errors() const noexcept { return errors_; }

 private:
  std::vector<child_error> errors_;
};

}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_ERROR_HPP
