// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/services/block_storage.hpp.
#include <sheaf/openstack/services/block_storage.hpp>

#include "support/described_list.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

namespace block_storage = sheaf::openstack::block_storage;

TEST_CASE("every list of block_storage is read whole over two pages, empty, and refused; in circles it ends") {
  support::described_service service("block_storage");
  service.check("volumes", block_storage::volumes);
  service.check("snapshots", block_storage::snapshots);
  service.check("backups", block_storage::backups);
  service.check("volume_types", block_storage::volume_types);
  service.check("services", block_storage::services);
  service.check("pools", block_storage::pools);
  service.check("availability_zones", block_storage::availability_zones);
  service.check("attachments", block_storage::attachments);
  service.check("groups", block_storage::groups);
  service.check("group_snapshots", block_storage::group_snapshots);
  service.check("group_types", block_storage::group_types);
  service.check("messages", block_storage::messages);
  service.check("qos_specs_list", block_storage::qos_specs_list);
  service.check("absolute_limits", block_storage::absolute_limits);
  service.check("quotas", block_storage::quotas);
  service.check_all_seen();
}

TEST_CASE("the answers of real servers are read by the lists of block_storage, every row of them") {
  support::described_service service("block_storage");
  service.captured("cinder-volumes-detail", block_storage::volumes);
  service.captured("cinder-page-volumes", block_storage::volumes);
  service.captured("cinder-snapshots-detail", block_storage::snapshots);
  service.captured("cinder-page-snapshots", block_storage::snapshots);
  service.captured("cinder-backups-detail", block_storage::backups);
  service.captured("cinder-types", block_storage::volume_types);
  service.captured("cinder-os-services", block_storage::services);
  service.captured("cinder-scheduler-stats", block_storage::pools);
  service.captured("cinder-os-availability-zone", block_storage::availability_zones);
  service.captured("cinder-limits", block_storage::absolute_limits);
  service.captured("cinder-os-quota-sets", block_storage::quotas);
}

TEST_CASE("what people ask of volumes and snapshots goes by cinder's names") {
  const auto q = block_storage::volumes.where(block_storage::volume_filters::bootable, true);
  CHECK(q.parameters().back() == std::pair<std::string, std::string>("bootable", "true"));
  const auto of_one = block_storage::snapshots.where(block_storage::snapshot_filters::volume_id, "v1");
  CHECK(of_one.parameters().back() == std::pair<std::string, std::string>("volume_id", "v1"));
}
