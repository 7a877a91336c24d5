// SPDX-License-Identifier: MIT
//
// The lists of neutron, in the shape of their API reference; described_list.hpp says how they are read.

#ifndef SHEAF_TESTING_DETAIL_NETWORK_LISTS_HPP
#define SHEAF_TESTING_DETAIL_NETWORK_LISTS_HPP

#include <sheaf/testing/detail/described_list.hpp>

#include <array>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

inline constexpr std::array<described_list, 21> network_lists{{
    {.name = "network/agents", .path = "/agents", .key = "agents", .pages = scheme::neutron, .links = "agents_links",
     .row = R"({"id": "<id>", "agent_type": "Open vSwitch agent", "binary": "agent-<i>", "host": "cmp-<i>", "topic": "N/A", )"
            R"("availability_zone": <"nova"|null>, "alive": <true|false>, "admin_state_up": <true|false>, )"
            R"("resources_synced": <<true|false>|null>, "description": <"of <name>"|null>, "created_at": <"<day> <clock>"|"">, )"
            R"("started_at": <"<day> <clock>"|"">, "heartbeat_timestamp": <"<time>+00:00"|null>, )"
            R"("configurations": {"arch": "x86_64", "topology": {"cores": <n>}}})"},
    {.name = "network/availability_zones", .path = "/availability_zones", .key = "availability_zones",
     .pages = scheme::neutron, .links = "availability_zones_links", .id = "az-<i>",
     .row = R"({"name": "<id>", "resource": "<network|router>", "state": "up"})"},
    {.name = "network/extensions", .path = "/extensions", .key = "extensions", .id = "extension-<i>",
     .row = R"({"alias": "<id>", "name": "<name>", "description": "of <name>", "updated": <"<time>+00:00"|null>})"},
    {.name = "network/subnets", .path = "/subnets", .key = "subnets", .pages = scheme::neutron, .links = "subnets_links",
     .row = R"({"id": "<id>", "name": "<name>", "description": "of <name>", "network_id": "<networks>", )"
            R"("project_id": "<project>", "cidr": "10.9.0.0/24", "gateway_ip": <"192.0.2.1"|"">, "ip_version": 4, )"
            R"("enable_dhcp": <true|false>, "ipv6_ra_mode": <"slaac"|"">, "ipv6_address_mode": <"slaac"|null>, )"
            R"("allocation_pools": [{"start": "10.9.0.2", "end": "10.9.0.254"}], )"
            R"("host_routes": [{"destination": "10.9.0.0/24", "nexthop": "10.9.0.1"}], "dns_nameservers": ["192.0.2.53"], )"
            R"("segment_id": <"<uuid>"|"">, "subnetpool_id": <"<uuid>"|null>, "service_types": ["blue", "green"], )"
            R"("tags": ["blue", "green"], "created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">, )"
            R"("revision_number": <n>})"},
    {.name = "network/ip_availabilities", .path = "/network-ip-availabilities", .key = "network_ip_availabilities",
     .pages = scheme::neutron, .links = "network_ip_availabilities_links",
     .row = R"({"network_id": "<id>", "network_name": "<name>", "project_id": "<project>", "used_ips": <n>, )"
            R"("total_ips": <253|18446744073709551614>, "subnet_ip_availability": [{"subnet_id": "<uuid>", )"
            R"("subnet_name": "subnet name", "cidr": "10.9.0.0/24", "ip_version": 4, "used_ips": <n>, )"
            R"("total_ips": <253|18446744073709551614>}]})"},
    {.name = "network/subnet_pools", .path = "/subnetpools", .key = "subnetpools", .pages = scheme::neutron,
     .links = "subnetpools_links",
     .row = R"({"id": "<id>", "name": "<name>", "description": "of <name>", "project_id": "<project>", "prefixes": ["blue", )"
            R"("green"], "ip_version": 4, "min_prefixlen": <n>, "max_prefixlen": <n>, "default_prefixlen": <n>, )"
            R"("default_quota": <n>, "address_scope_id": <"<uuid>"|"">, "shared": <true|false>, "is_default": <true|false>, )"
            R"("tags": ["blue", "green"], "created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">, )"
            R"("revision_number": <n>})"},
    {.name = "network/segments", .path = "/segments", .key = "segments", .pages = scheme::neutron,
     .links = "segments_links",
     .row = R"({"id": "<id>", "name": <"<name>"|"">, "description": <"of <name>"|null>, "network_id": "<networks>", )"
            R"("network_type": "vxlan", "physical_network": <"physnet1"|"">, "segmentation_id": <<n>|null>, )"
            R"("created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">, "revision_number": <n>})"},
    {.name = "network/address_scopes", .path = "/address-scopes", .key = "address_scopes", .pages = scheme::neutron,
     .links = "address_scopes_links",
     .row = R"({"id": "<id>", "name": "<name>", "project_id": "<project>", "ip_version": 4, "shared": <true|false>})"},
    {.name = "network/segment_ranges", .path = "/network_segment_ranges", .key = "network_segment_ranges",
     .pages = scheme::neutron, .links = "network_segment_ranges_links",
     .row = R"({"id": "<id>", "name": "<name>", "network_type": "vxlan", "physical_network": <"physnet1"|"">, "minimum": <n>, )"
            R"("maximum": <n>, "default": <true|false>, "shared": <true|false>, "project_id": <"<project>"|"">, )"
            R"("available": [<n>, <n>], "used": {"purpose": "lab"}})"},
    {.name = "network/security_groups", .path = "/security-groups", .key = "security_groups", .pages = scheme::neutron,
     .links = "security_groups_links",
     .row = R"({"id": "<id>", "name": "<name>", "description": <"of <name>"|null>, "project_id": "<project>", )"
            R"("stateful": <true|false>, "shared": <true|false>, "security_group_rules": [{"id": "<uuid>", )"
            R"("security_group_id": "<uuid>", "direction": "ingress", "ethertype": "IPv4", "protocol": "HTTP", )"
            R"("port_range_min": <n>, "port_range_max": <n>, "remote_ip_prefix": "0.0.0.0/0", "remote_group_id": "<uuid>", )"
            R"("remote_address_group_id": "<uuid>", "description": "of <name>", "project_id": "<project>", )"
            R"("created_at": "<day> <clock>", "updated_at": "<day> <clock>", "revision_number": <n>}], "tags": ["blue", )"
            R"("green"], "created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">, "revision_number": <n>})"},
    {.name = "network/security_group_rules", .path = "/security-group-rules", .key = "security_group_rules",
     .pages = scheme::neutron, .links = "security_group_rules_links",
     .row = R"({"id": "<id>", "security_group_id": "<uuid>", "direction": "ingress", "ethertype": "IPv4", "protocol": "HTTP", )"
            R"("port_range_min": <n>, "port_range_max": <n>, "remote_ip_prefix": <"0.0.0.0/0"|"">, )"
            R"("remote_group_id": <"<uuid>"|null>, "remote_address_group_id": <"<uuid>"|null>, )"
            R"("description": <"of <name>"|null>, "project_id": "<project>", "created_at": <"<day> <clock>"|"">, )"
            R"("updated_at": <"<day> <clock>"|"">, "revision_number": <n>})"},
    {.name = "network/address_groups", .path = "/address-groups", .key = "address_groups", .pages = scheme::neutron,
     .links = "address_groups_links",
     .row = R"({"id": "<id>", "name": "<name>", "description": <"of <name>"|null>, "project_id": "<project>", )"
            R"("addresses": ["blue", "green"], "shared": <true|false>, "created_at": <"<day> <clock>"|"">, )"
            R"("updated_at": <"<day> <clock>"|"">, "revision_number": <n>})"},
    {.name = "network/rbac_policies", .path = "/rbac-policies", .key = "rbac_policies", .pages = scheme::neutron,
     .links = "rbac_policies_links",
     .row = R"({"id": "<id>", "object_type": "network", "object_id": "<uuid>", "action": "NONE", "target_tenant": "*", )"
            R"("project_id": "<project>"})"},
    {.name = "network/qos_policies", .path = "/qos/policies", .key = "policies", .pages = scheme::neutron,
     .links = "policies_links",
     .row = R"({"id": "<id>", "name": "<name>", "description": <"of <name>"|null>, "project_id": "<project>", )"
            R"("shared": <true|false>, "is_default": <true|false>, "rules": [{"id": "<uuid>", "type": "lab", )"
            R"("direction": "ingress", "max_kbps": <n>, "max_burst_kbps": <n>, "min_kbps": <n>, "min_kpps": <n>, )"
            R"("max_kpps": <n>, "dscp_mark": <n>}], "tags": ["blue", "green"], "created_at": <"<day> <clock>"|"">, )"
            R"("updated_at": <"<day> <clock>"|"">, "revision_number": <n>})"},
    {.name = "network/quotas_of_projects", .path = "/quotas", .key = "quotas", .pages = scheme::neutron,
     .links = "quotas_links", .id = "<hex>",
     .row = R"({"project_id": "<id>", "network": <<n>|null>, "subnet": <<n>|null>, "port": <<n>|null>, "router": <<n>|null>, )"
            R"("floatingip": <<n>|null>, "security_group": <<n>|null>, "security_group_rule": <<n>|null>, )"
            R"("rbac_policy": <<n>|null>, "subnetpool": <<n>|null>, "trunk": <<n>|null>})"},
    {.name = "network/project_quotas", .path = "/quotas/{}", .key = "quota", .form = row_form::keyed,
     .id = "<network|subnet|port|router|floatingip|security_group>", .size = 6,
     .row = R"(<<n>|-1>)"},
    {.name = "network/quota_details", .path = "/quotas/{}/details.json", .key = "quota", .form = row_form::keyed,
     .id = "<network|subnet|port|router|floatingip|security_group>", .size = 6,
     .row = R"({"limit": <<n>|-1>, "used": <n>, "reserved": <0|"0">})"},
    {.name = "network/trunks", .path = "/trunks", .key = "trunks", .pages = scheme::neutron, .links = "trunks_links",
     .row = R"({"id": "<id>", "name": "<name>", "description": "of <name>", "port_id": "<ports>", "status": "ACTIVE", )"
            R"("project_id": "<project>", "admin_state_up": <true|false>, "sub_ports": [{"port_id": "<ports>", )"
            R"("segmentation_id": <n>, "segmentation_type": "vlan"}], "tags": ["blue", "green"], )"
            R"("created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">, "revision_number": <n>})"},
    {.name = "network/local_ips", .path = "/local_ips", .key = "local_ips", .pages = scheme::neutron,
     .links = "local_ips_links",
     .row = R"({"id": "<id>", "name": "<name>", "description": "of <name>", "network_id": "<networks>", )"
            R"("local_port_id": "<ports>", "local_ip_address": "192.0.2.1", "ip_mode": "translate", "project_id": "<project>", )"
            R"("created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">, "revision_number": <n>})"},
    {.name = "network/routers", .path = "/routers", .key = "routers", .pages = scheme::neutron, .links = "routers_links",
     .row = R"({"id": "<id>", "name": "<name>", "description": "of <name>", "status": "ACTIVE", "project_id": "<project>", )"
            R"("admin_state_up": <true|false>, "distributed": <<true|false>|null>, "ha": <<true|false>|null>, )"
            R"("external_gateway_info": <{"network_id": "<networks>", "enable_snat": <true|false>, )"
            R"("external_fixed_ips": [{"subnet_id": "s", "ip_address": "10.0.0.7"}], "qos_policy_id": "<uuid>"}|null>, )"
            R"("routes": [{"destination": "10.9.0.0/24", "nexthop": "10.9.0.1"}], "flavor_id": <"<uuid>"|null>, )"
            R"("availability_zones": ["blue", "green"], "availability_zone_hints": ["blue", "green"], "tags": ["blue", )"
            R"("green"], "created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">, "revision_number": <n>})"},
    {.name = "network/port_forwardings", .path = "/floatingips/{}/port_forwardings", .key = "port_forwardings",
     .pages = scheme::neutron, .links = "port_forwardings_links",
     .row = R"({"id": "<id>", "protocol": "HTTP", "internal_ip_address": "192.0.2.1", "internal_port": <<n>|null>, )"
            R"("internal_port_id": "<uuid>", "external_port": <<n>|null>, "description": <"of <name>"|null>})"},
}};

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_NETWORK_LISTS_HPP
