// SPDX-License-Identifier: MIT
//
// The errors of what was told to stop.

#ifndef SHEAF_DETAIL_ABORTED_HPP
#define SHEAF_DETAIL_ABORTED_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/outcome.hpp>
#include <sheaf/time_source.hpp>

#include <chrono>
#include <exception>
#include <string>
#include <system_error>

namespace sheaf {
inline namespace v0 {
namespace detail {

inline bool is_aborted(const std::exception_ptr& error) noexcept {
  try {
    std::rethrow_exception(error);
  } catch (const std::system_error& e) {
    return e.code() == asio::error::make_error_code(asio::error::operation_aborted);
  } catch (...) {
    return false;
  }
}

inline std::exception_ptr aborted_error() {
  return std::make_exception_ptr(asio::system_error(asio::error::operation_aborted));
}

inline std::exception_ptr timed_out_error(duration limit) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(limit).count();
  return std::make_exception_ptr(timed_out("not done after " + std::to_string(ms) + " ms"));
}

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_DETAIL_ABORTED_HPP
