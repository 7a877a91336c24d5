// SPDX-License-Identifier: MIT
//
// block_storage.hpp: cinder's lists and their records.
//
// Cinder answers a microversion from 3.27 (Ocata) on without the project in the path from 3.67 only, so that the
// catalog's URL is taken as it is.
//
// Only what identifies an object is required: versions and policies add members and take them away.

#ifndef SHEAF_OPENSTACK_SERVICES_BLOCK_STORAGE_HPP
#define SHEAF_OPENSTACK_SERVICES_BLOCK_STORAGE_HPP

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
namespace block_storage {

/// A server that has a volume.
struct attachment_ref {
  std::string server_id, attachment_id;
  std::optional<std::string> device, host_name;
  std::optional<json::timestamp> attached_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("server_id", &attachment_ref::server_id), maybe("attachment_id", &attachment_ref::attachment_id),
                       maybe("device", &attachment_ref::device), maybe("host_name", &attachment_ref::host_name),
                       maybe("attached_at", &attachment_ref::attached_at)};
  }
};

/// A volume.
struct volume {
  std::string id, status, user_id;
  std::optional<std::string> name, description, type, type_id, availability_zone, snapshot_id, source_volume_id, group_id,
      consistency_group_id, replication_status, project_id, host, migration_status, cluster_name, service_uuid, provider_id;
  std::int64_t size_gib = 0;
  bool bootable = false, multiattach = false, encrypted = false;
  std::vector<attachment_ref> attachments;
  std::map<std::string, std::string> metadata, image_metadata;
  std::optional<bool> shared_targets, consumes_quota;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &volume::id), maybe("name", &volume::name), maybe("description", &volume::description),
                       maybe("status", &volume::status), maybe("size", &volume::size_gib).loosely(),
                       maybe("volume_type", &volume::type), maybe("volume_type_id", &volume::type_id),
                       maybe("availability_zone", &volume::availability_zone), maybe("bootable", &volume::bootable).loosely(),
                       maybe("multiattach", &volume::multiattach).loosely(), maybe("encrypted", &volume::encrypted).loosely(),
                       maybe("attachments", &volume::attachments), maybe("metadata", &volume::metadata),
                       maybe("volume_image_metadata", &volume::image_metadata), maybe("snapshot_id", &volume::snapshot_id),
                       maybe("source_volid", &volume::source_volume_id), maybe("group_id", &volume::group_id),
                       maybe("consistencygroup_id", &volume::consistency_group_id),
                       maybe("replication_status", &volume::replication_status), maybe("user_id", &volume::user_id),
                       maybe("os-vol-tenant-attr:tenant_id", &volume::project_id), maybe("os-vol-host-attr:host", &volume::host),
                       maybe("migration_status", &volume::migration_status), maybe("cluster_name", &volume::cluster_name),
                       maybe("service_uuid", &volume::service_uuid), maybe("provider_id", &volume::provider_id),
                       maybe("shared_targets", &volume::shared_targets), maybe("consumes_quota", &volume::consumes_quota),
                       maybe("created_at", &volume::created_at), maybe("updated_at", &volume::updated_at)};
  }
};

/// A snapshot of a volume.
struct snapshot {
  std::string id, status, volume_id;
  std::optional<std::string> name, description, progress, project_id, user_id, group_snapshot_id;
  std::int64_t size_gib = 0;
  std::map<std::string, std::string> metadata;
  std::optional<bool> consumes_quota;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &snapshot::id), maybe("name", &snapshot::name), maybe("description", &snapshot::description),
                       maybe("status", &snapshot::status), maybe("volume_id", &snapshot::volume_id),
                       maybe("size", &snapshot::size_gib).loosely(), maybe("metadata", &snapshot::metadata),
                       maybe("os-extended-snapshot-attributes:progress", &snapshot::progress),
                       maybe("os-extended-snapshot-attributes:project_id", &snapshot::project_id),
                       maybe("user_id", &snapshot::user_id), maybe("group_snapshot_id", &snapshot::group_snapshot_id),
                       maybe("consumes_quota", &snapshot::consumes_quota), maybe("created_at", &snapshot::created_at),
                       maybe("updated_at", &snapshot::updated_at)};
  }
};

