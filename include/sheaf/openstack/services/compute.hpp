// SPDX-License-Identifier: MIT
//
// compute.hpp: nova's lists and their records.
//
// Only what identifies an object is required: microversions and policies add members and take them away.

#ifndef SHEAF_OPENSTACK_SERVICES_COMPUTE_HPP
#define SHEAF_OPENSTACK_SERVICES_COMPUTE_HPP

#include <sheaf/json/raw.hpp>
#include <sheaf/json/record.hpp>
#include <sheaf/json/timestamp.hpp>
#include <sheaf/rest/resource.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace openstack {
namespace compute {

/// One address of a server on one network.
struct address {
  std::string addr;
  std::int64_t version = 0;  ///< 4 or 6
  std::string type;          ///< "fixed" or "floating"
  std::string mac;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("version", &address::version), maybe("addr", &address::addr),
                      maybe("OS-EXT-IPS:type", &address::type), maybe("OS-EXT-IPS-MAC:mac_addr", &address::mac)};
  }
};

/// The image a server was made from.
struct image_ref {
  std::string id;

  static constexpr auto fields() { return std::tuple{sheaf::json::maybe("id", &image_ref::id)}; }
};

/// The flavor as a server carries it: by value, and below microversion 2.47 by id alone. original_name is its name when the
/// server was made.
struct server_flavor {
  std::string id, original_name;
  std::int64_t vcpus = 0, ram_mib = 0, disk_gib = 0, ephemeral_gib = 0, swap_mib = 0;
  std::map<std::string, std::string> extra_specs;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("id", &server_flavor::id),
                      maybe("vcpus", &server_flavor::vcpus),
                      maybe("ram", &server_flavor::ram_mib),
                      maybe("disk", &server_flavor::disk_gib),
                      maybe("ephemeral", &server_flavor::ephemeral_gib),
                      maybe("swap", &server_flavor::swap_mib),
                      maybe("original_name", &server_flavor::original_name),
                      maybe("extra_specs", &server_flavor::extra_specs)};
  }
};

struct attached_volume {
  std::string id;
  bool delete_on_termination = false;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("id", &attached_volume::id), maybe("delete_on_termination", &attached_volume::delete_on_termination)};
  }
};

/// A security group of a server, which nova knows by name.
struct security_group_name {
  std::string name;

  static constexpr auto fields() { return std::tuple{sheaf::json::maybe("name", &security_group_name::name)}; }
};

/// Why a server is in status ERROR.
struct server_fault {
  std::int64_t code = 0;
  std::string message;
  std::optional<json::timestamp> created;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("code", &server_fault::code), maybe("created", &server_fault::created),
                      maybe("message", &server_fault::message)};
  }
};

