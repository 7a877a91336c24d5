// SPDX-License-Identifier: MIT
//
// Networks, ports and floating IPs as neutron writes them.

#ifndef SHEAF_TESTING_DETAIL_NEUTRON_ROWS_HPP
#define SHEAF_TESTING_DETAIL_NEUTRON_ROWS_HPP

#include <sheaf/testing/detail/json_text.hpp>
#include <sheaf/testing/detail/model.hpp>
#include <sheaf/testing/detail/selection.hpp>

#include <array>
#include <chrono>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

inline constexpr auto no_items = [](json_text& out) {
  out.begin_array();
  out.end_array();
};

inline void tell(const model& data, const network& n, row_visitor& row) {
  const std::string& owner = n.external ? data.admin_project : data.project;
  row("id", n.id);
  row("name", n.name);
  row("tenant_id", owner);
  row("admin_state_up", true);
  row("mtu", n.external ? 1500 : 1450);
  row("status", "ACTIVE");
  row("subnets", [&](json_text& out) {
    out.begin_array();
    out.value(n.subnet);
    if (!n.subnet6.empty()) out.value(n.subnet6);
    out.end_array();
  });
  row("shared", false);
  row("availability_zone_hints", no_items);
  row("availability_zones", [](json_text& out) { out.strings(std::array{"nova"}); });
  row("ipv4_address_scope", nullptr);
  row("ipv6_address_scope", nullptr);
  row("router:external", n.external);
  row("description", n.description);
  row("port_security_enabled", true);
  row("qos_policy_id", nullptr);
  if (n.external) row("is_default", false);
  row("tags", no_items);
  row("created_at", iso_time(n.created));
  row("updated_at", iso_time(n.created + std::chrono::seconds(2)));
  row("revision_number", n.subnet6.empty() ? 2 : 3);
  row("project_id", owner);
}

[[nodiscard]] inline std::string_view device_of(const model& data, const port& p) {
  if (p.router) return data.router;
  return p.server == nowhere ? std::string_view() : std::string_view(data.servers.rows[p.server].id);
}

[[nodiscard]] inline const char* device_owner_of(const port& p) {
  return p.router ? "network:router_interface" : p.server == nowhere ? "" : "compute:nova";
}

[[nodiscard]] inline const char* status_of(const port& p) { return p.server == nowhere ? "DOWN" : "ACTIVE"; }

inline void tell(const model& data, const port& p, row_visitor& row) {
  const network& net = data.networks.rows[p.network];
  row("id", p.id);
  row("name", p.name);
  row("network_id", net.id);
  row("tenant_id", data.project);
  row("mac_address", p.mac);
  row("admin_state_up", true);
  row("status", status_of(p));
  row("device_id", device_of(data, p));
  row("device_owner", device_owner_of(p));
  row("fixed_ips", [&](json_text& out) {
    const auto address = [&](std::string_view subnet, std::string_view text) {
      out.begin_object();
      out.member("subnet_id", subnet);
      out.member("ip_address", text);
      out.end_object();
    };
    out.begin_array();
    address(net.subnet, p.address);
    if (!p.address6.empty()) address(net.subnet6, p.address6);
    out.end_array();
  });
  row("allowed_address_pairs", [&](json_text& out) {
    out.begin_array();
    if (p.pair) {
      out.begin_object();
      out.member("mac_address", p.mac);
      out.member("ip_address", "10.11.255.1");
      out.end_object();
    }
    out.end_array();
  });
  row("extra_dhcp_opts", no_items);
  row("security_groups", [&](json_text& out) {
    out.begin_array();
    if (p.web) out.value(data.web_group);
    if (!p.router) out.value(data.default_group);
    out.end_array();
  });
  row("description", p.description);
  row("binding:vnic_type", "normal");
  row("port_security_enabled", !p.router);
  row("qos_policy_id", nullptr);
  row("qos_network_policy_id", nullptr);
  row("tags", no_items);
  row("created_at", iso_time(p.created));
  row("updated_at", iso_time(p.updated));
  row("revision_number", p.router ? 2 : p.server == nowhere ? 1 : 3);
  row("project_id", data.project);
}

inline void tell(const model& data, const floating_ip& f, row_visitor& row) {
  const port* p = f.port == nowhere ? nullptr : &data.ports.rows[f.port];
  const auto details = [&data, p](json_text& out) {
    out.begin_object();
    out.member("name", p->name);
    out.member("network_id", data.networks.rows[p->network].id);
    out.member("mac_address", p->mac);
    out.member("admin_state_up", true);
    out.member("status", status_of(*p));
    out.member("device_id", device_of(data, *p));
    out.member("device_owner", device_owner_of(*p));
    out.end_object();
  };
  const json_value null(nullptr);
  row("id", f.id);
  row("tenant_id", data.project);
  row("floating_ip_address", f.address);
  row("floating_network_id", data.networks.rows.front().id);
  row("router_id", p ? json_value(data.router) : null);
  row("port_id", p ? json_value(p->id) : null);
  row("fixed_ip_address", p ? json_value(p->address) : null);
  row("status", p && p->server != nowhere ? "ACTIVE" : "DOWN");
  row("description", f.description);
  row("qos_policy_id", nullptr);
  row("port_details", p ? json_value(details) : null);
  row("tags", no_items);
  row("created_at", iso_time(f.created));
  row("updated_at", iso_time(f.created));
  row("revision_number", p ? 1 : 0);
  row("project_id", data.project);
}

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_NEUTRON_ROWS_HPP
