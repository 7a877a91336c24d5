// SPDX-License-Identifier: MIT
// include/sheaf/openstack/cloud.hpp again: when tokens are asked for, and how often.
#include <sheaf/openstack/cloud.hpp>

#include <sheaf/gather.hpp>

#include "support/cloud_fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace support;
using namespace std::chrono_literals;
namespace compute = openstack::compute;

TEST_CASE("fifty fetches that begin together sign in once") {
  cloud_fixture f;
  const auto cloud = f.make();
  std::vector<std::unique_ptr<under_way<instances_page>>> fetches;
  for (int i = 0; i != 50; ++i) fetches.push_back(std::make_unique<under_way<instances_page>>(f.context, cloud.fetch(instances)));
  f.until([&] { return std::all_of(fetches.begin(), fetches.end(), [](const auto& one) { return one->done(); }); });
  for (const auto& one : fetches) CHECK(one->out.get());
  CHECK(f.there.requests("token") == 1);
}

TEST_CASE("a token that ends midway is renewed once, however many requests meet the 401") {
  cloud_fixture f(simulated_cloud_options().servers(20).page_limit("servers", 5));
  const auto cloud = f.make();
  CHECK(f.page(cloud));
  std::vector<std::unique_ptr<under_way<instances_page>>> fetches;
  for (int i = 0; i != 50; ++i) fetches.push_back(std::make_unique<under_way<instances_page>>(f.context, cloud.fetch(instances)));
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
  // Few connections, so that requests are answered in the order in which they came, and none is overtaken by two renewals.
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
