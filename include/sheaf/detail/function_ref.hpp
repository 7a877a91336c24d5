// SPDX-License-Identifier: MIT
//
// A callable that is borrowed and not kept, so that what holds it stays trivially destructible: GCC 12 can be trusted
// with such things inside a co_await expression.

#ifndef SHEAF_DETAIL_FUNCTION_REF_HPP
#define SHEAF_DETAIL_FUNCTION_REF_HPP

#include <memory>
#include <type_traits>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace detail {

template <class F>
inline constexpr bool can_be_borrowed = std::is_lvalue_reference_v<F> || std::is_empty_v<std::remove_cvref_t<F>> ||
                                        std::is_pointer_v<std::remove_cvref_t<F>>;

template <class Signature>
class function_ref;

/// Null, or what calls a function, a callable without state, or a named one, which must outlive it.
template <class R, class... Args>
class function_ref<R(Args...)> {
 public:
  function_ref() noexcept {}

  template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, function_ref>)
  function_ref(F&& f) noexcept {
    using callable = std::remove_reference_t<F>;
    static_assert(
        can_be_borrowed<F>,
        "sheaf: this callable is borrowed for the whole call, and would be gone by then: give it a name first, or "
        "capture nothing");
    if constexpr (std::is_pointer_v<std::decay_t<F>>) {
      const std::decay_t<F> pointer = f;
      bound_.function = reinterpret_cast<void (*)()>(pointer);
      call_ = [](const function_ref& self, Args... args) -> R {
        return reinterpret_cast<std::decay_t<F>>(self.bound_.function)(std::forward<Args>(args)...);
      };
    } else if constexpr (std::is_lvalue_reference_v<F>) {
      bound_.object = const_cast<void*>(static_cast<const void*>(std::addressof(f)));
      call_ = [](const function_ref& self, Args... args) -> R {
        return (*static_cast<callable*>(self.bound_.object))(std::forward<Args>(args)...);
      };
    } else if constexpr (can_be_borrowed<F>) {
      call_ = [](const function_ref&, Args... args) -> R { return callable()(std::forward<Args>(args)...); };
    }
  }

  explicit operator bool() const noexcept { return call_ != nullptr; }
  R operator()(Args... args) const { return call_(*this, std::forward<Args>(args)...); }

 private:
  R (*call_)(const function_ref&, Args...) = nullptr;
  union {
    void* object = nullptr;
    void (*function)();
  } bound_;
};

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_DETAIL_FUNCTION_REF_HPP
