// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/credentials.hpp.
#include <sheaf/openstack/credentials.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <map>
#include <optional>
#include <sstream>
#include <string>

namespace openstack = sheaf::openstack;

namespace {

using variables = std::map<std::string, std::string>;

const variables enough{{"OS_AUTH_URL", "http://controller:5000/v3"},
                       {"OS_USERNAME", "demo"},
                       {"OS_PASSWORD", "hush-hush"},
                       {"OS_PROJECT_NAME", "works"}};

openstack::credentials from(variables more) {
  more.insert(enough.begin(), enough.end());
  return openstack::credentials::from([&](const std::string& name) -> std::optional<std::string> {
    const auto found = more.find(name);
    return found == more.end() ? std::nullopt : std::optional(found->second);
  });
}

std::string complaint(const variables& more) {
  try {
    static_cast<void>(from(more));
  } catch (const openstack::configuration_error& e) {
    return e.what();
  }
  return "none";
}

template <class T>
concept printable = requires(std::ostream& out, const T& x) { out << x; };
static_assert(!printable<openstack::credentials>);

}  // namespace

TEST_CASE("URL, user, password and project are enough: any region, public endpoints, certificates checked") {
  const auto c = from({});
  CHECK(c.auth_url().to_string() == "http://controller:5000/v3");
  CHECK(c.username() == "demo");
  CHECK(c.project_name() == "works");
  CHECK(c.region().empty());
  CHECK(c.interface() == "public");
  CHECK(c.ca_file().empty());
  CHECK_FALSE(c.insecure());
}

TEST_CASE("the URL is taken with and without its version, slashes and path") {
  const auto url = [](std::string text) { return from({{"OS_AUTH_URL", std::move(text)}}).auth_url().to_string(); };
  CHECK(url("http://h:5000") == "http://h:5000/v3");
  CHECK(url("http://h:5000/") == "http://h:5000/v3");
  CHECK(url("http://h:5000/v3/") == "http://h:5000/v3");
  CHECK(url("https://h/identity") == "https://h/identity/v3");
  CHECK(url("https://H/identity/v3///") == "https://h/identity/v3");
  CHECK(url("http://[::1]:5000/v3") == "http://[::1]:5000/v3");
}

TEST_CASE("region, interface and trust come from their variables, in each of their spellings") {
  CHECK(from({{"OS_REGION_NAME", "RegionTwo"}}).region() == "RegionTwo");
  CHECK(from({{"OS_INTERFACE", "internal"}}).interface() == "internal");
  CHECK(from({{"OS_ENDPOINT_TYPE", "adminURL"}}).interface() == "admin");
  CHECK(from({{"OS_INTERFACE", "public"}, {"OS_ENDPOINT_TYPE", "adminURL"}}).interface() == "public");
  CHECK(from({{"OS_CACERT", "/etc/ca.pem"}}).ca_file() == "/etc/ca.pem");
  for (const char* yes : {"1", "true", "True", "YES", "on"}) CHECK(from({{"OS_INSECURE", yes}}).insecure());
  for (const char* no : {"", "0", "false", "False", "no", "off"}) CHECK_FALSE(from({{"OS_INSECURE", no}}).insecure());
}

TEST_CASE("tenants are projects, and an id counts more than a name") {
  CHECK(from({{"OS_PROJECT_NAME", ""}, {"OS_TENANT_NAME", "old"}}).project_name() == "old");
  CHECK(from({{"OS_PROJECT_ID", "p1"}}).project_name().empty());
  CHECK(from({{"OS_USER_ID", "u1"}}).username().empty());
}

TEST_CASE("a variable that is missing, or empty, is named with what it should be") {
  CHECK(complaint({{"OS_AUTH_URL", ""}}) ==
        "OS_AUTH_URL is not set: it should be keystone's URL, as http://controller:5000/v3; source your openrc file");
  CHECK(complaint({{"OS_USERNAME", ""}}).starts_with("OS_USERNAME is not set: it should be "));
  CHECK(complaint({{"OS_PASSWORD", ""}}).starts_with("OS_PASSWORD is not set: it should be "));
  CHECK(complaint({{"OS_PROJECT_NAME", ""}}).starts_with("OS_PROJECT_NAME is not set: it should be "));
  CHECK(complaint({}) == "none");
}

TEST_CASE("a variable that makes no sense is named with what would; one line, and never the password") {
  for (const auto& [name, value, right] : {std::tuple{"OS_AUTH_URL", "controller:5000", "it should be as http://"},
                                           std::tuple{"OS_AUTH_URL", "ftp://controller", "http or https"},
                                           std::tuple{"OS_AUTH_URL", "http://h:99999/v3", "it should be as http://"},
                                           std::tuple{"OS_AUTH_URL", "http://h/v2.0", "it should end in /v3"},
                                           std::tuple{"OS_INTERFACE", "pubic", "it should be public, internal or admin"},
                                           std::tuple{"OS_INSECURE", "maybe", "it should be true or false"},
                                           std::tuple{"OS_IDENTITY_API_VERSION", "2.0", "it should be 3"},
                                           std::tuple{"OS_AUTH_TYPE", "v3token", "it should be password"}}) {
    CAPTURE(name);
    CAPTURE(value);
    const std::string said = complaint({{name, value}});
    CHECK(said.starts_with(name));
    CHECK(said.find(right) != std::string::npos);
    CHECK(said.find('\n') == std::string::npos);
    CHECK(said.find("hush") == std::string::npos);
  }
  CHECK(complaint({{"OS_IDENTITY_API_VERSION", "3"}}) == "none");
  CHECK(complaint({{"OS_IDENTITY_API_VERSION", "3.14"}}) == "none");
  CHECK(complaint({{"OS_AUTH_TYPE", "v3password"}}) == "none");
}

TEST_CASE("from_environment reads the process's own variables") {
  for (const auto& [name, value] : enough) setenv(name.c_str(), value.c_str(), 1);
  setenv("OS_REGION_NAME", "here", 1);
  const auto c = openstack::credentials::from_environment();
  CHECK(c.username() == "demo");
  CHECK(c.region() == "here");
  for (const auto& [name, value] : enough) unsetenv(name.c_str());
  unsetenv("OS_REGION_NAME");
  CHECK_THROWS_AS(static_cast<void>(openstack::credentials::from_environment()), openstack::configuration_error);
}
