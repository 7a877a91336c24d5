// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/services/load_balancer.hpp.
#include <sheaf/openstack/services/load_balancer.hpp>

#include "support/described_list.hpp"

#include <doctest/doctest.h>

namespace load_balancer = sheaf::openstack::load_balancer;

TEST_CASE("every list of load_balancer is read whole over two pages, empty, and refused; in circles it ends") {
  support::described_service service("load_balancer");
  service.check("load_balancers", load_balancer::load_balancers);
  service.check("listeners", load_balancer::listeners);
  service.check("pools", load_balancer::pools);
  service.check("members", load_balancer::members);
  service.check("health_monitors", load_balancer::health_monitors);
  service.check("l7_policies", load_balancer::l7_policies);
  service.check("flavors", load_balancer::flavors);
  service.check("availability_zones", load_balancer::availability_zones);
  service.check("quotas_of_projects", load_balancer::quotas_of_projects);
  service.check("providers", load_balancer::providers);
  service.check("amphorae", load_balancer::amphorae);
  service.check_all_seen();
}
