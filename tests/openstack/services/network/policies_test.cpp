// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/services/network/policies.hpp.
#include <sheaf/openstack/services/network/policies.hpp>

#include "support/described_list.hpp"

#include <doctest/doctest.h>

namespace network = sheaf::openstack::network;

TEST_CASE("every list of network/policies is read whole over two pages, empty, and refused; in circles it ends") {
  support::described_service service("network/policies");
  service.check("security_groups", network::security_groups);
  service.check("security_group_rules", network::security_group_rules);
  service.check("address_groups", network::address_groups);
  service.check("rbac_policies", network::rbac_policies);
  service.check("qos_policies", network::qos_policies);
  service.check("quotas_of_projects", network::quotas_of_projects);
  service.check("project_quotas", network::project_quotas);
  service.check("quota_details", network::quota_details);
  service.check_all_seen();
}

TEST_CASE("the answers of real servers are read by the lists of network/policies, every row of them") {
  support::described_service service("network/policies");
  service.captured("neutron-security-groups", network::security_groups);
  service.captured("neutron-security-group-rules", network::security_group_rules);
  service.captured("neutron-quotas-details", network::quota_details);
  service.captured("neutron-quotas-project", network::project_quotas);
  service.captured("neutron-quotas-admin", network::quotas_of_projects);
}
