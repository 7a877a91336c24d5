// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/services/compute/projects.hpp.
#include <sheaf/openstack/services/compute/projects.hpp>

#include "support/described_list.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace compute = sheaf::openstack::compute;

TEST_CASE("every list of compute/projects is read whole over two pages, empty, and refused; in circles it ends") {
  support::described_service service("compute/projects");
  service.check("keypairs", compute::keypairs);
  service.check("server_groups", compute::server_groups);
  service.check("usages", compute::usages);
  service.check("absolute_limits", compute::absolute_limits);
  service.check("quotas", compute::quotas);
  service.check("quota_details", compute::quota_details);
  service.check_all_seen();
}

TEST_CASE("the answers of real servers are read by the lists of compute/projects, every row of them") {
  support::described_service service("compute/projects");
  service.captured("nova-os-keypairs", compute::keypairs);
  service.captured("nova-page-keypairs", compute::keypairs);
  service.captured("nova-os-server-groups", compute::server_groups);
  service.captured("nova-os-simple-tenant-usage", compute::usages);
  service.captured("nova-limits", compute::absolute_limits);
  service.captured("nova-os-quota-sets", compute::quotas);
}

TEST_CASE("a project that comes on several pages of the usages is added up") {
  compute::project_usage a, b, c;
  a.project_id = c.project_id = "one";
  b.project_id = "two";
  a.total_hours = 1.5, b.total_hours = 7, c.total_hours = 2;
  a.server_usages.resize(2), c.server_usages.resize(1);
  const auto all = compute::total_usages(std::vector{a, b, c});
  REQUIRE(all.size() == 2);
  CHECK(all[0].project_id == "one");
  CHECK(all[0].total_hours == 3.5);
  CHECK(all[0].server_usages.size() == 3);
  CHECK(all[1].total_hours == 7);
}
