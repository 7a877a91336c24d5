// SPDX-License-Identifier: MIT
//
// catalog.hpp: which endpoint of a token's catalog to take. Pure.

#ifndef SHEAF_OPENSTACK_CATALOG_HPP
#define SHEAF_OPENSTACK_CATALOG_HPP

#include <sheaf/json/record.hpp>
#include <sheaf/openstack/service_types.hpp>
#include <sheaf/openstack/settings.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace openstack {

/// One endpoint as keystone tells it.
struct endpoint {
  std::string interface, region, region_id, url;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("interface", &endpoint::interface), maybe("region", &endpoint::region),
                       maybe("region_id", &endpoint::region_id), maybe("url", &endpoint::url)};
  }
};

/// A service with its endpoints.
struct catalog_entry {
  std::string type, name;
  std::vector<endpoint> endpoints;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("type", &catalog_entry::type), maybe("name", &catalog_entry::name),
                      maybe("endpoints", &catalog_entry::endpoints)};
  }
};

using catalog = std::vector<catalog_entry>;

/// Which endpoint is wanted.
class endpoint_wish {
 public:
  explicit endpoint_wish(std::string service) : type(std::move(service)) {}

  std::string type;                                // official or an alias
  std::vector<std::string> interfaces{"public"};   // the one liked best first
  std::vector<std::string> regions;                // likewise; none: any
  std::string name;                                // of the service, where a catalog has several of a type; empty: any
  unsigned major = 0;                              // the version that is spoken; 0: any
};

/// The URL of an endpoint as it is wished for: the first region that has one; there by type and its aliases in order of
/// preference (not of the catalog), and the first interface. Nothing where none fits.
[[nodiscard]] inline std::optional<std::string> find_endpoint(const catalog& in, const endpoint_wish& wish);

/// Why find_endpoint found nothing, and what there is instead.
[[nodiscard]] inline std::string why_no_endpoint(const catalog& in, const endpoint_wish& wish);

namespace detail {

// Catalogs of old write "publicURL".
inline std::string_view interface_of(const endpoint& e) {
  const std::string_view text = e.interface;
  return text.ends_with("URL") ? text.substr(0, text.size() - 3) : text;
}
inline const std::string& region_of(const endpoint& e) { return e.region_id.empty() ? e.region : e.region_id; }

}  // namespace detail

inline std::optional<std::string> find_endpoint(const catalog& in, const endpoint_wish& wish) {
  const auto names = names_of_service(wish.type, wish.major);
  const auto find_in = [&](const std::string* region) -> std::optional<std::string> {
    for (const std::string_view name : names) {
      for (const std::string& interface : wish.interfaces) {
        for (const catalog_entry& service : in) {
          const bool meant =
              service.type == name && (wish.name.empty() || service.name.empty() || service.name == wish.name);
          if (!meant) continue;
          for (const endpoint& e : service.endpoints) {
            const bool here = !region || detail::region_of(e) == *region;
            if (here && detail::interface_of(e) == interface && !e.url.empty()) return e.url;
          }
        }
      }
    }
    return std::nullopt;
  };
  if (wish.regions.empty()) return find_in(nullptr);
  for (const std::string& region : wish.regions) {
    if (auto found = find_in(&region)) return found;
  }
  return std::nullopt;
}

inline std::string why_no_endpoint(const catalog& in, const endpoint_wish& wish) {
  const auto names = names_of_service(wish.type, wish.major);
  std::vector<std::string> types, endpoints;
  for (const catalog_entry& service : in) {
    types.push_back(service.type);
    if (std::find(names.begin(), names.end(), service.type) == names.end()) continue;
    for (const endpoint& e : service.endpoints) endpoints.push_back(e.interface + " in " + detail::region_of(e));
  }
  if (endpoints.empty())
    return "not in the catalog, which has " + (types.empty() ? "nothing" : detail::joined(types, ", "));
  const std::string where = wish.regions.empty() ? std::string() : " in region " + detail::joined(wish.regions, " or ");
  const std::string named = wish.name.empty() ? std::string() : " of the service " + wish.name;
  return "the catalog has no " + detail::joined(wish.interfaces, " or ") + " endpoint" + where + named + "; it has " +
         detail::joined(endpoints, ", ");
}

}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_CATALOG_HPP
