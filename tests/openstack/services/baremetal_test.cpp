// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/services/baremetal.hpp.
#include <sheaf/openstack/services/baremetal.hpp>

#include "support/described_list.hpp"

#include <doctest/doctest.h>

namespace baremetal = sheaf::openstack::baremetal;

TEST_CASE("every list of baremetal is read whole over two pages, empty, and refused; in circles it ends") {
  support::described_service service("baremetal");
  service.check("nodes", baremetal::nodes);
  service.check("projected_nodes", baremetal::projected_nodes);
  service.check("ports", baremetal::ports);
  service.check("port_groups", baremetal::port_groups);
  service.check("chassis", baremetal::chassis);
  service.check("allocations", baremetal::allocations);
  service.check("conductors", baremetal::conductors);
  service.check("drivers", baremetal::drivers);
  service.check("deploy_templates", baremetal::deploy_templates);
  service.check_all_seen();
}
