// SPDX-License-Identifier: MIT
//
// clouds_yaml.hpp: the settings of the clouds in clouds.yaml, secure.yaml and clouds-public.yaml. With the CMake target
// sheaf::clouds_yaml, which needs yaml-cpp.

#ifndef SHEAF_OPENSTACK_CLOUDS_YAML_HPP
#define SHEAF_OPENSTACK_CLOUDS_YAML_HPP

#include <sheaf/openstack/settings.hpp>

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace openstack {

/// Clouds by name, merged as openstacksdk merges them: the vendor's profile, then the cloud's entry, then that in
/// secure.yaml, then what its region says.
///
///     auto files = openstack::clouds_yaml::search(variable);
///     auto who = openstack::credentials::from(files.cloud("lab"));
class clouds_yaml {
 public:
  /// The text of a file, and what to call it in messages.
  class file {
   public:
    file() = default;
    file(std::string p, std::string t) : path(std::move(p)), text(std::move(t)) {}
    std::string path, text;
  };

  /// Throws configuration_error, with the line, where one is no YAML or no clouds are in it. Nothing in it is quoted.
  explicit clouds_yaml(const file& clouds, const file& secure = {}, const file& vendors = {})
      : path_(clouds.path),
        clouds_(entries(clouds, "clouds")),
        secure_(entries(secure, "clouds")),
        vendors_(entries(vendors, "public-clouds")) {}

  /// Of each file the first there is, as .yaml, .yml or .json: in the working folder, the user's ~/.config/openstack,
  /// the site's /etc/xdg/openstack and /etc/openstack; before these what OS_CLIENT_CONFIG_FILE and
  /// OS_CLIENT_SECURE_FILE name. The variables HOME, XDG_CONFIG_HOME, XDG_CONFIG_DIRS and SNAP_REAL_HOME are read as
  /// well.
  [[nodiscard]] static clouds_yaml search(const settings::getter& variable);

  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const auto& [name, node] : clouds_) out.push_back(name);
    for (const auto& [name, node] : secure_) {
      if (!clouds_.contains(name)) out.push_back(name);
    }
    return out;
  }
  /// In this region, or its first. Throws configuration_error where there is no such cloud or region.
  [[nodiscard]] settings cloud(const std::string& name, const std::string& region = {}) const;

  /// What credentials::from_environment reads: the cloud that OS_CLOUD names, in the region that OS_REGION_NAME names;
  /// where no OS_ variable says anything, the only one there is. Nothing where the variables are to be taken.
  [[nodiscard]] static std::optional<settings> settings_for(const settings::getter& variable);

 private:
  using nodes = std::map<std::string, YAML::Node>;
  using values = std::map<std::string, std::string>;
  // Of one place: what stands in `auth`, and beside it.
  struct layer {
    values top, auth;
    void put(const layer& over) {
      for (const auto& [name, value] : over.top) top[name] = value;
      for (const auto& [name, value] : over.auth) auth[name] = value;
    }
  };

  static nodes members(const YAML::Node& map, int depth = 0);
  static nodes entries(const file& from, const std::string& key);
  static layer read_layer(const YAML::Node& entry);
  static std::optional<std::string> scalar(const YAML::Node& value);
  static std::optional<file> first_of(const settings::getter& variable, const std::string& stem, const char* named_by);
  void choose_region(layer& into, const std::string& cloud, const std::vector<YAML::Node>& known,
                     const std::string& wanted) const;

  std::string path_;
  nodes clouds_, secure_, vendors_;
  values home_;
};

// The members of a mapping, with those it takes over by "<<"; of equal names the last. Names have _ for -.
inline clouds_yaml::nodes clouds_yaml::members(const YAML::Node& map, int depth) {
  nodes out;
  if (!map.IsMap() || depth > 8) return out;
  for (const auto& member : map) {
    if (!member.first.IsScalar()) continue;
    const std::string name = member.first.Scalar();
    if (name != "<<") continue;
    const YAML::Node& others = member.second;
    if (others.IsMap()) {
      for (auto& [key, value] : members(others, depth + 1)) out.insert_or_assign(key, value);
    } else if (others.IsSequence()) {  // the first one counts most
      for (const YAML::Node& other : others) {
        for (auto& [key, value] : members(other, depth + 1)) out.emplace(key, value);
      }
    }
  }
  for (const auto& member : map) {
    if (member.first.IsScalar() && member.first.Scalar() != "<<")
      out.insert_or_assign(member.first.Scalar(), member.second);
  }
  return out;
}

