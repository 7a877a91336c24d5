// SPDX-License-Identifier: MIT
// The services and lists that are data: their rows, each service's way to give pages, its errors, versions and
// microversions.
#include "support/lab.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace simulation = sheaf::testing::simulation;
using support::lab;
using support::simulated_cloud_options;
using support::text;

namespace {

/// Where the lists of a service begin.
std::string api(lab& l, std::string_view service) {
  const std::string url = l.cloud.endpoint(service);
  const std::string path = url.substr(std::min(url.find('/', 8), url.size()));
  for (const auto& of : simulation::described_services) {
    if (of.type == service) return path + std::string(of.api.substr(of.endpoint.size()));
  }
  return path;
}

support::json_tree asked(lab& l, std::string_view service, const std::string& target, const std::string& fields = {}) {
  const auto answer = l.get(service, api(l, service) + target, fields);
  CHECK(answer.status() == "HTTP/1.1 200 OK");
  return support::parse(answer.body());
}

std::string next_of(const support::json_tree& page, std::string_view links) {
  const auto* const all = page.find(links);
  if (!all) return "none";
  for (const auto& link : all->items) {
    if (text(link, "rel") == "next") return text(link, "href");
  }
  return "none";
}

std::vector<std::string> first(const std::vector<std::string>& all, std::size_t n, std::size_t from = 0) {
  return {all.begin() + static_cast<std::ptrdiff_t>(from), all.begin() + static_cast<std::ptrdiff_t>(from + n)};
}

}  // namespace

TEST_CASE("every list is answered, with as many rows as its model has, all of them JSON; none of its ids comes twice") {
  lab l(simulated_cloud_options().rows(4));
  l.get("identity", "/v3");
  for (const auto& list : simulation::described_lists) {
    const std::string name(list.name);
    CAPTURE(name);
    const std::string bytes = l.cloud.answer_bytes(name);
    CHECK(bytes.starts_with("HTTP/1.1 200 OK\r\n"));
    const auto ids = l.cloud.ids(name);
    CHECK(ids.size() == (list.size == 0 ? 4 : list.size));
    if (name != "compute/usages") CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == ids.size());
    const auto whole = support::parse(bytes.substr(bytes.find("\r\n\r\n") + 4));
    if (list.form == simulation::row_form::single) continue;
    const auto* const rows = list.key.empty() ? &whole : whole.find(list.key);
    REQUIRE(rows);
    const bool quota = list.key.starts_with("quota") && list.form == simulation::row_form::keyed;  // has an "id" too
    CHECK(rows->items.size() == ids.size() + (quota ? 1 : 0));
  }
}

TEST_CASE("rows take turns: what may be null, empty or written in two ways is so in some") {
  lab l;
  const auto volumes = asked(l, "block-storage", "/volumes/detail");
  std::set<std::string> bootable, described;
  for (const auto& row : volumes.find("volumes")->items) {
    bootable.insert(text(row, "bootable"));
    described.insert(text(row, "description") == "null" ? "null" : "text");
    CHECK(text(row, "attachments").empty());
    CHECK(row.find("attachments")->items.front().string("server_id").value_or("").size() == 36);
  }
  CHECK(bootable == std::set<std::string>{"true", "false"});
  CHECK(described == std::set<std::string>{"null", "text"});
  std::set<std::string> scopes;
  const auto assignments = asked(l, "identity", "/role_assignments");
  for (const auto& row : assignments.find("role_assignments")->items)
    scopes.insert(row.find("scope")->items.front().name);
  CHECK(scopes == std::set<std::string>{"project", "domain", "system"});
}

TEST_CASE("lists have as many rows as they are told, the same list by another path the same ones") {
  lab l(simulated_cloud_options().rows(2).rows("dns/recordsets", 3));
  CHECK(l.cloud.ids("dns/zones").size() == 2);
  CHECK(l.cloud.ids("dns/recordsets").size() == 3);
  CHECK(l.cloud.ids("dns/zone_recordsets") == l.cloud.ids("dns/recordsets"));
  CHECK_THROWS_AS(static_cast<void>(simulated_cloud_options().rows("servers", 3)), std::invalid_argument);
}

