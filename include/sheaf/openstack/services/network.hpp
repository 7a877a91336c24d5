// SPDX-License-Identifier: MIT
//
// network.hpp: neutron's lists and their records.
//
// Neutron sends the members it is asked for, so that a record of fewer members costs less at both ends.

#ifndef SHEAF_OPENSTACK_SERVICES_NETWORK_HPP
#define SHEAF_OPENSTACK_SERVICES_NETWORK_HPP

#include <sheaf/json/raw.hpp>
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

/// A range of addresses.
struct allocation_pool {
  std::string start, end;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("start", &allocation_pool::start), maybe("end", &allocation_pool::end)};
  }
};

/// A route that hosts are told.
struct host_route {
  std::string destination, nexthop;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("destination", &host_route::destination), maybe("nexthop", &host_route::nexthop)};
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
    return std::tuple{field("id", &subnet::id), maybe("name", &subnet::name), maybe("description", &subnet::description),
                      maybe("network_id", &subnet::network_id), maybe("project_id", &subnet::project_id),
                      maybe("cidr", &subnet::cidr), maybe("gateway_ip", &subnet::gateway_ip),
                      maybe("ip_version", &subnet::ip_version).loosely(), maybe("enable_dhcp", &subnet::enable_dhcp),
                      maybe("ipv6_ra_mode", &subnet::ipv6_ra_mode), maybe("ipv6_address_mode", &subnet::ipv6_address_mode),
                      maybe("allocation_pools", &subnet::allocation_pools), maybe("host_routes", &subnet::host_routes),
                      maybe("dns_nameservers", &subnet::dns_nameservers), maybe("segment_id", &subnet::segment_id),
                      maybe("subnetpool_id", &subnet::subnetpool_id), maybe("service_types", &subnet::service_types),
                      maybe("tags", &subnet::tags), maybe("created_at", &subnet::created_at),
                      maybe("updated_at", &subnet::updated_at), maybe("revision_number", &subnet::revision_number)};
  }
};

/// A router's way out.
struct gateway_info {
  std::string network_id;
  bool enable_snat = true;
  std::vector<fixed_ip> external_fixed_ips;
  std::optional<std::string> qos_policy_id;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("network_id", &gateway_info::network_id), maybe("enable_snat", &gateway_info::enable_snat),
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
    return std::tuple{field("id", &router::id), maybe("name", &router::name), maybe("description", &router::description),
                      maybe("status", &router::status), maybe("project_id", &router::project_id),
                      maybe("admin_state_up", &router::admin_state_up), maybe("distributed", &router::distributed),
                      maybe("ha", &router::ha), maybe("external_gateway_info", &router::external_gateway_info),
                      maybe("routes", &router::routes), maybe("flavor_id", &router::flavor_id),
                      maybe("availability_zones", &router::availability_zones),
                      maybe("availability_zone_hints", &router::availability_zone_hints), maybe("tags", &router::tags),
                      maybe("created_at", &router::created_at), maybe("updated_at", &router::updated_at),
                      maybe("revision_number", &router::revision_number)};
  }
};

/// A rule of a security group.
struct security_group_rule {
  std::string id, security_group_id, direction, ethertype, project_id;
  std::optional<std::string> protocol, remote_ip_prefix, remote_group_id, remote_address_group_id, description;
  std::optional<std::int64_t> port_range_min, port_range_max;
  std::optional<json::timestamp> created_at, updated_at;
  std::int64_t revision_number = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &security_group_rule::id), maybe("security_group_id", &security_group_rule::security_group_id),
                      maybe("direction", &security_group_rule::direction), maybe("ethertype", &security_group_rule::ethertype),
                      maybe("protocol", &security_group_rule::protocol).loosely(),
                      maybe("port_range_min", &security_group_rule::port_range_min).loosely(),
                      maybe("port_range_max", &security_group_rule::port_range_max).loosely(),
                      maybe("remote_ip_prefix", &security_group_rule::remote_ip_prefix),
                      maybe("remote_group_id", &security_group_rule::remote_group_id),
                      maybe("remote_address_group_id", &security_group_rule::remote_address_group_id),
                      maybe("description", &security_group_rule::description),
                      maybe("project_id", &security_group_rule::project_id),
                      maybe("created_at", &security_group_rule::created_at),
                      maybe("updated_at", &security_group_rule::updated_at),
                      maybe("revision_number", &security_group_rule::revision_number)};
  }
};

