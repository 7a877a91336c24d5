// SPDX-License-Identifier: MIT
// include/sheaf/openstack/cloud.hpp again: ways to sign in, scopes, receipts.
#include <sheaf/openstack/cloud.hpp>

#include "support/cloud_fixture.hpp"
#include "support/folder.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace support;
using namespace std::chrono_literals;
using openstack::credentials;
using openstack::identified;
using openstack::scope;
namespace compute = openstack::compute;

namespace {

struct sign_in : cloud_fixture {
  using cloud_fixture::cloud_fixture;

  [[nodiscard]] openstack::cloud as(const credentials& who, const openstack::cloud_options& options = {}) {
    return openstack::cloud(context.get_executor(), who.regions({there.region()}), options.time(&clock));
  }
  [[nodiscard]] identified me() const { return identified::by_name(there.username()); }
  [[nodiscard]] scope works() const { return scope::project(identified::by_name(there.project_name())); }
  [[nodiscard]] credentials with_password() const {
    return credentials::password(there.auth_url(), me(), there.password());
  }

  /// What keeps the servers from being listed; empty where nothing does.
  std::string trouble(const openstack::cloud& cloud) {
    auto page = wait_for(cloud.fetch(rest::resources(compute::servers)));
    return page.get<0>() ? std::string() : page.get<0>().message();
  }
};

}  // namespace

TEST_CASE("every way to sign in leads to the servers") {
  sign_in f;
  CHECK(f.trouble(f.as(f.with_password().scope(f.works()))).empty());
  CHECK(f.trouble(f.as(credentials::application_credential(f.there.auth_url(), f.there.credential_id(),
                                                           f.there.credential_secret())))
            .empty());
  CHECK(f.trouble(
             f.as(credentials::application_credential(f.there.auth_url(), "lab", f.me(), f.there.credential_secret())))
            .empty());
  CHECK(f.trouble(f.as(f.with_password().scope(scope::trust(f.there.trust_id())))).empty());
  CHECK(f.trouble(f.as(f.with_password().scope(scope::system()))).empty());
  CHECK(f.trouble(f.as(f.with_password().scope(scope::domain("Default")))).empty());
  const std::string token = field_in(f.there.last_head("servers"), "X-Auth-Token");
  CHECK(f.trouble(f.as(credentials::token(f.there.auth_url(), token).scope(f.works()))).empty());
  f.there.require_passcode("123456");
  CHECK(f.trouble(
             f.as(credentials::totp(f.there.auth_url(), f.me(), [] { return std::string("123456"); }).scope(f.works())))
            .empty());
}

TEST_CASE("a passcode is asked for when keystone wants it, which it says with a receipt; and not before") {
  sign_in f;
  int asked = 0;
  std::string code = "1";
  const auto who = f.with_password().scope(f.works()).second_factor([&] { return ++asked, code; });
  const auto cloud = f.as(who);
  CHECK(f.trouble(cloud).empty());
  CHECK(asked == 0);
  CHECK(f.there.requests("token") == 1);

  f.there.expire_tokens();
  f.there.require_passcode(code = "246810");
  CHECK(f.trouble(cloud).empty());
  CHECK(asked == 1);
  CHECK(f.there.requests("token") == 3);
  CHECK_FALSE(field_in(f.there.last_head("token"), "Openstack-Auth-Receipt").empty());

  f.there.expire_tokens();
  f.there.require_passcode(code = "135791");
  CHECK(f.trouble(cloud).empty());
  CHECK(asked == 2);
}

TEST_CASE("several methods are sent at once where that is configured") {
  sign_in f;
  f.there.require_passcode("246810");
  const auto cloud =
      f.make({{"OS_AUTH_TYPE", "v3multifactor"}, {"OS_AUTH_METHODS", "v3password,v3totp"}, {"OS_PASSCODE", "246810"}});
  CHECK(f.trouble(cloud).empty());
  CHECK(f.there.requests("token") == 1);
}

TEST_CASE("a second factor that nobody has is named, and how to give it") {
  sign_in f;
  f.there.require_passcode("246810");
  const std::string said = f.trouble(f.as(f.with_password().scope(f.works())));
  CHECK(said.starts_with("identity: 401 "));
  CHECK(said.find("it wants more: password and totp; a passcode is OS_PASSCODE, or credentials::second_factor") !=
        said.npos);
  CHECK(f.there.requests("token") == 1);
}

TEST_CASE("a passcode that was written down is used once: the next login says so, and is not sent") {
  sign_in f;
  f.there.require_passcode("246810");
  const auto cloud = f.make({{"OS_PASSWORD", ""}, {"OS_PASSCODE", "246810"}});
  CHECK(f.trouble(cloud).empty());
  f.there.expire_tokens();
  CHECK(f.trouble(cloud).starts_with("identity: the token has ended, and the passcode was used for it"));
  CHECK(f.there.requests("token") == 1);
}

TEST_CASE("a passcode that was written down is not used up by a keystone that could not be reached") {
  sign_in f;
  const auto cloud = f.make({{"OS_AUTH_URL", "http://127.0.0.1:1"}, {"OS_PASSWORD", ""}, {"OS_PASSCODE", "246810"}});
  const auto page = f.page(cloud, rest::fetch_options().retries(rest::retries().base(0s)));
  REQUIRE(page.problems().size() == 1);
  CHECK(page.problems()[0].message.starts_with("identity: "));
  CHECK(page.problems()[0].message.find("127.0.0.1:1") != std::string::npos);
  CHECK(page.get<0>().timing().retries > 0);
}

