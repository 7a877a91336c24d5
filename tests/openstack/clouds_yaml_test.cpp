// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/clouds_yaml.hpp.
#include <sheaf/openstack/clouds_yaml.hpp>

#include <sheaf/json/write.hpp>
#include <sheaf/openstack/credentials.hpp>
#include <sheaf/testing/certificates.hpp>

#include "support/cloud_fixture.hpp"
#include "support/folder.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace sheaf::openstack;

namespace {

using words = std::vector<std::string>;

constexpr const char* lab = R"(
clouds:
  lab:
    auth:
      auth_url: http://controller:5000/v3
      username: demo
      password: "hush-hush"
      project_name: works
    region_name: RegionOne
  other: {auth: {auth_url: http://other}}
)";

settings of(const std::string& clouds, const std::string& name = "lab", const std::string& secure = {},
            const std::string& vendors = {}, const std::string& region = {}) {
  const clouds_yaml files({"clouds.yaml", clouds}, {"secure.yaml", secure}, {"clouds-public.yaml", vendors});
  return files.cloud(name, region);
}

std::string complaint(const std::string& clouds, const std::string& name = "lab", const std::string& region = {}) {
  try {
    static_cast<void>(credentials::from(of(clouds, name, {}, {}, region)));
  } catch (const configuration_error& e) {
    return e.what();
  }
  return "none";
}

settings::getter variables(std::map<std::string, std::string> all) {
  return [all = std::move(all)](const std::string& name) {
    const auto found = all.find(name);
    return found == all.end() ? std::nullopt : std::optional(found->second);
  };
}

}  // namespace

TEST_CASE("a cloud's entry gives credentials") {
  const auto who = credentials::from(of(lab));
  CHECK(who.auth_url().to_string() == "http://controller:5000/v3");
  CHECK(who.username() == "demo");
  CHECK(who.project_name() == "works");
  CHECK(who.regions() == words{"RegionOne"});
  CHECK(clouds_yaml({"clouds.yaml", lab}).names() == words{"lab", "other"});
}

TEST_CASE("secure.yaml is laid over the cloud's entry, member by member") {
  const settings s = of(lab, "lab", "clouds: {lab: {auth: {password: better}, verify: false}}");
  CHECK(s.get("password") == "better");
  CHECK(s.get("username") == "demo");
  CHECK_FALSE(s.flag("verify", true));
  CHECK(of("clouds:", "only-there", "clouds: {only-there: {auth: {username: me}}}").get("username") == "me");
}

TEST_CASE("a profile is what the cloud's entry is laid over; one that is not found is named where it is missed") {
  const std::string vendors =
      "public-clouds: {acme: {auth: {auth_url: http://acme:5000, user_domain_name: Acme}, interface: internal, region_name: West}}";
  const std::string mine =
      "clouds: {lab: {profile: acme, auth: {username: me, password: p, project_id: p1}, interface: public}}";
  const auto who = credentials::from(of(mine, "lab", {}, vendors));
  CHECK(who.auth_url().to_string() == "http://acme:5000/v3");
  CHECK(who.interfaces() == words{"public"});
  CHECK(who.regions() == words{"West"});
  CHECK(of("clouds: {lab: {cloud: acme}}", "lab", {}, vendors).get("auth_url") == "http://acme:5000");
  CHECK(
      complaint(mine) ==
      "auth_url of cloud \"lab\" in clouds.yaml is not set: it should be keystone's URL, as http://controller:5000/v3; add it "
      "there, or its profile \"acme\" to a clouds-public.yaml, where it was not found");
}

TEST_CASE("a region is chosen among those listed, its values count most, and one that is not there is said") {
  const std::string text = R"(
clouds:
  lab:
    auth: {auth_url: "http://{region_name}.example:5000", username: me, password: p, project_id: p1}
    interface: public
    regions:
      - West
      - name: East
        values: {interface: internal, auth: {project_id: p2}}
)";
  CHECK(of(text).get("region_name") == "West");
  CHECK(of(text).get("interface") == "public");
  CHECK(of(text, "lab", {}, {}, "East").get("interface") == "internal");
  CHECK(of(text, "lab", {}, {}, "East").get("project_id") == "p2");
  CHECK(credentials::from(of(text, "lab", {}, {}, "East")).auth_url().to_string() == "http://east.example:5000/v3");
  CHECK(complaint(text, "lab", "North") == "cloud \"lab\" in clouds.yaml has no region \"North\"; it has West, East");
  CHECK(of("clouds: {lab: {region_name: 'A,B'}}", "lab", {}, {}, "B").get("region_name") == "B");
  CHECK(of("clouds: {lab: {}}", "lab", {}, {}, "Any").get("region_name") == "Any");
}

