// SPDX-License-Identifier: MIT
//
// A doubly linked list of objects that live elsewhere: joining and leaving allocate nothing and cannot fail.

#ifndef SHEAF_HTTP_DETAIL_INTRUSIVE_LIST_HPP
#define SHEAF_HTTP_DETAIL_INTRUSIVE_LIST_HPP

#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

// A place in one list; Tag tells lists apart for a type that is in several. Leaves its list when it is destroyed.
template <class Tag>
class list_hook {
 public:
  list_hook() noexcept = default;
  list_hook(const list_hook&) = delete;
  list_hook& operator=(const list_hook&) = delete;
  ~list_hook() { unlink(); }

  [[nodiscard]] bool linked() const noexcept { return next_ != this; }

  void unlink() noexcept {
    previous_->next_ = next_;
    next_->previous_ = previous_;
    previous_ = next_ = this;
  }

 private:
  template <class T, class>
  friend class intrusive_list;

  void link_before(list_hook& other) noexcept {
    previous_ = other.previous_;
    next_ = &other;
    previous_->next_ = this;
    other.previous_ = this;
  }

  list_hook* previous_ = this;
  list_hook* next_ = this;
};

template <class T, class Tag>
class intrusive_list {
 public:
  [[nodiscard]] bool empty() const noexcept { return !ends_.linked(); }
  [[nodiscard]] T& front() noexcept { return owner(*ends_.next_); }
  [[nodiscard]] T& back() noexcept { return owner(*ends_.previous_); }

  void push_back(T& object) noexcept { static_cast<list_hook<Tag>&>(object).link_before(ends_); }

  /// Calls f for each, first to last; f may unlink the one it is given.
  template <class F>
  void each(F f) {
    for (list_hook<Tag>* at = ends_.next_; at != &ends_;) {
      T& object = owner(*std::exchange(at, at->next_));
      f(object);
    }
  }

 private:
  static T& owner(list_hook<Tag>& hook) noexcept { return static_cast<T&>(hook); }

  list_hook<Tag> ends_;
};

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_INTRUSIVE_LIST_HPP
