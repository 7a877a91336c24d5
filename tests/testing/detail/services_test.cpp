// SPDX-License-Identifier: MIT
//
// The simulated services against captured answers of real ones: the same request, the same bytes but for ids, hosts and
// tokens. What is captured and not listed here (other resources, writes) is not simulated.
#include "support/lab.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

using support::captured;
using support::lab;
using support::normal;

namespace {

struct asked {
  const char *name, *service, *method, *target, *fields;
  bool token;
};

constexpr const char* no_fields = "";

}  // namespace

TEST_CASE("errors and version documents are those of the real services, byte for byte") {
  lab l;
  l.get("identity", "/v3");
  const std::string good = l.token;
  const asked all[] = {
      {"error-401-no-token-nova", "compute", "GET", "/v2.1/servers/detail", no_fields, false},
      {"error-401-no-token-glance", "image", "GET", "/v2/images", no_fields, false},
      {"error-401-no-token-neutron", "network", "GET", "/v2.0/networks", no_fields, false},
      {"error-401-bad-token-nova", "compute", "GET", "/v2.1/servers/detail", "X-Auth-Token: nonsense\r\n", false},
      {"error-401-bad-token-glance", "image", "GET", "/v2/images", "X-Auth-Token: nonsense\r\n", false},
      {"error-401-bad-token-neutron", "network", "GET", "/v2.0/networks", "X-Auth-Token: nonsense\r\n", false},
      {"error-403-nova-all-tenants", "compute", "GET", "/v2.1/servers/detail?all_tenants=1", no_fields, true},
      {"error-404-nova", "compute", "GET", "/v2.1/servers/00000000-0000-4000-8000-000000000000", no_fields, true},
      {"error-404-glance", "image", "GET", "/v2/images/00000000-0000-4000-8000-000000000000", no_fields, true},
      {"error-404-neutron", "network", "GET", "/v2.0/networks/00000000-0000-4000-8000-000000000000", no_fields, true},
      {"error-404-path-keystone", "identity", "GET", "/v3/nosuch", no_fields, true},
      {"error-404-path-nova", "compute", "GET", "/v2.1/nosuch", no_fields, true},
      {"error-404-path-glance", "image", "GET", "/v2/nosuch", no_fields, true},
      {"error-404-path-neutron", "network", "GET", "/v2.0/nosuch", no_fields, true},
      {"error-method-keystone", "identity", "PUT", "/v3/auth/tokens", no_fields, true},
      {"error-method-nova", "compute", "PUT", "/v2.1/servers", no_fields, true},
      {"error-method-glance", "image", "PUT", "/v2/images", no_fields, true},
      {"error-method-neutron", "network", "PATCH", "/v2.0/networks", no_fields, true},
      {"nova-head-servers", "compute", "HEAD", "/v2.1/servers", no_fields, true},
      {"error-microversion-nova-too-high", "compute", "GET", "/v2.1/servers/detail",
       "OpenStack-API-Version: compute 2.999\r\n", true},
      {"error-microversion-nova-legacy-too-high", "compute", "GET", "/v2.1/servers/detail",
       "X-OpenStack-Nova-API-Version: 2.999\r\n", true},
      {"error-microversion-nova-too-low", "compute", "GET", "/v2.1/servers/detail",
       "OpenStack-API-Version: compute 2.0\r\n", true},
      {"error-microversion-nova-nonsense", "compute", "GET", "/v2.1/servers/detail",
       "OpenStack-API-Version: compute abc\r\n", true},
      {"error-version-keystone-v2", "identity", "GET", "/v2.0", no_fields, true},
      {"error-version-nova-v9", "compute", "GET", "/v9/servers", no_fields, true},
      {"error-version-glance-v1", "image", "GET", "/v1/images", no_fields, true},
      {"error-version-neutron-v9", "network", "GET", "/v9/networks", no_fields, true},
      {"keystone-version-root", "identity", "GET", "/", no_fields, false},
      {"keystone-version-v3", "identity", "GET", "/v3", no_fields, false},
      {"keystone-version-v3-slash", "identity", "GET", "/v3/", no_fields, false},
      {"nova-version-root", "compute", "GET", "/", no_fields, false},
      {"nova-version-v2", "compute", "GET", "/v2/", no_fields, false},
      {"nova-version-v2.1", "compute", "GET", "/v2.1", no_fields, false},
      {"nova-version-v2.1-slash", "compute", "GET", "/v2.1/", no_fields, false},
      {"glance-version-root", "image", "GET", "/", no_fields, false},
      {"glance-version-versions", "image", "GET", "/versions", no_fields, false},
      {"glance-version-v2", "image", "GET", "/v2", no_fields, false},
      {"neutron-version-root", "network", "GET", "/", no_fields, false},
      {"neutron-version-v2.0", "network", "GET", "/v2.0", no_fields, true},
      {"neutron-version-v2.0-slash", "network", "GET", "/v2.0/", no_fields, true},
      {"neutron-version-v2.0-no-token", "network", "GET", "/v2.0/", no_fields, false},
      {"query-nova-limit--1", "compute", "GET", "/v2.1/servers/detail?limit=-1", no_fields, true},
      {"query-nova-limit-abc", "compute", "GET", "/v2.1/servers/detail?limit=abc", no_fields, true},
      {"query-nova-marker", "compute", "GET", "/v2.1/servers/detail?marker=00000000-0000-4000-8000-000000000000",
       no_fields, true},
      {"query-glance-limit--1", "image", "GET", "/v2/images?limit=-1", no_fields, true},
      {"query-glance-limit-abc", "image", "GET", "/v2/images?limit=abc", no_fields, true},
      {"query-glance-marker", "image", "GET", "/v2/images?marker=00000000-0000-4000-8000-000000000000", no_fields,
       true},
      {"query-glance-visibility", "image", "GET", "/v2/images?visibility=bogus", no_fields, true},
      {"glance-images-none", "image", "GET", "/v2/images?name=nosuch", no_fields, true},
      {"query-neutron-limit--1", "network", "GET", "/v2.0/ports?limit=-1", no_fields, true},
      {"query-neutron-limit-abc", "network", "GET", "/v2.0/ports?limit=abc", no_fields, true},
      {"query-neutron-bogus", "network", "GET", "/v2.0/ports?bogus=1", no_fields, true},
      {"query-neutron-sort_key", "network", "GET", "/v2.0/ports?sort_key=bogus", no_fields, true},
      {"neutron-floatingips-none", "network", "GET", "/v2.0/floatingips?floating_ip_address=192.0.2.1", no_fields,
       true},
  };
  for (const asked& a : all) {
    l.token = a.token ? good : "";
    const auto answer = l.send(a.service, l.request(a.method, a.service, a.target, a.fields));
    CAPTURE(std::string(a.name));
    CHECK(normal(answer.bytes) == normal(captured(a.name).bytes));
    CHECK(answer.end == asio::error::eof);
  }
}

