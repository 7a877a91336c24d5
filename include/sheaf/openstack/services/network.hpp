// SPDX-License-Identifier: MIT
//
// network.hpp: neutron's lists and their records.

#ifndef SHEAF_OPENSTACK_SERVICES_NETWORK_HPP
#define SHEAF_OPENSTACK_SERVICES_NETWORK_HPP

#include <sheaf/json/record.hpp>
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

/// A network; its name in this namespace says what it is, since `network` is the namespace's own.
struct network_record {
  std::string id, name, status, project_id;
  std::vector<std::string> subnets;
  std::int64_t mtu = 0;
  bool admin_state_up = true, shared = false, external = false;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &network_record::id),
                      maybe("name", &network_record::name),
                      maybe("project_id", &network_record::project_id),
                      maybe("admin_state_up", &network_record::admin_state_up),
                      maybe("mtu", &network_record::mtu),
                      maybe("status", &network_record::status),
                      maybe("subnets", &network_record::subnets),
                      maybe("shared", &network_record::shared),
                      maybe("router:external", &network_record::external)};
  }
};

struct fixed_ip {
  std::string subnet_id, ip_address;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("subnet_id", &fixed_ip::subnet_id), maybe("ip_address", &fixed_ip::ip_address)};
  }
};

struct port {
  std::string id, name, network_id, project_id, mac_address, device_owner, device_id, status;
  std::vector<fixed_ip> fixed_ips;
  std::vector<std::string> security_groups;
  bool admin_state_up = true;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &port::id),
                      maybe("name", &port::name),
                      maybe("network_id", &port::network_id),
                      maybe("project_id", &port::project_id),
                      maybe("mac_address", &port::mac_address),
                      maybe("admin_state_up", &port::admin_state_up),
                      maybe("status", &port::status),
                      maybe("device_id", &port::device_id),
                      maybe("device_owner", &port::device_owner),
                      maybe("fixed_ips", &port::fixed_ips),
                      maybe("security_groups", &port::security_groups)};
  }
};

struct floating_ip {
  std::string id, address, status, network_id, project_id;
  std::optional<std::string> port_id, router_id, fixed_address;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &floating_ip::id),
                      maybe("project_id", &floating_ip::project_id),
                      maybe("floating_ip_address", &floating_ip::address),
                      maybe("floating_network_id", &floating_ip::network_id),
                      maybe("router_id", &floating_ip::router_id),
                      maybe("port_id", &floating_ip::port_id),
                      maybe("fixed_ip_address", &floating_ip::fixed_address),
                      maybe("status", &floating_ip::status)};
  }
};

/// Networking API v2.0, "List networks". Neutron gives everything when it is not asked for a limit.
inline constexpr rest::resource<network_record> networks{
    .service = "network", .path = "/networks", .key = "networks", .paging = rest::paging::linked("networks_links")};

/// Networking API v2.0, "List ports".
inline constexpr rest::resource<port> ports{
    .service = "network", .path = "/ports", .key = "ports", .paging = rest::paging::linked("ports_links")};

/// Networking API v2.0, "List floating IPs".
inline constexpr rest::resource<floating_ip> floating_ips{
    .service = "network", .path = "/floatingips", .key = "floatingips", .paging = rest::paging::linked("floatingips_links")};

}  // namespace network
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_NETWORK_HPP
