// SPDX-License-Identifier: MIT
//
// identity.hpp: keystone's lists and their records.
//
// Only what identifies an object is required: versions and policies add members and take them away.

#ifndef SHEAF_OPENSTACK_SERVICES_IDENTITY_HPP
#define SHEAF_OPENSTACK_SERVICES_IDENTITY_HPP

#include <sheaf/json/record.hpp>
#include <sheaf/json/timestamp.hpp>
#include <sheaf/rest/resource.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace openstack {
namespace identity {

/// A project.
struct project {
  std::string id, name;
  std::optional<std::string> description, domain_id, parent_id;
  bool enabled = true, is_domain = false;
  std::vector<std::string> tags;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &project::id),
                       maybe("name", &project::name),
                       maybe("description", &project::description),
                       maybe("domain_id", &project::domain_id),
                       maybe("parent_id", &project::parent_id),
                       maybe("enabled", &project::enabled),
                       maybe("is_domain", &project::is_domain),
                       maybe("tags", &project::tags)};
  }
};

/// A domain.
struct domain {
  std::string id, name;
  std::optional<std::string> description;
  bool enabled = true;
  std::vector<std::string> tags;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &domain::id), maybe("name", &domain::name),
                       maybe("description", &domain::description), maybe("enabled", &domain::enabled),
                       maybe("tags", &domain::tags)};
  }
};

/// A user. Users from LDAP may lack most of it.
struct user {
  std::string id, name;
  std::optional<std::string> domain_id, default_project_id, description, email;
  bool enabled = true;
  std::optional<json::timestamp> password_expires_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &user::id), maybe("name", &user::name), maybe("domain_id", &user::domain_id),
                       maybe("default_project_id", &user::default_project_id), maybe("description", &user::description),
                       maybe("email", &user::email), maybe("enabled", &user::enabled),
                       maybe("password_expires_at", &user::password_expires_at)};
  }
};

/// A group of users.
struct group {
  std::string id, name;
  std::optional<std::string> domain_id, description;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &group::id), maybe("name", &group::name), maybe("domain_id", &group::domain_id),
                       maybe("description", &group::description)};
  }
};

/// A role.
struct role {
  std::string id, name;
  std::optional<std::string> domain_id, description;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &role::id), maybe("name", &role::name), maybe("domain_id", &role::domain_id),
                       maybe("description", &role::description)};
  }
};

/// A service of the catalog.
struct service {
  std::string id, type;
  std::optional<std::string> name, description;
  bool enabled = true;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &service::id), maybe("name", &service::name), maybe("type", &service::type),
                       maybe("description", &service::description), maybe("enabled", &service::enabled)};
  }
};

/// Where a service is. The URL may have $(project_id)s in it.
struct endpoint {
  std::string id, service_id, interface, url;
  std::optional<std::string> region, region_id;
  bool enabled = true;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &endpoint::id),
                       maybe("service_id", &endpoint::service_id),
                       maybe("interface", &endpoint::interface),
                       maybe("url", &endpoint::url),
                       maybe("region", &endpoint::region),
                       maybe("region_id", &endpoint::region_id),
                       maybe("enabled", &endpoint::enabled)};
  }
};

/// A region.
struct region {
  std::string id;
  std::optional<std::string> description, parent_region_id;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &region::id), maybe("description", &region::description),
                       maybe("parent_region_id", &region::parent_region_id)};
  }
};

/// The domain of a project or user.
struct domain_name {
  std::string id;
  std::optional<std::string> name;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("id", &domain_name::id), maybe("name", &domain_name::name)};
  }
};

/// Whom or what an assignment is about; the name where it was asked for (include_names).
struct named {
  std::string id;
  std::optional<std::string> name;
  std::optional<domain_name> domain;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &named::id), maybe("name", &named::name), maybe("domain", &named::domain)};
  }
};

/// Where an assignment holds: in a project, a domain, or the whole system.
struct assignment_scope {
  std::optional<named> project, domain;
  std::map<std::string, bool> system;
  std::optional<std::string> inherited_to;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("project", &assignment_scope::project), maybe("domain", &assignment_scope::domain),
                       maybe("system", &assignment_scope::system),
                       maybe("OS-INHERIT:inherited_to", &assignment_scope::inherited_to)};
  }
};

/// Who, a user or a group, has which role where.
struct role_assignment {
  named role;
  std::optional<named> user, group;
  assignment_scope scope;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("role", &role_assignment::role), maybe("user", &role_assignment::user),
                       maybe("group", &role_assignment::group), maybe("scope", &role_assignment::scope)};
  }
};

/// What an application credential may call.
struct access_rule {
  std::string id, service, method, path;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("id", &access_rule::id), maybe("service", &access_rule::service),
                       maybe("method", &access_rule::method), maybe("path", &access_rule::path)};
  }
};

