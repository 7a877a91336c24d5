// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/token_cache.hpp.
#include <sheaf/openstack/token_cache.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace openstack = sheaf::openstack;

namespace {
openstack::token named(std::string secret) { return {std::move(secret), {}, {}, {}}; }
}  // namespace

TEST_CASE("an empty cache has no token, of generation 0") {
  const openstack::token_cache cache;
  CHECK(cache.get().token == nullptr);
  CHECK(cache.get().generation == 0);
}

TEST_CASE("copies share one token, and each login is a generation") {
  const openstack::token_cache cache;
  const openstack::token_cache copy = cache;
  CHECK(copy.put(named("a")).generation == 1);
  CHECK(cache.get().token->secret() == "a");
  CHECK(cache.put(named("b")).generation == 2);
  CHECK(copy.get().token->secret() == "b");
  CHECK(copy.get().generation == 2);
}

TEST_CASE("a token in use stays while another takes its place") {
  const openstack::token_cache cache;
  const auto in_use = cache.put(named("a"));
  cache.put(named("b"));
  CHECK(in_use.token->secret() == "a");
}

TEST_CASE("threads may put and get at the same time; a generation is given once") {
  const openstack::token_cache cache;
  std::atomic<std::uint64_t> sum = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t != 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i != 250; ++i) {
        sum += cache.put(named("x")).generation;
        if (cache.get().token->secret() != "x") sum = 0;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(cache.get().generation == 1000);
  CHECK(sum == 1000 * 1001 / 2);
}
