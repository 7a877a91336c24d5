// SPDX-License-Identifier: MIT
//
// servers.hpp: servers, whole and by name alone; and what one server has.

#ifndef SHEAF_OPENSTACK_SERVICES_COMPUTE_SERVERS_HPP
#define SHEAF_OPENSTACK_SERVICES_COMPUTE_SERVERS_HPP

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
namespace compute {

/// One address of a server on one network.
struct address {
  std::string addr;
  std::int64_t version = 0;  ///< 4 or 6
  std::string type;          ///< "fixed" or "floating"
  std::string mac;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("version", &address::version), maybe("addr", &address::addr),
                       maybe("OS-EXT-IPS:type", &address::type), maybe("OS-EXT-IPS-MAC:mac_addr", &address::mac)};
  }
};

/// The image a server was made from.
struct image_ref {
  std::string id;

  static constexpr auto fields() { return sheaf::json::member_list{sheaf::json::maybe("id", &image_ref::id)}; }
};

/// The flavor as a server carries it: by value, and below microversion 2.47 by id alone. original_name is its name when
/// the server was made.
struct server_flavor {
  std::string id, original_name;
  std::int64_t vcpus = 0, ram_mib = 0, disk_gib = 0, ephemeral_gib = 0, swap_mib = 0;
  std::map<std::string, std::string> extra_specs;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("id", &server_flavor::id),
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
    return member_list{maybe("id", &attached_volume::id),
                       maybe("delete_on_termination", &attached_volume::delete_on_termination)};
  }
};

/// A security group of a server, which nova knows by name.
struct security_group_name {
  std::string name;

  static constexpr auto fields() {
    return sheaf::json::member_list{sheaf::json::maybe("name", &security_group_name::name)};
  }
};

/// Why a server is in status ERROR.
struct server_fault {
  std::int64_t code = 0;
  std::string message;
  std::optional<json::timestamp> created;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("code", &server_fault::code), maybe("created", &server_fault::created),
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
  std::optional<std::string> host, hypervisor_hostname, instance_name,
      hostname;  ///< for those whom the policy lets see them
  std::vector<attached_volume> volumes;
  std::vector<security_group_name> security_groups;
  std::vector<std::string> tags;
  bool locked = false;
  std::optional<std::string> locked_reason;
  std::optional<std::vector<std::string>> trusted_image_certificates;
  std::optional<server_fault> fault;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &server::id),
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

/// A server by name alone; a cell that does not answer leaves the name out.
struct brief_server {
  std::string id, name;
  std::string status;  ///< "UNKNOWN" where its cell does not answer; empty otherwise

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &brief_server::id), maybe("name", &brief_server::name),
                       maybe("status", &brief_server::status)};
  }
};

/// A volume of a server. From microversion 2.89 it has attachment_id and bdm_uuid in the place of an id.
struct volume_attachment {
  std::string volume_id, server_id;
  std::optional<std::string> device, id, attachment_id, bdm_uuid, tag;
  std::optional<bool> delete_on_termination;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("volumeId", &volume_attachment::volume_id),
                       maybe("serverId", &volume_attachment::server_id),
                       maybe("device", &volume_attachment::device),
                       maybe("id", &volume_attachment::id),
                       maybe("attachment_id", &volume_attachment::attachment_id),
                       maybe("bdm_uuid", &volume_attachment::bdm_uuid),
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
    return member_list{
        field("request_id", &instance_action::request_id),   maybe("action", &instance_action::action),
        maybe("instance_uuid", &instance_action::server_id), maybe("user_id", &instance_action::user_id),
        maybe("project_id", &instance_action::project_id),   maybe("message", &instance_action::message),
        maybe("start_time", &instance_action::start_time),   maybe("updated_at", &instance_action::updated_at)};
  }
};

/// An address of an interface.
struct interface_ip {
  std::string ip_address, subnet_id;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("ip_address", &interface_ip::ip_address), maybe("subnet_id", &interface_ip::subnet_id)};
  }
};

/// A port that a server has.
struct interface {
  std::string port_id, net_id, mac_addr, port_state;
  std::vector<interface_ip> fixed_ips;
  std::optional<std::string> tag;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("port_id", &interface::port_id), maybe("net_id", &interface::net_id),
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
    return member_list{maybe("network", &network_addresses::network),
                       maybe("addresses", &network_addresses::addresses)};
  }
};

