// SPDX-License-Identifier: MIT
// include/sheaf/openstack/cloud.hpp again: a list so long that much happens on the way.
#include <sheaf/openstack/cloud.hpp>

#include "support/cloud_fixture.hpp"

#include <doctest/doctest.h>

#include <chrono>

using namespace support;
using namespace std::chrono_literals;
namespace compute = openstack::compute;

TEST_CASE("ten thousand servers in pages of a thousand are all there, though the token ends twice and a page is to be had only later") {
  cloud_fixture f(simulated_cloud_options().keep_alive(true).servers(10'000).page_limit("servers", 1000));
  bool refused = false;
  const auto client =
      http::client_options().on_event([&](const http::event& e) { refused = refused || e.status == 503; });
  const auto cloud = f.make({}, openstack::cloud_options().client(client));
  f.there.answer("servers", "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n",
                 only().after(6).times(1));
  under_way list(f.context, cloud.list(compute::servers, rest::fetch_options().retries(rest::retries().base(0s))));

  f.until([&] { return f.there.requests("servers") == 3; });
  f.there.expire_tokens();
  f.until([&] { return refused; });
  CHECK(f.there.requests("servers") == 7);
  f.advance(6s);
  CHECK(f.there.requests("servers") == 7);
  f.clock.advance(1s);
  f.until([&] { return f.there.requests("servers") == 9; });
  f.there.expire_tokens();
  f.until([&] { return list.done(); });

  const auto servers = list.out.get();
  CHECK(ids_of(servers) == f.there.ids("servers"));
  CHECK(servers.timing().retries == 1);
  CHECK(servers.timing().pages == 11);  // the tenth is full, so that there could be more
  CHECK(f.there.unauthorized() == 2);
  CHECK(f.there.tokens_issued() == 3);
  CHECK(f.there.requests("servers") == 11 + 1 + 2);
}
