// SPDX-License-Identifier: MIT
//
// policies.hpp: who may reach, use and have what: security groups, shared objects, quality of service, quotas.

#ifndef SHEAF_OPENSTACK_SERVICES_NETWORK_POLICIES_HPP
#define SHEAF_OPENSTACK_SERVICES_NETWORK_POLICIES_HPP

#include <sheaf/json/record.hpp>
#include <sheaf/json/timestamp.hpp>
#include <sheaf/rest/resource.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace openstack {
namespace network {

/// A rule of a security group.
struct security_group_rule {
  std::string id, security_group_id, direction, ethertype, project_id;
  std::optional<std::string> protocol, remote_ip_prefix, remote_group_id, remote_address_group_id, description;
  std::optional<std::int64_t> port_range_min, port_range_max;
  std::optional<json::timestamp> created_at, updated_at;
  std::int64_t revision_number = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &security_group_rule::id),
                       maybe("security_group_id", &security_group_rule::security_group_id),
                       maybe("direction", &security_group_rule::direction),
                       maybe("ethertype", &security_group_rule::ethertype),
                       maybe("protocol", &security_group_rule::protocol).loosely(),
                       maybe("port_range_min", &security_group_rule::port_range_min).loosely(),
                       maybe("port_range_max", &security_group_rule::port_range_max).loosely(),
                       maybe("remote_ip_prefix", &security_group_rule::remote_ip_prefix),
                       maybe("remote_group_id", &security_group_rule::remote_group_id),
                       maybe("remote_address_group_id", &security_group_rule::remote_address_group_id),
                       maybe("description", &security_group_rule::description),
                       maybe("project_id", &security_group_rule::project_id),
                       maybe("created_at", &security_group_rule::created_at),
                       maybe("updated_at", &security_group_rule::updated_at),
                       maybe("revision_number", &security_group_rule::revision_number)};
  }
};

/// A security group with its rules.
struct security_group {
  std::string id, name, project_id;
  std::optional<std::string> description;
  bool stateful = true, shared = false;
  std::vector<security_group_rule> security_group_rules;
  std::vector<std::string> tags;
  std::optional<json::timestamp> created_at, updated_at;
  std::int64_t revision_number = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &security_group::id),
                       maybe("name", &security_group::name),
                       maybe("description", &security_group::description),
                       maybe("project_id", &security_group::project_id),
                       maybe("stateful", &security_group::stateful),
                       maybe("shared", &security_group::shared),
                       maybe("security_group_rules", &security_group::security_group_rules),
                       maybe("tags", &security_group::tags),
                       maybe("created_at", &security_group::created_at),
                       maybe("updated_at", &security_group::updated_at),
                       maybe("revision_number", &security_group::revision_number)};
  }
};

/// A group of addresses.
struct address_group {
  std::string id, name, project_id;
  std::optional<std::string> description;
  std::vector<std::string> addresses;
  bool shared = false;
  std::optional<json::timestamp> created_at, updated_at;
  std::int64_t revision_number = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &address_group::id),
                       maybe("name", &address_group::name),
                       maybe("description", &address_group::description),
                       maybe("project_id", &address_group::project_id),
                       maybe("addresses", &address_group::addresses),
                       maybe("shared", &address_group::shared),
                       maybe("created_at", &address_group::created_at),
                       maybe("updated_at", &address_group::updated_at),
                       maybe("revision_number", &address_group::revision_number)};
  }
};

/// Who may use somebody else's object: target_project is "*" for everybody.
struct rbac_policy {
  std::string id, object_type, object_id, action, target_project, project_id;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &rbac_policy::id),
                       maybe("object_type", &rbac_policy::object_type),
                       maybe("object_id", &rbac_policy::object_id),
                       maybe("action", &rbac_policy::action),
                       maybe("target_tenant", &rbac_policy::target_project),
                       maybe("project_id", &rbac_policy::project_id)};
  }
};

/// A rule of a QoS policy; which members it has depends on its type.
struct qos_rule {
  std::string id, type;
  std::optional<std::string> direction;
  std::optional<std::int64_t> max_kbps, max_burst_kbps, min_kbps, min_kpps, max_kpps, dscp_mark;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &qos_rule::id),
                       maybe("type", &qos_rule::type),
                       maybe("direction", &qos_rule::direction),
                       maybe("max_kbps", &qos_rule::max_kbps),
                       maybe("max_burst_kbps", &qos_rule::max_burst_kbps),
                       maybe("min_kbps", &qos_rule::min_kbps),
                       maybe("min_kpps", &qos_rule::min_kpps),
                       maybe("max_kpps", &qos_rule::max_kpps),
                       maybe("dscp_mark", &qos_rule::dscp_mark)};
  }
};

