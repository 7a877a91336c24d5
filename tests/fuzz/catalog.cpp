// SPDX-License-Identifier: MIT
//
// Any bytes as the answer to a login: a token or an error, never a crash; an endpoint that is found is one of the
// catalog's, of a region and an interface that were asked for; and one that is not found is explained.

#include <sheaf/http/response.hpp>
#include <sheaf/json/error.hpp>
#include <sheaf/openstack/catalog.hpp>
#include <sheaf/openstack/token.hpp>

#include "fuzz.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>

namespace http = sheaf::http;
using namespace sheaf::openstack;

void fuzz(std::string_view input) {
  http::fields fields;
  fields.add("X-Subject-Token", "gAAAAA");
  try {
    const wall_time now = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};
    const token t = read_token(http::response(201, fields, input), now);
    require(t.begins() == now);
    for (const char* type : {"compute", "block-storage", "volumev2", "of-my-own"}) {
      for (const char* region : {"", "RegionOne"}) {
        endpoint_wish wish(type);
        wish.interfaces = {"internal", "public"};
        if (*region != '\0') wish.regions = {"Nowhere", region};
        const auto found = find_endpoint(t.catalog(), wish);
        if (!found) {
          require(!why_no_endpoint(t.catalog(), wish).empty());
          continue;
        }
        const auto names = names_of_service(type);
        require(std::any_of(t.catalog().begin(), t.catalog().end(), [&](const catalog_entry& service) {
          return std::find(names.begin(), names.end(), service.type) != names.end() &&
                 std::any_of(service.endpoints.begin(), service.endpoints.end(), [&](const endpoint& e) {
                   const bool here = *region == '\0' || e.region_id == region ||
                                     (e.region_id.empty() && e.region == region) || e.region_id == "Nowhere" ||
                                     e.region == "Nowhere";
                   return here && e.url == *found &&
                          (e.interface.starts_with("internal") || e.interface.starts_with("public"));
                 });
        }));
      }
    }
  } catch (const sheaf::json::error&) {
  }
}
