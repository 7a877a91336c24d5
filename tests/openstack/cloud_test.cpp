// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/cloud.hpp: fetching from a simulated cloud that works.
#include <sheaf/openstack/cloud.hpp>

#include <sheaf/gather.hpp>
#include <sheaf/rest/to_json.hpp>

#include "support/cloud_fixture.hpp"
#include "support/folder.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

using namespace support;
using namespace std::chrono_literals;
namespace compute = openstack::compute;
namespace network = openstack::network;

static_assert(rest::source<openstack::cloud>);

namespace {

void check_whole(const cloud_fixture& f, const instances_page& page) {
  for (const rest::problem& p : page.problems()) FAIL_CHECK(p.message);
  const auto& [servers, flavors, images, networks, ports, floating_ips] = page;
  CHECK(ids_of(servers) == f.there.ids("servers"));
  CHECK(ids_of(flavors) == f.there.ids("flavors"));
  CHECK(ids_of(images) == f.there.ids("images"));
  CHECK(ids_of(networks) == f.there.ids("networks"));
  CHECK(ids_of(ports) == f.there.ids("ports"));
  CHECK(ids_of(floating_ips) == f.there.ids("floatingips"));
}

}  // namespace

TEST_CASE("a cloud signs in once and fetches six lists whole, whether connections are kept or closed") {
  for (const bool kept : {false, true}) {
    CAPTURE(kept);
    cloud_fixture f(simulated_cloud_options().keep_alive(kept));
    const auto cloud = f.make();
    CHECK(f.there.requests("token") == 0);
    check_whole(f, f.page(cloud));
    check_whole(f, f.page(cloud));
    CHECK(f.there.tokens_issued() == 1);
    for (const std::string& list : six) CHECK(f.there.requests(list) == 2);
  }
}

TEST_CASE("every request carries the token, asks for JSON, and shares its fetch's id; nova is asked for its microversion") {
  cloud_fixture f;
  const auto cloud = f.make();
  f.page(cloud);
  const std::string token = field_in(f.there.last_head("servers"), "X-Auth-Token");
  const std::string id = field_in(f.there.last_head("servers"), "X-Openstack-Request-Id");
  CHECK(token.size() > 100);
  CHECK(id.size() == 40);
  CHECK(id.starts_with("req-"));
  CHECK(id[18] == '4');
  for (const std::string& list : six) {
    CAPTURE(list);
    const std::string head = f.there.last_head(list);
    CHECK(field_in(head, "X-Auth-Token") == token);
    CHECK(field_in(head, "X-Openstack-Request-Id") == id);
    CHECK(field_in(head, "Accept") == "application/json");
    CHECK(field_in(head, "OpenStack-API-Version") == (list == "servers" || list == "flavors" ? "compute 2.79" : ""));
  }
  CHECK(field_in(f.there.last_head("token"), "X-Openstack-Request-Id") == id);
  CHECK(field_in(f.there.last_head("token"), "X-Auth-Token").empty());
  f.page(cloud);
  CHECK(field_in(f.there.last_head("servers"), "X-Openstack-Request-Id") != id);
}

TEST_CASE("each part tells the services' ids of its requests") {
  cloud_fixture f(simulated_cloud_options().servers(5).page_limit("servers", 2));
  const auto page = f.page(f.make());
  CHECK(page.get<0>().request_ids().size() == 3);
  CHECK(page.get<0>().request_ids()[0].starts_with("req-"));
}

TEST_CASE("lists of many pages are whole: nova's and glance's own limits, and a limit of ours") {
  cloud_fixture f(simulated_cloud_options()
                      .servers(23)
                      .flavors(5)
                      .images(2100)
                      .ports(40)
                      .page_limit("servers", 7)
                      .page_limit("flavors", 5));
  const auto cloud = f.make();
  const auto page = f.page(cloud);
  check_whole(f, page);
  CHECK(page.get<0>().timing().pages == 4);
  CHECK(page.get<1>().timing().pages == 2);  // a full page has a link, even when nothing follows
  CHECK(page.get<2>().timing().pages == 3);
  const auto ports = f.wait_for(cloud.list(network::ports.with("limit", "9")));
  CHECK(ids_of(ports) == f.there.ids("ports"));
  CHECK(ports.timing().pages == 5);
}

