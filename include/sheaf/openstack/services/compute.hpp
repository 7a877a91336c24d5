// SPDX-License-Identifier: MIT
//
// compute.hpp: nova's lists and their records.
//
// Only what identifies an object is required: microversions and policies add members and take them away.

#ifndef SHEAF_OPENSTACK_SERVICES_COMPUTE_HPP
#define SHEAF_OPENSTACK_SERVICES_COMPUTE_HPP

#include <sheaf/json/record.hpp>
#include <sheaf/json/timestamp.hpp>
#include <sheaf/rest/resource.hpp>

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

/// Compute API, "List Servers Detailed"; microversion 2.79 (Train) is what every maintained release knows. Since 2.69 a cell
/// that is down gives rows that have an id and this status but no name.
inline constexpr rest::resource<server> servers{
    .service = "compute", .path = "/servers/detail", .key = "servers", .paging = rest::paging::linked("servers_links"),
    .version = "2.79", .placeholder = [](const server& s) { return s.status == "UNKNOWN" && s.name.empty(); }};

/// Compute API, "List Flavors With Details".
inline constexpr rest::resource<flavor> flavors{
    .service = "compute", .path = "/flavors/detail", .key = "flavors", .paging = rest::paging::linked("flavors_links"),
    .version = "2.79"};

}  // namespace compute
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_COMPUTE_HPP
