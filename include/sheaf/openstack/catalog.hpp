// SPDX-License-Identifier: MIT
//
// catalog.hpp: which endpoint of a token's catalog to take. Pure.

#ifndef SHEAF_OPENSTACK_CATALOG_HPP
#define SHEAF_OPENSTACK_CATALOG_HPP

#include <sheaf/json/record.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
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
    return std::tuple{maybe("interface", &endpoint::interface), maybe("region", &endpoint::region),
                      maybe("region_id", &endpoint::region_id), maybe("url", &endpoint::url)};
  }
};

/// A service with its endpoints.
struct catalog_entry {
  std::string type, name;
  std::vector<endpoint> endpoints;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("type", &catalog_entry::type), maybe("name", &catalog_entry::name),
                      maybe("endpoints", &catalog_entry::endpoints)};
  }
};

using catalog = std::vector<catalog_entry>;

namespace detail {

// Official types and their aliases, in order of preference (service-types-authority, service-types.yaml).
struct service_names {
  std::string_view official;
  std::array<std::string_view, 4> aliases;
};
inline constexpr std::array service_types{
    service_names{"block-storage", {"volumev3", "volumev2", "volume", "block-store"}},
    service_names{"baremetal", {"bare-metal"}},
    service_names{"shared-file-system", {"sharev2", "share"}},
    service_names{"container-infrastructure-management", {"container-infrastructure", "container-infra"}},
    service_names{"workflow", {"workflowv2"}},
    service_names{"message", {"messaging"}},
    service_names{"instance-ha", {"ha"}},
    service_names{"application-container", {"container"}},
    service_names{"alarm", {"alarming"}},
    service_names{"resource-optimization", {"infra-optim"}},
    service_names{"root-cause-analysis", {"rca"}},
};

// "v2", "v2.1", "v3".
constexpr bool is_version(std::string_view segment) {
  if (segment.size() < 2 || segment[0] != 'v') return false;
  return std::all_of(segment.begin() + 1, segment.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

}  // namespace detail

/// The names a service of this type may have in a catalog, the best first.
[[nodiscard]] inline std::vector<std::string_view> names_of_service(std::string_view type) {
  std::vector<std::string_view> names{type};
  for (const auto& known : detail::service_types) {
    const bool meant = known.official == type || std::find(known.aliases.begin(), known.aliases.end(), type) != known.aliases.end();
    if (!meant) continue;
    if (known.official != type) names.push_back(known.official);
    for (const std::string_view alias : known.aliases) {
      if (!alias.empty() && alias != type) names.push_back(alias);
    }
  }
  return names;
}

/// The URL of a service: by type and its aliases in order of preference (not of the catalog), interface, and region where one
/// is wanted; the first that fits. Nothing where none does.
[[nodiscard]] inline std::optional<std::string> find_endpoint(const catalog& in, std::string_view type, std::string_view interface,
                                                              std::string_view region) {
  for (const std::string_view name : names_of_service(type)) {
    for (const catalog_entry& service : in) {
      if (service.type != name) continue;
      for (const endpoint& e : service.endpoints) {
        const std::string_view has = std::string_view(e.interface).substr(0, e.interface.ends_with("URL") ? e.interface.size() - 3 : e.interface.npos);
        const bool here = region.empty() || (e.region_id.empty() ? e.region : e.region_id) == region;
        if (has == interface && here && !e.url.empty()) return e.url;
      }
    }
  }
  return std::nullopt;
}

/// `url` with the version that our descriptors speak, where the catalog gives a root without one: neutron's and glance's
/// endpoints are usually such. A version in the last segment, or before a project's id, stays.
[[nodiscard]] inline std::string with_version(std::string url, std::string_view type) {
  while (url.ends_with('/')) url.pop_back();
  const std::size_t path = url.find('/', std::min(url.find("://"), url.size() - 1) + 3);
  std::string_view rest = path == std::string::npos ? std::string_view() : std::string_view(url).substr(path);
  while (!rest.empty()) {
    const std::size_t slash = rest.rfind('/');
    if (detail::is_version(rest.substr(slash + 1))) return url;
    rest = rest.substr(0, slash);
  }
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> versions{
      {{"network", "/v2.0"}, {"image", "/v2"}, {"compute", "/v2.1"}, {"identity", "/v3"}}};
  for (const auto& [service, version] : versions) {
    if (service == type) url += version;
  }
  return url;
}

/// The word for a service in OpenStack-API-Version: its type, but for a few.
[[nodiscard]] inline std::string_view version_word(std::string_view type) {
  if (type == "block-storage") return "volume";
  if (type == "container-infrastructure-management") return "container-infra";
  return type;
}

/// Why find_endpoint found nothing, and what there is instead.
[[nodiscard]] inline std::string why_no_endpoint(const catalog& in, std::string_view type, std::string_view interface,
                                                 std::string_view region) {
  const auto names = names_of_service(type);
  std::string types, endpoints;
  for (const catalog_entry& service : in) {
    (types += types.empty() ? "" : ", ") += service.type;
    if (std::find(names.begin(), names.end(), service.type) == names.end()) continue;
    for (const endpoint& e : service.endpoints) {
      (endpoints += endpoints.empty() ? "" : ", ") += e.interface + " in " + (e.region_id.empty() ? e.region : e.region_id);
    }
  }
  if (endpoints.empty()) return "not in the catalog, which has " + (types.empty() ? "nothing" : types);
  const std::string where = region.empty() ? std::string() : " in region " + std::string(region);
  return "the catalog has no " + std::string(interface) + " endpoint" + where + "; it has " + endpoints;
}

}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_CATALOG_HPP