TEST_CASE("a function for passcodes that throws fails the login, in its own words") {
  sign_in f;
  const auto who = credentials::totp(f.there.auth_url(), f.me(),
                                     []() -> std::string { throw std::runtime_error("the device is gone"); });
  CHECK(f.trouble(f.as(who)) == "identity: there is no passcode: the device is gone");
}

TEST_CASE("an application credential that has expired ends with a reason, once per fetch, and not in a loop") {
  sign_in f;
  const auto cloud = f.as(
      credentials::application_credential(f.there.auth_url(), f.there.credential_id(), f.there.credential_secret()));
  CHECK(f.page(cloud));
  f.there.expire_credential();
  f.there.expire_tokens();
  const auto page = f.page(cloud);
  REQUIRE(page.problems().size() == 1);
  CHECK(page.problems()[0].lists == six);
  CHECK(page.problems()[0].message.find("an application credential that has expired or was deleted is refused so") !=
        std::string::npos);
  CHECK(f.there.requests("token") == 2);
}

TEST_CASE("what an application credential's rules forbid is refused after one login; for a minute no other is tried for it") {
  sign_in f;
  const auto cloud = f.as(
      credentials::application_credential(f.there.auth_url(), f.there.credential_id(), f.there.credential_secret()));
  CHECK(f.page(cloud));
  f.there.fail("servers", 401);
  f.there.fail("ports", 401);
  for (int i = 0; i != 20; ++i) {
    const auto page = f.page(cloud);
    CHECK(page.problems().size() == 2);
    CHECK(page.get<0>().message().find(
              "a new token does not help: it may be that the application credential's access rules forbid this") !=
          std::string::npos);
    CHECK(page.get<1>());
  }
  CHECK(f.there.tokens_issued() <= 3);
  const auto before = f.there.tokens_issued();
  f.advance(61s);
  CHECK_FALSE(f.page(cloud));
  CHECK(f.there.tokens_issued() > before);
  f.there.clear("servers");
  f.there.clear("ports");
  CHECK(f.page(cloud));
}

TEST_CASE("what is made of a token ends with it, with a reason") {
  sign_in f(simulated_cloud_options().token_lifetime(3600s));
  CHECK(f.trouble(f.as(f.with_password().scope(f.works()))).empty());
  const std::string token = field_in(f.there.last_head("servers"), "X-Auth-Token");
  const auto cloud = f.as(credentials::token(f.there.auth_url(), token).scope(f.works()));
  CHECK(f.trouble(cloud).empty());
  f.advance(3600s);
  const std::string said = f.trouble(cloud);
  CHECK(said.starts_with("identity: 404 "));
  CHECK(said.find("the token that was given has ended or was revoked") != said.npos);
}

TEST_CASE("a token for nothing is an error of each part before the first call, and no empty cloud") {
  sign_in f;
  for (const auto& who : {f.with_password().scope(scope::unscoped()), f.with_password()}) {
    const auto page = f.page(f.as(who));
    REQUIRE(page.problems().size() == 1);
    CHECK(page.problems()[0].lists == six);
    CHECK(page.problems()[0].message.starts_with("identity: the token is for no project, domain or system"));
  }
  for (const std::string& list : six) CHECK(f.there.requests(list) == 0);
  f.there.set_default_project();
  CHECK(f.page(f.as(f.with_password())));
}

TEST_CASE("revoking takes the token back at keystone; who shares it signs in anew") {
  sign_in f;
  const openstack::token_cache tokens;
  const auto cloud = f.make({}, openstack::cloud_options().tokens(tokens)),
             other = f.make({}, openstack::cloud_options().tokens(tokens));
  f.wait_for(cloud.revoke());
  CHECK(f.there.requests("token") == 0);
  CHECK(f.page(cloud));
  const std::string token = field_in(f.there.last_head("servers"), "X-Auth-Token");
  f.wait_for(cloud.revoke());
  CHECK(f.there.last_head("token").starts_with("DELETE /v3/auth/tokens "));
  CHECK(field_in(f.there.last_head("token"), "X-Subject-Token") == token);
  CHECK(f.page(other));
  CHECK(field_in(f.there.last_head("servers"), "X-Auth-Token") != token);
  CHECK(f.there.unauthorized() == 0);
  CHECK(f.there.tokens_issued() == 2);

  f.there.expire_tokens();
  bool done = false;
  cloud.async_revoke([&](const std::exception_ptr& error) { done = !error; });  // it was none any more
  f.until([&] { return done; });
}

TEST_CASE("a program that runs briefly finds its last token on disk; one that is dead there is replaced") {
  support::folder folder;
  const auto options = [&] {
    return openstack::cloud_options().tokens(openstack::token_cache(openstack::token_files(folder.path("tokens"))));
  };
  sign_in f(simulated_cloud_options().token_lifetime(3600s));
  for (int run = 0; run != 3; ++run) CHECK(f.page(f.make({}, options())));
  CHECK(f.there.tokens_issued() == 1);
  CHECK(f.page(f.as(
      credentials::application_credential(f.there.auth_url(), f.there.credential_id(), f.there.credential_secret()),
      options())));
  CHECK(f.there.tokens_issued() == 2);
  f.there.expire_tokens();
  CHECK(f.page(f.make({}, options())));
  CHECK(f.there.tokens_issued() == 3);
  f.advance(3550s);
  CHECK(f.page(f.make({}, options())));
  CHECK(f.there.tokens_issued() == 4);
  const auto running = f.make({}, options());
  CHECK(f.page(running));
  CHECK(f.there.tokens_issued() == 4);
  // While it runs another program renews: it takes that one, and needs no login.
  f.there.expire_tokens();
  CHECK(f.page(f.make({}, options())));
  CHECK(f.there.tokens_issued() == 5);
  CHECK(f.page(running));
  CHECK(f.there.tokens_issued() == 5);
}
