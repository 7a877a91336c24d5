// SPDX-License-Identifier: MIT
//
// credentials.hpp: where a cloud is, as whom to sign in, and which of its endpoints to take.

#ifndef SHEAF_OPENSTACK_CREDENTIALS_HPP
#define SHEAF_OPENSTACK_CREDENTIALS_HPP

#include <sheaf/http/error.hpp>
#include <sheaf/http/url.hpp>
#include <sheaf/openstack/detail/cloud_files.hpp>
#include <sheaf/openstack/scope.hpp>
#include <sheaf/openstack/service_options.hpp>
#include <sheaf/openstack/service_types.hpp>
#include <sheaf/openstack/settings.hpp>
#include <sheaf/time_source.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace openstack {

/// Gives the passcode of the moment (TOTP), when keystone wants one. Called on the cloud's executor: it should not
/// block.
using passcode_source = std::function<std::string()>;

/// How to prove who one is.
enum class login_method { password, token, application_credential, totp };

/// Who signs in where, and how; with what else is configured of a cloud. Secrets are never printed: nothing here writes
/// them but the request for a token.
///
///     auto who = openstack::credentials::password("https://cloud.example:5000", identified::by_name("demo"), secret)
///                    .scope(scope::project(identified::by_name("works")));
class credentials {
 public:
  using getter = settings::getter;

  // From code. The URL is keystone's, with or without its version: configuration_error where it is none.
  [[nodiscard]] static credentials password(std::string_view auth_url, identified user, std::string secret);
  /// Another token of a token: for a scope it does not have. It ends when the first one does, so it cannot be renewed.
  [[nodiscard]] static credentials token(std::string_view auth_url, std::string secret);
  /// It implies its project: a scope would be refused.
  [[nodiscard]] static credentials application_credential(std::string_view auth_url, std::string id,
                                                          std::string secret);
  [[nodiscard]] static credentials application_credential(std::string_view auth_url, std::string name, identified user,
                                                          std::string secret);
  [[nodiscard]] static credentials totp(std::string_view auth_url, identified user, passcode_source passcode);

  /// OS_CLOUD and the cloud of that name in clouds.yaml; else the OS_* variables that `openrc` files set; else the only
  /// cloud in clouds.yaml. Files need the CMake target sheaf::clouds_yaml. Throws configuration_error.
  template <class Files = detail::cloud_files>
  [[nodiscard]] static credentials from_environment() {
    return from_environment<Files>([](const std::string& name) -> std::optional<std::string> {
      const char* value = std::getenv(name.c_str());
      return value ? std::optional<std::string>(value) : std::nullopt;
    });
  }
  /// As above, with variables from elsewhere.
  template <class Files = detail::cloud_files>
  [[nodiscard]] static credentials from_environment(const getter& variable) {
    const auto cloud = Files::settings_for(variable);
    return from(cloud ? *cloud : settings::of_variables(variable));
  }
  /// OS_* variables alone, whatever OS_CLOUD says.
  [[nodiscard]] static credentials from(const getter& variable) { return from(settings::of_variables(variable)); }
  /// Throws configuration_error.
  [[nodiscard]] static credentials from(const settings& given);

  // These credentials, but for what is named.
  [[nodiscard]] credentials scope(openstack::scope s) const { return set(&credentials::scope_, std::move(s)); }
  /// Beside a password: asked for when keystone wants more, which it says with a receipt.
  [[nodiscard]] credentials second_factor(passcode_source passcode) const {
    return set(&credentials::passcode_, std::move(passcode));
  }
  /// None: any region. Of several, each service is taken from the first that has it.
  [[nodiscard]] credentials regions(std::vector<std::string> best_first) const {
    return set(&credentials::regions_, std::move(best_first));
  }
  [[nodiscard]] credentials interfaces(std::vector<std::string> best_first) const {
    return set(&credentials::interfaces_, std::move(best_first));
  }
  /// By official type or alias.
  [[nodiscard]] credentials service(std::string_view type, service_options o) const {
    credentials out = *this;
    out.services_[std::string(official_type(type))] = std::move(o);
    return out;
  }
  [[nodiscard]] credentials ca_file(std::string path) const { return set(&credentials::ca_file_, std::move(path)); }
  /// Shown to servers that ask who we are: PEM files.
  [[nodiscard]] credentials certificate_files(std::string chain, std::string key) const {
    return set(&credentials::certificate_file_, std::move(chain)).set(&credentials::key_file_, std::move(key));
  }
  /// Certificates are not checked.
  [[nodiscard]] credentials insecure(bool yes) const { return set(&credentials::insecure_, yes); }
  /// Of one request; duration::max() leaves it to the client.
  [[nodiscard]] credentials api_timeout(duration most) const { return set(&credentials::api_timeout_, most); }

