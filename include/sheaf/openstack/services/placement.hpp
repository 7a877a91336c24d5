// SPDX-License-Identifier: MIT
//
// placement.hpp: placement's lists and their records.
//
// Placement never pages.
//
// Only what identifies an object is required: versions and policies add members and take them away.

#ifndef SHEAF_OPENSTACK_SERVICES_PLACEMENT_HPP
#define SHEAF_OPENSTACK_SERVICES_PLACEMENT_HPP

#include <sheaf/json/record.hpp>
#include <sheaf/rest/resource.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace sheaf {
inline namespace v0 {
namespace openstack {
namespace placement {

/// What has resources: a host, a part of one, a pool. Below microversion 1.14 there is no parent.
struct resource_provider {
  std::string uuid, name;
  std::int64_t generation = 0;
  std::optional<std::string> parent_provider_uuid, root_provider_uuid;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("uuid", &resource_provider::uuid), maybe("name", &resource_provider::name),
                       maybe("generation", &resource_provider::generation),
                       maybe("parent_provider_uuid", &resource_provider::parent_provider_uuid),
                       maybe("root_provider_uuid", &resource_provider::root_provider_uuid)};
  }
};

/// How much of one resource class a provider has.
struct inventory {
  std::string resource_class;
  std::int64_t total = 0, reserved = 0, min_unit = 0, max_unit = 0, step_size = 0;
  double allocation_ratio = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("resource_class", &inventory::resource_class),
                       maybe("total", &inventory::total).loosely(),
                       maybe("reserved", &inventory::reserved).loosely(),
                       maybe("min_unit", &inventory::min_unit).loosely(),
                       maybe("max_unit", &inventory::max_unit).loosely(),
                       maybe("step_size", &inventory::step_size).loosely(),
                       maybe("allocation_ratio", &inventory::allocation_ratio).loosely()};
  }
};

/// How much of one resource class is used.
struct usage {
  std::string resource_class;
  std::int64_t used = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("resource_class", &usage::resource_class), maybe("used", &usage::used).loosely()};
  }
};

/// What a consumer has of a provider.
struct allocation {
  std::string consumer;
  std::map<std::string, std::int64_t> resources;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("consumer", &allocation::consumer), maybe("resources", &allocation::resources)};
  }
};

/// A resource class.
struct resource_class {
  std::string name;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("name", &resource_class::name)};
  }
};

/// Placement API, "List resource providers".
inline constexpr rest::resource<resource_provider> resource_providers{
    .service = "placement", .path = "/resource_providers", .key = "resource_providers", .version = "1.20"};

/// Placement API, "List resource provider inventories".
inline constexpr rest::resource<inventory> inventories{
    .service = "placement", .path = "/resource_providers/{uuid}/inventories", .key = "inventories",
    .rows = rest::rows::keyed("resource_class"), .version = "1.20"};

/// Placement API, "List resource provider usages".
inline constexpr rest::resource<usage> provider_usages{
    .service = "placement", .path = "/resource_providers/{uuid}/usages", .key = "usages",
    .rows = rest::rows::keyed("resource_class", "used"), .version = "1.20"};

/// Placement API, "List resource provider allocations".
inline constexpr rest::resource<allocation> allocations{
    .service = "placement", .path = "/resource_providers/{uuid}/allocations", .key = "allocations",
    .rows = rest::rows::keyed("consumer"), .version = "1.20"};

/// Placement API, "List traits".
inline constexpr rest::resource<std::string> traits{
    .service = "placement", .path = "/traits", .key = "traits", .version = "1.6..1.20"};

/// Placement API, "List resource provider traits".
inline constexpr rest::resource<std::string> provider_traits{
    .service = "placement", .path = "/resource_providers/{uuid}/traits", .key = "traits", .version = "1.6..1.20"};

/// Placement API, "List resource classes".
inline constexpr rest::resource<resource_class> resource_classes{
    .service = "placement", .path = "/resource_classes", .key = "resource_classes", .version = "1.2..1.20"};

/// Placement API, "List usages"; of a project: `usages.with("project_id", id)`, which the service demands.
inline constexpr rest::resource<usage> usages{
    .service = "placement", .path = "/usages", .key = "usages", .rows = rest::rows::keyed("resource_class", "used"),
    .version = "1.9..1.20"};

}  // namespace placement
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_PLACEMENT_HPP
