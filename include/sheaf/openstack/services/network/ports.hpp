// SPDX-License-Identifier: MIT
//
// ports.hpp: ports, and those that carry others.

#ifndef SHEAF_OPENSTACK_SERVICES_NETWORK_PORTS_HPP
#define SHEAF_OPENSTACK_SERVICES_NETWORK_PORTS_HPP

#include <sheaf/json/record.hpp>
#include <sheaf/json/timestamp.hpp>
#include <sheaf/rest/resource.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace openstack {
namespace network {

struct fixed_ip {
  std::string subnet_id, ip_address;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("subnet_id", &fixed_ip::subnet_id), maybe("ip_address", &fixed_ip::ip_address)};
  }
};

struct address_pair {
  std::string ip_address, mac_address;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("mac_address", &address_pair::mac_address),
                       maybe("ip_address", &address_pair::ip_address)};
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
    return member_list{field("id", &port::id),
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

/// A port on a trunk.
struct sub_port {
  std::string port_id, segmentation_type;
  std::int64_t segmentation_id = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("port_id", &sub_port::port_id), maybe("segmentation_id", &sub_port::segmentation_id),
                       maybe("segmentation_type", &sub_port::segmentation_type)};
  }
};

/// A port that carries others.
struct trunk {
  std::string id, name, description, port_id, status, project_id;
  bool admin_state_up = true;
  std::vector<sub_port> sub_ports;
  std::vector<std::string> tags;
  std::optional<json::timestamp> created_at, updated_at;
  std::int64_t revision_number = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &trunk::id), maybe("name", &trunk::name), maybe("description", &trunk::description),
                       maybe("port_id", &trunk::port_id), maybe("status", &trunk::status),
                       maybe("project_id", &trunk::project_id), maybe("admin_state_up", &trunk::admin_state_up),
                       maybe("sub_ports", &trunk::sub_ports), maybe("tags", &trunk::tags),
                       maybe("created_at", &trunk::created_at), maybe("updated_at", &trunk::updated_at),
                       maybe("revision_number", &trunk::revision_number)};
  }
};

/// An address that is local to each host.
struct local_ip {
  std::string id, name, description, network_id, local_port_id, local_ip_address, ip_mode, project_id;
  std::optional<json::timestamp> created_at, updated_at;
  std::int64_t revision_number = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &local_ip::id),
                       maybe("name", &local_ip::name),
                       maybe("description", &local_ip::description),
                       maybe("network_id", &local_ip::network_id),
                       maybe("local_port_id", &local_ip::local_port_id),
                       maybe("local_ip_address", &local_ip::local_ip_address),
                       maybe("ip_mode", &local_ip::ip_mode),
                       maybe("project_id", &local_ip::project_id),
                       maybe("created_at", &local_ip::created_at),
                       maybe("updated_at", &local_ip::updated_at),
                       maybe("revision_number", &local_ip::revision_number)};
  }
};

/// What people ask of ports. A filter given twice is "one of these": the ports of these servers.
struct port_filters {
  static constexpr rest::filter<port, std::string_view> id{"id"};
  static constexpr rest::filter<port, std::string_view> device_id{"device_id"};  ///< of the server or router
  static constexpr rest::filter<port, std::string_view> device_owner{"device_owner"};
  static constexpr rest::filter<port, std::string_view> network_id{"network_id"};
  static constexpr rest::filter<port, std::string_view> project_id{"project_id"};
  static constexpr rest::filter<port, std::string_view> mac_address{"mac_address"};
  static constexpr rest::filter<port, std::string_view> status{"status"};
  static constexpr rest::filter<port, std::string_view> fixed_ip{"fixed_ips"};  ///< "subnet_id=..." or "ip_address=..."
  static constexpr rest::filter<port, std::string_view> tags{"tags"};  ///< all of them, with commas between
};

/// Networking API v2.0, "List ports".
inline constexpr rest::resource<port> ports{.service = "network", .path = "/ports", .key = "ports",
                                            .paging = rest::paging::linked("ports_links"), .projection = "fields",
                                            .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List trunks".
inline constexpr rest::resource<trunk> trunks{
    .service = "network", .path = "/trunks", .key = "trunks", .paging = rest::paging::linked("trunks_links"),
    .projection = "fields", .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List Local IPs".
inline constexpr rest::resource<local_ip> local_ips{
    .service = "network", .path = "/local_ips", .key = "local_ips", .paging = rest::paging::linked("local_ips_links"),
    .projection = "fields", .sorting = rest::sorting::key_and_dir};

}  // namespace network
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_NETWORK_PORTS_HPP
