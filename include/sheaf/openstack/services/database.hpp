// SPDX-License-Identifier: MIT
//
// database.hpp: trove's lists and their records.
//
// Only what identifies an object is required: versions and policies add members and take them away.

#ifndef SHEAF_OPENSTACK_SERVICES_DATABASE_HPP
#define SHEAF_OPENSTACK_SERVICES_DATABASE_HPP

#include <sheaf/json/record.hpp>
#include <sheaf/json/timestamp.hpp>
#include <sheaf/rest/resource.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace openstack {
namespace database {

/// An instance's volume.
struct volume {
  std::optional<double> size_gib, used_gib;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("size", &volume::size_gib).loosely(), maybe("used", &volume::used_gib).loosely()};
  }
};

/// Which database an instance is.
struct datastore_version {
  std::string type, version;
  std::optional<std::string> version_number;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("type", &datastore_version::type), maybe("version", &datastore_version::version),
                       maybe("version_number", &datastore_version::version_number)};
  }
};

/// An instance's flavor.
struct flavor_ref {
  std::string id;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("id", &flavor_ref::id).loosely()};
  }
};

/// A database instance.
struct instance {
  std::string id, name, status;
  std::optional<std::string> operating_status, region, hostname;
  std::vector<std::string> ip;
  flavor_ref flavor;
  std::optional<database::volume> volume;
  datastore_version datastore;
  std::optional<json::timestamp> created, updated;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &instance::id),           maybe("name", &instance::name),
                       maybe("status", &instance::status),   maybe("operating_status", &instance::operating_status),
                       maybe("region", &instance::region),   maybe("hostname", &instance::hostname),
                       maybe("ip", &instance::ip),           maybe("flavor", &instance::flavor),
                       maybe("volume", &instance::volume),   maybe("datastore", &instance::datastore),
                       maybe("created", &instance::created), maybe("updated", &instance::updated)};
  }
};

/// A flavor of instances. Its id is a number where the flavor's own is one; str_id is always the text.
struct flavor {
  std::string id, name;
  std::optional<std::string> str_id;
  std::int64_t ram_mib = 0;
  std::optional<std::int64_t> vcpus, disk_gib, ephemeral_gib;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &flavor::id).loosely(),
                       maybe("str_id", &flavor::str_id),
                       maybe("name", &flavor::name),
                       maybe("ram", &flavor::ram_mib),
                       maybe("vcpus", &flavor::vcpus),
                       maybe("disk", &flavor::disk_gib),
                       maybe("ephemeral", &flavor::ephemeral_gib)};
  }
};

/// A version of a datastore.
struct version {
  std::string id, name;
  bool active = false;
  std::optional<std::string> image;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &version::id), maybe("name", &version::name),
                       maybe("active", &version::active).loosely(), maybe("image", &version::image)};
  }
};

/// A kind of databases.
struct datastore {
  std::string id, name;
  std::optional<std::string> default_version;
  std::vector<version> versions;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &datastore::id), maybe("name", &datastore::name),
                       maybe("default_version", &datastore::default_version), maybe("versions", &datastore::versions)};
  }
};

/// A backup of an instance.
struct backup {
  std::string id, name, instance_id, status;
  std::optional<std::string> description, parent_id, location;
  std::optional<double> size_gib;
  datastore_version datastore;
  std::optional<json::timestamp> created, updated;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &backup::id),
                       maybe("name", &backup::name),
                       maybe("description", &backup::description),
                       maybe("instance_id", &backup::instance_id),
                       maybe("status", &backup::status),
                       maybe("size", &backup::size_gib),
                       maybe("parent_id", &backup::parent_id),
                       maybe("locationRef", &backup::location),
                       maybe("datastore", &backup::datastore),
                       maybe("created", &backup::created),
                       maybe("updated", &backup::updated)};
  }
};

/// Database API v1.0, "List database instances".
inline constexpr rest::resource<instance> instances{
    .service = "database", .path = "/instances", .key = "instances", .paging = rest::paging::linked("links")};

/// Database API v1.0, "List flavors".
inline constexpr rest::resource<flavor> flavors{.service = "database", .path = "/flavors", .key = "flavors"};

/// Database API v1.0, "List datastores".
inline constexpr rest::resource<datastore> datastores{
    .service = "database", .path = "/datastores", .key = "datastores"};

/// Database API v1.0, "List database backups".
inline constexpr rest::resource<backup> backups{
    .service = "database", .path = "/backups", .key = "backups", .paging = rest::paging::linked("links")};

}  // namespace database
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_DATABASE_HPP