TEST_CASE("what says for whom a token is counts more outside of auth than inside; everything else less") {
  const settings s =
      of("clouds: {lab: {project_name: outside, username: outside, auth: {project_name: inside, username: inside}}}");
  CHECK(s.get("project_name") == "outside");
  CHECK(s.get("username") == "inside");
}

TEST_CASE("anchors, merge keys and hyphens are understood; numbers are texts, null is nothing, lists have commas") {
  const settings s = of(R"(
.base: &base {auth_type: v3totp, interface: internal, region_name: R}
clouds:
  lab:
    <<: *base
    interface: [admin, public]
    user-domain-name: People
    auth: {password: 0123, username: ~, project_id: 1e3, user_id: "~"}
)");
  CHECK(s.get("auth_type") == "v3totp");
  CHECK(s.list("interface") == words{"admin", "public"});
  CHECK(s.get("user_domain_name") == "People");
  CHECK(s.get("password") == "0123");
  CHECK(s.get("username").empty());
  CHECK(s.get("project_id") == "1e3");
  CHECK(s.get("user_id") == "~");
  CHECK(of("clouds: {lab: {<<: [{a: 1, b: 1}, {a: 2, c: 2}], b: 3}}").get("a") == "1");
  CHECK(of("clouds: {lab: {<<: [{a: 1, b: 1}, {a: 2, c: 2}], b: 3}}").get("b") == "3");
  CHECK(of("clouds: {lab: {<<: [{a: 1, b: 1}, {a: 2, c: 2}], b: 3}}").get("c") == "2");
}

