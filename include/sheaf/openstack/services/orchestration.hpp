// SPDX-License-Identifier: MIT
//
// orchestration.hpp: heat's lists and their records.
//
// Only what identifies an object is required: versions and policies add members and take them away.

#ifndef SHEAF_OPENSTACK_SERVICES_ORCHESTRATION_HPP
#define SHEAF_OPENSTACK_SERVICES_ORCHESTRATION_HPP

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
namespace orchestration {

/// A stack.
struct stack {
  std::string id, name, status;
  std::optional<std::string> description, status_reason, owner, project, user_project_id, parent;
  std::vector<std::string> tags;
  std::optional<json::timestamp> creation_time, updated_time, deletion_time;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &stack::id),
                       maybe("stack_name", &stack::name),
                       maybe("description", &stack::description),
                       maybe("stack_status", &stack::status),
                       maybe("stack_status_reason", &stack::status_reason),
                       maybe("stack_owner", &stack::owner),
                       maybe("project", &stack::project),
                       maybe("stack_user_project_id", &stack::user_project_id),
                       maybe("parent", &stack::parent),
                       maybe("tags", &stack::tags),
                       maybe("creation_time", &stack::creation_time),
                       maybe("updated_time", &stack::updated_time),
                       maybe("deletion_time", &stack::deletion_time)};
  }
};

/// A resource of a stack.
struct resource {
  std::string name, logical_resource_id, physical_resource_id, type, status;
  std::optional<std::string> status_reason, parent_resource;
  std::vector<std::string> required_by;
  std::optional<json::timestamp> creation_time, updated_time;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("resource_name", &resource::name),
                       maybe("logical_resource_id", &resource::logical_resource_id),
                       maybe("physical_resource_id", &resource::physical_resource_id),
                       maybe("resource_type", &resource::type),
                       maybe("resource_status", &resource::status),
                       maybe("resource_status_reason", &resource::status_reason),
                       maybe("parent_resource", &resource::parent_resource),
                       maybe("required_by", &resource::required_by),
                       maybe("creation_time", &resource::creation_time),
                       maybe("updated_time", &resource::updated_time)};
  }
};

/// What happened to a resource of a stack.
struct event {
  std::string id, resource_name, logical_resource_id, status;
  std::optional<std::string> physical_resource_id, status_reason;
  std::optional<json::timestamp> event_time;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &event::id),
                       maybe("resource_name", &event::resource_name),
                       maybe("logical_resource_id", &event::logical_resource_id),
                       maybe("physical_resource_id", &event::physical_resource_id),
                       maybe("resource_status", &event::status),
                       maybe("resource_status_reason", &event::status_reason),
                       maybe("event_time", &event::event_time)};
  }
};

/// An engine of heat's.
struct service {
  std::string id, binary, host, hostname, engine_id, topic, status;
  std::optional<std::int64_t> report_interval;
  std::optional<json::timestamp> created_at, updated_at, deleted_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &service::id), maybe("binary", &service::binary), maybe("host", &service::host),
                       maybe("hostname", &service::hostname), maybe("engine_id", &service::engine_id),
                       maybe("topic", &service::topic), maybe("status", &service::status),
                       maybe("report_interval", &service::report_interval), maybe("created_at", &service::created_at),
                       maybe("updated_at", &service::updated_at), maybe("deleted_at", &service::deleted_at)};
  }
};

/// Orchestration API v1, "List stacks".
inline constexpr rest::resource<stack> stacks{
    .service = "orchestration", .path = "/stacks?limit=1000", .key = "stacks", .paging = rest::paging::linked("links"),
    .sorting = rest::sorting::key_and_dir};

/// Orchestration API v1, "List resources".
inline constexpr rest::resource<resource> resources{
    .service = "orchestration", .path = "/stacks/{stack_name}/{stack_id}/resources", .key = "resources"};

/// Orchestration API v1, "List stack events".
inline constexpr rest::resource<event> events{
    .service = "orchestration", .path = "/stacks/{stack_name}/{stack_id}/events?limit=1000", .key = "events",
    .paging = rest::paging::linked("links"), .sorting = rest::sorting::key_and_dir};

/// Orchestration API v1, "Show orchestration engine status".
inline constexpr rest::resource<service> services{.service = "orchestration", .path = "/services", .key = "services"};

}  // namespace orchestration
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_ORCHESTRATION_HPP
