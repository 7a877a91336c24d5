// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/services/database.hpp.
#include <sheaf/openstack/services/database.hpp>

#include "support/described_list.hpp"

#include <doctest/doctest.h>

namespace database = sheaf::openstack::database;

TEST_CASE("every list of database is read whole over two pages, empty, and refused; in circles it ends") {
  support::described_service service("database");
  service.check("instances", database::instances);
  service.check("flavors", database::flavors);
  service.check("datastores", database::datastores);
  service.check("backups", database::backups);
  service.check_all_seen();
}
