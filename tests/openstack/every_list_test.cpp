// SPDX-License-Identifier: MIT
// Every list that the library describes, fetched from a simulated cloud whose services give it in pages of their own
// kind.
#include <sheaf/openstack/services/baremetal.hpp>
#include <sheaf/openstack/services/block_storage.hpp>
#include <sheaf/openstack/services/container_infrastructure_management.hpp>
#include <sheaf/openstack/services/database.hpp>
#include <sheaf/openstack/services/dns.hpp>
#include <sheaf/openstack/services/identity.hpp>
#include <sheaf/openstack/services/key_manager.hpp>
#include <sheaf/openstack/services/load_balancer.hpp>
#include <sheaf/openstack/services/object_store.hpp>
#include <sheaf/openstack/services/orchestration.hpp>
#include <sheaf/openstack/services/placement.hpp>
#include <sheaf/openstack/services/shared_file_system.hpp>

#include <sheaf/json/raw.hpp>
#include <sheaf/testing/recorder.hpp>

#include "support/cloud_fixture.hpp"
#include "support/data.hpp"
#include "support/folder.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

using namespace support;
namespace os = sheaf::openstack;

namespace {

struct identified_by {
  std::string id;
  static constexpr auto fields() { return std::tuple{json::maybe("id", &identified_by::id)}; }
};

/// Whatever identifies a row of any list: one record, so that the code that fetches is compiled once.
struct identified {
  json::raw id, uuid, order_ref, container_ref, secret_ref, request_id, metadef, alias, zone, tenant_id, network_id,
      hostname, member_id, port_id, resource_name, binary, project_id;
  std::optional<std::string> name;
  std::optional<identified_by> user, group;

  static constexpr auto fields() {
    using namespace sheaf::json;
    using self = identified;
    return std::tuple{maybe("id", &self::id),
                      maybe("uuid", &self::uuid),
                      maybe("order_ref", &self::order_ref),
                      maybe("container_ref", &self::container_ref),
                      maybe("secret_ref", &self::secret_ref),
                      maybe("request_id", &self::request_id),
                      maybe("namespace", &self::metadef),
                      maybe("alias", &self::alias),
                      maybe("zoneName", &self::zone),
                      maybe("tenant_id", &self::tenant_id),
                      maybe("network_id", &self::network_id),
                      maybe("hostname", &self::hostname),
                      maybe("member_id", &self::member_id),
                      maybe("port_id", &self::port_id),
                      maybe("resource_name", &self::resource_name),
                      maybe("binary", &self::binary),
                      maybe("name", &self::name),
                      maybe("project_id", &self::project_id),
                      maybe("user", &self::user),
                      maybe("group", &self::group)};
  }

  /// The first of them that there is.
  [[nodiscard]] std::string what() const {
    for (const json::raw* one :
         {&id, &uuid, &order_ref, &container_ref, &secret_ref, &request_id, &metadef, &alias, &zone, &tenant_id,
          &network_id, &hostname, &member_id, &port_id, &resource_name, &binary}) {
      if (!one->text.empty()) return unquoted(one->text);
    }
    if (user) return user->id;
    if (group) return group->id;
    if (name) return *name;
    return unquoted(project_id.text);
  }

 private:
  static std::string unquoted(const std::string& text) {
    return text.starts_with('"') ? json::read<std::vector<std::string>>('[' + text + ']').front() : text;
  }
};

/// A row that is known by its key.
struct keyed {
  std::string resource, resource_class, consumer, network;
  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{maybe("resource", &keyed::resource), maybe("resource_class", &keyed::resource_class),
                      maybe("consumer", &keyed::consumer), maybe("network", &keyed::network)};
  }
  [[nodiscard]] std::string what() const { return resource + resource_class + consumer + network; }
};

using query = rest::query<identified>;

template <class T>
rest::query<T> of_parents(const rest::resource<T>& what) {
  const std::string_view path = what.path;
  const std::size_t first = path.find('{');
  if (first == path.npos) return what;
  return path.find('{', first + 1) == path.npos ? what.of("a parent") : what.of("stack", "a parent");
}

