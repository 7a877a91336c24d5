// SPDX-License-Identifier: MIT
//
// The lists of heat, octavia, designate, ironic and magnum, in the shape of their API reference; described_list.hpp says how they are read.

#ifndef SHEAF_TESTING_DETAIL_APPLICATION_LISTS_HPP
#define SHEAF_TESTING_DETAIL_APPLICATION_LISTS_HPP

#include <sheaf/testing/detail/described_list.hpp>

#include <array>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

// Of lists that are had in two ways.
inline constexpr std::string_view recordset_row =
    R"({"id": "<id>", "name": "<name>", "type": "PRIMARY", "records": ["blue", "green"], "ttl": <<n>|null>, )"
    R"("description": <"of <name>"|null>, "status": "ACTIVE", "action": "NONE", "zone_id": "<uuid>", )"
    R"("zone_name": "zone name", "project_id": "<project>", "version": <<n>|null>, "created_at": <"<day> <clock>"|"">, )"
    R"("updated_at": <"<day> <clock>"|"">})";
inline constexpr std::string_view node_row =
    R"({"uuid": "<id>", "name": <"<name>"|"">, "driver": "ipmi", "provision_state": <"active"|"available"|null>, )"
    R"("target_provision_state": <"deleting"|"">, "power_state": <"power on"|null>, )"
    R"("target_power_state": <"power off"|"">, "maintenance": <true|false>, )"
    R"("maintenance_reason": <"a fan is broken"|"">, "fault": <"power failure"|null>, "last_error": <"Timed out"|"">, )"
    R"("reservation": <"cmp-1"|null>, "instance_uuid": <"<servers>"|null>, "chassis_uuid": <"<uuid>"|"">, )"
    R"("allocation_uuid": <"<uuid>"|null>, "resource_class": <"baremetal"|"">, "conductor": <"ctl-1"|null>, )"
    R"("conductor_group": <"rack-1"|null>, "owner": <"<project>"|null>, "lessee": <"tenant-7"|"">, )"
    R"("description": <"of <name>"|null>, "protected": <true|false>, "retired": <true|false>, )"
    R"("console_enabled": <true|false>, "properties": {"cpus": <n>, "memory_mb": <n>, "local_gb": <n>, )"
    R"("cpu_arch": "x86_64", "capabilities": "boot_mode:uefi"}, "traits": ["blue", "green"], )"
    R"("created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">, "provision_updated_at": <"<time>Z"|"">, )"
    R"("inspection_started_at": <"<time>.123456"|null>, "inspection_finished_at": <"<day> <clock>"|"">})";
inline constexpr std::string_view cluster_row =
    R"({"uuid": "<id>", "name": "<name>", "status": <"ACTIVE"|"">, "status_reason": <"status reason"|null>, )"
    R"("health_status": <"health status"|null>, "cluster_template_id": "<uuid>", "stack_id": <"<uuid>"|"">, )"
    R"("keypair": <"keypair"|null>, "master_count": <<n>|null>, "node_count": <<n>|null>, )"
    R"("create_timeout": <<n>|null>, "api_address": <"192.0.2.1"|null>, "coe_version": <"coe version"|null>, )"
    R"("flavor_id": <"<uuid>"|null>, "master_flavor_id": <"<uuid>"|"">, "labels": {"purpose": "lab"}, )"
    R"("master_addresses": ["blue", "green"], "node_addresses": ["blue", "green"], "project_id": <"<project>"|"">, )"
    R"("user_id": <"<user>"|null>, "created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">})";

