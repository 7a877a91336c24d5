// SPDX-License-Identifier: MIT
//
// credentials.hpp: where a cloud is and as whom to sign in.

#ifndef SHEAF_OPENSTACK_CREDENTIALS_HPP
#define SHEAF_OPENSTACK_CREDENTIALS_HPP

#include <sheaf/http/error.hpp>
#include <sheaf/http/url.hpp>

#include <cstdlib>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace openstack {

/// A setting that is missing or makes no sense: one line that says what is wrong and what would be right.
class configuration_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A user, by id or by name and domain, with a password, and the project to work in. The password is never printed: nothing
/// here writes it but the request for a token.
class credentials {
 public:
  /// Where variables come from: std::getenv, or a test's own.
  using getter = std::function<std::optional<std::string>(const std::string& name)>;

  /// Reads the OS_* variables that `openrc` files set: OS_AUTH_URL, OS_USERNAME or OS_USER_ID, OS_PASSWORD, OS_PROJECT_NAME
  /// or OS_PROJECT_ID (or their OS_TENANT_ forms), OS_USER_DOMAIN_NAME/_ID, OS_PROJECT_DOMAIN_NAME/_ID, OS_DOMAIN_NAME/_ID,
  /// OS_DEFAULT_DOMAIN, OS_REGION_NAME, OS_INTERFACE, OS_CACERT, OS_INSECURE. Empty ones count as not set; a domain that is
  /// not named is "default". Throws configuration_error.
  [[nodiscard]] static credentials from_environment() {
    return from([](const std::string& name) -> std::optional<std::string> {
      const char* value = std::getenv(name.c_str());
      return value ? std::optional<std::string>(value) : std::nullopt;
    });
  }

  /// As from_environment, with variables from elsewhere.
  [[nodiscard]] static credentials from(const getter& variable);

  /// The URL of keystone's version 3, without a slash at its end.
  [[nodiscard]] const http::url& auth_url() const noexcept { return auth_url_; }
  [[nodiscard]] const std::string& username() const noexcept { return user_.name; }
  [[nodiscard]] const std::string& project_name() const noexcept { return project_.name; }
  /// Empty: any.
  [[nodiscard]] const std::string& region() const noexcept { return region_; }
  /// "public", "internal" or "admin".
  [[nodiscard]] const std::string& interface() const noexcept { return interface_; }
  /// A file of certificates to trust instead of the system's; may be empty.
  [[nodiscard]] const std::string& ca_file() const noexcept { return ca_file_; }
  /// True when OS_INSECURE says that certificates are not to be checked.
  [[nodiscard]] bool insecure() const noexcept { return insecure_; }
  /// For who sends it. In no message, no log.
  [[nodiscard]] const std::string& password() const noexcept { return password_; }

 private:
  friend std::string login_body(const credentials&);

  // By id, or by name in a domain which again has one of the two.
  struct named {
    std::string id, name, domain_id, domain_name;
  };

  credentials() : auth_url_(http::url::parse("http://localhost")) {}

  http::url auth_url_;
  named user_, project_;
  std::string password_;
  std::string region_;
  std::string interface_;
  std::string ca_file_;
  bool insecure_ = false;
};

inline credentials credentials::from(const getter& variable) {
  const auto any = [&](std::initializer_list<const char*> names) -> std::string {
    for (const char* name : names) {
      if (auto value = variable(name); value && !value->empty()) return *value;
    }
    return {};
  };
  const auto need = [&](std::initializer_list<const char*> names, const char* what) {
    std::string value = any(names);
    if (value.empty()) {
      throw configuration_error(std::string(*names.begin()) + " is not set: it should be " + what + "; source your openrc file");
    }
    return value;
  };

  credentials out;
  if (const std::string version = any({"OS_IDENTITY_API_VERSION"}); !version.empty() && version != "3" && !version.starts_with("3.")) {
    throw configuration_error("OS_IDENTITY_API_VERSION is \"" + version + "\": it should be 3");
  }
  if (const std::string type = any({"OS_AUTH_TYPE"}); !type.empty() && type != "password" && type != "v3password") {
    throw configuration_error("OS_AUTH_TYPE is \"" + type + "\": it should be password, the only one that is known");
  }
  std::string url = need({"OS_AUTH_URL"}, "keystone's URL, as http://controller:5000/v3");
  while (url.ends_with('/')) url.pop_back();
  if (url.ends_with("/v2.0")) throw configuration_error("OS_AUTH_URL names version 2.0 of identity: it should end in /v3");
  if (!url.ends_with("/v3")) url += "/v3";
  try {
    out.auth_url_ = http::url::parse(url);
  } catch (const http::error& e) {
    throw configuration_error(std::string("OS_AUTH_URL is ") + e.what() + "; it should be as http://controller:5000/v3");
  }
  out.user_.id = any({"OS_USER_ID"});
  if (out.user_.id.empty()) out.user_.name = need({"OS_USERNAME"}, "the user's name");
  out.password_ = need({"OS_PASSWORD"}, "the user's password");
  out.project_.id = any({"OS_PROJECT_ID", "OS_TENANT_ID"});
  if (out.project_.id.empty()) out.project_.name = need({"OS_PROJECT_NAME", "OS_TENANT_NAME"}, "the name of the project to work in");
  const auto domain = [&](named& of, const char* id, const char* name) {
    of.domain_id = any({id, "OS_DOMAIN_ID"});
    of.domain_name = any({name, "OS_DOMAIN_NAME"});
    if (of.domain_id.empty() && of.domain_name.empty()) of.domain_id = any({"OS_DEFAULT_DOMAIN"});
    if (of.domain_id.empty() && of.domain_name.empty()) of.domain_id = "default";
  };
  domain(out.user_, "OS_USER_DOMAIN_ID", "OS_USER_DOMAIN_NAME");
  domain(out.project_, "OS_PROJECT_DOMAIN_ID", "OS_PROJECT_DOMAIN_NAME");
  out.region_ = any({"OS_REGION_NAME"});
  out.interface_ = any({"OS_INTERFACE", "OS_ENDPOINT_TYPE"});
  if (out.interface_.ends_with("URL")) out.interface_.resize(out.interface_.size() - 3);
  if (out.interface_.empty()) out.interface_ = "public";
  if (out.interface_ != "public" && out.interface_ != "internal" && out.interface_ != "admin") {
    throw configuration_error("OS_INTERFACE is \"" + out.interface_ + "\": it should be public, internal or admin");
  }
  out.ca_file_ = any({"OS_CACERT"});
  if (const std::string insecure = any({"OS_INSECURE"}); !insecure.empty()) {
    std::string word;
    for (const char c : insecure) word += static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    out.insecure_ = word == "1" || word == "true" || word == "yes" || word == "on";
    if (!out.insecure_ && word != "0" && word != "false" && word != "no" && word != "off") {
      throw configuration_error("OS_INSECURE is \"" + insecure + "\": it should be true or false");
    }
  }
  return out;
}

}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_CREDENTIALS_HPP