/// A role that an application credential has.
struct role_name {
  std::string id;
  std::optional<std::string> name;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("id", &role_name::id), maybe("name", &role_name::name)};
  }
};

/// An application credential; its secret is told only when it is made.
struct application_credential {
  std::string id, name;
  std::optional<std::string> description, project_id;
  bool unrestricted = false;
  std::optional<json::timestamp> expires_at;
  std::vector<role_name> roles;
  std::vector<access_rule> access_rules;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &application_credential::id),
                       maybe("name", &application_credential::name),
                       maybe("description", &application_credential::description),
                       maybe("project_id", &application_credential::project_id),
                       maybe("unrestricted", &application_credential::unrestricted),
                       maybe("expires_at", &application_credential::expires_at),
                       maybe("roles", &application_credential::roles),
                       maybe("access_rules", &application_credential::access_rules)};
  }
};

/// What "system" a token may be asked for.
struct system_scope {
  bool all = false;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("all", &system_scope::all)};
  }
};

/// Where a service is, for the token's project.
struct catalog_endpoint {
  std::string id, interface, url;
  std::optional<std::string> region, region_id;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("id", &catalog_endpoint::id), maybe("interface", &catalog_endpoint::interface),
                       maybe("url", &catalog_endpoint::url), maybe("region", &catalog_endpoint::region),
                       maybe("region_id", &catalog_endpoint::region_id)};
  }
};

/// A service of the token's catalog.
struct catalog_service {
  std::string id, type;
  std::optional<std::string> name;
  std::vector<catalog_endpoint> endpoints;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &catalog_service::id), maybe("name", &catalog_service::name),
                       maybe("type", &catalog_service::type), maybe("endpoints", &catalog_service::endpoints)};
  }
};

/// What a limit is unless a project has its own.
struct registered_limit {
  std::string id, service_id, resource;
  std::optional<std::string> region_id, description;
  std::int64_t default_limit = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &registered_limit::id),
                       maybe("service_id", &registered_limit::service_id),
                       maybe("region_id", &registered_limit::region_id),
                       maybe("resource_name", &registered_limit::resource),
                       maybe("default_limit", &registered_limit::default_limit),
                       maybe("description", &registered_limit::description)};
  }
};

/// A project's own limit.
struct limit {
  std::string id, service_id, resource;
  std::optional<std::string> region_id, project_id, domain_id, description;
  std::int64_t limit = 0;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &limit::id),
                       maybe("service_id", &limit::service_id),
                       maybe("region_id", &limit::region_id),
                       maybe("resource_name", &limit::resource),
                       maybe("resource_limit", &limit::limit),
                       maybe("project_id", &limit::project_id),
                       maybe("domain_id", &limit::domain_id),
                       maybe("description", &limit::description)};
  }
};

/// An identity provider of a federation.
struct identity_provider {
  std::string id;
  std::optional<std::string> description, domain_id;
  bool enabled = true;
  std::vector<std::string> remote_ids;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &identity_provider::id), maybe("description", &identity_provider::description),
                       maybe("domain_id", &identity_provider::domain_id), maybe("enabled", &identity_provider::enabled),
                       maybe("remote_ids", &identity_provider::remote_ids)};
  }
};

/// What one user lets another do.
struct trust {
  std::string id, trustor_user_id, trustee_user_id;
  std::optional<std::string> project_id;
  bool impersonation = false;
  std::optional<json::timestamp> expires_at, deleted_at;
  std::optional<std::int64_t> remaining_uses, redelegation_count;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &trust::id), maybe("trustor_user_id", &trust::trustor_user_id),
                       maybe("trustee_user_id", &trust::trustee_user_id), maybe("project_id", &trust::project_id),
                       maybe("impersonation", &trust::impersonation), maybe("expires_at", &trust::expires_at),
                       maybe("deleted_at", &trust::deleted_at), maybe("remaining_uses", &trust::remaining_uses),
                       maybe("redelegation_count", &trust::redelegation_count)};
  }
};

/// A credential for another protocol. Its secret part, the blob, is not read.
struct credential {
  std::string id, type, user_id;
  std::optional<std::string> project_id;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &credential::id), maybe("type", &credential::type),
                       maybe("user_id", &credential::user_id), maybe("project_id", &credential::project_id)};
  }
};

/// What people ask of projects. Keystone takes no notice of what it does not know.
struct project_filters {
  static constexpr rest::filter<project, std::string_view> name{"name"};
  static constexpr rest::filter<project, std::string_view> name_contains{"name__contains"};
  static constexpr rest::filter<project, std::string_view> domain_id{"domain_id"};
  static constexpr rest::filter<project, std::string_view> parent_id{"parent_id"};
  static constexpr rest::filter<project, bool> enabled{"enabled"};
};

