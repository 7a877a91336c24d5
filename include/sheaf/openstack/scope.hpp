// SPDX-License-Identifier: MIT
//
// scope.hpp: users and projects by id or name, and what a token is to be good for. Pure.

#ifndef SHEAF_OPENSTACK_SCOPE_HPP
#define SHEAF_OPENSTACK_SCOPE_HPP

#include <sheaf/json/write.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace openstack {

/// A user or a project: by id, or by its name in a domain, which again has an id or a name.
class identified {
 public:
  identified() = default;

  [[nodiscard]] static identified by_id(std::string id) {
    identified out;
    out.id_ = std::move(id);
    return out;
  }
  /// Of the domain whose id is "default", unless told.
  [[nodiscard]] static identified by_name(std::string name) {
    identified out;
    out.name_ = std::move(name);
    out.domain_id_ = "default";
    return out;
  }
  [[nodiscard]] identified in_domain(std::string name) const {
    identified out = *this;
    out.domain_name_ = std::move(name);
    out.domain_id_.clear();
    return out;
  }
  [[nodiscard]] identified in_domain_id(std::string id) const {
    identified out = *this;
    out.domain_id_ = std::move(id);
    out.domain_name_.clear();
    return out;
  }

  [[nodiscard]] const std::string& id() const noexcept { return id_; }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] bool empty() const noexcept { return id_.empty() && name_.empty(); }

  /// The members of its JSON object: "id":"..." or "name":"...","domain":{...}
  [[nodiscard]] std::string members() const {
    if (!id_.empty()) return member("id", id_);
    const std::string domain = domain_id_.empty() ? member("name", domain_name_) : member("id", domain_id_);
    return member("name", name_) + ",\"domain\":{" + domain + '}';
  }

  /// One member of an object, in JSON.
  [[nodiscard]] static std::string member(std::string_view name, std::string_view value) {
    std::string out;
    json::write_string(out, name);
    out += ':';
    json::write_string(out, value);
    return out;
  }

 private:
  std::string id_, name_, domain_id_, domain_name_;
};

/// What a token is to be good for.
class scope {
 public:
  enum class kind { automatic, unscoped, project, domain, system, trust };

  /// Keystone decides: the user's default project, or nothing; an application credential's project.
  scope() = default;

  /// Good for nothing but to ask keystone what there is to be had, as identity's /auth/projects.
  [[nodiscard]] static scope unscoped() { return scope(kind::unscoped, {}); }
  [[nodiscard]] static scope project(identified which) { return scope(kind::project, std::move(which)); }
  [[nodiscard]] static scope domain(std::string name) {
    return scope(kind::domain, identified::by_name(std::move(name)));
  }
  [[nodiscard]] static scope domain_id(std::string id) { return scope(kind::domain, identified::by_id(std::move(id))); }
  [[nodiscard]] static scope system() { return scope(kind::system, {}); }
  [[nodiscard]] static scope trust(std::string id) { return scope(kind::trust, identified::by_id(std::move(id))); }

  [[nodiscard]] kind is() const noexcept { return kind_; }
  [[nodiscard]] const identified& of() const noexcept { return of_; }

  /// The value of "scope" in a login; empty where there is to be none (identity API v3, "Authentication and token
  /// management").
  [[nodiscard]] std::string json() const {
    switch (kind_) {
      case kind::unscoped:
        return "\"unscoped\"";
      case kind::project:
        return "{\"project\":{" + of_.members() + "}}";
      case kind::domain:
        return "{\"domain\":{" +
               (of_.id().empty() ? identified::member("name", of_.name()) : identified::member("id", of_.id())) + "}}";
      case kind::system:
        return "{\"system\":{\"all\":true}}";
      case kind::trust:
        return "{\"OS-TRUST:trust\":{" + identified::member("id", of_.id()) + "}}";
      default:
        return {};
    }
  }

 private:
  scope(kind k, identified which) : kind_(k), of_(std::move(which)) {}

  kind kind_ = kind::automatic;
  identified of_;
};

}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SCOPE_HPP
