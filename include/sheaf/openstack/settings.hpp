// SPDX-License-Identifier: MIT
//
// settings.hpp: the named settings of one cloud, wherever they were written. Pure.

#ifndef SHEAF_OPENSTACK_SETTINGS_HPP
#define SHEAF_OPENSTACK_SETTINGS_HPP

#include <sheaf/http/detail/octets.hpp>

#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace openstack {

namespace detail {

inline std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string out;
  for (const std::string& word : words) (out += out.empty() ? std::string_view() : between) += word;
  return out;
}

}  // namespace detail

/// A setting that is missing or makes no sense: one line that says what is wrong and what would be right.
class configuration_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Settings by the names they have in a clouds.yaml, those of its `auth` among the others: "auth_url", "password",
/// "compute_endpoint_override". An empty one counts as not set.
class settings {
 public:
  using getter = std::function<std::optional<std::string>(const std::string& name)>;

  /// OS_* variables: "auth_url" is OS_AUTH_URL.
  [[nodiscard]] static settings of_variables(getter variable) {
    settings out;
    out.value_ = [variable = std::move(variable)](const std::string& name) { return variable(variable_of(name)); };
    out.advice_ = "source your openrc file";
    return out;
  }
  /// Values by name. `whose` says in messages where they stand: `cloud "lab" in /etc/openstack/clouds.yaml`; `advice`,
  /// how to go on where something is missing.
  [[nodiscard]] static settings of_values(std::map<std::string, std::string> values, std::string whose,
                                          std::string advice) {
    settings out;
    out.value_ = [values = std::move(values)](const std::string& name) -> std::optional<std::string> {
      const auto found = values.find(name);
      return found == values.end() ? std::nullopt : std::optional(found->second);
    };
    out.whose_ = std::move(whose);
    out.advice_ = std::move(advice);
    return out;
  }

  /// The first of these that is set; empty where none is.
  [[nodiscard]] std::string get(std::initializer_list<std::string_view> names) const {
    for (const std::string_view name : names) {
      if (auto value = value_(std::string(name)); value && !value->empty()) return *std::move(value);
    }
    return {};
  }
  [[nodiscard]] std::string get(std::string_view name) const { return get({name}); }
  [[nodiscard]] bool has(std::initializer_list<std::string_view> names) const { return !get(names).empty(); }

  /// A list, separated by commas.
  [[nodiscard]] std::vector<std::string> list(std::string_view name) const {
    std::vector<std::string> out;
    http::detail::for_each_member(get(name), [&](std::string_view item) { out.emplace_back(item); });
    return out;
  }
  /// `otherwise` where it is not set; configuration_error where it is neither yes nor no.
  [[nodiscard]] bool flag(std::string_view name, bool otherwise) const {
    const std::string text = get(name);
    if (text.empty()) return otherwise;
    const std::string word = http::detail::lowered(text);
    if (word == "1" || word == "true" || word == "yes" || word == "on") return true;
    if (word == "0" || word == "false" || word == "no" || word == "off") return false;
    refuse(name, "true or false");
  }
  /// The value, or configuration_error that says what it should be.
  [[nodiscard]] std::string need(std::string_view name, std::string_view what) const { return need({name}, what); }
  [[nodiscard]] std::string need(std::initializer_list<std::string_view> names, std::string_view what) const {
    std::string value = get(names);
    if (value.empty()) {
      throw configuration_error(called(*names.begin()) + " is not set: it should be " + std::string(what) + "; " +
                                advice_);
    }
    return value;
  }

  /// A setting as whoever wrote it knows it: "OS_AUTH_URL".
  [[nodiscard]] std::string called(std::string_view name) const {
    return whose_.empty() ? variable_of(name) : std::string(name) + " of " + whose_;
  }
  /// Throws: `name` has a value that makes no sense. The value is quoted, so it may be no secret.
  [[noreturn]] void refuse(std::string_view name, std::string_view right) const {
    throw configuration_error(called(name) + " is \"" + get(name) + "\": it should be " + std::string(right));
  }

 private:
  settings() = default;

  static std::string variable_of(std::string_view name) {
    std::string out = "OS_";
    for (const char c : name) out += c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c & ~0x20) : c;
    return out;
  }

  getter value_;
  std::string whose_, advice_;
};

}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SETTINGS_HPP
