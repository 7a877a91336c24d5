// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/services/object_store.hpp.
#include <sheaf/openstack/services/object_store.hpp>

#include "support/described_list.hpp"

#include <doctest/doctest.h>

namespace object_store = sheaf::openstack::object_store;

TEST_CASE("every list of object_store is read whole over two pages, empty, and refused; in circles it ends") {
  support::described_service service("object_store");
  service.check("containers", object_store::containers);
  service.check("objects", object_store::objects);
  service.check_all_seen();
}
