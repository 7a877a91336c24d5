// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/services/placement.hpp.
#include <sheaf/openstack/services/placement.hpp>

#include "support/described_list.hpp"

#include <doctest/doctest.h>

namespace placement = sheaf::openstack::placement;

TEST_CASE("every list of placement is read whole over two pages, empty, and refused; in circles it ends") {
  support::described_service service("placement");
  service.check("resource_providers", placement::resource_providers);
  service.check("inventories", placement::inventories);
  service.check("provider_usages", placement::provider_usages);
  service.check("allocations", placement::allocations);
  service.check("traits", placement::traits);
  service.check("provider_traits", placement::provider_traits);
  service.check("resource_classes", placement::resource_classes);
  service.check("usages", placement::usages);
  service.check_all_seen();
}

TEST_CASE("the answers of real servers are read by the lists of placement, every row of them") {
  support::described_service service("placement");
  service.captured("placement-resource-providers", placement::resource_providers);
  service.captured("placement-inventories", placement::inventories);
  service.captured("placement-resource-classes", placement::resource_classes);
  service.captured("placement-usages", placement::provider_usages);
}