/// A backup of a volume.
struct backup {
  std::string id, status, volume_id;
  std::optional<std::string> name, description, snapshot_id, container, availability_zone, fail_reason, user_id, project_id,
      encryption_key_id;
  std::int64_t size_gib = 0;
  std::optional<std::int64_t> object_count;
  bool is_incremental = false, has_dependent_backups = false;
  std::map<std::string, std::string> metadata;
  std::optional<json::timestamp> data_timestamp, created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &backup::id), maybe("name", &backup::name), maybe("description", &backup::description),
                       maybe("status", &backup::status), maybe("volume_id", &backup::volume_id),
                       maybe("snapshot_id", &backup::snapshot_id), maybe("size", &backup::size_gib).loosely(),
                       maybe("object_count", &backup::object_count).loosely(), maybe("container", &backup::container),
                       maybe("availability_zone", &backup::availability_zone), maybe("fail_reason", &backup::fail_reason),
                       maybe("is_incremental", &backup::is_incremental),
                       maybe("has_dependent_backups", &backup::has_dependent_backups), maybe("metadata", &backup::metadata),
                       maybe("user_id", &backup::user_id), maybe("os-backup-project-attr:project_id", &backup::project_id),
                       maybe("encryption_key_id", &backup::encryption_key_id), maybe("data_timestamp", &backup::data_timestamp),
                       maybe("created_at", &backup::created_at), maybe("updated_at", &backup::updated_at)};
  }
};

/// A kind of volumes.
struct volume_type {
  std::string id, name;
  std::optional<std::string> description, qos_specs_id;
  bool is_public = true;
  std::map<std::string, std::string> extra_specs;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &volume_type::id), maybe("name", &volume_type::name),
                       maybe("description", &volume_type::description), maybe("is_public", &volume_type::is_public),
                       maybe("qos_specs_id", &volume_type::qos_specs_id), maybe("extra_specs", &volume_type::extra_specs)};
  }
};

/// One of cinder's own services; it has no id.
struct service {
  std::string binary, host, zone, status, state;
  std::optional<std::string> disabled_reason, cluster, replication_status, backend_state, active_backend_id;
  std::optional<bool> frozen;
  std::optional<json::timestamp> updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("binary", &service::binary), field("host", &service::host), maybe("zone", &service::zone),
                       maybe("status", &service::status), maybe("state", &service::state),
                       maybe("disabled_reason", &service::disabled_reason), maybe("cluster", &service::cluster),
                       maybe("replication_status", &service::replication_status), maybe("backend_state", &service::backend_state),
                       maybe("frozen", &service::frozen), maybe("active_backend_id", &service::active_backend_id),
                       maybe("updated_at", &service::updated_at)};
  }
};

/// What a pool has. No amount where the pool does not know it, infinity where there is no end.
struct pool_capabilities {
  std::optional<double> total_capacity_gib, free_capacity_gib, allocated_capacity_gib, provisioned_capacity_gib,
      max_over_subscription_ratio, reserved_percentage;
  std::optional<std::string> backend, storage_protocol, vendor, driver_version;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("total_capacity_gb", &pool_capabilities::total_capacity_gib).loosely(),
                       maybe("free_capacity_gb", &pool_capabilities::free_capacity_gib).loosely(),
                       maybe("allocated_capacity_gb", &pool_capabilities::allocated_capacity_gib).loosely(),
                       maybe("provisioned_capacity_gb", &pool_capabilities::provisioned_capacity_gib).loosely(),
                       maybe("max_over_subscription_ratio", &pool_capabilities::max_over_subscription_ratio).loosely(),
                       maybe("reserved_percentage", &pool_capabilities::reserved_percentage).loosely(),
                       maybe("volume_backend_name", &pool_capabilities::backend),
                       maybe("storage_protocol", &pool_capabilities::storage_protocol).loosely(),
                       maybe("vendor_name", &pool_capabilities::vendor),
                       maybe("driver_version", &pool_capabilities::driver_version).loosely()};
  }
};

/// A pool of a storage, as the scheduler sees it.
struct pool {
  std::string name;
  pool_capabilities capabilities;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("name", &pool::name), maybe("capabilities", &pool::capabilities)};
  }
};

/// Whether an availability zone can be used.
struct zone_state {
  bool available = false;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("available", &zone_state::available)};
  }
};

/// An availability zone.
struct availability_zone {
  std::string name;
  zone_state state;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("zoneName", &availability_zone::name), maybe("zoneState", &availability_zone::state)};
  }
};

/// An attachment of a volume. How it is connected is a secret and is not read.
struct attachment {
  std::string id, volume_id, status;
  std::optional<std::string> server_id, attach_mode;
  std::optional<json::timestamp> attached_at, detached_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &attachment::id), maybe("volume_id", &attachment::volume_id),
                       maybe("instance", &attachment::server_id), maybe("status", &attachment::status),
                       maybe("attach_mode", &attachment::attach_mode), maybe("attached_at", &attachment::attached_at),
                       maybe("detached_at", &attachment::detached_at)};
  }
};