/// A server.
struct server {
  std::string id, name;
  std::string status;  ///< "ACTIVE", "BUILD", "ERROR", ...; "UNKNOWN" where its cell does not answer
  std::string project_id, user_id;
  std::string host_id;               ///< the same for servers of this project on one host
  std::optional<image_ref> image;    ///< nothing where it was booted from a volume
  server_flavor flavor;
  std::map<std::string, std::vector<address>> addresses;  ///< by the network's name
  std::map<std::string, std::string> metadata;
  std::optional<json::timestamp> created, updated, launched_at, terminated_at;
  std::string access_ipv4, access_ipv6;
  std::optional<std::string> key_name, description, task_state, vm_state;
  std::optional<std::int64_t> power_state;  ///< 0 none, 1 running, 3 paused, 4 shut down, 6 crashed, 7 suspended
  std::optional<std::int64_t> progress;     ///< percent
  std::string availability_zone, disk_config;
  std::string config_drive;  ///< "True" or empty
  std::optional<std::string> host, hypervisor_hostname, instance_name, hostname;  ///< for those whom the policy lets see them
  std::vector<attached_volume> volumes;
  std::vector<security_group_name> security_groups;
  std::vector<std::string> tags;
  bool locked = false;
  std::optional<std::string> locked_reason;
  std::optional<std::vector<std::string>> trusted_image_certificates;
  std::optional<server_fault> fault;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &server::id),
                      maybe("name", &server::name),
                      maybe("status", &server::status),
                      maybe("tenant_id", &server::project_id),
                      maybe("user_id", &server::user_id),
                      maybe("metadata", &server::metadata),
                      maybe("hostId", &server::host_id),
                      maybe("image", &server::image),
                      maybe("flavor", &server::flavor),
                      maybe("created", &server::created),
                      maybe("updated", &server::updated),
                      maybe("addresses", &server::addresses),
                      maybe("accessIPv4", &server::access_ipv4),
                      maybe("accessIPv6", &server::access_ipv6),
                      maybe("OS-DCF:diskConfig", &server::disk_config),
                      maybe("progress", &server::progress),
                      maybe("fault", &server::fault),
                      maybe("OS-EXT-AZ:availability_zone", &server::availability_zone),
                      maybe("config_drive", &server::config_drive),
                      maybe("key_name", &server::key_name),
                      maybe("OS-SRV-USG:launched_at", &server::launched_at),
                      maybe("OS-SRV-USG:terminated_at", &server::terminated_at),
                      maybe("OS-EXT-SRV-ATTR:host", &server::host),
                      maybe("OS-EXT-SRV-ATTR:instance_name", &server::instance_name),
                      maybe("OS-EXT-SRV-ATTR:hypervisor_hostname", &server::hypervisor_hostname),
                      maybe("OS-EXT-SRV-ATTR:hostname", &server::hostname),
                      maybe("OS-EXT-STS:task_state", &server::task_state),
                      maybe("OS-EXT-STS:vm_state", &server::vm_state),
                      maybe("OS-EXT-STS:power_state", &server::power_state),
                      maybe("os-extended-volumes:volumes_attached", &server::volumes),
                      maybe("locked", &server::locked),
                      maybe("locked_reason", &server::locked_reason),
                      maybe("description", &server::description),
                      maybe("tags", &server::tags),
                      maybe("trusted_image_certificates", &server::trusted_image_certificates),
                      maybe("security_groups", &server::security_groups)};
  }
};

/// A flavor. Its id may be any text.
struct flavor {
  std::string id, name;
  std::int64_t vcpus = 0, ram_mib = 0, disk_gib = 0, ephemeral_gib = 0;
  std::optional<std::int64_t> swap_mib;  ///< nothing where there is none, below microversion 2.75
  double rxtx_factor = 1;
  bool is_public = true, disabled = false;
  std::optional<std::string> description;
  std::map<std::string, std::string> extra_specs;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &flavor::id),
                      maybe("name", &flavor::name),
                      maybe("ram", &flavor::ram_mib),
                      maybe("disk", &flavor::disk_gib),
                      maybe("swap", &flavor::swap_mib),
                      maybe("OS-FLV-EXT-DATA:ephemeral", &flavor::ephemeral_gib),
                      maybe("OS-FLV-DISABLED:disabled", &flavor::disabled),
                      maybe("vcpus", &flavor::vcpus),
                      maybe("os-flavor-access:is_public", &flavor::is_public),
                      maybe("rxtx_factor", &flavor::rxtx_factor),
                      maybe("description", &flavor::description),
                      maybe("extra_specs", &flavor::extra_specs)};
  }
};

/// A server by name alone; a cell that does not answer leaves the name out.
struct brief_server {
  std::string id, name;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &brief_server::id), maybe("name", &brief_server::name)};
  }
};

/// A flavor by name alone.
struct brief_flavor {
  std::string id, name;
  std::optional<std::string> description;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &brief_flavor::id), maybe("name", &brief_flavor::name),
                      maybe("description", &brief_flavor::description)};
  }
};

