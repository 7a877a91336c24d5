// SPDX-License-Identifier: MIT
//
// The lists of keystone, placement and barbican, in the shape of their API reference; described_list.hpp says how they are read.

#ifndef SHEAF_TESTING_DETAIL_IDENTITY_LISTS_HPP
#define SHEAF_TESTING_DETAIL_IDENTITY_LISTS_HPP

#include <sheaf/testing/detail/described_list.hpp>

#include <array>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

inline constexpr std::array<described_list, 30> identity_lists{{
    {.name = "identity/projects", .path = "/projects", .key = "projects", .pages = scheme::keystone, .id = "<hex>",
     .row = R"({"id": "<id>", "name": "<name>", "description": <"of <name>"|null>, "domain_id": <"<uuid>"|null>, )"
            R"("parent_id": <"<uuid>"|null>, "enabled": <true|false>, "is_domain": <true|false>, "tags": ["blue", "green"]})"},
    {.name = "identity/domains", .path = "/domains", .key = "domains", .pages = scheme::keystone, .id = "<hex>",
     .row = R"({"id": "<id>", "name": "<name>", "description": <"of <name>"|null>, "enabled": <true|false>, "tags": ["blue", )"
            R"("green"]})"},
    {.name = "identity/users", .path = "/users", .key = "users", .pages = scheme::keystone, .id = "<hex>",
     .row = R"({"id": "<id>", "name": "<name>", "domain_id": <"<uuid>"|null>, "default_project_id": <"<uuid>"|"">, )"
            R"("description": <"of <name>"|null>, "email": <"hostmaster@example.org"|null>, "enabled": <true|false>, )"
            R"("password_expires_at": <"<time>+00:00"|null>})"},
    {.name = "identity/groups", .path = "/groups", .key = "groups", .pages = scheme::keystone, .id = "<hex>",
     .row = R"({"id": "<id>", "name": "<name>", "domain_id": <"<uuid>"|null>, "description": <"of <name>"|null>})"},
    {.name = "identity/roles", .path = "/roles", .key = "roles", .pages = scheme::keystone, .id = "<hex>",
     .row = R"({"id": "<id>", "name": "<name>", "domain_id": <"<uuid>"|null>, "description": <"of <name>"|null>})"},
    {.name = "identity/services", .path = "/services", .key = "services", .pages = scheme::keystone, .id = "<hex>",
     .row = R"({"id": "<id>", <"name": "<name>", |>"type": "lab", "description": <"of <name>"|null>, "enabled": <true|false>})"},
    {.name = "identity/endpoints", .path = "/endpoints", .key = "endpoints", .pages = scheme::keystone, .id = "<hex>",
     .row = R"({"id": "<id>", "service_id": "<uuid>", "interface": "public", "url": "url", "region": <"RegionOne"|"">, )"
            R"("region_id": <"<uuid>"|null>, "enabled": <true|false>})"},
    {.name = "identity/regions", .path = "/regions", .key = "regions", .pages = scheme::keystone, .id = "Region-<i>",
     .row = R"({"id": "<id>", "description": <"of <name>"|null>, "parent_region_id": <"<uuid>"|"">})"},
    {.name = "identity/role_assignments", .path = "/role_assignments", .key = "role_assignments",
     .pages = scheme::keystone, .id = "<hex>",
     .row = R"({"role": {"id": "<uuid>", "name": "member"}, "<user|group>": {"id": "<id>", "name": "<name>"}, )"
            R"("scope": <{"project": {"id": "<project>"}}|{"domain": {"id": "default"}}|{"system": {"all": true}}>})"},
    {.name = "identity/application_credentials", .path = "/users/{}/application_credentials",
     .key = "application_credentials", .pages = scheme::keystone, .id = "<hex>",
     .row = R"({"id": "<id>", "name": "<name>", "description": <"of <name>"|null>, "project_id": <"<project>"|"">, )"
            R"("unrestricted": <true|false>, "expires_at": <"<day> <clock>"|"">, "roles": [{"id": "<uuid>", )"
            R"("name": "<name>"}], "access_rules": [{"id": "<uuid>", "service": "service", "method": "method", )"
            R"("path": "path"}]})"},
    {.name = "identity/auth_projects", .path = "/auth/projects", .key = "projects", .pages = scheme::keystone,
     .family = "identity/projects", .id = "<hex>",
     .row = R"({"id": "<id>", "name": "<name>", "description": <"of <name>"|null>, "domain_id": <"<uuid>"|null>, )"
            R"("parent_id": <"<uuid>"|null>, "enabled": <true|false>, "is_domain": <true|false>, "tags": ["blue", "green"]})"},
    {.name = "identity/auth_domains", .path = "/auth/domains", .key = "domains", .pages = scheme::keystone,
     .family = "identity/domains", .id = "<hex>",
     .row = R"({"id": "<id>", "name": "<name>", "description": <"of <name>"|null>, "enabled": <true|false>, "tags": ["blue", )"
            R"("green"]})"},
    {.name = "identity/auth_system", .path = "/auth/system", .key = "system", .pages = scheme::keystone, .id = "",
     .size = 1,
     .row = R"({"all": <true|false>})"},
    {.name = "identity/auth_catalog", .path = "/auth/catalog", .key = "catalog", .pages = scheme::keystone, .id = "<hex>",
     .row = R"({"id": "<id>", "name": <"<name>"|"">, "type": "lab", "endpoints": [{"id": "<uuid>", "interface": "public", )"
            R"("url": "url", "region": "RegionOne", "region_id": "<uuid>"}]})"},
    {.name = "identity/registered_limits", .path = "/registered_limits", .key = "registered_limits",
     .pages = scheme::keystone, .id = "<hex>",
     .row = R"({"id": "<id>", "service_id": "<uuid>", "region_id": <"<uuid>"|null>, "resource_name": "resource name", )"
            R"("default_limit": <n>, "description": <"of <name>"|null>})"},
    {.name = "identity/limits", .path = "/limits", .key = "limits", .pages = scheme::keystone, .id = "<hex>",
     .row = R"({"id": "<id>", "service_id": "<uuid>", "region_id": <"<uuid>"|null>, "resource_name": "resource name", )"
            R"("resource_limit": <n>, "project_id": <"<project>"|"">, "domain_id": <"<uuid>"|null>, )"
            R"("description": <"of <name>"|null>})"},
    {.name = "identity/identity_providers", .path = "/OS-FEDERATION/identity_providers", .key = "identity_providers",
     .pages = scheme::keystone, .id = "<hex>",
     .row = R"({"id": "<id>", "description": <"of <name>"|null>, "domain_id": <"<uuid>"|null>, "enabled": <true|false>, )"
            R"("remote_ids": ["blue", "green"]})"},
    {.name = "identity/trusts", .path = "/OS-TRUST/trusts", .key = "trusts", .pages = scheme::keystone, .id = "<hex>",
     .row = R"({"id": "<id>", "trustor_user_id": "<uuid>", "trustee_user_id": "<uuid>", "project_id": <"<project>"|"">, )"
            R"("impersonation": <true|false>, "expires_at": <"<day> <clock>"|"">, "deleted_at": <"<day> <clock>"|"">, )"
            R"("remaining_uses": <<n>|null>, "redelegation_count": <<n>|null>})"},
    {.name = "identity/credentials", .path = "/credentials", .key = "credentials", .pages = scheme::keystone,
     .id = "<hex>",
     .row = R"({"id": "<id>", "type": "ec2", "blob": "{\"access\": \"access-<i>\", \"secret\": \"ec2-secret-<i>\"}", )"
            R"("user_id": "<user>", "project_id": <"<project>"|"">})"},
    {.name = "placement/resource_providers", .path = "/resource_providers", .key = "resource_providers",
     .row = R"({"uuid": "<id>", "name": "<name>", "generation": <n>, "parent_provider_uuid": <"<uuid>"|"">, )"
            R"("root_provider_uuid": <"<uuid>"|"">})"},
    {.name = "placement/inventories", .path = "/resource_providers/{}/inventories", .key = "inventories",
     .form = row_form::keyed, .id = "<VCPU|MEMORY_MB|DISK_GB|PCPU>", .size = 4,
     .row = R"({"total": <n>, "reserved": 0, "min_unit": 1, "max_unit": <n>, "step_size": 1, "allocation_ratio": <16.0|1>})"},
    {.name = "placement/provider_usages", .path = "/resource_providers/{}/usages", .key = "usages",
     .form = row_form::keyed, .id = "<VCPU|MEMORY_MB|DISK_GB|PCPU>", .size = 4,
     .row = R"(<n>)"},
    {.name = "placement/allocations", .path = "/resource_providers/{}/allocations", .key = "allocations",
     .form = row_form::keyed,
     .row = R"({"resources": {"VCPU": <n>, "MEMORY_MB": <n>}})"},
    {.name = "placement/traits", .path = "/traits", .key = "traits", .since = 6, .id = "CUSTOM_TRAIT_<i>",
     .row = R"("<id>")"},
    {.name = "placement/provider_traits", .path = "/resource_providers/{}/traits", .key = "traits", .since = 6,
     .id = "CUSTOM_TRAIT_<i>",
     .row = R"("<id>")"},
    {.name = "placement/resource_classes", .path = "/resource_classes", .key = "resource_classes", .since = 2,
     .id = "CUSTOM_CLASS_<i>",
     .row = R"({"name": "<id>"})"},
    {.name = "placement/usages", .path = "/usages", .key = "usages", .form = row_form::keyed, .since = 9,
     .id = "<VCPU|MEMORY_MB|DISK_GB|PCPU>", .size = 4,
     .row = R"(<n>)"},
    {.name = "key-manager/secrets", .path = "/secrets", .key = "secrets", .pages = scheme::barbican,
     .id = "<here>/v1/secrets/<uuid>",
     .row = R"({"secret_ref": "<id>", "name": <"<name>"|"">, "status": "ACTIVE", "secret_type": <"opaque"|null>, )"
            R"("algorithm": <"aes"|null>, "mode": <"cbc"|"">, "bit_length": <<n>|null>, "content_types": {"purpose": "lab"}, )"
            R"("creator_id": <"<uuid>"|"">, "expiration": <"<day> <clock>"|"">, "created": <"<time>+00:00"|null>, )"
            R"("updated": <"<time>+00:00"|null>})"},
    {.name = "key-manager/containers", .path = "/containers", .key = "containers", .pages = scheme::barbican,
     .id = "<here>/v1/containers/<uuid>",
     .row = R"({"container_ref": "<id>", "name": <"<name>"|"">, "type": "lab", "status": "ACTIVE", )"
            R"("secret_refs": [{"name": "<name>", "secret_ref": "<here>/v1/secrets/<uuid>"}], "creator_id": <"<uuid>"|"">, )"
            R"("created": <"<time>+00:00"|null>, "updated": <"<time>+00:00"|null>})"},
    {.name = "key-manager/orders", .path = "/orders", .key = "orders", .pages = scheme::barbican,
     .id = "<here>/v1/orders/<uuid>",
     .row = R"({"order_ref": "<id>", "type": "lab", "status": "ACTIVE", "sub_status": <"sub status"|"">, )"
            R"("sub_status_message": <"sub status message"|"">, "secret_ref": <"<here>/v1/secrets/<uuid>"|"">, )"
            R"("container_ref": <"<here>/v1/containers/<uuid>"|null>, "creator_id": <"<uuid>"|"">, )"
            R"("error_status_code": <"error status code"|null>, "error_reason": <"error reason"|"">, )"
            R"("created": <"<time>+00:00"|null>, "updated": <"<time>+00:00"|null>})"},
}};

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_IDENTITY_LISTS_HPP
