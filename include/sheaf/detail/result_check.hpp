// SPDX-License-Identifier: MIT
//
// A predicate over children's results that calls some values failures; the type it looks at is found out when it is
// made.

#ifndef SHEAF_DETAIL_RESULT_CHECK_HPP
#define SHEAF_DETAIL_RESULT_CHECK_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/error.hpp>

#include <exception>
#include <memory>
#include <system_error>
#include <type_traits>
#include <typeinfo>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace detail {

template <class Call>
struct only_argument;
template <class R, class F, class T>
struct only_argument<R (F::*)(T) const> {
  using type = std::remove_cvref_t<T>;
};
template <class R, class F, class T>
struct only_argument<R (F::*)(T) const noexcept> : only_argument<R (F::*)(T) const> {};

template <class F>
concept predicate_of_one_type = requires { typename only_argument<decltype(&F::operator())>::type; };

inline std::exception_ptr as_error(bool failed) {
  return failed ? std::make_exception_ptr(unwanted_result()) : nullptr;
}
inline std::exception_ptr as_error(const std::error_code& code) {
  return code ? std::make_exception_ptr(asio::system_error(code)) : nullptr;
}
inline std::exception_ptr as_error(std::exception_ptr error) { return error; }

class result_check {
 public:
  result_check() noexcept {}

  template <class F>
  explicit result_check(F&& f) noexcept : object_(std::addressof(f)) {
    using predicate = std::remove_cvref_t<F>;
    static_assert(
        std::is_lvalue_reference_v<F> || std::is_empty_v<predicate>,
        "sheaf::options::failed: the predicate is borrowed for the whole call, and would be gone by then: give it a "
        "name first, or capture nothing");
    static_assert(predicate_of_one_type<predicate>,
                  "sheaf::options::failed: the predicate must be a callable that says which type it looks at: "
                  "[](const answer& a) { ... }, not [](auto& a)");
    if constexpr (predicate_of_one_type<predicate> && (std::is_lvalue_reference_v<F> || std::is_empty_v<predicate>)) {
      using value = typename only_argument<decltype(&predicate::operator())>::type;
      type_ = &typeid(value);
      call_ = [](const void* object, const void* result) {
        if constexpr (std::is_empty_v<predicate>) {
          return as_error(predicate()(*static_cast<const value*>(result)));
        } else {
          return as_error((*static_cast<const predicate*>(object))(*static_cast<const value*>(result)));
        }
      };
    }
  }

  explicit operator bool() const noexcept { return call_ != nullptr; }

  template <class T>
  [[nodiscard]] bool applies_to() const noexcept {
    return type_ && *type_ == typeid(T);
  }

  /// The error that `result` stands for, or null. Only where it applies.
  [[nodiscard]] std::exception_ptr operator()(const void* result) const { return call_(object_, result); }

 private:
  const void* object_ = nullptr;
  const std::type_info* type_ = nullptr;
  std::exception_ptr (*call_)(const void*, const void*) = nullptr;
};

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_DETAIL_RESULT_CHECK_HPP
