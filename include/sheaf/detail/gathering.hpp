// SPDX-License-Identifier: MIT
//
// The two ways to take children's errors, over a tuple or a vector of children: gather stops at the first, settle keeps all.

#ifndef SHEAF_DETAIL_GATHERING_HPP
#define SHEAF_DETAIL_GATHERING_HPP

#include <sheaf/detail/children.hpp>
#include <sheaf/detail/group.hpp>
#include <sheaf/outcome.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <string>
#include <system_error>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

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

/// The first error in time stops the rest. It is told from the aborts it provokes, and from those of the caller's own
/// cancellation, by when it came.
template <class Executor>
class fail_fast : public group<Executor> {
 public:
  static constexpr bool keeps_going = false;

  /// Throws what has to be thrown, if anything.
  void check() {
    if (!error_ && this->all_started()) return;
    if (rank_ != rank::root_cause && this->expired()) {
      std::rethrow_exception(timed_out_error(this->get_options().get_timeout()));
    }
    std::rethrow_exception(error_ ? error_ : aborted_error());
  }

  template <class T>
  void note(outcome<T>&, std::exception_ptr error) noexcept {
    const bool provoked = this->requested() != asio::cancellation_type::none;
    const rank r = !provoked ? rank::root_cause : is_aborted(error) ? rank::abort : rank::unwinding;
    bool first;
    {
      const auto lock = this->locked();
      first = !error_;
      if (first || r > rank_) {
        error_ = std::move(error);
        rank_ = r;
      }
    }
    if (first) this->cancel(asio::cancellation_type::terminal);
  }

 protected:
  using group<Executor>::group;

 private:
  enum class rank { abort, unwinding, root_cause };

  std::exception_ptr error_;
  rank rank_ = rank::abort;
};

/// Every child runs to its end.
template <class Executor>
class keep_going : public group<Executor> {
 public:
  static constexpr bool keeps_going = true;

  template <class T>
  void note(outcome<T>& slot, std::exception_ptr error) noexcept {
    if (this->requested() == asio::cancellation_type::none || !is_aborted(error)) {
      slot.fail(outcome_state::error, std::move(error));
    } else if (this->expired()) {
      slot.fail(outcome_state::timed_out, timed_out_error(this->get_options().get_timeout()));
    } else {
      slot.fail(outcome_state::cancelled, std::move(error));
    }
  }

  /// Says why a child that never ran did not.
  template <class T>
  void explain(outcome<T>& slot) {
    if (slot.state() != outcome_state::not_started) return;
    slot.fail(outcome_state::not_started,
              this->expired() ? timed_out_error(this->get_options().get_timeout()) : aborted_error());
  }

 protected:
  using group<Executor>::group;
};

// Where a child's result goes.
template <class T, class Group>
struct sink {
  Group* group;
  outcome<T>* slot;

  template <class... Args>
  void emplace(Args&&... args) {
    slot->emplace(std::forward<Args>(args)...);
  }
  void fail(std::exception_ptr error) noexcept { group->note(*slot, std::move(error)); }
};

// A base, so that the children's places are there before the group that is told of them.
template <class Executor, std::size_t N>
struct places {
  std::array<typename group<Executor>::child, N> children;
};

/// Children of different types, as many as the call names.
template <template <class> class Policy, class Executor, class... Ts>
class tuple_group final : private places<Executor, sizeof...(Ts)>, public Policy<Executor> {
 public:
  tuple_group(parent_state<Executor> parent, const sheaf::options& options,
              std::tuple<asio::awaitable<Ts, Executor>...> work)
      : Policy<Executor>(std::move(parent), options, this->children.data(), sizeof...(Ts)), work_(std::move(work)) {}

  [[nodiscard]] std::tuple<slot_type<Ts>...> values() {
    this->check();
    return std::apply([](auto&... slot) { return std::tuple<slot_type<Ts>...>(std::move(*slot)...); }, slots_);
  }

  [[nodiscard]] std::tuple<outcome<Ts>...> outcomes() {
    std::apply([this](auto&... slot) { (this->explain(slot), ...); }, slots_);
    return std::move(slots_);
  }

 private:
  bool start(std::size_t i) noexcept override {
    return [this, i]<std::size_t... I>(std::index_sequence<I...>) {
      bool started = false;
      ((i == I ? void(started = this->template start_child<I>()) : void()), ...);
      return started;
    }(std::index_sequence_for<Ts...>());
  }

  template <std::size_t I>
  bool start_child() noexcept {
    sink<std::tuple_element_t<I, std::tuple<Ts...>>, tuple_group> out{this, &std::get<I>(slots_)};
    try {
      this->launch_child(I, std::move(std::get<I>(work_)), out);
      return true;
    } catch (...) {
      out.fail(std::current_exception());
      return false;
    }
  }

  std::tuple<asio::awaitable<Ts, Executor>...> work_;
  std::tuple<outcome<Ts>...> slots_;
};

/// Children of one type, any number.
template <template <class> class Policy, class Executor, class T>
class vector_group final : public Policy<Executor> {
  using child = typename group<Executor>::child;

 public:
  vector_group(parent_state<Executor> parent, const sheaf::options& options, std::vector<asio::awaitable<T, Executor>> work)
      : vector_group(std::move(parent), options, work, std::make_unique<child[]>(work.size())) {}

  [[nodiscard]] std::vector<slot_type<T>> values() {
    this->check();
    std::vector<slot_type<T>> values;
    values.reserve(slots_.size());
    for (auto& slot : slots_) values.push_back(std::move(*slot));
    return values;
  }

  [[nodiscard]] std::vector<outcome<T>> outcomes() {
    for (auto& slot : slots_) this->explain(slot);
    return std::move(slots_);
  }

 private:
  vector_group(parent_state<Executor> parent, const sheaf::options& options, std::vector<asio::awaitable<T, Executor>>& work,
               std::unique_ptr<child[]> children)
      : Policy<Executor>(std::move(parent), options, children.get(), work.size()),
        children_(std::move(children)),
        work_(std::move(work)),
        slots_(work_.size()) {}

  bool start(std::size_t i) noexcept override {
    sink<T, vector_group> out{this, &slots_[i]};
    try {
      this->launch_child(i, std::move(work_[i]), out);
      return true;
    } catch (...) {
      out.fail(std::current_exception());
      return false;
    }
  }

  std::unique_ptr<child[]> children_;
  std::vector<asio::awaitable<T, Executor>> work_;
  std::vector<outcome<T>> slots_;
};

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_DETAIL_GATHERING_HPP
