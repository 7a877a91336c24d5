// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/service_types.hpp.
#include <sheaf/openstack/service_types.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string_view>
#include <vector>

namespace openstack = sheaf::openstack;
using openstack::names_of_service;
using names = std::vector<std::string_view>;

TEST_CASE("no name is that of two services") {
  std::set<std::string_view> seen;
  for (const auto& known : openstack::service_types) {
    CHECK(seen.insert(known.official).second);
    for (const std::string_view alias : known.aliases) {
      CAPTURE(alias);
      if (!alias.empty()) CHECK(seen.insert(alias).second);
    }
  }
}

TEST_CASE("a service is looked for by the name asked for, the official one, then the aliases by preference") {
  CHECK(names_of_service("compute") == names{"compute"});
  CHECK(names_of_service("block-storage") == names{"block-storage", "volumev3", "volumev2", "volume", "block-store"});
  CHECK(names_of_service("volume") == names{"volume", "block-storage", "volumev3", "volumev2", "block-store"});
  CHECK(names_of_service("of-my-own") == names{"of-my-own"});
}

TEST_CASE("an alias with a version in it stands for that version only") {
  CHECK(names_of_service("block-storage", 3) == names{"block-storage", "volumev3", "volume", "block-store"});
  CHECK(names_of_service("shared-file-system", 2) == names{"shared-file-system", "sharev2", "share"});
  CHECK(names_of_service("shared-file-system", 1) == names{"shared-file-system", "share"});
}

TEST_CASE("the microversion fields have words of their own for a few services, whatever these are called") {
  CHECK(openstack::version_word("compute") == "compute");
  CHECK(openstack::version_word("block-storage") == "volume");
  CHECK(openstack::version_word("volumev3") == "volume");
  CHECK(openstack::version_word("container-infra") == "container-infra");
  CHECK(openstack::version_word("container-infrastructure-management") == "container-infra");
  CHECK(openstack::version_word("sharev2") == "shared-file-system");
  CHECK(openstack::old_version_field("compute") == "X-OpenStack-Nova-API-Version");
  CHECK(openstack::old_version_field("bare-metal") == "X-OpenStack-Ironic-API-Version");
  CHECK(openstack::old_version_field("network").empty());
}
