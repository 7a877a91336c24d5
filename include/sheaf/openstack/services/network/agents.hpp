// SPDX-License-Identifier: MIT
//
// agents.hpp: neutron itself: its agents, availability zones and extensions.

#ifndef SHEAF_OPENSTACK_SERVICES_NETWORK_AGENTS_HPP
#define SHEAF_OPENSTACK_SERVICES_NETWORK_AGENTS_HPP

#include <sheaf/json/raw.hpp>
#include <sheaf/json/record.hpp>
#include <sheaf/json/timestamp.hpp>
#include <sheaf/rest/resource.hpp>

#include <optional>
#include <string>

namespace sheaf {
inline namespace v0 {
namespace openstack {
namespace network {

/// An agent of neutron's on a host.
struct agent {
  std::string id, type, binary, host, topic;
  std::optional<std::string> availability_zone, description;
  bool alive = false, admin_state_up = true;
  std::optional<bool> resources_synced;
  std::optional<json::timestamp> created_at, started_at, heartbeat_timestamp;
  json::raw configurations;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &agent::id),
                       maybe("agent_type", &agent::type),
                       maybe("binary", &agent::binary),
                       maybe("host", &agent::host),
                       maybe("topic", &agent::topic),
                       maybe("availability_zone", &agent::availability_zone),
                       maybe("alive", &agent::alive),
                       maybe("admin_state_up", &agent::admin_state_up),
                       maybe("resources_synced", &agent::resources_synced),
                       maybe("description", &agent::description),
                       maybe("created_at", &agent::created_at),
                       maybe("started_at", &agent::started_at),
                       maybe("heartbeat_timestamp", &agent::heartbeat_timestamp),
                       maybe("configurations", &agent::configurations)};
  }
};

/// An availability zone of networks or of routers; it has no id.
struct availability_zone {
  std::string name, resource, state;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("name", &availability_zone::name), maybe("resource", &availability_zone::resource),
                       maybe("state", &availability_zone::state)};
  }
};

/// What this neutron can besides.
struct extension {
  std::string alias, name, description;
  std::string updated;  ///< a time, but "2014-06-1T10:00:00-00:00" has been seen

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("alias", &extension::alias), maybe("name", &extension::name),
                       maybe("description", &extension::description), maybe("updated", &extension::updated)};
  }
};

/// Networking API v2.0, "List all agents".
inline constexpr rest::resource<agent> agents{
    .service = "network", .path = "/agents", .key = "agents", .paging = rest::paging::linked("agents_links"),
    .projection = "fields", .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List all availability zones".
inline constexpr rest::resource<availability_zone> availability_zones{
    .service = "network",
    .path = "/availability_zones",
    .key = "availability_zones",
    .paging = rest::paging::linked("availability_zones_links"),
    .projection = "fields",
    .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List extensions".
inline constexpr rest::resource<extension> extensions{.service = "network", .path = "/extensions", .key = "extensions"};

}  // namespace network
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_NETWORK_AGENTS_HPP