/// A key pair, which its name identifies.
struct keypair {
  std::string name, fingerprint, public_key, type, user_id;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("name", &keypair::name), maybe("fingerprint", &keypair::fingerprint),
                      maybe("public_key", &keypair::public_key), maybe("type", &keypair::type),
                      maybe("user_id", &keypair::user_id)};
  }
};

/// The compute service on a hypervisor.
struct hypervisor_service {
  std::string id, host;
  std::optional<std::string> disabled_reason;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("id", &hypervisor_service::id).loosely(), maybe("host", &hypervisor_service::host),
                      maybe("disabled_reason", &hypervisor_service::disabled_reason)};
  }
};

/// A server on a hypervisor.
struct hypervisor_server {
  std::string uuid, name;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("uuid", &hypervisor_server::uuid), maybe("name", &hypervisor_server::name)};
  }
};

/// A hypervisor. Its id is a number below microversion 2.53 and a UUID from there; what it uses is told below 2.88 only.
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
    return std::tuple{field("id", &hypervisor::id).loosely(), maybe("hypervisor_hostname", &hypervisor::hostname),
                      maybe("hypervisor_type", &hypervisor::type), maybe("status", &hypervisor::status),
                      maybe("state", &hypervisor::state), maybe("host_ip", &hypervisor::host_ip),
                      maybe("hypervisor_version", &hypervisor::version).loosely(), maybe("vcpus", &hypervisor::vcpus).loosely(),
                      maybe("vcpus_used", &hypervisor::vcpus_used).loosely(),
                      maybe("memory_mb", &hypervisor::memory_mib).loosely(),
                      maybe("memory_mb_used", &hypervisor::memory_mib_used).loosely(),
                      maybe("free_ram_mb", &hypervisor::free_ram_mib).loosely(),
                      maybe("local_gb", &hypervisor::local_gib).loosely(),
                      maybe("local_gb_used", &hypervisor::local_gib_used).loosely(),
                      maybe("free_disk_gb", &hypervisor::free_disk_gib).loosely(),
                      maybe("disk_available_least", &hypervisor::disk_available_least).loosely(),
                      maybe("current_workload", &hypervisor::current_workload).loosely(),
                      maybe("running_vms", &hypervisor::running_vms).loosely(), maybe("service", &hypervisor::service),
                      maybe("uptime", &hypervisor::uptime), maybe("servers", &hypervisor::servers),
                      maybe("cpu_info", &hypervisor::cpu_info)};
  }
};

/// One of nova's own services. Its id is a number below microversion 2.53; of a cell that does not answer, binary, host and
/// status are all there is.
struct service {
  std::string id, binary, host, status, state, zone;
  std::optional<std::string> disabled_reason;
  std::optional<json::timestamp> updated_at;
  bool forced_down = false;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("id", &service::id).loosely(), field("binary", &service::binary), maybe("host", &service::host),
                      maybe("status", &service::status), maybe("state", &service::state), maybe("zone", &service::zone),
                      maybe("disabled_reason", &service::disabled_reason), maybe("updated_at", &service::updated_at),
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
    return std::tuple{field("id", &aggregate::id).loosely(), maybe("uuid", &aggregate::uuid), maybe("name", &aggregate::name),
                      maybe("availability_zone", &aggregate::availability_zone), maybe("hosts", &aggregate::hosts),
                      maybe("metadata", &aggregate::metadata), maybe("created_at", &aggregate::created_at),
                      maybe("updated_at", &aggregate::updated_at), maybe("deleted_at", &aggregate::deleted_at),
                      maybe("deleted", &aggregate::deleted)};
  }
};

/// Whether an availability zone can be used.
struct zone_state {
  bool available = false;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("available", &zone_state::available)};
  }
};

/// A service on a host of an availability zone.
struct zone_service {
  bool available = false, active = false;
  std::optional<json::timestamp> updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("available", &zone_service::available), maybe("active", &zone_service::active),
                      maybe("updated_at", &zone_service::updated_at)};
  }
};

/// An availability zone.
struct availability_zone {
  std::string name;
  zone_state state;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("zoneName", &availability_zone::name), maybe("zoneState", &availability_zone::state)};
  }
};

