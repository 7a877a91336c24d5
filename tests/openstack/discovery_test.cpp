// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/discovery.hpp.
#include <sheaf/openstack/discovery.hpp>

#include "support/captured_list.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace openstack = sheaf::openstack;
namespace http = sheaf::http;
using openstack::api_base;
using openstack::read_versions;
using openstack::version_number;
using openstack::version_range;
using openstack::version_wish;

namespace {

std::string body_of(const std::string& name) { return support::captured_answers(name).at(0).body; }

std::vector<openstack::api_version> versions_of(const std::string& name) {
  const auto found = read_versions(body_of(name));
  REQUIRE(found);
  return *found;
}

std::string guess(std::string_view url, std::string_view type, unsigned major = 0) {
  return api_base::of(url, type, "p1", major).url.to_string();
}

std::string corrected(std::string_view url, std::string_view type, std::string_view document) {
  const auto versions = read_versions(document);
  REQUIRE(versions);
  const auto better = api_base::of(url, type, "p1").corrected(*versions);
  return better ? better->url.to_string() : "nothing";
}

}  // namespace

TEST_CASE("versions are compared as numbers, not as texts") {
  CHECK(version_number::parse("2.79") == version_number(2, 79));
  CHECK(version_number::parse("v2.1") == version_number(2, 1));
  CHECK(version_number::parse("v3") == version_number(3, 0));
  CHECK(version_number(2, 9) < version_number(2, 10));
  CHECK(version_number(2, 100) < version_number(3, 0));
  CHECK(version_number(2, 79).text() == "2.79");
  for (const char* odd :
       {"", "v", "2.", ".1", "2.x", "x", "2.1.1", "v2beta", "-1", "2 ", "99999999999", "2.99999999999"}) {
    CAPTURE(odd);
    CHECK(version_number::parse(odd) == std::nullopt);
  }
}

TEST_CASE("a descriptor's version is asked for where the server has it, else the newest there is, down to what it needs") {
  const auto at = [](std::string_view wish, version_range server) {
    const auto agreed = version_wish::parse(wish).value().at(server);
    return agreed ? agreed->text() : "none";
  };
  const version_range zed({2, 1}, {2, 93});
  CHECK(at("2.79", zed) == "2.79");
  CHECK(at("2.100", zed) == "2.93");
  CHECK(at("2.53..2.100", zed) == "2.93");
  CHECK(at("2.95..2.100", zed) == "none");
  CHECK(at("2.93..2.100", zed) == "2.93");
  CHECK(at("2.1", version_range({2, 10}, {2, 20})) == "none");
  CHECK(version_wish::parse("2.53..2.79")->text() == "2.53 to 2.79");
  for (const char* odd : {"", "latest", "2.79..2.53", "2.53..", "..2.79", "2.53...2.79"}) {
    CAPTURE(odd);
    CHECK_FALSE(version_wish::parse(odd));
  }
}

TEST_CASE("real version documents are read, in each service's own shape") {
  const auto nova = versions_of("nova-version-root");
  REQUIRE(nova.size() == 2);
  CHECK_FALSE(nova[0].microversions);
  REQUIRE(nova[1].microversions);
  CHECK(nova[1].microversions->most == version_number(2, 93));
  CHECK(nova[1].microversions->least == version_number(2, 1));
  CHECK(nova[1].link == "http://127.0.0.1:8774/v2.1/");
  CHECK(nova[1].status == "CURRENT");

  const auto one = versions_of("nova-version-v2.1");
  REQUIRE(one.size() == 1);
  CHECK(one[0].microversions->most == version_number(2, 93));

  CHECK(versions_of("glance-version-root").size() == 17);
  CHECK(versions_of("glance-version-root")[0].id == version_number(2, 16));
  CHECK(versions_of("error-version-glance-v1").size() == 17);

  const auto keystone = versions_of("keystone-version-root");
  REQUIRE(keystone.size() == 1);
  CHECK(keystone[0].id == version_number(3, 14));
  CHECK(keystone[0].status == "STABLE");
  CHECK(versions_of("keystone-version-v3").size() == 1);

  const auto cinder = versions_of("cinder-version-root");
  REQUIRE(cinder.size() == 1);
  CHECK(cinder[0].microversions->most == version_number(3, 70));
  CHECK(cinder[0].link == "http://127.0.0.1:8776/v3/");

  const auto placement = versions_of("placement-version-root");
  REQUIRE(placement.size() == 1);
  CHECK(placement[0].microversions->most == version_number(1, 39));
  CHECK(placement[0].link.empty());

  CHECK(versions_of("neutron-version-root")[0].id == version_number(2, 0));
  CHECK(versions_of("error-version-nova-v9").size() == 2);
}

