// SPDX-License-Identifier: MIT
//
// Groups with their children and the children's results: a tuple of them, or a vector. What is made of the results is
// the policy's: it is told failed(i, slot, error) or succeeded(i) by each child, and is asked take(slots) in the end.

#ifndef SHEAF_DETAIL_CHILD_GROUPS_HPP
#define SHEAF_DETAIL_CHILD_GROUPS_HPP

#include <sheaf/detail/group.hpp>
#include <sheaf/outcome.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <exception>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace detail {

template <class T, class Group>
class sink : public child_link<Group> {
 public:
  sink(Group* g, child<typename Group::executor_type>& c, outcome<T>* slot, std::size_t i) noexcept
      : child_link<Group>(g, c), slot_(slot), index_(i) {}

  template <class... Args>
  void emplace(Args&&... args) {
    slot_->emplace(std::forward<Args>(args)...);
    if (this->group->judges()) {
      if (auto error = this->group->unwanted(**slot_)) return fail(std::move(error));
    }
    this->group->tell_ended(index_);
    this->group->succeeded(index_);
  }
  void fail(std::exception_ptr error) noexcept {
    this->group->tell_ended(index_, error);
    this->group->failed(index_, *slot_, std::move(error));
  }

 private:
  outcome<T>* slot_;
  std::size_t index_;
};

/// Children whose places are used one after the other, and again where a child has ended before the next is started.
template <class Executor>
class places {
 public:
  explicit places(std::size_t size) : children_(std::make_unique<child<Executor>[]>(size)), size_(size) {}

  [[nodiscard]] child<Executor>& next() noexcept { return children_[used_.load(std::memory_order_relaxed)]; }
  void keep() noexcept { used_.fetch_add(1, std::memory_order_relaxed); }
  [[nodiscard]] std::size_t in_use() const noexcept {
    return std::min(used_.load(std::memory_order_relaxed) + 1, size_);
  }
  [[nodiscard]] child<Executor>& operator[](std::size_t i) noexcept { return children_[i]; }

 private:
  const std::unique_ptr<child<Executor>[]> children_;
  const std::size_t size_;
  std::atomic<std::size_t> used_ = 0;
};

/// Children of different types, as many as the call names.
template <template <class> class Policy, class Executor, class... Ts>
class tuple_group final : public Policy<Executor> {
 public:
  using result_type = decltype(std::declval<Policy<Executor>&>().take(std::declval<std::tuple<outcome<Ts>...>&>()));

  template <class... Config>
  tuple_group(const parent_state<Executor>& parent, const sheaf::options& options,
              std::tuple<asio::awaitable<Ts, Executor>...>&& work, Config... config)
      : Policy<Executor>(parent, options, config...), work_(std::move(work)) {}

  [[nodiscard]] result_type result() { return this->take(slots_); }

 private:
  template <class, class>
  friend class sink;

  std::size_t size() const noexcept override { return sizeof...(Ts); }
  bool more() const noexcept override { return next_.load(std::memory_order_relaxed) != size(); }
  std::size_t started() const noexcept override { return places_.in_use(); }
  child<Executor>& at(std::size_t i) noexcept override { return places_[i]; }

  bool start_next() noexcept override {
    static constexpr auto starts = []<std::size_t... I>(std::index_sequence<I...>) {
      return std::array<bool (tuple_group::*)(), sizeof...(Ts)>{&tuple_group::template start<I>...};
    }(std::index_sequence_for<Ts...>());
    const std::size_t i = next_.fetch_add(1, std::memory_order_relaxed);
    this->tell_started(i);
    return (this->*starts[i])();
  }

  template <std::size_t I>
  bool start() {
    child<Executor>& c = places_.next();
    sink<std::tuple_element_t<I, std::tuple<Ts...>>, tuple_group> out(this, c, &std::get<I>(slots_), I);
    try {
      this->launch_child(c, std::move(std::get<I>(work_)), out);
      if (c.running.load(std::memory_order_acquire)) places_.keep();
      return true;
    } catch (...) {
      out.fail(std::current_exception());
      return false;
    }
  }

  std::atomic<std::size_t> next_ = 0;
  places<Executor> places_{sizeof...(Ts)};
  std::tuple<asio::awaitable<Ts, Executor>...> work_;
  std::tuple<outcome<Ts>...> slots_;
};

/// Children of one type, any number.
template <template <class> class Policy, class Executor, class T>
class vector_group final : public Policy<Executor> {
 public:
  using result_type = decltype(std::declval<Policy<Executor>&>().take(std::declval<std::vector<outcome<T>>&>()));

  template <class... Config>
  vector_group(const parent_state<Executor>& parent, const sheaf::options& options,
               std::vector<asio::awaitable<T, Executor>>&& work, Config... config)
      : Policy<Executor>(parent, options, config...),
        places_(work.size()),
        work_(std::move(work)),
        slots_(work_.size()) {}

  [[nodiscard]] result_type result() { return this->take(slots_); }

 private:
  template <class, class>
  friend class sink;

  std::size_t size() const noexcept override { return slots_.size(); }
  bool more() const noexcept override { return next_.load(std::memory_order_relaxed) != size(); }
  std::size_t started() const noexcept override { return places_.in_use(); }
  child<Executor>& at(std::size_t i) noexcept override { return places_[i]; }

  bool start_next() noexcept override {
    const std::size_t i = next_.fetch_add(1, std::memory_order_relaxed);
    this->tell_started(i);
    child<Executor>& c = places_.next();
    sink<T, vector_group> out(this, c, &slots_[i], i);
    try {
      this->launch_child(c, std::move(work_[i]), out);
      if (c.running.load(std::memory_order_acquire)) places_.keep();
      return true;
    } catch (...) {
      out.fail(std::current_exception());
      return false;
    }
  }

  std::atomic<std::size_t> next_ = 0;
  places<Executor> places_;
  std::vector<asio::awaitable<T, Executor>> work_;
  std::vector<outcome<T>> slots_;
};

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_DETAIL_CHILD_GROUPS_HPP
