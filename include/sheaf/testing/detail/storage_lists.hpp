// SPDX-License-Identifier: MIT
//
// The lists of cinder, manila, swift and trove, in the shape of their API reference; described_list.hpp says how they are read.

#ifndef SHEAF_TESTING_DETAIL_STORAGE_LISTS_HPP
#define SHEAF_TESTING_DETAIL_STORAGE_LISTS_HPP

#include <sheaf/testing/detail/described_list.hpp>

#include <array>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

inline constexpr std::array<described_list, 30> storage_lists{{
    {.name = "block-storage/volumes", .path = "/volumes/detail", .key = "volumes", .pages = scheme::cinder,
     .links = "volumes_links",
     .row = R"({"id": "<id>", "name": <"<name>"|"">, "description": <"of <name>"|null>, "status": "ACTIVE", "size": <n>, )"
            R"("volume_type": <"lvmdriver-1"|null>, "volume_type_id": <"<uuid>"|"">, "availability_zone": <"nova"|null>, )"
            R"("bootable": "<true|false>", "multiattach": <true|false>, "encrypted": <true|false>, )"
            R"("attachments": [{"server_id": "<servers>", "attachment_id": "<uuid>", "device": "/dev/vdb", )"
            R"("host_name": "cmp-1", "attached_at": "<time>+00:00"}], "metadata": {"purpose": "lab"}, )"
            R"("volume_image_metadata": {"purpose": "lab"}, "snapshot_id": <"<uuid>"|null>, )"
            R"("source_volid": <"7f2c2d9e-0000-4000-8000-000000000001"|"">, "group_id": <"<uuid>"|"">, )"
            R"("consistencygroup_id": <"<uuid>"|null>, "replication_status": <"disabled"|"">, "user_id": "<user>", )"
            R"("os-vol-tenant-attr:tenant_id": <"<uuid>"|"">, "os-vol-host-attr:host": <"host"|null>, )"
            R"("migration_status": <"success"|"">, "cluster_name": <"ceph@rbd"|"">, "service_uuid": <"<uuid>"|"">, )"
            R"("provider_id": <"<uuid>"|null>, "shared_targets": <<true|false>|null>, "consumes_quota": <<true|false>|null>, )"
            R"("created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">})"},
    {.name = "block-storage/snapshots", .path = "/snapshots/detail", .key = "snapshots", .pages = scheme::cinder,
     .links = "snapshots_links",
     .row = R"({"id": "<id>", "name": <"<name>"|"">, "description": <"of <name>"|null>, "status": "ACTIVE", )"
            R"("volume_id": "<block-storage/volumes>", "size": <n>, "metadata": {"purpose": "lab"}, )"
            R"("os-extended-snapshot-attributes:progress": <"100%"|"">, )"
            R"("os-extended-snapshot-attributes:project_id": <"<uuid>"|"">, "user_id": <"<user>"|null>, )"
            R"("group_snapshot_id": <"<uuid>"|null>, "consumes_quota": <<true|false>|null>, )"
            R"("created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">})"},
    {.name = "block-storage/backups", .path = "/backups/detail", .key = "backups", .pages = scheme::cinder,
     .links = "backups_links",
     .row = R"({"id": "<id>", "name": <"<name>"|"">, "description": <"of <name>"|null>, "status": "ACTIVE", )"
            R"("volume_id": "<block-storage/volumes>", "snapshot_id": <"<uuid>"|null>, "size": <n>, "object_count": <n>, )"
            R"("container": <"backups"|null>, "availability_zone": <"nova"|null>, "fail_reason": <"no space left"|null>, )"
            R"("is_incremental": <true|false>, "has_dependent_backups": <true|false>, "metadata": {"purpose": "lab"}, )"
            R"("user_id": <"<user>"|null>, "os-backup-project-attr:project_id": <"<uuid>"|null>, )"
            R"("encryption_key_id": <"<uuid>"|null>, "data_timestamp": <"<day> <clock>"|"">, )"
            R"("created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">})"},
    {.name = "block-storage/volume_types", .path = "/types", .key = "volume_types", .pages = scheme::cinder,
     .links = "volume_type_links",
     .row = R"({"id": "<id>", "name": "<name>", "description": <"of <name>"|null>, "is_public": <true|false>, )"
            R"("qos_specs_id": <"<uuid>"|"">, "extra_specs": {"purpose": "lab"}})"},
    {.name = "block-storage/services", .path = "/os-services", .key = "services", .id = "cinder-volume-<i>",
     .row = R"({"binary": "<id>", "host": "cmp-<i>", "zone": "nova", "status": "ACTIVE", "state": "up", )"
            R"("disabled_reason": <"maintenance"|null>, "cluster": <"ceph@rbd"|null>, "replication_status": <"disabled"|"">, )"
            R"("backend_state": <"up"|null>, "frozen": <<true|false>|null>, "active_backend_id": <"<uuid>"|null>, )"
            R"("updated_at": <"<day> <clock>"|"">})"},
    {.name = "block-storage/pools", .path = "/scheduler-stats/get_pools", .key = "pools", .id = "cmp-<i>@lvm#pool",
     .row = R"({"name": "<id>", "capabilities": {"total_capacity_gb": 1.5, "free_capacity_gb": <1.5|"infinite"|"unknown">, )"
            R"("allocated_capacity_gb": 1.5, "provisioned_capacity_gb": 1.5, "max_over_subscription_ratio": 1.5, )"
            R"("reserved_percentage": 1.5, "volume_backend_name": "lvm", "storage_protocol": "iSCSI", )"
            R"("vendor_name": "Open Source", "driver_version": "3.0.0"}})"},
    {.name = "block-storage/availability_zones", .path = "/os-availability-zone", .key = "availabilityZoneInfo",
     .id = "az-<i>",
     .row = R"({"zoneName": "<id>", "zoneState": {"available": <true|false>}})"},
    {.name = "block-storage/attachments", .path = "/attachments/detail", .key = "attachments", .pages = scheme::offset,
     .since = 27,
     .row = R"({"id": "<id>", "volume_id": "<block-storage/volumes>", "instance": <"<servers>"|null>, "status": "ACTIVE", )"
            R"("attach_mode": <"rw"|null>, "attached_at": <"<time>+00:00"|null>, "detached_at": <"<time>+00:00"|null>})"},
    {.name = "block-storage/groups", .path = "/groups/detail", .key = "groups", .pages = scheme::cinder,
     .links = "group_links", .since = 13,
     .row = R"({"id": "<id>", "name": <"<name>"|"">, "description": <"of <name>"|null>, "status": "ACTIVE", )"
            R"("availability_zone": <"nova"|null>, "group_type": "default_cgsnapshot_type", "volume_types": ["blue", "green"], )"
            R"("volumes": ["blue", "green"], "group_snapshot_id": <"<uuid>"|null>, "source_group_id": <"<uuid>"|null>, )"
            R"("replication_status": <"disabled"|"">, "project_id": <"<project>"|"">, "created_at": <"<day> <clock>"|"">})"},
    {.name = "block-storage/group_snapshots", .path = "/group_snapshots/detail", .key = "group_snapshots",
     .pages = scheme::cinder, .links = "group_snapshot_links", .since = 14,
     .row = R"({"id": "<id>", "name": <"<name>"|"">, "description": <"of <name>"|null>, "status": "ACTIVE", )"
            R"("group_id": "<uuid>", "group_type_id": <"<uuid>"|null>, "project_id": <"<project>"|"">, )"
            R"("created_at": <"<day> <clock>"|"">})"},
    {.name = "block-storage/group_types", .path = "/group_types", .key = "group_types", .pages = scheme::cinder,
     .links = "group_type_links", .since = 11,
     .row = R"({"id": "<id>", "name": "<name>", "description": <"of <name>"|null>, "is_public": <true|false>, )"
            R"("group_specs": {"purpose": "lab"}})"},
    {.name = "block-storage/messages", .path = "/messages", .key = "messages", .pages = scheme::cinder,
     .links = "messages_links", .since = 3,
     .row = R"({"id": "<id>", "request_id": "<uuid>", "resource_type": "OS::Nova::Server", "resource_uuid": "<uuid>", )"
            R"("event_id": "<uuid>", "message_level": "ERROR", )"
            R"("user_message": "schedule allocate volume: Could not find any available weighted backend.", )"
            R"("guaranteed_until": <"<time>Z"|"">, "created_at": <"<day> <clock>"|"">})"},
    {.name = "block-storage/qos_specs_list", .path = "/qos-specs", .key = "qos_specs", .pages = scheme::cinder,
     .links = "qos_specs_links",
     .row = R"({"id": "<id>", "name": "<name>", "consumer": "back-end", "specs": {"purpose": "lab"}})"},
    {.name = "block-storage/absolute_limits", .path = "/limits", .key = "limits.absolute", .form = row_form::single,
     .id = "", .size = 1,
     .row = R"({"maxTotalVolumes": <n>, "maxTotalSnapshots": <n>, "maxTotalBackups": <n>, "maxTotalVolumeGigabytes": <n>, )"
            R"("maxTotalBackupGigabytes": <n>, "totalVolumesUsed": <n>, "totalSnapshotsUsed": <n>, "totalBackupsUsed": <n>, )"
            R"("totalGigabytesUsed": <n>, "totalBackupGigabytesUsed": <n>})"},
    {.name = "block-storage/quotas", .path = "/os-quota-sets/{}", .key = "quota_set", .form = row_form::keyed,
     .id = "<volumes|snapshots|gigabytes|volumes_lvmdriver-1|gigabytes_lvmdriver-1|snapshots_lvmdriver-1>", .size = 6,
     .row = R"({"limit": <<n>|-1>, "in_use": <n>, "reserved": 0, "allocated": 0})"},
    {.name = "shared-file-system/shares", .path = "/shares/detail", .key = "shares", .pages = scheme::manila,
     .links = "shares_links",
     .row = R"({"id": "<id>", "name": <"<name>"|"">, "description": <"of <name>"|null>, "status": "ACTIVE", "size": <n>, )"
            R"("share_proto": "NFS", "share_type": <"default"|"">, "share_type_name": <"default"|null>, )"
            R"("availability_zone": <"nova"|null>, "host": <"cmp-<i>"|"">, "export_location": <"192.0.2.9:/shares/<i>"|null>, )"
            R"("is_public": <true|false>, "metadata": {"purpose": "lab"}, "share_network_id": <"<uuid>"|"">, )"
            R"("share_server_id": <"<uuid>"|null>, "share_group_id": <"<uuid>"|"">, "snapshot_id": <"<uuid>"|null>, )"
            R"("task_state": <"migration_success"|"">, "replication_type": <"dr"|"">, "has_replicas": <true|false>, )"
            R"("access_rules_status": <"active"|null>, "project_id": "<project>", "user_id": <"<user>"|null>, )"
            R"("created_at": <"<day> <clock>"|"">})"},
    {.name = "shared-file-system/snapshots", .path = "/snapshots/detail", .key = "snapshots", .pages = scheme::manila,
     .links = "snapshots_links",
     .row = R"({"id": "<id>", "name": <"<name>"|"">, "description": <"of <name>"|null>, "status": "ACTIVE", )"
            R"("share_id": "<uuid>", "share_proto": "NFS", "share_size": <n>, "size": <n>, "project_id": <"<project>"|"">, )"
            R"("user_id": <"<user>"|null>, "created_at": <"<day> <clock>"|"">})"},
    {.name = "shared-file-system/share_networks", .path = "/share-networks/detail", .key = "share_networks",
     .pages = scheme::offset,
     .row = R"({"id": "<id>", "name": <"<name>"|"">, "description": <"of <name>"|null>, "neutron_net_id": <"<networks>"|"">, )"
            R"("neutron_subnet_id": <"<uuid>"|null>, "network_type": <"vxlan"|"">, "segmentation_id": <<n>|null>, )"
            R"("cidr": <"10.9.0.0/24"|"">, "ip_version": <4|null>, "project_id": "<project>", )"
            R"("created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">})"},
    {.name = "shared-file-system/share_types", .path = "/types", .key = "share_types",
     .row = R"({"id": "<id>", "name": "<name>", "description": <"of <name>"|null>, )"
            R"("share_type_access:is_public": <true|false>, "is_default": <true|false>, "extra_specs": {"purpose": "lab"}, )"
            R"("required_extra_specs": {"purpose": "lab"}})"},
    {.name = "shared-file-system/share_servers", .path = "/share-servers", .key = "share_servers",
     .row = R"({"id": "<id>", "status": "ACTIVE", "host": <"cmp-<i>"|"">, "share_network_id": <"<uuid>"|"">, )"
            R"("share_network_name": <"net"|"">, "project_id": <"<project>"|"">, "updated_at": <"<day> <clock>"|"">})"},
    {.name = "shared-file-system/share_groups", .path = "/share-groups/detail", .key = "share_groups",
     .pages = scheme::manila, .links = "share_groups_links", .since = 31,
     .row = R"({"id": "<id>", "name": <"<name>"|"">, "description": <"of <name>"|null>, "status": "ACTIVE", )"
            R"("share_group_type_id": <"<uuid>"|null>, "share_types": ["blue", "green"], "availability_zone": <"nova"|null>, )"
            R"("host": <"cmp-<i>"|"">, "share_network_id": <"<uuid>"|"">, "project_id": <"<project>"|"">, )"
            R"("created_at": <"<day> <clock>"|"">})"},
    {.name = "shared-file-system/services", .path = "/services", .key = "services", .since = 7,
     .row = R"({"id": "<id>", "binary": "agent-<i>", "host": "cmp-<i>", "zone": "nova", "status": "ACTIVE", "state": "up", )"
            R"("updated_at": <"<day> <clock>"|"">})"},
    {.name = "shared-file-system/pools", .path = "/scheduler-stats/pools/detail", .key = "pools", .since = 7,
     .id = "cmp-<i>@lvm#pool",
     .row = R"({"name": "<id>", "host": "cmp-<i>", "backend": "lvm", "pool": "pool-1", )"
            R"("capabilities": {"total_capacity_gb": 1.5, "free_capacity_gb": <1.5|"infinite"|"unknown">, )"
            R"("allocated_capacity_gb": 1.5, "reserved_percentage": 1.5, "share_backend_name": "LVM", )"
            R"("storage_protocol": "iSCSI", "vendor_name": "Open Source", "driver_version": "3.0.0"}})"},
    {.name = "shared-file-system/availability_zones", .path = "/availability-zones", .key = "availability_zones",
     .since = 7,
     .row = R"({"id": "<id>", "name": "<name>", "created_at": <"<day> <clock>"|"">, "updated_at": <"<day> <clock>"|"">})"},
    {.name = "object-store/containers", .path = "/", .pages = scheme::swift, .id = R"(photos "é" <number>)",
     .row = R"({"name": "<id>", "count": <n>, "bytes": 9007199254740993, "last_modified": <"<time>.123456"|null>})"},
    {.name = "object-store/objects", .path = "/{}", .pages = scheme::swift, .id = "2026/é & more/<number>.jpg",
     .row = R"({"name": "<id>", "hash": "d41d8cd98f00b204e9800998ecf8427e", "bytes": 9007199254740993, )"
            R"("content_type": "image/jpeg", "last_modified": "<time>.123456"})"},
    {.name = "database/instances", .path = "/instances", .key = "instances", .pages = scheme::trove, .links = "links",
     .row = R"({"id": "<id>", "name": "<name>", "status": "ACTIVE", "operating_status": <"ONLINE"|"">, )"
            R"("region": <"RegionOne"|"">, "hostname": <"cmp-<i>.example"|"">, "ip": ["192.0.2.5"], )"
            R"("flavor": {"id": "<uuid>"}, "volume": <{"size": 1.5, "used": 1.5}|null>, "datastore": {"type": "lab", )"
            R"("version": "version", "version_number": "version number"}, "created": <"<time>+00:00"|null>, )"
            R"("updated": <"<time>+00:00"|null>})"},
    {.name = "database/flavors", .path = "/flavors", .key = "flavors", .id = "<i>",
     .row = R"({"id": <id>, "str_id": <"<uuid>"|"">, "name": "<name>", "ram": <n>, "vcpus": <<n>|null>, "disk": <<n>|null>, )"
            R"("ephemeral": <<n>|null>})"},
    {.name = "database/datastores", .path = "/datastores", .key = "datastores",
     .row = R"({"id": "<id>", "name": "<name>", "default_version": <"default version"|null>, "versions": [{"id": "<uuid>", )"
            R"("name": "<name>", "active": <true|false>, "image": "image"}]})"},
    {.name = "database/backups", .path = "/backups", .key = "backups", .pages = scheme::trove, .links = "links",
     .row = R"({"id": "<id>", "name": "<name>", "description": <"of <name>"|null>, "instance_id": "<servers>", )"
            R"("status": "ACTIVE", "size": <1.5|null>, "parent_id": <"<uuid>"|null>, "locationRef": <"locationRef"|null>, )"
            R"("datastore": {"type": "lab", "version": "version", "version_number": "version number"}, )"
            R"("created": <"<time>+00:00"|null>, "updated": <"<time>+00:00"|null>})"},
}};

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_STORAGE_LISTS_HPP
