// SPDX-License-Identifier: MIT
//
// What combinators take from the heap, and what they do where there is no more.
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

#include "heap.hpp"
#include "support/world.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <new>
#include <ranges>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using sheaf::gather_each;

TEST_CASE("gather_each: 1,000,000 items of a range that can be read only once, ten at a time: memory for ten, to the block (T48, T49)") {
  // Mutation tried: a place for every item; keep an item until the call has ended.
  struct source {  // gives each item once, and can say that it was read
    int size;
    int read = 0;
    struct iterator {
      using value_type = std::unique_ptr<int>;
      using difference_type = std::ptrdiff_t;
      source* from;
      std::unique_ptr<int> operator*() const { return std::make_unique<int>(from->read); }
      iterator& operator++() { return ++from->read, *this; }
      void operator++(int) { ++from->read; }
      bool operator==(std::default_sentinel_t) const { return from->read == from->size; }
    };
    iterator begin() { return {this}; }
    std::default_sentinel_t end() const { return {}; }
  };
  static_assert(std::ranges::input_range<source> && !std::ranges::forward_range<source>);

  for (const bool posts : {false, true}) {
    // How many more blocks there are than before the call, at most.
    const auto most_of = [posts](int items) {
      world w(support::executor_kind::serial);
      int now = 0;
      int most_at_once = 0;
      std::ptrdiff_t most = 0;
      std::int64_t sum = 0;
      const std::ptrdiff_t before = heap::live();
      auto work = [&](std::unique_ptr<int> item) -> asio::awaitable<void> {
        most_at_once = std::max(most_at_once, ++now);
        if (posts) co_await asio::post(asio::use_awaitable);
        sum += *item;
        if (*item % 997 == 50) most = std::max(most, heap::live() - before);
        --now;
      };
      source all{items};
      w.run(gather_each(all, work, w.options().limit(10)));
      CHECK(all.read == items);
      CHECK(sum == std::int64_t{items} * (items - 1) / 2);
      CHECK(most_at_once == (posts ? 10 : 1));
      return most;
    };
    (void)most_of(1000);  // what Asio keeps for itself is there now
    const std::ptrdiff_t few = most_of(1000);
    CHECK(few > 0);
    CHECK(most_of(1'000'000) == few);
  }
}

namespace {

// In the frame of every child: how many of them there are.
class presence {
 public:
  explicit presence(int& n) : n_(&n) { ++*n_; }
  presence(const presence& other) : n_(other.n_) { ++*n_; }
  presence& operator=(const presence&) = delete;
  ~presence() { --*n_; }

