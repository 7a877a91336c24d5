// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/services/compute/hosts.hpp.
#include <sheaf/openstack/services/compute/hosts.hpp>

#include "support/described_list.hpp"

#include <doctest/doctest.h>

namespace compute = sheaf::openstack::compute;

TEST_CASE("every list of compute/hosts is read whole over two pages, empty, and refused; in circles it ends") {
  support::described_service service("compute/hosts");
  service.check("hypervisors", compute::hypervisors);
  service.check("services", compute::services);
  service.check("aggregates", compute::aggregates);
  service.check("availability_zones", compute::availability_zones);
  service.check("availability_zone_details", compute::availability_zone_details);
  service.check("migrations", compute::migrations);
  service.check_all_seen();
}

TEST_CASE("the answers of real servers are read by the lists of compute/hosts, every row of them") {
  support::described_service service("compute/hosts");
  service.captured("nova-os-hypervisors-detail", compute::hypervisors);
  service.captured("nova-page-hypervisors", compute::hypervisors);
  service.captured("nova-os-services", compute::services);
  service.captured("nova-os-aggregates", compute::aggregates);
  service.captured("nova-os-availability-zone", compute::availability_zones);
  service.captured("nova-os-availability-zone-detail", compute::availability_zone_details);
}