TEST_CASE("a full page has a link, though nothing follows") {
  lab l(simulated_cloud_options().rows(2));
  CHECK(next_of(asked(l, "block-storage", "/volumes/detail?limit=2"), "volumes_links") != "none");
  CHECK(next_of(asked(l, "block-storage", "/volumes/detail?limit=3"), "volumes_links") == "none");
  CHECK(next_of(asked(l, "compute", "/os-keypairs?limit=2", "OpenStack-API-Version: compute 2.79\r\n"),
                "keypairs_links") != "none");
}

TEST_CASE("nova's further lists have pages from the microversion on that brought them") {
  lab l(simulated_cloud_options().rows(5));
  const auto rows = [&](const char* version) {
    return asked(l, "compute", "/os-keypairs?limit=2",
                 "OpenStack-API-Version: compute " + std::string(version) + "\r\n")
        .find("keypairs")
        ->items.size();
  };
  CHECK(rows("2.34") == 5);
  CHECK(rows("2.35") == 2);
}

TEST_CASE("cinder keeps repeated parameters in its link, and counts when asked to; an unknown marker is 404") {
  lab l;
  const auto page = asked(l, "block-storage", "/volumes/detail?limit=2&with_count=True&status=ACTIVE&status=x");
  const std::string next = next_of(page, "volumes_links");
  CHECK(next.find("status=ACTIVE&status=x") != std::string::npos);
  CHECK(next.starts_with(l.cloud.endpoint("block-storage") + "/volumes/detail?"));
  CHECK(text(page, "count") == "7");
  CHECK(l.get("block-storage", api(l, "block-storage") + "/volumes/detail?marker=x").status() ==
        "HTTP/1.1 404 Not Found");
}

TEST_CASE("glance's further lists give a path without a host, and 25 rows unless asked for more") {
  lab l(simulated_cloud_options().rows(30));
  const auto page = asked(l, "image", "/tasks");
  CHECK(page.find("tasks")->items.size() == 25);
  CHECK(text(page, "next").starts_with("/v2/tasks?marker="));
  CHECK(text(page, "first") == "/v2/tasks");
}

TEST_CASE("neutron gives everything unless asked for a limit; then it says \"previous\" on the first page too") {
  lab l;
  CHECK(asked(l, "network", "/routers").find("routers_links") == nullptr);
  const auto page = asked(l, "network", "/routers?limit=2");
  CHECK(support::texts(page.find("routers_links")->items, "rel") == std::vector<std::string>{"next", "previous"});
  CHECK(l.get("network", "/v2.0/routers?bogus=1").status() == "HTTP/1.1 400 Bad Request");
  CHECK(asked(l, "network", "/routers?marker=unknown&limit=9").find("routers")->items.size() == 7);
  const auto brief = asked(l, "network", "/routers?fields=id&fields=name");
  for (const auto& row : brief.find("routers")->items) CHECK(support::names(row) == "id name ");
}

TEST_CASE("keystone ignores a limit and never has a next, cuts its lists off where it is told to; its newest releases have pages") {
  lab old(simulated_cloud_options().page_limit("identity/users", 3));
  const auto users = asked(old, "identity", "/users?limit=2");
  CHECK(users.find("users")->items.size() == 3);
  CHECK(text(users, "links.next") == "null");
  CHECK(text(users, "truncated") == "true");
  CHECK(asked(old, "identity", "/groups?limit=2").find("groups")->items.size() == 7);
  CHECK(asked(old, "identity", "/groups").find("truncated") == nullptr);
  lab fresh(simulated_cloud_options().keystone_pages());
  const auto page = asked(fresh, "identity", "/users?limit=2");
  CHECK(page.find("users")->items.size() == 2);
  CHECK(text(page, "links.next").starts_with(fresh.cloud.endpoint("identity") + "/users?limit=2&marker="));
}

