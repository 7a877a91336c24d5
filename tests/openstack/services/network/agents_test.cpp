// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/services/network/agents.hpp.
#include <sheaf/openstack/services/network/agents.hpp>

#include "support/described_list.hpp"

#include <doctest/doctest.h>

namespace network = sheaf::openstack::network;

TEST_CASE("every list of network/agents is read whole over two pages, empty, and refused; in circles it ends") {
  support::described_service service("network/agents");
  service.check("agents", network::agents);
  service.check("availability_zones", network::availability_zones);
  service.check("extensions", network::extensions);
  service.check_all_seen();
}

TEST_CASE("the answers of real servers are read by the lists of network/agents, every row of them") {
  support::described_service service("network/agents");
  service.captured("neutron-agents", network::agents);
  service.captured("neutron-extensions", network::extensions);
  service.captured("neutron-availability-zones", network::availability_zones);
}