inline clouds_yaml::nodes clouds_yaml::entries(const file& from, const std::string& key) {
  if (from.path.empty() && from.text.empty()) return {};
  try {
    const nodes all = members(YAML::Load(from.text));
    const auto found = all.find(key);
    if (found == all.end()) return {};
    if (!found->second.IsMap() && !found->second.IsNull()) {
      throw configuration_error(from.path + ": \"" + key + "\" should hold clouds by their names");
    }
    return members(found->second);
  } catch (const YAML::Exception& e) {
    const std::string where = e.mark.is_null() ? std::string()
                                               : " at line " + std::to_string(e.mark.line + 1) + ", column " +
                                                     std::to_string(e.mark.column + 1);
    throw configuration_error(from.path + " is no YAML" + where +
                              ": a value that begins with one of * & ! % @ ` or holds \": \" needs quotes");
  }
}

// Text as it stands there; a list with commas; nothing for null and for what is neither.
inline std::optional<std::string> clouds_yaml::scalar(const YAML::Node& value) {
  if (value.IsScalar()) return value.Scalar();
  if (!value.IsSequence()) return std::nullopt;
  std::string out;
  for (const YAML::Node& item : value) {
    if (!item.IsScalar()) return std::nullopt;
    (out += out.empty() ? "" : ",") += item.Scalar();
  }
  return out;
}

inline clouds_yaml::layer clouds_yaml::read_layer(const YAML::Node& entry) {
  const auto put = [](values& into, const nodes& from) {
    for (const auto& [name, node] : from) {
      std::string plain = name;
      std::replace(plain.begin(), plain.end(), '-', '_');
      if (auto text = scalar(node)) into[plain] = *std::move(text);
    }
  };
  layer out;
  const nodes all = members(entry);
  put(out.top, all);
  if (const auto auth = all.find("auth"); auth != all.end()) put(out.auth, members(auth->second));
  return out;
}

inline void clouds_yaml::choose_region(layer& into, const std::string& cloud, const std::vector<YAML::Node>& known,
                                       const std::string& wanted) const {
  std::vector<std::string> names;
  for (const YAML::Node& one : known) {
    const nodes parts = members(one);
    const auto name = parts.find("name"), more = parts.find("values");
    const std::string called = one.IsScalar()                                   ? one.Scalar()
                               : name != parts.end() && name->second.IsScalar() ? name->second.Scalar()
                                                                                : std::string();
    names.push_back(called);
    if (!wanted.empty() && called != wanted) continue;
    into.top["region_name"] = called;
    if (more != parts.end()) into.put(read_layer(more->second));
    return;
  }
  if (!known.empty()) {
    throw configuration_error("cloud \"" + cloud + "\" in " + path_ + " has no region \"" + wanted + "\"; it has " +
                              detail::joined(names, ", "));
  }
  if (!wanted.empty()) into.top["region_name"] = wanted;
}

inline settings clouds_yaml::cloud(const std::string& name, const std::string& region) const {
  const auto own = clouds_.find(name), secret = secure_.find(name);
  if (own == clouds_.end() && secret == secure_.end()) {
    const std::string all = detail::joined(names(), ", ");
    throw configuration_error("there is no cloud \"" + name + "\" in " + (path_.empty() ? "any clouds.yaml" : path_) +
                              (all.empty() ? std::string() : ", which has " + all));
  }
  std::string advice = "add it there";
  layer all;
  std::vector<YAML::Node> regions;
  const auto take_regions = [&](const YAML::Node& entry) {
    const nodes parts = members(entry);
    const auto list = parts.find("regions"), one = parts.find("region_name");
    if (list != parts.end() && list->second.IsSequence()) {
      regions.clear();
      for (const YAML::Node& r : list->second) regions.push_back(r);
    } else if (one != parts.end()) {
      regions.clear();
      const std::string text = scalar(one->second).value_or("");
      for (std::size_t at = 0; at < text.size(); at = std::min(text.find(',', at), text.size()) + 1) {
        regions.emplace_back(text.substr(at, text.find(',', at) - at));
      }
    }
  };
  const layer said = own == clouds_.end() ? layer() : read_layer(own->second);
  const auto profile = said.top.contains("profile") ? said.top.find("profile") : said.top.find("cloud");
  if (profile != said.top.end()) {
    if (const auto vendor = vendors_.find(profile->second); vendor != vendors_.end()) {
      all.put(read_layer(vendor->second));
      take_regions(vendor->second);
    } else {
      advice += ", or its profile \"" + profile->second + "\" to a clouds-public.yaml, where it was not found";
    }
  }
  all.put(said);
  if (own != clouds_.end()) take_regions(own->second);
  if (secret != secure_.end()) {
    all.put(read_layer(secret->second));
    take_regions(secret->second);
  }
  choose_region(all, name, regions, region);

  // What stands outside of auth counts more, but where it is no matter of who one is: there what stands inside does.
  values merged = all.top;
  for (const auto& [key, value] : all.auth) {
    const bool outside_wins = key.find("domain") != key.npos || key.starts_with("project_") ||
                              key.starts_with("tenant_") || key == "token" || key == "auth_token" || key == "passcode";
    if (!outside_wins || merged[key].empty()) merged[key] = value;
  }
  for (const char* key : {"cacert", "cert", "key"}) {
    const auto path = merged.find(key);
    const auto home = home_.find("HOME");
    if (path != merged.end() && home != home_.end() && path->second.starts_with("~/"))
      path->second.replace(0, 1, home->second);
  }
  return settings::of_values(std::move(merged), "cloud \"" + name + "\" in " + path_, advice);
}