/// A security group with its rules.
struct security_group {
  std::string id, name, project_id;
  std::optional<std::string> description;
  bool stateful = true, shared = false;
  std::vector<security_group_rule> security_group_rules;
  std::vector<std::string> tags;
  std::optional<json::timestamp> created_at, updated_at;
  std::int64_t revision_number = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &security_group::id), maybe("name", &security_group::name),
                      maybe("description", &security_group::description), maybe("project_id", &security_group::project_id),
                      maybe("stateful", &security_group::stateful), maybe("shared", &security_group::shared),
                      maybe("security_group_rules", &security_group::security_group_rules), maybe("tags", &security_group::tags),
                      maybe("created_at", &security_group::created_at), maybe("updated_at", &security_group::updated_at),
                      maybe("revision_number", &security_group::revision_number)};
  }
};

/// An agent of neutron's on a host.
struct agent {
  std::string id, type, binary, host, topic;
  std::optional<std::string> availability_zone, description;
  bool alive = false, admin_state_up = true;
  std::optional<bool> resources_synced;
  std::optional<json::timestamp> created_at, started_at, heartbeat_timestamp;
  json::raw configurations;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &agent::id), maybe("agent_type", &agent::type), maybe("binary", &agent::binary),
                      maybe("host", &agent::host), maybe("topic", &agent::topic),
                      maybe("availability_zone", &agent::availability_zone), maybe("alive", &agent::alive),
                      maybe("admin_state_up", &agent::admin_state_up), maybe("resources_synced", &agent::resources_synced),
                      maybe("description", &agent::description), maybe("created_at", &agent::created_at),
                      maybe("started_at", &agent::started_at), maybe("heartbeat_timestamp", &agent::heartbeat_timestamp),
                      maybe("configurations", &agent::configurations)};
  }
};

/// A project's quotas; -1 is no limit.
struct quotas {
  std::string project_id;
  std::optional<std::int64_t> network, subnet, port, router, floating_ip, security_group, security_group_rule, rbac_policy,
      subnet_pool, trunk;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("project_id", &quotas::project_id), maybe("network", &quotas::network),
                      maybe("subnet", &quotas::subnet), maybe("port", &quotas::port), maybe("router", &quotas::router),
                      maybe("floatingip", &quotas::floating_ip), maybe("security_group", &quotas::security_group),
                      maybe("security_group_rule", &quotas::security_group_rule), maybe("rbac_policy", &quotas::rbac_policy),
                      maybe("subnetpool", &quotas::subnet_pool), maybe("trunk", &quotas::trunk)};
  }
};

/// A project's quota for one thing; -1 is no limit.
struct quota {
  std::string resource;
  std::int64_t limit = 0, used = 0, reserved = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("resource", &quota::resource), maybe("limit", &quota::limit).loosely(),
                      maybe("used", &quota::used).loosely(), maybe("reserved", &quota::reserved).loosely()};
  }
};

/// How many addresses of a subnet are used. Of IPv6 there are more than an integer holds.
struct subnet_availability {
  std::string subnet_id, subnet_name, cidr;
  std::int64_t ip_version = 0;
  double used_ips = 0, total_ips = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("subnet_id", &subnet_availability::subnet_id),
                      maybe("subnet_name", &subnet_availability::subnet_name), maybe("cidr", &subnet_availability::cidr),
                      maybe("ip_version", &subnet_availability::ip_version), maybe("used_ips", &subnet_availability::used_ips),
                      maybe("total_ips", &subnet_availability::total_ips)};
  }
};

/// How many addresses of a network are used. Of IPv6 there are more than an integer holds.
struct ip_availability {
  std::string network_id, network_name, project_id;
  double used_ips = 0, total_ips = 0;
  std::vector<subnet_availability> subnet_ip_availability;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("network_id", &ip_availability::network_id), maybe("network_name", &ip_availability::network_name),
                      maybe("project_id", &ip_availability::project_id), maybe("used_ips", &ip_availability::used_ips),
                      maybe("total_ips", &ip_availability::total_ips),
                      maybe("subnet_ip_availability", &ip_availability::subnet_ip_availability)};
  }
};

/// What this neutron can besides.
struct extension {
  std::string alias, name, description;
  std::optional<json::timestamp> updated;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("alias", &extension::alias), maybe("name", &extension::name),
                      maybe("description", &extension::description), maybe("updated", &extension::updated)};
  }
};

