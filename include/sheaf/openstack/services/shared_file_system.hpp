// SPDX-License-Identifier: MIT
//
// shared_file_system.hpp: manila's lists and their records.
//
// Only what identifies an object is required: versions and policies add members and take them away.

#ifndef SHEAF_OPENSTACK_SERVICES_SHARED_FILE_SYSTEM_HPP
#define SHEAF_OPENSTACK_SERVICES_SHARED_FILE_SYSTEM_HPP

#include <sheaf/json/record.hpp>
#include <sheaf/json/timestamp.hpp>
#include <sheaf/rest/resource.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace openstack {
namespace shared_file_system {

/// A share. Below microversion 2.9 it says where it is exported.
struct share {
  std::string id, status, protocol, project_id;
  std::optional<std::string> name, description, type, type_name, availability_zone, host, export_location,
      share_network_id, share_server_id, share_group_id, snapshot_id, task_state, replication_type, access_rules_status,
      user_id;
  std::int64_t size_gib = 0;
  bool is_public = false, has_replicas = false;
  std::map<std::string, std::string> metadata;
  std::optional<json::timestamp> created_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &share::id),
                       maybe("name", &share::name),
                       maybe("description", &share::description),
                       maybe("status", &share::status),
                       maybe("size", &share::size_gib).loosely(),
                       maybe("share_proto", &share::protocol),
                       maybe("share_type", &share::type),
                       maybe("share_type_name", &share::type_name),
                       maybe("availability_zone", &share::availability_zone),
                       maybe("host", &share::host),
                       maybe("export_location", &share::export_location),
                       maybe("is_public", &share::is_public),
                       maybe("metadata", &share::metadata),
                       maybe("share_network_id", &share::share_network_id),
                       maybe("share_server_id", &share::share_server_id),
                       maybe("share_group_id", &share::share_group_id),
                       maybe("snapshot_id", &share::snapshot_id),
                       maybe("task_state", &share::task_state),
                       maybe("replication_type", &share::replication_type),
                       maybe("has_replicas", &share::has_replicas),
                       maybe("access_rules_status", &share::access_rules_status),
                       maybe("project_id", &share::project_id),
                       maybe("user_id", &share::user_id),
                       maybe("created_at", &share::created_at)};
  }
};

/// A snapshot of a share.
struct snapshot {
  std::string id, status, share_id, share_proto;
  std::optional<std::string> name, description, project_id, user_id;
  std::int64_t share_size_gib = 0;
  std::optional<std::int64_t> size_gib;
  std::optional<json::timestamp> created_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &snapshot::id),
                       maybe("name", &snapshot::name),
                       maybe("description", &snapshot::description),
                       maybe("status", &snapshot::status),
                       maybe("share_id", &snapshot::share_id),
                       maybe("share_proto", &snapshot::share_proto),
                       maybe("share_size", &snapshot::share_size_gib).loosely(),
                       maybe("size", &snapshot::size_gib).loosely(),
                       maybe("project_id", &snapshot::project_id),
                       maybe("user_id", &snapshot::user_id),
                       maybe("created_at", &snapshot::created_at)};
  }
};

/// Where shares are reached.
struct share_network {
  std::string id, project_id;
  std::optional<std::string> name, description, neutron_net_id, neutron_subnet_id, network_type, cidr;
  std::optional<std::int64_t> segmentation_id, ip_version;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &share_network::id),
                       maybe("name", &share_network::name),
                       maybe("description", &share_network::description),
                       maybe("neutron_net_id", &share_network::neutron_net_id),
                       maybe("neutron_subnet_id", &share_network::neutron_subnet_id),
                       maybe("network_type", &share_network::network_type),
                       maybe("segmentation_id", &share_network::segmentation_id),
                       maybe("cidr", &share_network::cidr),
                       maybe("ip_version", &share_network::ip_version),
                       maybe("project_id", &share_network::project_id),
                       maybe("created_at", &share_network::created_at),
                       maybe("updated_at", &share_network::updated_at)};
  }
};

/// A kind of shares.
struct share_type {
  std::string id, name;
  std::optional<std::string> description;
  bool is_public = true, is_default = false;
  std::map<std::string, std::string> extra_specs, required_extra_specs;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &share_type::id),
                       maybe("name", &share_type::name),
                       maybe("description", &share_type::description),
                       maybe("share_type_access:is_public", &share_type::is_public),
                       maybe("is_default", &share_type::is_default),
                       maybe("extra_specs", &share_type::extra_specs),
                       maybe("required_extra_specs", &share_type::required_extra_specs)};
  }
};

/// A server that shares are on.
struct share_server {
  std::string id, status;
  std::optional<std::string> host, share_network_id, share_network_name, project_id;
  std::optional<json::timestamp> updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &share_server::id),
                       maybe("status", &share_server::status),
                       maybe("host", &share_server::host),
                       maybe("share_network_id", &share_server::share_network_id),
                       maybe("share_network_name", &share_server::share_network_name),
                       maybe("project_id", &share_server::project_id),
                       maybe("updated_at", &share_server::updated_at)};
  }
};