/// An availability zone with its hosts, and the services of each.
struct availability_zone_detail {
  std::string name;
  zone_state state;
  std::map<std::string, std::map<std::string, zone_service>> hosts;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("zoneName", &availability_zone_detail::name), maybe("zoneState", &availability_zone_detail::state),
                      maybe("hosts", &availability_zone_detail::hosts)};
  }
};

/// What an anti-affinity group allows.
struct server_group_rules {
  std::optional<std::int64_t> max_server_per_host;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("max_server_per_host", &server_group_rules::max_server_per_host).loosely()};
  }
};

/// A server group. Below microversion 2.64 it has policies, from there one policy with rules.
struct server_group {
  std::string id, name, project_id, user_id;
  std::optional<std::string> policy;
  std::vector<std::string> policies, members;
  server_group_rules rules;
  std::map<std::string, std::string> metadata;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &server_group::id), maybe("name", &server_group::name), maybe("policy", &server_group::policy),
                      maybe("policies", &server_group::policies), maybe("rules", &server_group::rules),
                      maybe("members", &server_group::members), maybe("metadata", &server_group::metadata),
                      maybe("project_id", &server_group::project_id), maybe("user_id", &server_group::user_id)};
  }
};

/// A migration of a server.
struct migration {
  std::string id, uuid, status, migration_type, server_id;
  std::optional<std::string> source_compute, source_node, dest_compute, dest_host, dest_node, old_flavor_id, new_flavor_id,
      user_id, project_id;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &migration::id).loosely(), maybe("uuid", &migration::uuid),
                      maybe("status", &migration::status), maybe("migration_type", &migration::migration_type),
                      maybe("source_compute", &migration::source_compute), maybe("source_node", &migration::source_node),
                      maybe("dest_compute", &migration::dest_compute), maybe("dest_host", &migration::dest_host),
                      maybe("dest_node", &migration::dest_node), maybe("instance_uuid", &migration::server_id),
                      maybe("old_instance_type_id", &migration::old_flavor_id).loosely(),
                      maybe("new_instance_type_id", &migration::new_flavor_id).loosely(), maybe("user_id", &migration::user_id),
                      maybe("project_id", &migration::project_id), maybe("created_at", &migration::created_at),
                      maybe("updated_at", &migration::updated_at)};
  }
};

/// A volume of a server. From microversion 2.89 it has attachment_id and bdm_uuid in the place of an id.
struct volume_attachment {
  std::string volume_id, server_id;
  std::optional<std::string> device, id, attachment_id, bdm_uuid, tag;
  std::optional<bool> delete_on_termination;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("volumeId", &volume_attachment::volume_id), maybe("serverId", &volume_attachment::server_id),
                      maybe("device", &volume_attachment::device), maybe("id", &volume_attachment::id),
                      maybe("attachment_id", &volume_attachment::attachment_id), maybe("bdm_uuid", &volume_attachment::bdm_uuid),
                      maybe("tag", &volume_attachment::tag),
                      maybe("delete_on_termination", &volume_attachment::delete_on_termination)};
  }
};

/// What was done with a server.
struct instance_action {
  std::string request_id, action, server_id;
  std::optional<std::string> user_id, project_id, message;
  std::optional<json::timestamp> start_time, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("request_id", &instance_action::request_id), maybe("action", &instance_action::action),
                      maybe("instance_uuid", &instance_action::server_id), maybe("user_id", &instance_action::user_id),
                      maybe("project_id", &instance_action::project_id), maybe("message", &instance_action::message),
                      maybe("start_time", &instance_action::start_time), maybe("updated_at", &instance_action::updated_at)};
  }
};

/// An address of an interface.
struct interface_ip {
  std::string ip_address, subnet_id;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("ip_address", &interface_ip::ip_address), maybe("subnet_id", &interface_ip::subnet_id)};
  }
};

