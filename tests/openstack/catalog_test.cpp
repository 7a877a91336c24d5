// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/catalog.hpp.
#include <sheaf/openstack/catalog.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace openstack = sheaf::openstack;
using openstack::find_endpoint;
using openstack::with_version;

namespace {

openstack::endpoint at(std::string interface, std::string region, std::string url) {
  openstack::endpoint e;
  e.interface = std::move(interface);
  e.region_id = std::move(region);
  e.url = std::move(url);
  return e;
}

openstack::catalog_entry service(std::string type, std::vector<openstack::endpoint> endpoints) {
  openstack::catalog_entry s;
  s.type = std::move(type);
  s.endpoints = std::move(endpoints);
  return s;
}

}  // namespace

TEST_CASE("an endpoint is chosen by type, interface and region, not by its place") {
  const openstack::catalog all{
      service("network", {at("public", "one", "n")}),
      service("compute", {at("admin", "two", "a2"), at("public", "two", "p2"), at("internal", "one", "i1"), at("public", "one", "p1")})};
  CHECK(find_endpoint(all, "compute", "public", "one") == "p1");
  CHECK(find_endpoint(all, "compute", "public", "two") == "p2");
  CHECK(find_endpoint(all, "compute", "internal", "one") == "i1");
  CHECK(find_endpoint(all, "compute", "internal", "two") == std::nullopt);
  CHECK(find_endpoint(all, "compute", "public", "three") == std::nullopt);
  CHECK(find_endpoint(all, "image", "public", "one") == std::nullopt);
  CHECK(find_endpoint({}, "image", "public", "") == std::nullopt);
}

TEST_CASE("where no region is wanted the first that fits is taken") {
  const openstack::catalog all{service("image", {at("admin", "one", "a"), at("public", "two", "b"), at("public", "one", "c")})};
  CHECK(find_endpoint(all, "image", "public", "") == "b");
}

TEST_CASE("endpoints without a URL or an interface are passed over; an old catalog's spelling is understood") {
  auto old = at("", "", "d");
  old.region = "one";
  old.interface = "publicURL";
  auto contradictory = at("public", "two", "x");
  contradictory.region = "one";
  const openstack::catalog all{service("image", {at("public", "one", ""), at("", "one", "c"), contradictory, old})};
  CHECK(find_endpoint(all, "image", "public", "one") == "d");
}

TEST_CASE("aliases are tried in their order of preference, not the catalog's: the newest block storage wins") {
  const openstack::catalog all{service("volume", {at("public", "one", "v1")}), service("volumev2", {at("public", "one", "v2")}),
                               service("volumev3", {at("public", "one", "v3")})};
  CHECK(find_endpoint(all, "block-storage", "public", "one") == "v3");
  CHECK(find_endpoint(all, "volumev2", "public", "one") == "v2");
  CHECK(find_endpoint({all[0]}, "block-storage", "public", "") == "v1");
  CHECK(find_endpoint({service("sharev2", {at("public", "", "s")})}, "shared-file-system", "public", "") == "s");
  CHECK(openstack::names_of_service("compute") == std::vector<std::string_view>{"compute"});
  CHECK(openstack::names_of_service("volume").front() == "volume");
}

TEST_CASE("a service whose endpoints do not fit gives way to its alias that does") {
  const openstack::catalog all{service("block-storage", {at("internal", "one", "i")}), service("volumev3", {at("public", "one", "p")})};
  CHECK(find_endpoint(all, "block-storage", "public", "one") == "p");
}

TEST_CASE("an unversioned root gets the version that our lists are of; one with a version stays, but for final slashes") {
  CHECK(with_version("http://h:9696", "network") == "http://h:9696/v2.0");
  CHECK(with_version("http://h:9696/", "network") == "http://h:9696/v2.0");
  CHECK(with_version("http://h:9696/v2.0/", "network") == "http://h:9696/v2.0");
  CHECK(with_version("https://h/network", "network") == "https://h/network/v2.0");
  CHECK(with_version("http://h:9292", "image") == "http://h:9292/v2");
  CHECK(with_version("http://h:9292/v2/", "image") == "http://h:9292/v2");
  CHECK(with_version("http://h/compute", "compute") == "http://h/compute/v2.1");
  CHECK(with_version("http://h:8774/v2.1/0123456789abcdef", "compute") == "http://h:8774/v2.1/0123456789abcdef");
  CHECK(with_version("http://h:8774/v2/p", "compute") == "http://h:8774/v2/p");
  CHECK(with_version("http://h:5000", "identity") == "http://h:5000/v3");
  CHECK(with_version("http://v2.example/", "image") == "http://v2.example/v2");
  CHECK(with_version("http://h/something", "other") == "http://h/something");
}

TEST_CASE("the microversion header has words of its own for a few services") {
  CHECK(openstack::version_word("compute") == "compute");
  CHECK(openstack::version_word("block-storage") == "volume");
  CHECK(openstack::version_word("container-infrastructure-management") == "container-infra");
}

TEST_CASE("where there is no endpoint, it is said what there is") {
  using openstack::why_no_endpoint;
  const openstack::catalog all{service("compute", {at("public", "one", "p"), at("admin", "two", "a")}), service("volumev3", {at("public", "one", "v")})};
  CHECK(why_no_endpoint(all, "image", "public", "one") == "not in the catalog, which has compute, volumev3");
  CHECK(why_no_endpoint(all, "compute", "public", "two") ==
        "the catalog has no public endpoint in region two; it has public in one, admin in two");
  CHECK(why_no_endpoint(all, "block-storage", "internal", "") == "the catalog has no internal endpoint; it has public in one");
  CHECK(why_no_endpoint({}, "compute", "public", "") == "not in the catalog, which has nothing");
}