/// A QoS policy.
struct qos_policy {
  std::string id, name, project_id;
  std::optional<std::string> description;
  bool shared = false, is_default = false;
  std::vector<qos_rule> rules;
  std::vector<std::string> tags;
  std::optional<json::timestamp> created_at, updated_at;
  std::int64_t revision_number = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &qos_policy::id), maybe("name", &qos_policy::name),
                       maybe("description", &qos_policy::description), maybe("project_id", &qos_policy::project_id),
                       maybe("shared", &qos_policy::shared), maybe("is_default", &qos_policy::is_default),
                       maybe("rules", &qos_policy::rules), maybe("tags", &qos_policy::tags),
                       maybe("created_at", &qos_policy::created_at), maybe("updated_at", &qos_policy::updated_at),
                       maybe("revision_number", &qos_policy::revision_number)};
  }
};

/// A project's quotas; -1 is no limit.
struct quotas {
  std::string project_id;
  std::optional<std::int64_t> network, subnet, port, router, floating_ip, security_group, security_group_rule,
      rbac_policy, subnet_pool, trunk;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("project_id", &quotas::project_id),
                       maybe("network", &quotas::network),
                       maybe("subnet", &quotas::subnet),
                       maybe("port", &quotas::port),
                       maybe("router", &quotas::router),
                       maybe("floatingip", &quotas::floating_ip),
                       maybe("security_group", &quotas::security_group),
                       maybe("security_group_rule", &quotas::security_group_rule),
                       maybe("rbac_policy", &quotas::rbac_policy),
                       maybe("subnetpool", &quotas::subnet_pool),
                       maybe("trunk", &quotas::trunk)};
  }
};

/// A project's quota for one thing; -1 is no limit.
struct quota {
  std::string resource;
  std::int64_t limit = 0, used = 0, reserved = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("resource", &quota::resource), maybe("limit", &quota::limit).loosely(),
                       maybe("used", &quota::used).loosely(), maybe("reserved", &quota::reserved).loosely()};
  }
};

/// What people ask of security groups.
struct security_group_filters {
  static constexpr rest::filter<security_group, std::string_view> id{"id"};
  static constexpr rest::filter<security_group, std::string_view> name{"name"};
  static constexpr rest::filter<security_group, std::string_view> project_id{"project_id"};
};

/// Networking API v2.0, "List security groups".
inline constexpr rest::resource<security_group> security_groups{.service = "network",
                                                                .path = "/security-groups",
                                                                .key = "security_groups",
                                                                .paging = rest::paging::linked("security_groups_links"),
                                                                .projection = "fields",
                                                                .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List security group rules".
inline constexpr rest::resource<security_group_rule> security_group_rules{
    .service = "network",
    .path = "/security-group-rules",
    .key = "security_group_rules",
    .paging = rest::paging::linked("security_group_rules_links"),
    .projection = "fields",
    .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List address groups".
inline constexpr rest::resource<address_group> address_groups{.service = "network",
                                                              .path = "/address-groups",
                                                              .key = "address_groups",
                                                              .paging = rest::paging::linked("address_groups_links"),
                                                              .projection = "fields",
                                                              .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List RBAC policies".
inline constexpr rest::resource<rbac_policy> rbac_policies{.service = "network",
                                                           .path = "/rbac-policies",
                                                           .key = "rbac_policies",
                                                           .paging = rest::paging::linked("rbac_policies_links"),
                                                           .projection = "fields",
                                                           .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List QoS policies".
inline constexpr rest::resource<qos_policy> qos_policies{
    .service = "network", .path = "/qos/policies", .key = "policies", .paging = rest::paging::linked("policies_links"),
    .projection = "fields", .sorting = rest::sorting::key_and_dir};

/// Networking API v2.0, "List quotas for projects with non-default quota values".
inline constexpr rest::resource<quotas> quotas_of_projects{
    .service = "network", .path = "/quotas", .key = "quotas", .paging = rest::paging::linked("quotas_links")};

/// Networking API v2.0, "List quotas for a project".
inline constexpr rest::resource<quota> project_quotas{.service = "network",
                                                      .path = "/quotas/{project_id}",
                                                      .key = "quota",
                                                      .rows = rest::rows::keyed("resource", "limit")};

/// Networking API v2.0, "Show quota details for a tenant".
inline constexpr rest::resource<quota> quota_details{
    .service = "network", .path = "/quotas/{project_id}/details.json", .key = "quota",
    .rows = rest::rows::keyed("resource", "limit")};

}  // namespace network
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_NETWORK_POLICIES_HPP
