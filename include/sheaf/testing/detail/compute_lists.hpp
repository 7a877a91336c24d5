// SPDX-License-Identifier: MIT
//
// The lists of nova and glance, in the shape of their API reference; described_list.hpp says how they are read.

#ifndef SHEAF_TESTING_DETAIL_COMPUTE_LISTS_HPP
#define SHEAF_TESTING_DETAIL_COMPUTE_LISTS_HPP

#include <sheaf/testing/detail/described_list.hpp>

#include <array>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

inline constexpr std::array<described_list, 22> compute_lists{{
    {.name = "compute/hypervisors", .path = "/os-hypervisors/detail", .key = "hypervisors", .pages = scheme::nova,
     .links = "hypervisors_links", .paged_since = 33,
     .row = R"({"id": "<id>", "hypervisor_hostname": "cmp-<i>.example", "hypervisor_type": "QEMU", "status": "enabled", )"
            R"("state": "up", "host_ip": <"192.0.2.1"|null>, "hypervisor_version": <7002000|"7002000">, "vcpus": <n>, )"
            R"("vcpus_used": <n>, "memory_mb": <n>, "memory_mb_used": <n>, "free_ram_mb": <n>, "local_gb": <n>, )"
            R"("local_gb_used": <n>, "free_disk_gb": <<n>|-3>, "disk_available_least": <<n>|null>, "current_workload": <n>, )"
            R"("running_vms": <n>, "service": {"id": "<uuid>", "host": "cmp-<i>", "disabled_reason": <"maintenance"|null>}, )"
            R"("uptime": <" 11:38:53 up 12 days"|"">, "servers": [{"uuid": "<uuid>", "name": "<name>"}], )"
            R"("cpu_info": {"arch": "x86_64", "topology": {"cores": <n>}}})"},
    {.name = "compute/services", .path = "/os-services", .key = "services",
     .row = R"({"id": "<id>", "binary": "nova-compute", "host": "cmp-<i>", "status": "enabled", "state": "up", "zone": "nova", )"
            R"("disabled_reason": <"maintenance"|null>, "updated_at": <"<day> <clock>"|"">, "forced_down": <true|false>})"},
    {.name = "compute/aggregates", .path = "/os-aggregates", .key = "aggregates", .id = "<i>",
     .row = R"({"id": <id>, "uuid": "<uuid>", "name": "<name>", "availability_zone": <"nova"|null>, "hosts": ["blue", )"
            R"("green"], "metadata": {"purpose": "lab"}, "created_at": <"<day> <clock>"|"">, )"
            R"("updated_at": <"<day> <clock>"|"">, "deleted_at": <"<day> <clock>"|"">, "deleted": <true|false>})"},
    {.name = "compute/availability_zones", .path = "/os-availability-zone", .key = "availabilityZoneInfo", .id = "az-<i>",
     .row = R"({"zoneName": "<id>", "zoneState": {"available": <true|false>}})"},
    {.name = "compute/availability_zone_details", .path = "/os-availability-zone/detail", .key = "availabilityZoneInfo",
     .id = "az-<i>",
     .row = R"({"zoneName": "<id>", "zoneState": {"available": <true|false>}, )"
            R"("hosts": {"host-1": {"nova-compute": {"available": <true|false>, "active": <true|false>, )"
            R"("updated_at": "<day> <clock>"}}}})"},
    {.name = "compute/migrations", .path = "/os-migrations", .key = "migrations", .pages = scheme::nova,
     .links = "migrations_links", .paged_since = 59, .id = "<i>",
     .row = R"({"id": <id>, "uuid": "<uuid>", "status": "ACTIVE", "migration_type": "live-migration", )"
            R"("source_compute": <"cmp-1"|"">, "source_node": <"cmp-1"|null>, "dest_compute": <"cmp-2"|"">, )"
            R"("dest_host": <"192.0.2.2"|null>, "dest_node": <"cmp-2"|null>, "instance_uuid": "<servers>", )"
            R"("old_instance_type_id": "<uuid>", "new_instance_type_id": "<uuid>", "user_id": <"<user>"|null>, )"
            R"("project_id": <"<project>"|"">, "created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">})"},
    {.name = "compute/keypairs", .path = "/os-keypairs", .key = "keypairs", .pages = scheme::nova,
     .links = "keypairs_links", .wrap = "keypair", .paged_since = 35, .id = R"(key "<i>" é)",
     .row = R"({"name": "<id>", "fingerprint": "1e:2c:9b:56:79:4b:45:77:f9:ca:7a:98:2c:b0:d5:3c", )"
            R"("public_key": "ssh-rsa AAAAB3NzaC1yc2E= user", "type": "lab", "user_id": "<user>"})"},
    {.name = "compute/server_groups", .path = "/os-server-groups", .key = "server_groups", .pages = scheme::offset,
     .row = R"({"id": "<id>", "name": "<name>", "policy": <"anti-affinity"|"">, "policies": ["blue", "green"], )"
            R"("rules": {"max_server_per_host": <n>}, "members": ["blue", "green"], "metadata": {"purpose": "lab"}, )"
            R"("project_id": "<project>", "user_id": "<user>"})"},
    {.name = "compute/usages", .path = "/os-simple-tenant-usage", .key = "tenant_usages", .pages = scheme::nova,
     .links = "tenant_usages_links", .paged_since = 40, .marker = "<uuid>", .id = "<pair>",
     .row = R"({"tenant_id": "<id>", "start": <"<time>.123456"|null>, "stop": <"<time>Z"|"">, "total_hours": 1.5, )"
            R"("total_local_gb_usage": 1.5, "total_memory_mb_usage": 1.5, "total_vcpus_usage": 1.5, )"
            R"("server_usages": [{"instance_id": "<uuid>", "name": "<name>", "state": "up", "hours": 1.5, "flavor": "flavor", )"
            R"("vcpus": 1.5, "memory_mb": 1.5, "local_gb": 1.5, "uptime": 1.5, "started_at": "<day> <clock>", )"
            R"("ended_at": "<time>Z", "tenant_id": "<project>"}]})"},
    {.name = "compute/absolute_limits", .path = "/limits", .key = "limits.absolute", .form = row_form::single, .id = "",
     .size = 1,
     .row = R"({"maxTotalInstances": <n>, "maxTotalCores": <n>, "maxTotalRAMSize": <n>, "maxTotalKeypairs": <n>, )"
            R"("maxServerGroups": <n>, "maxServerGroupMembers": <n>, "maxServerMeta": <n>, "maxImageMeta": <n>, )"
            R"("totalInstancesUsed": <n>, "totalCoresUsed": <n>, "totalRAMUsed": <n>, "totalServerGroupsUsed": <n>})"},
    {.name = "compute/quotas", .path = "/os-quota-sets/{}", .key = "quota_set", .form = row_form::keyed,
     .id = "<instances|cores|ram|metadata_items|key_pairs|server_groups>", .size = 6,
     .row = R"(<n>)"},
    {.name = "compute/quota_details", .path = "/os-quota-sets/{}/detail", .key = "quota_set", .form = row_form::keyed,
     .id = "<instances|cores|ram|metadata_items|key_pairs|server_groups>", .size = 6,
     .row = R"({"in_use": <n>, "limit": <<n>|-1>, "reserved": 0})"},
    {.name = "compute/volume_attachments", .path = "/servers/{}/os-volume_attachments", .key = "volumeAttachments",
     .pages = scheme::offset,
     .row = R"({"volumeId": "<block-storage/volumes>", "serverId": "<parent>", "device": <"/dev/vdb"|"">, "id": "<id>", )"
            R"("attachment_id": <"<uuid>"|null>, "bdm_uuid": <"<uuid>"|"">, "tag": <"tag"|null>, )"
            R"("delete_on_termination": <<true|false>|null>})"},
    {.name = "compute/instance_actions", .path = "/servers/{}/os-instance-actions", .key = "instanceActions",
     .pages = scheme::nova, .links = "links", .paged_since = 58, .id = "req-<uuid>",
     .row = R"({"request_id": "<id>", "action": "reboot", "instance_uuid": "<parent>", "user_id": <"<user>"|null>, )"
            R"("project_id": <"<project>"|"">, "message": <"message"|null>, "start_time": <"<day> <clock>"|"">, )"
            R"("updated_at": <"<day> <clock>"|"">})"},
    {.name = "compute/interfaces", .path = "/servers/{}/os-interface", .key = "interfaceAttachments",
     .row = R"({"port_id": "<id>", "net_id": "<networks>", "mac_addr": "fa:16:3e:00:00:01", "port_state": "ACTIVE", )"
            R"("fixed_ips": [{"ip_address": "192.0.2.1", "subnet_id": "<uuid>"}], "tag": <"tag"|null>})"},
    {.name = "compute/addresses", .path = "/servers/{}/ips", .key = "addresses", .form = row_form::keyed, .id = "net-<i>",
     .row = R"([{"version": 4, "addr": "10.9.0.<i>"}])"},
    {.name = "compute/security_groups", .path = "/servers/{}/os-security-groups", .key = "security_groups",
     .row = R"({"id": "<id>", "name": "<name>", "description": "of <name>", "tenant_id": "<project>"})"},
    {.name = "image/members", .path = "/images/{}/members", .key = "members", .id = "<hex>",
     .row = R"({"member_id": "<id>", "image_id": "<images>", "status": "ACTIVE", "created_at": <"<day> <clock>"|"">, )"
            R"("updated_at": <"<day> <clock>"|"">})"},
    {.name = "image/tasks", .path = "/tasks", .key = "tasks", .pages = scheme::glance,
     .row = R"({"id": "<id>", "type": "lab", "status": "ACTIVE", "owner": <"<project>"|null>, )"
            R"("created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">, "expires_at": <"<day> <clock>"|"">})"},
    {.name = "image/stores", .path = "/info/stores", .key = "stores", .id = "store-<i>",
     .row = R"({"id": "<id>", "description": "of <name>", "default": "<true|false>", "read-only": "<false|true>", )"
            R"("type": <"lab"|"">})"},
    {.name = "image/store_details", .path = "/info/stores/detail", .key = "stores", .id = "store-<i>",
     .row = R"({"id": "<id>", "description": "of <name>", "default": "<true|false>", "read-only": "<false|true>", )"
            R"("type": <"lab"|"">})"},
    {.name = "image/metadef_namespaces", .path = "/metadefs/namespaces", .key = "namespaces", .pages = scheme::glance,
     .id = "OS::Lab::N<i>",
     .row = R"({"namespace": "<id>", "display_name": "display name", "description": <"of <name>"|null>, )"
            R"("visibility": "public", "owner": <"<project>"|null>, "protected": <true|false>, )"
            R"("created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">})"},
}};

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_COMPUTE_LISTS_HPP
