// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/services/dns.hpp.
#include <sheaf/openstack/services/dns.hpp>

#include "support/described_list.hpp"

#include <doctest/doctest.h>

namespace dns = sheaf::openstack::dns;

TEST_CASE("every list of dns is read whole over two pages, empty, and refused; in circles it ends") {
  support::described_service service("dns");
  service.check("zones", dns::zones);
  service.check("recordsets", dns::recordsets);
  service.check("zone_recordsets", dns::zone_recordsets);
  service.check("floating_ips", dns::floating_ips);
  service.check("tlds", dns::tlds);
  service.check("pools", dns::pools);
  service.check("service_statuses", dns::service_statuses);
  service.check_all_seen();
}
