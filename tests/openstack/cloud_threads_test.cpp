// SPDX-License-Identifier: MIT
// include/sheaf/openstack/cloud.hpp again: clouds of several loops that share a token_cache, in one thread and in many.
#include <sheaf/openstack/cloud.hpp>

#include "support/cloud_fixture.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace support;
using namespace std::chrono_literals;
namespace compute = openstack::compute;

namespace {

using servers_list = rest::listing<compute::server>;

// Two loops beside that of the simulated cloud, all run by this thread, one after another: who comes first is known.
struct two_loops : cloud_fixture {
  two_loops() { there.latency("token", 1s); }

  [[nodiscard]] openstack::cloud on(asio::io_context& loop) {
    return openstack::cloud(loop.get_executor(), credentials_of(environment()),
                            openstack::cloud_options().tokens(tokens).time(&clock));
  }
  template <class Condition>
  void until_all(Condition condition) {
    while (!condition()) {
      for (asio::io_context* one : {&context, first.get(), second.get()}) {
        if (!one) continue;
        one->restart();
        one->poll();
      }
    }
  }
  // Runs what can run until a login is at the simulated keystone, which takes a second for it.
  void until_login(std::uint64_t number) {
    until_all([&] { return there.requests("token") == number; });
  }

  // What was begun on the second loop does what it can by itself.
  void start_second() {
    second->restart();
    second->poll();
  }

  openstack::token_cache tokens;
  std::unique_ptr<asio::io_context> first = std::make_unique<asio::io_context>(1),
                                    second = std::make_unique<asio::io_context>(1);
};

// A loop with its cloud, as one thread of a program has it.
struct loop {
  loop(const openstack::credentials& who, const openstack::token_cache& tokens)
      : cloud(context.get_executor(), who, openstack::cloud_options().tokens(tokens)) {}
  asio::io_context context{1};
  openstack::cloud cloud;
};

// `work(loop)` for each in a thread of its own, while this thread is the simulated cloud's.
template <class Work>
void on_threads(asio::io_context& served_here, std::vector<std::unique_ptr<loop>>& loops, Work work) {
  std::atomic<std::size_t> running = loops.size();
  std::vector<std::thread> threads;
  for (const auto& one : loops) {
    threads.emplace_back([&, mine = one.get()] {
      work(*mine);
      --running;
      asio::post(served_here, [] {});
    });
  }
  run_until(served_here, [&] { return running == 0; });
  for (std::thread& t : threads) t.join();
}

}  // namespace

TEST_CASE("clouds of two loops that share a cache sign in once: who comes second waits for the first") {
  two_loops f;
  const auto a = f.on(*f.first), b = f.on(*f.second);
  under_way mine(*f.first, a.list(compute::servers, once));
  f.until_login(1);
  under_way other(*f.second, b.list(compute::servers, once));
  f.start_second();
  f.clock.advance(1s);
  f.until_all([&] { return mine.done() && other.done(); });
  CHECK(mine.out.get().size() == other.out.get().size());
  CHECK(f.there.requests("token") == 1);
}

TEST_CASE("the login of another loop fails: its error is that of all who waited, and the next call begins anew") {
  two_loops f;
  const auto a = f.on(*f.first), b = f.on(*f.second);
  f.there.fail("token", 403, only().times(1));
  under_way mine(*f.first, a.fetch(rest::resources(compute::servers), once));
  f.until_login(1);
  under_way other(*f.second, b.fetch(rest::resources(compute::servers), once));
  f.start_second();
  f.clock.advance(1s);
  f.until_all([&] { return mine.done() && other.done(); });
  const std::string said = mine.out.get().get<0>().message();
  CHECK(said.starts_with("identity: 403 "));
  CHECK(other.out.get().get<0>().message() == said);
  CHECK(f.there.requests("token") == 1);

  under_way again(*f.second, b.list(compute::servers, once));
  f.until_login(2);
  f.clock.advance(1s);
  f.until_all([&] { return again.done(); });
  CHECK_FALSE(again.out.get().empty());
}