TEST_CASE("refused logins are answered as keystone answers them, byte for byte") {
  lab l;
  const std::string scope = R"(, "scope": {"project": {"name": "demo", "domain": {"id": "default"}}}}})";
  const std::pair<const char*, std::string> all[] = {
      {"error-400-auth-empty", lab::login_request("{}")},
      {"error-400-auth-form", lab::login_request("a=b", "application/x-www-form-urlencoded")},
      {"error-400-auth-not-json", lab::login_request("{\"auth\": ")},
      {"error-401-bad-password",
       lab::login_request(R"({"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "demo", )"
                          R"("domain": {"id": "default"}, "password": "wrong"}}})" +
                          scope)},
      {"error-401-bad-project",
       lab::login_request(l.password_body(R"({"project": {"name": "nosuch", "domain": {"id": "default"}}})"))},
      {"error-401-bad-appcred", lab::login_request(R"({"auth": {"identity": {"methods": ["application_credential"], )"
                                                   R"("application_credential": {"id": ")" +
                                                   l.cloud.credential_id() + R"(", "secret": "wrong"}}}})")},
      {"error-404-bad-token-rescope",
       lab::login_request(R"({"auth": {"identity": {"methods": ["token"], "token": {"id": "gAAAAAnone"}})" + scope)},
  };
  for (const auto& [name, request] : all) {
    CAPTURE(std::string(name));
    CHECK(normal(l.send("identity", request).bytes) == normal(captured(name).bytes));
  }
  CHECK(l.cloud.tokens_issued() == 0);
  CHECK(l.cloud.requests("token") == 7);
}

