// SPDX-License-Identifier: MIT
//
// networks.hpp: networks and subnets, and what both are made from.

#ifndef SHEAF_OPENSTACK_SERVICES_NETWORK_NETWORKS_HPP
#define SHEAF_OPENSTACK_SERVICES_NETWORK_NETWORKS_HPP

#include <sheaf/json/record.hpp>
#include <sheaf/json/timestamp.hpp>
#include <sheaf/rest/resource.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
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
    return member_list{field("id", &network_record::id),
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

/// A range of addresses.
struct allocation_pool {
  std::string start, end;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("start", &allocation_pool::start), maybe("end", &allocation_pool::end)};
  }
};

/// A route that hosts are told.
struct host_route {
  std::string destination, nexthop;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("destination", &host_route::destination), maybe("nexthop", &host_route::nexthop)};
  }
};

/// A subnet.
struct subnet {
  std::string id, name, description, network_id, project_id, cidr;
  std::optional<std::string> gateway_ip, ipv6_ra_mode, ipv6_address_mode, segment_id, subnetpool_id;
  std::int64_t ip_version = 0, revision_number = 0;
  bool enable_dhcp = true;
  std::vector<allocation_pool> allocation_pools;
  std::vector<host_route> host_routes;
  std::vector<std::string> dns_nameservers, service_types, tags;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &subnet::id),
                       maybe("name", &subnet::name),
                       maybe("description", &subnet::description),
                       maybe("network_id", &subnet::network_id),
                       maybe("project_id", &subnet::project_id),
                       maybe("cidr", &subnet::cidr),
                       maybe("gateway_ip", &subnet::gateway_ip),
                       maybe("ip_version", &subnet::ip_version).loosely(),
                       maybe("enable_dhcp", &subnet::enable_dhcp),
                       maybe("ipv6_ra_mode", &subnet::ipv6_ra_mode),
                       maybe("ipv6_address_mode", &subnet::ipv6_address_mode),
                       maybe("allocation_pools", &subnet::allocation_pools),
                       maybe("host_routes", &subnet::host_routes),
                       maybe("dns_nameservers", &subnet::dns_nameservers),
                       maybe("segment_id", &subnet::segment_id),
                       maybe("subnetpool_id", &subnet::subnetpool_id),
                       maybe("service_types", &subnet::service_types),
                       maybe("tags", &subnet::tags),
                       maybe("created_at", &subnet::created_at),
                       maybe("updated_at", &subnet::updated_at),
                       maybe("revision_number", &subnet::revision_number)};
  }
};

/// How many addresses of a subnet are used. Of IPv6 there are more than an integer holds.
struct subnet_availability {
  std::string subnet_id, subnet_name, cidr;
  std::int64_t ip_version = 0;
  double used_ips = 0, total_ips = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{
        maybe("subnet_id", &subnet_availability::subnet_id), maybe("subnet_name", &subnet_availability::subnet_name),
        maybe("cidr", &subnet_availability::cidr),           maybe("ip_version", &subnet_availability::ip_version),
        maybe("used_ips", &subnet_availability::used_ips),   maybe("total_ips", &subnet_availability::total_ips)};
  }
};

/// How many addresses of a network are used. Of IPv6 there are more than an integer holds.
struct ip_availability {
  std::string network_id, network_name, project_id;
  double used_ips = 0, total_ips = 0;
  std::vector<subnet_availability> subnet_ip_availability;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("network_id", &ip_availability::network_id),
                       maybe("network_name", &ip_availability::network_name),
                       maybe("project_id", &ip_availability::project_id),
                       maybe("used_ips", &ip_availability::used_ips),
                       maybe("total_ips", &ip_availability::total_ips),
                       maybe("subnet_ip_availability", &ip_availability::subnet_ip_availability)};
  }
};

/// A pool that subnets are taken from.
struct subnet_pool {
  std::string id, name, description, project_id;
  std::vector<std::string> prefixes, tags;
  std::int64_t ip_version = 0, min_prefixlen = 0, max_prefixlen = 0, default_prefixlen = 0, revision_number = 0;
  std::optional<std::int64_t> default_quota;
  std::optional<std::string> address_scope_id;
  bool shared = false, is_default = false;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &subnet_pool::id),
                       maybe("name", &subnet_pool::name),
                       maybe("description", &subnet_pool::description),
                       maybe("project_id", &subnet_pool::project_id),
                       maybe("prefixes", &subnet_pool::prefixes),
                       maybe("ip_version", &subnet_pool::ip_version).loosely(),
                       maybe("min_prefixlen", &subnet_pool::min_prefixlen).loosely(),
                       maybe("max_prefixlen", &subnet_pool::max_prefixlen).loosely(),
                       maybe("default_prefixlen", &subnet_pool::default_prefixlen).loosely(),
                       maybe("default_quota", &subnet_pool::default_quota).loosely(),
                       maybe("address_scope_id", &subnet_pool::address_scope_id),
                       maybe("shared", &subnet_pool::shared),
                       maybe("is_default", &subnet_pool::is_default),
                       maybe("tags", &subnet_pool::tags),
                       maybe("created_at", &subnet_pool::created_at),
                       maybe("updated_at", &subnet_pool::updated_at),
                       maybe("revision_number", &subnet_pool::revision_number)};
  }
};

