// SPDX-License-Identifier: MIT
// The async_ form of every call, with each kind of completion token: a callback, a future, a deferred operation, and a
// callback with a cancellation slot.
#include <sheaf/as_completed.hpp>
#include <sheaf/gather.hpp>
#include <sheaf/hedge.hpp>
#include <sheaf/limiter.hpp>
#include <sheaf/race.hpp>
#include <sheaf/retry.hpp>
#include <sheaf/scope.hpp>
#include <sheaf/shield.hpp>
#include <sheaf/single_flight.hpp>
#include <sheaf/timeout.hpp>

#include "support/world.hpp"

#include <asio/use_future.hpp>
#include <asio/version.hpp>
#if ASIO_VERSION >= 102400
#include <asio/deferred.hpp>
#else
#include <asio/experimental/deferred.hpp>
#endif

#include <exception>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <variant>
#include <vector>

using namespace std::chrono_literals;

namespace {

#if ASIO_VERSION >= 102400
using asio::deferred;
#else
using asio::experimental::deferred;
#endif

/// A callback that keeps what it is given.
template <class T>
struct completion {
  std::optional<T> value;
  std::exception_ptr error;
  int calls = 0;

  auto callback() {
    return [this](const std::exception_ptr& e, T v) {
      ++calls;
      error = e;
      value.emplace(std::move(v));
    };
  }
};
template <>
struct completion<void> {
  std::optional<std::monostate> value;
  std::exception_ptr error;
  int calls = 0;

  auto callback() {
    return [this](const std::exception_ptr& e) {
      ++calls;
      error = e;
      value.emplace();
    };
  }
};

template <class T>
bool is_ready(const std::future<T>& f) {
  return f.wait_for(0s) == std::future_status::ready;
}

/// `start(token, work)` begins the call with `work` somewhere in it: once with work that is soon done, where `good`
/// judges the value, once with work that is cancelled; with each kind of token.
template <class Start, class Good>
void with_every_token(world& w, Start start, Good good) {
  using value = decltype(start(asio::use_future, w.posts(7)).get());
  const auto judge = [&](auto& from) {
    if constexpr (std::is_void_v<value>) {
      from.get();
      return good();
    } else {
      return good(from.get());
    }
  };
  w.poll();

  auto future = start(asio::use_future, w.posts(7));
  w.poll();
  REQUIRE(is_ready(future));
  CHECK(judge(future));

  completion<value> called;
  start(called.callback(), w.posts(7));
  CHECK(called.calls == 0);  // never from inside the initiating function
  w.poll();
  CHECK(called.calls == 1);
  CHECK_FALSE(called.error);
  if constexpr (std::is_void_v<value>) {
    CHECK(good());
  } else {
    CHECK(good(std::move(*called.value)));
  }

  const std::size_t begun = w.log.size();
  auto operation = start(deferred, w.logged("deferred", 0s));
  w.poll();
  CHECK(w.log.size() == begun);  // nothing runs before it is asked for
  auto later = std::move(operation)(asio::use_future);
  w.advance(0s);
  REQUIRE(is_ready(later));
  CHECK_NOTHROW((void)later.get());
  CHECK(w.log.size() > begun);

  asio::cancellation_signal signal;
  completion<value> stopped;
  start(asio::bind_cancellation_slot(signal.slot(), stopped.callback()), w.logged("work", 1h));
  w.poll();
  CHECK(stopped.calls == 0);
  signal.emit(asio::cancellation_type::terminal);
  w.poll();
  CHECK(stopped.calls == 1);
  CHECK(support::is_aborted(stopped.error));
}

std::vector<asio::awaitable<int>> one(asio::awaitable<int> work) {
  std::vector<asio::awaitable<int>> all;
  all.push_back(std::move(work));
  return all;
}

/// A callable that gives `work` away, once.
auto giving(asio::awaitable<int> work) {
  return [kept = std::make_shared<asio::awaitable<int>>(std::move(work))] { return std::move(*kept); };
}

}  // namespace