TEST_CASE("octavia's link has lost the filters, and a limit that was not sent is None") {
  lab l(simulated_cloud_options().page_limit("load-balancer/pools", 3));
  const auto page = asked(l, "load-balancer", "/lbaas/pools?protocol=HTTP&sort=name");
  const std::string next = next_of(page, "pools_links");
  CHECK(next.starts_with(l.cloud.endpoint("load-balancer") + "/v2/lbaas/pools?limit=None&sort=name&marker="));
  CHECK(next.find("protocol") == std::string::npos);
  CHECK(asked(l, "load-balancer", "/lbaas/pools?protocol=none").find("pools")->items.empty());
}

TEST_CASE("designate gives 20, takes limit=max, and its links lead to its own loopback") {
  lab l(simulated_cloud_options().rows(30));
  const auto page = asked(l, "dns", "/zones");
  CHECK(page.find("zones")->items.size() == 20);
  CHECK(text(page, "links.next").starts_with("http://127.0.0.1:9001/v2/zones?marker="));
  CHECK(text(page, "metadata.total_count") == "30");
  CHECK(asked(l, "dns", "/zones?limit=max").find("zones")->items.size() == 30);
}

TEST_CASE("heat and trove have their links in one member, trove always as https and with its marker escaped twice") {
  lab l(simulated_cloud_options().rows(30));
  CHECK(asked(l, "orchestration", "/stacks").find("stacks")->items.size() == 30);
  CHECK(next_of(asked(l, "orchestration", "/stacks?limit=2"), "links")
            .starts_with(l.cloud.endpoint("orchestration") + "/stacks?limit=2&marker="));
  const auto page = asked(l, "database", "/instances");
  CHECK(page.find("instances")->items.size() == 20);
  CHECK(next_of(page, "links").starts_with("https://127.0.0.1:"));
}

TEST_CASE("manila and ironic escape nothing in their links, magnum loses the prefix that it is served below") {
  lab l;
  const auto shares =
      asked(l, "shared-file-system", "/shares/detail?limit=2&name~=a%20b", "X-OpenStack-Manila-API-Version: 2.40\r\n");
  CHECK(next_of(shares, "shares_links").find("/shares/detail?limit=2&name~=a b&marker=") != std::string::npos);
  CHECK(next_of(asked(l, "shared-file-system", "/shares/detail"), "shares_links") == "none");
  const auto nodes = asked(l, "baremetal", "/nodes?limit=2&fields=uuid,name");
  CHECK(text(nodes, "next").find("fields=uuid,name") != std::string::npos);
  CHECK(support::names(nodes.find("nodes")->items.front()) == "uuid name ");
  const auto clusters = asked(l, "container-infrastructure-management", "/clusters/detail?limit=2");
  const std::string next = text(clusters, "next");
  CHECK(next.substr(next.find('/', 8)).starts_with("/v1/clusters/detail?limit=2&marker="));
}

TEST_CASE("barbican pages by offset, ten at a time, and its links know of nothing else") {
  lab l(simulated_cloud_options().rows(12));
  const auto all = l.cloud.ids("key-manager/secrets");
  const auto page = asked(l, "key-manager", "/secrets?status=ACTIVE");
  CHECK(support::texts(page.find("secrets")->items, "secret_ref") == first(all, 10));
  CHECK(text(page, "total") == "12");
  CHECK(text(page, "next") == l.cloud.endpoint("key-manager") + "/v1/secrets?limit=10&offset=10");
  const auto rest = asked(l, "key-manager", "/secrets?limit=10&offset=10");
  CHECK(support::texts(rest.find("secrets")->items, "secret_ref") == first(all, 2, 10));
  CHECK(rest.find("next") == nullptr);
  CHECK(text(rest, "previous").find("offset=0") != std::string::npos);
}

