// SPDX-License-Identifier: MIT
// The lists of include/sheaf/openstack/services/network.hpp.
#include <sheaf/openstack/services/network.hpp>

#include "support/described_list.hpp"

#include <doctest/doctest.h>

namespace network = sheaf::openstack::network;

TEST_CASE("every list of network is read whole over two pages, empty, and refused; in circles it ends") {
  support::described_service service("network");
  service.check("subnets", network::subnets);
  service.check("routers", network::routers);
  service.check("security_groups", network::security_groups);
  service.check("security_group_rules", network::security_group_rules);
  service.check("agents", network::agents);
  service.check("quotas_of_projects", network::quotas_of_projects);
  service.check("project_quotas", network::project_quotas.of("parent1"));
  service.check("quota_details", network::quota_details.of("parent1"));
  service.check("ip_availabilities", network::ip_availabilities);
  service.check("extensions", network::extensions);
  service.check("trunks", network::trunks);
  service.check("subnet_pools", network::subnet_pools);
  service.check("availability_zones", network::availability_zones);
  service.check("segments", network::segments);
  service.check("qos_policies", network::qos_policies);
  service.check("rbac_policies", network::rbac_policies);
  service.check("address_scopes", network::address_scopes);
  service.check("address_groups", network::address_groups);
  service.check("segment_ranges", network::segment_ranges);
  service.check("local_ips", network::local_ips);
  service.check("port_forwardings", network::port_forwardings.of("parent1"));
  service.check_all_seen();
}

TEST_CASE("the answers of real servers are read by the lists of network, every row of them") {
  support::described_service service("network");
  service.captured("neutron-subnets", network::subnets);
  service.captured("neutron-routers", network::routers);
  service.captured("neutron-security-groups", network::security_groups);
  service.captured("neutron-security-group-rules", network::security_group_rules);
  service.captured("neutron-agents", network::agents);
  service.captured("neutron-extensions", network::extensions);
  service.captured("neutron-subnetpools", network::subnet_pools);
  service.captured("neutron-availability-zones", network::availability_zones);
  service.captured("neutron-quotas-details", network::quota_details.of("p"));
  service.captured("neutron-quotas-project", network::project_quotas.of("p"));
  service.captured("neutron-quotas-admin", network::quotas_of_projects);
}