TEST_CASE("list gives one list; filters and records of one's own go to the service") {
  cloud_fixture f;
  const auto cloud = f.make();
  struct brief {
    std::string_view id, name;
    static constexpr auto fields() {
      return std::tuple{json::field("id", &brief::id), json::maybe("name", &brief::name)};
    }
  };
  const auto ports = f.wait_for(cloud.list(network::ports.as<brief>()));
  CHECK(ids_of(ports) == f.there.ids("ports"));
  CHECK(f.there.last_head("ports").find("?fields=id&fields=name ") != std::string::npos);
  const std::string name = f.there.names("networks").front();
  const auto networks = f.wait_for(cloud.list(network::networks.with("name", name)));
  REQUIRE(networks.size() == 1);
  CHECK(networks[0].name == name);
}

TEST_CASE("the region and interface of the credentials choose the endpoints") {
  cloud_fixture f;
  check_whole(f, f.page(f.make({{"OS_INTERFACE", "internal"}})));
  const auto page = f.page(f.make({{"OS_REGION_NAME", "Nowhere"}}));
  const auto problems = page.problems();
  REQUIRE(problems.size() == 3);
  CHECK(problems[0].lists == std::vector<std::string>{"servers", "flavors"});
  CHECK(problems[0].status == rest::list_status::not_in_catalog);
  CHECK(
      problems[0].message ==
      "compute: the catalog has no public endpoint in region Nowhere; it has admin in RegionTwo, internal in RegionOne, public in "
      "RegionOne, admin in RegionOne, public in RegionTwo, internal in RegionTwo");
}

TEST_CASE("a keystone URL without its version does as well") {
  cloud_fixture f;
  std::string url = f.there.auth_url();
  url.resize(url.rfind("/v3"));
  check_whole(f, f.page(f.make({{"OS_AUTH_URL", url}})));
}

TEST_CASE("clouds with one cache sign in once, and renew once") {
  cloud_fixture f;
  const openstack::token_cache tokens;
  const auto one = f.make({}, openstack::cloud_options().tokens(tokens));
  const auto other = f.make({}, openstack::cloud_options().tokens(tokens));
  check_whole(f, f.page(one));
  check_whole(f, f.page(other));
  CHECK(f.there.tokens_issued() == 1);
  f.there.expire_tokens();
  check_whole(f, f.page(one));
  check_whole(f, f.page(other));
  CHECK(f.there.tokens_issued() == 2);
}

TEST_CASE("copies of a cloud are the same cloud") {
  cloud_fixture f;
  auto cloud = std::make_unique<openstack::cloud>(f.make());
  const openstack::cloud copy = *cloud;
  cloud.reset();
  check_whole(f, f.page(copy));
  check_whole(f, f.page(copy));
  CHECK(f.there.tokens_issued() == 1);
}

TEST_CASE("a fetch goes on when its cloud is gone") {
  cloud_fixture f;
  auto cloud = std::make_unique<openstack::cloud>(f.make());
  under_way work(f.context, cloud->fetch(instances));
  cloud.reset();
  f.until([&] { return work.done(); });
  check_whole(f, work.out.get());
}

TEST_CASE("async_fetch and async_list take any completion token") {
  cloud_fixture f;
  const auto cloud = f.make();
  bool whole = false, listed = false;
  cloud.async_fetch(instances, rest::fetch_options(),
                    [&](const std::exception_ptr& error, const instances_page& page) { whole = !error && page; });
  cloud.async_list(compute::servers, rest::fetch_options(),
                   [&](const std::exception_ptr& error, const rest::listing<compute::server>& all) {
                     listed = !error && ids_of(all) == f.there.ids("servers");
                   });
  f.until([&] { return whole && listed; });
  CHECK(f.there.tokens_issued() == 1);
}

TEST_CASE("a fetch among other awaitables: two clouds at once") {
  cloud_fixture f, g(simulated_cloud_options().seed(2));
  const openstack::cloud one = f.make();
  const openstack::cloud two(f.context.get_executor(), credentials_of(g.environment()));
  std::thread other([&g] { g.context.run(); });
  auto both = [&]() -> asio::awaitable<bool> {
    auto [first, second] = co_await sheaf::gather(one.list(compute::servers), two.list(compute::servers));
    co_return ids_of(first) == f.there.ids("servers") && ids_of(second) == g.there.ids("servers");
  };
  CHECK(f.wait_for(both()));
  g.context.stop();
  other.join();
}

