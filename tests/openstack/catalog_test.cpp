// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/catalog.hpp.
#include <sheaf/openstack/catalog.hpp>

#include <sheaf/openstack/token.hpp>

#include "support/captured_list.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace openstack = sheaf::openstack;


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

openstack::endpoint_wish wish(std::string type, const std::string& interface, const std::string& region) {
  openstack::endpoint_wish w(std::move(type));
  w.interfaces = {interface};
  if (!region.empty()) w.regions = {region};
  return w;
}

std::optional<std::string> find_endpoint(const openstack::catalog& in, std::string type, const std::string& interface,
                                         const std::string& region) {
  return openstack::find_endpoint(in, wish(std::move(type), interface, region));
}

}  // namespace

TEST_CASE("an endpoint is chosen by type, interface and region, not by its place") {
  const openstack::catalog all{service("network", {at("public", "one", "n")}),
                               service("compute", {at("admin", "two", "a2"), at("public", "two", "p2"),
                                                   at("internal", "one", "i1"), at("public", "one", "p1")})};
  CHECK(find_endpoint(all, "compute", "public", "one") == "p1");
  CHECK(find_endpoint(all, "compute", "public", "two") == "p2");
  CHECK(find_endpoint(all, "compute", "internal", "one") == "i1");
  CHECK(find_endpoint(all, "compute", "internal", "two") == std::nullopt);
  CHECK(find_endpoint(all, "compute", "public", "three") == std::nullopt);
  CHECK(find_endpoint(all, "image", "public", "one") == std::nullopt);
  CHECK(find_endpoint({}, "image", "public", "") == std::nullopt);
}

TEST_CASE("where no region is wanted the first that fits is taken") {
  const openstack::catalog all{
      service("image", {at("admin", "one", "a"), at("public", "two", "b"), at("public", "one", "c")})};
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
  const openstack::catalog all{service("volume", {at("public", "one", "v1")}),
                               service("volumev2", {at("public", "one", "v2")}),
                               service("volumev3", {at("public", "one", "v3")})};
  CHECK(find_endpoint(all, "block-storage", "public", "one") == "v3");
  CHECK(find_endpoint(all, "volumev2", "public", "one") == "v2");
  CHECK(find_endpoint({all[0]}, "block-storage", "public", "") == "v1");
  CHECK(find_endpoint({service("sharev2", {at("public", "", "s")})}, "shared-file-system", "public", "") == "s");
  CHECK(openstack::names_of_service("compute") == std::vector<std::string_view>{"compute"});
  CHECK(openstack::names_of_service("volume").front() == "volume");
}

TEST_CASE("a service whose endpoints do not fit gives way to its alias that does") {
  const openstack::catalog all{service("block-storage", {at("internal", "one", "i")}),
                               service("volumev3", {at("public", "one", "p")})};
  CHECK(find_endpoint(all, "block-storage", "public", "one") == "p");
}

TEST_CASE("regions and interfaces are tried in the order asked for, the region first; another name of the service before another interface") {
  const openstack::catalog all{
      service("compute", {at("public", "two", "p2"), at("internal", "two", "i2"), at("public", "one", "p1")})};
  auto w = wish("compute", "internal", "");
  w.interfaces = {"internal", "public"};
  CHECK(openstack::find_endpoint(all, w) == "i2");
  w.regions = {"one", "two"};
  CHECK(openstack::find_endpoint(all, w) == "p1");
  w.regions = {"three", "two"};
  CHECK(openstack::find_endpoint(all, w) == "i2");
  w.interfaces = {"admin", "public"};
  CHECK(openstack::find_endpoint(all, w) == "p2");
  w.regions = {"three"};
  CHECK(openstack::find_endpoint(all, w) == std::nullopt);
}

TEST_CASE("a service is found by name where there are several of a type; one without a name may be it") {
  auto one = service("compute", {at("public", "", "a")}), other = service("compute", {at("public", "", "b")}),
       nameless = service("compute", {at("public", "", "c")});
  one.name = "nova";
  other.name = "nova-next";
  auto w = wish("compute", "public", "");
  w.name = "nova-next";
  CHECK(openstack::find_endpoint({one, other, nameless}, w) == "b");
  CHECK(openstack::find_endpoint({one, nameless}, w) == "c");
  CHECK(openstack::find_endpoint({one}, w) == std::nullopt);
}

TEST_CASE("an alias of another version than is spoken is passed over") {
  const openstack::catalog all{service("volumev2", {at("public", "", "v2")}),
                               service("volume", {at("public", "", "v")})};
  auto w = wish("block-storage", "public", "");
  CHECK(openstack::find_endpoint(all, w) == "v2");
  w.major = 3;
  CHECK(openstack::find_endpoint(all, w) == "v");
}

TEST_CASE("real catalogs have an endpoint for each service, in each of the two regions") {
  std::size_t seen = 0;
  for (const auto& one : support::captured_answers("keystone-token-")) {
    if (one.status != 201) continue;
    CAPTURE(one.name);
    const auto token = openstack::read_token(sheaf::http::response(201, one.fields, one.body), {});
    if (token.catalog().empty() || token.project().empty()) continue;
    ++seen;
    for (const char* type : {"identity", "compute", "image", "network", "placement", "block-storage"}) {
      for (const char* region : {"RegionOne", "RegionTLS"}) {
        const auto found = find_endpoint(token.catalog(), type, "public", region);
        CAPTURE(type);
        REQUIRE(found);
        CHECK(found->starts_with(std::string(region) == "RegionTLS" ? "https://" : "http://"));
      }
    }
  }
  CHECK(seen >= 3);
}

TEST_CASE("where there is no endpoint, it is said what there is") {
  const auto why_no_endpoint = [](const openstack::catalog& in, std::string type, const std::string& interface,
                                  const std::string& region) {
    return openstack::why_no_endpoint(in, wish(std::move(type), interface, region));
  };
  const openstack::catalog all{service("compute", {at("public", "one", "p"), at("admin", "two", "a")}),
                               service("volumev3", {at("public", "one", "v")})};
  CHECK(why_no_endpoint(all, "image", "public", "one") == "not in the catalog, which has compute, volumev3");
  CHECK(why_no_endpoint(all, "compute", "public", "two") ==
        "the catalog has no public endpoint in region two; it has public in one, admin in two");
  CHECK(why_no_endpoint(all, "block-storage", "internal", "") ==
        "the catalog has no internal endpoint; it has public in one");
  CHECK(why_no_endpoint({}, "compute", "public", "") == "not in the catalog, which has nothing");
}
