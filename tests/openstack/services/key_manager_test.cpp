// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/services/key_manager.hpp.
#include <sheaf/openstack/services/key_manager.hpp>

#include "support/described_list.hpp"

#include <doctest/doctest.h>

namespace key_manager = sheaf::openstack::key_manager;

TEST_CASE("every list of key_manager is read whole over two pages, empty, and refused; in circles it ends") {
  support::described_service service("key_manager");
  service.check("secrets", key_manager::secrets);
  service.check("containers", key_manager::containers);
  service.check("orders", key_manager::orders);
  service.check_all_seen();
}
