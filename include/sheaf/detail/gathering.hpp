// SPDX-License-Identifier: MIT
//
// The two ways to take children's results, as policies of a group: gather stops at the first error, settle keeps all.

#ifndef SHEAF_DETAIL_GATHERING_HPP
#define SHEAF_DETAIL_GATHERING_HPP

#include <sheaf/detail/aborted.hpp>
#include <sheaf/detail/children.hpp>
#include <sheaf/detail/group.hpp>
#include <sheaf/error.hpp>
#include <sheaf/outcome.hpp>

#include <cstddef>
#include <deque>
#include <exception>
#include <iterator>
#include <new>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace detail {

/// The first error in time stops the rest. It is told from the aborts it provokes, and from those of the caller's own
/// cancellation, by when it came.
template <class Executor>
class fail_fast : public group<Executor> {
 public:
  static constexpr bool can_throw_all = true;
  static constexpr bool keeps_void = false;

  template <class... Ts>
  [[nodiscard]] auto take(std::tuple<outcome<Ts>...>& slots) {
    check();
    if constexpr (sizeof...(Ts) > 0 && (!std::is_void_v<Ts> || ...)) {
      return std::apply([](auto&... slot) { return std::tuple<slot_type<Ts>...>(std::move(*slot)...); }, slots);
    }
  }
  template <class T>
  [[nodiscard]] auto take(std::vector<outcome<T>>& slots) {
    return values_of<T>(slots);
  }
  template <class T>
  [[nodiscard]] auto take(std::deque<outcome<T>>& slots) {
    return values_of<T>(slots);
  }

  template <class T>
  void failed(std::size_t i, outcome<T>&, std::exception_ptr error) noexcept {
    const bool provoked = this->requested() != asio::cancellation_type::none;
    const rank r = !provoked ? rank::root_cause : is_aborted(error) ? rank::abort : rank::unwinding;
    bool first;
    {
      const auto lock = this->locked();
      first = !error_;
      if (r != rank::abort && this->get_options().throws_all()) remember(i, error);
      if (first || r > rank_) {
        error_ = std::move(error);
        rank_ = r;
      }
    }
    if (first) this->stop();
  }
  void succeeded(std::size_t) noexcept {}

 protected:
  using group<Executor>::group;

  // Throws what is to be thrown; where the call was stopped from within, aborts are not.
  void check(bool stopped_from_within = false) {
    if (!error_ && (stopped_from_within || !this->more())) return;
    if (stopped_from_within && rank_ == rank::abort && !this->expired()) return;
    if (rank_ != rank::root_cause && this->expired()) {
      std::rethrow_exception(timed_out_error(this->get_options().get_timeout()));
    }
    if (!errors_.empty()) throw gather_error(std::move(errors_));
    std::rethrow_exception(error_ ? error_ : aborted_error());
  }

 private:
  enum class rank { abort, unwinding, root_cause };

  template <class T, class Slots>
  auto values_of([[maybe_unused]] Slots& slots) {
    check();
    if constexpr (!std::is_void_v<T>) {
      std::vector<T> values;
      values.reserve(slots.size());
      for (auto& slot : slots) values.push_back(std::move(*slot));
      return values;
    }
  }

  void remember(std::size_t i, const std::exception_ptr& error) noexcept {
    try {
      errors_.emplace_back(i, error);
    } catch (const std::bad_alloc&) {
      // Without memory there is the first error only.
    }
  }

  std::exception_ptr error_;
  rank rank_ = rank::abort;
  std::vector<child_error> errors_;
};

/// Groups that give outcomes.
template <class Executor>
class outcome_group : public group<Executor> {
 protected:
  using group<Executor>::group;

  /// Notes in a child's slot how it ended without a value. What came because the call was stopped is no error of its
  /// own.
  template <class T>
  void fail_slot(outcome<T>& slot, std::exception_ptr error) noexcept {
    const outcome_state how = this->state_of(error);
    slot.fail(how,
              how == outcome_state::timed_out ? timed_out_error(this->get_options().get_timeout()) : std::move(error));
  }

  /// Says in the slot of a child that never ran why it did not.
  template <class T>
  void explain(outcome<T>& slot) {
    if (slot.state() != outcome_state::not_started) return;
    slot.fail(outcome_state::not_started,
              this->expired() ? timed_out_error(this->get_options().get_timeout()) : aborted_error());
  }
};

/// Every child runs to its end.
template <class Executor>
class keep_going : public outcome_group<Executor> {
 public:
  static constexpr bool can_throw_all = false;
  static constexpr bool keeps_void = true;

  template <class T>
  void failed(std::size_t, outcome<T>& slot, std::exception_ptr error) noexcept {
    this->fail_slot(slot, std::move(error));
  }
  void succeeded(std::size_t) noexcept {}

  template <class... Ts>
  [[nodiscard]] std::tuple<outcome<Ts>...> take(std::tuple<outcome<Ts>...>& slots) {
    std::apply([this](auto&... slot) { (this->explain(slot), ...); }, slots);
    return std::move(slots);
  }
  template <class T>
  [[nodiscard]] std::vector<outcome<T>> take(std::vector<outcome<T>>& slots) {
    for (auto& slot : slots) this->explain(slot);
    return std::move(slots);
  }
  template <class T>
  [[nodiscard]] std::vector<outcome<T>> take(std::deque<outcome<T>>& slots) {
    return std::vector<outcome<T>>(std::make_move_iterator(slots.begin()), std::make_move_iterator(slots.end()));
  }

 protected:
  using outcome_group<Executor>::outcome_group;
};

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_DETAIL_GATHERING_HPP