/// A port that a server has.
struct interface {
  std::string port_id, net_id, mac_addr, port_state;
  std::vector<interface_ip> fixed_ips;
  std::optional<std::string> tag;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("port_id", &interface::port_id), maybe("net_id", &interface::net_id),
                      maybe("mac_addr", &interface::mac_addr), maybe("port_state", &interface::port_state),
                      maybe("fixed_ips", &interface::fixed_ips), maybe("tag", &interface::tag)};
  }
};

/// A server's addresses on one network.
struct network_addresses {
  std::string network;
  std::vector<address> addresses;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("network", &network_addresses::network), maybe("addresses", &network_addresses::addresses)};
  }
};

/// What one server used.
struct server_usage {
  std::string instance_id, name, state, flavor, project_id;
  double hours = 0, vcpus = 0, memory_mib = 0, local_gib = 0, uptime = 0;
  std::optional<json::timestamp> started_at, ended_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("instance_id", &server_usage::instance_id), maybe("name", &server_usage::name),
                      maybe("state", &server_usage::state), maybe("hours", &server_usage::hours).loosely(),
                      maybe("flavor", &server_usage::flavor), maybe("vcpus", &server_usage::vcpus).loosely(),
                      maybe("memory_mb", &server_usage::memory_mib).loosely(),
                      maybe("local_gb", &server_usage::local_gib).loosely(), maybe("uptime", &server_usage::uptime).loosely(),
                      maybe("started_at", &server_usage::started_at), maybe("ended_at", &server_usage::ended_at),
                      maybe("tenant_id", &server_usage::project_id)};
  }
};

/// What a project used. A project may come on several pages, each with some of its servers: see total_usages.
struct project_usage {
  std::string project_id;
  std::optional<json::timestamp> start, stop;
  double total_hours = 0, total_local_gib_hours = 0, total_memory_mib_hours = 0, total_vcpu_hours = 0;
  std::vector<server_usage> server_usages;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("tenant_id", &project_usage::project_id), maybe("start", &project_usage::start),
                      maybe("stop", &project_usage::stop), maybe("total_hours", &project_usage::total_hours).loosely(),
                      maybe("total_local_gb_usage", &project_usage::total_local_gib_hours).loosely(),
                      maybe("total_memory_mb_usage", &project_usage::total_memory_mib_hours).loosely(),
                      maybe("total_vcpus_usage", &project_usage::total_vcpu_hours).loosely(),
                      maybe("server_usages", &project_usage::server_usages)};
  }
};

/// One row for each project, in the order in which they came: nova pages usages by server, so that a project may come again.
[[nodiscard]] inline std::vector<project_usage> total_usages(const std::vector<project_usage>& rows) {
  std::vector<project_usage> out;
  for (const project_usage& row : rows) {
    const auto same = std::find_if(out.begin(), out.end(), [&](const project_usage& known) { return known.project_id == row.project_id; });
    if (same == out.end()) {
      out.push_back(row);
      continue;
    }
    same->total_hours += row.total_hours;
    same->total_local_gib_hours += row.total_local_gib_hours;
    same->total_memory_mib_hours += row.total_memory_mib_hours;
    same->total_vcpu_hours += row.total_vcpu_hours;
    same->server_usages.insert(same->server_usages.end(), row.server_usages.begin(), row.server_usages.end());
  }
  return out;
}

/// A project's limits and what it uses of them; -1 is no limit. Newer microversions leave some out.
struct limits {
  std::optional<std::int64_t> max_instances, max_cores, max_ram_mib, max_keypairs, max_server_groups, max_server_group_members,
      max_server_metadata, max_image_metadata, instances_used, cores_used, ram_mib_used, server_groups_used;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("maxTotalInstances", &limits::max_instances), maybe("maxTotalCores", &limits::max_cores),
                      maybe("maxTotalRAMSize", &limits::max_ram_mib), maybe("maxTotalKeypairs", &limits::max_keypairs),
                      maybe("maxServerGroups", &limits::max_server_groups),
                      maybe("maxServerGroupMembers", &limits::max_server_group_members),
                      maybe("maxServerMeta", &limits::max_server_metadata), maybe("maxImageMeta", &limits::max_image_metadata),
                      maybe("totalInstancesUsed", &limits::instances_used), maybe("totalCoresUsed", &limits::cores_used),
                      maybe("totalRAMUsed", &limits::ram_mib_used), maybe("totalServerGroupsUsed", &limits::server_groups_used)};
  }
};

