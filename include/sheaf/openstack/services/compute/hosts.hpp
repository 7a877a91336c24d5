// SPDX-License-Identifier: MIT
//
// hosts.hpp: what servers run on: hypervisors, nova's services, aggregates, availability zones; and moves between
// hosts.

#ifndef SHEAF_OPENSTACK_SERVICES_COMPUTE_HOSTS_HPP
#define SHEAF_OPENSTACK_SERVICES_COMPUTE_HOSTS_HPP

#include <sheaf/json/raw.hpp>
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
namespace compute {

/// The compute service on a hypervisor.
struct hypervisor_service {
  std::string id, host;
  std::optional<std::string> disabled_reason;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("id", &hypervisor_service::id).loosely(), maybe("host", &hypervisor_service::host),
                       maybe("disabled_reason", &hypervisor_service::disabled_reason)};
  }
};

/// A server on a hypervisor.
struct hypervisor_server {
  std::string uuid, name;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("uuid", &hypervisor_server::uuid), maybe("name", &hypervisor_server::name)};
  }
};

/// A hypervisor. Its id is a number below microversion 2.53 and a UUID from there; what it uses is told below 2.88
/// only.
struct hypervisor {
  std::string id, hostname, type, status, state;
  std::optional<std::string> host_ip, version, uptime;
  std::optional<std::int64_t> vcpus, vcpus_used, memory_mib, memory_mib_used, free_ram_mib, local_gib, local_gib_used,
      free_disk_gib, disk_available_least, current_workload, running_vms;
  hypervisor_service service;
  std::vector<hypervisor_server> servers;
  json::raw cpu_info;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &hypervisor::id).loosely(),
                       maybe("hypervisor_hostname", &hypervisor::hostname),
                       maybe("hypervisor_type", &hypervisor::type),
                       maybe("status", &hypervisor::status),
                       maybe("state", &hypervisor::state),
                       maybe("host_ip", &hypervisor::host_ip),
                       maybe("hypervisor_version", &hypervisor::version).loosely(),
                       maybe("vcpus", &hypervisor::vcpus).loosely(),
                       maybe("vcpus_used", &hypervisor::vcpus_used).loosely(),
                       maybe("memory_mb", &hypervisor::memory_mib).loosely(),
                       maybe("memory_mb_used", &hypervisor::memory_mib_used).loosely(),
                       maybe("free_ram_mb", &hypervisor::free_ram_mib).loosely(),
                       maybe("local_gb", &hypervisor::local_gib).loosely(),
                       maybe("local_gb_used", &hypervisor::local_gib_used).loosely(),
                       maybe("free_disk_gb", &hypervisor::free_disk_gib).loosely(),
                       maybe("disk_available_least", &hypervisor::disk_available_least).loosely(),
                       maybe("current_workload", &hypervisor::current_workload).loosely(),
                       maybe("running_vms", &hypervisor::running_vms).loosely(),
                       maybe("service", &hypervisor::service),
                       maybe("uptime", &hypervisor::uptime),
                       maybe("servers", &hypervisor::servers),
                       maybe("cpu_info", &hypervisor::cpu_info)};
  }
};

/// One of nova's own services. Its id is a number below microversion 2.53; of a cell that does not answer, binary, host
/// and status are all there is.
struct service {
  std::string id, binary, host, status, state, zone;
  std::optional<std::string> disabled_reason;
  std::optional<json::timestamp> updated_at;
  bool forced_down = false;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("id", &service::id).loosely(),
                       field("binary", &service::binary),
                       maybe("host", &service::host),
                       maybe("status", &service::status),
                       maybe("state", &service::state),
                       maybe("zone", &service::zone),
                       maybe("disabled_reason", &service::disabled_reason),
                       maybe("updated_at", &service::updated_at),
                       maybe("forced_down", &service::forced_down)};
  }
};

