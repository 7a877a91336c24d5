// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/services/network.hpp.
#include <sheaf/openstack/services/network.hpp>

#include "support/captured_list.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

using namespace support;
namespace network = sheaf::openstack::network;

namespace {

// Of rows without an id (a projection on a member that there is not) nothing can be said: they are dropped, and counted.
std::vector<simdjson::dom::element> with_id(const std::vector<simdjson::dom::element>& rows) {
  std::vector<simdjson::dom::element> out;
  for (const auto& row : rows) {
    if (!dom::text(row, "id").empty()) out.push_back(row);
  }
  return out;
}

std::vector<std::string> texts(const simdjson::dom::element& row, std::string_view list, std::string_view key = {}) {
  std::vector<std::string> out;
  simdjson::dom::array all;
  if (row[list].get(all) != simdjson::SUCCESS) return out;
  for (const auto each : all) out.push_back(key.empty() ? std::string(std::string_view(each.get_string())) : dom::text(each, key));
  return out;
}

}  // namespace

TEST_CASE("every captured list of networks is read with nothing lost") {
  const std::size_t seen = for_each_captured(network::networks, [](const captured_answer& one, const auto& rows, const auto& ours) {
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

TEST_CASE("every captured list of ports is read with nothing lost, projections included") {
  const std::size_t seen = for_each_captured(network::ports, [](const captured_answer& one, const auto& rows, const auto& ours) {
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

TEST_CASE("every captured list of floating IPs is read with nothing lost") {
  const std::size_t seen = for_each_captured(network::floating_ips, [](const captured_answer& one, const auto& theirs, const auto& ours) {
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