 private:
  int* n_;
};

asio::awaitable<int> child([[maybe_unused]] presence here, int value) { co_return value; }
std::vector<asio::awaitable<int>> three(int& alive) {
  std::vector<asio::awaitable<int>> all;
  for (int i = 0; i != 3; ++i) all.push_back(child(presence(alive), i));
  return all;
}

using call = asio::awaitable<int> (*)(int& alive);
struct named_call {
  std::string name;
  call make;  // a coroutine that gives 1, and awaits nothing that could not
};

const std::vector<named_call> calls{
    {"gather",
     [](int& alive) -> asio::awaitable<int> {
       const auto [a, b] = co_await sheaf::gather(child(presence(alive), 1), child(presence(alive), 2),
                                                  sheaf::options().timeout(1h));
       co_return b - a;
     }},
    {"gather of a range",
     [](int& alive) -> asio::awaitable<int> { co_return (co_await sheaf::gather(three(alive))).at(1); }},
    {"settle",
     [](int& alive) -> asio::awaitable<int> {
       int sum = 0;
       for (const auto& each : co_await sheaf::settle(three(alive), sheaf::options().limit(2))) sum += each.value();
       co_return sum - 2;
     }},
    {"gather_each",
     [](int& alive) -> asio::awaitable<int> {
       const auto make = [&alive](int i) { return child(presence(alive), i); };
       co_return (co_await gather_each(std::views::iota(-1, 2), make, sheaf::options().limit(2))).back();
     }},
    {"race",
     [](int& alive) -> asio::awaitable<int> {
       const auto won = co_await sheaf::race(three(alive));
       co_return won.value == static_cast<int>(won.index) ? 1 : 0;
     }},
    {"first_success",
     [](int& alive) -> asio::awaitable<int> {
       const auto won = co_await sheaf::first_success(child(presence(alive), 1), child(presence(alive), 1));
       co_return won.value;
     }},
    {"quorum",
     [](int& alive) -> asio::awaitable<int> {
       co_return static_cast<int>((co_await sheaf::quorum(2, three(alive))).size()) - 1;
     }},
    {"as_completed",
     [](int& alive) -> asio::awaitable<int> {
       const auto body = [](auto& done) -> asio::awaitable<int> {
         int sum = 0;
         for (int i = 0; i != 3; ++i) sum += (co_await done.next())->value();
         co_return sum - 2;
       };
       co_return co_await sheaf::as_completed(three(alive), body);
     }},
    {"with_scope",
     [](int& alive) -> asio::awaitable<int> {
       int sum = 0;
       const auto body = [&](auto& scope) -> asio::awaitable<void> {
         for (int i = 0; i != 2; ++i) {
           scope.add([&]() -> asio::awaitable<void> { sum += co_await child(presence(alive), i); });
         }
         co_return;
       };
       co_await sheaf::with_scope(body);
       co_return sum;
     }},
    {"with_timeout and shield",
     [](int& alive) -> asio::awaitable<int> {
       return sheaf::with_timeout(1h, sheaf::shield(child(presence(alive), 1)));
     }},
    {"retry",
     [](int& alive) -> asio::awaitable<int> {
       const auto make = [&alive] { return child(presence(alive), 1); };
       return sheaf::retry(sheaf::retry_policy().attempts(1), make);
     }},
    {"hedge",
     [](int& alive) -> asio::awaitable<int> {
       const auto make = [&alive] { return child(presence(alive), 1); };
       return sheaf::hedge(sheaf::hedge_policy().attempts(2).delay(1h), make);
     }},
    {"limiter",
     [](int& alive) -> asio::awaitable<int> {
       const sheaf::limiter l(1);
       const auto [a, b] = co_await sheaf::gather(l.run(child(presence(alive), 1)), l.run(child(presence(alive), 1)));
       co_return a * b;
     }},
};

asio::awaitable<void> caller(call make, int& alive, std::size_t n, int& value, bool& out_of_memory, bool& refused) {
  heap::refuse(n);
  try {
    value = co_await make(alive);
  } catch (const std::bad_alloc&) {
    out_of_memory = true;
  } catch (const sheaf::all_failed&) {
    out_of_memory = true;
  }
  refused = heap::refused();
  heap::refuse(0);
}

}  // namespace

TEST_CASE("every call: where the n-th allocation is refused it gives its value or says so, once nothing of its own runs any more") {
  // Mutation tried: let what setting the timer throws out of start_all().
  // On an executor of several threads Asio itself crashes: its make_strand destroys what it had no memory to make.
  for (const named_call& c : calls) {
    CAPTURE(c.name);
    for (const bool on_strand : {false, true}) {
      CAPTURE(on_strand);
      bool refused = true;
      std::size_t n = 0;
      int failures = 0;
      while (refused) {
        ++n;
        CAPTURE(n);
        int alive = 0;
        int value = 0;
        bool out_of_memory = false;
        {
          asio::io_context context{1};
          const auto where = on_strand ? asio::any_io_executor(asio::make_strand(context))
                                       : asio::any_io_executor(context.get_executor());
          spawned<void> out;
          support::spawn(where, caller(c.make, alive, n, value, out_of_memory, refused), out);
          context.run();
          CHECK_NOTHROW(out.get());
        }
        CHECK((value == 1) != out_of_memory);
        CHECK(alive == 0);
        failures += out_of_memory;
      }
      CHECK(failures > 0);  // how many there are depends on the frames that Asio has kept
    }
  }
}
