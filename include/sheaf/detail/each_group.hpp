// SPDX-License-Identifier: MIT
//
// A group whose children are made as they are started: of items that are pulled one by one, so that a long range costs
// no more than those that run.

#ifndef SHEAF_DETAIL_EACH_GROUP_HPP
#define SHEAF_DETAIL_EACH_GROUP_HPP

#include <sheaf/detail/child_groups.hpp>
#include <sheaf/detail/children.hpp>
#include <sheaf/detail/group.hpp>
#include <sheaf/outcome.hpp>

#include <cstddef>
#include <deque>
#include <exception>
#include <optional>
#include <ranges>
#include <type_traits>
#include <utility>
#include <variant>

namespace sheaf {
inline namespace v0 {
namespace detail {

/// A range that is kept if it was given away, and borrowed if it was named.
template <class Range>
class items {
 public:
  explicit items(std::remove_reference_t<Range>&& range) : range_(std::move(range)) {}
  [[nodiscard]] auto& get() noexcept { return range_; }

 private:
  Range range_;
};
template <class Range>
class items<Range&> {
 public:
  explicit items(Range& range) noexcept : range_(&range) {}
  [[nodiscard]] Range& get() noexcept { return *range_; }

 private:
  Range* range_;
};

/// True where an item stays where it is while others are pulled, so that it need not be copied for its child.
template <class Range>
inline constexpr bool keeps_items =
    std::ranges::forward_range<Range> && std::is_lvalue_reference_v<std::ranges::range_reference_t<Range>>;

/// What f is called with: the item as an lvalue, or given away where f will have it so only.
template <class Range, class F>
struct each_call {
  using range = std::remove_reference_t<Range>;
  using item = std::conditional_t<keeps_items<range>, std::remove_reference_t<std::ranges::range_reference_t<range>>,
                                  std::ranges::range_value_t<range>>;
  using argument = std::conditional_t<std::is_invocable_v<F&, item&>, item&, item&&>;
};

template <class Range, class F>
consteval bool check_each() {
  using argument = typename each_call<Range, F>::argument;
  constexpr bool callable = std::is_invocable_v<F&, argument>;
  static_assert(callable, "sheaf::gather_each: f must be callable with an item of the range");
  if constexpr (callable) {
    constexpr bool awaitable = awaitable_type<std::invoke_result_t<F&, argument>>;
    static_assert(awaitable, "sheaf::gather_each: f must give an asio::awaitable, as a coroutine does");
    if constexpr (awaitable) return check_child<std::invoke_result_t<F&, argument>>();
  }
  return false;
}

template <template <class> class Policy, class Executor, class T, class Range, class F>
class each_group final : public Policy<Executor> {
  using call = each_call<Range, F>;
  using range = typename call::range;
  using item_type = typename call::item;

  static constexpr bool keeps_results = !std::is_void_v<T> || Policy<Executor>::keeps_void;

  struct place : child<Executor> {
    std::conditional_t<keeps_items<range>, std::monostate, std::optional<item_type>> item;
    std::conditional_t<keeps_results, std::monostate, outcome<T>> slot;
    place* next_free = nullptr;
  };

 public:
  using result_type = decltype(std::declval<Policy<Executor>&>().take(std::declval<std::deque<outcome<T>>&>()));

  each_group(const parent_state<Executor>& parent, const sheaf::options& options, items<Range>&& all, F&& f)
      : Policy<Executor>(parent, options), items_(std::move(all)), f_(std::move(f)) {}

  [[nodiscard]] result_type result() { return this->take(slots_); }

 private:
  template <class, class>
  friend class sink;

  bool more() const noexcept override { return !exhausted_; }
  std::size_t started() const noexcept override { return places_.size(); }
  child<Executor>& at(std::size_t i) noexcept override { return places_[i]; }

  void vacated(child<Executor>& c) noexcept override {
    auto& p = static_cast<place&>(c);
    p.next_free = std::exchange(free_, &p);
  }

  bool start_next() noexcept override {
    try {
      if (!pull()) return false;
    } catch (...) {
      this->breaks(std::current_exception());
      return false;
    }
    return start();
  }

  // A single-pass range is not read ahead: it is asked for its next item when there is a place for it.
  bool pull() {
    if (!at_) {
      at_.emplace(std::ranges::begin(items_.get()));
    } else {
      ++*at_;
    }
    if (*at_ != std::ranges::end(items_.get())) return true;
    exhausts();
    return false;
  }
  // Of others it is known early that they end, so that all their items may have run although the call was stopped.
  void look_ahead() {
    if constexpr (std::ranges::forward_range<range>) {
      if (std::ranges::next(*at_) == std::ranges::end(items_.get())) exhausts();
    }
  }
  void exhausts() {
    const auto lock = this->locked();
    exhausted_ = true;
  }

  bool start() noexcept {
    const std::size_t i = index_++;
    place* p = nullptr;
    item_type* item = nullptr;
    outcome<T>* slot = nullptr;
    try {
      look_ahead();
      p = &free_place();
      item = &read_item(*p);
      slot = &slot_for(*p);
    } catch (...) {
      if (p) frees(*p);
      this->breaks(std::current_exception());
      return false;
    }
    this->tell_started(i);
    sink<T, each_group> out(this, *p, slot, i);
    try {
      this->launch_child(*p, f_(static_cast<typename call::argument>(*item)), out);
      return true;
    } catch (...) {
      out.fail(std::current_exception());
      frees(*p);
      return false;
    }
  }

  place& free_place() {
    const auto lock = this->locked();
    if (!free_) return places_.emplace_back();
    return *std::exchange(free_, free_->next_free);
  }
  void frees(place& p) noexcept {
    const auto lock = this->locked();
    vacated(p);
  }

  outcome<T>& slot_for([[maybe_unused]] place& p) {
    if constexpr (keeps_results) {
      return slots_.emplace_back();
    } else {
      return p.slot;
    }
  }

  item_type& read_item([[maybe_unused]] place& p) {
    if constexpr (keeps_items<range>) {
      return **at_;
    } else {
      return p.item.emplace(**at_);
    }
  }

  items<Range> items_;
  F f_;
  std::optional<std::ranges::iterator_t<range>> at_;
  bool exhausted_ = false;
  std::size_t index_ = 0;
  std::deque<place> places_;
  place* free_ = nullptr;
  std::deque<outcome<T>> slots_;
};

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_DETAIL_EACH_GROUP_HPP
