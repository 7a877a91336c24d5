// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/token.hpp.
#include <sheaf/openstack/token.hpp>

#include "support/captured_list.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

using namespace support;
using namespace std::chrono_literals;
namespace openstack = sheaf::openstack;
using openstack::read_token;

namespace {

http::response answer(std::string_view body, std::string_view secret = "gAAAAA") {
  http::fields fields;
  if (!secret.empty()) fields.add("X-Subject-Token", secret);
  return http::response(201, std::move(fields), body);
}

const openstack::wall_time now = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};

}  // namespace

TEST_CASE("a token is the header's, with the body's catalog; it is renewed in the last tenth of its life, 60 s at most") {
  const auto token = read_token(
      answer(R"({"token":{"issued_at":"2026-01-01T00:00:00.000000Z","expires_at":"2026-01-01T01:00:00.000000Z",
      "catalog":[{"type":"compute","name":"nova","endpoints":[{"interface":"public","region_id":"R","region":null,"url":"http://h"}]}]}})"),
      now);
  CHECK(token.secret() == "gAAAAA");
  CHECK(token.expires() == now + 1h);
  CHECK(token.renew_from() == now + 1h - 60s);
  REQUIRE(token.catalog().size() == 1);
  CHECK(token.catalog()[0].endpoints[0].url == "http://h");
  const auto brief =
      read_token(answer(R"({"token":{"issued_at":"2026-01-01T00:00:00Z","expires_at":"2026-01-01T00:01:40Z"}})"), now);
  CHECK(brief.renew_from() == now + 90s);
  CHECK(brief.catalog().empty());
}

TEST_CASE("a token's life is counted by keystone's clock alone, however wrong ours is") {
  const std::string_view body = R"({"token":{"issued_at":"2026-01-01T00:00:00Z","expires_at":"2026-01-01T01:00:00Z"}})";
  CHECK(read_token(answer(body), now + 240h).expires() == now + 241h);
  CHECK(read_token(answer(body), now - 240h).expires() == now - 239h);
  CHECK(read_token(answer(R"({"token":{"expires_at":"2026-01-01T01:00:00Z"}})"), now + 10min).expires() == now + 1h);
}

TEST_CASE("a life that is longer than the clock can count is cut, and one that ends before it begins is none") {
  const auto of = [](const char* end) {
    return read_token(
        answer(R"({"token":{"issued_at":"2026-01-01T00:00:00Z","expires_at":")" + std::string(end) + "\"}}"), now);
  };
  CHECK(of("9999-12-31T23:59:59Z").expires() > now + 24h * 365 * 90);
  CHECK(of("0001-01-01T00:00:00Z").expires() == now);
}

TEST_CASE("an answer that is no token is refused, with a reason") {
  CHECK_THROWS_WITH_AS(
      static_cast<void>(read_token(answer(R"({"token":{"expires_at":"2026-01-01T01:00:00Z"}})", ""), now)),
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
      for (const auto& e : service.endpoints)
        ours.push_back(service.type + ' ' + e.interface + ' ' + e.region_id + ' ' + e.url);
    }
    dom document(one.body);
    for (const auto service : document.rows("token", "catalog")) {
      const simdjson::dom::array endpoints = service["endpoints"];
      for (const auto e : endpoints) {
        theirs.push_back(dom::text(service, "type") + ' ' + dom::text(e, "interface") + ' ' +
                         dom::text(e, "region_id") + ' ' + dom::text(e, "url"));
      }
    }
    CHECK(ours == theirs);
  }
  CHECK(seen >= 4);
}

TEST_CASE("a token says what it is good for: a project with its id, a domain, the system, a trust; or nothing") {
  const auto of = [](const std::string& more) {
    return read_token(answer(R"({"token":{"expires_at":"2026-01-01T01:00:00Z")" + more + "}}"), now);
  };
  CHECK(of(R"(,"project":{"id":"p1","name":"works"})").project() == "p1");
  CHECK(of(R"(,"project":{"id":"p1"})").scoped());
  CHECK(of(R"(,"domain":{"id":"d"})").scoped());
  CHECK(of(R"(,"domain":{"id":"d"})").project().empty());
  CHECK(of(R"(,"system":{"all":true})").scoped());
  CHECK(of(R"(,"OS-TRUST:trust":{"id":"t"})").scoped());
  CHECK_FALSE(of("").scoped());
  CHECK_FALSE(of(R"(,"project":null,"domain":null,"system":null,"catalog":[])").scoped());
}

TEST_CASE("real tokens are scoped, but for the unscoped one") {
  for (const captured_answer& one : captured_answers("keystone-token-")) {
    if (one.status != 201) continue;
    CAPTURE(one.name);
    const auto token = read_token(http::response(201, one.fields, one.body), now);
    CHECK(token.scoped() == (one.name != "keystone-token-unscoped"));
    CHECK(token.project().empty() ==
          (one.name == "keystone-token-unscoped" || one.name == "keystone-token-system-admin"));
  }
}
