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
#include <string_view>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace openstack {
namespace image {

/// An image (a record of its namespace's name would hide it). Custom properties stand among its own members, always as
/// texts: those that tell an operating system or a snapshot are here, others are for a record of one's own.
struct image_record {
  std::string id;
  std::optional<std::string> name;
  std::string status;      ///< "active", "queued", "saving", "importing", "deactivated", "killed", ...
  std::string visibility;  ///< "public", "private", "shared" or "community"
  std::optional<std::string> owner, checksum, hash_algorithm, hash, container_format, disk_format;
  std::optional<std::int64_t> size, virtual_size;  ///< bytes; nothing while the image is queued
  std::int64_t min_disk_gib = 0, min_ram_mib = 0;
  bool is_protected = false, hidden = false;
  std::vector<std::string> tags;
  std::optional<json::timestamp> created_at, updated_at;
  std::string file;                   ///< where its bytes are: "/v2/images/.../file"
  std::optional<std::string> stores;  ///< names with commas between them
  std::optional<std::string> os_distro, os_version, os_type, architecture;
  std::optional<std::string> image_type, base_image_ref,
      instance_uuid;  ///< "snapshot", of which image, of which server

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("os_distro", &image_record::os_distro),
                       maybe("os_version", &image_record::os_version),
                       maybe("os_type", &image_record::os_type),
                       maybe("architecture", &image_record::architecture),
                       maybe("image_type", &image_record::image_type),
                       maybe("base_image_ref", &image_record::base_image_ref),
                       maybe("instance_uuid", &image_record::instance_uuid),
                       maybe("name", &image_record::name),
                       maybe("disk_format", &image_record::disk_format),
                       maybe("container_format", &image_record::container_format),
                       maybe("visibility", &image_record::visibility),
                       maybe("size", &image_record::size),
                       maybe("virtual_size", &image_record::virtual_size),
                       maybe("status", &image_record::status),
                       maybe("checksum", &image_record::checksum),
                       maybe("protected", &image_record::is_protected),
                       maybe("min_ram", &image_record::min_ram_mib),
                       maybe("min_disk", &image_record::min_disk_gib),
                       maybe("owner", &image_record::owner),
                       maybe("os_hidden", &image_record::hidden),
                       maybe("os_hash_algo", &image_record::hash_algorithm),
                       maybe("os_hash_value", &image_record::hash),
                       field("id", &image_record::id),
                       maybe("created_at", &image_record::created_at),
                       maybe("updated_at", &image_record::updated_at),
                       maybe("tags", &image_record::tags),
                       maybe("file", &image_record::file),
                       maybe("stores", &image_record::stores)};
  }
};

/// A project with which an image is shared.
struct member {
  std::string member_id, image_id, status;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("member_id", &member::member_id), maybe("image_id", &member::image_id),
                       maybe("status", &member::status), maybe("created_at", &member::created_at),
                       maybe("updated_at", &member::updated_at)};
  }
};

/// A task of glance's, as an import.
struct task {
  std::string id, type, status;
  std::optional<std::string> owner;
  std::optional<json::timestamp> created_at, updated_at, expires_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &task::id), maybe("type", &task::type), maybe("status", &task::status),
                       maybe("owner", &task::owner), maybe("created_at", &task::created_at),
                       maybe("updated_at", &task::updated_at), maybe("expires_at", &task::expires_at)};
  }
};

/// A place where images are kept.
struct store {
  std::string id, description;
  bool is_default = false, read_only = false;
  std::optional<std::string> type;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &store::id), maybe("description", &store::description),
                       maybe("default", &store::is_default).loosely(), maybe("read-only", &store::read_only).loosely(),
                       maybe("type", &store::type)};
  }
};

/// A namespace of metadata definitions.
struct metadef_namespace {
  std::string name, display_name, visibility;
  std::optional<std::string> description, owner;
  bool is_protected = false;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("namespace", &metadef_namespace::name),
                       maybe("display_name", &metadef_namespace::display_name),
                       maybe("description", &metadef_namespace::description),
                       maybe("visibility", &metadef_namespace::visibility),
                       maybe("owner", &metadef_namespace::owner),
                       maybe("protected", &metadef_namespace::is_protected),
                       maybe("created_at", &metadef_namespace::created_at),
                       maybe("updated_at", &metadef_namespace::updated_at)};
  }
};

/// What people ask of images; `with` takes any other property. Community images are in no other list than their own.
struct image_filters {
  static constexpr rest::filter<image_record, std::string_view> name{"name"};  ///< one, or "in:a,b"
  static constexpr rest::filter<image_record, std::string_view> status{"status"};
  static constexpr rest::filter<image_record, std::string_view> id{"id"};  ///< "in:a,b"
  static constexpr rest::filter<image_record, std::string_view> visibility{"visibility"};  ///< "public", "private", ...
  static constexpr rest::filter<image_record, std::string_view> owner{"owner"};
  static constexpr rest::filter<image_record, std::string_view> tag{"tag"};  ///< given twice: both
  static constexpr rest::filter<image_record, bool> hidden{"os_hidden"};
  static constexpr rest::filter<image_record, std::string_view> container_format{"container_format"};
  static constexpr rest::filter<image_record, std::string_view> disk_format{"disk_format"};
};

/// Image API v2, "List images". Glance gives 25 a page when it is not asked for more, and 1000 at most.
inline constexpr rest::resource<image_record> images{
    .service = "image", .path = "/images?limit=1000", .key = "images", .paging = rest::paging::next_link("next"),
    .sorting = rest::sorting::key_and_dir};

/// Image API v2, "List image members".
inline constexpr rest::resource<member> members{
    .service = "image", .path = "/images/{image_id}/members", .key = "members"};

/// Image API v2, "List tasks".
inline constexpr rest::resource<task> tasks{
    .service = "image", .path = "/tasks?limit=1000", .key = "tasks", .paging = rest::paging::next_link("next"),
    .sorting = rest::sorting::key_and_dir};

/// Image API v2, "List stores".
inline constexpr rest::resource<store> stores{.service = "image", .path = "/info/stores", .key = "stores"};

/// Image API v2, "List stores detail".
inline constexpr rest::resource<store> store_details{
    .service = "image", .path = "/info/stores/detail", .key = "stores"};

/// Image API v2, "List namespaces".
inline constexpr rest::resource<metadef_namespace> metadef_namespaces{
    .service = "image", .path = "/metadefs/namespaces?limit=1000", .key = "namespaces",
    .paging = rest::paging::next_link("next"), .sorting = rest::sorting::key_and_dir};

}  // namespace image
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_IMAGE_HPP
