// SPDX-License-Identifier: MIT
//
// The simulated keystone: logins by password, passcode, application credential and token, receipts, scopes; tokens that
// end; the catalog.

#ifndef SHEAF_TESTING_DETAIL_KEYSTONE_HPP
#define SHEAF_TESTING_DETAIL_KEYSTONE_HPP

#include <sheaf/testing/detail/described_page.hpp>
#include <sheaf/testing/detail/json_text.hpp>
#include <sheaf/testing/detail/json_tree.hpp>
#include <sheaf/testing/detail/site.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

inline constexpr std::string_view user_name = "demo";
inline constexpr std::string_view project_name = "demo";
inline constexpr std::string_view credential_name = "lab";

class keystone {
 public:
  keystone(site& at, const request& asked) : site_(at), asked_(asked), parts_(segments(asked.path)) {}

  answer handle() {
    if (parts_.empty()) {
      return answer(
          "300 MULTIPLE CHOICES",
          concat({json_type, "Location: ", site_.seen_origin(service::identity, asked_), "/v3/\r\n", id_fields()}),
          concat({R"({"versions": {"values": [)", version(), "]}}"}), false);
    }
    if (parts_[0] == "v3") {
      if (parts_.size() == 1)
        return answer("200 OK", concat({json_type, id_fields()}), concat({R"({"version": )", version(), "}"}), false);
      if (parts_.size() == 3 && parts_[1] == "auth" && parts_[2] == "tokens") return tokens();
      const std::string_view path = std::string_view(asked_.target).substr(0, asked_.target.find('?'));
      if (asked_.method == "GET" && find_list(described_services[0], path, site_.data.project)) {
        if (!site_.token_of(asked_)) return unauthorized();
        const auto made = described_answer_of(site_, service::identity, asked_);
        if (made->status != "200 OK") return fault(made->status, made->text);
        return answer("200 OK", concat({json_type, id_fields()}), concat({made->text, "\n"}), false);
      }
    }
    return answer(
        "404 NOT FOUND", concat({"Content-Type: text/html; charset=utf-8\r\n", id_fields()}),
        std::string("<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The "
                    "requested URL was "
                    "not found on the server. If you entered the URL manually please check your spelling and try "
                    "again.</p>\n"),
        false);
  }

  answer fault(std::string_view status, std::string_view message) {
    std::string upper;
    for (const char c : status.substr(4)) upper += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    std::string body;
    json_text out{body, json_style{false, true}};
    out.begin_object();
    out.key("error");
    out.begin_object();
    out.member("code", verbatim{status.substr(0, 3)});
    out.member("message", message);
    out.member("title", status.substr(4));
    out.end_object();
    out.end_object();
    return answer(concat({status.substr(0, 4), upper}), concat({json_type, id_fields()}), concat({body, "\n"}), false);
  }

  answer unauthorized() {
    answer refused = fault("401 Unauthorized", "The request you have made requires authentication.");
    refused.fields = concat(
        {json_type, "WWW-Authenticate: Keystone uri=\"", site_.origin(service::identity), "/v3\"\r\n", id_fields()});
    return refused;
  }

 private:
  static constexpr std::string_view json_type = "Content-Type: application/json\r\n";
  static constexpr std::string_view malformed =
      " The server could not comply with the request since it is either malformed or otherwise incorrect. The client "
      "is assumed to be "
      "in error.";

  [[nodiscard]] std::string id_fields() {
    return concat({"Vary: X-Auth-Token\r\nx-openstack-request-id: ", site_.request_id(), "\r\n"});
  }

