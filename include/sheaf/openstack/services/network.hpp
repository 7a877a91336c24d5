// SPDX-License-Identifier: MIT
//
// network.hpp: neutron's lists and their records.
//
// Neutron sends the members it is asked for, so that a record of fewer members costs less at both ends.

#ifndef SHEAF_OPENSTACK_SERVICES_NETWORK_HPP
#define SHEAF_OPENSTACK_SERVICES_NETWORK_HPP

#include <sheaf/json/record.hpp>
#include <sheaf/json/timestamp.hpp>
#include <sheaf/rest/resource.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace openstack {
namespace network {

/// A network (a record of its namespace's name would hide it).
struct network_record {
  std::string id, name, description;
  std::string status;  ///< "ACTIVE", "BUILD", "DOWN", "ERROR"
  std::string project_id;
  std::vector<std::string> subnets;  ///< their ids
  std::optional<std::int64_t> mtu;
  bool admin_state_up = true, shared = false, port_security_enabled = true;
  bool external = false;    ///< floating IPs come from it
  bool is_default = false;  ///< the external network to take where none is named
  std::vector<std::string> availability_zones, availability_zone_hints, tags;
  std::optional<std::string> ipv4_address_scope, ipv6_address_scope, qos_policy_id, dns_domain;
  std::optional<std::string> provider_network_type, provider_physical_network;  ///< for administrators
  std::optional<std::int64_t> provider_segmentation_id;
  std::optional<json::timestamp> created_at, updated_at;
  std::int64_t revision_number = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &network_record::id),
                      maybe("name", &network_record::name),
                      maybe("admin_state_up", &network_record::admin_state_up),
                      maybe("mtu", &network_record::mtu),
                      maybe("status", &network_record::status),
                      maybe("subnets", &network_record::subnets),
                      maybe("shared", &network_record::shared),
                      maybe("availability_zone_hints", &network_record::availability_zone_hints),
                      maybe("availability_zones", &network_record::availability_zones),
                      maybe("ipv4_address_scope", &network_record::ipv4_address_scope),
                      maybe("ipv6_address_scope", &network_record::ipv6_address_scope),
                      maybe("router:external", &network_record::external),
                      maybe("description", &network_record::description),
                      maybe("port_security_enabled", &network_record::port_security_enabled),
                      maybe("qos_policy_id", &network_record::qos_policy_id),
                      maybe("is_default", &network_record::is_default),
                      maybe("dns_domain", &network_record::dns_domain),
                      maybe("provider:network_type", &network_record::provider_network_type),
                      maybe("provider:physical_network", &network_record::provider_physical_network),
                      maybe("provider:segmentation_id", &network_record::provider_segmentation_id),
                      maybe("tags", &network_record::tags),
                      maybe("created_at", &network_record::created_at),
                      maybe("updated_at", &network_record::updated_at),
                      maybe("revision_number", &network_record::revision_number),
                      maybe("project_id", &network_record::project_id)};
  }
};

struct fixed_ip {
  std::string subnet_id, ip_address;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("subnet_id", &fixed_ip::subnet_id), maybe("ip_address", &fixed_ip::ip_address)};
  }
};

struct address_pair {
  std::string ip_address, mac_address;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("mac_address", &address_pair::mac_address), maybe("ip_address", &address_pair::ip_address)};
  }
};