  /// The URL of keystone's version 3, without a slash at its end.
  [[nodiscard]] const http::url& auth_url() const noexcept { return auth_url_; }
  [[nodiscard]] login_method method() const noexcept { return methods_.front(); }
  /// What is sent at once; more than one where several were configured.
  [[nodiscard]] const std::vector<login_method>& methods() const noexcept { return methods_; }
  [[nodiscard]] const openstack::scope& scope() const noexcept { return scope_; }
  [[nodiscard]] const std::string& username() const noexcept { return user_.name(); }
  /// Empty where the scope is no project by name.
  [[nodiscard]] std::string project_name() const {
    return scope_.is() == scope::kind::project ? scope_.of().name() : std::string();
  }
  [[nodiscard]] const std::vector<std::string>& regions() const noexcept { return regions_; }
  /// "public", "internal" or "admin"; at least one.
  [[nodiscard]] const std::vector<std::string>& interfaces() const noexcept { return interfaces_; }
  /// What is said of this service alone.
  [[nodiscard]] const service_options& service(std::string_view type) const {
    static const service_options nothing;
    const auto found = services_.find(official_type(type));
    return found == services_.end() ? nothing : found->second;
  }
  /// A file of certificates to trust instead of the system's; may be empty.
  [[nodiscard]] const std::string& ca_file() const noexcept { return ca_file_; }
  /// A client's certificate and its key, PEM files; may be empty.
  [[nodiscard]] const std::string& certificate_file() const noexcept { return certificate_file_; }
  [[nodiscard]] const std::string& key_file() const noexcept { return key_file_; }
  [[nodiscard]] bool insecure() const noexcept { return insecure_; }
  [[nodiscard]] duration api_timeout() const noexcept { return api_timeout_; }
  [[nodiscard]] bool has_passcode() const noexcept { return passcode_ != nullptr; }
  /// True where a passcode was written down, and is good for one login.
  [[nodiscard]] bool passcode_is_written() const noexcept { return written_passcode_; }

 private:
  friend class login;

  credentials() = default;
  credentials(std::string_view auth_url, login_method method);

  template <class T>
  credentials set(T credentials::*member, T value) const {
    credentials out = *this;
    out.*member = std::move(value);
    return out;
  }

  static http::url keystone(std::string text, const std::string& called);
  void read_methods(const settings& given);
  void read_scope(const settings& given);
  void read_site(const settings& given);

  http::url auth_url_;
  std::vector<login_method> methods_;
  identified user_;
  std::string password_, token_, credential_id_, credential_name_, credential_secret_;
  passcode_source passcode_;
  bool written_passcode_ = false;
  openstack::scope scope_;

  std::vector<std::string> regions_, interfaces_{"public"};
  std::map<std::string, service_options, std::less<>> services_;
  std::string ca_file_, certificate_file_, key_file_;
  bool insecure_ = false;
  duration api_timeout_ = duration::max();
};

inline http::url credentials::keystone(std::string text, const std::string& called) {
  while (text.ends_with('/')) text.pop_back();
  if (text.ends_with("/v2.0"))
    throw configuration_error(called + " names version 2.0 of identity: it should end in /v3");
  if (!text.ends_with("/v3")) text += "/v3";
  try {
    return http::url::parse(text);
  } catch (const http::error& e) {
    throw configuration_error(called + " is " + e.what() + "; it should be as http://controller:5000/v3");
  }
}

inline credentials::credentials(std::string_view auth_url, login_method method)
    : auth_url_(keystone(std::string(auth_url), "the auth_url")), methods_{method} {}