TEST_CASE("swift gives a bare array that goes on behind any name, and nothing at all where it is empty and no JSON is asked for") {
  lab l;
  const auto all = l.cloud.ids("object-store/containers");
  const auto answer = l.get("object-store", api(l, "object-store") + "/?format=json&limit=2");
  CHECK(support::texts(support::parse(answer.body()).items, "name") == first(all, 2));
  CHECK(answer.field("X-Account-Container-Count") == "7");
  std::string marker;
  simulation::url_encode(marker, all[2] + "!");
  const auto rest = l.get("object-store", api(l, "object-store") + "/?format=json&marker=" + marker);
  CHECK(support::texts(support::parse(rest.body()).items, "name") == first(all, 4, 3));
  CHECK(l.get("object-store", api(l, "object-store") + "/?marker=~").status() == "HTTP/1.1 204 No Content");
}

TEST_CASE("every service says no in a shape of its own, and that a token is none as keystone's middleware does") {
  lab l;
  l.get("identity", "/v3");
  const std::pair<const char*, const char*> shapes[] = {
      {"block-storage/volumes", R"({"badRequest": {"code": 400, "message": "Told to fail."}})"},
      {"placement/resource_providers",
       R"({"errors": [{"status": 400, "title": "Bad Request", "detail": "Told to fail.", "request_id": "req-UUID"}]})"},
      {"orchestration/stacks",
       R"({"explanation": "Told to fail.", "code": 400, "error": {"message": "Told to fail.", "traceback": null, )"
       R"("type": "HTTPException"}, "title": "Bad Request"})"},
      {"load-balancer/pools", R"({"faultcode": "Client", "faultstring": "Told to fail.", "debuginfo": null})"},
      {"dns/zones", R"({"code": 400, "type": "bad_request", "message": "Told to fail.", "request_id": "req-UUID"})"},
      {"object-store/containers", "<html><h1>Bad Request</h1><p>Told to fail.</p></html>"},
      {"shared-file-system/shares", R"({"badRequest": {"code": 400, "message": "Told to fail."}})"},
      {"key-manager/secrets", R"({"code": 400, "title": "Bad Request", "description": "Told to fail."})"},
      {"baremetal/nodes",
       R"({"error_message": "{\"faultcode\": \"Client\", \"faultstring\": \"Told to fail.\", \"debuginfo\": null}"})"},
      {"container-infrastructure-management/clusters",
       R"({"errors": [{"status": 400, "code": "client", "title": "Bad Request", "detail": "Told to fail.", "links": []}]})"},
      {"database/instances", R"({"badRequest": {"code": 400, "message": "Told to fail."}})"}};
  for (const auto& [list, body] : shapes) {
    CAPTURE(list);
    l.cloud.fail(list, 400);
    const std::string service(std::string_view(list).substr(0, std::string_view(list).find('/')));
    for (const auto& one : simulation::described_lists) {
      if (one.name != list) continue;
      const auto answer = l.get(service, api(l, service) + std::string(one.path));
      CHECK(answer.status() == "HTTP/1.1 400 Bad Request");
      CHECK(support::normal(answer.body()) == body);
    }
    CHECK(l.cloud.requests(list) == 1);
  }
  l.token = "none";
  for (const auto& of : simulation::described_services) {
    if (of.root == 0 && of.faults != simulation::fault_shape::swift) continue;
    CAPTURE(of.type);
    const auto answer = l.get(of.type, api(l, of.type) + "/any");
    CHECK(answer.status() == "HTTP/1.1 401 Unauthorized");
    CHECK(answer.field("WWW-Authenticate").starts_with("Keystone uri="));
  }
}

