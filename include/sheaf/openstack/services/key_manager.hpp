// SPDX-License-Identifier: MIT
//
// key_manager.hpp: barbican's lists and their records.
//
// Lists say what is known of secrets and never hold one.
//
// Only what identifies an object is required: versions and policies add members and take them away.

#ifndef SHEAF_OPENSTACK_SERVICES_KEY_MANAGER_HPP
#define SHEAF_OPENSTACK_SERVICES_KEY_MANAGER_HPP

#include <sheaf/json/record.hpp>
#include <sheaf/json/timestamp.hpp>
#include <sheaf/rest/resource.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace openstack {
namespace key_manager {

/// What is known of a secret, but not the secret. Its id is the last part of secret_ref.
struct secret {
  std::string secret_ref, status;
  std::optional<std::string> name, secret_type, algorithm, mode, creator_id;
  std::optional<std::int64_t> bit_length;
  std::map<std::string, std::string> content_types;
  std::optional<json::timestamp> expiration, created, updated;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("secret_ref", &secret::secret_ref), maybe("name", &secret::name),
                       maybe("status", &secret::status),         maybe("secret_type", &secret::secret_type),
                       maybe("algorithm", &secret::algorithm),   maybe("mode", &secret::mode),
                       maybe("bit_length", &secret::bit_length), maybe("content_types", &secret::content_types),
                       maybe("creator_id", &secret::creator_id), maybe("expiration", &secret::expiration),
                       maybe("created", &secret::created),       maybe("updated", &secret::updated)};
  }
};

/// A secret in a container.
struct secret_ref_name {
  std::optional<std::string> name;
  std::string secret_ref;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("name", &secret_ref_name::name), maybe("secret_ref", &secret_ref_name::secret_ref)};
  }
};

/// Secrets that belong together. Its id is the last part of container_ref.
struct container {
  std::string container_ref, type, status;
  std::optional<std::string> name, creator_id;
  std::vector<secret_ref_name> secret_refs;
  std::optional<json::timestamp> created, updated;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("container_ref", &container::container_ref), maybe("name", &container::name),
                       maybe("type", &container::type), maybe("status", &container::status),
                       maybe("secret_refs", &container::secret_refs), maybe("creator_id", &container::creator_id),
                       maybe("created", &container::created), maybe("updated", &container::updated)};
  }
};

/// A secret that was ordered. Its id is the last part of order_ref.
struct order {
  std::string order_ref, type, status;
  std::optional<std::string> sub_status, sub_status_message, secret_ref, container_ref, creator_id, error_status_code,
      error_reason;
  std::optional<json::timestamp> created, updated;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("order_ref", &order::order_ref),
                       maybe("type", &order::type),
                       maybe("status", &order::status),
                       maybe("sub_status", &order::sub_status),
                       maybe("sub_status_message", &order::sub_status_message),
                       maybe("secret_ref", &order::secret_ref),
                       maybe("container_ref", &order::container_ref),
                       maybe("creator_id", &order::creator_id),
                       maybe("error_status_code", &order::error_status_code),
                       maybe("error_reason", &order::error_reason),
                       maybe("created", &order::created),
                       maybe("updated", &order::updated)};
  }
};

/// Key Manager API v1, GET /v1/secrets.
inline constexpr rest::resource<secret> secrets{
    .service = "key-manager", .path = "/secrets?limit=100", .key = "secrets", .paging = rest::paging::next_link("next"),
    .sorting = rest::sorting::joined};

/// Key Manager API v1, GET /v1/containers.
inline constexpr rest::resource<container> containers{.service = "key-manager",
                                                      .path = "/containers?limit=100",
                                                      .key = "containers",
                                                      .paging = rest::paging::next_link("next")};

/// Key Manager API v1, GET /v1/orders.
inline constexpr rest::resource<order> orders{
    .service = "key-manager", .path = "/orders?limit=100", .key = "orders", .paging = rest::paging::next_link("next")};

}  // namespace key_manager
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_KEY_MANAGER_HPP