/// A group of volumes.
struct group {
  std::string id, status, group_type;
  std::optional<std::string> name, description, availability_zone, group_snapshot_id, source_group_id, replication_status,
      project_id;
  std::vector<std::string> volume_types, volumes;
  std::optional<json::timestamp> created_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &group::id), maybe("name", &group::name), maybe("description", &group::description),
                       maybe("status", &group::status), maybe("availability_zone", &group::availability_zone),
                       maybe("group_type", &group::group_type), maybe("volume_types", &group::volume_types),
                       maybe("volumes", &group::volumes), maybe("group_snapshot_id", &group::group_snapshot_id),
                       maybe("source_group_id", &group::source_group_id), maybe("replication_status", &group::replication_status),
                       maybe("project_id", &group::project_id), maybe("created_at", &group::created_at)};
  }
};

/// A snapshot of a group.
struct group_snapshot {
  std::string id, status, group_id;
  std::optional<std::string> name, description, group_type_id, project_id;
  std::optional<json::timestamp> created_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &group_snapshot::id), maybe("name", &group_snapshot::name),
                       maybe("description", &group_snapshot::description), maybe("status", &group_snapshot::status),
                       maybe("group_id", &group_snapshot::group_id), maybe("group_type_id", &group_snapshot::group_type_id),
                       maybe("project_id", &group_snapshot::project_id), maybe("created_at", &group_snapshot::created_at)};
  }
};

/// A kind of groups.
struct group_type {
  std::string id, name;
  std::optional<std::string> description;
  bool is_public = true;
  std::map<std::string, std::string> group_specs;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &group_type::id), maybe("name", &group_type::name),
                       maybe("description", &group_type::description), maybe("is_public", &group_type::is_public),
                       maybe("group_specs", &group_type::group_specs)};
  }
};

/// What went wrong, in words for users.
struct message {
  std::string id, request_id, resource_type, resource_id, event_id, message_level, user_message;
  std::optional<json::timestamp> guaranteed_until, created_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &message::id), maybe("request_id", &message::request_id),
                       maybe("resource_type", &message::resource_type), maybe("resource_uuid", &message::resource_id),
                       maybe("event_id", &message::event_id), maybe("message_level", &message::message_level),
                       maybe("user_message", &message::user_message), maybe("guaranteed_until", &message::guaranteed_until),
                       maybe("created_at", &message::created_at)};
  }
};

/// What a volume type promises.
struct qos_specs {
  std::string id, name, consumer;
  std::map<std::string, std::string> specs;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &qos_specs::id), maybe("name", &qos_specs::name), maybe("consumer", &qos_specs::consumer),
                       maybe("specs", &qos_specs::specs)};
  }
};

/// A project's limits and what it uses of them; -1 is no limit.
struct limits {
  std::optional<std::int64_t> max_volumes, max_snapshots, max_backups, max_volume_gib, max_backup_gib, volumes_used,
      snapshots_used, backups_used, gib_used, backup_gib_used;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("maxTotalVolumes", &limits::max_volumes), maybe("maxTotalSnapshots", &limits::max_snapshots),
                       maybe("maxTotalBackups", &limits::max_backups), maybe("maxTotalVolumeGigabytes", &limits::max_volume_gib),
                       maybe("maxTotalBackupGigabytes", &limits::max_backup_gib),
                       maybe("totalVolumesUsed", &limits::volumes_used), maybe("totalSnapshotsUsed", &limits::snapshots_used),
                       maybe("totalBackupsUsed", &limits::backups_used), maybe("totalGigabytesUsed", &limits::gib_used),
                       maybe("totalBackupGigabytesUsed", &limits::backup_gib_used)};
  }
};

/// A project's quota for one thing, also for each volume type ("volumes_ssd"); -1 is no limit.
struct quota {
  std::string resource;
  std::int64_t limit = 0, in_use = 0, reserved = 0;
  std::optional<std::int64_t> allocated;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("resource", &quota::resource), maybe("limit", &quota::limit).loosely(),
                       maybe("in_use", &quota::in_use).loosely(), maybe("reserved", &quota::reserved).loosely(),
                       maybe("allocated", &quota::allocated).loosely()};
  }
};

/// What people ask of volumes. Which of them somebody may ask is the operator's choice.
struct volume_filters {
  static constexpr rest::filter<volume, std::string_view> name{"name"};
  static constexpr rest::filter<volume, std::string_view> status{"status"};
  static constexpr rest::filter<volume, bool> bootable{"bootable"};
  static constexpr rest::filter<volume, std::string_view> availability_zone{"availability_zone"};
  static constexpr rest::filter<volume, std::string_view> project_id{"project_id"};  ///< with all_projects
  static constexpr rest::filter<volume, bool> all_projects{"all_tenants"};  ///< for administrators; of others no notice is taken
};

