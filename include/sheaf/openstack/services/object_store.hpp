// SPDX-License-Identifier: MIT
//
// object_store.hpp: swift's lists and their records.
//
// An answer is the array itself, or nothing (204), and says nothing of a next page: the list goes on at its last row.
//
// Only what identifies an object is required: versions and policies add members and take them away.

#ifndef SHEAF_OPENSTACK_SERVICES_OBJECT_STORE_HPP
#define SHEAF_OPENSTACK_SERVICES_OBJECT_STORE_HPP

#include <sheaf/json/record.hpp>
#include <sheaf/json/timestamp.hpp>
#include <sheaf/rest/resource.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace sheaf {
inline namespace v0 {
namespace openstack {
namespace object_store {

/// A container, which its name identifies.
struct container {
  std::string name;
  std::int64_t count = 0, bytes = 0;
  std::optional<json::timestamp> last_modified;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("name", &container::name), maybe("count", &container::count),
                       maybe("bytes", &container::bytes), maybe("last_modified", &container::last_modified)};
  }
};

/// An object, or, where a delimiter was given, what objects' names begin with (subdir, without a name).
struct object {
  std::string name;
  std::optional<std::string> subdir, hash, content_type;
  std::int64_t bytes = 0;
  std::optional<json::timestamp> last_modified;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("name", &object::name), maybe("subdir", &object::subdir), maybe("hash", &object::hash),
                       maybe("bytes", &object::bytes), maybe("content_type", &object::content_type),
                       maybe("last_modified", &object::last_modified)};
  }
};

/// Object Storage API v1, "Show account details and list containers".
inline constexpr rest::resource<container> containers{
    .service = "object-store", .path = "/?format=json", .key = rest::bare_array("containers"),
    .paging = rest::paging::last_row("name")};

/// Object Storage API v1, "Show container details and list objects".
inline constexpr rest::resource<object> objects{
    .service = "object-store", .path = "/{container}?format=json", .key = rest::bare_array("objects"),
    .paging = rest::paging::last_row("name", "subdir")};

}  // namespace object_store
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_OBJECT_STORE_HPP
