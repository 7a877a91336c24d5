// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/cloud.hpp: the ways of reading that come with a cloud, and what is told of their
// time.
#include <sheaf/openstack/cloud.hpp>

#include <sheaf/rest/fetch_everywhere.hpp>
#include <sheaf/rest/shared_source.hpp>

#include "support/cloud_fixture.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

using namespace support;
using namespace std::chrono_literals;
namespace compute = openstack::compute;
namespace network = openstack::network;
using rest::call_step;

static_assert(rest::shareable_source<openstack::cloud>);

namespace {
constexpr auto two_lists = rest::resources(compute::flavors, network::networks);
}  // namespace

TEST_CASE("a stream over a cloud gives each list as it comes") {
  cloud_fixture f;
  const auto cloud = f.make();
  f.there.hang("networks");
  std::vector<std::string> seen;
  const auto body = [&](auto& view) -> asio::awaitable<void> {
    while (const rest::part* part = co_await view.next_in_time()) seen.push_back(part->name());
    CHECK(view.missing().size() == 1);
  };
  under_way work(f.context, cloud.stream(two_lists, body, once.soft_timeout(1s)));
  f.until([&] { return seen.size() == 1; });
  f.advance(1s);
  f.until([&] { return work.done(); });
  CHECK(seen == std::vector<std::string>{"flavors"});
  CHECK(work.out.get().get<1>().status() == rest::list_status::cancelled);
}

TEST_CASE("lists merged without records hold every row the services sent") {
  cloud_fixture f;
  const auto cloud = f.make();
  const rest::spliced all = f.wait_for(cloud.fetch_json(two_lists));
  CHECK(all.lists[0].size() == f.there.ids("flavors").size());
  CHECK(all.lists[1].size() == f.there.ids("networks").size());
  for (const std::string& id : f.there.ids("networks")) CHECK(all.lists[1].rows().find(id) != std::string_view::npos);
}

TEST_CASE("pages of a cloud's list come one after another") {
  cloud_fixture f;
  auto pages = f.make().pages(compute::servers.with("limit", "2"));
  std::vector<std::string> ids;
  while (auto page = f.wait_for(pages.next())) {
    CHECK(page->size() <= 2);
    for (const auto& server : *page) ids.push_back(server.id);
  }
  CHECK(ids == f.there.ids("servers"));
}

TEST_CASE("a cloud knows its regions, and clouds of all of them share one login") {
  cloud_fixture f;
  openstack::token_cache tokens;
  const auto options = openstack::cloud_options().tokens(tokens);
  const auto cloud = f.make({}, options);
  const auto regions = f.wait_for(cloud.regions());
  CHECK(regions == std::vector<std::string>{f.there.region(), "RegionTwo"});
  std::vector<openstack::cloud> clouds;
  for (const std::string& region : {f.there.region(), std::string("Nowhere"), f.there.region()}) {
    clouds.push_back(f.make({{"OS_REGION_NAME", region}}, options));
  }
  const auto everywhere = f.wait_for(rest::fetch_everywhere(clouds, two_lists, once));
  REQUIRE(everywhere.size() == 3);
  CHECK(everywhere[0].merged);
  CHECK(everywhere[1].merged.get<0>().status() == rest::list_status::not_in_catalog);
  CHECK(everywhere[2].merged);
  CHECK(f.there.tokens_issued() == 1);
}

TEST_CASE("what a call spent on signing in, the first time and after a 401, is told apart from the service's own time") {
  cloud_fixture f(simulated_cloud_options().keep_alive(true));
  f.there.latency("token", 0ms);
  const auto cloud = f.make();
  under_way first(f.context, cloud.list(compute::flavors, once));
  f.until([&] { return first.done(); });
  CHECK(first.out.get().timing().calls.front().tries == 1);

  f.there.expire_tokens();
  f.there.hang("token", only().times(1));
  under_way second(f.context, cloud.list(compute::flavors, once.timeout(3s)));
  f.until([&] { return f.there.unauthorized() == 1 && f.there.requests("token") == 2; });
  f.advance(3s);
  f.until([&] { return second.done(); });
  CHECK_THROWS_AS(second.out.get(), rest::source_error);
  const auto merged = [&] {
    f.there.expire_tokens();
    f.there.hang("token", only().times(1));
    under_way third(f.context, cloud.fetch(two_lists, once.timeout(3s)));
    f.until([&] { return f.there.requests("token") == 3; });
    f.advance(3s);
    f.until([&] { return third.done(); });
    return third.out.get();
  }();
  const auto path = merged.critical_path();
  CHECK(path.step == call_step::sign_in);
  CHECK(path.in_step == 3s);
  CHECK(path.text().find("3.0 s of it signing in") != std::string::npos);
}