/// A port on a trunk.
struct sub_port {
  std::string port_id, segmentation_type;
  std::int64_t segmentation_id = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("port_id", &sub_port::port_id), maybe("segmentation_id", &sub_port::segmentation_id),
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
    return std::tuple{field("id", &trunk::id), maybe("name", &trunk::name), maybe("description", &trunk::description),
                      maybe("port_id", &trunk::port_id), maybe("status", &trunk::status),
                      maybe("project_id", &trunk::project_id), maybe("admin_state_up", &trunk::admin_state_up),
                      maybe("sub_ports", &trunk::sub_ports), maybe("tags", &trunk::tags),
                      maybe("created_at", &trunk::created_at), maybe("updated_at", &trunk::updated_at),
                      maybe("revision_number", &trunk::revision_number)};
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
    return std::tuple{field("id", &subnet_pool::id), maybe("name", &subnet_pool::name),
                      maybe("description", &subnet_pool::description), maybe("project_id", &subnet_pool::project_id),
                      maybe("prefixes", &subnet_pool::prefixes), maybe("ip_version", &subnet_pool::ip_version).loosely(),
                      maybe("min_prefixlen", &subnet_pool::min_prefixlen).loosely(),
                      maybe("max_prefixlen", &subnet_pool::max_prefixlen).loosely(),
                      maybe("default_prefixlen", &subnet_pool::default_prefixlen).loosely(),
                      maybe("default_quota", &subnet_pool::default_quota).loosely(),
                      maybe("address_scope_id", &subnet_pool::address_scope_id), maybe("shared", &subnet_pool::shared),
                      maybe("is_default", &subnet_pool::is_default), maybe("tags", &subnet_pool::tags),
                      maybe("created_at", &subnet_pool::created_at), maybe("updated_at", &subnet_pool::updated_at),
                      maybe("revision_number", &subnet_pool::revision_number)};
  }
};

/// An availability zone of networks or of routers; it has no id.
struct availability_zone {
  std::string name, resource, state;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("name", &availability_zone::name), maybe("resource", &availability_zone::resource),
                      maybe("state", &availability_zone::state)};
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
    return std::tuple{field("id", &segment::id), maybe("name", &segment::name), maybe("description", &segment::description),
                      maybe("network_id", &segment::network_id), maybe("network_type", &segment::network_type),
                      maybe("physical_network", &segment::physical_network), maybe("segmentation_id", &segment::segmentation_id),
                      maybe("created_at", &segment::created_at), maybe("updated_at", &segment::updated_at),
                      maybe("revision_number", &segment::revision_number)};
  }
};

/// A rule of a QoS policy; which members it has depends on its type.
struct qos_rule {
  std::string id, type;
  std::optional<std::string> direction;
  std::optional<std::int64_t> max_kbps, max_burst_kbps, min_kbps, min_kpps, max_kpps, dscp_mark;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &qos_rule::id), maybe("type", &qos_rule::type), maybe("direction", &qos_rule::direction),
                      maybe("max_kbps", &qos_rule::max_kbps), maybe("max_burst_kbps", &qos_rule::max_burst_kbps),
                      maybe("min_kbps", &qos_rule::min_kbps), maybe("min_kpps", &qos_rule::min_kpps),
                      maybe("max_kpps", &qos_rule::max_kpps), maybe("dscp_mark", &qos_rule::dscp_mark)};
  }
};

/// A QoS policy.
struct qos_policy {
  std::string id, name, project_id;
  std::optional<std::string> description;
  bool shared = false, is_default = false;
  std::vector<qos_rule> rules;
  std::vector<std::string> tags;
  std::optional<json::timestamp> created_at, updated_at;
  std::int64_t revision_number = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &qos_policy::id), maybe("name", &qos_policy::name),
                      maybe("description", &qos_policy::description), maybe("project_id", &qos_policy::project_id),
                      maybe("shared", &qos_policy::shared), maybe("is_default", &qos_policy::is_default),
                      maybe("rules", &qos_policy::rules), maybe("tags", &qos_policy::tags),
                      maybe("created_at", &qos_policy::created_at), maybe("updated_at", &qos_policy::updated_at),
                      maybe("revision_number", &qos_policy::revision_number)};
  }
};

/// Who may use somebody else's object: target_project is "*" for everybody.
struct rbac_policy {
  std::string id, object_type, object_id, action, target_project, project_id;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &rbac_policy::id), maybe("object_type", &rbac_policy::object_type),
                      maybe("object_id", &rbac_policy::object_id), maybe("action", &rbac_policy::action),
                      maybe("target_tenant", &rbac_policy::target_project), maybe("project_id", &rbac_policy::project_id)};
  }
};

