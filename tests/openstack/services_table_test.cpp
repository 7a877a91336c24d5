// SPDX-License-Identifier: MIT
//
// The tables of docs/services.md, made from the descriptors. Where the page differs this test fails; run with
// SHEAF_WRITE_DOCS=1 in the environment it writes the page.

#include <sheaf/openstack/services/baremetal.hpp>
#include <sheaf/openstack/services/block_storage.hpp>
#include <sheaf/openstack/services/compute.hpp>
#include <sheaf/openstack/services/container_infrastructure_management.hpp>
#include <sheaf/openstack/services/database.hpp>
#include <sheaf/openstack/services/dns.hpp>
#include <sheaf/openstack/services/identity.hpp>
#include <sheaf/openstack/services/image.hpp>
#include <sheaf/openstack/services/key_manager.hpp>
#include <sheaf/openstack/services/load_balancer.hpp>
#include <sheaf/openstack/services/network.hpp>
#include <sheaf/openstack/services/object_store.hpp>
#include <sheaf/openstack/services/orchestration.hpp>
#include <sheaf/openstack/services/placement.hpp>
#include <sheaf/openstack/services/shared_file_system.hpp>

#include "support/data.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

namespace {

namespace rest = sheaf::rest;
namespace json = sheaf::json;
using namespace sheaf::openstack;

std::string code(std::string_view text) { return text.empty() ? std::string() : '`' + std::string(text) + '`'; }

std::string described(const rest::paging& p) {
  using scheme = rest::paging::scheme;
  switch (p.kind()) {
    case scheme::none: return "none";
    case scheme::linked: return code(p.member()) + ", `rel: next`";
    case scheme::next_link: return code(p.member());
    case scheme::link_object: return code(std::string(p.member()) + ".next");
    case scheme::last_row: return "last row's " + code(p.member());
    case scheme::offset: return "offset";
  }
  return {};
}

class tables {
 public:
  void service(std::string_view name, std::string_view type, std::string_view header) {
    ((text_ += "\n### ") += name) += "\n\n";
    text_ += "Service type " + code(type) + ", `#include <sheaf/openstack/services/" + std::string(header) + ".hpp>`.\n\n";
    text_ += "| list | path | key | pages | version | can | members |\n| --- | --- | --- | --- | --- | --- | --- |\n";
  }
  template <class T>
  void list(std::string_view name, const rest::resource<T>& r) {
    std::string members, can;
    if constexpr (json::record<T>) {
      for (const std::string_view member : json::member_names<T>()) (members += members.empty() ? "" : ", ") += member;
    } else {
      members = "(texts)";
    }
    const auto add = [&](bool yes, std::string_view what) {
      if (yes) (can += can.empty() ? "" : ", ") += what;
    };
    add(!r.projection.empty(), "project");
    add(r.sorting != rest::sorting::none, "sort");
    add(!r.since.empty(), "changes");
    std::string version(r.version);
    if (!r.oldest.empty() && r.oldest != r.version) version = std::string(r.oldest) + " to " + version;
    const std::string key = r.key.bare() ? "the array itself" : code(std::string_view(r.key));
    text_ += "| " + code(name) + " | " + code(std::string_view(r.path)) + " | " + key + " | " + described(r.paging) + " | ";
    text_ += version + " | " + can + " | " + members + " |\n";
    ++count_;
  }
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  std::string text_;
  std::size_t count_ = 0;
};

void compute_lists(tables& t) {
  t.service("compute", "compute", "compute");
  t.list("servers", compute::servers);
  t.list("flavors", compute::flavors);
  t.list("brief_servers", compute::brief_servers);
  t.list("brief_flavors", compute::brief_flavors);
  t.list("keypairs", compute::keypairs);
  t.list("hypervisors", compute::hypervisors);
  t.list("services", compute::services);
  t.list("aggregates", compute::aggregates);
  t.list("availability_zones", compute::availability_zones);
  t.list("availability_zone_details", compute::availability_zone_details);
  t.list("server_groups", compute::server_groups);
  t.list("migrations", compute::migrations);
  t.list("volume_attachments", compute::volume_attachments);
  t.list("instance_actions", compute::instance_actions);
  t.list("interfaces", compute::interfaces);
  t.list("addresses", compute::addresses);
  t.list("usages", compute::usages);
  t.list("absolute_limits", compute::absolute_limits);
  t.list("quotas", compute::quotas);
  t.list("quota_details", compute::quota_details);
  t.list("security_groups", compute::security_groups);
}

void image_lists(tables& t) {
  t.service("image", "image", "image");
  t.list("images", image::images);
  t.list("members", image::members);
  t.list("tasks", image::tasks);
  t.list("stores", image::stores);
  t.list("store_details", image::store_details);
  t.list("metadef_namespaces", image::metadef_namespaces);
}

void network_lists(tables& t) {
  t.service("network", "network", "network");
  t.list("networks", network::networks);
  t.list("ports", network::ports);
  t.list("floating_ips", network::floating_ips);
  t.list("subnets", network::subnets);
  t.list("routers", network::routers);
  t.list("security_groups", network::security_groups);
  t.list("security_group_rules", network::security_group_rules);
  t.list("agents", network::agents);
  t.list("quotas_of_projects", network::quotas_of_projects);
  t.list("project_quotas", network::project_quotas);
  t.list("quota_details", network::quota_details);
  t.list("ip_availabilities", network::ip_availabilities);
  t.list("extensions", network::extensions);
  t.list("trunks", network::trunks);
  t.list("subnet_pools", network::subnet_pools);
  t.list("availability_zones", network::availability_zones);
  t.list("segments", network::segments);
  t.list("qos_policies", network::qos_policies);
  t.list("rbac_policies", network::rbac_policies);
  t.list("address_scopes", network::address_scopes);
  t.list("address_groups", network::address_groups);
  t.list("segment_ranges", network::segment_ranges);
  t.list("local_ips", network::local_ips);
  t.list("port_forwardings", network::port_forwardings);
}

void block_storage_lists(tables& t) {
  t.service("block-storage", "block-storage", "block_storage");
  t.list("volumes", block_storage::volumes);
  t.list("snapshots", block_storage::snapshots);
  t.list("backups", block_storage::backups);
  t.list("volume_types", block_storage::volume_types);
  t.list("services", block_storage::services);
  t.list("pools", block_storage::pools);
  t.list("availability_zones", block_storage::availability_zones);
  t.list("attachments", block_storage::attachments);
  t.list("groups", block_storage::groups);
  t.list("group_snapshots", block_storage::group_snapshots);
  t.list("group_types", block_storage::group_types);
  t.list("messages", block_storage::messages);
  t.list("qos_specs_list", block_storage::qos_specs_list);
  t.list("absolute_limits", block_storage::absolute_limits);
  t.list("quotas", block_storage::quotas);
}

void identity_lists(tables& t) {
  t.service("identity", "identity", "identity");
  t.list("projects", identity::projects);
  t.list("domains", identity::domains);
  t.list("users", identity::users);
  t.list("groups", identity::groups);
  t.list("roles", identity::roles);
  t.list("services", identity::services);
  t.list("endpoints", identity::endpoints);
  t.list("regions", identity::regions);
  t.list("role_assignments", identity::role_assignments);
  t.list("application_credentials", identity::application_credentials);
  t.list("auth_projects", identity::auth_projects);
  t.list("auth_domains", identity::auth_domains);
  t.list("auth_system", identity::auth_system);
  t.list("auth_catalog", identity::auth_catalog);
  t.list("registered_limits", identity::registered_limits);
  t.list("limits", identity::limits);
  t.list("identity_providers", identity::identity_providers);
  t.list("trusts", identity::trusts);
  t.list("credentials", identity::credentials);
}

void placement_lists(tables& t) {
  t.service("placement", "placement", "placement");
  t.list("resource_providers", placement::resource_providers);
  t.list("inventories", placement::inventories);
  t.list("provider_usages", placement::provider_usages);
  t.list("allocations", placement::allocations);
  t.list("traits", placement::traits);
  t.list("provider_traits", placement::provider_traits);
  t.list("resource_classes", placement::resource_classes);
  t.list("usages", placement::usages);
}

void orchestration_lists(tables& t) {
  t.service("orchestration", "orchestration", "orchestration");
  t.list("stacks", orchestration::stacks);
  t.list("resources", orchestration::resources);
  t.list("events", orchestration::events);
  t.list("services", orchestration::services);
}

void load_balancer_lists(tables& t) {
  t.service("load-balancer", "load-balancer", "load_balancer");
  t.list("load_balancers", load_balancer::load_balancers);
  t.list("listeners", load_balancer::listeners);
  t.list("pools", load_balancer::pools);
  t.list("members", load_balancer::members);
  t.list("health_monitors", load_balancer::health_monitors);
  t.list("l7_policies", load_balancer::l7_policies);
  t.list("flavors", load_balancer::flavors);
  t.list("availability_zones", load_balancer::availability_zones);
  t.list("quotas_of_projects", load_balancer::quotas_of_projects);
  t.list("providers", load_balancer::providers);
  t.list("amphorae", load_balancer::amphorae);
}

void dns_lists(tables& t) {
  t.service("dns", "dns", "dns");
  t.list("zones", dns::zones);
  t.list("recordsets", dns::recordsets);
  t.list("zone_recordsets", dns::zone_recordsets);
  t.list("floating_ips", dns::floating_ips);
  t.list("tlds", dns::tlds);
  t.list("pools", dns::pools);
  t.list("service_statuses", dns::service_statuses);
}

void shared_file_system_lists(tables& t) {
  t.service("shared-file-system", "shared-file-system", "shared_file_system");
  t.list("shares", shared_file_system::shares);
  t.list("snapshots", shared_file_system::snapshots);
  t.list("share_networks", shared_file_system::share_networks);
  t.list("share_types", shared_file_system::share_types);
  t.list("share_servers", shared_file_system::share_servers);
  t.list("share_groups", shared_file_system::share_groups);
  t.list("services", shared_file_system::services);
  t.list("pools", shared_file_system::pools);
  t.list("availability_zones", shared_file_system::availability_zones);
}

void baremetal_lists(tables& t) {
  t.service("baremetal", "baremetal", "baremetal");
  t.list("nodes", baremetal::nodes);
  t.list("projected_nodes", baremetal::projected_nodes);
  t.list("ports", baremetal::ports);
  t.list("port_groups", baremetal::port_groups);
  t.list("chassis", baremetal::chassis);
  t.list("allocations", baremetal::allocations);
  t.list("conductors", baremetal::conductors);
  t.list("drivers", baremetal::drivers);
  t.list("deploy_templates", baremetal::deploy_templates);
}

void container_infrastructure_management_lists(tables& t) {
  t.service("container-infrastructure-management", "container-infrastructure-management", "container_infrastructure_management");
  t.list("clusters", container_infrastructure_management::clusters);
  t.list("brief_clusters", container_infrastructure_management::brief_clusters);
  t.list("cluster_templates", container_infrastructure_management::cluster_templates);
  t.list("services", container_infrastructure_management::services);
  t.list("node_groups", container_infrastructure_management::node_groups);
}

void key_manager_lists(tables& t) {
  t.service("key-manager", "key-manager", "key_manager");
  t.list("secrets", key_manager::secrets);
  t.list("containers", key_manager::containers);
  t.list("orders", key_manager::orders);
}

void object_store_lists(tables& t) {
  t.service("object-store", "object-store", "object_store");
  t.list("containers", object_store::containers);
  t.list("objects", object_store::objects);
}

void database_lists(tables& t) {
  t.service("database", "database", "database");
  t.list("instances", database::instances);
  t.list("flavors", database::flavors);
  t.list("datastores", database::datastores);
  t.list("backups", database::backups);
}

}  // namespace

TEST_CASE("the services page has the tables that the descriptors make") {
  tables all;
  compute_lists(all);
  image_lists(all);
  network_lists(all);
  block_storage_lists(all);
  identity_lists(all);
  placement_lists(all);
  orchestration_lists(all);
  load_balancer_lists(all);
  dns_lists(all);
  shared_file_system_lists(all);
  baremetal_lists(all);
  container_infrastructure_management_lists(all);
  key_manager_lists(all);
  object_store_lists(all);
  database_lists(all);
  CHECK(all.count() == 147);
  const std::string file = support::data_folder + "/../../docs/services.md";
  const std::string page = support::data("../../docs/services.md");
  const std::string heading = "\n## The lists\n";
  const std::size_t at = page.find(heading);
  REQUIRE(at != page.npos);
  const std::string wanted = page.substr(0, at + heading.size()) + all.text();
  if (std::getenv("SHEAF_WRITE_DOCS")) std::ofstream(file, std::ios::binary) << wanted;
  CHECK_MESSAGE(support::data("../../docs/services.md") == wanted, "docs/services.md is out of date: run this with SHEAF_WRITE_DOCS=1");
}