inline credentials credentials::password(std::string_view auth_url, identified user, std::string secret) {
  credentials out(auth_url, login_method::password);
  out.user_ = std::move(user);
  out.password_ = std::move(secret);
  return out;
}
inline credentials credentials::token(std::string_view auth_url, std::string secret) {
  credentials out(auth_url, login_method::token);
  out.token_ = std::move(secret);
  return out;
}
inline credentials credentials::application_credential(std::string_view auth_url, std::string id, std::string secret) {
  credentials out(auth_url, login_method::application_credential);
  out.credential_id_ = std::move(id);
  out.credential_secret_ = std::move(secret);
  return out;
}
inline credentials credentials::application_credential(std::string_view auth_url, std::string name, identified user,
                                                       std::string secret) {
  credentials out(auth_url, login_method::application_credential);
  out.credential_name_ = std::move(name);
  out.user_ = std::move(user);
  out.credential_secret_ = std::move(secret);
  return out;
}
inline credentials credentials::totp(std::string_view auth_url, identified user, passcode_source passcode) {
  credentials out(auth_url, login_method::totp);
  out.user_ = std::move(user);
  out.passcode_ = std::move(passcode);
  return out;
}

inline credentials credentials::from(const settings& given) {
  credentials out;
  if (const std::string version = given.get("identity_api_version");
      !version.empty() && version != "3" && !version.starts_with("3.") && version != "v3") {
    given.refuse("identity_api_version", "3");
  }
  out.read_methods(given);
  std::string url = given.need("auth_url", "keystone's URL, as http://controller:5000/v3");
  if (const std::size_t at = url.find("{region_name}"); at != url.npos) url.replace(at, 13, given.get("region_name"));
  out.auth_url_ = keystone(std::move(url), given.called("auth_url"));
  out.read_scope(given);
  out.read_site(given);
  return out;
}

namespace detail {

// By id, or by name in a domain; a domain that is not named is default_domain, else "default".
inline identified read_identified(const settings& from, const std::string& id, const std::string& name,
                                  const std::string& kind) {
  if (!id.empty()) return identified::by_id(id);
  const std::string domain_id = from.get({kind + "_domain_id", "domain_id"}),
                    domain_name = from.get({kind + "_domain_name", "domain_name"});
  const identified out = identified::by_name(name);
  if (!domain_id.empty()) return out.in_domain_id(domain_id);
  if (!domain_name.empty()) return out.in_domain(domain_name);
  const std::string otherwise = from.get({"default_domain", "default_domain_id"});
  return otherwise.empty() ? out : out.in_domain_id(otherwise);
}

// A method by the name of its plugin, with "v3" before it or not.
inline std::optional<login_method> method_named(std::string_view plugin) {
  if (plugin.starts_with("v3")) plugin.remove_prefix(2);
  if (plugin == "password") return login_method::password;
  if (plugin == "token") return login_method::token;
  if (plugin == "applicationcredential" || plugin == "application_credential")
    return login_method::application_credential;
  if (plugin == "totp") return login_method::totp;
  return std::nullopt;
}

}  // namespace detail

inline void credentials::read_methods(const settings& given) {
  const std::string_view setting = given.has({"auth_type"}) ? "auth_type" : "auth_plugin";
  const std::string type = given.get(setting);
  if (type == "v3multifactor" || type == "multifactor") {
    for (const std::string& one : given.list("auth_methods")) {
      const auto method = detail::method_named(one);
      if (!method || *method == login_method::application_credential)
        given.refuse("auth_methods", "of v3password, v3totp and v3token");
      methods_.push_back(*method);
    }
    if (methods_.empty())
      static_cast<void>(given.need("auth_methods", "the methods to use together, as v3password,v3totp"));
  } else if (!type.empty()) {
    const auto method = detail::method_named(type);
    if (!method) {
      const bool oidc = type.find("oidc") != type.npos || type.find("device") != type.npos;
      given.refuse(
          setting,
          std::string("password, token, v3applicationcredential, v3totp or v3multifactor, those that are known") +
              (oidc ? "; signing in with OpenID Connect is for the provider's own means, and the token got there "
                      "(openstack token issue) for auth_type token"
                    : ""));
    }
    methods_ = {*method};
  } else if (given.has({"application_credential_id", "application_credential_name", "application_credential_secret"})) {
    methods_ = {login_method::application_credential};
  } else if (given.has({"password"}) || !given.has({"token", "auth_token", "passcode"})) {
    methods_ = {login_method::password};
  } else {
    methods_ = {given.has({"token", "auth_token"}) ? login_method::token : login_method::totp};
  }

  const auto uses = [&](login_method m) { return std::find(methods_.begin(), methods_.end(), m) != methods_.end(); };
  const std::string id = given.get({"user_id", "userid"});
  const bool named = uses(login_method::password) || uses(login_method::totp);
  if (uses(login_method::application_credential)) {
    credential_id_ = given.get("application_credential_id");
    if (credential_id_.empty()) {
      credential_name_ =
          given.need({"application_credential_id", "application_credential_name"}, "the application credential's id");
    }
    credential_secret_ = given.need("application_credential_secret", "the application credential's secret");
  }
  if (named || !credential_name_.empty()) {
    const std::string name = id.empty() ? given.need({"username", "user_name"}, "the user's name") : std::string();
    user_ = detail::read_identified(given, id, name, "user");
  }
  if (uses(login_method::password)) password_ = given.need("password", "the user's password");
  if (uses(login_method::token)) token_ = given.need({"token", "auth_token"}, "a token that is still good");
  const std::string passcode =
      uses(login_method::totp) ? given.need("passcode", "the passcode of the moment") : given.get("passcode");
  if (passcode.empty()) return;
  written_passcode_ = true;
  passcode_ = [passcode] { return passcode; };
}

