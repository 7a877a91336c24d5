// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/testing/detail/generate.hpp: what a simulated cloud holds, seen through its answers.
#include <sheaf/testing/detail/generate.hpp>

#include "support/lab.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

using support::lab;
using support::rows;
using support::simulated_cloud_options;
using support::text;

namespace {

std::map<std::string, support::json_tree> by_id(const std::vector<support::json_tree>& all) {
  std::map<std::string, support::json_tree> out;
  for (const auto& row : all) CHECK(out.emplace(text(row, "id"), row).second);
  return out;
}

}  // namespace

TEST_CASE("what refers to something refers to something that is there") {
  lab l(simulated_cloud_options().servers(70).flavors(9).images(12).networks(6).floating_ips(30));
  const auto servers = by_id(rows(l.list("servers"), "servers")), ports = by_id(rows(l.list("ports"), "ports"));
  const auto images = by_id(rows(l.list("images", "?limit=100"), "images")),
             networks = by_id(rows(l.list("networks"), "networks"));
  const auto flavors = rows(l.list("flavors"), "flavors"), floating_ips = rows(l.list("floatingips"), "floatingips");

  std::map<std::string, std::set<std::string>> addresses;  // by server, as the ports and floating IPs have them
  std::size_t bound = 0;
  for (const auto& [id, port] : ports) {
    const auto network = networks.find(text(port, "network_id"));
    REQUIRE(network != networks.end());
    for (const auto& fixed : port.find("fixed_ips")->items) {
      const auto& subnets = network->second.find("subnets")->items;
      CHECK(std::any_of(subnets.begin(), subnets.end(),
                        [&](const auto& s) { return s.text == text(fixed, "subnet_id"); }));
      if (text(port, "device_owner") == "compute:nova") {
        REQUIRE(servers.contains(text(port, "device_id")));
        addresses[text(port, "device_id")].insert(text(network->second, "name") + ' ' + text(fixed, "ip_address") +
                                                  ' ' + text(port, "mac_address"));
        ++bound;
      }
    }
  }
  CHECK(bound > servers.size());
  std::size_t attached = 0;
  for (const auto& floating : floating_ips) {
    CHECK(text(networks.at(text(floating, "floating_network_id")), "router:external") == "true");
    if (text(floating, "port_id") == "null") continue;
    ++attached;
    const auto& port = ports.at(text(floating, "port_id"));
    CHECK(text(port.find("fixed_ips")->items[0], "ip_address") == text(floating, "fixed_ip_address"));
    CHECK(text(floating, "port_details.device_id") == text(port, "device_id"));
    addresses[text(port, "device_id")].insert(text(networks.at(text(port, "network_id")), "name") + ' ' +
                                              text(floating, "floating_ip_address") + ' ' + text(port, "mac_address"));
  }
  CHECK(attached == 15);
  for (const auto& [id, server] : servers) {
    std::set<std::string> told;
    for (const auto& network : server.find("addresses")->items) {
      for (const auto& address : network.items)
        told.insert(network.name + ' ' + text(address, "addr") + ' ' + text(address, "OS-EXT-IPS-MAC:mac_addr"));
    }
    CHECK(told == addresses[id]);
    const bool from_volume = server.find("image")->items.empty();
    CHECK((from_volume || images.contains(text(server, "image.id"))));
    CHECK(server.find("os-extended-volumes:volumes_attached")->items.size() == (from_volume ? 1 : 0));
    if (!from_volume) CHECK(text(images.at(text(server, "image.id")), "status") == "active");
    CHECK(std::any_of(flavors.begin(), flavors.end(), [&, &s = server](const auto& f) {
      return text(f, "name") == text(s, "flavor.original_name") && text(f, "ram") == text(s, "flavor.ram");
    }));
  }
}

TEST_CASE("names and ids are what the answers say, with quotes, backslashes, controls and all of Unicode") {
  lab l(simulated_cloud_options().servers(33).images(24).networks(20).ports(80));
  for (const std::string& list : support::six_lists) {
    CAPTURE(list);
    const auto all = rows(l.list(list, list == "images" ? "?limit=1000" : ""), list);
    CHECK(support::texts(all, "id") == l.cloud.ids(list));
    CHECK(support::texts(all, list == "floatingips" ? "floating_ip_address" : "name") == l.cloud.names(list));
  }
  const auto bytes = [&](const char* list, const char* query = "") { return l.list(list, query).body(); };
  CHECK(bytes("servers").find("\"vm \\\"quoted\\\" 0003\"") != std::string::npos);
  CHECK(bytes("servers").find("\"vm\\\\back\\\\slash-0006\"") != std::string::npos);
  CHECK(bytes("servers").find("\"\\u00e9quipe-\\u00fcn\\u00efc\\u00f6de-0009\"") != std::string::npos);
  CHECK(bytes("servers").find("\"\\ud83d\\ude80-0015\"") != std::string::npos);
  CHECK(bytes("ports").find("\\u043e\\u0431") != std::string::npos);
  CHECK(bytes("images").find("\"\u00e9quipe-\u00fcn\u00efc\u00f6de-0009\"") != std::string::npos);
  CHECK(bytes("images").find("\"tab\\there-0015\"") != std::string::npos);
}

TEST_CASE("the same seed makes the same cloud, another seed another") {
  const auto options = simulated_cloud_options().servers(5);
  lab one(options), same(options), other(options.seed(2));
  for (const std::string& list : support::six_lists) {
    CHECK(one.cloud.ids(list) == same.cloud.ids(list));
    CHECK(one.cloud.ids(list) != other.cloud.ids(list));
  }
}

TEST_CASE("any number of anything, none included") {
  for (const std::string& missing : support::six_lists) {
    CAPTURE(missing);
    auto options = simulated_cloud_options().servers(9).ports(20);
    if (missing == "servers") options = options.servers(0);
    if (missing == "flavors") options = options.flavors(0);
    if (missing == "images") options = options.images(0);
    if (missing == "networks") options = options.networks(0);
    if (missing == "ports") options = options.ports(0);
    if (missing == "floatingips") options = options.floating_ips(0);
    lab l(options);
    for (const std::string& list : support::six_lists) {
      const auto answer = l.list(list);
      CHECK(rows(answer, list).size() == l.cloud.ids(list).size());
      CHECK((l.cloud.ids(list).empty()) == (list == missing));
      CHECK(l.list(list, "?limit=2&status=ACTIVE").status() == "HTTP/1.1 200 OK");
    }
  }
}

TEST_CASE("a hundred thousand servers, and a page from their midst") {
  lab l(simulated_cloud_options().servers(100'000).ports(10));
  const auto ids = l.cloud.ids("servers");
  REQUIRE(ids.size() == 100'000);
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == ids.size());
  const auto page = rows(l.list("servers", "?marker=" + ids[49'999]), "servers");
  CHECK(page.size() == 1000);
  CHECK(support::text(page[0], "id") == ids[50'000]);
}