/// A port: of a server, a router, a DHCP agent, or of nobody.
struct port {
  std::string id, name, description;
  std::string network_id;
  std::string project_id;    ///< empty for ports of routers' gateways
  std::string device_id;     ///< the server's or router's id; empty for nobody's
  std::string device_owner;  ///< "compute:nova", "network:router_interface", "network:dhcp", ...; empty for nobody's
  std::string mac_address;
  std::string status;        ///< "ACTIVE", "DOWN", "BUILD", "N/A"
  std::vector<fixed_ip> fixed_ips;
  std::vector<address_pair> allowed_address_pairs;
  std::vector<std::string> security_groups;  ///< their ids
  std::vector<std::string> tags;
  bool admin_state_up = true, port_security_enabled = true;
  std::optional<std::string> vnic_type, host_id, vif_type;  ///< the last two for administrators
  std::optional<std::string> qos_policy_id, qos_network_policy_id, dns_name;
  std::optional<json::timestamp> created_at, updated_at;
  std::int64_t revision_number = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &port::id),
                      maybe("name", &port::name),
                      maybe("network_id", &port::network_id),
                      maybe("mac_address", &port::mac_address),
                      maybe("admin_state_up", &port::admin_state_up),
                      maybe("status", &port::status),
                      maybe("device_id", &port::device_id),
                      maybe("device_owner", &port::device_owner),
                      maybe("fixed_ips", &port::fixed_ips),
                      maybe("allowed_address_pairs", &port::allowed_address_pairs),
                      maybe("security_groups", &port::security_groups),
                      maybe("description", &port::description),
                      maybe("binding:vnic_type", &port::vnic_type),
                      maybe("binding:host_id", &port::host_id),
                      maybe("binding:vif_type", &port::vif_type),
                      maybe("port_security_enabled", &port::port_security_enabled),
                      maybe("qos_policy_id", &port::qos_policy_id),
                      maybe("qos_network_policy_id", &port::qos_network_policy_id),
                      maybe("dns_name", &port::dns_name),
                      maybe("tags", &port::tags),
                      maybe("created_at", &port::created_at),
                      maybe("updated_at", &port::updated_at),
                      maybe("revision_number", &port::revision_number),
                      maybe("project_id", &port::project_id)};
  }
};

/// The port a floating IP leads to, as the floating IP tells it.
struct port_details {
  std::string name, network_id, mac_address, status, device_id, device_owner;
  bool admin_state_up = true;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("name", &port_details::name),
                      maybe("network_id", &port_details::network_id),
                      maybe("mac_address", &port_details::mac_address),
                      maybe("admin_state_up", &port_details::admin_state_up),
                      maybe("status", &port_details::status),
                      maybe("device_id", &port_details::device_id),
                      maybe("device_owner", &port_details::device_owner)};
  }
};

/// A floating IP: nobody's where it has no port.
struct floating_ip {
  std::string id, address, description;
  std::string network_id;  ///< the external network it is from
  std::string project_id;
  std::string status;  ///< "ACTIVE", "DOWN", "ERROR"
  std::optional<std::string> port_id, router_id, fixed_address, qos_policy_id, dns_name, dns_domain;
  std::optional<network::port_details> port_details;
  std::vector<std::string> tags;
  std::optional<json::timestamp> created_at, updated_at;
  std::int64_t revision_number = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &floating_ip::id),
                      maybe("floating_ip_address", &floating_ip::address),
                      maybe("floating_network_id", &floating_ip::network_id),
                      maybe("router_id", &floating_ip::router_id),
                      maybe("port_id", &floating_ip::port_id),
                      maybe("fixed_ip_address", &floating_ip::fixed_address),
                      maybe("status", &floating_ip::status),
                      maybe("description", &floating_ip::description),
                      maybe("qos_policy_id", &floating_ip::qos_policy_id),
                      maybe("port_details", &floating_ip::port_details),
                      maybe("dns_name", &floating_ip::dns_name),
                      maybe("dns_domain", &floating_ip::dns_domain),
                      maybe("tags", &floating_ip::tags),
                      maybe("created_at", &floating_ip::created_at),
                      maybe("updated_at", &floating_ip::updated_at),
                      maybe("revision_number", &floating_ip::revision_number),
                      maybe("project_id", &floating_ip::project_id)};
  }
};

/// Networking API v2.0, "List networks". Neutron gives everything when it is not asked for a limit.
inline constexpr rest::resource<network_record> networks{.service = "network", .path = "/networks", .key = "networks",
                                                         .paging = rest::paging::linked("networks_links"),
                                                         .projection = "fields"};

/// Networking API v2.0, "List ports".
inline constexpr rest::resource<port> ports{.service = "network", .path = "/ports", .key = "ports",
                                            .paging = rest::paging::linked("ports_links"), .projection = "fields"};

/// Networking API v2.0, "List floating IPs".
inline constexpr rest::resource<floating_ip> floating_ips{.service = "network", .path = "/floatingips", .key = "floatingips",
                                                          .paging = rest::paging::linked("floatingips_links"),
                                                          .projection = "fields"};

}  // namespace network
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_NETWORK_HPP
