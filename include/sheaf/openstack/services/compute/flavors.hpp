// SPDX-License-Identifier: MIT
//
// flavors.hpp: flavors, whole and by name alone.

#ifndef SHEAF_OPENSTACK_SERVICES_COMPUTE_FLAVORS_HPP
#define SHEAF_OPENSTACK_SERVICES_COMPUTE_FLAVORS_HPP

#include <sheaf/json/record.hpp>
#include <sheaf/rest/resource.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace openstack {
namespace compute {

/// A flavor. Its id may be any text.
struct flavor {
  std::string id, name;
  std::int64_t vcpus = 0, ram_mib = 0, disk_gib = 0, ephemeral_gib = 0;
  std::optional<std::int64_t> swap_mib;  ///< nothing where there is none, below microversion 2.75
  double rxtx_factor = 1;
  bool is_public = true, disabled = false;
  std::optional<std::string> description;
  std::map<std::string, std::string> extra_specs;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &flavor::id),
                       maybe("name", &flavor::name),
                       maybe("ram", &flavor::ram_mib),
                       maybe("disk", &flavor::disk_gib),
                       maybe("swap", &flavor::swap_mib),
                       maybe("OS-FLV-EXT-DATA:ephemeral", &flavor::ephemeral_gib),
                       maybe("OS-FLV-DISABLED:disabled", &flavor::disabled),
                       maybe("vcpus", &flavor::vcpus),
                       maybe("os-flavor-access:is_public", &flavor::is_public),
                       maybe("rxtx_factor", &flavor::rxtx_factor),
                       maybe("description", &flavor::description),
                       maybe("extra_specs", &flavor::extra_specs)};
  }
};

/// A flavor by name alone.
struct brief_flavor {
  std::string id, name;
  std::optional<std::string> description;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &brief_flavor::id), maybe("name", &brief_flavor::name),
                       maybe("description", &brief_flavor::description)};
  }
};

/// What people ask of flavors.
struct flavor_filters {
  static constexpr rest::filter<flavor, std::int64_t> min_ram_mib{"minRam"};
  static constexpr rest::filter<flavor, std::int64_t> min_disk_gib{"minDisk"};
  static constexpr rest::filter<flavor, std::string_view> is_public{
      "is_public"};  ///< for administrators; "None" for both
};

/// Compute API, "List Flavors With Details".
inline constexpr rest::resource<flavor> flavors{
    .service = "compute", .path = "/flavors/detail", .key = "flavors", .paging = rest::paging::linked("flavors_links"),
    .version = "2.79", .sorting = rest::sorting::key_and_dir};

/// Compute API v2.1, "List Flavors".
inline constexpr rest::resource<brief_flavor> brief_flavors{
    .service = "compute", .path = "/flavors", .key = "flavors", .paging = rest::paging::linked("flavors_links"),
    .version = "2.79", .sorting = rest::sorting::key_and_dir};

}  // namespace compute
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_COMPUTE_FLAVORS_HPP
