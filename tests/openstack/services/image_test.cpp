// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/services/image.hpp.
#include <sheaf/openstack/services/image.hpp>

#include "support/captured_list.hpp"
#include "support/described_list.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

using namespace support;
namespace image = sheaf::openstack::image;

TEST_CASE("every captured list of images is read with nothing lost") {
  const std::size_t seen =
      for_each_captured(image::images, [](const captured_answer& one, const auto& theirs, const auto& ours) {
        CAPTURE(one.name);
        CHECK(ours.message() == "");
        REQUIRE(ours.size() == theirs.size());
        for (std::size_t i = 0; i != theirs.size(); ++i) {
          CHECK(ours[i].id == dom::text(theirs[i], "id"));
          CHECK(ours[i].name.value_or("") == dom::text(theirs[i], "name"));
          CHECK(ours[i].status == dom::text(theirs[i], "status"));
          CHECK(ours[i].os_distro.value_or("") == dom::text(theirs[i], "os_distro"));
          CHECK(ours[i].hash.value_or("") == dom::text(theirs[i], "os_hash_value"));
          std::int64_t size = -1;
          const bool known = theirs[i]["size"].get(size) == simdjson::SUCCESS;
          CHECK(ours[i].size.has_value() == known);
          if (known) CHECK(ours[i].size == size);
          CHECK(ours[i].created_at->text() == dom::text(theirs[i], "created_at"));
          simdjson::dom::array tags;
          CHECK(theirs[i]["tags"].get(tags) == simdjson::SUCCESS);
          CHECK(ours[i].tags.size() == tags.size());
        }
      });
  CHECK(seen >= 6);
}

TEST_CASE("an image keeps what glance may leave null; custom properties are texts of any name") {
  const auto all = listed(image::images, R"({"images":[
    {"id":"a","name":null,"size":null,"checksum":null,"owner":null,"image_type":"snapshot","instance_uuid":"s1","links":"not what you think",
     "next":"","status":"queued","protected":true,"os_hidden":true,"min_ram":512},
    {"id":"b","size":9007199254740993}],"schema":"/v2/schemas/images","first":"/v2/images"})");
  CHECK(all.message() == "");
  REQUIRE(all.size() == 2);
  CHECK_FALSE(all[0].name);
  CHECK_FALSE(all[0].size);
  CHECK(all[0].image_type == "snapshot");
  CHECK(all[0].instance_uuid == "s1");
  CHECK(all[0].is_protected);
  CHECK(all[0].hidden);
  CHECK(all[1].size == 9007199254740993);
}

TEST_CASE("images are asked for a thousand at a time, as glance gives 25 otherwise") {
  const rest::query<image::image_record> q = image::images;
  CHECK(rest::target_of(q.path(), q.parameters()) == "/images?limit=1000");
}

TEST_CASE("every list of image is read whole over two pages, empty, and refused; in circles it ends") {
  support::described_service service("image");
  service.check("images", image::images);
  service.check("members", image::members);
  service.check("tasks", image::tasks);
  service.check("stores", image::stores);
  service.check("store_details", image::store_details);
  service.check("metadef_namespaces", image::metadef_namespaces);
  service.check_all_seen();
}

TEST_CASE("the answers of real servers are read by the lists of image, every row of them") {
  support::described_service service("image");
  service.captured("glance-tasks", image::tasks);
  service.captured("glance-info-stores", image::stores);
  service.captured("glance-metadefs-namespaces", image::metadef_namespaces);
}

TEST_CASE("what people ask of images goes by glance's names, beside the size of a page") {
  const auto q =
      image::images.where(image::image_filters::visibility, "community").where(image::image_filters::hidden, true);
  CHECK(q.parameters() == rest::parameters{{"limit", "1000"}, {"visibility", "community"}, {"os_hidden", "true"}});
}