TEST_CASE("async_gather, async_gather_each: any token, by name and of a range (T39)") {
  in_order_on_each_executor([](world& w) {
    // Mutation tried: do not pass the caller's request on.
    with_every_token(
        w,
        [&](auto token, asio::awaitable<int> work) {
          return sheaf::async_gather(w.executor, std::move(token), std::move(work), w.posts(std::string("two")),
                                     w.options());
        },
        [](const std::tuple<int, std::string>& got) { return got == std::tuple(7, "two"); });
    with_every_token(w, [&](auto token, asio::awaitable<int> work) {
      return sheaf::async_gather(w.context, std::move(token), one(std::move(work)));
    }, [](const std::vector<int>& got) { return got == std::vector{7}; });
    with_every_token(w, [&](auto token, asio::awaitable<int> work) {
      const auto make = [give = giving(std::move(work))](int) { return give(); };
      return sheaf::async_gather_each(w.executor, std::move(token), std::vector{1}, make, w.options());
    }, [](const std::vector<int>& got) { return got == std::vector{7}; });
  });
}

TEST_CASE("async_settle, async_settle_each: any token; a cancellation is told by the outcomes") {
  in_order_on_each_executor([](world& w) {
    auto future = sheaf::async_settle(w.executor, asio::use_future, w.posts(7), w.fails("down"));
    completion<std::vector<sheaf::outcome<int>>> called;
    sheaf::async_settle(w.executor, called.callback(), one(w.posts(7)));
    auto operation = sheaf::async_settle(w.executor, deferred, w.posts(7));
    auto later = std::move(operation)(asio::use_future);
    const auto make = [&w](int i) { return w.posts(i); };
    auto each = sheaf::async_settle_each(w.executor, asio::use_future, std::vector{7}, make);
    completion<std::vector<sheaf::outcome<int>>> each_called;
    sheaf::async_settle_each(w.executor, each_called.callback(), std::vector{7}, make);
    auto each_later = sheaf::async_settle_each(w.executor, deferred, std::vector{7}, make)(asio::use_future);
    w.poll();
    const auto [good, bad] = future.get();
    CHECK(*good == 7);
    CHECK(bad.message() == "down");
    REQUIRE(called.calls == 1);
    CHECK(*called.value->at(0) == 7);
    CHECK(*std::get<0>(later.get()) == 7);
    CHECK(*each.get().at(0) == 7);
    REQUIRE(each_called.calls == 1);
    CHECK(*each_called.value->at(0) == 7);
    CHECK(*each_later.get().at(0) == 7);

    asio::cancellation_signal signal;
    completion<std::vector<sheaf::outcome<int>>> stopped;
    sheaf::async_settle(w.executor, asio::bind_cancellation_slot(signal.slot(), stopped.callback()),
                        one(w.logged("a", 1h)));
    w.poll();
    signal.emit(asio::cancellation_type::terminal);
    w.poll();
    REQUIRE(stopped.calls == 1);
    CHECK_FALSE(stopped.error);
    CHECK(stopped.value->at(0).state() == sheaf::outcome_state::cancelled);
  });
}

TEST_CASE("async_race, async_first_success, async_quorum: any token") {
  in_order_on_each_executor([](world& w) {
    const auto won = [](const sheaf::winner<int>& winner) { return winner.index == 0 && winner.value == 7; };
    with_every_token(w, [&](auto token, asio::awaitable<int> work) {
      return sheaf::async_race(w.executor, std::move(token), std::move(work), w.logged("other", 2h), w.options());
    }, won);
    with_every_token(w, [&](auto token, asio::awaitable<int> work) {
      return sheaf::async_first_success(w.executor, std::move(token), one(std::move(work)), w.options());
    }, won);
    with_every_token(w, [&](auto token, asio::awaitable<int> work) {
      return sheaf::async_quorum(w.executor, std::move(token), 1, one(std::move(work)), w.options());
    }, [&](const std::vector<sheaf::winner<int>>& all) { return all.size() == 1 && won(all[0]); });
  });
}

