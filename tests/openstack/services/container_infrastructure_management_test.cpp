// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/services/container_infrastructure_management.hpp.
#include <sheaf/openstack/services/container_infrastructure_management.hpp>

#include "support/described_list.hpp"

#include <doctest/doctest.h>

namespace container_infrastructure_management = sheaf::openstack::container_infrastructure_management;

TEST_CASE("every list of container_infrastructure_management is read whole over two pages, empty, and refused; in circles it ends") {
  support::described_service service("container_infrastructure_management");
  service.check("clusters", container_infrastructure_management::clusters);
  service.check("brief_clusters", container_infrastructure_management::brief_clusters);
  service.check("cluster_templates", container_infrastructure_management::cluster_templates);
  service.check("services", container_infrastructure_management::services);
  service.check("node_groups", container_infrastructure_management::node_groups);
  service.check_all_seen();
}
