// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/token_cache.hpp.
#include <sheaf/openstack/token_cache.hpp>

#include "support/folder.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace openstack = sheaf::openstack;
using namespace std::chrono_literals;

namespace {

const openstack::wall_time begin = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};

openstack::token named(std::string secret) { return {std::move(secret), begin, begin + 1h, {}}; }

openstack::credentials with_password(const std::string& password) {
  return openstack::credentials::password("http://h", openstack::identified::by_id("u1"), password);
}

}  // namespace

TEST_CASE("an empty cache has no token, of generation 0") {
  const auto slot = openstack::token_cache().slot(with_password("x"));
  CHECK(slot.get().token == nullptr);
  CHECK(slot.get().generation == 0);
  CHECK_FALSE(slot.take_from_disk(slot.get(), begin));
}

TEST_CASE("copies share one token for the same credentials, and each login is a generation") {
  const openstack::token_cache cache;
  const openstack::token_cache copy = cache;
  const auto here = cache.slot(with_password("x")), there = copy.slot(with_password("x"));
  CHECK(there.put(named("a")).generation == 1);
  CHECK(here.get().token->secret() == "a");
  CHECK(here.put(named("b")).generation == 2);
  CHECK(there.get().token->secret() == "b");
  CHECK(there.get().generation == 2);
}

TEST_CASE("other credentials get no token of these") {
  const openstack::token_cache cache;
  cache.slot(with_password("x")).put(named("a"));
  CHECK(cache.slot(with_password("y")).get().token == nullptr);
  CHECK(openstack::token_cache().slot(with_password("x")).get().token == nullptr);
}

TEST_CASE("a token in use stays while another takes its place") {
  const auto slot = openstack::token_cache().slot(with_password("x"));
  const auto in_use = slot.put(named("a"));
  slot.put(named("b"));
  CHECK(in_use.token->secret() == "a");
}

TEST_CASE("only the token that is meant is dropped, and the next has a number of its own") {
  const auto slot = openstack::token_cache().slot(with_password("x"));
  slot.put(named("a"));
  slot.put(named("b"));
  slot.drop(1);
  CHECK(slot.get().token->secret() == "b");
  slot.drop(2);
  CHECK(slot.get().token == nullptr);
  CHECK(slot.put(named("c")).generation == 3);
}

TEST_CASE("what another program left on disk is taken while it is good, once, and never for what it is another of") {
  support::folder f;
  const openstack::token_files files(f.path("tokens"));
  openstack::token_cache(files).slot(with_password("x")).put(named("a"));
  const auto slot = openstack::token_cache(files).slot(with_password("x"));
  CHECK_FALSE(slot.take_from_disk(slot.get(), begin + 59min));
  CHECK_FALSE(slot.take_from_disk(slot.get(), begin - 1h));
  const auto taken = slot.take_from_disk(slot.get(), begin);
  REQUIRE(taken);
  CHECK(taken->token->secret() == "a");
  CHECK(taken->generation == 1);
  CHECK(taken->kept);
  CHECK(slot.get().kept);
  CHECK_FALSE(slot.take_from_disk(slot.get(), begin));
  CHECK_FALSE(slot.put(named("b")).kept);
  const auto other = openstack::token_cache(files).slot(with_password("y"));
  CHECK_FALSE(other.take_from_disk(other.get(), begin));
}

TEST_CASE("a dropped token is dropped on disk as well") {
  support::folder f;
  const openstack::token_files files(f.path("tokens"));
  const auto slot = openstack::token_cache(files).slot(with_password("x"));
  slot.drop(slot.put(named("a")).generation);
  const auto later = openstack::token_cache(files).slot(with_password("x"));
  CHECK_FALSE(later.take_from_disk(later.get(), begin));
}

TEST_CASE("threads may put and get at the same time; a generation is given once") {
  const openstack::token_cache cache;
  const auto slot = cache.slot(with_password("x"));
  std::atomic<std::uint64_t> sum = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t != 4; ++t) {
    threads.emplace_back([&] {
      const auto mine = cache.slot(with_password("x"));
      for (int i = 0; i != 250; ++i) {
        sum += mine.put(named("x")).generation;
        if (mine.get().token->secret() != "x") sum = 0;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(slot.get().generation == 1000);
  CHECK(sum == 1000 * 1001 / 2);
}