/// All but placement's traits, whose rows are texts.
std::vector<std::pair<std::string, query>> every_list() {
  std::vector<std::pair<std::string, query>> out;
  const auto add = [&](const char* name, const auto& what) {
    out.emplace_back(name, of_parents(what).template as<identified>());
  };
  add("compute/servers", os::compute::servers);
  add("compute/brief_servers", os::compute::brief_servers);
  add("compute/volume_attachments", os::compute::volume_attachments);
  add("compute/instance_actions", os::compute::instance_actions);
  add("compute/interfaces", os::compute::interfaces);
  add("compute/addresses", os::compute::addresses);
  add("compute/security_groups", os::compute::security_groups);
  add("compute/flavors", os::compute::flavors);
  add("compute/brief_flavors", os::compute::brief_flavors);
  add("compute/hypervisors", os::compute::hypervisors);
  add("compute/services", os::compute::services);
  add("compute/aggregates", os::compute::aggregates);
  add("compute/availability_zones", os::compute::availability_zones);
  add("compute/availability_zone_details", os::compute::availability_zone_details);
  add("compute/migrations", os::compute::migrations);
  add("compute/keypairs", os::compute::keypairs);
  add("compute/server_groups", os::compute::server_groups);
  add("compute/usages", os::compute::usages);
  add("compute/absolute_limits", os::compute::absolute_limits);
  add("compute/quotas", os::compute::quotas);
  add("compute/quota_details", os::compute::quota_details);
  add("image/images", os::image::images);
  add("image/members", os::image::members);
  add("image/tasks", os::image::tasks);
  add("image/stores", os::image::stores);
  add("image/store_details", os::image::store_details);
  add("image/metadef_namespaces", os::image::metadef_namespaces);
  add("network/networks", os::network::networks);
  add("network/subnets", os::network::subnets);
  add("network/ip_availabilities", os::network::ip_availabilities);
  add("network/subnet_pools", os::network::subnet_pools);
  add("network/segments", os::network::segments);
  add("network/address_scopes", os::network::address_scopes);
  add("network/segment_ranges", os::network::segment_ranges);
  add("network/ports", os::network::ports);
  add("network/trunks", os::network::trunks);
  add("network/local_ips", os::network::local_ips);
  add("network/routers", os::network::routers);
  add("network/floating_ips", os::network::floating_ips);
  add("network/port_forwardings", os::network::port_forwardings);
  add("network/security_groups", os::network::security_groups);
  add("network/security_group_rules", os::network::security_group_rules);
  add("network/address_groups", os::network::address_groups);
  add("network/rbac_policies", os::network::rbac_policies);
  add("network/qos_policies", os::network::qos_policies);
  add("network/quotas_of_projects", os::network::quotas_of_projects);
  add("network/project_quotas", os::network::project_quotas);
  add("network/quota_details", os::network::quota_details);
  add("network/agents", os::network::agents);
  add("network/availability_zones", os::network::availability_zones);
  add("network/extensions", os::network::extensions);
  add("block-storage/volumes", os::block_storage::volumes);
  add("block-storage/snapshots", os::block_storage::snapshots);
  add("block-storage/backups", os::block_storage::backups);
  add("block-storage/volume_types", os::block_storage::volume_types);
  add("block-storage/services", os::block_storage::services);
  add("block-storage/pools", os::block_storage::pools);
  add("block-storage/availability_zones", os::block_storage::availability_zones);
  add("block-storage/attachments", os::block_storage::attachments);
  add("block-storage/groups", os::block_storage::groups);
  add("block-storage/group_snapshots", os::block_storage::group_snapshots);
  add("block-storage/group_types", os::block_storage::group_types);
  add("block-storage/messages", os::block_storage::messages);
  add("block-storage/qos_specs_list", os::block_storage::qos_specs_list);
  add("block-storage/absolute_limits", os::block_storage::absolute_limits);
  add("block-storage/quotas", os::block_storage::quotas);
  add("identity/projects", os::identity::projects);
  add("identity/domains", os::identity::domains);
  add("identity/users", os::identity::users);
  add("identity/groups", os::identity::groups);
  add("identity/roles", os::identity::roles);
  add("identity/services", os::identity::services);
  add("identity/endpoints", os::identity::endpoints);
  add("identity/regions", os::identity::regions);
  add("identity/role_assignments", os::identity::role_assignments);
  add("identity/application_credentials", os::identity::application_credentials);
  add("identity/auth_projects", os::identity::auth_projects);
  add("identity/auth_domains", os::identity::auth_domains);
  add("identity/auth_system", os::identity::auth_system);
  add("identity/auth_catalog", os::identity::auth_catalog);
  add("identity/registered_limits", os::identity::registered_limits);
  add("identity/limits", os::identity::limits);
  add("identity/identity_providers", os::identity::identity_providers);
  add("identity/trusts", os::identity::trusts);
  add("identity/credentials", os::identity::credentials);
  add("placement/resource_providers", os::placement::resource_providers);
  add("placement/inventories", os::placement::inventories);
  add("placement/provider_usages", os::placement::provider_usages);
  add("placement/allocations", os::placement::allocations);
  add("placement/resource_classes", os::placement::resource_classes);
  add("placement/usages", os::placement::usages);
  add("orchestration/stacks", os::orchestration::stacks);
  add("orchestration/resources", os::orchestration::resources);
  add("orchestration/events", os::orchestration::events);
  add("orchestration/services", os::orchestration::services);
  add("load-balancer/load_balancers", os::load_balancer::load_balancers);
  add("load-balancer/listeners", os::load_balancer::listeners);
  add("load-balancer/pools", os::load_balancer::pools);
  add("load-balancer/members", os::load_balancer::members);
  add("load-balancer/health_monitors", os::load_balancer::health_monitors);
  add("load-balancer/l7_policies", os::load_balancer::l7_policies);
  add("load-balancer/flavors", os::load_balancer::flavors);
  add("load-balancer/availability_zones", os::load_balancer::availability_zones);
  add("load-balancer/quotas_of_projects", os::load_balancer::quotas_of_projects);
  add("load-balancer/providers", os::load_balancer::providers);
  add("load-balancer/amphorae", os::load_balancer::amphorae);
  add("dns/zones", os::dns::zones);
  add("dns/recordsets", os::dns::recordsets);
  add("dns/zone_recordsets", os::dns::zone_recordsets);
  add("dns/floating_ips", os::dns::floating_ips);
  add("dns/tlds", os::dns::tlds);
  add("dns/pools", os::dns::pools);
  add("dns/service_statuses", os::dns::service_statuses);
  add("shared-file-system/shares", os::shared_file_system::shares);
  add("shared-file-system/snapshots", os::shared_file_system::snapshots);
  add("shared-file-system/share_networks", os::shared_file_system::share_networks);
  add("shared-file-system/share_types", os::shared_file_system::share_types);
  add("shared-file-system/share_servers", os::shared_file_system::share_servers);
  add("shared-file-system/share_groups", os::shared_file_system::share_groups);
  add("shared-file-system/services", os::shared_file_system::services);
  add("shared-file-system/pools", os::shared_file_system::pools);
  add("shared-file-system/availability_zones", os::shared_file_system::availability_zones);
  add("baremetal/nodes", os::baremetal::nodes);
  add("baremetal/projected_nodes", os::baremetal::projected_nodes);
  add("baremetal/ports", os::baremetal::ports);
  add("baremetal/port_groups", os::baremetal::port_groups);
  add("baremetal/chassis", os::baremetal::chassis);
  add("baremetal/allocations", os::baremetal::allocations);
  add("baremetal/conductors", os::baremetal::conductors);
  add("baremetal/drivers", os::baremetal::drivers);
  add("baremetal/deploy_templates", os::baremetal::deploy_templates);
  add("container-infrastructure-management/clusters", os::container_infrastructure_management::clusters);
  add("container-infrastructure-management/brief_clusters", os::container_infrastructure_management::brief_clusters);
  add("container-infrastructure-management/cluster_templates",
      os::container_infrastructure_management::cluster_templates);
  add("container-infrastructure-management/services", os::container_infrastructure_management::services);
  add("container-infrastructure-management/node_groups", os::container_infrastructure_management::node_groups);
  add("key-manager/secrets", os::key_manager::secrets);
  add("key-manager/containers", os::key_manager::containers);
  add("key-manager/orders", os::key_manager::orders);
  add("object-store/containers", os::object_store::containers);
  add("object-store/objects", os::object_store::objects);
  add("database/instances", os::database::instances);
  add("database/flavors", os::database::flavors);
  add("database/datastores", os::database::datastores);
  add("database/backups", os::database::backups);
  return out;
}

