// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/services/identity.hpp.
#include <sheaf/openstack/services/identity.hpp>

#include "support/described_list.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace identity = sheaf::openstack::identity;

TEST_CASE("every list of identity is read whole over two pages, empty, and refused; in circles it ends") {
  support::described_service service("identity");
  service.check("projects", identity::projects);
  service.check("domains", identity::domains);
  service.check("users", identity::users);
  service.check("groups", identity::groups);
  service.check("roles", identity::roles);
  service.check("services", identity::services);
  service.check("endpoints", identity::endpoints);
  service.check("regions", identity::regions);
  service.check("role_assignments", identity::role_assignments);
  service.check("application_credentials", identity::application_credentials);
  service.check("auth_projects", identity::auth_projects);
  service.check("auth_domains", identity::auth_domains);
  service.check("auth_system", identity::auth_system);
  service.check("auth_catalog", identity::auth_catalog);
  service.check("registered_limits", identity::registered_limits);
  service.check("limits", identity::limits);
  service.check("identity_providers", identity::identity_providers);
  service.check("trusts", identity::trusts);
  service.check("credentials", identity::credentials);
  service.check_all_seen();
}

TEST_CASE("the answers of real servers are read by the lists of identity, every row of them") {
  support::described_service service("identity");
  service.captured("keystone-projects", identity::projects);
  service.captured("keystone-domains", identity::domains);
  service.captured("keystone-users", identity::users);
  service.captured("keystone-roles", identity::roles);
  service.captured("keystone-services", identity::services);
  service.captured("keystone-endpoints", identity::endpoints);
  service.captured("keystone-regions", identity::regions);
  service.captured("keystone-role-assignments", identity::role_assignments);
  service.captured("keystone-application-credentials", identity::application_credentials);
  service.captured("keystone-auth-projects", identity::auth_projects);
  service.captured("keystone-auth-catalog", identity::auth_catalog);
  service.captured("keystone-limits", identity::limits);
  service.captured("keystone-credentials", identity::credentials);
}

TEST_CASE("what people ask of projects goes by keystone's names") {
  using by = identity::project_filters;
  const auto q = identity::projects.where(by::name_contains, "a").where(by::enabled, false);
  CHECK(q.parameters() == sheaf::rest::parameters{{"name__contains", "a"}, {"enabled", "false"}});
}

TEST_CASE("the first few trusts are asked for without a limit, for which keystone would give none") {
  const support::answers_in_order from("identity",
                                       {{200, R"({"trusts": [{"id": "1"}, {"id": "2"}], "links": {"next": null}})"}});
  const auto some = support::run(sheaf::rest::list(from, identity::trusts.first(1)));
  CHECK(some.size() == 1);
  CHECK(from.targets() == std::vector<std::string>{"/OS-TRUST/trusts"});
}
