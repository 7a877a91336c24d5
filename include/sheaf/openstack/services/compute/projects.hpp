// SPDX-License-Identifier: MIT
//
// projects.hpp: what projects have beside servers: key pairs, server groups, usages, limits and quotas.

#ifndef SHEAF_OPENSTACK_SERVICES_COMPUTE_PROJECTS_HPP
#define SHEAF_OPENSTACK_SERVICES_COMPUTE_PROJECTS_HPP

#include <sheaf/json/record.hpp>
#include <sheaf/json/timestamp.hpp>
#include <sheaf/rest/resource.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace openstack {
namespace compute {

/// A key pair, which its name identifies.
struct keypair {
  std::string name, fingerprint, public_key, type, user_id;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("name", &keypair::name), maybe("fingerprint", &keypair::fingerprint),
                       maybe("public_key", &keypair::public_key), maybe("type", &keypair::type),
                       maybe("user_id", &keypair::user_id)};
  }
};

/// What an anti-affinity group allows.
struct server_group_rules {
  std::optional<std::int64_t> max_server_per_host;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("max_server_per_host", &server_group_rules::max_server_per_host).loosely()};
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
    return member_list{field("id", &server_group::id),
                       maybe("name", &server_group::name),
                       maybe("policy", &server_group::policy),
                       maybe("policies", &server_group::policies),
                       maybe("rules", &server_group::rules),
                       maybe("members", &server_group::members),
                       maybe("metadata", &server_group::metadata),
                       maybe("project_id", &server_group::project_id),
                       maybe("user_id", &server_group::user_id)};
  }
};

/// What one server used.
struct server_usage {
  std::string instance_id, name, state, flavor, project_id;
  double hours = 0, vcpus = 0, memory_mib = 0, local_gib = 0, uptime = 0;
  std::optional<json::timestamp> started_at, ended_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("instance_id", &server_usage::instance_id),
                       maybe("name", &server_usage::name),
                       maybe("state", &server_usage::state),
                       maybe("hours", &server_usage::hours).loosely(),
                       maybe("flavor", &server_usage::flavor),
                       maybe("vcpus", &server_usage::vcpus).loosely(),
                       maybe("memory_mb", &server_usage::memory_mib).loosely(),
                       maybe("local_gb", &server_usage::local_gib).loosely(),
                       maybe("uptime", &server_usage::uptime).loosely(),
                       maybe("started_at", &server_usage::started_at),
                       maybe("ended_at", &server_usage::ended_at),
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
    return member_list{field("tenant_id", &project_usage::project_id), maybe("start", &project_usage::start),
                       maybe("stop", &project_usage::stop), maybe("total_hours", &project_usage::total_hours).loosely(),
                       maybe("total_local_gb_usage", &project_usage::total_local_gib_hours).loosely(),
                       maybe("total_memory_mb_usage", &project_usage::total_memory_mib_hours).loosely(),
                       maybe("total_vcpus_usage", &project_usage::total_vcpu_hours).loosely(),
                       maybe("server_usages", &project_usage::server_usages)};
  }
};

/// One row for each project, in the order in which they came: nova pages usages by server, so that a project may come
/// again.
[[nodiscard]] inline std::vector<project_usage> total_usages(const std::vector<project_usage>& rows) {
  std::vector<project_usage> out;
  for (const project_usage& row : rows) {
    const auto same = std::find_if(out.begin(), out.end(),
                                   [&](const project_usage& known) { return known.project_id == row.project_id; });
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
  std::optional<std::int64_t> max_instances, max_cores, max_ram_mib, max_keypairs, max_server_groups,
      max_server_group_members, max_server_metadata, max_image_metadata, instances_used, cores_used, ram_mib_used,
      server_groups_used;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("maxTotalInstances", &limits::max_instances),
                       maybe("maxTotalCores", &limits::max_cores),
                       maybe("maxTotalRAMSize", &limits::max_ram_mib),
                       maybe("maxTotalKeypairs", &limits::max_keypairs),
                       maybe("maxServerGroups", &limits::max_server_groups),
                       maybe("maxServerGroupMembers", &limits::max_server_group_members),
                       maybe("maxServerMeta", &limits::max_server_metadata),
                       maybe("maxImageMeta", &limits::max_image_metadata),
                       maybe("totalInstancesUsed", &limits::instances_used),
                       maybe("totalCoresUsed", &limits::cores_used),
                       maybe("totalRAMUsed", &limits::ram_mib_used),
                       maybe("totalServerGroupsUsed", &limits::server_groups_used)};
  }
};

/// A project's quota for one thing; -1 is no limit. What is used is told by quota_details only.
struct quota {
  std::string resource;
  std::int64_t limit = 0, in_use = 0, reserved = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("resource", &quota::resource), maybe("limit", &quota::limit).loosely(),
                       maybe("in_use", &quota::in_use).loosely(), maybe("reserved", &quota::reserved).loosely()};
  }
};

/// Compute API v2.1, "List Keypairs".
inline constexpr rest::resource<keypair> keypairs{
    .service = "compute", .path = "/os-keypairs", .key = "keypairs", .rows = rest::rows::wrapped("keypair"),
    .paging = rest::paging::linked("keypairs_links"), .version = "2.79"};

/// Compute API v2.1, "List Server Groups".
inline constexpr rest::resource<server_group> server_groups{.service = "compute",
                                                            .path = "/os-server-groups?limit=1000",
                                                            .key = "server_groups",
                                                            .paging = rest::paging::offset(),
                                                            .version = "2.79"};

/// Compute API v2.1, "List Tenant Usage Statistics For All Tenants".
inline constexpr rest::resource<project_usage> usages{
    .service = "compute", .path = "/os-simple-tenant-usage?detailed=1", .key = "tenant_usages",
    .paging = rest::paging::linked("tenant_usages_links"), .version = "2.79"};

/// Compute API v2.1, "Show Rate And Absolute Limits".
inline constexpr rest::resource<limits> absolute_limits{
    .service = "compute", .path = "/limits", .key = "limits.absolute", .rows = rest::rows::single(), .version = "2.79"};

/// Compute API v2.1, "Show A Quota".
inline constexpr rest::resource<quota> quotas{
    .service = "compute", .path = "/os-quota-sets/{project_id}", .key = "quota_set",
    .rows = rest::rows::keyed("resource", "limit"), .version = "2.79"};

/// Compute API v2.1, "Show The Detail of Quota".
inline constexpr rest::resource<quota> quota_details{
    .service = "compute", .path = "/os-quota-sets/{project_id}/detail", .key = "quota_set",
    .rows = rest::rows::keyed("resource", "limit"), .version = "2.79"};

}  // namespace compute
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_COMPUTE_PROJECTS_HPP