TEST_CASE("every setting of a cloud has its key") {
  const auto who = credentials::from(of(R"(
clouds:
  lab:
    auth_type: v3multifactor
    auth_methods: [v3password, v3totp]
    auth: {auth_url: "http://h", user_id: u1, password: p, passcode: "123456", system_scope: all}
    cacert: /ca.pem
    cert: /c.pem
    key: /k.pem
    verify: false
    interface: [internal, public]
    api_timeout: 30
    compute_endpoint_override: http://nova/v2.1
    compute_default_microversion: "2.60"
    volume_api_version: 3
    image_region_name: Elsewhere
    network_interface: admin
)"));
  CHECK(who.methods() == std::vector{login_method::password, login_method::totp});
  CHECK(who.scope().is() == scope::kind::system);
  CHECK(who.ca_file() == "/ca.pem");
  CHECK(who.certificate_file() == "/c.pem");
  CHECK(who.key_file() == "/k.pem");
  CHECK(who.insecure());
  CHECK(who.interfaces() == words{"internal", "public"});
  CHECK(who.api_timeout() == std::chrono::seconds(30));
  CHECK(who.service("compute").endpoint() == "http://nova/v2.1");
  CHECK(who.service("compute").microversion() == "2.60");
  CHECK(who.service("block-storage").major() == 3);
  CHECK(who.service("image").region() == "Elsewhere");
  CHECK(who.service("network").interfaces() == words{"admin"});
}

TEST_CASE("what is wrong is said with its place, and nothing of the file is quoted but names") {
  CHECK(complaint(lab, "nowhere") == "there is no cloud \"nowhere\" in clouds.yaml, which has lab, other");
  CHECK(complaint("{}") == "there is no cloud \"lab\" in clouds.yaml");
  CHECK(complaint("clouds: [a]") == "clouds.yaml: \"clouds\" should hold clouds by their names");
  for (const char* odd :
       {"clouds:\n  lab: {auth: {password: *hush}}", "clouds:\n  lab: {auth: {password: @hush}}",
        "clouds:\n\tlab: hush", "clouds:\n  lab: {auth: {password: hush: hush}", "clouds: \"hush", "\"\\q hush\""}) {
    CAPTURE(odd);
    const std::string said = complaint(odd);
    CHECK(said.starts_with("clouds.yaml is no YAML at line "));
    CHECK(said.find("hush") == said.npos);
    CHECK(said.find('\n') == said.npos);
  }
  for (const char* odd :
       {"", "5", "[]", "clouds: {lab: 5}", "clouds: {lab: [1]}", "clouds: {lab: {auth: 5}}", "? {a: b}\n: c"}) {
    CAPTURE(odd);
    CHECK(complaint(odd) != "none");
  }
}

TEST_CASE("files are searched for where openstacksdk does, and the first is taken; JSON does as well") {
  support::folder f;
  const auto search = [&](std::map<std::string, std::string> more = {}) {
    more.try_emplace("HOME", f.path("home"));
    more.try_emplace("XDG_CONFIG_DIRS", f.path("site") + ":" + f.path("site2"));
    return clouds_yaml::search(variables(more)).names();
  };
  const auto cloud = [](const std::string& name) { return "clouds: {" + name + ": {}}"; };
  f.write("site2/openstack/clouds.json", R"({"clouds": {"second-site": {}}})");
  CHECK(search() == words{"second-site"});
  f.write("site/openstack/clouds.yml", cloud("site"));
  CHECK(search() == words{"site"});
  f.write("home/.config/openstack/clouds.yaml", cloud("user"));
  CHECK(search() == words{"user"});
  f.write("snap/.config/openstack/clouds.yaml", cloud("snap"));
  CHECK(search({{"SNAP_REAL_HOME", f.path("snap")}}) == words{"snap"});
  f.write("xdg/openstack/clouds.yaml", cloud("xdg"));
  CHECK(search({{"XDG_CONFIG_HOME", f.path("xdg")}}) == words{"xdg"});
  const std::string named = f.write("named.yaml", cloud("named"));
  CHECK(search({{"OS_CLIENT_CONFIG_FILE", named}, {"XDG_CONFIG_HOME", f.path("xdg")}}) == words{"named"});
  // secure.yaml is looked for by itself.
  f.write("site/openstack/secure.yaml", "clouds: {user: {auth: {password: s}}}");
  CHECK(clouds_yaml::search(variables({{"HOME", f.path("home")}, {"XDG_CONFIG_DIRS", f.path("site")}}))
            .cloud("user")
            .get("password") == "s");
  CHECK_THROWS_AS(static_cast<void>(search({{"OS_CLIENT_CONFIG_FILE", f.path("nowhere")}})), configuration_error);
}

TEST_CASE("a path that begins with ~ is below HOME") {
  support::folder f;
  const std::string named = f.write("named.yaml", "clouds: {lab: {cacert: ~/ca.pem, cert: /c.pem}}");
  const settings s =
      clouds_yaml::search(variables({{"HOME", "/home/me"}, {"OS_CLIENT_CONFIG_FILE", named}})).cloud("lab");
  CHECK(s.get("cacert") == "/home/me/ca.pem");
  CHECK(s.get("cert") == "/c.pem");
}

TEST_CASE("from_environment takes the cloud that OS_CLOUD names, in the region that OS_REGION_NAME names; other variables do not change it") {
  support::folder f;
  const std::string file = f.write("clouds.yaml", lab);
  std::map<std::string, std::string> all{
      {"OS_CLIENT_CONFIG_FILE", file}, {"OS_CLOUD", "lab"}, {"OS_USERNAME", "somebody"}};
  CHECK(credentials::from_environment(variables(all)).username() == "demo");
  all["OS_REGION_NAME"] = "RegionOne";
  CHECK(credentials::from_environment(variables(all)).regions() == words{"RegionOne"});
  all["OS_REGION_NAME"] = "Nowhere";
  CHECK_THROWS_AS(static_cast<void>(credentials::from_environment(variables(all))), configuration_error);
}

TEST_CASE("without OS_CLOUD the variables count; where there are none, the only cloud there is") {
  support::folder f;
  const std::string two = f.write("clouds.yaml", lab);
  const std::string one =
      f.write("one.yaml", "clouds: {only: {auth: {auth_url: 'http://one', username: me, password: p, project_id: x}}}");
  CHECK(credentials::from_environment(variables({{"OS_CLIENT_CONFIG_FILE", one}})).username() == "me");
  CHECK_FALSE(clouds_yaml::settings_for(variables({{"OS_CLIENT_CONFIG_FILE", one}, {"OS_AUTH_URL", "http://h"}})));
  CHECK_FALSE(clouds_yaml::settings_for(variables({{"OS_CLIENT_CONFIG_FILE", one}, {"OS_CLOUD", "envvars"}})));
  CHECK_THROWS_WITH_AS(static_cast<void>(credentials::from_environment(variables({{"OS_CLIENT_CONFIG_FILE", two}}))),
                       ("OS_CLOUD is not set: it should be one of the clouds in " + two + ": lab, other").c_str(),
                       configuration_error);
}

TEST_CASE("a cloud that answers nobody it does not know is shown the cert and the key of the cloud's entry") {
  const support::folder folder;
  const sheaf::testing::certificate_authority authority;
  const auto server = authority.issue(sheaf::testing::certificate_profile().address("127.0.0.1"));
  const auto own = authority.issue(sheaf::testing::certificate_profile().common_name("horizon").for_client());
  support::cloud_fixture f(support::simulated_cloud_options().tls(server).client_authority(authority.pem()));
  const std::string ca = folder.write("ca.pem", authority.pem()), cert = folder.write("own.pem", own.chain),
                    key = folder.write("own.key", own.key), both = folder.write("both.pem", own.chain + own.key);
  const auto list = [&](const std::string& shown) {
    std::string password;
    sheaf::json::write_string(password, f.there.password());
    const std::string file =
        folder.write("clouds.yaml", "clouds: {lab: {region_name: RegionOne, cacert: " + ca + shown +
                                        ", auth: {auth_url: \"" + f.there.auth_url() +
                                        "\", username: demo, project_name: demo, password: " + password + "}}}");
    const auto who =
        credentials::from_environment<clouds_yaml>(variables({{"OS_CLOUD", "lab"}, {"OS_CLIENT_CONFIG_FILE", file}}));
    const sheaf::openstack::cloud cloud(f.context.get_executor(), who,
                                        sheaf::openstack::cloud_options().time(&f.clock));
    const auto page = f.page(cloud);
    return page ? std::string() : page.problems()[0].message;
  };
  CHECK(list(", cert: " + cert + ", key: " + key).empty());
  CHECK(list(", cert: " + both).empty());
  CHECK(f.there.tokens_issued() == 2);
  CHECK(list("").find("certificate required") != std::string::npos);
  const auto stranger = sheaf::testing::self_signed(sheaf::testing::certificate_profile().for_client());
  const std::string unknown = folder.write("stranger.pem", stranger.chain + stranger.key);
  CHECK(list(", cert: " + unknown).find("unknown ca") != std::string::npos);
  CHECK_THROWS_WITH_AS(list(", key: " + key), doctest::Contains("cert of cloud \"lab\""), configuration_error);
  CHECK(f.there.tokens_issued() == 2);
}
