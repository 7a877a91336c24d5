// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/event.hpp.
#include <sheaf/event.hpp>

#include <sheaf/gather.hpp>
#include <sheaf/race.hpp>

#include "support/world.hpp"

#include <string>
#include <tuple>
#include <vector>

using namespace std::chrono_literals;

TEST_CASE("options().on_event: start and end of each child are told once, with index, label, outcome and a time that does not go "
          "back (T93)") {
  on_each_executor([](world& w) {
    // Mutation tried: tell the end in arrive() too.
    struct line {
      sheaf::event_phase phase;
      std::size_t index;
      sheaf::outcome_state state;
      bool error;
    };
    std::vector<line> lines;
    sheaf::time_point last{};
    bool good = true;
    auto observe = [&](const sheaf::event& e) noexcept {
      good = good && e.label == "page" && e.time >= last;
      last = e.time;
      lines.push_back({e.phase, e.index, e.state, e.error != nullptr});
    };
    spawned<std::tuple<sheaf::outcome<int>, sheaf::outcome<int>, sheaf::outcome<int>>> out;
    w.spawn(sheaf::settle(w.after(1s, 1), w.fails_after(2s, "b"), w.logged("c", 1h),
                          w.options().timeout(3s).label("page").on_event(observe)),
            out);
    for (int i = 0; i != 3; ++i) w.advance(1s);
    CHECK(out.done);
    CHECK(good);
    REQUIRE(lines.size() == 6);
    for (std::size_t i = 0; i != 3; ++i) {
      CHECK(lines[i].phase == sheaf::event_phase::started);
      CHECK(lines[i].index == i);
      CHECK(lines[i + 3].phase == sheaf::event_phase::ended);
      CHECK(lines[i + 3].index == i);
    }
    CHECK(lines[3].state == sheaf::outcome_state::value);
    CHECK(lines[4].state == sheaf::outcome_state::error);
    CHECK(lines[4].error);
    CHECK(lines[5].state == sheaf::outcome_state::timed_out);
  });
}

TEST_CASE("without an observer, a timeout or an adaptive limit no clock is read (T94)") {
  // Mutation tried: read the time before asking whether there is an observer.
  struct counting final : sheaf::time_source {
    mutable int read = 0;
    sheaf::time_point now() const noexcept override { return ++read, sheaf::time_point(); }
    std::chrono::system_clock::time_point wall_now() const noexcept override {
      return ++read, std::chrono::system_clock::time_point();
    }
    void set(alarm&, sheaf::time_point) override { ++read; }
    void cancel(alarm&) noexcept override {}
  } clock;
  world w(support::executor_kind::serial);
  const auto options = sheaf::options().time(&clock);
  (void)w.run(sheaf::gather(w.posts(1), w.posts(2), options));
  (void)w.run(sheaf::settle(w.fails("a"), w.posts(2), options));
  (void)w.run(sheaf::race(w.posts(1), w.posts(2), options));
  CHECK(clock.read == 0);
}