/// A project's quota for one thing; -1 is no limit. What is used is told by quota_details only.
struct quota {
  std::string resource;
  std::int64_t limit = 0, in_use = 0, reserved = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("resource", &quota::resource), maybe("limit", &quota::limit).loosely(),
                      maybe("in_use", &quota::in_use).loosely(), maybe("reserved", &quota::reserved).loosely()};
  }
};

/// A security group of a server, as nova passes it on.
struct security_group {
  std::string id, name, description, project_id;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &security_group::id).loosely(), maybe("name", &security_group::name),
                      maybe("description", &security_group::description), maybe("tenant_id", &security_group::project_id)};
  }
};

/// Compute API, "List Servers Detailed"; microversion 2.79 (Train) is what every maintained release knows. Since 2.69 a cell
/// that is down gives rows that have an id and this status but no name.
inline constexpr rest::resource<server> servers{
    .service = "compute", .path = "/servers/detail", .key = "servers", .paging = rest::paging::linked("servers_links"),
    .version = "2.79", .oldest = "2.1", .sorting = rest::sorting::key_and_dir, .since = "changes-since",
    .placeholder = [](const server& s) { return s.status == "UNKNOWN" && s.name.empty(); }};

/// Compute API, "List Flavors With Details".
inline constexpr rest::resource<flavor> flavors{
    .service = "compute", .path = "/flavors/detail", .key = "flavors", .paging = rest::paging::linked("flavors_links"),
    .version = "2.79", .oldest = "2.1", .sorting = rest::sorting::key_and_dir, .since = "changes-since"};

/// Compute API v2.1, "List Servers".
inline constexpr rest::resource<brief_server> brief_servers{
    .service = "compute", .path = "/servers", .key = "servers", .paging = rest::paging::linked("servers_links"),
    .version = "2.79", .oldest = "2.1", .sorting = rest::sorting::key_and_dir, .since = "changes-since"};

/// Compute API v2.1, "List Flavors".
inline constexpr rest::resource<brief_flavor> brief_flavors{
    .service = "compute", .path = "/flavors", .key = "flavors", .paging = rest::paging::linked("flavors_links"),
    .version = "2.79", .oldest = "2.1", .sorting = rest::sorting::key_and_dir};

/// Compute API v2.1, "List Keypairs".
inline constexpr rest::resource<keypair> keypairs{
    .service = "compute", .path = "/os-keypairs", .key = "keypairs", .rows = rest::rows::wrapped("keypair"),
    .paging = rest::paging::linked("keypairs_links"), .version = "2.79", .oldest = "2.1"};

/// Compute API v2.1, "List Hypervisors Details".
inline constexpr rest::resource<hypervisor> hypervisors{
    .service = "compute", .path = "/os-hypervisors/detail", .key = "hypervisors",
    .paging = rest::paging::linked("hypervisors_links"), .version = "2.79", .oldest = "2.1"};

/// Compute API v2.1, "List Compute Services".
inline constexpr rest::resource<service> services{
    .service = "compute", .path = "/os-services", .key = "services", .version = "2.79", .oldest = "2.1",
    .placeholder = [](const service& s) { return s.status == "UNKNOWN" && s.state.empty(); }};

/// Compute API v2.1, "List Aggregates".
inline constexpr rest::resource<aggregate> aggregates{
    .service = "compute", .path = "/os-aggregates", .key = "aggregates", .version = "2.79", .oldest = "2.1"};

