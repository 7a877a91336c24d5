// SPDX-License-Identifier: MIT
//
// routers.hpp: routers, and the addresses that lead in through them.

#ifndef SHEAF_OPENSTACK_SERVICES_NETWORK_ROUTERS_HPP
#define SHEAF_OPENSTACK_SERVICES_NETWORK_ROUTERS_HPP

#include <sheaf/json/record.hpp>
#include <sheaf/json/timestamp.hpp>
#include <sheaf/openstack/services/network/networks.hpp>
#include <sheaf/openstack/services/network/ports.hpp>
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

/// A router's way out.
struct gateway_info {
  std::string network_id;
  bool enable_snat = true;
  std::vector<fixed_ip> external_fixed_ips;
  std::optional<std::string> qos_policy_id;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("network_id", &gateway_info::network_id), maybe("enable_snat", &gateway_info::enable_snat),
                       maybe("external_fixed_ips", &gateway_info::external_fixed_ips),
                       maybe("qos_policy_id", &gateway_info::qos_policy_id)};
  }
};

/// A router.
struct router {
  std::string id, name, description, status, project_id;
  bool admin_state_up = true;
  std::optional<bool> distributed, ha;
  std::optional<gateway_info> external_gateway_info;
  std::vector<host_route> routes;
  std::optional<std::string> flavor_id;
  std::vector<std::string> availability_zones, availability_zone_hints, tags;
  std::optional<json::timestamp> created_at, updated_at;
  std::int64_t revision_number = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &router::id),
                       maybe("name", &router::name),
                       maybe("description", &router::description),
                       maybe("status", &router::status),
                       maybe("project_id", &router::project_id),
                       maybe("admin_state_up", &router::admin_state_up),
                       maybe("distributed", &router::distributed),
                       maybe("ha", &router::ha),
                       maybe("external_gateway_info", &router::external_gateway_info),
                       maybe("routes", &router::routes),
                       maybe("flavor_id", &router::flavor_id),
                       maybe("availability_zones", &router::availability_zones),
                       maybe("availability_zone_hints", &router::availability_zone_hints),
                       maybe("tags", &router::tags),
                       maybe("created_at", &router::created_at),
                       maybe("updated_at", &router::updated_at),
                       maybe("revision_number", &router::revision_number)};
  }
};

/// The port a floating IP leads to, as the floating IP tells it.
struct port_details {
  std::string name, network_id, mac_address, status, device_id, device_owner;
  bool admin_state_up = true;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("name", &port_details::name),
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
    return member_list{field("id", &floating_ip::id),
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

/// A port of a floating IP that leads to one inside.
struct port_forwarding {
  std::string id, protocol, internal_ip_address, internal_port_id;
  std::optional<std::int64_t> internal_port, external_port;
  std::optional<std::string> description;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &port_forwarding::id), maybe("protocol", &port_forwarding::protocol),
                       maybe("internal_ip_address", &port_forwarding::internal_ip_address),
                       maybe("internal_port", &port_forwarding::internal_port),
                       maybe("internal_port_id", &port_forwarding::internal_port_id),
                       maybe("external_port", &port_forwarding::external_port),
                       maybe("description", &port_forwarding::description)};
  }
};

/// What people ask of routers.
struct router_filters {
  static constexpr rest::filter<router, std::string_view> id{"id"};
  static constexpr rest::filter<router, std::string_view> name{"name"};
  static constexpr rest::filter<router, std::string_view> project_id{"project_id"};
  static constexpr rest::filter<router, std::string_view> status{"status"};
};

/// Networking API v2.0, "List routers".
inline constexpr rest::resource<router> routers{
    .service = "network", .path = "/routers", .key = "routers", .paging = rest::paging::linked("routers_links"),
    .projection = "fields", .sorting = rest::sorting::key_and_dir};

/// What people ask of floating IPs. A filter given twice is "one of these".
struct floating_ip_filters {
  static constexpr rest::filter<floating_ip, std::string_view> id{"id"};
  static constexpr rest::filter<floating_ip, std::string_view> port_id{"port_id"};
  static constexpr rest::filter<floating_ip, std::string_view> router_id{"router_id"};
  static constexpr rest::filter<floating_ip, std::string_view> project_id{"project_id"};
  static constexpr rest::filter<floating_ip, std::string_view> address{"floating_ip_address"};
  static constexpr rest::filter<floating_ip, std::string_view> fixed_address{"fixed_ip_address"};
  static constexpr rest::filter<floating_ip, std::string_view> network_id{"floating_network_id"};
  static constexpr rest::filter<floating_ip, std::string_view> status{"status"};
};

/// Networking API v2.0, "List floating IPs".
inline constexpr rest::resource<floating_ip> floating_ips{.service = "network",
                                                          .path = "/floatingips",
                                                          .key = "floatingips",
                                                          .paging = rest::paging::linked("floatingips_links"),
                                                          .projection = "fields",
                                                          .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List floating IP port forwardings".
inline constexpr rest::resource<port_forwarding> port_forwardings{
    .service = "network",
    .path = "/floatingips/{floating_ip_id}/port_forwardings",
    .key = "port_forwardings",
    .paging = rest::paging::linked("port_forwardings_links"),
    .projection = "fields",
    .sorting = rest::sorting::key_and_dir};

}  // namespace network
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_NETWORK_ROUTERS_HPP