  [[nodiscard]] std::string version() const {
    return concat(
        {R"({"id": "v3.14", "status": "stable", "updated": "2020-04-07T00:00:00Z", "links": [{"rel": "self", "href": ")",
         site_.seen_origin(service::identity, asked_),
         R"(/v3/"}], "media-types": [{"base": "application/json", "type": "application/vnd.openstack.identity-v3+json"}]})"});
  }

  answer tokens() {
    if (asked_.method == "POST") return log_in();
    if (asked_.method == "DELETE") {
      if (!site_.token_of(asked_)) return unauthorized();
      site_.tokens.erase(std::string(asked_.field("X-Subject-Token").value_or("")));
      return answer("204 NO CONTENT", id_fields(), std::string(), false);
    }
    return answer("405 METHOD NOT ALLOWED",
                  concat({json_type, "Allow: GET, POST, HEAD, DELETE, OPTIONS\r\n", id_fields()}),
                  std::string("{\"message\": \"The method is not allowed for the requested URL.\"}\n"), false);
  }

  answer log_in() {
    const auto bad = [this](std::string_view what) {
      return fault("400 Bad Request", concat({"Expecting to find ", what, ".", malformed}));
    };
    const std::string_view type = asked_.field("Content-Type").value_or("application/json");
    if (!type.starts_with("application/json")) return bad("application/json in Content-Type header");
    const auto sent = json_tree_reader::read(asked_.body);
    if (!sent || sent->is != json_tree::kind::object) return bad("valid JSON in request body");
    if (!sent->find("auth")) return bad("auth in request body");
    const json_tree* methods = sent->find("auth.identity.methods");
    if (!methods || methods->is != json_tree::kind::array) {
      return fault("400 Bad Request", "Invalid input for field 'identity': 'methods' is a required property");
    }
    std::vector<std::string_view> proved;
    if (const auto receipt = asked_.field("Openstack-Auth-Receipt")) {
      const auto known = site_.receipts.find(std::string(*receipt));
      if (known == site_.receipts.end()) return unauthorized();
      proved.assign(known->second.begin(), known->second.end());
    }
    auto ends = site_.wall() + site_.token_lifetime;
    for (const json_tree& item : methods->items) {
      const std::string_view method = item.text;
      const json_tree* proof = sent->find(concat({"auth.identity.", method}));
      if (!proof) return unauthorized();
      if (method == "token") {
        const issued_token* old = site_.valid_token(proof->string("id").value_or(""));
        if (!old) return fault("404 Not Found", "Could not recognize Fernet token");
        ends = old->ends;  // a token made from a token ends when that one does
        proved.push_back("token");
        proved.push_back("password");
      } else if (!is_proof(method, *proof)) {
        return unauthorized();
      } else {
        proved.push_back(method);
      }
    }
    const auto has = [&](std::string_view method) {
      return std::find(proved.begin(), proved.end(), method) != proved.end();
    };
    if (proved.empty() || (has("application_credential") && proved.size() != 1)) return unauthorized();
    if (site_.passcode && has("password") && !has("totp") && !has("token")) return want_more(proved);
    const json_tree* scope = sent->find("auth.scope");
    if (has("application_credential")) return scope ? unauthorized() : issue(proved, ends, scope_kind::project);
    if (!scope) return issue(proved, ends, site_.has_default_project ? scope_kind::project : scope_kind::none);
    if (scope->text == "unscoped") return issue(proved, ends, scope_kind::none);
    if (scope->items.size() != 1) return fault("400 Bad Request", "Invalid input for field 'scope'");
    if (is_project(scope->find("project"))) return issue(proved, ends, scope_kind::project);
    if (is_default_domain(scope->find("domain"))) return issue(proved, ends, scope_kind::domain);
    if (const json_tree* all = scope->find("system.all"); all && all->text == "true")
      return issue(proved, ends, scope_kind::system);
    const json_tree* trust = scope->find("OS-TRUST:trust");
    if (trust && trust->string("id") == site_.trust_id) return issue(proved, ends, scope_kind::trust);
    return unauthorized();
  }

  enum class scope_kind { none, project, domain, system, trust };

  bool is_proof(std::string_view method, const json_tree& proof) {
    if (method == "password") return is_user(proof.find("user"), true);
    if (method == "application_credential") return is_credential(proof);
    const json_tree* user = proof.find("user");
    if (method != "totp" || !is_user(user, false)) return false;
    if (!site_.passcode || site_.passcode->empty() || user->string("passcode") != *site_.passcode) return false;
    site_.passcode->clear();
    return true;
  }

  /// What was proved is kept under a receipt (keystone's API reference, "Multi-factor authentication").
  answer want_more(const std::vector<std::string_view>& proved) {
    static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const std::string receipt = concat({"gAAAAA", site_.ids.text(120, letters)});
    site_.receipts[receipt].assign(proved.begin(), proved.end());
    std::string body;
    json_text out{body, json_style{}};
    out.begin_object();
    out.key("receipt");
    out.begin_object();
    out.key("methods");
    out.strings(proved);
    write_user(out);
    out.member("expires_at", iso_time(site_.wall() + std::chrono::minutes(5), ".000000Z"));
    out.member("issued_at", iso_time(site_.wall(), ".000000Z"));
    out.end_object();
    out.key("required_auth_methods");
    out.begin_array();
    out.strings(std::array<std::string_view, 2>{"password", "totp"});
    out.end_array();
    out.end_object();
    return answer("401 UNAUTHORIZED", concat({json_type, "Openstack-Auth-Receipt: ", receipt, "\r\n", id_fields()}),
                  std::move(body), false);
  }

  [[nodiscard]] static bool is_default_domain(const json_tree* domain) {
    return domain && (domain->string("id") == "default" || domain->string("name") == "Default");
  }

  [[nodiscard]] bool is_user(const json_tree* user, bool with_password) const {
    if (!user || (with_password && user->string("password") != site_.password)) return false;
    if (user->find("id")) return user->string("id") == site_.data.user;
    return user->string("name") == user_name && is_default_domain(user->find("domain"));
  }

  [[nodiscard]] bool is_credential(const json_tree& proof) const {
    if (site_.credential_expired || proof.string("secret") != site_.credential_secret) return false;
    if (proof.find("id")) return proof.string("id") == site_.credential_id;
    return proof.string("name") == credential_name && is_user(proof.find("user"), false);
  }

  [[nodiscard]] bool is_project(const json_tree* project) const {
    if (!project) return false;
    if (project->find("id")) return project->string("id") == site_.data.project;
    return project->string("name") == project_name && is_default_domain(project->find("domain"));
  }

  answer issue(const std::vector<std::string_view>& methods, std::chrono::sys_seconds ends, scope_kind scope) {
    const bool scoped = scope != scope_kind::none;
    static constexpr std::string_view base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const std::string token = concat({"gAAAAA", site_.ids.text(scoped ? 194 : 177, base64)});
    site_.tokens[token] = {ends, scoped};
    ++site_.tokens_issued;
    std::string body;
    json_text out{body, json_style{}};
    out.begin_object();
    out.key("token");
    out.begin_object();
    out.key("methods");
    out.strings(methods);
    write_user(out);
    out.key("audit_ids");
    out.strings(std::array{site_.ids.text(22, base64)});
    out.member("expires_at", iso_time(ends, ".000000Z"));
    out.member("issued_at", iso_time(site_.wall(), ".000000Z"));
    if (scoped) write_scope(out, scope);
    if (methods.front() == "application_credential") {
      out.key("application_credential");
      out.begin_object();
      out.member("id", site_.credential_id);
      out.member("name", credential_name);
      out.member("restricted", true);
      out.end_object();
    }
    out.end_object();
    out.end_object();
    return answer("201 CREATED", concat({json_type, "X-Subject-Token: ", token, "\r\n", id_fields()}), std::move(body),
                  false);
  }

  void write_user(json_text& out) {
    out.key("user");
    out.begin_object();
    write_domain(out);
    out.member("id", site_.data.user);
    out.member("name", user_name);
    out.member("password_expires_at", nullptr);
    out.end_object();
  }

  static void write_domain(json_text& out) {
    out.key("domain");
    out.begin_object();
    out.member("id", "default");
    out.member("name", "Default");
    out.end_object();
  }

  void write_scope(json_text& out, scope_kind scope) {
    if (scope == scope_kind::domain) {
      write_domain(out);
    } else if (scope == scope_kind::system) {
      out.key("system");
      out.begin_object();
      out.member("all", true);
      out.end_object();
    } else {
      out.key("project");
      out.begin_object();
      write_domain(out);
      out.member("id", site_.data.project);
      out.member("name", project_name);
      out.end_object();
    }
    if (scope == scope_kind::trust) {
      out.key("OS-TRUST:trust");
      out.begin_object();
      out.member("id", site_.trust_id);
      out.member("impersonation", false);
      out.end_object();
    }
    if (scope == scope_kind::project) out.member("is_domain", false);
    out.key("roles");
    out.begin_array();
    for (const auto& [id, name] :
         {std::pair(&site_.data.member_role, "member"), std::pair(&site_.data.reader_role, "reader")}) {
      out.begin_object();
      out.member("id", *id);
      out.member("name", name);
      out.end_object();
    }
    out.end_array();
    if (!asked_.parameter("nocatalog")) write_catalog(out);
  }

  /// Two regions, as the control plane this is shaped after has: the other one's addresses lead nowhere. What older
  /// releases leave there stands before what a client is to find.
  void write_catalog(json_text& out) {
    random fixed{17};
    out.key("catalog");
    out.begin_array();
    std::vector<service> order;
    for (std::size_t i = 0; i != site_.services.size(); ++i) order.push_back(static_cast<service>(i));
    if (order.size() > 3) std::swap(order[1], order[3]);  // neutron before glance before nova
    for (const service s : order) {
      const placed_service& one = site_.placed(s);
      if (site_.removed.contains(one.type)) continue;
      for (const old_service& old : old_services) {
        if (old.beside == one.type && !site_.replay) {
          write_service(out, fixed, old.type, old.name, site_.origin(s),
                        with_project(old.endpoint, site_.data.project));
        }
      }
      write_service(out, fixed, one.catalog, one.name, site_.origin(s), one.endpoint);
    }
    out.end_array();
  }

  void write_service(json_text& out, random& fixed, std::string_view type, std::string_view name,
                     const std::string& origin, const std::string& path) {
    out.begin_object();
    out.key("endpoints");
    out.begin_array();
    const std::string here = origin + path;
    const std::string there = concat({site_.scheme, "://127.0.0.1:9", path});
    write_endpoint(out, fixed.text(32), "admin", "RegionTwo", there);
    for (const std::string_view interface : {"internal", "public", "admin"}) {
      write_endpoint(out, fixed.text(32), interface, site_.region, here);
    }
    write_endpoint(out, fixed.text(32), "public", "RegionTwo", there);
    write_endpoint(out, fixed.text(32), "internal", "RegionTwo", there);
    out.end_array();
    out.member("id", fixed.text(32));
    out.member("type", type);
    out.member("name", name);
    out.end_object();
  }

  static void write_endpoint(json_text& out, std::string_view id, std::string_view interface, std::string_view region,
                             std::string_view url) {
    out.begin_object();
    out.member("id", id);
    out.member("interface", interface);
    out.member("region_id", region);
    out.member("url", url);
    out.member("region", region);
    out.end_object();
  }

  site& site_;
  const request& asked_;
  std::vector<std::string_view> parts_;
};

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_KEYSTONE_HPP
