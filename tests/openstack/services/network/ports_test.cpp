// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/services/network/ports.hpp.
#include <sheaf/openstack/services/network/ports.hpp>

#include "support/captured_list.hpp"
#include "support/described_list.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <vector>

using namespace support;
namespace network = sheaf::openstack::network;

TEST_CASE("every list of network/ports is read whole over two pages, empty, and refused; in circles it ends") {
  support::described_service service("network/ports");
  service.check("ports", network::ports);
  service.check("trunks", network::trunks);
  service.check("local_ips", network::local_ips);
  service.check_all_seen();
}

TEST_CASE("every captured list of ports is read with nothing lost, projections included") {
  const std::size_t seen =
      for_each_captured(network::ports, [](const captured_answer& one, const auto& rows, const auto& ours) {
        CAPTURE(one.name);
        const auto theirs = with_id(rows);
        REQUIRE(ours.size() == theirs.size());
        CHECK(ours.dropped_count() == rows.size() - theirs.size());
        for (std::size_t i = 0; i != theirs.size(); ++i) {
          CHECK(ours[i].id == dom::text(theirs[i], "id"));
          CHECK(ours[i].name == dom::text(theirs[i], "name"));
          CHECK(ours[i].device_id == dom::text(theirs[i], "device_id"));
          CHECK(ours[i].mac_address == dom::text(theirs[i], "mac_address"));
          CHECK(ours[i].security_groups == texts(theirs[i], "security_groups"));
          std::vector<std::string> addresses;
          for (const auto& ip : ours[i].fixed_ips) addresses.push_back(ip.ip_address);
          CHECK(addresses == texts(theirs[i], "fixed_ips", "ip_address"));
        }
      });
  CHECK(seen >= 4);
}

TEST_CASE("ports keep what neutron may leave out or null") {
  const auto all = listed(network::ports, R"({"ports":[
    {"id":"a","project_id":"","device_id":"","fixed_ips":[],"qos_policy_id":null,"binding:host_id":"h","dns_assignment":[{"x":1}],
     "allowed_address_pairs":[{"ip_address":"10.0.0.0/8","mac_address":"fa:16:3e:00:00:01"}],"created_at":"2026-11-22 11:36:22"},
    {"id":"b"}]})");
  CHECK(all.message() == "");
  REQUIRE(all.size() == 2);
  CHECK(all[0].host_id == "h");
  CHECK(all[0].allowed_address_pairs[0].ip_address == "10.0.0.0/8");
  CHECK(all[0].created_at->text() == "2026-11-22T11:36:22Z");
  CHECK_FALSE(all[0].qos_policy_id);
  CHECK(all[1].admin_state_up);
}

TEST_CASE("neutron is asked for the record's members and no others") {
  struct brief {
    std::string id, name;
    static constexpr auto fields() {
      return std::tuple{sheaf::json::field("id", &brief::id), sheaf::json::maybe("name", &brief::name)};
    }
  };
  const auto asked = rest::detail::parameters_of(network::ports.as<brief>());
  CHECK(asked == rest::parameters{{"fields", "id"}, {"fields", "name"}});
  // A request line above 8 kB would be refused by the web servers in front of it.
  CHECK(rest::target_of("/ports", rest::detail::parameters_of(rest::query(network::ports))).size() < 1000);
}

TEST_CASE("the ports of several servers are asked for at once") {
  using by = network::port_filters;
  const auto q =
      network::ports.where(by::device_id, "s1").where(by::device_id, "s2").where(by::fixed_ip, "subnet_id=a");
  CHECK(rest::target_of("", q.parameters()) == "?device_id=s1&device_id=s2&fixed_ips=subnet_id%3Da");
}
