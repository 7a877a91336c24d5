// SPDX-License-Identifier: MIT
//
// baremetal.hpp: ironic's lists and their records.
//
// Nodes have a UUID for an id. `projected_nodes` asks for the record's members only; `nodes` for whatever there is.
//
// Only what identifies an object is required: versions and policies add members and take them away.

#ifndef SHEAF_OPENSTACK_SERVICES_BAREMETAL_HPP
#define SHEAF_OPENSTACK_SERVICES_BAREMETAL_HPP

#include <sheaf/json/record.hpp>
#include <sheaf/json/timestamp.hpp>
#include <sheaf/rest/resource.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace openstack {
namespace baremetal {

/// What a node is said to have.
struct node_properties {
  std::optional<std::int64_t> cpus, memory_mib, local_gib;
  std::optional<std::string> cpu_arch, capabilities;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{
        maybe("cpus", &node_properties::cpus).loosely(), maybe("memory_mb", &node_properties::memory_mib).loosely(),
        maybe("local_gb", &node_properties::local_gib).loosely(), maybe("cpu_arch", &node_properties::cpu_arch),
        maybe("capabilities", &node_properties::capabilities)};
  }
};

/// A node. Before microversion 1.2 ironic gives null for a provision_state of "available".
struct node {
  std::string uuid, driver;
  std::optional<std::string> name, provision_state, target_provision_state, power_state, target_power_state,
      maintenance_reason, fault, last_error, reservation, instance_uuid, chassis_uuid, allocation_uuid, resource_class,
      conductor, conductor_group, owner, lessee, description;
  bool maintenance = false, protected_from_undeploy = false, retired = false, console_enabled = false;
  node_properties properties;
  std::vector<std::string> traits;
  std::optional<json::timestamp> created_at, updated_at, provision_updated_at, inspection_started_at,
      inspection_finished_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("uuid", &node::uuid),
                       maybe("name", &node::name),
                       maybe("driver", &node::driver),
                       maybe("provision_state", &node::provision_state),
                       maybe("target_provision_state", &node::target_provision_state),
                       maybe("power_state", &node::power_state),
                       maybe("target_power_state", &node::target_power_state),
                       maybe("maintenance", &node::maintenance),
                       maybe("maintenance_reason", &node::maintenance_reason),
                       maybe("fault", &node::fault),
                       maybe("last_error", &node::last_error),
                       maybe("reservation", &node::reservation),
                       maybe("instance_uuid", &node::instance_uuid),
                       maybe("chassis_uuid", &node::chassis_uuid),
                       maybe("allocation_uuid", &node::allocation_uuid),
                       maybe("resource_class", &node::resource_class),
                       maybe("conductor", &node::conductor),
                       maybe("conductor_group", &node::conductor_group),
                       maybe("owner", &node::owner),
                       maybe("lessee", &node::lessee),
                       maybe("description", &node::description),
                       maybe("protected", &node::protected_from_undeploy),
                       maybe("retired", &node::retired),
                       maybe("console_enabled", &node::console_enabled),
                       maybe("properties", &node::properties),
                       maybe("traits", &node::traits),
                       maybe("created_at", &node::created_at),
                       maybe("updated_at", &node::updated_at),
                       maybe("provision_updated_at", &node::provision_updated_at),
                       maybe("inspection_started_at", &node::inspection_started_at),
                       maybe("inspection_finished_at", &node::inspection_finished_at)};
  }
};

/// Where a port is connected to.
struct link_connection {
  std::optional<std::string> switch_id, port_id, switch_info;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("switch_id", &link_connection::switch_id), maybe("port_id", &link_connection::port_id),
                       maybe("switch_info", &link_connection::switch_info)};
  }
};

/// A network port of a node.
struct port {
  std::string uuid, address;
  std::optional<std::string> node_uuid, portgroup_uuid, physical_network;
  bool pxe_enabled = true, is_smartnic = false;
  link_connection local_link_connection;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("uuid", &port::uuid),
                       maybe("address", &port::address),
                       maybe("node_uuid", &port::node_uuid),
                       maybe("portgroup_uuid", &port::portgroup_uuid),
                       maybe("pxe_enabled", &port::pxe_enabled),
                       maybe("physical_network", &port::physical_network),
                       maybe("local_link_connection", &port::local_link_connection),
                       maybe("is_smartnic", &port::is_smartnic),
                       maybe("created_at", &port::created_at),
                       maybe("updated_at", &port::updated_at)};
  }
};

/// Ports that are bonded.
struct port_group {
  std::string uuid;
  std::optional<std::string> name, address, node_uuid, mode;
  bool standalone_ports_supported = false;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("uuid", &port_group::uuid),
                       maybe("name", &port_group::name),
                       maybe("address", &port_group::address),
                       maybe("node_uuid", &port_group::node_uuid),
                       maybe("mode", &port_group::mode),
                       maybe("standalone_ports_supported", &port_group::standalone_ports_supported),
                       maybe("created_at", &port_group::created_at),
                       maybe("updated_at", &port_group::updated_at)};
  }
};

