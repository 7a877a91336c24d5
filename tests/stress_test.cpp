// SPDX-License-Identifier: MIT
//
// Gathers on a pool of four threads, with failures, timeouts and cancellations at random. SHEAF_GATHERS of the
// environment says how many (20,000), SHEAF_SEED with which seed; made for ThreadSanitizer.
#include <sheaf/as_completed.hpp>
#include <sheaf/gather.hpp>
#include <sheaf/hedge.hpp>
#include <sheaf/limiter.hpp>
#include <sheaf/race.hpp>
#include <sheaf/scope.hpp>
#include <sheaf/shield.hpp>
#include <sheaf/single_flight.hpp>
#include <sheaf/timeout.hpp>

#include "support/run.hpp"

#include <doctest/doctest.h>

#include <asio/steady_timer.hpp>
#include <asio/thread_pool.hpp>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <random>
#include <ranges>
#include <stdexcept>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using support::spawned;

namespace {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* given = std::getenv(name);
  return given ? std::strtoull(given, nullptr, 10) : otherwise;
}

/// One of those who call combinators over and over, each from a coroutine of its own.
class caller {
 public:
  caller(std::uint64_t seed, sheaf::limiter shared, sheaf::single_flight<int, int> flights)
      : random_(seed), limiter_(std::move(shared)), flights_(std::move(flights)) {}

  asio::awaitable<void> run(std::uint64_t gathers) {
    for (std::uint64_t i = 0; i != gathers; ++i) {
      try {
        co_await one();
      } catch (const std::exception&) {
        ++failures;
      }
      if (running_ != 0) ++outlived;
    }
  }

  std::uint64_t failures = 0;
  std::uint64_t outlived = 0;
  std::uint64_t wrong = 0;

 private:
  // In the frame of every child.
  class presence {
   public:
    explicit presence(std::atomic<int>& n) : n_(n) { ++n_; }
    presence(const presence&) = delete;
    presence& operator=(const presence&) = delete;
    ~presence() { --n_; }

   private:
    std::atomic<int>& n_;
  };

  unsigned pick(unsigned n) { return static_cast<unsigned>(random_() % n); }

  static asio::awaitable<int> child(std::atomic<int>& running, unsigned posts, bool fails, int value) {
    const presence here(running);
    for (unsigned i = 0; i != posts; ++i) co_await asio::post(asio::use_awaitable);
    if (fails) throw std::runtime_error("at random");
    co_return value;
  }
  asio::awaitable<int> some_child(int value) { return child(running_, pick(4), pick(12) == 0, value); }
  std::vector<asio::awaitable<int>> some_children() {
    std::vector<asio::awaitable<int>> all;
    for (unsigned n = 1 + pick(5); n != 0; --n) all.push_back(some_child(static_cast<int>(all.size())));
    return all;
  }
  sheaf::options some_options() {
    auto o = sheaf::options();
    if (pick(3) == 0) o = o.limit(1 + pick(3));
    if (pick(3) == 0) o = o.timeout(std::chrono::microseconds(pick(60)));
    return o;
  }

  asio::awaitable<void> one() {
    auto work = shape(pick(9));
    if (pick(3) != 0) {
      co_await std::move(work);
    } else {  // cancelled by a race that it loses, or wins
      (void)co_await sheaf::race(std::move(work), nothing(child(running_, pick(8), false, 0)));
    }
  }
  static asio::awaitable<void> nothing(asio::awaitable<int> child) { (void)co_await std::move(child); }

