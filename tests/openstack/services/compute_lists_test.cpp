// SPDX-License-Identifier: MIT
// The lists of include/sheaf/openstack/services/compute.hpp.
#include <sheaf/openstack/services/compute.hpp>

#include "support/described_list.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace compute = sheaf::openstack::compute;

TEST_CASE("every list of compute is read whole over two pages, empty, and refused; in circles it ends") {
  support::described_service service("compute");
  service.check("brief_servers", compute::brief_servers);
  service.check("brief_flavors", compute::brief_flavors);
  service.check("keypairs", compute::keypairs);
  service.check("hypervisors", compute::hypervisors);
  service.check("services", compute::services);
  service.check("aggregates", compute::aggregates);
  service.check("availability_zones", compute::availability_zones);
  service.check("availability_zone_details", compute::availability_zone_details);
  service.check("server_groups", compute::server_groups);
  service.check("migrations", compute::migrations);
  service.check("volume_attachments", compute::volume_attachments.of("parent1"));
  service.check("instance_actions", compute::instance_actions.of("parent1"));
  service.check("interfaces", compute::interfaces.of("parent1"));
  service.check("addresses", compute::addresses.of("parent1"));
  service.check("usages", compute::usages);
  service.check("absolute_limits", compute::absolute_limits);
  service.check("quotas", compute::quotas.of("parent1"));
  service.check("quota_details", compute::quota_details.of("parent1"));
  service.check("security_groups", compute::security_groups.of("parent1"));
  service.check_all_seen();
}

TEST_CASE("the answers of real servers are read by the lists of compute, every row of them") {
  support::described_service service("compute");
  service.captured("nova-os-keypairs", compute::keypairs);
  service.captured("nova-page-keypairs", compute::keypairs);
  service.captured("nova-os-hypervisors-detail", compute::hypervisors);
  service.captured("nova-page-hypervisors", compute::hypervisors);
  service.captured("nova-os-services", compute::services);
  service.captured("nova-os-aggregates", compute::aggregates);
  service.captured("nova-os-availability-zone", compute::availability_zones);
  service.captured("nova-os-availability-zone-detail", compute::availability_zone_details);
  service.captured("nova-os-server-groups", compute::server_groups);
  service.captured("nova-os-simple-tenant-usage", compute::usages);
  service.captured("nova-limits", compute::absolute_limits);
  service.captured("nova-os-quota-sets", compute::quotas.of("p"));
  service.captured("nova-servers-brief", compute::brief_servers);
  service.captured("nova-flavors", compute::brief_flavors);
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
