// SPDX-License-Identifier: MIT
//
// service_types.hpp: what services are called in catalogs and headers, and where their API begins. Pure data.

#ifndef SHEAF_OPENSTACK_SERVICE_TYPES_HPP
#define SHEAF_OPENSTACK_SERVICE_TYPES_HPP

#include <array>
#include <string_view>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace openstack {

/// One service: its official type, other types it has in catalogs, the best first (service-types-authority,
/// service-types.yaml); and the version that lists are read in.
struct service_type {
  std::string_view official;
  std::array<std::string_view, 4> aliases = {};
  /// Below a root without a version: "/v2.1", with {} for the project's id where older servers want it. Empty: the API
  /// begins at the root, or it is not known where.
  std::string_view version = {};
};

inline constexpr std::array service_types{
    service_type{"identity", {}, "/v3"},
    service_type{"compute", {}, "/v2.1"},
    service_type{"image", {}, "/v2"},
    service_type{"load-balancer", {}, "/v2"},
    service_type{"object-store"},
    service_type{"block-storage", {"volumev3", "volumev2", "volume", "block-store"}, "/v3/{}"},
    service_type{"network", {}, "/v2.0"},
    service_type{"placement"},
    service_type{"orchestration", {}, "/v1/{}"},
    service_type{"dns", {}, "/v2"},
    service_type{"key-manager", {}, "/v1"},
    service_type{"baremetal", {"bare-metal"}, "/v1"},
    service_type{"baremetal-introspection", {}, "/v1"},
    service_type{"shared-file-system", {"sharev2", "share"}, "/v2/{}"},
    service_type{"container-infrastructure-management", {"container-infrastructure", "container-infra"}, "/v1"},
    service_type{"workflow", {"workflowv2"}, "/v2"},
    service_type{"message", {"messaging"}, "/v2"},
    service_type{"database", {}, "/v1.0/{}"},
    service_type{"instance-ha", {"ha"}, "/v1"},
    service_type{"accelerator", {}, "/v2"},
    service_type{"application-container", {"container"}, "/v1"},
    service_type{"reservation", {}, "/v1"},
    service_type{"rating"},
    service_type{"alarm", {"alarming"}, "/v2"},
    service_type{"metric-storage", {}, "/v1"},
    service_type{"resource-optimization", {"infra-optim"}, "/v1"},
    service_type{"nfv-orchestration"},
    service_type{"root-cause-analysis", {"rca"}, "/v1"},
    service_type{"admin-logic", {"registration"}},
    service_type{"backup"},
    service_type{"monitoring"},
    service_type{"monitoring-logging", {"monitoring-log-api"}},
    service_type{"monitoring-events"},
    service_type{"clustering", {"resource-cluster", "cluster"}, "/v1"},
    service_type{"meter", {"metering", "telemetry"}},
    service_type{"event", {"events"}},
    service_type{"data-processing"},
    service_type{"application-catalog"},
    service_type{"function-engine"},
    service_type{"search"},
    service_type{"log-management"},
    service_type{"operator-policy", {"policy"}},
};

/// The service that has this official type or alias; null where there is no such.
[[nodiscard]] constexpr const service_type* find_service_type(std::string_view type) {
  for (const service_type& known : service_types) {
    if (known.official == type) return &known;
    for (const std::string_view alias : known.aliases) {
      if (!alias.empty() && alias == type) return &known;
    }
  }
  return nullptr;
}

/// The official type for any of its names; what is not known stays as it is.
[[nodiscard]] constexpr std::string_view official_type(std::string_view type) {
  const service_type* known = find_service_type(type);
  return known ? known->official : type;
}

/// The major version that an alias stands for: 2 of "volumev2"; 0 where it stands for any.
[[nodiscard]] constexpr unsigned version_of_alias(std::string_view type) {
  const bool versioned = type.size() > 2 && type[type.size() - 2] == 'v' && type.back() >= '1' && type.back() <= '9';
  return versioned ? static_cast<unsigned>(type.back() - '0') : 0;
}

/// The names a service of this type may have in a catalog, the best first: the one that was asked for, the official
/// one, the aliases. An alias with a version in it ("volumev2") stands for that version only: it is left out where
/// `major` is another one (0: any).
[[nodiscard]] inline std::vector<std::string_view> names_of_service(std::string_view type, unsigned major = 0) {
  std::vector<std::string_view> names{type};
  const service_type* known = find_service_type(type);
  if (!known) return names;
  if (known->official != type) names.push_back(known->official);
  for (const std::string_view alias : known->aliases) {
    if (alias.empty() || alias == type) continue;
    const unsigned version = version_of_alias(alias);
    if (major == 0 || version == 0 || version == major) names.push_back(alias);
  }
  return names;
}

/// The word for a service in OpenStack-API-Version: its type, but for a few.
[[nodiscard]] constexpr std::string_view version_word(std::string_view type) {
  const std::string_view official = official_type(type);
  if (official == "block-storage") return "volume";
  if (official == "container-infrastructure-management") return "container-infra";
  return official;
}

/// The field by which older servers of this type are told a microversion; empty where there never was one.
[[nodiscard]] constexpr std::string_view old_version_field(std::string_view type) {
  const std::string_view official = official_type(type);
  if (official == "compute") return "X-OpenStack-Nova-API-Version";
  if (official == "baremetal") return "X-OpenStack-Ironic-API-Version";
  if (official == "shared-file-system") return "X-OpenStack-Manila-API-Version";
  return {};
}

}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICE_TYPES_HPP
