// SPDX-License-Identifier: MIT
//
// token.hpp: what keystone gives, and how it is read. Pure.

#ifndef SHEAF_OPENSTACK_TOKEN_HPP
#define SHEAF_OPENSTACK_TOKEN_HPP

#include <sheaf/http/response.hpp>
#include <sheaf/json/raw.hpp>
#include <sheaf/json/read.hpp>
#include <sheaf/json/timestamp.hpp>
#include <sheaf/openstack/catalog.hpp>
#include <sheaf/rest/error.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace openstack {

using wall_time = std::chrono::system_clock::time_point;

/// What keystone gave: the secret that goes into X-Auth-Token, when it ends, what it is good for, and the catalog that
/// came with it.
class token {
 public:
  token(std::string secret, wall_time begins, wall_time expires, openstack::catalog services)
      : secret_(std::move(secret)), catalog_(std::move(services)), begins_(begins), expires_(expires) {}

  /// This one, for a project with that id (empty: for something else), or for nothing.
  [[nodiscard]] token scoped_to(std::string project, bool scoped = true) && {
    project_ = std::move(project);
    scoped_ = scoped;
    return std::move(*this);
  }

  [[nodiscard]] const std::string& secret() const noexcept { return secret_; }
  [[nodiscard]] const openstack::catalog& catalog() const noexcept { return catalog_; }
  [[nodiscard]] wall_time begins() const noexcept { return begins_; }
  [[nodiscard]] wall_time expires() const noexcept { return expires_; }
  /// From here on a request asks for a new one first: in the last tenth of its life, 60 s at most.
  [[nodiscard]] wall_time renew_from() const noexcept {
    return expires_ - std::min<wall_time::duration>((expires_ - begins_) / 10, std::chrono::seconds(60));
  }
  /// The id of the project it is for; empty where it is for something else.
  [[nodiscard]] const std::string& project() const noexcept { return project_; }
  /// False where it is for no project, domain, system or trust: nova, glance and neutron answer such a one with
  /// nothing.
  [[nodiscard]] bool scoped() const noexcept { return scoped_; }

 private:
  std::string secret_, project_;
  openstack::catalog catalog_;
  wall_time begins_, expires_;
  bool scoped_ = true;
};

namespace detail {

struct token_scope {
  std::string id;
  static constexpr auto fields() { return json::member_list{json::maybe("id", &token_scope::id)}; }
};

struct token_body {
  json::timestamp expires_at;
  std::optional<json::timestamp> issued_at;
  std::optional<token_scope> project, domain;
  json::raw system, trust;
  openstack::catalog catalog;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("expires_at", &token_body::expires_at), maybe("issued_at", &token_body::issued_at),
                       maybe("project", &token_body::project),       maybe("domain", &token_body::domain),
                       maybe("system", &token_body::system),         maybe("OS-TRUST:trust", &token_body::trust),
                       maybe("catalog", &token_body::catalog)};
  }
};

struct token_document {
  token_body token;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("token", &token_document::token)};
  }
};

}  // namespace detail

/// Reads the answer to a login, which is a success and came at `now`. The token's life is counted from `now`, by the
/// time between its issue and its end: keystone's clock and ours need not agree.
/// Throws rest::bad_answer or json::error where it is no token.
[[nodiscard]] inline token read_token(const http::response& answer, wall_time now) {
  const auto secret = answer.header("X-Subject-Token");
  if (!secret || secret->empty()) throw rest::bad_answer("identity: the answer to the login has no X-Subject-Token");
  const http::body& body = answer.body();
  auto said = json::read<detail::token_document>(json::padded{body.data(), body.size(), body.capacity()}).token;
  using clock_point = json::timestamp::clock_point;
  const clock_point begin = said.issued_at ? said.issued_at->time() : std::chrono::floor<clock_point::duration>(now);
  // No longer than the clock can count.
  const auto life = std::clamp<clock_point::duration>(said.expires_at.time() - begin, std::chrono::seconds(0),
                                                      std::chrono::years(100));
  const auto told = [](const json::raw& r) { return !r.text.empty() && r.text != "null"; };
  const bool scoped = said.project || said.domain || told(said.system) || told(said.trust) || !said.catalog.empty();
  return token(std::string(*secret), now, now + life, std::move(said.catalog))
      .scoped_to(said.project ? std::move(said.project->id) : std::string(), scoped);
}

}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_TOKEN_HPP