/// A group of shares.
struct share_group {
  std::string id, status;
  std::optional<std::string> name, description, share_group_type_id, availability_zone, host, share_network_id,
      project_id;
  std::vector<std::string> share_types;
  std::optional<json::timestamp> created_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &share_group::id),
                       maybe("name", &share_group::name),
                       maybe("description", &share_group::description),
                       maybe("status", &share_group::status),
                       maybe("share_group_type_id", &share_group::share_group_type_id),
                       maybe("share_types", &share_group::share_types),
                       maybe("availability_zone", &share_group::availability_zone),
                       maybe("host", &share_group::host),
                       maybe("share_network_id", &share_group::share_network_id),
                       maybe("project_id", &share_group::project_id),
                       maybe("created_at", &share_group::created_at)};
  }
};

/// One of manila's own services.
struct service {
  std::string id, binary, host, zone, status, state;
  std::optional<json::timestamp> updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &service::id).loosely(),
                       maybe("binary", &service::binary),
                       maybe("host", &service::host),
                       maybe("zone", &service::zone),
                       maybe("status", &service::status),
                       maybe("state", &service::state),
                       maybe("updated_at", &service::updated_at)};
  }
};

/// What a pool has. No amount where the pool does not know it, infinity where there is no end.
struct pool_capabilities {
  std::optional<double> total_capacity_gib, free_capacity_gib, allocated_capacity_gib, reserved_percentage;
  std::optional<std::string> backend, storage_protocol, vendor, driver_version;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("total_capacity_gb", &pool_capabilities::total_capacity_gib).loosely(),
                       maybe("free_capacity_gb", &pool_capabilities::free_capacity_gib).loosely(),
                       maybe("allocated_capacity_gb", &pool_capabilities::allocated_capacity_gib).loosely(),
                       maybe("reserved_percentage", &pool_capabilities::reserved_percentage).loosely(),
                       maybe("share_backend_name", &pool_capabilities::backend),
                       maybe("storage_protocol", &pool_capabilities::storage_protocol).loosely(),
                       maybe("vendor_name", &pool_capabilities::vendor),
                       maybe("driver_version", &pool_capabilities::driver_version).loosely()};
  }
};

/// A pool of a storage, as the scheduler sees it.
struct pool {
  std::string name, host, backend, pool;
  pool_capabilities capabilities;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("name", &pool::name), maybe("host", &pool::host), maybe("backend", &pool::backend),
                       maybe("pool", &pool::pool), maybe("capabilities", &pool::capabilities)};
  }
};

/// An availability zone.
struct availability_zone {
  std::string id, name;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &availability_zone::id), maybe("name", &availability_zone::name),
                       maybe("created_at", &availability_zone::created_at),
                       maybe("updated_at", &availability_zone::updated_at)};
  }
};

/// Shared File System API v2, "List shares with details".
inline constexpr rest::resource<share> shares{
    .service = "shared-file-system", .path = "/shares/detail?limit=1000", .key = "shares",
    .paging = rest::paging::linked("shares_links"), .version = "2.7..2.40", .sorting = rest::sorting::key_and_dir};

/// Shared File System API v2, "List share snapshots with details".
inline constexpr rest::resource<snapshot> snapshots{
    .service = "shared-file-system", .path = "/snapshots/detail?limit=1000", .key = "snapshots",
    .paging = rest::paging::linked("snapshots_links"), .version = "2.7..2.40",
    .sorting = rest::sorting::key_and_dir};

/// Shared File System API v2, "List share networks with details".
inline constexpr rest::resource<share_network> share_networks{
    .service = "shared-file-system", .path = "/share-networks/detail?limit=1000", .key = "share_networks",
    .paging = rest::paging::offset(), .version = "2.7..2.40"};

/// Shared File System API v2, "List share types".
inline constexpr rest::resource<share_type> share_types{
    .service = "shared-file-system", .path = "/types", .key = "share_types", .version = "2.7..2.46"};

/// Shared File System API v2, "List share servers".
inline constexpr rest::resource<share_server> share_servers{
    .service = "shared-file-system", .path = "/share-servers", .key = "share_servers", .version = "2.7..2.40"};

/// Shared File System API v2, "List share groups with details".
inline constexpr rest::resource<share_group> share_groups{
    .service = "shared-file-system", .path = "/share-groups/detail?limit=1000", .key = "share_groups",
    .paging = rest::paging::linked("share_groups_links"), .version = "2.55..2.55"};

/// Shared File System API v2, "List services".
inline constexpr rest::resource<service> services{
    .service = "shared-file-system", .path = "/services", .key = "services", .version = "2.7..2.40"};

/// Shared File System API v2, "List back-end storage pools with details".
inline constexpr rest::resource<pool> pools{
    .service = "shared-file-system", .path = "/scheduler-stats/pools/detail", .key = "pools", .version = "2.7..2.40"};

/// Shared File System API v2, "List availability zones".
inline constexpr rest::resource<availability_zone> availability_zones{.service = "shared-file-system",
                                                                      .path = "/availability-zones",
                                                                      .key = "availability_zones",
                                                                      .version = "2.7..2.40"};

}  // namespace shared_file_system
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_SHARED_FILE_SYSTEM_HPP