/// A part of a network.
struct segment {
  std::string id, network_id, network_type;
  std::optional<std::string> name, description, physical_network;
  std::optional<std::int64_t> segmentation_id;
  std::optional<json::timestamp> created_at, updated_at;
  std::int64_t revision_number = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &segment::id),
                       maybe("name", &segment::name),
                       maybe("description", &segment::description),
                       maybe("network_id", &segment::network_id),
                       maybe("network_type", &segment::network_type),
                       maybe("physical_network", &segment::physical_network),
                       maybe("segmentation_id", &segment::segmentation_id),
                       maybe("created_at", &segment::created_at),
                       maybe("updated_at", &segment::updated_at),
                       maybe("revision_number", &segment::revision_number)};
  }
};

/// An address scope.
struct address_scope {
  std::string id, name, project_id;
  std::int64_t ip_version = 0;
  bool shared = false;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &address_scope::id), maybe("name", &address_scope::name),
                       maybe("project_id", &address_scope::project_id),
                       maybe("ip_version", &address_scope::ip_version).loosely(),
                       maybe("shared", &address_scope::shared)};
  }
};

/// A range of segments that networks are made from.
struct segment_range {
  std::string id, name, network_type;
  std::optional<std::string> physical_network, project_id;
  std::int64_t minimum = 0, maximum = 0;
  bool is_default = false, shared = false;
  std::vector<std::int64_t> available;
  std::map<std::string, std::string> used;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &segment_range::id),
                       maybe("name", &segment_range::name),
                       maybe("network_type", &segment_range::network_type),
                       maybe("physical_network", &segment_range::physical_network),
                       maybe("minimum", &segment_range::minimum),
                       maybe("maximum", &segment_range::maximum),
                       maybe("default", &segment_range::is_default),
                       maybe("shared", &segment_range::shared),
                       maybe("project_id", &segment_range::project_id),
                       maybe("available", &segment_range::available),
                       maybe("used", &segment_range::used)};
  }
};

/// What people ask of networks. A filter given twice is "one of these".
struct network_filters {
  static constexpr rest::filter<network_record, std::string_view> id{"id"};
  static constexpr rest::filter<network_record, std::string_view> name{"name"};
  static constexpr rest::filter<network_record, std::string_view> status{"status"};
  static constexpr rest::filter<network_record, std::string_view> project_id{"project_id"};
  static constexpr rest::filter<network_record, bool> external{"router:external"};
  static constexpr rest::filter<network_record, bool> shared{"shared"};
  static constexpr rest::filter<network_record, std::string_view> tags{"tags"};  ///< all of them, with commas between
};

/// Networking API v2.0, "List networks". Neutron gives everything when it is not asked for a limit.
inline constexpr rest::resource<network_record> networks{.service = "network", .path = "/networks", .key = "networks",
                                                         .paging = rest::paging::linked("networks_links"),
                                                         .projection = "fields", .sorting = rest::sorting::key_and_dir};

/// What people ask of subnets.
struct subnet_filters {
  static constexpr rest::filter<subnet, std::string_view> id{"id"};
  static constexpr rest::filter<subnet, std::string_view> name{"name"};
  static constexpr rest::filter<subnet, std::string_view> network_id{"network_id"};
  static constexpr rest::filter<subnet, std::string_view> project_id{"project_id"};
  static constexpr rest::filter<subnet, std::string_view> cidr{"cidr"};
  static constexpr rest::filter<subnet, std::int64_t> ip_version{"ip_version"};  ///< 4 or 6
  static constexpr rest::filter<subnet, std::string_view> tags{"tags"};  ///< all of them, with commas between
};

/// Networking API v2.0, "List subnets".
inline constexpr rest::resource<subnet> subnets{
    .service = "network", .path = "/subnets", .key = "subnets", .paging = rest::paging::linked("subnets_links"),
    .projection = "fields", .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List Network IP Availability".
inline constexpr rest::resource<ip_availability> ip_availabilities{
    .service = "network", .path = "/network-ip-availabilities", .key = "network_ip_availabilities",
    .paging = rest::paging::linked("network_ip_availabilities_links"), .projection = "fields",
    .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List subnet pools".
inline constexpr rest::resource<subnet_pool> subnet_pools{.service = "network",
                                                          .path = "/subnetpools",
                                                          .key = "subnetpools",
                                                          .paging = rest::paging::linked("subnetpools_links"),
                                                          .projection = "fields",
                                                          .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List segments".
inline constexpr rest::resource<segment> segments{
    .service = "network", .path = "/segments", .key = "segments", .paging = rest::paging::linked("segments_links"),
    .projection = "fields", .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List address scopes".
inline constexpr rest::resource<address_scope> address_scopes{.service = "network",
                                                              .path = "/address-scopes",
                                                              .key = "address_scopes",
                                                              .paging = rest::paging::linked("address_scopes_links"),
                                                              .projection = "fields",
                                                              .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List network segment ranges".
inline constexpr rest::resource<segment_range> segment_ranges{
    .service = "network", .path = "/network_segment_ranges", .key = "network_segment_ranges",
    .paging = rest::paging::linked("network_segment_ranges_links"), .projection = "fields",
    .sorting = rest::sorting::key_and_dir};

}  // namespace network
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_NETWORK_NETWORKS_HPP