/// An address scope.
struct address_scope {
  std::string id, name, project_id;
  std::int64_t ip_version = 0;
  bool shared = false;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &address_scope::id), maybe("name", &address_scope::name),
                      maybe("project_id", &address_scope::project_id), maybe("ip_version", &address_scope::ip_version).loosely(),
                      maybe("shared", &address_scope::shared)};
  }
};

/// A group of addresses.
struct address_group {
  std::string id, name, project_id;
  std::optional<std::string> description;
  std::vector<std::string> addresses;
  bool shared = false;
  std::optional<json::timestamp> created_at, updated_at;
  std::int64_t revision_number = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &address_group::id), maybe("name", &address_group::name),
                      maybe("description", &address_group::description), maybe("project_id", &address_group::project_id),
                      maybe("addresses", &address_group::addresses), maybe("shared", &address_group::shared),
                      maybe("created_at", &address_group::created_at), maybe("updated_at", &address_group::updated_at),
                      maybe("revision_number", &address_group::revision_number)};
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
    return std::tuple{field("id", &segment_range::id), maybe("name", &segment_range::name),
                      maybe("network_type", &segment_range::network_type),
                      maybe("physical_network", &segment_range::physical_network), maybe("minimum", &segment_range::minimum),
                      maybe("maximum", &segment_range::maximum), maybe("default", &segment_range::is_default),
                      maybe("shared", &segment_range::shared), maybe("project_id", &segment_range::project_id),
                      maybe("available", &segment_range::available), maybe("used", &segment_range::used)};
  }
};

/// An address that is local to each host.
struct local_ip {
  std::string id, name, description, network_id, local_port_id, local_ip_address, ip_mode, project_id;
  std::optional<json::timestamp> created_at, updated_at;
  std::int64_t revision_number = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &local_ip::id), maybe("name", &local_ip::name), maybe("description", &local_ip::description),
                      maybe("network_id", &local_ip::network_id), maybe("local_port_id", &local_ip::local_port_id),
                      maybe("local_ip_address", &local_ip::local_ip_address), maybe("ip_mode", &local_ip::ip_mode),
                      maybe("project_id", &local_ip::project_id), maybe("created_at", &local_ip::created_at),
                      maybe("updated_at", &local_ip::updated_at), maybe("revision_number", &local_ip::revision_number)};
  }
};

/// A port of a floating IP that leads to one inside.
struct port_forwarding {
  std::string id, protocol, internal_ip_address, internal_port_id;
  std::optional<std::int64_t> internal_port, external_port;
  std::optional<std::string> description;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &port_forwarding::id), maybe("protocol", &port_forwarding::protocol),
                      maybe("internal_ip_address", &port_forwarding::internal_ip_address),
                      maybe("internal_port", &port_forwarding::internal_port),
                      maybe("internal_port_id", &port_forwarding::internal_port_id),
                      maybe("external_port", &port_forwarding::external_port),
                      maybe("description", &port_forwarding::description)};
  }
};

