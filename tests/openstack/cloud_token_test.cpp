// SPDX-License-Identifier: MIT
// include/sheaf/openstack/cloud.hpp again: when tokens are asked for, and how often.
#include <sheaf/openstack/cloud.hpp>

#include <sheaf/gather.hpp>
#include <sheaf/testing/scripted_server.hpp>

#include "support/cloud_fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace support;
using namespace std::chrono_literals;
namespace compute = openstack::compute;

TEST_CASE("fifty fetches that begin together sign in once") {
  cloud_fixture f;
  const auto cloud = f.make();
  std::vector<std::unique_ptr<under_way<instances_page>>> fetches;
  for (int i = 0; i != 50; ++i)
    fetches.push_back(std::make_unique<under_way<instances_page>>(f.context, cloud.fetch(instances)));
  f.until([&] { return std::all_of(fetches.begin(), fetches.end(), [](const auto& one) { return one->done(); }); });
  for (const auto& one : fetches) CHECK(one->out.get());
  CHECK(f.there.requests("token") == 1);
}

TEST_CASE("a token that ends midway is renewed once, however many requests meet the 401") {
  cloud_fixture f(simulated_cloud_options().servers(20).page_limit("servers", 5));
  const auto cloud = f.make();
  CHECK(f.page(cloud));
  std::vector<std::unique_ptr<under_way<instances_page>>> fetches;
  for (int i = 0; i != 50; ++i)
    fetches.push_back(std::make_unique<under_way<instances_page>>(f.context, cloud.fetch(instances)));
  f.until([&] { return f.there.requests("servers") > 100; });
  f.there.expire_tokens();
  f.until([&] { return std::all_of(fetches.begin(), fetches.end(), [](const auto& one) { return one->done(); }); });
  for (const auto& one : fetches) {
    const auto page = one->out.get();
    CHECK(page);
    CHECK(page.get<0>().size() == 20);
  }
  CHECK(f.there.unauthorized() > 1);
  CHECK(f.there.tokens_issued() == 2);
  CHECK(f.there.requests("token") == 2);
}

TEST_CASE("a thousand pages, fifty at once, with tokens that end midway: every page is whole, with one new token per end") {
  cloud_fixture f(simulated_cloud_options().keep_alive(true).servers(3).ports(3));
  // Few connections, so that requests are answered in the order in which they came, and none is overtaken by two
  // renewals.
  const auto cloud = f.make({}, openstack::cloud_options().client(http::client_options().connections_per_origin(8)));
  std::uint64_t ends = 0;
  std::size_t whole = 0;
  const auto one = [&](std::size_t n) -> asio::awaitable<void> {
    if (n % 200 == 100) {
      f.there.expire_tokens();
      ++ends;
    }
    const auto page = co_await cloud.fetch(instances);
    for (const rest::problem& p : page.problems()) FAIL_CHECK(p.message);
    page.each([&](const auto& list) { CHECK(ids_of(list) == f.there.ids(list.name())); });
    ++whole;
  };
  std::vector<asio::awaitable<void>> pages;
  for (std::size_t n = 0; n != 1000; ++n) pages.push_back(one(n));
  f.wait_for(sheaf::gather(std::move(pages), sheaf::options().limit(50)));
  CHECK(whole == 1000);
  CHECK(ends == 5);
  CHECK(f.there.tokens_issued() == 1 + ends);
}

TEST_CASE("a 401 that a new token does not cure is the result, after one new token") {
  cloud_fixture f;
  const auto cloud = f.make();
  CHECK(f.page(cloud));
  f.there.fail("servers", 401);
  const auto page = f.page(cloud);
  CHECK(page.get<0>().status() == rest::list_status::failed);
  CHECK(page.get<0>().message().starts_with("compute: 401 "));
  CHECK(page.problems().size() == 1);
  CHECK(f.there.requests("servers") == 3);
  CHECK(f.there.tokens_issued() == 2);
}

TEST_CASE("the login after a 401 fails: its error is that of every list that met the 401, and the next fetch signs in anew") {
  cloud_fixture f;
  const auto cloud = f.make();
  CHECK(f.page(cloud));
  f.there.expire_tokens();
  f.there.fail("token", 503, only().times(1));
  const auto page = f.page(cloud);
  REQUIRE(page.problems().size() == 1);
  CHECK(page.problems()[0].lists == six);
  CHECK(page.problems()[0].message.starts_with("identity: 503 "));
  CHECK(f.page(cloud));
  CHECK(f.there.tokens_issued() == 2);
}

TEST_CASE("a token is renewed by the first request of its last minute, or of the last tenth of a short life") {
  for (const auto& [life, last] : {std::pair(3600s, 60s), std::pair(100s, 10s)}) {
    CAPTURE(life.count());
    cloud_fixture f(simulated_cloud_options().token_lifetime(life));
    const auto cloud = f.make();
    CHECK(f.page(cloud));
    f.advance(life - last - 1s);
    CHECK(f.page(cloud));
    CHECK(f.there.tokens_issued() == 1);
    f.advance(1s);
    CHECK(f.page(cloud));
    CHECK(f.there.tokens_issued() == 2);
    CHECK(f.there.unauthorized() == 0);
    CHECK(f.page(cloud));
    CHECK(f.there.tokens_issued() == 2);
  }
}

TEST_CASE("after a long sleep the token is renewed before it is used") {
  cloud_fixture f(simulated_cloud_options().token_lifetime(3600s));
  const auto cloud = f.make();
  CHECK(f.page(cloud));
  f.advance(48h);
  CHECK(f.page(cloud));
  CHECK(f.there.tokens_issued() == 2);
  CHECK(f.there.unauthorized() == 0);
}