template <class T>
rest::listing<T> fetched(cloud_fixture& f, const os::cloud& cloud, const rest::query<T>& q) {
  auto merged = f.wait_for(cloud.fetch(rest::resources(q), rest::fetch_options().retries(rest::retries::none())));
  return std::move(merged.template get<0>());
}

template <class T>
std::vector<std::string> what_of(const rest::listing<T>& list) {
  std::vector<std::string> out;
  for (const T& row : list) out.push_back(row.what());
  return out;
}

}  // namespace

TEST_CASE("every list of docs/services.md is one that a simulated cloud has") {
  std::set<std::string> described, known{"placement/traits", "placement/provider_traits"};
  for (const auto& [name, q] : every_list()) known.insert(name);
  std::istringstream page(data("../../docs/services.md"));
  std::string type;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("Service type `")) type = line.substr(14, line.find('`', 14) - 14);
    if (line.starts_with("| `")) described.insert(type + '/' + line.substr(3, line.find('`', 3) - 3));
  }
  CHECK(known == described);
  CHECK(known.size() == 147);
}

TEST_CASE("every list is whole, row by row, in pages of any size: smaller than the list, just its size, larger") {
  cloud_fixture f(
      simulated_cloud_options().keep_alive().keystone_pages().servers(7).networks(7).images(7).ports(7).floating_ips(
          7));
  const auto cloud = f.make();
  for (const std::string limit : {"2", "7", "50"}) {
    for (const auto& [name, q] : every_list()) {
      CAPTURE(name);
      CAPTURE(limit);
      if (q.rows().kind() == rest::rows::shape::keyed) {
        const auto list = fetched(f, cloud, q.as<keyed>());
        CHECK(list.message() == "");
        CHECK(what_of(list) == f.there.ids(name));
        continue;
      }
      const bool pages = q.paging().kind() != rest::paging::scheme::none;
      const auto list = fetched(f, cloud, pages ? q.with("limit", limit) : q);
      CHECK(list.message() == "");
      CHECK(what_of(list) == f.there.ids(name));
      if (pages && limit == "2" && list.size() > 2) CHECK(list.timing().pages > 3);
    }
  }
  CHECK(f.there.tokens_issued() == 1);
  for (const auto& traits : {os::placement::traits.of(), os::placement::provider_traits.of("a parent")}) {
    const auto list = f.wait_for(cloud.list(traits));
    CHECK(std::vector<std::string>(list.begin(), list.end()) == f.there.ids("placement/traits"));
  }
}

