// SPDX-License-Identifier: MIT
//
// compute.hpp: nova's lists and their records.

#ifndef SHEAF_OPENSTACK_SERVICES_COMPUTE_HPP
#define SHEAF_OPENSTACK_SERVICES_COMPUTE_HPP

#include <sheaf/json/raw.hpp>
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
  std::string addr, type, mac;
  std::int64_t version = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("addr", &address::addr), maybe("version", &address::version),
                      maybe("OS-EXT-IPS:type", &address::type), maybe("OS-EXT-IPS-MAC:mac_addr", &address::mac)};
  }
};

/// The flavor as a server carries it: by id below microversion 2.47, by value from there on.
struct server_flavor {
  std::string id, original_name;
  std::int64_t vcpus = 0, ram_mib = 0, disk_gib = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("id", &server_flavor::id), maybe("original_name", &server_flavor::original_name),
                      maybe("vcpus", &server_flavor::vcpus), maybe("ram", &server_flavor::ram_mib),
                      maybe("disk", &server_flavor::disk_gib)};
  }
};

struct attached_volume {
  std::string id;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("id", &attached_volume::id)};
  }
};

/// A server. What a service or a policy leaves out keeps its default.
struct server {
  std::string id, name, status, tenant_id, user_id, host_id, key_name, availability_zone, host;
  std::optional<std::string> task_state, vm_state;
  json::timestamp created, updated;
  server_flavor flavor;
  json::raw image;  ///< an object with the image's id, or "" for a server that was booted from a volume
  std::map<std::string, std::vector<address>> addresses;
  std::map<std::string, std::string> metadata;
  std::vector<attached_volume> volumes;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &server::id),
                      maybe("name", &server::name),
                      maybe("status", &server::status),
                      maybe("tenant_id", &server::tenant_id),
                      maybe("user_id", &server::user_id),
                      maybe("metadata", &server::metadata),
                      maybe("hostId", &server::host_id),
                      maybe("image", &server::image),
                      maybe("flavor", &server::flavor),
                      maybe("created", &server::created),
                      maybe("updated", &server::updated),
                      maybe("addresses", &server::addresses),
                      maybe("key_name", &server::key_name),
                      maybe("OS-EXT-AZ:availability_zone", &server::availability_zone),
                      maybe("OS-EXT-SRV-ATTR:host", &server::host),
                      maybe("OS-EXT-STS:task_state", &server::task_state),
                      maybe("OS-EXT-STS:vm_state", &server::vm_state),
                      maybe("os-extended-volumes:volumes_attached", &server::volumes)};
  }
};

struct flavor {
  std::string id, name;
  std::int64_t vcpus = 0, ram_mib = 0, disk_gib = 0, ephemeral_gib = 0;
  std::optional<std::string> description;
  bool is_public = true;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &flavor::id),
                      maybe("name", &flavor::name),
                      maybe("ram", &flavor::ram_mib),
                      maybe("disk", &flavor::disk_gib),
                      maybe("vcpus", &flavor::vcpus),
                      maybe("OS-FLV-EXT-DATA:ephemeral", &flavor::ephemeral_gib),
                      maybe("os-flavor-access:is_public", &flavor::is_public),
                      maybe("description", &flavor::description)};
  }
};

/// Compute API, "List Servers Detailed"; 2.79 (Train) is what every maintained release knows.
inline constexpr rest::resource<server> servers{
    .service = "compute", .path = "/servers/detail", .key = "servers", .paging = rest::paging::linked("servers_links"), .version = "2.79"};

/// Compute API, "List Flavors With Details".
inline constexpr rest::resource<flavor> flavors{
    .service = "compute", .path = "/flavors/detail", .key = "flavors", .paging = rest::paging::linked("flavors_links"), .version = "2.79"};

}  // namespace compute
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_COMPUTE_HPP
