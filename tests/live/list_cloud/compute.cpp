// SPDX-License-Identifier: MIT
#include "lists.hpp"

#include <sheaf/openstack/services/compute.hpp>
#include <sheaf/openstack/services/image.hpp>
#include <sheaf/openstack/services/placement.hpp>

#include <vector>

namespace list_cloud {

void add_compute(std::vector<list>& to) {
  add(to, "compute.servers", openstack::compute::servers);
  add(to, "compute.brief_servers", openstack::compute::brief_servers);
  add(to, "compute.volume_attachments", openstack::compute::volume_attachments);
  add(to, "compute.instance_actions", openstack::compute::instance_actions);
  add(to, "compute.interfaces", openstack::compute::interfaces);
  add(to, "compute.addresses", openstack::compute::addresses);
  add(to, "compute.security_groups", openstack::compute::security_groups);
  add(to, "compute.flavors", openstack::compute::flavors);
  add(to, "compute.brief_flavors", openstack::compute::brief_flavors);
  add(to, "compute.hypervisors", openstack::compute::hypervisors);
  add(to, "compute.services", openstack::compute::services);
  add(to, "compute.aggregates", openstack::compute::aggregates);
  add(to, "compute.availability_zones", openstack::compute::availability_zones);
  add(to, "compute.availability_zone_details", openstack::compute::availability_zone_details);
  add(to, "compute.migrations", openstack::compute::migrations);
  add(to, "compute.keypairs", openstack::compute::keypairs);
  add(to, "compute.server_groups", openstack::compute::server_groups);
  add(to, "compute.usages", openstack::compute::usages);
  add(to, "compute.absolute_limits", openstack::compute::absolute_limits);
  add(to, "compute.quotas", openstack::compute::quotas);
  add(to, "compute.quota_details", openstack::compute::quota_details);

  add(to, "image.images", openstack::image::images);
  add(to, "image.members", openstack::image::members);
  add(to, "image.tasks", openstack::image::tasks);
  add(to, "image.stores", openstack::image::stores);
  add(to, "image.store_details", openstack::image::store_details);
  add(to, "image.metadef_namespaces", openstack::image::metadef_namespaces);

  add(to, "placement.resource_providers", openstack::placement::resource_providers);
  add(to, "placement.inventories", openstack::placement::inventories);
  add(to, "placement.provider_usages", openstack::placement::provider_usages);
  add(to, "placement.allocations", openstack::placement::allocations);
  add(to, "placement.traits", openstack::placement::traits);
  add(to, "placement.provider_traits", openstack::placement::provider_traits);
  add(to, "placement.resource_classes", openstack::placement::resource_classes);
  add(to, "placement.usages", openstack::placement::usages);
}

}  // namespace list_cloud
