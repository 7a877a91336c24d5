// SPDX-License-Identifier: MIT
// The lists of include/sheaf/openstack/services/image.hpp.
#include <sheaf/openstack/services/image.hpp>

#include "support/described_list.hpp"

#include <doctest/doctest.h>

namespace image = sheaf::openstack::image;

TEST_CASE("every list of image is read whole over two pages, empty, and refused; in circles it ends") {
  support::described_service service("image");
  service.check("members", image::members.of("parent1"));
  service.check("tasks", image::tasks);
  service.check("stores", image::stores);
  service.check("store_details", image::store_details);
  service.check("metadef_namespaces", image::metadef_namespaces);
  service.check_all_seen();
}

TEST_CASE("the answers of real servers are read by the lists of image, every row of them") {
  support::described_service service("image");
  service.captured("glance-image-members", image::members.of("i"));
  service.captured("glance-tasks", image::tasks);
  service.captured("glance-info-stores", image::stores);
  service.captured("glance-metadefs-namespaces", image::metadef_namespaces);
}
