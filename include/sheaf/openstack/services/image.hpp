// SPDX-License-Identifier: MIT
//
// image.hpp: glance's lists and their records.

#ifndef SHEAF_OPENSTACK_SERVICES_IMAGE_HPP
#define SHEAF_OPENSTACK_SERVICES_IMAGE_HPP

#include <sheaf/json/record.hpp>
#include <sheaf/json/timestamp.hpp>
#include <sheaf/rest/resource.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace openstack {
namespace image {

/// An image. Custom properties, which glance mixes with its own members, are for a record of one's own.
struct image_record {
  std::string id, name, status, visibility, owner;
  std::optional<std::string> checksum, container_format, disk_format;
  std::optional<std::int64_t> size;  ///< bytes; nothing while the image is queued
  std::int64_t min_disk_gib = 0, min_ram_mib = 0;
  bool is_protected = false;
  std::vector<std::string> tags;
  json::timestamp created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &image_record::id),
                      maybe("name", &image_record::name),
                      maybe("disk_format", &image_record::disk_format),
                      maybe("container_format", &image_record::container_format),
                      maybe("visibility", &image_record::visibility),
                      maybe("size", &image_record::size),
                      maybe("status", &image_record::status),
                      maybe("checksum", &image_record::checksum),
                      maybe("protected", &image_record::is_protected),
                      maybe("min_ram", &image_record::min_ram_mib),
                      maybe("min_disk", &image_record::min_disk_gib),
                      maybe("owner", &image_record::owner),
                      maybe("created_at", &image_record::created_at),
                      maybe("updated_at", &image_record::updated_at),
                      maybe("tags", &image_record::tags)};
  }
};

/// Image API v2, "List images". Glance gives 25 a page when it is not asked for more, and 1000 at most.
inline constexpr rest::resource<image_record> images{
    .service = "image", .path = "/images?limit=1000", .key = "images", .paging = rest::paging::next_link("next")};

}  // namespace image
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_IMAGE_HPP