TEST_CASE("who began the login gives up: it goes on for who waits in another loop") {
  two_loops f;
  const auto a = f.on(*f.first), b = f.on(*f.second);
  under_way mine(*f.first, a.list(compute::servers, once));
  f.until_login(1);
  under_way other(*f.second, b.list(compute::servers, once));
  f.start_second();
  mine.cancel();
  f.until_all([&] { return mine.done(); });
  f.clock.advance(1s);
  f.until_all([&] { return other.done(); });
  CHECK_FALSE(other.out.get().empty());
  CHECK(f.there.requests("token") == 1);
}

TEST_CASE("a loop is destroyed in the middle of the login that others wait for: one of these signs in") {
  two_loops f;
  const auto b = f.on(*f.second);
  {
    std::optional<openstack::cloud> a = f.on(*f.first);
    under_way mine(*f.first, a->list(compute::servers, once));
    f.until_login(1);
    under_way other(*f.second, b.list(compute::servers, once)), third(*f.second, b.list(compute::servers, once));
    f.start_second();
    a.reset();
    f.first.reset();
    f.until_login(2);
    f.clock.advance(1s);
    f.until_all([&] { return other.done() && third.done(); });
    CHECK(other.out.get().size() == third.out.get().size());
  }
  CHECK(f.there.requests("token") == 2);
}

TEST_CASE("a deadline ends the wait for another loop's login, and not the login") {
  two_loops f;
  const auto a = f.on(*f.first), b = f.on(*f.second);
  under_way mine(*f.first, a.list(compute::servers, once));
  f.until_login(1);
  under_way other(*f.second, b.fetch(rest::resources(compute::servers), once.timeout(500ms)));
  f.start_second();
  f.clock.advance(500ms);
  f.until_all([&] { return other.done(); });
  CHECK(other.out.get().get<0>().status() == rest::list_status::timed_out);
  f.clock.advance(500ms);
  f.until_all([&] { return mine.done(); });
  CHECK_FALSE(mine.out.get().empty());
  CHECK(f.there.requests("token") == 1);
}

TEST_CASE("two hundred fetches on four threads that meet one expiry: one login") {
  asio::io_context context{1};
  simulated_cloud there(context.get_executor(),
                        simulated_cloud_options().keep_alive(true).servers(4).ports(4).latency("token", 20ms));
  cloud_fixture::variables variables;
  for (const auto& [name, value] : there.environment()) variables[name] = value;
  const openstack::token_cache tokens;
  std::vector<std::unique_ptr<loop>> loops;
  for (int i = 0; i != 4; ++i) loops.push_back(std::make_unique<loop>(credentials_of(variables), tokens));

  std::atomic<int> whole = 0;
  const auto fifty = [&](loop& mine) {
    std::vector<std::unique_ptr<under_way<instances_page>>> fetches;
    for (int i = 0; i != 50; ++i)
      fetches.push_back(std::make_unique<under_way<instances_page>>(mine.context, mine.cloud.fetch(instances)));
    mine.context.restart();
    mine.context.run();
    for (const auto& one : fetches) {
      if (one->out.get()) ++whole;
    }
  };
  on_threads(context, loops, fifty);
  CHECK(whole == 200);
  CHECK(there.requests("token") == 1);

  there.expire_tokens();
  on_threads(context, loops, fifty);
  CHECK(whole == 400);
  CHECK(there.unauthorized() > 1);
  CHECK(there.requests("token") == 2);
}

TEST_CASE("tokens that die as they come: clouds that share a cache ask together for no more than fifty a minute, whatever they are for") {
  cloud_fixture f(simulated_cloud_options().keep_alive(true).servers(1));
  const auto shared = openstack::cloud_options().tokens(openstack::token_cache());
  const openstack::cloud of_project = f.make({}, shared),
                         of_system = f.make({{"OS_PROJECT_NAME", ""}, {"OS_SYSTEM_SCOPE", "all"}}, shared);
  std::string said;
  for (int i = 0; i != 100; ++i) {
    f.there.expire_tokens();
    const auto page = f.wait_for((i % 2 == 0 ? of_project : of_system).fetch(rest::resources(compute::servers), once));
    if (!page.get<0>()) said = page.get<0>().message();
  }
  CHECK(f.there.requests("token") == 50);
  CHECK(said == "identity: not asked for another token: there were 50 logins of this account in the last minute");
}