TEST_CASE("what is no version document is none, whatever it is") {
  for (const char* name :
       {"neutron-version-v2.0-slash", "neutron-version-v2.0-no-token", "error-version-keystone-v2",
        "error-version-neutron-v9", "cinder-version-v3", "glance-images-none", "nova-servers-brief"}) {
    CAPTURE(name);
    const auto found = support::captured_answers(name);
    REQUIRE_FALSE(found.empty());
    CHECK_FALSE(read_versions(found[0].body));
  }
  for (const char* odd :
       {"", "[]", "[{\"name\":\"box\"}]", "<html>", "{\"versions\":", "{}", "{\"id\":5}", "{\"version\":\"2.1\"}"}) {
    CAPTURE(odd);
    CHECK_FALSE(read_versions(odd));
  }
  CHECK(read_versions(R"({"versions":[]})")->empty());
  CHECK(read_versions(R"({"versions":[5,{"id":7},{"id":"vx"},{"id":"v1"}]})")->size() == 1);
  CHECK(
      read_versions(
          R"({"id":"v1","status":"CURRENT","min_version":"1.1","version":"1.87","links":[{"rel":"self","href":"/v1/"}]})")
          ->at(0)
          .microversions->most == version_number(1, 87));
}

TEST_CASE("the newest of a major version is taken, by number, and no experiment") {
  const auto all = read_versions(
      R"({"versions":[{"id":"v2.9"},{"id":"v2.26"},{"id":"v2.3"},{"id":"v3.0","status":"experimental"},{"id":"v1.1"}]})");
  REQUIRE(all);
  CHECK(openstack::choose_version(*all, 2)->id == version_number(2, 26));
  CHECK(openstack::choose_version(*all, 1)->id == version_number(1, 1));
  CHECK(openstack::choose_version(*all, 0)->id == version_number(2, 26));
  CHECK(openstack::choose_version(*all, 3) == nullptr);
}

TEST_CASE("an unversioned root gets the version that our lists are of; one with a version stays, but for final slashes") {
  CHECK(guess("http://h:9696", "network") == "http://h:9696/v2.0");
  CHECK(guess("http://h:9696/", "network") == "http://h:9696/v2.0");
  CHECK(guess("http://h:9696/v2.0/", "network") == "http://h:9696/v2.0");
  CHECK(guess("https://h/network", "network") == "https://h/network/v2.0");
  CHECK(guess("http://h:9292/v2/", "image") == "http://h:9292/v2");
  CHECK(guess("http://h/compute", "compute") == "http://h/compute/v2.1");
  CHECK(guess("http://h:8774/v2.1/0123456789abcdef", "compute") == "http://h:8774/v2.1/0123456789abcdef");
  CHECK(guess("http://h:8774/v2.1/12345678", "compute") == "http://h:8774/v2.1/12345678");  // a project's id
  CHECK(guess("http://h:8774/v2/p", "compute") == "http://h:8774/v2/p");
  CHECK(guess("http://v2.example/", "image") == "http://v2.example/v2");
  CHECK(guess("http://h/something", "other") == "http://h/something");
  CHECK(guess("http://h:8778", "placement") == "http://h:8778/");
  CHECK(guess("http://h:8080/v1/AUTH_p1", "object-store") == "http://h:8080/v1/AUTH_p1");
  CHECK(guess("http://h:6385", "bare-metal") == "http://h:6385/v1");
}

TEST_CASE("where older servers want the project in the path, a guess has it") {
  CHECK(guess("http://h:8776", "block-storage") == "http://h:8776/v3/p1");
  CHECK(guess("http://h:8776", "volumev3") == "http://h:8776/v3/p1");
  CHECK(guess("http://h:8004/", "orchestration") == "http://h:8004/v1/p1");
  CHECK(api_base::of("http://h:8776", "block-storage", "", 0).url.to_string() == "http://h:8776/v3");
}

TEST_CASE("another major version than is read is replaced, and keeps what follows it; a wanted one counts") {
  CHECK(guess("http://h:5000/v2.0", "identity") == "http://h:5000/v3");
  CHECK(guess("http://h/image/v1/", "image") == "http://h/image/v2");
  CHECK(guess("http://h:8776/v2/p1", "block-storage") == "http://h:8776/v3/p1");
  CHECK(guess("http://h:8776/v2/p1", "block-storage", 2) == "http://h:8776/v2/p1");
  CHECK(guess("http://h:8776/v3/p1", "block-storage", 2) == "http://h:8776/v2/p1");
  CHECK(api_base::of("http://h:5000/v2.0", "identity", "p1").guessed);
  CHECK_FALSE(api_base::of("http://h:5000/v3", "identity", "p1").guessed);
}