TEST_CASE("what every service says when it says no is read, in its own shape") {
  cloud_fixture f;
  const auto cloud = f.make();
  for (const auto& [name, q] : every_list()) {
    CAPTURE(name);
    f.there.fail(name, 503);
    const auto list = fetched(f, cloud, q);
    CHECK(list.status() == rest::list_status::failed);
    CHECK(list.message().find("Told to fail.") != std::string::npos);
    f.there.clear(name);
  }
}

TEST_CASE("links that lead elsewhere do no harm, whatever service wrote them") {
  cloud_fixture f(simulated_cloud_options().keep_alive().keystone_pages().rows(3).links_from("http://10.255.255.1:9"));
  const auto cloud = f.make();
  for (const auto& [name, q] : every_list()) {
    if (!q.paging().has_link()) continue;
    CAPTURE(name);
    const auto list = fetched(f, cloud, q.with("limit", "2"));
    CHECK(list.message() == "");
    CHECK(what_of(list) == f.there.ids(name));
  }
}

TEST_CASE("filters that a link has lost are asked for again on every page") {
  cloud_fixture f(simulated_cloud_options().rows(9));
  const auto cloud = f.make();
  const std::pair<const char*, query> filtered[] = {
      {"load-balancer/pools", os::load_balancer::pools.with("admin_state_up", "true").as<identified>()},
      {"key-manager/secrets", os::key_manager::secrets.with("algorithm", "aes").as<identified>()},
      {"dns/zones", os::dns::zones.with("email", "hostmaster@example.org").as<identified>()},
      {"servers", os::compute::servers.with("status", "ACTIVE").with("status", "SHUTOFF").as<identified>()},
      {"image/tasks", os::image::tasks.with("owner", f.there.ids("image/tasks").front()).as<identified>()},
      {"baremetal/nodes", os::baremetal::nodes.with("maintenance", "true").as<identified>()}};
  for (const auto& [name, q] : filtered) {
    CAPTURE(name);
    const auto some = what_of(fetched(f, cloud, q.with("limit", "50")));
    CHECK(some.size() < f.there.ids(name).size());
    CHECK(what_of(fetched(f, cloud, q.with("limit", "2"))) == some);
  }
}

