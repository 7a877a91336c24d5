// SPDX-License-Identifier: MIT
//
// run(awaitable): drives one coroutine to its end on an io_context of its own and gives its value or its exception.

#ifndef SHEAF_TESTS_SUPPORT_RUN_HPP
#define SHEAF_TESTS_SUPPORT_RUN_HPP

#include <sheaf/detail/asio.hpp>

#include <exception>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <variant>

namespace support {

/// What a spawned coroutine left, to be looked at while or after the context runs.
template <class T>
struct spawned {
  using value_type = std::conditional_t<std::is_void_v<T>, std::monostate, T>;
  std::exception_ptr error;
  std::optional<value_type> value;
  bool done = false;

  value_type get() {
    if (!done) throw std::logic_error("the coroutine has not ended: it waits for something that nobody does");
    if (error) std::rethrow_exception(error);
    return std::move(*value);
  }
};

template <class T>
asio::awaitable<void> into(asio::awaitable<T> work, spawned<T>& out) {
  try {
    if constexpr (std::is_void_v<T>) {
      co_await std::move(work);
      out.value.emplace();
    } else {
      out.value.emplace(co_await std::move(work));
    }
  } catch (...) {
    out.error = std::current_exception();
  }
}

/// Starts `work` on an executor or context; `out` must outlive it, and until it is done, so must the signal of `slot`.
template <class Where, class T>
void spawn(Where&& where, asio::awaitable<T> work, spawned<T>& out, asio::cancellation_slot slot = {}) {
  // At the end of the coroutine would be too early: Asio touches the slot after that.
  auto end = [&out](std::exception_ptr) { out.done = true; };
  asio::co_spawn(where, into(std::move(work), out), asio::bind_cancellation_slot(slot, end));
}

/// Runs `context` until it is out of work, with `work` on it.
template <class T>
auto run_on(asio::io_context& context, asio::awaitable<T> work) {
  spawned<T> out;
  spawn(context, std::move(work), out);
  context.restart();
  context.run();
  return out.get();
}

template <class T>
auto run(asio::awaitable<T> work) {
  asio::io_context context{1};
  return run_on(context, std::move(work));
}

}  // namespace support

using support::run;
using support::run_on;

#endif  // SHEAF_TESTS_SUPPORT_RUN_HPP