  asio::awaitable<void> shape(unsigned which) {
    switch (which) {
      case 0: {
        const auto values = co_await sheaf::gather(some_children(), some_options());
        for (std::size_t i = 0; i != values.size(); ++i) wrong += values[i] != static_cast<int>(i);
        break;
      }
      case 1: {
        const auto outcomes = co_await sheaf::settle(some_children(), some_options());
        for (std::size_t i = 0; i != outcomes.size(); ++i) {
          wrong += outcomes[i] ? *outcomes[i] != static_cast<int>(i) : outcomes[i].error() == nullptr;
        }
        break;
      }
      case 2: {
        const auto won = co_await sheaf::race(some_children(), some_options());
        wrong += won.value != static_cast<int>(won.index);
        break;
      }
      case 3: {
        auto inner = [](std::vector<asio::awaitable<int>> all) -> asio::awaitable<int> {
          co_return static_cast<int>((co_await sheaf::settle(std::move(all))).size());
        };
        (void)co_await sheaf::gather(inner(some_children()), inner(some_children()), some_child(0));
        break;
      }
      case 4: {
        const auto ready = limiter_;
        auto work = [this, ready](int i) {
          return ready.run(child(running_, static_cast<unsigned>(i) % 3, i == 11, i));
        };
        const auto values =
            co_await sheaf::gather_each(std::views::iota(0, static_cast<int>(2 + pick(11))), work, some_options());
        for (std::size_t i = 0; i != values.size(); ++i) wrong += values[i] != static_cast<int>(i);
        break;
      }
      case 5: {
        auto body = [](auto& done) -> asio::awaitable<int> {
          int n = 0;
          while (auto next = co_await done.next()) n += next->has_value() ? 1 : 0;
          co_return n;
        };
        (void)co_await sheaf::as_completed(some_children(), body, some_options());
        break;
      }
      case 6: {
        const unsigned children = pick(4);
        auto body = [this, children](auto& scope) -> asio::awaitable<void> {
          for (unsigned i = 0; i != children; ++i) {
            scope.add([this, i]() -> asio::awaitable<void> { (void)co_await child(running_, i, i == 3, 0); });
          }
          co_return;
        };
        co_await sheaf::with_scope(body, some_options());
        break;
      }
      case 7: {
        const int key = static_cast<int>(pick(3));
        auto make = [key]() -> asio::awaitable<int> {
          for (int i = 0; i != 3; ++i) co_await asio::post(asio::use_awaitable);
          co_return key;
        };
        wrong += co_await flights_.run(key, make) != key;
        break;
      }
      default: {
        auto make = [this](std::size_t n) { return child(running_, static_cast<unsigned>(n), n == 0, 5); };
        wrong += co_await sheaf::shield(sheaf::hedge(sheaf::hedge_policy().attempts(3).delay(2us), make)) != 5;
      }
    }
  }

  std::mt19937_64 random_;
  std::atomic<int> running_ = 0;
  sheaf::limiter limiter_;
  sheaf::single_flight<int, int> flights_;
};

}  // namespace

TEST_CASE("many gathers on four threads, some failing, late or cancelled: none outlives its call, none is mixed up (T74)") {
  // Mutation tried: take no lock, under the thread sanitizer.
  const std::uint64_t gathers = from_environment("SHEAF_GATHERS", 20'000);
  const std::uint64_t seed = from_environment("SHEAF_SEED", std::random_device()());
  MESSAGE("SHEAF_SEED=" << seed << " SHEAF_GATHERS=" << gathers);
  CAPTURE(seed);

  constexpr std::uint64_t callers = 8;
  asio::thread_pool pool(4);
  const sheaf::limiter shared(6);
  const sheaf::single_flight<int, int> flights(pool.get_executor());
  std::vector<std::unique_ptr<caller>> all;
  std::vector<spawned<void>> outs(callers);
  for (std::uint64_t i = 0; i != callers; ++i) {
    all.push_back(std::make_unique<caller>(seed + i, shared, flights));
    // Every second one is serial.
    const auto where =
        i % 2 ? asio::any_io_executor(asio::make_strand(pool)) : asio::any_io_executor(pool.get_executor());
    support::spawn(where, all.back()->run(gathers / callers), outs[i]);
  }
  pool.join();
  for (auto& out : outs) CHECK_NOTHROW(out.get());
  for (const auto& each : all) {
    CHECK(each->outlived == 0);
    CHECK(each->wrong == 0);
    CHECK(each->failures < gathers);
  }
  CHECK(shared.in_use() == 0);
  CHECK(shared.waiting() == 0);
}

TEST_CASE("a request that comes while children are being started on four threads is heard by every one of them (T29, T74)") {
  // Mutation tried: leave out what is done about requests that came meanwhile, in launch_child(); the test hangs then.
  asio::thread_pool pool(4);
  auto call = [](int rounds) -> asio::awaitable<int> {
    auto sleeps = []() -> asio::awaitable<int> {
      asio::steady_timer timer(co_await asio::this_coro::executor, 1h);
      co_await timer.async_wait(asio::use_awaitable);
      co_return 0;
    };
    auto posts = [](int n) -> asio::awaitable<int> {
      for (int i = 0; i != n; ++i) co_await asio::post(asio::use_awaitable);
      co_return n;
    };
    auto all = [sleeps](int n) -> asio::awaitable<int> {
      std::vector<asio::awaitable<int>> children;
      for (int i = 0; i != n; ++i) children.push_back(sleeps());
      (void)co_await sheaf::gather(std::move(children));
      co_return -1;
    };
    int good = 0;
    for (int i = 0; i != rounds; ++i) {
      const auto won = co_await sheaf::race(posts(i % 7), all(1 + i % 13));
      good += won.value == i % 7 ? 1 : 0;
    }
    co_return good;
  };
  std::vector<spawned<int>> outs(4);
  for (auto& out : outs) support::spawn(pool, call(500), out);
  pool.join();
  for (auto& out : outs) CHECK(out.get() == 500);
}
