// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/services/shared_file_system.hpp.
#include <sheaf/openstack/services/shared_file_system.hpp>

#include "support/described_list.hpp"

#include <doctest/doctest.h>

namespace shared_file_system = sheaf::openstack::shared_file_system;

TEST_CASE("every list of shared_file_system is read whole over two pages, empty, and refused; in circles it ends") {
  support::described_service service("shared_file_system");
  service.check("shares", shared_file_system::shares);
  service.check("snapshots", shared_file_system::snapshots);
  service.check("share_networks", shared_file_system::share_networks);
  service.check("share_types", shared_file_system::share_types);
  service.check("share_servers", shared_file_system::share_servers);
  service.check("share_groups", shared_file_system::share_groups);
  service.check("services", shared_file_system::services);
  service.check("pools", shared_file_system::pools);
  service.check("availability_zones", shared_file_system::availability_zones);
  service.check_all_seen();
}