TEST_CASE("what keystone cuts off is not the whole list") {
  cloud_fixture f(simulated_cloud_options().page_limit("identity/users", 3));
  const auto list = fetched(f, f.make(), rest::query(os::identity::users).as<identified>());
  CHECK(list.status() == rest::list_status::truncated);
  CHECK(list.size() == 3);
  CHECK(list.message().starts_with("identity: only the first 3 rows"));
}

TEST_CASE("older services are asked for the newest microversion they have; what they are too old for says so") {
  cloud_fixture f(simulated_cloud_options()
                      .newest_microversion("compute", 40)
                      .newest_microversion("block-storage", 12)
                      .newest_microversion("placement", 8)
                      .newest_microversion("shared-file-system", 30)
                      .newest_microversion("baremetal", 51)
                      .newest_microversion("container-infrastructure-management", 3));
  const auto cloud = f.make();
  const std::set<std::string> too_old{"block-storage/attachments",
                                      "block-storage/groups",
                                      "block-storage/group_snapshots",
                                      "placement/usages",
                                      "shared-file-system/share_groups",
                                      "baremetal/allocations",
                                      "baremetal/deploy_templates",
                                      "baremetal/projected_nodes",
                                      "container-infrastructure-management/node_groups"};
  const std::set<std::string> versioned{"compute",   "block-storage",
                                        "placement", "shared-file-system",
                                        "baremetal", "container-infrastructure-management"};
  for (const auto& [name, q] : every_list()) {
    if (versioned.count(name.substr(0, name.find('/'))) == 0) continue;
    CAPTURE(name);
    const auto list = fetched(f, cloud, q);
    CAPTURE(list.message());
    CHECK((list.status() == rest::list_status::complete) == (too_old.count(name) == 0));
    if (!list) CHECK(list.message().find("and this list is read in") != std::string::npos);
  }
}

TEST_CASE("every list can be recorded and given again, and no secret is in any of its files") {
  const folder made;
  const std::string path = made.path("answers");
  std::vector<std::vector<std::string>> before;
  std::vector<std::string> secrets{"ec2-secret-"};
  {
    cloud_fixture f(simulated_cloud_options().rows(3));
    const auto cloud = f.make({}, os::cloud_options().on_answer(sheaf::testing::recorder(path)));
    for (const auto& [name, q] : every_list()) before.push_back(what_of(fetched(f, cloud, q)));
    secrets.push_back(field_in(f.there.last_head("servers"), "X-Auth-Token").substr(0, 60));
    secrets.push_back(f.there.password());
    secrets.push_back(f.place("compute"));
    CHECK(f.there.answer_bytes("identity/credentials").find("ec2-secret-") != std::string::npos);
  }
  for (const auto& file : std::filesystem::directory_iterator(path)) {
    std::ifstream in(file.path(), std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    for (const std::string& secret : secrets) {
      CAPTURE(file.path());
      CHECK(text.find(secret) == std::string::npos);
    }
  }
  cloud_fixture again(simulated_cloud_options().replay(path));
  CHECK(again.there.services().size() == 15);
  const auto cloud = again.make();
  std::size_t i = 0;
  for (const auto& [name, q] : every_list()) {
    CAPTURE(name);
    const auto list = fetched(again, cloud, q);
    CHECK(list.message() == "");
    // The ids of secrets are URLs, which lead to the cloud that gives them.
    if (name.starts_with("key-manager/")) {
      CHECK(list.size() == before[i].size());
    } else {
      CHECK(what_of(list) == before[i]);
    }
    ++i;
  }
}