/// A security group of a server, as nova passes it on.
struct security_group {
  std::string id, name, description, project_id;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &security_group::id).loosely(), maybe("name", &security_group::name),
                       maybe("description", &security_group::description),
                       maybe("tenant_id", &security_group::project_id)};
  }
};

/// What people ask of servers. Below microversion 2.75 nova takes no notice of what somebody may not ask.
struct server_filters {
  static constexpr rest::filter<server, std::string_view> name{"name"};  ///< a regular expression
  static constexpr rest::filter<server, std::string_view> status{"status"};  ///< "ACTIVE", "ERROR", ...
  static constexpr rest::filter<server, std::string_view> image_id{"image"};  ///< never those that boot from a volume
  static constexpr rest::filter<server, std::string_view> flavor_id{"flavor"};
  static constexpr rest::filter<server, std::string_view> ip{"ip"};  ///< a regular expression
  static constexpr rest::filter<server, std::string_view> ip6{"ip6"};
  static constexpr rest::filter<server, std::string_view> host{"host"};  ///< for administrators
  static constexpr rest::filter<server, std::string_view> project_id{"project_id"};  ///< with all_projects
  static constexpr rest::filter<server, std::string_view> user_id{"user_id"};
  static constexpr rest::filter<server, bool> all_projects{"all_tenants"};  ///< for administrators
  static constexpr rest::filter<server, std::string_view> changed_before{"changes-before"};  ///< from microversion 2.66
  static constexpr rest::filter<server, std::string_view> tags{"tags"};  ///< all of them, with commas between
  static constexpr rest::filter<server, std::string_view> any_tag{"tags-any"};
  static constexpr rest::filter<server, bool> locked{"locked"};  ///< from microversion 2.73
};

/// Compute API, "List Servers Detailed"; microversion 2.79 (Train) is what every maintained release knows. Since 2.69 a
/// cell that is down gives rows that have an id and this status but no name.
inline constexpr rest::resource<server> servers{
    .service = "compute", .path = "/servers/detail", .key = "servers", .paging = rest::paging::linked("servers_links"),
    .version = "2.79", .sorting = rest::sorting::key_and_dir, .since = "changes-since",
    .placeholder = [](const server& s) { return s.status == "UNKNOWN" && s.name.empty(); }};

/// Compute API v2.1, "List Servers".
inline constexpr rest::resource<brief_server> brief_servers{
    .service = "compute", .path = "/servers", .key = "servers", .paging = rest::paging::linked("servers_links"),
    .version = "2.79", .sorting = rest::sorting::key_and_dir, .since = "changes-since",
    .placeholder = [](const brief_server& s) { return s.status == "UNKNOWN" && s.name.empty(); }};

/// Compute API v2.1, "List volume attachments for an instance".
inline constexpr rest::resource<volume_attachment> volume_attachments{
    .service = "compute", .path = "/servers/{server_id}/os-volume_attachments?limit=1000", .key = "volumeAttachments",
    .paging = rest::paging::offset(), .version = "2.79"};

/// Compute API v2.1, "List Actions For Server".
inline constexpr rest::resource<instance_action> instance_actions{
    .service = "compute", .path = "/servers/{server_id}/os-instance-actions", .key = "instanceActions",
    .paging = rest::paging::linked("links"), .version = "2.79", .since = "changes-since"};

/// Compute API v2.1, "List Port Interfaces".
inline constexpr rest::resource<interface> interfaces{.service = "compute",
                                                      .path = "/servers/{server_id}/os-interface",
                                                      .key = "interfaceAttachments",
                                                      .version = "2.79"};

/// Compute API v2.1, "List Ips".
inline constexpr rest::resource<network_addresses> addresses{
    .service = "compute", .path = "/servers/{server_id}/ips", .key = "addresses",
    .rows = rest::rows::keyed("network", "addresses"), .version = "2.79"};

/// Compute API v2.1, "List Security Groups By Server".
inline constexpr rest::resource<security_group> security_groups{.service = "compute",
                                                                .path = "/servers/{server_id}/os-security-groups",
                                                                .key = "security_groups",
                                                                .version = "2.79"};

}  // namespace compute
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_COMPUTE_SERVERS_HPP