TEST_CASE("a row has the members of a captured one, in their order, at every microversion captured") {
  lab l;
  const auto version = [](const std::string& number) { return "OpenStack-API-Version: compute " + number + "\r\n"; };
  struct list {
    const char *name, *service, *target, *key;
    std::string fields;
  };
  const list all[] = {
      {"nova-servers-detail-2.1", "compute", "/v2.1/servers/detail", "servers", ""},
      {"nova-servers-detail-2.47", "compute", "/v2.1/servers/detail", "servers", version("2.47")},
      {"nova-servers-detail-2.79", "compute", "/v2.1/servers/detail", "servers", version("2.79")},
      {"nova-servers-detail-2.90", "compute", "/v2.1/servers/detail", "servers", version("2.90")},
      {"nova-servers-brief", "compute", "/v2.1/servers", "servers", ""},
      {"nova-flavors-detail", "compute", "/v2.1/flavors/detail", "flavors", ""},
      {"nova-flavors-detail-2.61", "compute", "/v2.1/flavors/detail", "flavors", version("2.61")},
      {"nova-flavors", "compute", "/v2.1/flavors", "flavors", ""},
      {"glance-images", "image", "/v2/images", "images", ""},
      {"neutron-networks", "network", "/v2.0/networks", "networks", ""},
      {"neutron-ports", "network", "/v2.0/ports", "ports", ""},
      {"neutron-ports-fields", "network", "/v2.0/ports?fields=id&fields=name", "ports", ""},
      {"neutron-floatingips", "network", "/v2.0/floatingips", "floatingips", ""},
  };
  const char* nested[] = {"image",    "flavor",          "flavor.extra_specs", "extra_specs",           "links",
                          "metadata", "security_groups", "fixed_ips",          "allowed_address_pairs", "port_details"};
  for (const list& is : all) {
    CAPTURE(std::string(is.name));
    const auto real = captured(is.name);
    const auto simulated = l.get(is.service, is.target, is.fields);
    CHECK(normal(simulated.head()) == normal(real.head()));
    CHECK(support::kinds(support::rows(simulated, is.key)) == support::kinds(support::rows(real, is.key)));
    for (const char* member : nested) {
      CAPTURE(std::string(member));
      const auto there = support::kinds(support::rows(real, is.key), member);
      if (!there.empty()) CHECK(support::kinds(support::rows(simulated, is.key), member) == there);
    }
    // Each service's own spacing, up to the first id, and after the last row.
    const auto start = [](const std::string& text) { return text.substr(0, text.find('-')); };
    CHECK(start(normal(simulated.body())).substr(0, 20) == start(normal(real.body())).substr(0, 20));
  }
  // Rows are as large as real ones.
  const auto size = [](const support::raw_answer& a, const char* key) {
    return a.body().size() / support::rows(a, key).size();
  };
  for (const list& is : all) {
    CAPTURE(std::string(is.name));
    const auto simulated = size(l.get(is.service, is.target, is.fields), is.key);
    const auto real = size(captured(is.name), is.key);
    CHECK(simulated * 100 > real * 90);
    CHECK(simulated * 100 < real * 110);
  }
}

TEST_CASE("one object has the members of a captured one, in their order") {
  lab l(support::simulated_cloud_options().images(10));
  const auto servers = support::rows(l.list("servers"), "servers");
  const auto with_status = [&](const char* status) {
    for (const auto& s : servers) {
      if (support::text(s, "status") == status) return support::text(s, "id");
    }
    return std::string();
  };
  const auto show = [&](const char* status) {
    return l.get("compute", "/v2.1/servers/" + with_status(status), "OpenStack-API-Version: compute 2.90\r\n");
  };
  for (const auto& [status, name] :
       {std::pair("ACTIVE", "nova-server-show-active"), std::pair("ERROR", "nova-server-show-error")}) {
    const auto real = captured(name), simulated = show(status);
    CHECK(normal(simulated.head()) == normal(real.head()));
    CHECK(support::names(*support::parse(simulated.body()).find("server")) ==
          support::names(*support::parse(real.body()).find("server")));
  }
  const auto images = support::rows(l.list("images"), "images");
  for (const auto& row : images) {
    const auto one = support::parse(l.get("image", "/v2/images/" + support::text(row, "id")).body());
    CHECK(support::names(one) == support::names(row));
    CHECK(support::text(one, "name") == support::text(row, "name"));
  }
  // A queued image has nulls, and is in no store.
  const auto real = support::rows(captured("glance-images-admin"), "images");
  CHECK(support::kinds(images) == support::kinds(real));
  for (const char* list : {"networks", "ports", "floatingips"}) {
    const auto rows = support::rows(l.list(list), list);
    const std::string one = std::string(list).substr(0, std::string(list).size() - 1);
    const auto shown =
        support::parse(l.get("network", "/v2.0/" + std::string(list) + '/' + support::text(rows[0], "id")).body());
    CHECK(support::names(*shown.find(one)) == support::names(rows[0]));
  }
  const auto flavor = support::parse(l.get("compute", "/v2.1/flavors/" + l.cloud.ids("flavors")[3]).body());
  CHECK(support::text(flavor, "flavor.id") == l.cloud.ids("flavors")[3]);
}

