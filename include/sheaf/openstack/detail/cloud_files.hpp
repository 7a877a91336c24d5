// SPDX-License-Identifier: MIT
//
// Where OS_CLOUD leads: to a clouds.yaml where the program is linked with sheaf::clouds_yaml, else to a sentence.

#ifndef SHEAF_OPENSTACK_DETAIL_CLOUD_FILES_HPP
#define SHEAF_OPENSTACK_DETAIL_CLOUD_FILES_HPP

#include <sheaf/openstack/settings.hpp>

#include <optional>
#include <string>

#ifdef SHEAF_CLOUDS_YAML  // defined by the target
#include <sheaf/openstack/clouds_yaml.hpp>
#endif

namespace sheaf {
inline namespace v0 {
namespace openstack {
namespace detail {

class without_clouds_yaml {
 public:
  /// What OS_CLOUD names; nothing where it names nothing.
  static std::optional<settings> settings_for(const settings::getter& variable) {
    const auto cloud = variable("OS_CLOUD");
    const auto own = variable("OS_CLOUD_NAME");
    if (!cloud || cloud->empty() || *cloud == (own && !own->empty() ? *own : "envvars")) return std::nullopt;
    throw configuration_error(
        "OS_CLOUD is \"" + *cloud +
        "\", and this program cannot read clouds.yaml: install yaml-cpp (Debian: "
        "libyaml-cpp-dev) and link with the CMake target sheaf::clouds_yaml, or unset OS_CLOUD and set the "
        "other OS_ variables");
  }
};

// A name of its own for each, so that from_environment<cloud_files> of two units of one program that are linked
// differently are two functions.
#ifdef SHEAF_CLOUDS_YAML
using cloud_files = clouds_yaml;
#else
using cloud_files = without_clouds_yaml;
#endif

}  // namespace detail
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_DETAIL_CLOUD_FILES_HPP
