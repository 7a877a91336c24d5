// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/credentials.hpp.
#include <sheaf/openstack/credentials.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <map>
#include <optional>
#include <chrono>
#include <sstream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace openstack = sheaf::openstack;

namespace {

using variables = std::map<std::string, std::string>;
using words = std::vector<std::string>;
using openstack::identified;
using openstack::login_method;
using kind = openstack::scope::kind;

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
  CHECK(c.regions().empty());
  CHECK(c.interfaces() == words{"public"});
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
  CHECK(from({{"OS_REGION_NAME", "RegionTwo"}}).regions() == words{"RegionTwo"});
  CHECK(from({{"OS_INTERFACE", "internal"}}).interfaces() == words{"internal"});
  CHECK(from({{"OS_ENDPOINT_TYPE", "adminURL"}}).interfaces() == words{"admin"});
  CHECK(from({{"OS_INTERFACE", "public"}, {"OS_ENDPOINT_TYPE", "adminURL"}}).interfaces() == words{"public"});
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
  CHECK(complaint({}) == "none");
}

TEST_CASE("a variable that makes no sense is named with what would; one line, and never the password") {
  for (const auto& [name, value, right] :
       {std::tuple{"OS_AUTH_URL", "controller:5000", "it should be as http://"},
        std::tuple{"OS_AUTH_URL", "ftp://controller", "http or https"},
        std::tuple{"OS_AUTH_URL", "http://h:99999/v3", "it should be as http://"},
        std::tuple{"OS_AUTH_URL", "http://h/v2.0", "it should end in /v3"},
        std::tuple{"OS_INTERFACE", "pubic", "it should be public, internal or admin"},
        std::tuple{"OS_INSECURE", "maybe", "it should be true or false"},
        std::tuple{"OS_IDENTITY_API_VERSION", "2.0", "it should be 3"},
        std::tuple{"OS_AUTH_TYPE", "v3kerberos",
                   "it should be password, token, v3applicationcredential, v3totp or v3multifactor"},
        std::tuple{"OS_AUTH_TYPE", "v3oidcpassword", "for the provider's own means"},
        std::tuple{"OS_AUTH_TYPE", "v3oidcdeviceauthz", "for the provider's own means"},
        std::tuple{"OS_SYSTEM_SCOPE", "some", "it should be all"},
        std::tuple{"OS_COMPUTE_API_VERSION", "two", "it should be a version, as 3"},
        std::tuple{"OS_COMPUTE_INTERFACE", "pubic", "it should be public, internal or admin"},
        std::tuple{"OS_API_TIMEOUT", "-1", "it should be a number of seconds"},
        std::tuple{"OS_API_TIMEOUT", "10s", "it should be a number of seconds"}}) {
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

TEST_CASE("how to sign in follows from what is set, unless it is said") {
  const auto method = [](variables more) { return from(std::move(more)).methods(); };
  using methods = std::vector<login_method>;
  CHECK(method({}) == methods{login_method::password});
  CHECK(method({{"OS_PASSWORD", ""}, {"OS_TOKEN", "t"}}) == methods{login_method::token});
  CHECK(method({{"OS_TOKEN", "t"}}) == methods{login_method::password});
  CHECK(method({{"OS_AUTH_TYPE", "v3token"}, {"OS_TOKEN", "t"}}) == methods{login_method::token});
  CHECK(method({{"OS_PASSWORD", ""}, {"OS_PASSCODE", "123456"}}) == methods{login_method::totp});
  CHECK(method({{"OS_AUTH_TYPE", "v3totp"}, {"OS_PASSCODE", "123456"}}) == methods{login_method::totp});
  const variables credential{
      {"OS_PROJECT_NAME", ""}, {"OS_APPLICATION_CREDENTIAL_ID", "i"}, {"OS_APPLICATION_CREDENTIAL_SECRET", "s"}};
  CHECK(method(credential) == methods{login_method::application_credential});
  CHECK(method({{"OS_AUTH_TYPE", "v3multifactor"}, {"OS_AUTH_METHODS", "v3password, v3totp"}, {"OS_PASSCODE", "1"}}) ==
        methods{login_method::password, login_method::totp});
}

TEST_CASE("a passcode beside a password waits until it is wanted") {
  const auto c = from({{"OS_PASSCODE", "123456"}});
  CHECK(c.methods() == std::vector{login_method::password});
  CHECK(c.has_passcode());
  CHECK(c.passcode_is_written());
  CHECK_FALSE(from({}).has_passcode());
}

TEST_CASE("what a way to sign in needs is named where it is missing") {
  CHECK(complaint({{"OS_AUTH_TYPE", "v3token"}}) ==
        "OS_TOKEN is not set: it should be a token that is still good; source your openrc file");
  CHECK(complaint({{"OS_AUTH_TYPE", "v3totp"}}).starts_with("OS_PASSCODE is not set: "));
  CHECK(complaint({{"OS_AUTH_TYPE", "v3multifactor"}}).starts_with("OS_AUTH_METHODS is not set: "));
  CHECK(complaint({{"OS_AUTH_TYPE", "v3multifactor"}, {"OS_AUTH_METHODS", "v3password,v3oidc"}})
            .starts_with("OS_AUTH_METHODS is "));
  CHECK(
      complaint({{"OS_APPLICATION_CREDENTIAL_ID", "i"}}).starts_with("OS_APPLICATION_CREDENTIAL_SECRET is not set: "));
  CHECK(
      complaint({{"OS_APPLICATION_CREDENTIAL_SECRET", "s"}}).starts_with("OS_APPLICATION_CREDENTIAL_ID is not set: "));
  CHECK(complaint(
            {{"OS_APPLICATION_CREDENTIAL_NAME", "n"}, {"OS_APPLICATION_CREDENTIAL_SECRET", "s"}, {"OS_USERNAME", ""}})
            .starts_with("OS_USERNAME is not set: "));
}

TEST_CASE("a token is for a project, a domain, the system, a trust, or what keystone gives by itself") {
  CHECK(from({}).scope().is() == kind::project);
  CHECK(from({{"OS_PROJECT_NAME", ""}}).scope().is() == kind::automatic);
  const auto domain = from({{"OS_PROJECT_NAME", ""}, {"OS_DOMAIN_NAME", "People"}});
  CHECK(domain.scope().is() == kind::domain);
  CHECK(domain.scope().json() == R"({"domain":{"name":"People"}})");
  CHECK(from({{"OS_PROJECT_NAME", ""}, {"OS_DOMAIN_ID", "d1"}}).scope().json() == R"({"domain":{"id":"d1"}})");
  CHECK(from({{"OS_DOMAIN_NAME", "People"}}).scope().json() ==
        R"({"project":{"name":"works","domain":{"name":"People"}}})");
  CHECK(from({{"OS_PROJECT_NAME", ""}, {"OS_SYSTEM_SCOPE", "all"}}).scope().is() == kind::system);
  CHECK(from({{"OS_PROJECT_NAME", ""}, {"OS_TRUST_ID", "t1"}}).scope().json() == R"({"OS-TRUST:trust":{"id":"t1"}})");
}

TEST_CASE("one thing only: two scopes are refused, and one beside an application credential") {
  CHECK(
      complaint({{"OS_SYSTEM_SCOPE", "all"}}) ==
      "OS_PROJECT_NAME and OS_SYSTEM_SCOPE are both set: a token is for one project, one domain, the system or one trust");
  CHECK(complaint({{"OS_TRUST_ID", "t"}}).starts_with("OS_PROJECT_NAME and OS_TRUST_ID are both set"));
  const std::string said =
      complaint({{"OS_APPLICATION_CREDENTIAL_ID", "i"}, {"OS_APPLICATION_CREDENTIAL_SECRET", "hush"}});
  CHECK(said.starts_with("OS_PROJECT_NAME is set, and so is an application credential"));
  CHECK(said.find("hush") == said.npos);
}

TEST_CASE("a service can have its own endpoint, type, name, region, interfaces and versions, under any of its names") {
  const auto c = from({{"OS_COMPUTE_ENDPOINT_OVERRIDE", "http://nova:8774/v2.1"},
                       {"OS_VOLUMEV3_REGION_NAME", "RegionTwo"},
                       {"OS_CONTAINER_INFRA_INTERFACE", "internal,publicURL"},
                       {"OS_NETWORK_API_VERSION", "2.0"},
                       {"OS_IMAGE_SERVICE_NAME", "glance"},
                       {"OS_IMAGE_SERVICE_TYPE", "image2"},
                       {"OS_COMPUTE_DEFAULT_MICROVERSION", "2.60"}});
  CHECK(c.service("compute").endpoint() == "http://nova:8774/v2.1");
  CHECK(c.service("compute").microversion() == "2.60");
  CHECK(c.service("block-storage").region() == "RegionTwo");
  CHECK(c.service("volume").region() == "RegionTwo");
  CHECK(c.service("container-infrastructure-management").interfaces() == words{"internal", "public"});
  CHECK(c.service("network").major() == 2);
  CHECK(c.service("image").name() == "glance");
  CHECK(c.service("image").type() == "image2");
  CHECK(c.service("dns") == openstack::service_options());
}

TEST_CASE("certificates, times and verification come from their variables") {
  const auto c = from({{"OS_CERT", "/c.pem"}, {"OS_KEY", "/k.pem"}, {"OS_API_TIMEOUT", "2.5"}, {"OS_VERIFY", "false"}});
  CHECK(c.certificate_file() == "/c.pem");
  CHECK(c.key_file() == "/k.pem");
  CHECK(c.api_timeout() == std::chrono::milliseconds(2500));
  CHECK(c.insecure());
  CHECK(from({}).api_timeout() == sheaf::duration::max());
  CHECK(from({{"OS_CERT", "/both.pem"}}).key_file() == "/both.pem");
  CHECK(complaint({{"OS_KEY", "/k.pem"}}).starts_with("OS_CERT is not set: it should be the certificate of that key"));
  CHECK(c.certificate_files("/d.pem", "/l.pem").key_file() == "/l.pem");
}

TEST_CASE("credentials from code: each way to sign in, and each thing changed alone") {
  using openstack::credentials;
  const auto me = identified::by_name("demo").in_domain("People");
  const auto c =
      credentials::password("http://h:5000/", me, "hush").scope(openstack::scope::project(identified::by_id("p1")));
  CHECK(c.auth_url().to_string() == "http://h:5000/v3");
  CHECK(c.method() == login_method::password);
  CHECK(c.scope().json() == R"({"project":{"id":"p1"}})");
  CHECK(c.interfaces() == words{"public"});
  CHECK(credentials::token("http://h", "t").method() == login_method::token);
  CHECK(credentials::application_credential("http://h", "i", "s").method() == login_method::application_credential);
  CHECK(credentials::application_credential("http://h", "n", me, "s").username() == "demo");
  const auto totp = credentials::totp("http://h", me, [] { return std::string("1"); });
  CHECK(totp.method() == login_method::totp);
  CHECK_FALSE(totp.passcode_is_written());
  const auto changed = c.regions({"A", "B"})
                           .interfaces({"internal"})
                           .ca_file("/ca")
                           .insecure(true)
                           .api_timeout(std::chrono::seconds(3))
                           .service("volume", openstack::service_options().major(3))
                           .second_factor([] { return std::string("2"); });
  CHECK(changed.regions() == words{"A", "B"});
  CHECK(changed.service("block-storage").major() == 3);
  CHECK(changed.has_passcode());
  CHECK(c.regions().empty());
  CHECK_THROWS_WITH_AS(
      static_cast<void>(credentials::token("cloud.example", "hush")),
      "the auth_url is not a URL to send a request to: no scheme: it should begin with http:// or https://; it should be as "
      "http://controller:5000/v3",
      openstack::configuration_error);
}

TEST_CASE("without sheaf::clouds_yaml, OS_CLOUD is an error that says what to install and link; the name of the variables is none") {
  using without = openstack::detail::without_clouds_yaml;
  const auto variable = [](variables of) {
    return [of = std::move(of)](const std::string& name) {
      const auto found = of.find(name);
      return found == of.end() ? std::nullopt : std::optional(found->second);
    };
  };
  CHECK_THROWS_WITH_AS(
      static_cast<void>(openstack::credentials::from_environment<without>(variable({{"OS_CLOUD", "lab"}}))),
      "OS_CLOUD is \"lab\", and this program cannot read clouds.yaml: install yaml-cpp (Debian: libyaml-cpp-dev) and link with "
      "the CMake target sheaf::clouds_yaml, or unset OS_CLOUD and set the other OS_ variables",
      openstack::configuration_error);
  variables all = enough;
  all["OS_CLOUD"] = "envvars";
  CHECK(openstack::credentials::from_environment<without>(variable(all)).username() == "demo");
  all["OS_CLOUD"] = all["OS_CLOUD_NAME"] = "mine";
  CHECK(openstack::credentials::from_environment<without>(variable(all)).username() == "demo");
}

TEST_CASE("from_environment reads the process's own variables") {
  for (const auto& [name, value] : enough) setenv(name.c_str(), value.c_str(), 1);
  setenv("OS_REGION_NAME", "here", 1);
  const auto c = openstack::credentials::from_environment();
  CHECK(c.username() == "demo");
  CHECK(c.regions() == words{"here"});
  for (const auto& [name, value] : enough) unsetenv(name.c_str());
  unsetenv("OS_REGION_NAME");
  CHECK_THROWS_AS(static_cast<void>(openstack::credentials::from_environment()), openstack::configuration_error);
}
