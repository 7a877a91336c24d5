// SPDX-License-Identifier: MIT
#include "lists.hpp"

#include <sheaf/openstack/services/baremetal.hpp>
#include <sheaf/openstack/services/container_infrastructure_management.hpp>
#include <sheaf/openstack/services/database.hpp>
#include <sheaf/openstack/services/key_manager.hpp>
#include <sheaf/openstack/services/object_store.hpp>
#include <sheaf/openstack/services/orchestration.hpp>
#include <sheaf/openstack/services/shared_file_system.hpp>

#include <vector>

namespace list_cloud {

void add_others(std::vector<list>& to) {
  add(to, "orchestration.stacks", openstack::orchestration::stacks);
  add(to, "orchestration.resources", openstack::orchestration::resources);
  add(to, "orchestration.events", openstack::orchestration::events);
  add(to, "orchestration.services", openstack::orchestration::services);

  add(to, "shared_file_system.shares", openstack::shared_file_system::shares);
  add(to, "shared_file_system.snapshots", openstack::shared_file_system::snapshots);
  add(to, "shared_file_system.share_networks", openstack::shared_file_system::share_networks);
  add(to, "shared_file_system.share_types", openstack::shared_file_system::share_types);
  add(to, "shared_file_system.share_servers", openstack::shared_file_system::share_servers);
  add(to, "shared_file_system.share_groups", openstack::shared_file_system::share_groups);
  add(to, "shared_file_system.services", openstack::shared_file_system::services);
  add(to, "shared_file_system.pools", openstack::shared_file_system::pools);
  add(to, "shared_file_system.availability_zones", openstack::shared_file_system::availability_zones);

  add(to, "baremetal.nodes", openstack::baremetal::nodes);
  add(to, "baremetal.projected_nodes", openstack::baremetal::projected_nodes);
  add(to, "baremetal.ports", openstack::baremetal::ports);
  add(to, "baremetal.port_groups", openstack::baremetal::port_groups);
  add(to, "baremetal.chassis", openstack::baremetal::chassis);
  add(to, "baremetal.allocations", openstack::baremetal::allocations);
  add(to, "baremetal.conductors", openstack::baremetal::conductors);
  add(to, "baremetal.drivers", openstack::baremetal::drivers);
  add(to, "baremetal.deploy_templates", openstack::baremetal::deploy_templates);

  add(to, "container_infrastructure_management.clusters", openstack::container_infrastructure_management::clusters);
  add(to, "container_infrastructure_management.brief_clusters",
      openstack::container_infrastructure_management::brief_clusters);
  add(to, "container_infrastructure_management.cluster_templates",
      openstack::container_infrastructure_management::cluster_templates);
  add(to, "container_infrastructure_management.services", openstack::container_infrastructure_management::services);
  add(to, "container_infrastructure_management.node_groups",
      openstack::container_infrastructure_management::node_groups);

  add(to, "key_manager.secrets", openstack::key_manager::secrets);
  add(to, "key_manager.containers", openstack::key_manager::containers);
  add(to, "key_manager.orders", openstack::key_manager::orders);

  add(to, "object_store.containers", openstack::object_store::containers);
  add(to, "object_store.objects", openstack::object_store::objects);

  add(to, "database.instances", openstack::database::instances);
  add(to, "database.flavors", openstack::database::flavors);
  add(to, "database.datastores", openstack::database::datastores);
  add(to, "database.backups", openstack::database::backups);
}

}  // namespace list_cloud
