// SPDX-License-Identifier: MIT
#include "lists.hpp"

#include <sheaf/openstack/services/block_storage.hpp>
#include <sheaf/openstack/services/identity.hpp>

#include <vector>

namespace list_cloud {

void add_identity(std::vector<list>& to) {
  add(to, "identity.projects", openstack::identity::projects);
  add(to, "identity.domains", openstack::identity::domains);
  add(to, "identity.users", openstack::identity::users);
  add(to, "identity.groups", openstack::identity::groups);
  add(to, "identity.roles", openstack::identity::roles);
  add(to, "identity.services", openstack::identity::services);
  add(to, "identity.endpoints", openstack::identity::endpoints);
  add(to, "identity.regions", openstack::identity::regions);
  add(to, "identity.role_assignments", openstack::identity::role_assignments);
  add(to, "identity.application_credentials", openstack::identity::application_credentials);
  add(to, "identity.auth_projects", openstack::identity::auth_projects);
  add(to, "identity.auth_domains", openstack::identity::auth_domains);
  add(to, "identity.auth_system", openstack::identity::auth_system);
  add(to, "identity.auth_catalog", openstack::identity::auth_catalog);
  add(to, "identity.registered_limits", openstack::identity::registered_limits);
  add(to, "identity.limits", openstack::identity::limits);
  add(to, "identity.identity_providers", openstack::identity::identity_providers);
  add(to, "identity.trusts", openstack::identity::trusts);
  add(to, "identity.credentials", openstack::identity::credentials);

  add(to, "block_storage.volumes", openstack::block_storage::volumes);
  add(to, "block_storage.snapshots", openstack::block_storage::snapshots);
  add(to, "block_storage.backups", openstack::block_storage::backups);
  add(to, "block_storage.volume_types", openstack::block_storage::volume_types);
  add(to, "block_storage.services", openstack::block_storage::services);
  add(to, "block_storage.pools", openstack::block_storage::pools);
  add(to, "block_storage.availability_zones", openstack::block_storage::availability_zones);
  add(to, "block_storage.attachments", openstack::block_storage::attachments);
  add(to, "block_storage.groups", openstack::block_storage::groups);
  add(to, "block_storage.group_snapshots", openstack::block_storage::group_snapshots);
  add(to, "block_storage.group_types", openstack::block_storage::group_types);
  add(to, "block_storage.messages", openstack::block_storage::messages);
  add(to, "block_storage.qos_specs_list", openstack::block_storage::qos_specs_list);
  add(to, "block_storage.absolute_limits", openstack::block_storage::absolute_limits);
  add(to, "block_storage.quotas", openstack::block_storage::quotas);
}

}  // namespace list_cloud
