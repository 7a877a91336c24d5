// SPDX-License-Identifier: MIT
//
// service_options.hpp: what is said of one service alone: its endpoint, version, region. Pure.

#ifndef SHEAF_OPENSTACK_SERVICE_OPTIONS_HPP
#define SHEAF_OPENSTACK_SERVICE_OPTIONS_HPP

#include <sheaf/openstack/settings.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace openstack {

/// Named options with setters; what is empty is as the whole cloud has it.
class service_options {
 public:
  service_options() noexcept {}

  /// Used instead of what the catalog says; may hold %(project_id)s.
  [[nodiscard]] service_options endpoint(std::string url) const {
    return set(&service_options::endpoint_, std::move(url));
  }
  /// The type to look for in the catalog, and the service's name there.
  [[nodiscard]] service_options type(std::string text) const { return set(&service_options::type_, std::move(text)); }
  [[nodiscard]] service_options name(std::string text) const { return set(&service_options::name_, std::move(text)); }
  [[nodiscard]] service_options region(std::string text) const {
    return set(&service_options::region_, std::move(text));
  }
  [[nodiscard]] service_options interfaces(std::vector<std::string> best_first) const {
    return set(&service_options::interfaces_, std::move(best_first));
  }
  /// The major version: 3; 0: what the descriptors speak.
  [[nodiscard]] service_options major(unsigned n) const { return set(&service_options::major_, n); }
  /// The microversion of lists that name none: "2.79".
  [[nodiscard]] service_options microversion(std::string text) const {
    return set(&service_options::microversion_, std::move(text));
  }

  [[nodiscard]] const std::string& endpoint() const noexcept { return endpoint_; }
  [[nodiscard]] const std::string& type() const noexcept { return type_; }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] const std::string& region() const noexcept { return region_; }
  [[nodiscard]] const std::vector<std::string>& interfaces() const noexcept { return interfaces_; }
  [[nodiscard]] unsigned major() const noexcept { return major_; }
  [[nodiscard]] const std::string& microversion() const noexcept { return microversion_; }

  [[nodiscard]] friend bool operator==(const service_options&, const service_options&) = default;

 private:
  template <class T>
  service_options set(T service_options::*member, T value) const {
    service_options out = *this;
    out.*member = std::move(value);
    return out;
  }

  std::string endpoint_, type_, name_, region_, microversion_;
  std::vector<std::string> interfaces_;
  unsigned major_ = 0;
};

namespace detail {

// A list of interfaces, in any spelling: "internal,publicURL".
inline std::vector<std::string> read_interfaces(const settings& from, std::string_view name) {
  std::vector<std::string> out = from.list(name);
  for (std::string& one : out) {
    if (one.ends_with("URL")) one.resize(one.size() - 3);
    if (one != "public" && one != "internal" && one != "admin") from.refuse(name, "public, internal or admin");
  }
  return out;
}

// What settings say of the service whose type is `prefix`, with _ for -: "compute_endpoint_override".
inline service_options read_service(const settings& from, const std::string& prefix) {
  service_options out;
  out = out.endpoint(from.get(prefix + "_endpoint_override"));
  out = out.type(from.get(prefix + "_service_type"));
  out = out.name(from.get(prefix + "_service_name"));
  out = out.region(from.get(prefix + "_region_name"));
  const std::string spelling = from.has({prefix + "_interface"}) ? "_interface" : "_endpoint_type";
  out = out.interfaces(read_interfaces(from, prefix + spelling));
  out = out.microversion(from.get(prefix + "_default_microversion"));
  const std::string setting = prefix + "_api_version", version = from.get(setting);
  const std::string number = version.starts_with('v') ? version.substr(1) : version;
  if (number.empty()) return out;
  unsigned major = 0;
  for (const char c : number.substr(0, number.find('.'))) {
    if (c < '0' || c > '9' || major > 99) from.refuse(setting, "a version, as 3");
    major = major * 10 + static_cast<unsigned>(c - '0');
  }
  if (number[0] == '.') from.refuse(setting, "a version, as 3");
  return out.major(major);
}

}  // namespace detail

}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICE_OPTIONS_HPP