/// A host aggregate.
struct aggregate {
  std::string id, uuid, name;
  std::optional<std::string> availability_zone;
  std::vector<std::string> hosts;
  std::map<std::string, std::string> metadata;
  std::optional<json::timestamp> created_at, updated_at, deleted_at;
  bool deleted = false;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &aggregate::id).loosely(),
                       maybe("uuid", &aggregate::uuid),
                       maybe("name", &aggregate::name),
                       maybe("availability_zone", &aggregate::availability_zone),
                       maybe("hosts", &aggregate::hosts),
                       maybe("metadata", &aggregate::metadata),
                       maybe("created_at", &aggregate::created_at),
                       maybe("updated_at", &aggregate::updated_at),
                       maybe("deleted_at", &aggregate::deleted_at),
                       maybe("deleted", &aggregate::deleted)};
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

/// A service on a host of an availability zone.
struct zone_service {
  bool available = false, active = false;
  std::optional<json::timestamp> updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("available", &zone_service::available), maybe("active", &zone_service::active),
                       maybe("updated_at", &zone_service::updated_at)};
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

/// An availability zone with its hosts, and the services of each.
struct availability_zone_detail {
  std::string name;
  zone_state state;
  std::map<std::string, std::map<std::string, zone_service>> hosts;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("zoneName", &availability_zone_detail::name),
                       maybe("zoneState", &availability_zone_detail::state),
                       maybe("hosts", &availability_zone_detail::hosts)};
  }
};

/// A migration of a server.
struct migration {
  std::string id, uuid, status, migration_type, server_id;
  std::optional<std::string> source_compute, source_node, dest_compute, dest_host, dest_node, old_flavor_id,
      new_flavor_id, user_id, project_id;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &migration::id).loosely(),
                       maybe("uuid", &migration::uuid),
                       maybe("status", &migration::status),
                       maybe("migration_type", &migration::migration_type),
                       maybe("source_compute", &migration::source_compute),
                       maybe("source_node", &migration::source_node),
                       maybe("dest_compute", &migration::dest_compute),
                       maybe("dest_host", &migration::dest_host),
                       maybe("dest_node", &migration::dest_node),
                       maybe("instance_uuid", &migration::server_id),
                       maybe("old_instance_type_id", &migration::old_flavor_id).loosely(),
                       maybe("new_instance_type_id", &migration::new_flavor_id).loosely(),
                       maybe("user_id", &migration::user_id),
                       maybe("project_id", &migration::project_id),
                       maybe("created_at", &migration::created_at),
                       maybe("updated_at", &migration::updated_at)};
  }
};

/// Compute API v2.1, "List Hypervisors Details".
inline constexpr rest::resource<hypervisor> hypervisors{
    .service = "compute", .path = "/os-hypervisors/detail", .key = "hypervisors",
    .paging = rest::paging::linked("hypervisors_links"), .version = "2.79"};

/// Compute API v2.1, "List Compute Services".
inline constexpr rest::resource<service> services{
    .service = "compute", .path = "/os-services", .key = "services", .version = "2.79",
    .placeholder = [](const service& s) { return s.status == "UNKNOWN" && s.state.empty(); }};

/// Compute API v2.1, "List Aggregates".
inline constexpr rest::resource<aggregate> aggregates{
    .service = "compute", .path = "/os-aggregates", .key = "aggregates", .version = "2.79"};

/// Compute API v2.1, "Get Availability Zone Information".
inline constexpr rest::resource<availability_zone> availability_zones{
    .service = "compute", .path = "/os-availability-zone", .key = "availabilityZoneInfo", .version = "2.79"};

/// Compute API v2.1, "Get Detailed Availability Zone Information".
inline constexpr rest::resource<availability_zone_detail> availability_zone_details{
    .service = "compute", .path = "/os-availability-zone/detail", .key = "availabilityZoneInfo", .version = "2.79"};

/// Compute API v2.1, "List Migrations".
inline constexpr rest::resource<migration> migrations{.service = "compute",
                                                      .path = "/os-migrations",
                                                      .key = "migrations",
                                                      .paging = rest::paging::linked("migrations_links"),
                                                      .version = "2.79",
                                                      .since = "changes-since"};

}  // namespace compute
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_COMPUTE_HOSTS_HPP