/// Networking API v2.0, "List networks". Neutron gives everything when it is not asked for a limit.
inline constexpr rest::resource<network_record> networks{.service = "network", .path = "/networks", .key = "networks",
                                                         .paging = rest::paging::linked("networks_links"),
                                                         .projection = "fields", .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List ports".
inline constexpr rest::resource<port> ports{.service = "network", .path = "/ports", .key = "ports",
                                            .paging = rest::paging::linked("ports_links"), .projection = "fields",
                                            .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List floating IPs".
inline constexpr rest::resource<floating_ip> floating_ips{.service = "network", .path = "/floatingips", .key = "floatingips",
                                                          .paging = rest::paging::linked("floatingips_links"),
                                                          .projection = "fields", .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List subnets".
inline constexpr rest::resource<subnet> subnets{
    .service = "network", .path = "/subnets", .key = "subnets", .paging = rest::paging::linked("subnets_links"),
    .projection = "fields", .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List routers".
inline constexpr rest::resource<router> routers{
    .service = "network", .path = "/routers", .key = "routers", .paging = rest::paging::linked("routers_links"),
    .projection = "fields", .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List security groups".
inline constexpr rest::resource<security_group> security_groups{
    .service = "network", .path = "/security-groups", .key = "security_groups",
    .paging = rest::paging::linked("security_groups_links"), .projection = "fields", .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List security group rules".
inline constexpr rest::resource<security_group_rule> security_group_rules{
    .service = "network", .path = "/security-group-rules", .key = "security_group_rules",
    .paging = rest::paging::linked("security_group_rules_links"), .projection = "fields", .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List all agents".
inline constexpr rest::resource<agent> agents{
    .service = "network", .path = "/agents", .key = "agents", .paging = rest::paging::linked("agents_links"),
    .projection = "fields", .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List quotas for projects with non-default quota values".
inline constexpr rest::resource<quotas> quotas_of_projects{
    .service = "network", .path = "/quotas", .key = "quotas", .paging = rest::paging::linked("quotas_links")};

/// Networking API v2.0, "List quotas for a project".
inline constexpr rest::resource<quota> project_quotas{
    .service = "network", .path = "/quotas/{project_id}", .key = "quota", .rows = rest::rows::keyed("resource", "limit")};

/// Networking API v2.0, "Show quota details for a tenant".
inline constexpr rest::resource<quota> quota_details{
    .service = "network", .path = "/quotas/{project_id}/details.json", .key = "quota",
    .rows = rest::rows::keyed("resource", "limit")};

/// Networking API v2.0, "List Network IP Availability".
inline constexpr rest::resource<ip_availability> ip_availabilities{
    .service = "network", .path = "/network-ip-availabilities", .key = "network_ip_availabilities",
    .paging = rest::paging::linked("network_ip_availabilities_links"), .projection = "fields",
    .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List extensions".
inline constexpr rest::resource<extension> extensions{.service = "network", .path = "/extensions", .key = "extensions"};

/// Networking API v2.0, "List trunks".
inline constexpr rest::resource<trunk> trunks{
    .service = "network", .path = "/trunks", .key = "trunks", .paging = rest::paging::linked("trunks_links"),
    .projection = "fields", .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List subnet pools".
inline constexpr rest::resource<subnet_pool> subnet_pools{
    .service = "network", .path = "/subnetpools", .key = "subnetpools", .paging = rest::paging::linked("subnetpools_links"),
    .projection = "fields", .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List all availability zones".
inline constexpr rest::resource<availability_zone> availability_zones{
    .service = "network", .path = "/availability_zones", .key = "availability_zones",
    .paging = rest::paging::linked("availability_zones_links"), .projection = "fields", .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List segments".
inline constexpr rest::resource<segment> segments{
    .service = "network", .path = "/segments", .key = "segments", .paging = rest::paging::linked("segments_links"),
    .projection = "fields", .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List QoS policies".
inline constexpr rest::resource<qos_policy> qos_policies{
    .service = "network", .path = "/qos/policies", .key = "policies", .paging = rest::paging::linked("policies_links"),
    .projection = "fields", .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List RBAC policies".
inline constexpr rest::resource<rbac_policy> rbac_policies{
    .service = "network", .path = "/rbac-policies", .key = "rbac_policies",
    .paging = rest::paging::linked("rbac_policies_links"), .projection = "fields", .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List address scopes".
inline constexpr rest::resource<address_scope> address_scopes{
    .service = "network", .path = "/address-scopes", .key = "address_scopes",
    .paging = rest::paging::linked("address_scopes_links"), .projection = "fields", .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List address groups".
inline constexpr rest::resource<address_group> address_groups{
    .service = "network", .path = "/address-groups", .key = "address_groups",
    .paging = rest::paging::linked("address_groups_links"), .projection = "fields", .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List network segment ranges".
inline constexpr rest::resource<segment_range> segment_ranges{
    .service = "network", .path = "/network_segment_ranges", .key = "network_segment_ranges",
    .paging = rest::paging::linked("network_segment_ranges_links"), .projection = "fields",
    .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List Local IPs".
inline constexpr rest::resource<local_ip> local_ips{
    .service = "network", .path = "/local_ips", .key = "local_ips", .paging = rest::paging::linked("local_ips_links"),
    .projection = "fields", .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List floating IP port forwardings".
inline constexpr rest::resource<port_forwarding> port_forwardings{
    .service = "network", .path = "/floatingips/{floating_ip_id}/port_forwardings", .key = "port_forwardings",
    .paging = rest::paging::linked("port_forwardings_links"), .projection = "fields", .sorting = rest::sorting::key_and_dir};

}  // namespace network
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_NETWORK_HPP
