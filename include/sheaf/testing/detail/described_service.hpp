// SPDX-License-Identifier: MIT
//
// The simulated services as data: what they are called in the catalog, where they are, which versions they have, how they say
// no.

#ifndef SHEAF_TESTING_DETAIL_DESCRIBED_SERVICE_HPP
#define SHEAF_TESTING_DETAIL_DESCRIBED_SERVICE_HPP

#include <array>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

/// The shape of a service's errors, by the name of the first that has it.
enum class fault_shape { nova, keystone, glance, neutron, placement, heat, octavia, designate, swift, barbican, ironic, magnum };

struct described_service {
  std::string_view type;      // official
  std::string_view catalog;   // its type in the catalog, which may be an alias
  std::string_view name;
  std::string_view endpoint;  // the path of its URL in the catalog; <project> is the project's id
  std::string_view api;       // where its lists begin
  fault_shape faults = fault_shape::nova;
  // Its version document: the status it comes with (0: there is none), the version's name, the member that has the newest
  // microversion.
  int root = 0;
  std::string_view version = {};
  std::string_view newest = "version";
  // Microversions: the word in OpenStack-API-Version, the field of its own, the range.
  std::string_view word = {}, field = {};
  int major = 0, least = 0, most = 0;
  bool says_close = true;  // in each answer
};

/// Keystone, nova, glance and neutron, which have code of their own, and the others. The endpoints are those that Debian and
/// devstack give: with the project's id, bare roots, below a prefix.
inline constexpr std::array<described_service, 15> described_services{{
    {.type = "identity", .catalog = "identity", .name = "keystone", .endpoint = "/v3", .api = "/v3", .faults = fault_shape::keystone, .says_close = false},
    {.type = "compute", .catalog = "compute", .name = "nova", .endpoint = "/v2.1", .api = "/v2.1", .says_close = false},
    {.type = "image", .catalog = "image", .name = "glance", .endpoint = "", .api = "/v2", .faults = fault_shape::glance},
    {.type = "network", .catalog = "network", .name = "neutron", .endpoint = "", .api = "/v2.0", .faults = fault_shape::neutron},
    {.type = "block-storage", .catalog = "volumev3", .name = "cinderv3", .endpoint = "/v3/<project>", .api = "/v3/<project>",
     .root = 300, .version = "v3.0", .word = "volume", .major = 3, .least = 0, .most = 70},
    {.type = "placement", .catalog = "placement", .name = "placement", .endpoint = "/placement", .api = "/placement",
     .faults = fault_shape::placement, .root = 200, .version = "v1.0", .newest = "max_version", .word = "placement", .major = 1, .least = 0, .most = 39},
    {.type = "orchestration", .catalog = "orchestration", .name = "heat", .endpoint = "/v1/<project>", .api = "/v1/<project>",
     .faults = fault_shape::heat, .root = 300, .version = "v1.0"},
    {.type = "load-balancer", .catalog = "load-balancer", .name = "octavia", .endpoint = "/load-balancer", .api = "/load-balancer/v2",
     .faults = fault_shape::octavia, .root = 200, .version = "v2.26"},
    {.type = "dns", .catalog = "dns", .name = "designate", .endpoint = "/dns", .api = "/dns/v2", .faults = fault_shape::designate,
     .root = 200, .version = "v2"},
    {.type = "object-store", .catalog = "object-store", .name = "swift", .endpoint = "/v1/AUTH_<project>", .api = "/v1/AUTH_<project>",
     .faults = fault_shape::swift},
    {.type = "shared-file-system", .catalog = "sharev2", .name = "manilav2", .endpoint = "/v2/<project>", .api = "/v2/<project>",
     .root = 300, .version = "v2.0", .word = "shared-file-system", .field = "X-OpenStack-Manila-API-Version", .major = 2, .least = 0, .most = 75},
    {.type = "key-manager", .catalog = "key-manager", .name = "barbican", .endpoint = "/key-manager", .api = "/key-manager/v1",
     .faults = fault_shape::barbican, .root = 300, .version = "v1"},
    {.type = "baremetal", .catalog = "baremetal", .name = "ironic", .endpoint = "/baremetal", .api = "/baremetal/v1",
     .faults = fault_shape::ironic, .root = 200, .version = "v1", .word = "baremetal", .field = "X-OpenStack-Ironic-API-Version",
     .major = 1, .least = 1, .most = 80},
    {.type = "container-infrastructure-management", .catalog = "container-infra", .name = "magnum", .endpoint = "/container-infra/v1",
     .api = "/container-infra/v1", .faults = fault_shape::magnum, .root = 200, .version = "v1", .newest = "max_version",
     .word = "container-infra", .field = {}, .major = 1, .least = 1, .most = 11},
    {.type = "database", .catalog = "database", .name = "trove", .endpoint = "/v1.0/<project>", .api = "/v1.0/<project>",
     .root = 200, .version = "v1.0"},
}};

/// What older releases leave in a catalog: types that a client must pass over for the ones above. They answer 404.
struct old_service {
  std::string_view type, name, endpoint, beside;
};
inline constexpr std::array<old_service, 2> old_services{{
    {"volumev2", "cinderv2", "/v2/<project>", "block-storage"},
    {"share", "manila", "/v1/<project>", "shared-file-system"},
}};

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_DESCRIBED_SERVICE_HPP