TEST_CASE("a shared cloud asks once for all who read the same, and anew under another token") {
  cloud_fixture f;
  const auto cloud = f.make();
  const rest::shared_source shared(cloud, rest::share_options().keep(1h));
  f.wait_for(rest::list(shared, compute::flavors));
  const std::uint64_t before = f.there.requests("flavors");
  // The first was asked for before there was a token, and is that of no other.
  f.wait_for(rest::list(shared, compute::flavors));
  CHECK(f.there.requests("flavors") == before + 1);
  under_way one(f.context, rest::fetch(shared, two_lists)), other(f.context, rest::fetch(shared, two_lists));
  f.until([&] { return one.done() && other.done(); });
  CHECK(one.out.get());
  CHECK(other.out.get());
  CHECK(f.there.requests("flavors") == before + 1);
  CHECK(f.there.requests("networks") == 1);
  f.wait_for(cloud.revoke());
  f.wait_for(rest::list(cloud, compute::flavors));  // signs in anew
  f.wait_for(rest::list(shared, compute::flavors));
  CHECK(f.there.requests("flavors") == before + 3);
}

TEST_CASE("a cloud that finds its own limits asks an origin for less when that says there is too much") {
  cloud_fixture f;
  const auto cloud = f.make({}, openstack::cloud_options().adaptive(sheaf::adaptive_limit().initial(1).max(1)));
  f.there.hang("flavors");
  under_way first(f.context, cloud.list(compute::flavors, once));
  f.until([&] { return f.there.requests("flavors") == 1; });
  under_way second(f.context, cloud.list(compute::servers, once.timeout(1s)));
  under_way other(f.context, cloud.list(network::networks, once));
  f.until([&] { return other.done(); });
  CHECK(other.out.get());
  f.settle();
  CHECK(f.there.requests("servers") == 0);
  f.advance(1s);
  f.until([&] { return second.done(); });
  std::string why;
  try {
    second.out.get();
  } catch (const rest::source_error& e) {
    why = e.what();
  }
  CHECK(why == "compute: no permit for " + f.place("compute") + " after 1.0 s");
  first.cancel();
  f.until([&] { return first.done(); });
  CHECK(f.wait_for(cloud.list(compute::servers)).size() == f.there.ids("servers").size());
}

TEST_CASE("a service that says there is too much is asked for less at once, and no other is") {
  cloud_fixture f;
  const auto cloud = f.make({}, openstack::cloud_options().adaptive(sheaf::adaptive_limit().initial(2).max(2)));
  const auto two_at_once = [&](const char* slow, const auto& first_list, const auto& second_list) {
    f.there.hang(slow);
    under_way first(f.context, cloud.list(first_list, once));
    under_way second(f.context, cloud.list(second_list, once));
    const auto before = f.there.requests(slow);
    f.until([&] { return f.there.requests(slow) == before + 1; });
    f.settle();
    const bool both = second.done();
    f.there.clear(slow);
    first.cancel();
    f.until([&] { return first.done() && second.done(); });
    return both;
  };
  f.wait_for(cloud.list(compute::flavors));
  CHECK(two_at_once("flavors", compute::flavors, compute::servers));
  f.there.fail("flavors", 503);
  CHECK_THROWS_AS(f.wait_for(cloud.list(compute::flavors, once)), openstack::api_error);
  CHECK_FALSE(two_at_once("flavors", compute::flavors, compute::servers));
  CHECK(two_at_once("networks", network::networks, network::ports));
}
