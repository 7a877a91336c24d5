// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/cloud.hpp: what single services do that no other does.
#include <sheaf/openstack/cloud.hpp>

#include <sheaf/openstack/services/baremetal.hpp>

#include "support/cloud_fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace support;
namespace baremetal = openstack::baremetal;
namespace compute = openstack::compute;
namespace image = openstack::image;

namespace {

const auto two_of_five_down = simulated_cloud_options().servers(5).down_servers(2);

template <class Query>
auto listed_by(cloud_fixture& f, const Query& query) {
  return f.wait_for(f.make().list(query));
}

}  // namespace

TEST_CASE("servers of cells that are down are told apart, with and without details") {
  cloud_fixture f(two_of_five_down);
  const auto merged =
      f.wait_for(f.make().fetch(rest::resources(compute::servers, compute::brief_servers.named("brief"))));
  const auto check = [&](const auto& part) {
    CHECK(part.status() == rest::list_status::cells_down);
    CHECK(part.message() == "compute: 2 of 5 rows come from a part of the service that does not answer");
    CHECK(ids_of(part) == f.there.ids("servers"));
    CHECK(std::count_if(part.begin(), part.end(),
                        [](const auto& s) { return s.status == "UNKNOWN" && s.name.empty(); }) == 2);
  };
  check(merged.get<0>());
  check(merged.get<1>());
  const auto& unknown = merged.get<0>().rows().back();
  CHECK(unknown.created);
  CHECK(!unknown.project_id.empty());
  CHECK(!unknown.image);
}

TEST_CASE("servers of cells that are down are left out by older releases, and where a limit is sent") {
  cloud_fixture f(two_of_five_down), old(two_of_five_down.newest_microversion("compute", 68));
  for (const auto& some : {listed_by(f, compute::servers.with("limit", "4")), listed_by(old, compute::servers)}) {
    CHECK(some.status() == rest::list_status::complete);
    CHECK(some.size() == 3);
  }
}

TEST_CASE("a page of images that is shorter than asked for is not taken for the last") {
  cloud_fixture f(simulated_cloud_options().images(12).hidden_images(3));
  const auto all = listed_by(f, image::images.with("limit", "4"));
  const auto ids = f.there.ids("images");
  std::vector<std::string> seen;
  for (std::size_t i = 0; i != ids.size(); ++i) {
    if ((i + 1) % 3 != 0) seen.push_back(ids[i]);
  }
  CHECK(ids_of(all) == seen);
  CHECK(all.timing().pages == 4);
}

TEST_CASE("images end with a full page where no other is said to follow") {
  cloud_fixture f(simulated_cloud_options().images(8).full_last_page());
  const auto all = listed_by(f, image::images.with("limit", "4"));
  CHECK(ids_of(all) == f.there.ids("images"));
  CHECK(f.there.requests("images") == 2);
}

TEST_CASE("a node that an ironic of microversion 1.1 gives no state is read all the same") {
  cloud_fixture f, old(simulated_cloud_options().newest_microversion("baremetal", 1));
  const auto now = listed_by(f, baremetal::nodes), then = listed_by(old, baremetal::nodes);
  CHECK(field_in(old.there.last_head("baremetal/nodes"), "OpenStack-API-Version") == "baremetal 1.1");
  CHECK(then.status() == rest::list_status::complete);
  REQUIRE(then.size() == now.size());
  std::size_t available = 0;
  for (std::size_t i = 0; i != now.size(); ++i) {
    const bool is = now[i].provision_state == "available";
    if (is) ++available;
    CHECK(then[i].provision_state == (is ? std::nullopt : now[i].provision_state));
  }
  CHECK(available > 0);
}

TEST_CASE("an error of glance comes as JSON, since JSON is asked for") {
  cloud_fixture f;
  f.there.fail("images", 403);
  std::string type;
  const auto look = [&](const openstack::answered& a) { type = a.fields.get("Content-Type").value_or(""); };
  const auto page =
      f.wait_for(f.make({}, openstack::cloud_options().on_answer(look)).fetch(rest::resources(image::images)));
  CHECK(page.get<0>().status() == rest::list_status::forbidden);
  CHECK(page.get<0>().message().find("Told to fail.") != std::string::npos);
  CHECK(type == "application/json");
}