TEST_CASE("microversions: none is the oldest, too new is 406 with the range, nonsense 400; the answer says which was used") {
  lab l;
  const auto ask = [&](const char* service, const char* target, const std::string& fields) {
    return l.get(service, api(l, service) + target, fields);
  };
  CHECK(ask("block-storage", "/volumes/detail", "").field("OpenStack-API-Version") == "volume 3.0");
  CHECK(ask("block-storage", "/volumes/detail", "OpenStack-API-Version: volume 3.59\r\n")
            .field("OpenStack-API-Version") == "volume 3.59");
  CHECK(ask("block-storage", "/volumes/detail", "OpenStack-API-Version: compute 2.79\r\n")
            .field("OpenStack-API-Version") == "volume 3.0");
  const auto high = ask("block-storage", "/volumes/detail", "OpenStack-API-Version: volume 3.999\r\n");
  CHECK(high.status() == "HTTP/1.1 406 Not Acceptable");
  CHECK(high.body().find("Minimum is 3.0 and maximum is 3.70.") != std::string::npos);
  CHECK(ask("block-storage", "/volumes/detail", "OpenStack-API-Version: volume abc\r\n").status() ==
        "HTTP/1.1 400 Bad Request");
  // A list that came later is not there before.
  CHECK(ask("block-storage", "/groups/detail", "OpenStack-API-Version: volume 3.12\r\n").status() ==
        "HTTP/1.1 404 Not Found");
  CHECK(ask("block-storage", "/groups/detail", "OpenStack-API-Version: volume 3.13\r\n").status() == "HTTP/1.1 200 OK");
  const auto placement = ask("placement", "/resource_providers", "OpenStack-API-Version: placement 1.99\r\n");
  CHECK(placement.body().find(R"("max_version": "1.39", "min_version": "1.0")") != std::string::npos);
  // Older words.
  CHECK(ask("shared-file-system", "/shares/detail", "X-OpenStack-Manila-API-Version: 2.40\r\n")
            .field("X-OpenStack-Manila-API-Version") == "2.40");
  const auto ironic = ask("baremetal", "/nodes", "OpenStack-API-Version: baremetal 1.65\r\n");
  CHECK(ironic.field("X-OpenStack-Ironic-API-Version") == "1.65");
  CHECK(ironic.field("X-OpenStack-Ironic-API-Maximum-Version") == "1.80");

  lab older(simulated_cloud_options().newest_microversion("block-storage", 50).newest_microversion("compute", 60));
  CHECK(older.get("block-storage", api(older, "block-storage") + "/types", "OpenStack-API-Version: volume latest\r\n")
            .field("OpenStack-API-Version") == "volume 3.50");
  CHECK(
      older.get("compute", "/v2.1/servers", "OpenStack-API-Version: compute 2.61\r\n").body().find("maximum is 2.60") !=
      std::string::npos);
  CHECK(older.get("compute", "/").body().find(R"("version": "2.60", "min_version": "2.1")") != std::string::npos);
  CHECK_THROWS_AS(lab(simulated_cloud_options().newest_microversion("nova", 1)), std::invalid_argument);
}

TEST_CASE("version documents need no token, and come with the status and in the shape that each service gives them") {
  lab l;
  const auto root = [&](std::string_view service, const std::string& path) {
    return l.send(service, l.request("GET", service, path));
  };
  CHECK(root("block-storage", "/").status() == "HTTP/1.1 300 Multiple Choices");
  const auto cinder = support::parse(root("block-storage", "/").body());
  CHECK(text(cinder.find("versions")->items.front(), "version") == "3.70");
  CHECK(text(cinder.find("versions")->items.front().find("links")->items.front(), "href").ends_with("/v3/"));
  const auto placement = support::parse(root("placement", "/placement").body());
  CHECK(text(placement.find("versions")->items.front(), "max_version") == "1.39");
  CHECK(text(placement.find("versions")->items.front().find("links")->items.front(), "href") == "");
  CHECK(support::parse(root("key-manager", "/key-manager/").body()).find("versions.values") != nullptr);
  CHECK(support::parse(root("baremetal", "/baremetal").body()).find("default_version") != nullptr);
  CHECK(root("object-store", "/").status() == "HTTP/1.1 401 Unauthorized");
  // Older versions are in the catalog, and are not there.
  CHECK(l.get("block-storage", "/v2/x/volumes").status() == "HTTP/1.1 404 Not Found");
}

TEST_CASE("links can lead to wherever a service believes itself to be") {
  lab l(simulated_cloud_options().links_from("http://10.0.0.1:99"));
  CHECK(next_of(asked(l, "block-storage", "/volumes/detail?limit=2"), "volumes_links")
            .starts_with("http://10.0.0.1:99/v3/"));
  CHECK(next_of(asked(l, "compute", "/servers?limit=2"), "servers_links")
            .starts_with("http://10.0.0.1:99/v2.1/servers?"));
}