/// What nodes are in.
struct chassis_record {
  std::string uuid;
  std::optional<std::string> description;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("uuid", &chassis_record::uuid), maybe("description", &chassis_record::description),
                       maybe("created_at", &chassis_record::created_at),
                       maybe("updated_at", &chassis_record::updated_at)};
  }
};

/// A node that was asked for.
struct allocation {
  std::string uuid;
  std::optional<std::string> name, node_uuid, owner, state, resource_class, last_error;
  std::vector<std::string> traits, candidate_nodes;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("uuid", &allocation::uuid),
                       maybe("name", &allocation::name),
                       maybe("node_uuid", &allocation::node_uuid),
                       maybe("owner", &allocation::owner),
                       maybe("state", &allocation::state),
                       maybe("resource_class", &allocation::resource_class),
                       maybe("last_error", &allocation::last_error),
                       maybe("traits", &allocation::traits),
                       maybe("candidate_nodes", &allocation::candidate_nodes),
                       maybe("created_at", &allocation::created_at),
                       maybe("updated_at", &allocation::updated_at)};
  }
};

/// A conductor of ironic's.
struct conductor {
  std::string hostname;
  std::optional<std::string> conductor_group;
  bool alive = false;
  std::vector<std::string> drivers;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("hostname", &conductor::hostname), maybe("conductor_group", &conductor::conductor_group),
                       maybe("alive", &conductor::alive), maybe("drivers", &conductor::drivers),
                       maybe("created_at", &conductor::created_at), maybe("updated_at", &conductor::updated_at)};
  }
};

/// A driver, which its name identifies.
struct driver {
  std::string name;
  std::optional<std::string> type;
  std::vector<std::string> hosts;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("name", &driver::name), maybe("type", &driver::type), maybe("hosts", &driver::hosts)};
  }
};

/// How nodes of a trait are deployed.
struct deploy_template {
  std::string uuid, name;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("uuid", &deploy_template::uuid), maybe("name", &deploy_template::name),
                       maybe("created_at", &deploy_template::created_at),
                       maybe("updated_at", &deploy_template::updated_at)};
  }
};

/// Bare Metal API v1, "List Nodes Detailed".
inline constexpr rest::resource<node> nodes{.service = "baremetal",
                                            .path = "/nodes/detail?limit=1000",
                                            .key = "nodes",
                                            .paging = rest::paging::next_link("next"),
                                            .version = "1.65",
                                            .sorting = rest::sorting::key_and_dir};

/// Bare Metal API v1, "List Nodes". A version that does not know one of the members that are asked for refuses them
/// all.
inline constexpr rest::resource<node> projected_nodes{
    .service = "baremetal", .path = "/nodes?limit=1000", .key = "nodes", .paging = rest::paging::next_link("next"),
    .version = "1.65..1.65", .projection = rest::projection::joined("fields"),
    .sorting = rest::sorting::key_and_dir};

/// Bare Metal API v1, "List Detailed Ports".
inline constexpr rest::resource<port> ports{.service = "baremetal",
                                            .path = "/ports/detail?limit=1000",
                                            .key = "ports",
                                            .paging = rest::paging::next_link("next"),
                                            .version = "1.58",
                                            .sorting = rest::sorting::key_and_dir};

/// Bare Metal API v1, "List Portgroups".
inline constexpr rest::resource<port_group> port_groups{.service = "baremetal",
                                                        .path = "/portgroups?limit=1000",
                                                        .key = "portgroups",
                                                        .paging = rest::paging::next_link("next"),
                                                        .version = "1.26..1.58",
                                                        .projection = rest::projection::joined("fields"),
                                                        .sorting = rest::sorting::key_and_dir};

/// Bare Metal API v1, "List chassis".
inline constexpr rest::resource<chassis_record> chassis{
    .service = "baremetal", .path = "/chassis?limit=1000", .key = "chassis", .paging = rest::paging::next_link("next"),
    .version = "1.8..1.58", .projection = rest::projection::joined("fields"),
    .sorting = rest::sorting::key_and_dir};

/// Bare Metal API v1, "List Allocations".
inline constexpr rest::resource<allocation> allocations{.service = "baremetal",
                                                        .path = "/allocations?limit=1000",
                                                        .key = "allocations",
                                                        .paging = rest::paging::next_link("next"),
                                                        .version = "1.52..1.58",
                                                        .sorting = rest::sorting::key_and_dir};

/// Bare Metal API v1, "List Conductors".
inline constexpr rest::resource<conductor> conductors{
    .service = "baremetal", .path = "/conductors?detail=true&limit=1000", .key = "conductors",
    .paging = rest::paging::next_link("next"), .version = "1.49..1.58", .sorting = rest::sorting::key_and_dir};

/// Bare Metal API v1, "List drivers".
inline constexpr rest::resource<driver> drivers{
    .service = "baremetal", .path = "/drivers", .key = "drivers", .version = "1.58"};

/// Bare Metal API v1, "List Deploy Templates".
inline constexpr rest::resource<deploy_template> deploy_templates{
    .service = "baremetal", .path = "/deploy_templates?limit=1000", .key = "deploy_templates",
    .paging = rest::paging::next_link("next"), .version = "1.55..1.58", .sorting = rest::sorting::key_and_dir};

}  // namespace baremetal
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_BAREMETAL_HPP