/// Identity API v3, "List projects".
inline constexpr rest::resource<project> projects{
    .service = "identity", .path = "/projects", .key = "projects", .paging = rest::paging::link_object("links"),
    .sorting = rest::sorting::key_and_dir};

/// Identity API v3, "List domains".
inline constexpr rest::resource<domain> domains{
    .service = "identity", .path = "/domains", .key = "domains", .paging = rest::paging::link_object("links")};

/// What people ask of users.
struct user_filters {
  static constexpr rest::filter<user, std::string_view> name{"name"};
  static constexpr rest::filter<user, std::string_view> name_contains{"name__contains"};
  static constexpr rest::filter<user, std::string_view> domain_id{"domain_id"};
  static constexpr rest::filter<user, bool> enabled{"enabled"};
};

/// Identity API v3, "List users".
inline constexpr rest::resource<user> users{
    .service = "identity", .path = "/users", .key = "users", .paging = rest::paging::link_object("links"),
    .sorting = rest::sorting::key_and_dir};

/// Identity API v3, "List groups".
inline constexpr rest::resource<group> groups{
    .service = "identity", .path = "/groups", .key = "groups", .paging = rest::paging::link_object("links"),
    .sorting = rest::sorting::key_and_dir};

/// Identity API v3, "List roles".
inline constexpr rest::resource<role> roles{
    .service = "identity", .path = "/roles", .key = "roles", .paging = rest::paging::link_object("links")};

/// Identity API v3, "List services".
inline constexpr rest::resource<service> services{
    .service = "identity", .path = "/services", .key = "services", .paging = rest::paging::link_object("links")};

/// Identity API v3, "List endpoints".
inline constexpr rest::resource<endpoint> endpoints{
    .service = "identity", .path = "/endpoints", .key = "endpoints", .paging = rest::paging::link_object("links")};

/// Identity API v3, "List regions".
inline constexpr rest::resource<region> regions{
    .service = "identity", .path = "/regions", .key = "regions", .paging = rest::paging::link_object("links")};

/// Identity API v3, "List role assignments".
inline constexpr rest::resource<role_assignment> role_assignments{.service = "identity",
                                                                  .path = "/role_assignments",
                                                                  .key = "role_assignments",
                                                                  .paging = rest::paging::link_object("links")};

/// Identity API v3, "List application credentials".
inline constexpr rest::resource<application_credential> application_credentials{
    .service = "identity", .path = "/users/{user_id}/application_credentials", .key = "application_credentials",
    .paging = rest::paging::link_object("links")};

/// Identity API v3, "Get available project scopes".
inline constexpr rest::resource<project> auth_projects{
    .service = "identity", .path = "/auth/projects", .key = "projects", .paging = rest::paging::link_object("links")};

/// Identity API v3, "Get available domain scopes".
inline constexpr rest::resource<domain> auth_domains{
    .service = "identity", .path = "/auth/domains", .key = "domains", .paging = rest::paging::link_object("links")};

/// Identity API v3, "Get available system scopes".
inline constexpr rest::resource<system_scope> auth_system{
    .service = "identity", .path = "/auth/system", .key = "system", .paging = rest::paging::link_object("links")};

/// Identity API v3, "Get service catalog".
inline constexpr rest::resource<catalog_service> auth_catalog{
    .service = "identity", .path = "/auth/catalog", .key = "catalog", .paging = rest::paging::link_object("links")};

/// Identity API v3, "List Registered Limits".
inline constexpr rest::resource<registered_limit> registered_limits{
    .service = "identity", .path = "/registered_limits", .key = "registered_limits",
    .paging = rest::paging::link_object("links")};

/// Identity API v3, "List Limits".
inline constexpr rest::resource<limit> limits{
    .service = "identity", .path = "/limits", .key = "limits", .paging = rest::paging::link_object("links")};

/// Identity API v3, "List identity providers".
inline constexpr rest::resource<identity_provider> identity_providers{
    .service = "identity", .path = "/OS-FEDERATION/identity_providers", .key = "identity_providers",
    .paging = rest::paging::link_object("links")};

/// Identity API v3, "List trusts". Asked with any parameter but trustor_user_id and trustee_user_id, a limit too,
/// keystone gives no trust at all.
inline constexpr rest::resource<trust> trusts{.service = "identity", .path = "/OS-TRUST/trusts", .key = "trusts"};

/// Identity API v3, "List credentials".
inline constexpr rest::resource<credential> credentials{
    .service = "identity", .path = "/credentials", .key = "credentials", .paging = rest::paging::link_object("links")};

}  // namespace identity
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_IDENTITY_HPP
