// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/login.hpp.
#include <sheaf/openstack/login.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace http = sheaf::http;
using namespace sheaf::openstack;

namespace {

const identified me = identified::by_name("de\"mo");
const scope works = scope::project(identified::by_name("works"));

http::response refusal(std::string_view body, std::string_view receipt = "gAAAAAreceipt", int status = 401) {
  http::fields fields;
  if (!receipt.empty()) fields.add("Openstack-Auth-Receipt", receipt);
  return http::response(status, std::move(fields), body);
}

}  // namespace

TEST_CASE("a login names user and project by name in a domain, or by id") {
  CHECK(
      login::body(credentials::password("http://h", me, "p\\w\u00f6rd").scope(works)) ==
      "{\"auth\":{\"identity\":{\"methods\":[\"password\"],\"password\":{\"user\":{\"name\":\"de\\\"mo\",\"domain\":{\"id\":\"default\"},"
      "\"password\":\"p\\\\w\u00f6rd\"}}},\"scope\":{\"project\":{\"name\":\"works\",\"domain\":{\"id\":\"default\"}}}}}");
  CHECK(
      login::body(credentials::password("http://h", identified::by_id("u1"), "x")
                      .scope(scope::project(identified::by_id("p1")))) ==
      R"({"auth":{"identity":{"methods":["password"],"password":{"user":{"id":"u1","password":"x"}}},"scope":{"project":{"id":"p1"}}}})");
}

TEST_CASE("each method is written as keystone reads it; an application credential brings its own scope") {
  CHECK(login::body(credentials::token("http://h", "t").scope(scope::unscoped())) ==
        R"({"auth":{"identity":{"methods":["token"],"token":{"id":"t"}},"scope":"unscoped"}})");
  CHECK(
      login::body(credentials::application_credential("http://h", "i", "s")) ==
      R"({"auth":{"identity":{"methods":["application_credential"],"application_credential":{"id":"i","secret":"s"}}}})");
  CHECK(
      login::body(credentials::application_credential("http://h", "n", identified::by_id("u1"), "s")) ==
      R"({"auth":{"identity":{"methods":["application_credential"],"application_credential":{"name":"n","secret":"s","user":{"id":"u1"}}}}})");
  CHECK(
      login::body(credentials::totp("http://h", identified::by_id("u1"), [] { return std::string("9"); }), "123456") ==
      R"({"auth":{"identity":{"methods":["totp"],"totp":{"user":{"id":"u1","passcode":"123456"}}}}})");
  const auto both = credentials::password("http://h", identified::by_id("u1"), "x");
  CHECK(
      login::body(both, {login_method::password, login_method::totp}, "123456") ==
      R"({"auth":{"identity":{"methods":["password","totp"],"password":{"user":{"id":"u1","password":"x"}},"totp":{"user":{"id":"u1","passcode":"123456"}}}}})");
}

TEST_CASE("a receipt is a 401 with a field of that name, and says what is wanted besides") {
  const std::string_view body =
      R"({"receipt":{"methods":["password"],"user":{"id":"u1"}},"required_auth_methods":[["token","external"],["password","totp"]]})";
  const auto receipt = login_receipt::read(refusal(body));
  REQUIRE(receipt);
  CHECK(receipt->secret == "gAAAAAreceipt");
  CHECK(receipt->done == std::vector<std::string>{"password"});
  CHECK(receipt->wanted.size() == 2);
  CHECK_FALSE(login_receipt::read(refusal(body, "")));
  CHECK_FALSE(login_receipt::read(refusal(body, "gAAAAAreceipt", 403)));
  CHECK_FALSE(login_receipt::read(refusal("<html>")));

  const auto only = credentials::password("http://h", me, "x");
  CHECK_FALSE(login::missing(only, *receipt));
  CHECK(login::missing(only.second_factor([] { return std::string("1"); }), *receipt) ==
        std::vector{login_method::totp});
  login_receipt odd = *receipt;
  odd.wanted = {{"password"}, {}};
  CHECK_FALSE(login::missing(only, odd));
}

TEST_CASE("a fingerprint tells apart whatever differs in where, as whom, for what and with which secret one signs in") {
  const auto base = credentials::password("http://h", me, "x").scope(works);
  const std::vector<credentials> all{base,
                                     credentials::password("http://i", me, "x").scope(works),
                                     credentials::password("http://h", me.in_domain("People"), "x").scope(works),
                                     credentials::password("http://h", identified::by_id("x"), "x").scope(works),
                                     credentials::password("http://h", me, "y").scope(works),
                                     base.second_factor([] { return std::string("1"); }),
                                     base.scope(scope::unscoped()),
                                     base.scope(scope::project(identified::by_id("works"))),
                                     base.scope(scope::domain_id("works")),
                                     base.scope(scope::trust("works")),
                                     credentials::token("http://h", "x").scope(works),
                                     credentials::token("http://h", "y").scope(works),
                                     credentials::application_credential("http://h", "a", "bc"),
                                     credentials::application_credential("http://h", "ab", "c")};
  std::set<std::string> with, without;
  for (const credentials& one : all) {
    with.insert(login::fingerprint(one, true));
    without.insert(login::fingerprint(one, false));
    CHECK(login::fingerprint(one, true).size() == 64);
    CHECK(login::fingerprint(one, true) == login::fingerprint(credentials(one), true));
  }
  CHECK(with.size() == all.size());
  CHECK(without.size() == all.size() - 2);  // two differ in their secrets alone
  CHECK(login::fingerprint(base.regions({"elsewhere"}).insecure(true), true) == login::fingerprint(base, true));
}

TEST_CASE("an account is whose logins are counted together: whatever they are for, and whatever the secret") {
  const auto base = credentials::password("http://h", me, "x");
  for (const credentials& same :
       {base.scope(works), base.scope(scope::system()), credentials::password("http://h", me, "y")}) {
    CHECK(login::account(same) == login::account(base));
  }
  for (const credentials& other :
       {credentials::password("http://i", me, "x"), credentials::password("http://h", me.in_domain("People"), "x"),
        credentials::application_credential("http://h", "a", "b"), credentials::token("http://h", "x")}) {
    CHECK(login::account(other) != login::account(base));
  }
}

TEST_CASE("every secret is known, also as JSON writes it") {
  const auto known = [](const credentials& who, const std::string& secret) {
    const auto all = login::of(who).all();
    return std::find(all.begin(), all.end(), secret) != all.end();
  };
  CHECK(known(credentials::password("http://h", me, "p\"w"), "p\"w"));
  CHECK(known(credentials::password("http://h", me, "p\"w"), "p\\\"w"));
  CHECK(known(credentials::token("http://h", "tok"), "tok"));
  CHECK(known(credentials::application_credential("http://h", "i", "sec"), "sec"));
  CHECK_FALSE(known(credentials::application_credential("http://h", "i", "sec"), "i"));
}
