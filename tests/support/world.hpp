// SPDX-License-Identifier: MIT
//
// world: an io_context, a clock that stands still, and children to gather; on an executor that is serial or is not.

#ifndef SHEAF_TESTS_SUPPORT_WORLD_HPP
#define SHEAF_TESTS_SUPPORT_WORLD_HPP

#include <sheaf/detail/timer.hpp>
#include <sheaf/options.hpp>
#include <sheaf/testing/explore.hpp>
#include <sheaf/testing/manual_time.hpp>

#include "support/run.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace support {

enum class executor_kind { serial, concurrent, strand };

/// `seed` chooses the order in which ready handlers run, and the kind of executor: see testing::explorer.
struct world {
  explicit world(executor_kind k)
      : own(std::make_unique<own_context>(k)), clock(own->clock), context(own->context), executor(own->executor) {}
  explicit world(std::uint64_t seed)
      : explored(std::make_unique<sheaf::testing::explorer>(seed)),
        clock(explored->clock()),
        context(explored->context()),
        executor(explored->executor()) {}

 private:
  struct own_context {
    explicit own_context(executor_kind k)
        : context(k == executor_kind::serial ? 1 : ASIO_CONCURRENCY_HINT_DEFAULT),
          executor(k == executor_kind::strand ? asio::any_io_executor(asio::make_strand(context.get_executor()))
                                              : asio::any_io_executor(context.get_executor())) {}
    sheaf::testing::manual_time clock;  // outlives the context, whose waits are set on it
    asio::io_context context;
    asio::any_io_executor executor;
  };
  std::unique_ptr<own_context> own;
  std::unique_ptr<sheaf::testing::explorer> explored;

 public:
  sheaf::testing::manual_time& clock;
  asio::io_context& context;
  asio::any_io_executor executor;
  std::vector<std::string> log;

  [[nodiscard]] std::string last() const { return log.empty() ? std::string() : log.back(); }

  /// True where handlers run in the order in which they became ready.
  [[nodiscard]] bool in_order() const noexcept { return own != nullptr; }
  [[nodiscard]] sheaf::options options() { return explored ? explored->options() : sheaf::options().time(&clock); }

  void poll() {
    if (explored) return explored->poll();
    context.restart();
    context.poll();
  }
  void advance(sheaf::duration by) {
    poll();
    clock.advance(by);
    poll();
  }

  template <class T>
  void spawn(asio::awaitable<T> work, spawned<T>& out) {
    support::spawn(executor, std::move(work), out);
    poll();
  }
  template <class T>
  void spawn(asio::awaitable<T> work, spawned<T>& out, asio::cancellation_signal& signal) {
    support::spawn(executor, std::move(work), out, signal.slot());
    poll();
  }
  template <class T>
  auto run(asio::awaitable<T> work) {
    spawned<T> out;
    spawn(std::move(work), out);
    advance({});
    return out.get();
  }

  asio::awaitable<void> sleep(sheaf::duration d) {
    sheaf::detail::timer timer(co_await asio::this_coro::executor, &clock);
    co_await timer.wait_until(timer.now() + d);
  }

  template <class T>
  asio::awaitable<T> ready(T value) {
    co_return value;
  }
  template <class T>
  asio::awaitable<T> posts(T value) {
    co_await asio::post(asio::use_awaitable);
    co_return value;
  }
  template <class T>
  asio::awaitable<T> after(sheaf::duration d, T value) {
    co_await sleep(d);
    co_return value;
  }
  asio::awaitable<int> fails(std::string why) {
    co_await asio::post(asio::use_awaitable);
    throw std::runtime_error(why);
  }
  asio::awaitable<int> fails_after(sheaf::duration d, std::string why) {
    co_await sleep(d);
    throw std::runtime_error(why);
  }
  /// Says in the log when it begins and how it ends; tells its cancellation by rethrowing it.
  asio::awaitable<int> logged(std::string name, sheaf::duration d) {
    log.push_back(name + " begins");
    try {
      co_await sleep(d);
    } catch (const std::system_error&) {
      log.push_back(name + " is cancelled");
      throw;
    }
    log.push_back(name + " ends");
    co_return 0;
  }
  /// Takes no notice of cancellation for `d`.
  asio::awaitable<int> stubborn(sheaf::duration d, int value) {
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await sleep(d);
    co_return value;
  }
};

/// How often a test is run with its handlers in another order: SHEAF_SCHEDULES of the environment, or 1,002.
inline std::uint64_t schedules() {
  static const char* given = std::getenv("SHEAF_SCHEDULES");
  static const std::uint64_t number = given ? std::strtoull(given, nullptr, 10) : 1002;
  return number;
}
/// The one seed to run, SHEAF_SEED of the environment; 0 for all.
inline std::uint64_t only_seed() {
  static const char* given = std::getenv("SHEAF_SEED");
  static const std::uint64_t number = given ? std::strtoull(given, nullptr, 10) : 0;
  return number;
}

/// Runs `test(world)` with its handlers in the order in which they become ready, on each kind of executor.
inline void in_order_on_each_executor(void (*test)(world&)) {
  for (const auto kind : {executor_kind::serial, executor_kind::concurrent, executor_kind::strand}) {
    CAPTURE(static_cast<int>(kind));
    world w(kind);
    test(w);
  }
}

/// Runs `test(world)` on each kind of executor, in order, and in many orders. What failed in one is had again with
/// SHEAF_SEED.
inline void on_each_executor(void (*test)(world&)) {
  if (only_seed() == 0) in_order_on_each_executor(test);
  for (std::uint64_t seed = 1; seed <= schedules(); ++seed) {
    if (only_seed() != 0 && seed != only_seed()) continue;
    CAPTURE(seed);
    world w(seed);
    test(w);
  }
}

/// Time that cannot be waited for: there is no memory to set an alarm in.
struct broken_time final : sheaf::time_source {
  sheaf::time_point now() const noexcept override { return {}; }
  std::chrono::system_clock::time_point wall_now() const noexcept override { return {}; }
  void set(alarm&, sheaf::time_point) override { throw std::bad_alloc(); }
  void cancel(alarm&) noexcept override {}
};

inline bool is_aborted(const std::exception_ptr& error) {
  try {
    if (error) std::rethrow_exception(error);
  } catch (const std::system_error& e) {
    return e.code() == asio::error::make_error_code(asio::error::operation_aborted);
  } catch (...) {
  }
  return false;
}

/// True while it is there.
class mark {
 public:
  explicit mark(bool& b) noexcept : b_(b) { b_ = true; }
  mark(const mark&) = delete;
  mark& operator=(const mark&) = delete;
  ~mark() { b_ = false; }

 private:
  bool& b_;
};

/// For logs whose lines may come in any order.
inline std::vector<std::string> sorted(std::vector<std::string> lines) {
  std::sort(lines.begin(), lines.end());
  return lines;
}

/// Counts how often it is moved, and cannot be copied or made from nothing.
struct moved_only {
  explicit moved_only(int v) : value(v) {}
  moved_only(moved_only&& other) noexcept : value(other.value), moves(other.moves + 1) {}
  moved_only& operator=(moved_only&&) = delete;
  int value;
  int moves = 0;
};

}  // namespace support

using support::in_order_on_each_executor;
using support::on_each_executor;
using support::spawned;
using support::world;

#endif  // SHEAF_TESTS_SUPPORT_WORLD_HPP