/// Compute API v2.1, "Get Availability Zone Information".
inline constexpr rest::resource<availability_zone> availability_zones{
    .service = "compute", .path = "/os-availability-zone", .key = "availabilityZoneInfo", .version = "2.79", .oldest = "2.1"};

/// Compute API v2.1, "Get Detailed Availability Zone Information".
inline constexpr rest::resource<availability_zone_detail> availability_zone_details{
    .service = "compute", .path = "/os-availability-zone/detail", .key = "availabilityZoneInfo", .version = "2.79",
    .oldest = "2.1"};

/// Compute API v2.1, "List Server Groups".
inline constexpr rest::resource<server_group> server_groups{
    .service = "compute", .path = "/os-server-groups?limit=1000", .key = "server_groups", .paging = rest::paging::offset(),
    .version = "2.79", .oldest = "2.1"};

/// Compute API v2.1, "List Migrations".
inline constexpr rest::resource<migration> migrations{
    .service = "compute", .path = "/os-migrations", .key = "migrations", .paging = rest::paging::linked("migrations_links"),
    .version = "2.79", .oldest = "2.1", .since = "changes-since"};

/// Compute API v2.1, "List volume attachments for an instance".
inline constexpr rest::resource<volume_attachment> volume_attachments{
    .service = "compute", .path = "/servers/{server_id}/os-volume_attachments?limit=1000", .key = "volumeAttachments",
    .paging = rest::paging::offset(), .version = "2.79", .oldest = "2.1"};

/// Compute API v2.1, "List Actions For Server".
inline constexpr rest::resource<instance_action> instance_actions{
    .service = "compute", .path = "/servers/{server_id}/os-instance-actions", .key = "instanceActions",
    .paging = rest::paging::linked("links"), .version = "2.79", .oldest = "2.1", .since = "changes-since"};

/// Compute API v2.1, "List Port Interfaces".
inline constexpr rest::resource<interface> interfaces{
    .service = "compute", .path = "/servers/{server_id}/os-interface", .key = "interfaceAttachments", .version = "2.79",
    .oldest = "2.1"};

/// Compute API v2.1, "List Ips".
inline constexpr rest::resource<network_addresses> addresses{
    .service = "compute", .path = "/servers/{server_id}/ips", .key = "addresses",
    .rows = rest::rows::keyed("network", "addresses"), .version = "2.79", .oldest = "2.1"};

/// Compute API v2.1, "List Tenant Usage Statistics For All Tenants".
inline constexpr rest::resource<project_usage> usages{
    .service = "compute", .path = "/os-simple-tenant-usage?detailed=1", .key = "tenant_usages",
    .paging = rest::paging::linked("tenant_usages_links"), .version = "2.79", .oldest = "2.1"};

/// Compute API v2.1, "Show Rate And Absolute Limits".
inline constexpr rest::resource<limits> absolute_limits{
    .service = "compute", .path = "/limits", .key = "limits.absolute", .rows = rest::rows::single(), .version = "2.79",
    .oldest = "2.1"};

/// Compute API v2.1, "Show A Quota".
inline constexpr rest::resource<quota> quotas{
    .service = "compute", .path = "/os-quota-sets/{project_id}", .key = "quota_set",
    .rows = rest::rows::keyed("resource", "limit"), .version = "2.79", .oldest = "2.1"};

/// Compute API v2.1, "Show The Detail of Quota".
inline constexpr rest::resource<quota> quota_details{
    .service = "compute", .path = "/os-quota-sets/{project_id}/detail", .key = "quota_set",
    .rows = rest::rows::keyed("resource", "limit"), .version = "2.79", .oldest = "2.1"};

/// Compute API v2.1, "List Security Groups By Server".
inline constexpr rest::resource<security_group> security_groups{
    .service = "compute", .path = "/servers/{server_id}/os-security-groups", .key = "security_groups", .version = "2.79",
    .oldest = "2.1"};

}  // namespace compute
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_COMPUTE_HPP