inline std::optional<clouds_yaml::file> clouds_yaml::first_of(const settings::getter& variable, const std::string& stem,
                                                              const char* named_by) {
  const auto read = [](const std::string& path) -> std::optional<file> {
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    file out(path, std::string(std::istreambuf_iterator<char>(in), {}));
    if (in.bad()) throw configuration_error(path + " cannot be read");
    return out;
  };
  const auto get = [&](const char* name) { return variable(name).value_or(std::string()); };
  if (const std::string named = named_by ? get(named_by) : std::string(); !named.empty()) {
    if (auto found = read(named)) return found;
    throw configuration_error(std::string(named_by) + " is \"" + named + "\": it should be a file that can be read");
  }
  std::vector<std::string> folders{"."};
  const std::string home = get("HOME"), user = get("XDG_CONFIG_HOME"), snap = get("SNAP_REAL_HOME"),
                    site = get("XDG_CONFIG_DIRS");
  if (!user.empty()) folders.push_back(user + "/openstack");
  if (!home.empty() || !snap.empty()) folders.push_back((snap.empty() ? home : snap) + "/.config/openstack");
  for (std::string_view rest = site.empty() ? std::string_view("/etc/xdg") : site; !rest.empty();) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    if (end != 0) folders.push_back(std::string(rest.substr(0, end)) + "/openstack");
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  folders.push_back("/etc/openstack");
  for (const std::string& folder : folders) {
    for (const char* ending : {".yaml", ".yml", ".json"}) {
      std::error_code none;
      const std::string path = (folder == "." ? std::string() : folder + '/') + stem + ending;
      if (!std::filesystem::is_regular_file(path, none)) continue;
      if (auto found = read(path)) return found;
    }
  }
  return std::nullopt;
}

inline clouds_yaml clouds_yaml::search(const settings::getter& variable) {
  clouds_yaml out(first_of(variable, "clouds", "OS_CLIENT_CONFIG_FILE").value_or(file()),
                  first_of(variable, "secure", "OS_CLIENT_SECURE_FILE").value_or(file()),
                  first_of(variable, "clouds-public", nullptr).value_or(file()));
  if (auto home = variable("HOME"); home && !home->empty()) out.home_["HOME"] = *std::move(home);
  return out;
}

inline std::optional<settings> clouds_yaml::settings_for(const settings::getter& variable) {
  const auto get = [&](const char* name) { return variable(name).value_or(std::string()); };
  const std::string cloud = get("OS_CLOUD"), own = get("OS_CLOUD_NAME"), envvars = own.empty() ? "envvars" : own;
  if (cloud == envvars) return std::nullopt;
  if (!cloud.empty()) return search(variable).cloud(cloud, get("OS_REGION_NAME"));
  for (const char* one :
       {"OS_AUTH_URL", "OS_AUTH_TYPE", "OS_USERNAME", "OS_USER_ID", "OS_PASSWORD", "OS_PASSCODE", "OS_TOKEN",
        "OS_PROJECT_ID", "OS_PROJECT_NAME", "OS_TENANT_ID", "OS_TENANT_NAME", "OS_APPLICATION_CREDENTIAL_ID",
        "OS_APPLICATION_CREDENTIAL_NAME", "OS_SYSTEM_SCOPE", "OS_TRUST_ID", "OS_DOMAIN_ID", "OS_DOMAIN_NAME"}) {
    if (!get(one).empty()) return std::nullopt;
  }
  const clouds_yaml found = search(variable);
  const auto all = found.names();
  if (all.size() == 1) return found.cloud(all.front(), get("OS_REGION_NAME"));
  if (all.empty()) return std::nullopt;
  throw configuration_error("OS_CLOUD is not set: it should be one of the clouds in " + found.path_ + ": " +
                            detail::joined(all, ", "));
}

}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_CLOUDS_YAML_HPP