inline constexpr std::array<described_list, 36> application_lists{{
    {.name = "orchestration/stacks", .path = "/stacks", .key = "stacks", .pages = scheme::heat, .links = "links",
     .row = R"({"id": "<id>", "stack_name": "stack-<i>", "description": <"of <name>"|null>, "stack_status": "CREATE_COMPLETE", )"
            R"("stack_status_reason": <"Stack CREATE completed successfully"|null>, "stack_owner": <"demo"|null>, )"
            R"("project": <"<project>"|null>, "stack_user_project_id": <"<uuid>"|null>, )"
            R"("parent": <"0f8a0a3d-0000-4000-8000-000000000001"|"">, "tags": <["blue", "green"]|null|"">, )"
            R"("creation_time": <"<time>.123456"|null>, "updated_time": <"<time>Z"|null|"">, )"
            R"("deletion_time": <"<time>.123456"|null>})"},
    {.name = "orchestration/resources", .path = "/stacks/{}/{}/resources", .key = "resources", .id = "resource-<i>",
     .row = R"({"resource_name": "<id>", "logical_resource_id": "<uuid>", "physical_resource_id": <"<uuid>"|"">, )"
            R"("resource_type": "OS::Nova::Server", "resource_status": "CREATE_COMPLETE", )"
            R"("resource_status_reason": <"state changed"|"">, "parent_resource": <"web"|null>, "required_by": ["blue", )"
            R"("green"], "creation_time": <"<time>.123456"|null>, "updated_time": <"<time>Z"|"">})"},
    {.name = "orchestration/events", .path = "/stacks/{}/{}/events", .key = "events", .pages = scheme::heat,
     .links = "links",
     .row = R"({"id": "<id>", "resource_name": "web", "logical_resource_id": "<uuid>", "physical_resource_id": <"<uuid>"|"">, )"
            R"("resource_status": "CREATE_COMPLETE", "resource_status_reason": <"state changed"|"">, )"
            R"("event_time": <"<day> <clock>"|"">})"},
    {.name = "orchestration/services", .path = "/services", .key = "services",
     .row = R"({"id": "<id>", "binary": "agent-<i>", "host": "cmp-<i>", "hostname": "cmp-<i>.example", "engine_id": "<uuid>", )"
            R"("topic": "N/A", "status": "ACTIVE", "report_interval": <<n>|null>, "created_at": <"<day> <clock>"|"">, )"
            R"("updated_at": <"<day> <clock>"|"">, "deleted_at": <"<day> <clock>"|"">})"},
    {.name = "load-balancer/load_balancers", .path = "/lbaas/loadbalancers", .key = "loadbalancers",
     .pages = scheme::octavia, .links = "loadbalancers_links",
     .row = R"({"id": "<id>", "name": "<name>", "description": <"of <name>"|null>, "project_id": "<project>", )"
            R"("provider": "amphora", "provisioning_status": "ACTIVE", "operating_status": "ONLINE", )"
            R"("admin_state_up": <true|false>, "vip_address": <"192.0.2.1"|null>, "vip_port_id": <"<ports>"|null>, )"
            R"("vip_subnet_id": <"<uuid>"|null>, "vip_network_id": <"<networks>"|"">, "vip_qos_policy_id": <"<uuid>"|null>, )"
            R"("additional_vips": [{"subnet_id": "<uuid>", "ip_address": "192.0.2.1"}], "flavor_id": <"<uuid>"|null>, )"
            R"("availability_zone": <"nova"|null>, "listeners": [{"id": "<uuid>"}], "pools": [{"id": "<uuid>"}], )"
            R"("tags": ["blue", "green"], "created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">})"},
    {.name = "load-balancer/listeners", .path = "/lbaas/listeners", .key = "listeners", .pages = scheme::octavia,
     .links = "listeners_links",
     .row = R"({"id": "<id>", "id": "<id>", "name": "<name>", "description": <"of <name>"|null>, "project_id": "<project>", )"
            R"("protocol": "HTTP", "protocol_port": <n>, "connection_limit": <<n>|null>, "provisioning_status": "ACTIVE", )"
            R"("operating_status": "ONLINE", "admin_state_up": <true|false>, "default_pool_id": <"<uuid>"|null>, )"
            R"("default_tls_container_ref": <"<here>/v1/default_tls_containers/<uuid>"|null>, "sni_container_refs": ["blue", )"
            R"("green"], "loadbalancers": [{"id": "<uuid>"}], "l7policies": [{"id": "<uuid>"}], )"
            R"("insert_headers": {"purpose": "lab"}, "allowed_cidrs": ["blue", "green"], "timeout_client_data": <<n>|null>, )"
            R"("timeout_member_connect": <<n>|null>, "timeout_member_data": <<n>|null>, "timeout_tcp_inspect": <<n>|null>, )"
            R"("tls_versions": ["blue", "green"], "alpn_protocols": ["blue", "green"], "tags": ["blue", "green"], )"
            R"("created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">})"},
    {.name = "load-balancer/pools", .path = "/lbaas/pools", .key = "pools", .pages = scheme::octavia,
     .links = "pools_links",
     .row = R"({"id": "<id>", "name": "<name>", "description": <"of <name>"|null>, "project_id": "<project>", )"
            R"("protocol": "HTTP", "lb_algorithm": "ROUND_ROBIN", "provisioning_status": "ACTIVE", )"
            R"("operating_status": "ONLINE", "admin_state_up": <true|false>, "session_persistence": <{"type": "lab", )"
            R"("cookie_name": "cookie name"}|null>, "healthmonitor_id": <"<uuid>"|"">, "loadbalancers": [{"id": "<uuid>"}], )"
            R"("listeners": [{"id": "<uuid>"}], "members": [{"id": "<uuid>"}], "tls_enabled": <true|false>, )"
            R"("tls_versions": ["blue", "green"], "tags": ["blue", "green"], "created_at": <"<day> <clock>"|"">, )"
            R"("updated_at": <"<day> <clock>"|"">})"},
    {.name = "load-balancer/members", .path = "/lbaas/pools/{}/members", .key = "members", .pages = scheme::octavia,
     .links = "members_links",
     .row = R"({"id": "<id>", "name": "<name>", "project_id": "<project>", "address": "192.0.2.1", "protocol_port": <n>, )"
            R"("weight": <<n>|null>, "backup": <true|false>, "subnet_id": <"<uuid>"|null>, )"
            R"("monitor_address": <"192.0.2.1"|null>, "monitor_port": <<n>|null>, "provisioning_status": "ACTIVE", )"
            R"("operating_status": "ONLINE", "admin_state_up": <true|false>, "tags": ["blue", "green"], )"
            R"("created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">})"},
    {.name = "load-balancer/health_monitors", .path = "/lbaas/healthmonitors", .key = "healthmonitors",
     .pages = scheme::octavia, .links = "healthmonitors_links",
     .row = R"({"id": "<id>", "name": "<name>", "project_id": "<project>", "type": "lab", "delay": <n>, "timeout": <n>, )"
            R"("max_retries": <n>, "max_retries_down": <<n>|null>, "http_method": <"http method"|null>, )"
            R"("url_path": <"url path"|"">, "expected_codes": <"expected codes"|"">, "http_version": <1.5|null>, )"
            R"("domain_name": <"domain name"|null>, "pools": [{"id": "<uuid>"}], "provisioning_status": "ACTIVE", )"
            R"("operating_status": "ONLINE", "admin_state_up": <true|false>, "tags": ["blue", "green"], )"
            R"("created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">})"},
    {.name = "load-balancer/l7_policies", .path = "/lbaas/l7policies", .key = "l7policies", .pages = scheme::octavia,
     .links = "l7policies_links",
     .row = R"({"id": "<id>", "name": "<name>", "description": <"of <name>"|null>, "project_id": "<project>", )"
            R"("listener_id": "<uuid>", "action": "NONE", "position": <n>, "redirect_pool_id": <"<uuid>"|"">, )"
            R"("redirect_url": <"redirect url"|"">, "redirect_prefix": <"redirect prefix"|null>, )"
            R"("redirect_http_code": <<n>|null>, "rules": [{"id": "<uuid>"}], "provisioning_status": "ACTIVE", )"
            R"("operating_status": "ONLINE", "admin_state_up": <true|false>, "tags": ["blue", "green"], )"
            R"("created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">})"},
    {.name = "load-balancer/flavors", .path = "/lbaas/flavors", .key = "flavors", .pages = scheme::octavia,
     .links = "flavors_links",
     .row = R"({"id": "<id>", "name": "<name>", "description": <"of <name>"|null>, "enabled": <true|false>, )"
            R"("flavor_profile_id": <"<uuid>"|null>})"},
    {.name = "load-balancer/availability_zones", .path = "/lbaas/availabilityzones", .key = "availability_zones",
     .pages = scheme::octavia, .links = "availability_zones_links", .id = "az-<i>",
     .row = R"({"name": "<id>", "description": <"of <name>"|null>, "enabled": <true|false>, )"
            R"("availability_zone_profile_id": <"<uuid>"|"">})"},
    {.name = "load-balancer/quotas_of_projects", .path = "/lbaas/quotas", .key = "quotas", .pages = scheme::octavia,
     .links = "quotas_links", .id = "<hex>",
     .row = R"({"project_id": "<id>", "loadbalancer": <<n>|null>, "listener": <<n>|null>, "pool": <<n>|null>, )"
            R"("member": <<n>|null>, "healthmonitor": <<n>|null>, "l7policy": <<n>|null>, "l7rule": <<n>|null>})"},
    {.name = "load-balancer/providers", .path = "/lbaas/providers", .key = "providers", .pages = scheme::octavia,
     .links = "providers_links", .id = "provider-<i>",
     .row = R"({"name": "<id>", "description": <"of <name>"|null>})"},
    {.name = "load-balancer/amphorae", .path = "/octavia/amphorae", .key = "amphorae", .pages = scheme::octavia,
     .links = "amphorae_links",
     .row = R"({"id": "<id>", "loadbalancer_id": <"<uuid>"|null>, "compute_id": <"<uuid>"|"">, "status": "ACTIVE", )"
            R"("role": <"role"|"">, "lb_network_ip": <"192.0.2.1"|null>, "vrrp_ip": <"192.0.2.1"|null>, )"
            R"("ha_ip": <"192.0.2.1"|null>, "vrrp_port_id": <"<uuid>"|"">, "ha_port_id": <"<uuid>"|"">, )"
            R"("vrrp_interface": <"vrrp interface"|"">, "vrrp_id": <<n>|null>, "vrrp_priority": <<n>|null>, )"
            R"("cert_expiration": <"<time>+00:00"|null>, "cert_busy": <true|false>, "cached_zone": <"cached zone"|null>, )"
            R"("image_id": <"<images>"|"">, "compute_flavor": <"compute flavor"|"">, "created_at": <"<day> <clock>"|"">, )"
            R"("updated_at": <"<day> <clock>"|"">})"},
    {.name = "dns/zones", .path = "/zones", .key = "zones", .pages = scheme::designate,
     .row = R"({"id": "<id>", "name": "<name>", "email": <"hostmaster@example.org"|null>, "description": <"of <name>"|null>, )"
            R"("status": "ACTIVE", "action": "NONE", "type": "PRIMARY", "ttl": <<n>|null>, "serial": 9007199254740993, )"
            R"("version": <<n>|null>, "pool_id": <"<uuid>"|null>, "project_id": "<project>", "masters": ["blue", "green"], )"
            R"("attributes": {"purpose": "lab"}, "transferred_at": <"<day> <clock>"|"">, "created_at": <"<day> <clock>"|"">, )"
            R"("updated_at": <"<day> <clock>"|"">})"},
    {.name = "dns/recordsets", .path = "/recordsets", .key = "recordsets", .pages = scheme::designate,
     .row = recordset_row},
    {.name = "dns/zone_recordsets", .path = "/zones/{}/recordsets", .key = "recordsets", .pages = scheme::designate,
     .family = "dns/recordsets",
     .row = recordset_row},
    {.name = "dns/floating_ips", .path = "/reverse/floatingips", .key = "floatingips", .pages = scheme::designate,
     .id = "RegionOne:<uuid>",
     .row = R"({"id": "<id>", "ptrdname": <"ptrdname"|"">, "address": <"192.0.2.1"|null>, "description": <"of <name>"|null>, )"
            R"("ttl": <<n>|null>, "status": <"ACTIVE"|"">, "action": <"NONE"|"">})"},
    {.name = "dns/tlds", .path = "/tlds", .key = "tlds", .pages = scheme::designate,
     .row = R"({"id": "<id>", "name": "<name>", "description": <"of <name>"|null>, "created_at": <"<day> <clock>"|"">, )"
            R"("updated_at": <"<day> <clock>"|"">})"},
    {.name = "dns/pools", .path = "/pools", .key = "pools", .pages = scheme::designate,
     .row = R"({"id": "<id>", "name": "<name>", "description": <"of <name>"|null>, "project_id": <"<project>"|"">, )"
            R"("ns_records": [{"hostname": "cmp-<i>.example", "priority": <n>}], "attributes": {"purpose": "lab"}, )"
            R"("created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">})"},
    {.name = "dns/service_statuses", .path = "/service_statuses", .key = "service_statuses", .pages = scheme::designate,
     .row = R"({"id": "<id>", "hostname": "cmp-<i>.example", "service_name": "service name", "status": "ACTIVE", )"
            R"("heartbeated_at": <"<day> <clock>"|"">, "created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">})"},
    {.name = "baremetal/nodes", .path = "/nodes/detail", .key = "nodes", .pages = scheme::ironic,
     .row = node_row},
    {.name = "baremetal/projected_nodes", .path = "/nodes", .key = "nodes", .pages = scheme::ironic,
     .family = "baremetal/nodes",
     .row = node_row},
    {.name = "baremetal/ports", .path = "/ports/detail", .key = "ports", .pages = scheme::ironic,
     .row = R"({"uuid": "<id>", "address": "192.0.2.1", "node_uuid": <"<uuid>"|null>, "portgroup_uuid": <"<uuid>"|"">, )"
            R"("pxe_enabled": <true|false>, "physical_network": <"physnet1"|"">, )"
            R"("local_link_connection": {"switch_id": "<uuid>", "port_id": "<ports>", "switch_info": "switch-1"}, )"
            R"("is_smartnic": <true|false>, "created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">})"},
    {.name = "baremetal/port_groups", .path = "/portgroups", .key = "portgroups", .pages = scheme::ironic, .since = 23,
     .row = R"({"uuid": "<id>", "name": <"<name>"|"">, "address": <"192.0.2.1"|null>, "node_uuid": <"<uuid>"|null>, )"
            R"("mode": <"active-backup"|"">, "standalone_ports_supported": <true|false>, "created_at": <"<day> <clock>"|"">, )"
            R"("updated_at": <"<day> <clock>"|"">})"},
    {.name = "baremetal/chassis", .path = "/chassis", .key = "chassis", .pages = scheme::ironic,
     .row = R"({"uuid": "<id>", "description": <"of <name>"|null>, "created_at": <"<day> <clock>"|"">, )"
            R"("updated_at": <"<day> <clock>"|"">})"},
    {.name = "baremetal/allocations", .path = "/allocations", .key = "allocations", .pages = scheme::ironic, .since = 52,
     .row = R"({"uuid": "<id>", "name": <"<name>"|"">, "node_uuid": <"<uuid>"|null>, "owner": <"<project>"|null>, )"
            R"("state": <"up"|null>, "resource_class": <"baremetal"|"">, "last_error": <"Timed out"|"">, "traits": ["blue", )"
            R"("green"], "candidate_nodes": ["blue", "green"], "created_at": <"<day> <clock>"|"">, )"
            R"("updated_at": <"<day> <clock>"|"">})"},
    {.name = "baremetal/conductors", .path = "/conductors", .key = "conductors", .pages = scheme::ironic, .since = 49,
     .id = "ctl-<i>.example",
     .row = R"({"hostname": "<id>", "conductor_group": <"rack-1"|null>, "alive": <true|false>, "drivers": ["blue", "green"], )"
            R"("created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">})"},
    {.name = "baremetal/drivers", .path = "/drivers", .key = "drivers", .id = "driver-<i>",
     .row = R"({"name": "<id>", "type": <"lab"|"">, "hosts": ["blue", "green"]})"},
    {.name = "baremetal/deploy_templates", .path = "/deploy_templates", .key = "deploy_templates", .pages = scheme::ironic,
     .since = 55,
     .row = R"({"uuid": "<id>", "name": "<name>", "created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">})"},
    {.name = "container-infrastructure-management/clusters", .path = "/clusters/detail", .key = "clusters",
     .pages = scheme::magnum,
     .row = cluster_row},
    {.name = "container-infrastructure-management/brief_clusters", .path = "/clusters", .key = "clusters",
     .pages = scheme::magnum, .family = "container-infrastructure-management/clusters",
     .row = cluster_row},
    {.name = "container-infrastructure-management/cluster_templates", .path = "/clustertemplates/detail",
     .key = "clustertemplates", .pages = scheme::magnum,
     .row = R"({"uuid": "<id>", "name": "<name>", "coe": "coe", "image_id": <"<images>"|"">, "flavor_id": <"<uuid>"|null>, )"
            R"("master_flavor_id": <"<uuid>"|"">, "keypair_id": <"<uuid>"|"">, "external_network_id": <"<uuid>"|null>, )"
            R"("network_driver": <"network driver"|"">, "volume_driver": <"volume driver"|null>, )"
            R"("server_type": <"server type"|null>, "cluster_distro": <"cluster distro"|"">, "docker_volume_size": <<n>|null>, )"
            R"("public": <true|false>, "hidden": <true|false>, "tls_disabled": <true|false>, "registry_enabled": <true|false>, )"
            R"("floating_ip_enabled": <true|false>, "labels": {"purpose": "lab"}, "project_id": <"<project>"|"">, )"
            R"("user_id": <"<user>"|null>, "created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">})"},
    {.name = "container-infrastructure-management/services", .path = "/mservices", .key = "mservices", .id = "<i>",
     .row = R"({"id": <id>, "binary": "agent-<i>", "host": <"cmp-<i>"|"">, "state": <"up"|null>, "disabled": <true|false>, )"
            R"("disabled_reason": <"maintenance"|null>, "report_count": <<n>|null>, "created_at": <"<day> <clock>"|"">, )"
            R"("updated_at": <"<day> <clock>"|"">})"},
    {.name = "container-infrastructure-management/node_groups", .path = "/clusters/{}/nodegroups", .key = "nodegroups",
     .pages = scheme::magnum,
     .row = R"({"uuid": "<id>", "name": "<name>", "status": <"ACTIVE"|"">, "role": <"role"|"">, "flavor_id": <"<uuid>"|null>, )"
            R"("image_id": <"<images>"|"">, "node_count": <<n>|null>, "is_default": <true|false>, "stack_id": "<uuid>"})"},
}};

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_APPLICATION_LISTS_HPP
