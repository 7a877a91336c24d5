// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/token.hpp.
#include <sheaf/openstack/token.hpp>

#include "support/cloud_fixture.hpp"
#include "support/captured_list.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <map>
#include <string>

using namespace support;
using namespace std::chrono_literals;
using openstack::read_token;

namespace {

const std::map<std::string, std::string> named{{"OS_AUTH_URL", "http://h/v3"},
                                               {"OS_USERNAME", "de\"mo"},
                                               {"OS_PASSWORD", "p\\w\u00f6rd"},
                                               {"OS_PROJECT_NAME", "works"}};

std::map<std::string, std::string> changed(std::map<std::string, std::string> more) {
  more.insert(named.begin(), named.end());
  return more;
}

http::response answer(std::string_view body, std::string_view secret = "gAAAAA") {
  http::fields fields;
  if (!secret.empty()) fields.add("X-Subject-Token", secret);
  return http::response(201, std::move(fields), body);
}

const openstack::wall_time now = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};

}  // namespace

TEST_CASE("a login names user and project by name in a domain, or by id") {
  CHECK(openstack::login_body(credentials_of(named)) ==
        "{\"auth\":{\"identity\":{\"methods\":[\"password\"],\"password\":{\"user\":{\"name\":\"de\\\"mo\",\"domain\":{\"id\":\"default\"},"
        "\"password\":\"p\\\\w\u00f6rd\"}}},\"scope\":{\"project\":{\"name\":\"works\",\"domain\":{\"id\":\"default\"}}}}}");
  CHECK(openstack::login_body(credentials_of(changed({{"OS_USER_ID", "u1"}, {"OS_PROJECT_ID", "p1"}, {"OS_PASSWORD", "x"}}))) ==
        R"({"auth":{"identity":{"methods":["password"],"password":{"user":{"id":"u1","password":"x"}}},"scope":{"project":{"id":"p1"}}}})");
}

TEST_CASE("each of user and project has a domain of its own, by name or id") {
  const std::string body = openstack::login_body(credentials_of(
      changed({{"OS_USER_DOMAIN_NAME", "People"}, {"OS_PROJECT_DOMAIN_ID", "d2"}, {"OS_DEFAULT_DOMAIN", "unused"}})));
  CHECK(body.find(R"("domain":{"name":"People"})") != body.npos);
  CHECK(body.find(R"("domain":{"id":"d2"})") != body.npos);
  const std::string both = openstack::login_body(credentials_of(changed({{"OS_DEFAULT_DOMAIN", "d3"}})));
  CHECK(both.find("default") == both.npos);
}

TEST_CASE("a token is the header's, with the body's catalog; it is renewed in the last tenth of its life, 60 s at most") {
  const auto token = read_token(answer(R"({"token":{"issued_at":"2026-01-01T00:00:00.000000Z","expires_at":"2026-01-01T01:00:00.000000Z",
      "catalog":[{"type":"compute","name":"nova","endpoints":[{"interface":"public","region_id":"R","region":null,"url":"http://h"}]}]}})"), now);
  CHECK(token.secret() == "gAAAAA");
  CHECK(token.expires() == now + 1h);
  CHECK(token.renew_from() == now + 1h - 60s);
  REQUIRE(token.catalog().size() == 1);
  CHECK(token.catalog()[0].endpoints[0].url == "http://h");
  const auto brief = read_token(answer(R"({"token":{"issued_at":"2026-01-01T00:00:00Z","expires_at":"2026-01-01T00:01:40Z"}})"), now);
  CHECK(brief.renew_from() == now + 90s);
  CHECK(brief.catalog().empty());
}

TEST_CASE("a token's life is counted by keystone's clock alone, however wrong ours is") {
  const std::string_view body = R"({"token":{"issued_at":"2026-01-01T00:00:00Z","expires_at":"2026-01-01T01:00:00Z"}})";
  CHECK(read_token(answer(body), now + 240h).expires() == now + 241h);
  CHECK(read_token(answer(body), now - 240h).expires() == now - 239h);
  CHECK(read_token(answer(R"({"token":{"expires_at":"2026-01-01T01:00:00Z"}})"), now + 10min).expires() == now + 1h);
}

TEST_CASE("an answer that is no token is refused, with a reason") {
  CHECK_THROWS_WITH_AS(static_cast<void>(read_token(answer(R"({"token":{"expires_at":"2026-01-01T01:00:00Z"}})", ""), now)),
                       "identity: the answer to the login has no X-Subject-Token", rest::bad_answer);
  CHECK_THROWS_AS(static_cast<void>(read_token(answer("<html>"), now)), json::error);
  CHECK_THROWS_AS(static_cast<void>(read_token(answer("{}"), now)), json::error);
  CHECK_THROWS_AS(static_cast<void>(read_token(answer(R"({"token":{}})"), now)), json::error);
  CHECK_THROWS_AS(static_cast<void>(read_token(answer(R"({"token":{"expires_at":"soon"}})"), now)), json::error);
}

TEST_CASE("real tokens are read with nothing lost of their catalogs") {
  std::size_t seen = 0;
  for (const captured_answer& one : captured_answers("keystone-token-")) {
    if (one.status != 201) continue;
    CAPTURE(one.name);
    ++seen;
    const auto token = read_token(http::response(201, one.fields, one.body), now);
    CHECK(token.secret() == one.fields.get("X-Subject-Token"));
    CHECK(token.expires() > now + 1h);
    std::vector<std::string> ours, theirs;
    for (const auto& service : token.catalog()) {
      for (const auto& e : service.endpoints) ours.push_back(service.type + ' ' + e.interface + ' ' + e.region_id + ' ' + e.url);
    }
    dom document(one.body);
    for (const auto service : document.rows("token", "catalog")) {
      const simdjson::dom::array endpoints = service["endpoints"];
      for (const auto e : endpoints) {
        theirs.push_back(dom::text(service, "type") + ' ' + dom::text(e, "interface") + ' ' + dom::text(e, "region_id") + ' ' + dom::text(e, "url"));
      }
    }
    CHECK(ours == theirs);
  }
  CHECK(seen >= 4);
}
