// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/settings.hpp.
#include <sheaf/openstack/settings.hpp>

#include <doctest/doctest.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

using sheaf::openstack::configuration_error;
using sheaf::openstack::settings;

namespace {

settings variables(std::map<std::string, std::string> of) {
  return settings::of_variables([of = std::move(of)](const std::string& name) {
    const auto found = of.find(name);
    return found == of.end() ? std::nullopt : std::optional(found->second);
  });
}

}  // namespace

TEST_CASE("a setting is a variable in capitals, and is called so") {
  const settings s = variables({{"OS_AUTH_URL", "u"}, {"OS_BLOCK_STORAGE_INTERFACE", "internal"}, {"OS_EMPTY", ""}});
  CHECK(s.get("auth_url") == "u");
  CHECK(s.get("block-storage_interface") == "internal");
  CHECK(s.called("auth_url") == "OS_AUTH_URL");
  CHECK(s.get("empty").empty());
  CHECK_FALSE(s.has({"empty", "absent"}));
  CHECK(s.get({"empty", "absent", "auth_url"}) == "u");
}

TEST_CASE("settings of a file say whose they are") {
  const settings s = settings::of_values({{"verify", "perhaps"}}, "cloud \"lab\" in clouds.yaml", "add it there");
  CHECK_THROWS_WITH_AS(
      static_cast<void>(s.need("password", "the user's password")),
      "password of cloud \"lab\" in clouds.yaml is not set: it should be the user's password; add it there",
      configuration_error);
  CHECK_THROWS_WITH_AS(static_cast<void>(s.flag("verify", true)),
                       "verify of cloud \"lab\" in clouds.yaml is \"perhaps\": it should be true or false",
                       configuration_error);
}

TEST_CASE("yes and no have many words; absent is what it is said to be") {
  for (const char* yes : {"1", "true", "True", "YES", "on"}) CHECK(variables({{"OS_X", yes}}).flag("x", false));
  for (const char* no : {"0", "false", "FALSE", "no", "off"}) CHECK_FALSE(variables({{"OS_X", no}}).flag("x", true));
  CHECK(variables({}).flag("x", true));
  CHECK_FALSE(variables({}).flag("x", false));
}

TEST_CASE("lists have commas; spaces and nothing between them do not count") {
  CHECK(variables({{"OS_X", " a, b ,,c,"}}).list("x") == std::vector<std::string>{"a", "b", "c"});
  CHECK(variables({{"OS_X", " , "}}).list("x").empty());
  CHECK(variables({}).list("x").empty());
}
