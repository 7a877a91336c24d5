// SPDX-License-Identifier: MIT
//
// Policies of a group that needs some of its children only, and stops the rest: race the first to end, quorum the first
// k to succeed.

#ifndef SHEAF_DETAIL_RACING_HPP
#define SHEAF_DETAIL_RACING_HPP

#include <sheaf/detail/children.hpp>
#include <sheaf/detail/gathering.hpp>
#include <sheaf/detail/group.hpp>
#include <sheaf/error.hpp>
#include <sheaf/outcome.hpp>

#include <array>
#include <cstddef>
#include <exception>
#include <stdexcept>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace sheaf {
inline namespace v0 {

template <class T>
class winner;

namespace detail {

template <class First, class... Rest>
struct winning_value {
  using type = std::conditional_t<(std::is_same_v<First, Rest> && ...), slot_type<First>,
                                  std::variant<slot_type<First>, slot_type<Rest>...>>;
};

/// The value in slot `i`, with its index.
template <class T>
winner<slot_type<T>> winner_of(std::vector<outcome<T>>& slots, std::size_t i) {
  return winner<slot_type<T>>(i, std::move(*slots[i]));
}
template <class... Ts>
auto winner_of(std::tuple<outcome<Ts>...>& slots, std::size_t i) {
  using value = typename winning_value<Ts...>::type;
  using take = winner<value> (*)(std::tuple<outcome<Ts>...>&, std::size_t);
  return []<std::size_t... I>(std::tuple<outcome<Ts>...>& from, std::size_t at, std::index_sequence<I...>) {
    constexpr std::array<take, sizeof...(Ts)> takes{[](std::tuple<outcome<Ts>...>& all, std::size_t index) {
      auto& slot = std::get<I>(all);
      if constexpr (std::is_same_v<value, slot_type<std::tuple_element_t<I, std::tuple<Ts...>>>>) {
        return winner<value>(index, std::move(*slot));
      } else {
        return winner<value>(index, value(std::in_place_index<I>, std::move(*slot)));
      }
    }...};
    return takes[at](from, at);
  }(slots, i, std::index_sequence_for<Ts...>());
}

/// The first child to end decides, with a value or an error.
template <class Executor>
class first_to_end : public group<Executor> {
 public:
  static constexpr bool can_throw_all = false;

  void succeeded(std::size_t i) noexcept { decide(i, nullptr, false); }
  template <class T>
  void failed(std::size_t i, outcome<T>&, std::exception_ptr error) noexcept {
    // Told to stop before anybody had ended, an abort decides nothing: another may yet succeed all the same.
    const bool provoked = this->requested() != asio::cancellation_type::none;
    if (!provoked || !is_aborted(error)) decide(i, std::move(error), provoked);
  }

  template <class Slots>
  [[nodiscard]] auto take(Slots& slots) {
    if (decided_ && !error_) return winner_of(slots, first_);
    if (this->size() == 0) throw std::invalid_argument("sheaf::race: an empty range");
    if (this->expired() && (!decided_ || unwinding_)) {
      std::rethrow_exception(timed_out_error(this->get_options().get_timeout()));
    }
    std::rethrow_exception(error_ ? error_ : aborted_error());
  }

 protected:
  using group<Executor>::group;

 private:
  void decide(std::size_t i, std::exception_ptr error, bool unwinding) noexcept {
    {
      const auto lock = this->locked();
      if (std::exchange(decided_, true)) return;
      first_ = i;
      error_ = std::move(error);
      unwinding_ = unwinding;
    }
    this->stop();
  }

  bool decided_ = false;
  bool unwinding_ = false;
  std::size_t first_ = 0;
  std::exception_ptr error_;
};

/// The first k to succeed decide, or that so many have failed that there cannot be k.
template <class Executor>
class first_to_succeed : public group<Executor> {
 public:
  static constexpr bool can_throw_all = false;

  void succeeded(std::size_t i) noexcept {
    {
      const auto lock = this->locked();
      if (winners_.size() == needed_) return;
      winners_.push_back(i);
      if (winners_.size() != needed_) return;
    }
    this->stop();
  }
  template <class T>
  void failed(std::size_t, outcome<T>& slot, std::exception_ptr error) noexcept {
    const bool provoked = this->requested() != asio::cancellation_type::none && is_aborted(error);
    slot.fail(provoked ? outcome_state::cancelled : outcome_state::error, std::move(error));
    if (provoked) return;
    {
      const auto lock = this->locked();
      if (hopeless_ || this->size() - ++failures_ >= needed_) return;
      hopeless_ = true;
      late_ = this->expired();
    }
    this->stop();
  }

 protected:
  first_to_succeed(const parent_state<Executor>& parent, const sheaf::options& options, std::size_t needed)
      : group<Executor>(parent, options), needed_(needed) {
    winners_.reserve(needed);
  }

  template <class Slots>
  [[nodiscard]] const std::vector<std::size_t>& winners(const Slots& slots) const {
    if (winners_.size() == needed_) return winners_;
    if (hopeless_ && !late_) throw all_failed(errors_in(slots), needed_);
    std::rethrow_exception(this->expired() ? timed_out_error(this->get_options().get_timeout()) : aborted_error());
  }

 private:
  static void add(std::vector<child_error>& all, std::size_t i, outcome_state state, const std::exception_ptr& error) {
    if (state == outcome_state::error) all.emplace_back(i, error);
  }
  template <class T>
  static std::vector<child_error> errors_in(const std::vector<outcome<T>>& slots) {
    std::vector<child_error> all;
    for (std::size_t i = 0; i != slots.size(); ++i) add(all, i, slots[i].state(), slots[i].error());
    return all;
  }
  template <class... Ts>
  static std::vector<child_error> errors_in(const std::tuple<outcome<Ts>...>& slots) {
    std::vector<child_error> all;
    std::apply([&](const auto&... slot) {
      std::size_t i = 0;
      (add(all, i++, slot.state(), slot.error()), ...);
    }, slots);
    return all;
  }

  const std::size_t needed_;
  std::size_t failures_ = 0;
  bool hopeless_ = false;
  bool late_ = false;
  std::vector<std::size_t> winners_;
};

template <class Executor>
class one_success : public first_to_succeed<Executor> {
 public:
  template <class Slots>
  [[nodiscard]] auto take(Slots& slots) {
    if (this->size() == 0) throw std::invalid_argument("sheaf::first_success: an empty range");
    return winner_of(slots, this->winners(slots).front());
  }

 protected:
  one_success(const parent_state<Executor>& parent, const sheaf::options& options)
      : first_to_succeed<Executor>(parent, options, 1) {}
};

template <class Executor>
class some_successes : public first_to_succeed<Executor> {
 public:
  template <class T>
  [[nodiscard]] std::vector<winner<slot_type<T>>> take(std::vector<outcome<T>>& slots) {
    std::vector<winner<slot_type<T>>> all;
    for (const std::size_t i : this->winners(slots)) all.push_back(winner_of(slots, i));
    return all;
  }

 protected:
  using first_to_succeed<Executor>::first_to_succeed;
};

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_DETAIL_RACING_HPP