/// Block Storage API v3, "List accessible volumes with details".
inline constexpr rest::resource<volume> volumes{
    .service = "block-storage", .path = "/volumes/detail", .key = "volumes", .paging = rest::paging::linked("volumes_links"),
    .version = "3.59", .sorting = rest::sorting::joined};

/// What people ask of snapshots.
struct snapshot_filters {
  static constexpr rest::filter<snapshot, std::string_view> name{"name"};
  static constexpr rest::filter<snapshot, std::string_view> status{"status"};
  static constexpr rest::filter<snapshot, std::string_view> volume_id{"volume_id"};
  static constexpr rest::filter<snapshot, std::string_view> project_id{"project_id"};  ///< with all_projects
  static constexpr rest::filter<snapshot, bool> all_projects{"all_tenants"};  ///< for administrators; of others no notice is taken
};

/// Block Storage API v3, "List snapshots and details".
inline constexpr rest::resource<snapshot> snapshots{
    .service = "block-storage", .path = "/snapshots/detail", .key = "snapshots",
    .paging = rest::paging::linked("snapshots_links"), .version = "3.59", .sorting = rest::sorting::joined};

/// Block Storage API v3, "List backups with detail".
inline constexpr rest::resource<backup> backups{
    .service = "block-storage", .path = "/backups/detail", .key = "backups", .paging = rest::paging::linked("backups_links"),
    .version = "3.59", .sorting = rest::sorting::joined};

/// Block Storage API v3, "List all volume types".
inline constexpr rest::resource<volume_type> volume_types{
    .service = "block-storage", .path = "/types", .key = "volume_types", .paging = rest::paging::linked("volume_type_links"),
    .version = "3.59", .sorting = rest::sorting::joined};

/// Block Storage API v3, "List All Cinder Services".
inline constexpr rest::resource<service> services{
    .service = "block-storage", .path = "/os-services", .key = "services", .version = "3.59"};

/// Block Storage API v3, "List all back-end storage pools".
inline constexpr rest::resource<pool> pools{
    .service = "block-storage", .path = "/scheduler-stats/get_pools?detail=true", .key = "pools", .version = "3.59"};

/// Block Storage API v3, "Get Availability Zone Information".
inline constexpr rest::resource<availability_zone> availability_zones{
    .service = "block-storage", .path = "/os-availability-zone", .key = "availabilityZoneInfo", .version = "3.59"};

/// Block Storage API v3, "List attachments with details".
inline constexpr rest::resource<attachment> attachments{
    .service = "block-storage", .path = "/attachments/detail?limit=1000", .key = "attachments", .paging = rest::paging::offset(),
    .version = "3.27..3.59", .sorting = rest::sorting::joined};

/// Block Storage API v3, "List groups with details".
inline constexpr rest::resource<group> groups{
    .service = "block-storage", .path = "/groups/detail", .key = "groups", .paging = rest::paging::linked("group_links"),
    .version = "3.13..3.59", .sorting = rest::sorting::joined};

/// Block Storage API v3, "List group snapshots with details".
inline constexpr rest::resource<group_snapshot> group_snapshots{
    .service = "block-storage", .path = "/group_snapshots/detail", .key = "group_snapshots",
    .paging = rest::paging::linked("group_snapshot_links"), .version = "3.14..3.59",
    .sorting = rest::sorting::joined};

/// Block Storage API v3, "List group types".
inline constexpr rest::resource<group_type> group_types{
    .service = "block-storage", .path = "/group_types", .key = "group_types", .paging = rest::paging::linked("group_type_links"),
    .version = "3.11..3.59", .sorting = rest::sorting::joined};

/// Block Storage API v3, "List messages".
inline constexpr rest::resource<message> messages{
    .service = "block-storage", .path = "/messages", .key = "messages", .paging = rest::paging::linked("messages_links"),
    .version = "3.3..3.59", .sorting = rest::sorting::joined};

/// Block Storage API v3, "List QoS Specifications".
inline constexpr rest::resource<qos_specs> qos_specs_list{
    .service = "block-storage", .path = "/qos-specs", .key = "qos_specs", .paging = rest::paging::linked("qos_specs_links"),
    .version = "3.59", .sorting = rest::sorting::joined};

/// Block Storage API v3, "Show absolute limits for project".
inline constexpr rest::resource<limits> absolute_limits{
    .service = "block-storage", .path = "/limits", .key = "limits.absolute", .rows = rest::rows::single(), .version = "3.59"};

/// Block Storage API v3, "Show quota usage for a project".
inline constexpr rest::resource<quota> quotas{
    .service = "block-storage", .path = "/os-quota-sets/{project_id}?usage=true", .key = "quota_set",
    .rows = rest::rows::keyed("resource", "limit"), .version = "3.59"};

}  // namespace block_storage
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_BLOCK_STORAGE_HPP