TEST_CASE("the loop runs out of work right after the last result: no timer, connection or login is left in it") {
  cloud_fixture there(simulated_cloud_options().keep_alive());
  const auto who = credentials_of(there.environment());
  std::thread other([&] { there.context.run(); });
  {
    asio::io_context context{1};
    const openstack::cloud cloud(context.get_executor(), who);
    bool whole = false;
    auto work = [&]() -> asio::awaitable<void> {
      const auto page = co_await cloud.fetch(instances, rest::fetch_options().timeout(1h));
      whole = bool(page);
    };
    asio::co_spawn(context, work(), asio::detached);
    context.run();
    CHECK(whole);
    CHECK(cloud.client().stats().in_use == 0);
  }
  there.context.stop();
  other.join();
}

TEST_CASE("to_json gives the whole page under the services' own names") {
  cloud_fixture f(simulated_cloud_options().servers(1).flavors(1).images(1).networks(1).ports(1).floating_ips(1));
  const std::string text = rest::to_json(f.page(f.make()));
  CHECK(text.starts_with("{\"servers\":[{\"id\":\"" + f.there.ids("servers")[0] + "\""));
  CHECK(text.find("\"OS-EXT-STS:vm_state\":") != std::string::npos);
  CHECK(text.find("\"floatingips\":[{\"id\":\"" + f.there.ids("floatingips")[0] + "\"") != std::string::npos);
  CHECK(text.find("\"errors\":{},\"timing\":{\"servers\":") != std::string::npos);
}

TEST_CASE("over TLS the certificate is checked against OS_CACERT, or not at all with OS_INSECURE") {
  const sheaf::testing::certificate_authority authority;
  const auto shown = authority.issue(sheaf::testing::certificate_profile().address("127.0.0.1"));
  cloud_fixture f(simulated_cloud_options().tls(shown));
  check_whole(f, f.page(f.make({{"OS_INSECURE", "true"}})));
  const auto untrusted = f.page(f.make());
  REQUIRE(untrusted.problems().size() == 1);
  CHECK(untrusted.problems()[0].message.starts_with("identity: "));
  CHECK_THROWS_AS((void)f.make({{"OS_CACERT", "/nowhere/ca.pem"}}), http::error);
  const auto trusting = http::client_options().tls(http::tls_options().ca_pem(authority.pem()));
  check_whole(f, f.page(f.make({}, openstack::cloud_options().client(trusting))));
}

TEST_CASE("over TLS the files that OS_CERT and OS_KEY name are read, or one that holds both") {
  const sheaf::testing::certificate_authority authority;
  const auto shown = authority.issue(sheaf::testing::certificate_profile().address("127.0.0.1"));
  const support::folder folder;
  const std::string ca = folder.write("ca.pem", authority.pem()), chain = folder.write("chain.pem", shown.chain),
                    key = folder.write("key.pem", shown.key);
  cloud_fixture f(simulated_cloud_options().tls(shown));
  check_whole(f, f.page(f.make({{"OS_CACERT", ca}, {"OS_CERT", chain}, {"OS_KEY", key}})));
  check_whole(f, f.page(f.make({{"OS_CACERT", ca}, {"OS_CERT", folder.write("both.pem", shown.chain + shown.key)}})));
  CHECK_THROWS_AS((void)f.make({{"OS_CACERT", ca}, {"OS_CERT", chain}, {"OS_KEY", folder.path("nowhere.pem")}}),
                  http::error);
}

TEST_CASE("a request takes no longer than the credentials' api_timeout") {
  cloud_fixture f;
  const auto cloud = f.make({{"OS_API_TIMEOUT", "2.5"}});
  CHECK(f.page(cloud));
  f.there.hang("servers");
  under_way work(f.context, cloud.fetch(instances));
  f.until([&] { return f.there.requests("servers") == 2; });
  f.advance(std::chrono::milliseconds(2400));
  CHECK_FALSE(work.done());
  f.advance(std::chrono::milliseconds(200));
  f.until([&] { return work.done(); });
  const auto page = work.out.get();
  CHECK(page.get<0>().status() == rest::list_status::timed_out);
  CHECK(page.problems().size() == 1);
}
