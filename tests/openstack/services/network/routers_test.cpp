// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/services/network/routers.hpp.
#include <sheaf/openstack/services/network/routers.hpp>

#include "support/captured_list.hpp"
#include "support/described_list.hpp"

#include <doctest/doctest.h>

#include <cstddef>

using namespace support;
namespace network = sheaf::openstack::network;

TEST_CASE("every list of network/routers is read whole over two pages, empty, and refused; in circles it ends") {
  support::described_service service("network/routers");
  service.check("routers", network::routers);
  service.check("floating_ips", network::floating_ips);
  service.check("port_forwardings", network::port_forwardings);
  service.check_all_seen();
}

TEST_CASE("the answers of real servers are read by the lists of network/routers, every row of them") {
  support::described_service service("network/routers");
  service.captured("neutron-routers", network::routers);
}

TEST_CASE("every captured list of floating IPs is read with nothing lost") {
  const std::size_t seen =
      for_each_captured(network::floating_ips, [](const captured_answer& one, const auto& theirs, const auto& ours) {
        CAPTURE(one.name);
        CHECK(ours.message() == "");
        REQUIRE(ours.size() == theirs.size());
        for (std::size_t i = 0; i != theirs.size(); ++i) {
          CHECK(ours[i].id == dom::text(theirs[i], "id"));
          CHECK(ours[i].address == dom::text(theirs[i], "floating_ip_address"));
          CHECK(ours[i].port_id.value_or("") == dom::text(theirs[i], "port_id"));
          CHECK(ours[i].fixed_address.value_or("") == dom::text(theirs[i], "fixed_ip_address"));
          simdjson::dom::element details;
          const bool there = theirs[i]["port_details"].get(details) == simdjson::SUCCESS && details.is_object();
          CHECK(ours[i].port_details.has_value() == there);
          if (there) CHECK(ours[i].port_details->name == dom::text(details, "name"));
        }
      });
  CHECK(seen >= 1);
}