TEST_CASE("async_as_completed, async_with_scope: any token") {
  in_order_on_each_executor([](world& w) {
    with_every_token(w, [&](auto token, asio::awaitable<int> work) {
      const auto body = [](auto& done) -> asio::awaitable<int> { co_return (co_await done.next())->value(); };
      return sheaf::async_as_completed(w.executor, std::move(token), one(std::move(work)), body, w.options());
    }, [](int got) { return got == 7; });
    int got = 0;
    with_every_token(w, [&](auto token, asio::awaitable<int> work) {
      const auto body = [&got, give = giving(std::move(work))](auto& scope) -> asio::awaitable<void> {
        scope.add([&got, give]() -> asio::awaitable<void> { got = co_await give(); });
        co_return;
      };
      return sheaf::async_with_scope(w.executor, std::move(token), body, w.options());
    }, [&] { return got == 7; });
  });
}

TEST_CASE("async_with_timeout, async_shield: any token") {
  in_order_on_each_executor([](world& w) {
    const auto seven = [](int got) { return got == 7; };
    with_every_token(w, [&](auto token, asio::awaitable<int> work) {
      return sheaf::async_with_timeout(w.executor, std::move(token), 2h, std::move(work), w.options());
    }, seven);
    auto future = sheaf::async_shield(w.executor, asio::use_future, w.posts(7));
    completion<int> called;
    asio::cancellation_signal signal;
    sheaf::async_shield(w.executor, asio::bind_cancellation_slot(signal.slot(), called.callback()), w.after(1s, 7));
    auto later = sheaf::async_shield(w.executor, deferred, w.posts(7))(asio::use_future);
    w.poll();
    CHECK(future.get() == 7);
    CHECK(later.get() == 7);
    signal.emit(asio::cancellation_type::terminal);
    w.poll();
    CHECK(called.calls == 0);
    w.advance(1s);
    CHECK(called.calls == 1);
    CHECK(called.value == 7);
  });
}

TEST_CASE("async_retry, async_hedge: any token") {
  in_order_on_each_executor([](world& w) {
    const auto seven = [](int got) { return got == 7; };
    with_every_token(w, [&](auto token, asio::awaitable<int> work) {
      const auto make = giving(std::move(work));
      return sheaf::async_retry(w.executor, std::move(token), sheaf::retry_policy().time(&w.clock), make);
    }, seven);
    with_every_token(w, [&](auto token, asio::awaitable<int> work) {
      const auto make = giving(std::move(work));
      return sheaf::async_hedge(w.executor, std::move(token), sheaf::hedge_policy().with_options(w.options()), make);
    }, seven);
  });
}

TEST_CASE("single_flight::async_run, limiter::async_run and async_acquire: any token") {
  in_order_on_each_executor([](world& w) {
    const auto seven = [](int got) { return got == 7; };
    const sheaf::single_flight<int, int> flights(w.executor);
    with_every_token(w, [&](auto token, asio::awaitable<int> work) {
      const auto make = giving(std::move(work));
      return flights.async_run(w.executor, std::move(token), 1, make);
    }, seven);
    const sheaf::limiter l(1);
    with_every_token(w, [&](auto token, asio::awaitable<int> work) {
      return l.async_run(w.executor, std::move(token), std::move(work));
    }, seven);
    CHECK(l.in_use() == 0);

    completion<sheaf::limiter::permit> first;
    l.async_acquire(w.executor, first.callback());
    auto second = l.async_acquire(w.executor, asio::use_future);
    auto third = l.async_acquire(w.executor, deferred)(asio::use_future);
    asio::cancellation_signal signal;
    completion<sheaf::limiter::permit> stopped;
    l.async_acquire(w.executor, asio::bind_cancellation_slot(signal.slot(), stopped.callback()));
    w.poll();
    CHECK(first.calls == 1);
    CHECK(l.in_use() == 1);
    CHECK(l.waiting() == 3);
    signal.emit(asio::cancellation_type::terminal);
    w.poll();
    CHECK(stopped.calls == 1);
    CHECK(support::is_aborted(stopped.error));
    stopped.value->succeeded();  // none: nothing happens
    stopped.value->overloaded();
    CHECK(l.in_use() == 1);
    first.value.reset();
    w.poll();
    second.get().succeeded();
    w.poll();
    { const auto last = third.get(); }
    CHECK(l.in_use() == 0);
  });
}
