// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/testing/simulated_cloud_options.hpp: what each option changes. Sizes, seed and page limits have
// their tests in detail/, framing, TLS and token lifetime in simulated_cloud_test.cpp.
#include <sheaf/testing/simulated_cloud_options.hpp>

#include <sheaf/testing/manual_time.hpp>

#include "support/lab.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using support::lab;
using support::simulated_cloud_options;

TEST_CASE("unless told, it is as large as the cloud that was captured") {
  lab l;
  const auto count = [&](const char* list) { return l.cloud.ids(list).size(); };
  CHECK(count("servers") == 31);
  CHECK(count("flavors") == 7);
  CHECK(count("images") == 5);
  CHECK(count("networks") == 4);
  CHECK(count("floatingips") == 10);
  CHECK(count("ports") > 31);
}

TEST_CASE("a setter leaves the options it was called on alone") {
  const simulated_cloud_options none = simulated_cloud_options().servers(0);
  const simulated_cloud_options some = none.servers(3);
  CHECK(lab(none).cloud.ids("servers").empty());
  CHECK(lab(some).cloud.ids("servers").size() == 3);
}

TEST_CASE("a list that there is not is refused") {
  CHECK_THROWS_AS(static_cast<void>(simulated_cloud_options().latency("server", 1ms)), std::invalid_argument);
  CHECK_THROWS_AS(static_cast<void>(simulated_cloud_options().page_limit("volumes", 1)), std::invalid_argument);
}

TEST_CASE("servers of a cell that is down have an id, a status and links, and in detail a little more") {
  lab l(simulated_cloud_options().servers(3).down_servers(1));
  const auto members = [&](const std::string& path, const char* version) {
    std::vector<std::string> out;
    for (const auto& row : support::rows(
             l.get("compute", path, "OpenStack-API-Version: compute " + std::string(version) + "\r\n"), "servers")) {
      out.push_back(support::names(row));
    }
    return out;
  };
  CHECK(members("/v2.1/servers", "2.69") ==
        std::vector<std::string>{"id name links ", "id name links ", "id status links "});
  CHECK(members("/v2.1/servers/detail", "2.79").back() == "created id status tenant_id links ");
  CHECK(members("/v2.1/servers/detail", "2.68").size() == 2);
  CHECK(members("/v2.1/servers?sort_key=created_at", "2.79").size() == 2);
}

TEST_CASE("hidden images make pages shorter and no page the last; a full page is the last where glance looks ahead") {
  const auto page = [](const simulated_cloud_options& options, const std::string& query) {
    lab l(options.images(4));
    const auto answer = l.list("images", query);
    return std::pair(support::rows(answer, "images").size(), answer.body().find("\"next\"") != std::string::npos);
  };
  const simulated_cloud_options plain;
  CHECK(page(plain, "?limit=2") == std::pair(std::size_t{2}, true));
  CHECK(page(plain.hidden_images(2), "?limit=2") == std::pair(std::size_t{1}, true));
  CHECK(page(plain, "?limit=4") == std::pair(std::size_t{4}, true));
  CHECK(page(plain.full_last_page(), "?limit=4") == std::pair(std::size_t{4}, false));
}

TEST_CASE("jitter spreads an answer's latency, the same way for the same cloud") {
  sheaf::testing::manual_time clock;
  lab l(simulated_cloud_options().time(&clock));
  l.list("flavors");
  l.cloud.latency("flavors", 10ms, 5ms);
  std::set<sheaf::duration> seen;
  for (int i = 0; i != 8; ++i) {
    support::spawned<support::raw_answer> slow;
    support::spawn(l.context, support::exchange(l.port("compute"), l.request("GET", "compute", "/v2.1/flavors")), slow);
    support::run_until(l.context, [&] { return clock.waiting() == 1; });
    const auto wait = *clock.next() - clock.now();
    CHECK(wait >= 10ms);
    CHECK(wait <= 15ms);
    seen.insert(wait);
    clock.advance(15ms);
    support::run_until(l.context, [&] { return slow.done; });
  }
  CHECK(seen.size() > 4);
}

TEST_CASE("ports in a row when they are asked for") {
  std::optional<lab> l;
  // Some four free ports there must be; another program may hold any of them.
  for (std::uint16_t base = 28'000; !l && base < 60'000; base = static_cast<std::uint16_t>(base + 97)) {
    try {
      l.emplace(simulated_cloud_options().base_port(base));
      CHECK(l->port("identity") == base);
      CHECK(l->port("compute") == base + 1);
      CHECK(l->port("image") == base + 2);
      CHECK(l->port("network") == base + 3);
    } catch (const asio::system_error&) {
    }
  }
  REQUIRE(l);
  CHECK(l->list("networks").status() == "HTTP/1.1 200 OK");
}

TEST_CASE("a certificate and its key may come from files, and the environment then names the certificate") {
  const auto folder =
      std::filesystem::temp_directory_path() / ("sheaf-cloud-" + std::to_string(std::random_device()()));
  std::filesystem::create_directory(folder);
  const auto shown = sheaf::testing::certificate_authority().issue(sheaf::testing::certificate_profile());
  const std::string chain = folder / "chain.pem", key = folder / "key.pem";
  std::ofstream(chain) << shown.chain;
  std::ofstream(key) << shown.key;
  {
    lab l(simulated_cloud_options().tls(chain, key));
    CHECK(l.cloud.auth_url().starts_with("https://"));
    CHECK(l.cloud.environment().back() == std::pair<std::string, std::string>("OS_CACERT", chain));
  }
  CHECK_THROWS_AS(lab(simulated_cloud_options().tls(key, chain)), asio::system_error);
  std::filesystem::remove_all(folder);
}

TEST_CASE("an IPv6 address is written in brackets") {
  try {
    lab l(simulated_cloud_options().address("::1"));
    CHECK(l.cloud.auth_url().starts_with("http://[::1]:"));
  } catch (const asio::system_error&) {
    MESSAGE("no IPv6 here");
  }
}