TEST_CASE("a token's answer has the shape of a captured one") {
  lab l;
  const auto check = [&](const char* name, const support::raw_answer& simulated) {
    CAPTURE(std::string(name));
    const auto real = captured(name);
    CHECK(normal(simulated.head()) == normal(real.head()));
    const auto token = support::parse(simulated.body()), like = support::parse(real.body());
    CHECK(support::names(*token.find("token")) == support::names(*like.find("token")));
    CHECK(support::names(*token.find("token.user")) == support::names(*like.find("token.user")));
    CHECK(token.string("token.expires_at")->size() == like.string("token.expires_at")->size());
    if (const auto* catalog = token.find("token.catalog")) {
      CHECK(support::kinds(catalog->items) == support::kinds(like.find("token.catalog")->items));
      CHECK(support::kinds(catalog->items, "endpoints") ==
            support::kinds(like.find("token.catalog")->items, "endpoints"));
    }
  };
  check("keystone-token-password-demo", l.log_in(l.password_body()));
  check("keystone-token-unscoped", l.log_in(l.password_body("\"unscoped\"")));
  check("keystone-token-password-nocatalog",
        l.send("identity", lab::login_request(l.password_body(), "application/json", "/v3/auth/tokens?nocatalog")));
  check("keystone-token-application-credential",
        l.log_in(R"({"auth": {"identity": {"methods": ["application_credential"], "application_credential": {"id": ")" +
                 l.cloud.credential_id() + R"(", "secret": ")" + l.cloud.credential_secret() + R"("}}}})"));
  CHECK(l.cloud.tokens_issued() == 4);
}

TEST_CASE("the catalog leads to the services, and has a second region that leads nowhere") {
  lab l;
  const auto answer = support::parse(l.log_in(l.password_body()).body());
  const auto* catalog = answer.find("token.catalog");
  REQUIRE(catalog);
  std::size_t found = 0;
  const std::map<std::string, std::string> aliases{{"volumev3", "block-storage"},
                                                   {"sharev2", "shared-file-system"},
                                                   {"container-infra", "container-infrastructure-management"}};
  std::set<std::string> old;
  for (const auto& service : catalog->items) {
    const std::string type = support::text(service, "type");
    const auto alias = aliases.find(type);
    if (type == "volumev2" || type == "share") {
      old.insert(type);
      continue;
    }
    for (const auto& endpoint : service.find("endpoints")->items) {
      const bool here = support::text(endpoint, "region") == l.cloud.region();
      CHECK((support::text(endpoint, "url") == l.cloud.endpoint(alias == aliases.end() ? type : alias->second)) ==
            here);
      found += here && support::text(endpoint, "interface") == "public";
    }
  }
  CHECK(found == l.cloud.services().size());
  CHECK(old.size() == 2);  // before the newer ones, so that a client that takes the first is wrong
  const auto types = support::texts(catalog->items, "type");
  CHECK(std::find(types.begin(), types.end(), "volumev2") < std::find(types.begin(), types.end(), "volumev3"));
  CHECK(support::text(catalog->items[0].find("endpoints")->items[0], "region") != l.cloud.region());

  l.cloud.remove_service("network");
  const auto smaller = support::parse(l.log_in(l.password_body()).body());
  auto fewer = types;
  std::erase(fewer, "network");
  CHECK(support::texts(smaller.find("token.catalog")->items, "type") == fewer);
  l.cloud.restore_service("network");
  CHECK(support::texts(support::parse(l.log_in(l.password_body()).body()).find("token.catalog")->items, "type") ==
        types);
}

TEST_CASE("an unscoped token sees what belongs to no project") {
  lab l;
  l.token = l.log_in(l.password_body("\"unscoped\"")).field("X-Subject-Token");
  CHECK(l.list("servers").body() == R"({"servers": []})");
  CHECK(support::texts(support::rows(l.list("networks"), "networks"), "name") == std::vector<std::string>{"public"});
  CHECK(l.list("ports").body() == R"({"ports":[]})");
  CHECK(support::rows(l.list("images"), "images").size() == l.cloud.ids("images").size());
  // A token made from it has a project, and its servers.
  const auto rescoped = l.log_in(R"({"auth": {"identity": {"methods": ["token"], "token": {"id": ")" + l.token +
                                 R"("}}, "scope": {"project": {"name": "demo", "domain": {"name": "Default"}}}}})");
  l.token = rescoped.field("X-Subject-Token");
  CHECK(support::rows(l.list("servers"), "servers").size() == l.cloud.ids("servers").size());
}

TEST_CASE("glance's errors are HTML unless JSON is asked for") {
  lab l;
  const auto ask = [&](const std::string& accept) {
    return l.send("image", "GET /v2/images HTTP/1.1\r\nHost: x\r\n" + accept + "\r\n");
  };
  for (const char* accept : {"", "Accept: */*\r\n", "Accept: text/html\r\n"}) {
    const auto page = ask(accept);
    CHECK(page.status() == "HTTP/1.1 401 Unauthorized");
    CHECK(page.field("Content-Type") == "text/html; charset=UTF-8");
    CHECK(page.body().starts_with("<html>\n <head>\n  <title>401 Unauthorized</title>"));
    CHECK(!page.field("WWW-Authenticate").empty());
  }
  CHECK(ask("Accept: application/json\r\n").field("Content-Type") == "application/json");
}
