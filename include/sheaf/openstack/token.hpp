// SPDX-License-Identifier: MIT
//
// token.hpp: how a token is asked for and read. Pure.

#ifndef SHEAF_OPENSTACK_TOKEN_HPP
#define SHEAF_OPENSTACK_TOKEN_HPP

#include <sheaf/http/response.hpp>
#include <sheaf/json/read.hpp>
#include <sheaf/json/timestamp.hpp>
#include <sheaf/json/write.hpp>
#include <sheaf/openstack/catalog.hpp>
#include <sheaf/openstack/credentials.hpp>
#include <sheaf/rest/error.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace openstack {

using wall_time = std::chrono::system_clock::time_point;

/// What keystone gave: the secret that goes into X-Auth-Token, its end, and the catalog that came with it.
class token {
 public:
  token(std::string secret, wall_time begins, wall_time expires, openstack::catalog services)
      : secret_(std::move(secret)), catalog_(std::move(services)), expires_(expires),
        renew_(expires - std::min<wall_time::duration>((expires - begins) / 10, std::chrono::seconds(60))) {}

  [[nodiscard]] const std::string& secret() const noexcept { return secret_; }
  [[nodiscard]] const openstack::catalog& catalog() const noexcept { return catalog_; }
  [[nodiscard]] wall_time expires() const noexcept { return expires_; }
  /// From here on a request asks for a new one first: in the last tenth of its life, 60 s at most.
  [[nodiscard]] wall_time renew_from() const noexcept { return renew_; }

 private:
  std::string secret_;
  openstack::catalog catalog_;
  wall_time expires_, renew_;
};

namespace detail {

struct token_body {
  json::timestamp expires_at;
  std::optional<json::timestamp> issued_at;
  openstack::catalog catalog;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("expires_at", &token_body::expires_at), maybe("issued_at", &token_body::issued_at),
                      maybe("catalog", &token_body::catalog)};
  }
};

struct token_document {
  token_body token;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("token", &token_document::token)};
  }
};

}  // namespace detail

/// The body of POST /v3/auth/tokens for a password and a project (identity API v3, "Password authentication with scoped
/// authorization"). It holds the password.
[[nodiscard]] inline std::string login_body(const credentials& who) {
  const auto text = [](std::string_view name, std::string_view value) {
    std::string out;
    json::write_string(out, name);
    out += ':';
    json::write_string(out, value);
    return out;
  };
  const auto identified = [&](const credentials::named& n) {
    if (!n.id.empty()) return text("id", n.id);
    return text("name", n.name) + ",\"domain\":{" +
           (n.domain_id.empty() ? text("name", n.domain_name) : text("id", n.domain_id)) + '}';
  };
  return "{\"auth\":{\"identity\":{\"methods\":[\"password\"],\"password\":{\"user\":{" + identified(who.user_) + ',' +
         text("password", who.password_) + "}}},\"scope\":{\"project\":{" + identified(who.project_) + "}}}}";
}

/// Reads the answer to a login, which is a success and came at `now`. The token's life is counted from `now`, by the time
/// between its issue and its end: keystone's clock and ours need not agree.
/// Throws rest::bad_answer or json::error where it is no token.
[[nodiscard]] inline token read_token(const http::response& answer, wall_time now) {
  const auto secret = answer.header("X-Subject-Token");
  if (!secret || secret->empty()) throw rest::bad_answer("identity: the answer to the login has no X-Subject-Token");
  const http::body& body = answer.body();
  auto said = json::read<detail::token_document>(json::padded{body.data(), body.size(), body.capacity()}).token;
  const auto end = std::chrono::time_point_cast<wall_time::duration>(said.expires_at.time());
  const auto begin = said.issued_at ? std::chrono::time_point_cast<wall_time::duration>(said.issued_at->time()) : now;
  return token(std::string(*secret), now, now + (end - begin), std::move(said.catalog));
}

}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_TOKEN_HPP