TEST_CASE("only what cannot be known is a guess: a service of one's own may turn out to have versions") {
  CHECK(api_base::of("http://h", "of-my-own", "").guessed);
  CHECK_FALSE(api_base::of("http://h", "placement", "").guessed);
  CHECK_FALSE(api_base::of("http://h/v1/AUTH_p", "object-store", "p").guessed);
  CHECK_THROWS_AS(static_cast<void>(api_base::of("h:80", "image", "")), http::error);
}

TEST_CASE("a document's link says where lists are") {
  CHECK(corrected("http://h:9292", "image",
                  R"({"versions":[{"id":"v2.0","links":[{"rel":"self","href":"http://h:9292/images/v2/"}]}]})") ==
        "http://h:9292/images/v2");
  CHECK(corrected("http://h", "image", R"({"versions":[{"id":"v2.0","links":[{"rel":"self","href":"/i/v2"}]}]})") ==
        "http://h/i/v2");
  CHECK(corrected("http://h", "of-my-own", R"({"versions":[{"id":"v1","links":[]},{"id":"v4.2","links":[]}]})") ==
        "http://h/v4.2");
  CHECK(corrected("http://h", "block-storage",
                  R"({"versions":[{"id":"v3.0","links":[{"rel":"self","href":"http://h/v3/"}]}]})") ==
        "http://h/v3/p1");
  CHECK(corrected("http://h", "image", R"({"versions":[{"id":"v1.0"}]})") == "nothing");
}

TEST_CASE("of a link to another origin, or to a path that a proxy does not have, only the version is believed") {
  const auto link = [](const std::string& href) {
    return R"({"versions":[{"id":"v2.1","links":[{"rel":"self","href":")" + href + "\"}]}]}";
  };
  CHECK(corrected("https://cloud/compute", "compute", link("http://10.0.0.1:8774/v2.1/")) ==
        "https://cloud/compute/v2.1");
  CHECK(corrected("https://cloud/compute", "compute", link("http://cloud/compute/v2.1/")) ==
        "https://cloud/compute/v2.1");
  CHECK(corrected("https://cloud/compute", "compute", link("https://cloud/v2.1/")) == "https://cloud/compute/v2.1");
  CHECK(corrected("https://cloud/compute", "compute", link("https://evil.example/steal/v2.1")) ==
        "https://cloud/compute/v2.1");
  CHECK(corrected("https://cloud/compute", "compute", link("https://evil.example/steal")) ==
        "https://cloud/compute/v2.1");
  CHECK(corrected("https://cloud/compute", "compute", link("no\\\\url at all")) == "https://cloud/compute/v2.1");
  CHECK(corrected("https://cloud/compute", "compute", body_of("nova-version-root")) == "https://cloud/compute/v2.1");
  CHECK(corrected("https://cloud/image", "image", body_of("glance-version-root")) == "https://cloud/image/v2");
}

TEST_CASE("a refused microversion tells the range: in a sentence, in members, in fields") {
  const auto range = [](const std::string& name) {
    const auto one = support::captured_answers(name).at(0);
    return openstack::read_range(http::response(one.status, one.fields, one.body));
  };
  REQUIRE(range("error-microversion-nova-too-high"));
  CHECK(range("error-microversion-nova-too-high")->least == version_number(2, 1));
  CHECK(range("error-microversion-nova-too-high")->most == version_number(2, 93));
  REQUIRE(range("error-microversion-cinder-too-high"));
  CHECK(range("error-microversion-cinder-too-high")->most == version_number(3, 70));
  REQUIRE(range("error-microversion-placement-too-high"));
  CHECK(range("error-microversion-placement-too-high")->most == version_number(1, 39));
  CHECK_FALSE(range("error-microversion-nova-nonsense"));
  http::fields fields;
  fields.add("X-OpenStack-Ironic-API-Minimum-Version", "1.1");
  fields.add("X-OpenStack-Ironic-API-Maximum-Version", "1.87");
  const auto ironic = openstack::read_range(http::response(406, fields, "{}"));
  REQUIRE(ironic);
  CHECK(ironic->most == version_number(1, 87));
  CHECK_FALSE(openstack::read_range(http::response(406, {}, "Minimum is 2.9 and maximum is 2.1.")));
}
