// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/services/orchestration.hpp.
#include <sheaf/openstack/services/orchestration.hpp>

#include "support/described_list.hpp"

#include <doctest/doctest.h>

namespace orchestration = sheaf::openstack::orchestration;

TEST_CASE("every list of orchestration is read whole over two pages, empty, and refused; in circles it ends") {
  support::described_service service("orchestration");
  service.check("stacks", orchestration::stacks);
  service.check("resources", orchestration::resources);
  service.check("events", orchestration::events);
  service.check("services", orchestration::services);
  service.check_all_seen();
}