TEST_CASE("as long as the old token is good, a login that fails does no harm") {
  cloud_fixture f(simulated_cloud_options().token_lifetime(3600s));
  const auto cloud = f.make();
  CHECK(f.page(cloud));
  f.advance(3570s);
  f.there.fail("token", 503);
  CHECK(f.page(cloud));
  f.advance(40s);
  CHECK(f.page(cloud).problems().size() == 1);
  f.there.clear("token");
  CHECK(f.page(cloud));
  CHECK(f.there.tokens_issued() == 2);
}

TEST_CASE("two hundred lists that meet one expiry: one login") {
  cloud_fixture f(simulated_cloud_options().servers(10).page_limit("servers", 2));
  const auto cloud = f.make();
  std::vector<std::unique_ptr<under_way<rest::listing<compute::server>>>> lists;
  for (int i = 0; i != 200; ++i)
    lists.push_back(
        std::make_unique<under_way<rest::listing<compute::server>>>(f.context, cloud.list(compute::servers)));
  f.until([&] { return f.there.requests("servers") > 300; });
  f.there.expire_tokens();
  f.until([&] { return std::all_of(lists.begin(), lists.end(), [](const auto& one) { return one->done(); }); });
  for (const auto& one : lists) CHECK(one->out.get().size() == 10);
  CHECK(f.there.requests("token") == 2);
}

TEST_CASE("a request that is overtaken by two renewals goes on with the newest token, and needs no login of its own") {
  cloud_fixture f;
  const openstack::token_cache tokens;
  sheaf::testing::scripted_server nova(f.context.get_executor());
  const auto variables = f.environment({{"OS_COMPUTE_ENDPOINT_OVERRIDE", nova.url("/v2.1")}});
  const auto slot = tokens.slot(credentials_of(variables));
  const auto cloud = f.make(variables, openstack::cloud_options().tokens(tokens));
  int overtaken = 0, times = 2;
  std::vector<std::string> seen;
  nova.otherwise(sheaf::testing::script()
                     .answer([&](std::string_view request) -> std::string {
                       seen.push_back(field_in(request, "X-Auth-Token"));
                       if (overtaken == times) return "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"servers\":[]}";
                       const auto now = f.clock.wall_now();
                       slot.put(openstack::token("renewed" + std::to_string(++overtaken), now, now + 1h, {}));
                       return "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";
                     })
                     .again());
  CHECK(f.wait_for(cloud.list(compute::servers)).empty());
  CHECK(std::vector(seen.begin() + 1, seen.end()) == std::vector<std::string>{"renewed1", "renewed2"});
  CHECK(f.there.requests("token") == 1);
  // Somebody who renews again and again does not keep it going for ever.
  overtaken = 0;
  times = 1000;
  seen.clear();
  auto page = f.wait_for(cloud.fetch(rest::resources(compute::servers)));
  CHECK(page.get<0>().message().starts_with("compute: 401 "));
  CHECK(seen.size() < 10);
}

TEST_CASE("a token that dies behind a renewal by others is replaced by a login of one's own") {
  cloud_fixture f;
  const openstack::token_cache tokens;
  const auto slot = tokens.slot(credentials_of(f.environment()));
  const auto cloud = f.make({}, openstack::cloud_options().tokens(tokens));
  CHECK(f.page(cloud));
  const auto now = f.clock.wall_now();
  slot.put(openstack::token("dead", now, now + 1h, slot.get().token->catalog()));
  CHECK(f.page(cloud));
  CHECK(f.there.tokens_issued() == 2);
}

TEST_CASE("a provider's limit of 60 logins a minute is not exceeded, should tokens die as they come") {
  cloud_fixture f(simulated_cloud_options().keep_alive(true).servers(1));
  const auto cloud = f.make();
  std::string said;
  for (int i = 0; i != 100; ++i) {
    f.there.expire_tokens();
    auto page = f.wait_for(cloud.fetch(rest::resources(compute::servers)));
    if (!page.get<0>()) said = page.get<0>().message();
  }
  CHECK(f.there.requests("token") == 50);
  CHECK(said == "identity: not asked for another token: there were 50 logins of this account in the last minute");
  f.advance(60s);
  CHECK(f.page(cloud));
}

TEST_CASE("a login whose connection fails is tried again with the page that wanted it; one that keystone refuses is not") {
  cloud_fixture f;
  const auto cloud = f.make();
  const auto at_once = rest::fetch_options().retries(rest::retries().base(0s));
  f.there.reset("token", only().times(1));
  CHECK(f.page(cloud, at_once));
  CHECK(f.there.requests("token") == 2);
  f.there.expire_tokens();
  f.there.fail("token", 401);
  CHECK_FALSE(f.page(cloud, at_once));
  CHECK(f.there.requests("token") == 3);
}

TEST_CASE("in a token's last minute a keystone that is down is not asked by every request") {
  cloud_fixture f(simulated_cloud_options().token_lifetime(3600s));
  const auto cloud = f.make();
  CHECK(f.page(cloud));
  f.advance(3550s);
  f.there.fail("token", 503);
  for (int i = 0; i != 20; ++i) CHECK(f.page(cloud));
  CHECK(f.there.requests("token") == 2);
  f.advance(10s);
  for (int i = 0; i != 20; ++i) CHECK(f.page(cloud));
  CHECK(f.there.requests("token") == 3);
}
