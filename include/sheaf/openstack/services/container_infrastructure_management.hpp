// SPDX-License-Identifier: MIT
//
// container_infrastructure_management.hpp: magnum's lists and their records.
//
// Only what identifies an object is required: versions and policies add members and take them away.

#ifndef SHEAF_OPENSTACK_SERVICES_CONTAINER_INFRASTRUCTURE_MANAGEMENT_HPP
#define SHEAF_OPENSTACK_SERVICES_CONTAINER_INFRASTRUCTURE_MANAGEMENT_HPP

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
namespace container_infrastructure_management {

/// A cluster.
struct cluster {
  std::string uuid, name, template_id;
  std::optional<std::string> status, status_reason, health_status, stack_id, keypair, api_address, coe_version,
      flavor_id, master_flavor_id, project_id, user_id;
  std::optional<std::int64_t> master_count, node_count, create_timeout;
  std::map<std::string, std::string> labels;
  std::vector<std::string> master_addresses, node_addresses;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("uuid", &cluster::uuid), maybe("name", &cluster::name), maybe("status", &cluster::status),
                       maybe("status_reason", &cluster::status_reason), maybe("health_status", &cluster::health_status),
                       maybe("cluster_template_id", &cluster::template_id), maybe("stack_id", &cluster::stack_id),
                       maybe("keypair", &cluster::keypair), maybe("master_count", &cluster::master_count),
                       maybe("node_count", &cluster::node_count), maybe("create_timeout", &cluster::create_timeout),
                       maybe("api_address", &cluster::api_address), maybe("coe_version", &cluster::coe_version),
                       maybe("flavor_id", &cluster::flavor_id), maybe("master_flavor_id", &cluster::master_flavor_id),
                       maybe("labels", &cluster::labels), maybe("master_addresses", &cluster::master_addresses),
                       maybe("node_addresses", &cluster::node_addresses), maybe("project_id", &cluster::project_id),
                       maybe("user_id", &cluster::user_id), maybe("created_at", &cluster::created_at),
                       maybe("updated_at", &cluster::updated_at)};
  }
};

/// What clusters are made from.
struct cluster_template {
  std::string uuid, name, coe;
  std::optional<std::string> image_id, flavor_id, master_flavor_id, keypair_id, external_network_id, network_driver,
      volume_driver, server_type, cluster_distro, project_id, user_id;
  std::optional<std::int64_t> docker_volume_size;
  bool is_public = false, hidden = false, tls_disabled = false, registry_enabled = false, floating_ip_enabled = true;
  std::map<std::string, std::string> labels;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("uuid", &cluster_template::uuid), maybe("name", &cluster_template::name),
                       maybe("coe", &cluster_template::coe), maybe("image_id", &cluster_template::image_id),
                       maybe("flavor_id", &cluster_template::flavor_id),
                       maybe("master_flavor_id", &cluster_template::master_flavor_id),
                       maybe("keypair_id", &cluster_template::keypair_id),
                       maybe("external_network_id", &cluster_template::external_network_id),
                       maybe("network_driver", &cluster_template::network_driver),
                       maybe("volume_driver", &cluster_template::volume_driver),
                       maybe("server_type", &cluster_template::server_type),
                       maybe("cluster_distro", &cluster_template::cluster_distro),
                       maybe("docker_volume_size", &cluster_template::docker_volume_size),
                       maybe("public", &cluster_template::is_public), maybe("hidden", &cluster_template::hidden),
                       maybe("tls_disabled", &cluster_template::tls_disabled),
                       maybe("registry_enabled", &cluster_template::registry_enabled),
                       maybe("floating_ip_enabled", &cluster_template::floating_ip_enabled),
                       maybe("labels", &cluster_template::labels), maybe("project_id", &cluster_template::project_id),
                       maybe("user_id", &cluster_template::user_id), maybe("created_at", &cluster_template::created_at),
                       maybe("updated_at", &cluster_template::updated_at)};
  }
};

/// One of magnum's own services.
struct service {
  std::string id, binary;
  std::optional<std::string> host, state, disabled_reason;
  bool disabled = false;
  std::optional<std::int64_t> report_count;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &service::id).loosely(),
                       maybe("binary", &service::binary),
                       maybe("host", &service::host),
                       maybe("state", &service::state),
                       maybe("disabled", &service::disabled),
                       maybe("disabled_reason", &service::disabled_reason),
                       maybe("report_count", &service::report_count),
                       maybe("created_at", &service::created_at),
                       maybe("updated_at", &service::updated_at)};
  }
};

/// Nodes of one kind in a cluster. The list leaves out what the group itself has besides: its bounds, labels and
/// addresses.
struct node_group {
  std::string uuid, name;
  std::optional<std::string> status, role, flavor_id, image_id, stack_id;
  std::optional<std::int64_t> node_count;
  bool is_default = false;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("uuid", &node_group::uuid),
                       maybe("name", &node_group::name),
                       maybe("status", &node_group::status),
                       maybe("role", &node_group::role),
                       maybe("flavor_id", &node_group::flavor_id),
                       maybe("image_id", &node_group::image_id),
                       maybe("stack_id", &node_group::stack_id),
                       maybe("node_count", &node_group::node_count),
                       maybe("is_default", &node_group::is_default)};
  }
};

/// Container Infrastructure Management API v1, "List all clusters".
inline constexpr rest::resource<cluster> clusters{
    .service = "container-infrastructure-management", .path = "/clusters/detail?limit=1000", .key = "clusters",
    .paging = rest::paging::next_link("next"), .version = "1.9", .sorting = rest::sorting::key_and_dir};

/// Container Infrastructure Management API v1, "List all clusters".
inline constexpr rest::resource<cluster> brief_clusters{
    .service = "container-infrastructure-management", .path = "/clusters?limit=1000", .key = "clusters",
    .paging = rest::paging::next_link("next"), .version = "1.9", .sorting = rest::sorting::key_and_dir};

/// Container Infrastructure Management API v1, "List all cluster templates".
inline constexpr rest::resource<cluster_template> cluster_templates{.service = "container-infrastructure-management",
                                                                    .path = "/clustertemplates/detail?limit=1000",
                                                                    .key = "clustertemplates",
                                                                    .paging = rest::paging::next_link("next"),
                                                                    .version = "1.9",
                                                                    .sorting = rest::sorting::key_and_dir};

/// Container Infrastructure Management API v1, "Show container infrastructure management service status".
inline constexpr rest::resource<service> services{
    .service = "container-infrastructure-management", .path = "/mservices", .key = "mservices", .version = "1.9"};

/// Container Infrastructure Management API v1, "List all nodegroups of a cluster".
inline constexpr rest::resource<node_group> node_groups{
    .service = "container-infrastructure-management", .path = "/clusters/{cluster_id}/nodegroups?limit=1000",
    .key = "nodegroups", .paging = rest::paging::next_link("next"), .version = "1.9..1.9",
    .sorting = rest::sorting::key_and_dir};

}  // namespace container_infrastructure_management
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_CONTAINER_INFRASTRUCTURE_MANAGEMENT_HPP