inline void credentials::read_scope(const settings& given) {
  const std::string id = given.get({"project_id", "tenant_id"}), name = given.get({"project_name", "tenant_name"});
  const std::string system = given.get("system_scope"), trust = given.get("trust_id");
  std::vector<std::string> asked;
  if (!id.empty() || !name.empty()) {
    asked.push_back(given.called(!id.empty() ? "project_id" : "project_name"));
    scope_ = scope::project(detail::read_identified(given, id, name, "project"));
  }
  if (!system.empty()) {
    if (system != "all") given.refuse("system_scope", "all");
    asked.push_back(given.called("system_scope"));
    scope_ = scope::system();
  }
  if (!trust.empty()) {
    asked.push_back(given.called("trust_id"));
    scope_ = scope::trust(trust);
  }
  // With a project, domain_id and domain_name are the project's and the user's; else they are what the token is for.
  if (asked.empty() && method() != login_method::application_credential && given.has({"domain_id", "domain_name"})) {
    const std::string domain = given.get("domain_id");
    scope_ = domain.empty() ? scope::domain(given.get("domain_name")) : scope::domain_id(domain);
  }
  if (asked.size() > 1) {
    throw configuration_error(asked[0] + " and " + asked[1] +
                              " are both set: a token is for one project, one domain, the system or one trust");
  }
  if (!asked.empty() && method() == login_method::application_credential) {
    throw configuration_error(
        asked[0] +
        " is set, and so is an application credential, which brings its own project: one of them should not be");
  }
}

inline void credentials::read_site(const settings& given) {
  if (const std::string region = given.get("region_name"); !region.empty()) regions_ = {region};
  interfaces_ = detail::read_interfaces(given, given.has({"interface"}) ? "interface" : "endpoint_type");
  if (interfaces_.empty()) interfaces_ = {"public"};
  for (const service_type& known : service_types) {
    std::vector<std::string_view> names{known.official};
    for (const std::string_view alias : known.aliases) names.push_back(alias);
    for (const std::string_view name : names) {
      std::string prefix(name);
      std::replace(prefix.begin(), prefix.end(), '-', '_');
      if (prefix.empty() || services_.contains(known.official)) continue;
      const service_options said = detail::read_service(given, prefix);
      if (said != service_options()) services_[std::string(known.official)] = said;
    }
  }
  ca_file_ = given.get("cacert");
  certificate_file_ = given.get("cert");
  key_file_ = certificate_file_.empty() ? given.get("key") : given.get({"key", "cert"});  // one file may hold both
  if (certificate_file_.empty() && !key_file_.empty())
    static_cast<void>(given.need("cert", "the certificate of that key, a PEM file"));
  insecure_ = given.flag("insecure", false) || !given.flag("verify", true);
  if (const std::string text = given.get({"api_timeout", "timeout"}); !text.empty()) {
    double seconds = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size() || !(seconds > 0)) {
      given.refuse(given.has({"api_timeout"}) ? "api_timeout" : "timeout", "a number of seconds");
    }
    api_timeout_ = at_most(std::chrono::duration<double>(seconds), duration::max());
  }
}

}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_CREDENTIALS_HPP
