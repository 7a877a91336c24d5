// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/services/network/networks.hpp.
#include <sheaf/openstack/services/network/networks.hpp>

#include "support/captured_list.hpp"
#include "support/described_list.hpp"

#include <doctest/doctest.h>

#include <cstddef>

using namespace support;
namespace network = sheaf::openstack::network;

TEST_CASE("every list of network/networks is read whole over two pages, empty, and refused; in circles it ends") {
  support::described_service service("network/networks");
  service.check("networks", network::networks);
  service.check("subnets", network::subnets);
  service.check("ip_availabilities", network::ip_availabilities);
  service.check("subnet_pools", network::subnet_pools);
  service.check("segments", network::segments);
  service.check("address_scopes", network::address_scopes);
  service.check("segment_ranges", network::segment_ranges);
  service.check_all_seen();
}

TEST_CASE("the answers of real servers are read by the lists of network/networks, every row of them") {
  support::described_service service("network/networks");
  service.captured("neutron-subnets", network::subnets);
  service.captured("neutron-subnetpools", network::subnet_pools);
}

TEST_CASE("every captured list of networks is read with nothing lost") {
  const std::size_t seen =
      for_each_captured(network::networks, [](const captured_answer& one, const auto& rows, const auto& ours) {
        CAPTURE(one.name);
        const auto theirs = with_id(rows);
        REQUIRE(ours.size() == theirs.size());
        CHECK(ours.dropped_count() == rows.size() - theirs.size());
        for (std::size_t i = 0; i != theirs.size(); ++i) {
          CHECK(ours[i].id == dom::text(theirs[i], "id"));
          CHECK(ours[i].name == dom::text(theirs[i], "name"));
          CHECK(ours[i].description == dom::text(theirs[i], "description"));
          CHECK(ours[i].project_id == dom::text(theirs[i], "project_id"));
          CHECK(ours[i].subnets == texts(theirs[i], "subnets"));
          bool external = false;
          if (theirs[i]["router:external"].get(external) == simdjson::SUCCESS) CHECK(ours[i].external == external);
          CHECK(ours[i].provider_network_type.value_or("") == dom::text(theirs[i], "provider:network_type"));
        }
      });
  CHECK(seen >= 4);
}

TEST_CASE("networks and subnets are asked for by neutron's names") {
  const auto external = network::networks.where(network::network_filters::external, true);
  CHECK(rest::target_of("", external.parameters()) == "?router%3Aexternal=true");
  const auto six = network::subnets.where(network::subnet_filters::ip_version, 6);
  CHECK(six.parameters() == rest::parameters{{"ip_version", "6"}});
}
