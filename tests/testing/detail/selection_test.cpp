// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/testing/detail/selection.hpp: which rows an answer has, and how it leads to the next.
#include <sheaf/testing/detail/selection.hpp>

#include "support/lab.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using support::captured;
using support::lab;
using support::normal;
using support::rows;
using support::simulated_cloud_options;
using support::texts;

namespace {

/// What comes after the rows: from the first member behind the list to the end.
std::string links(const std::string& body, const std::string& first) {
  const std::size_t at = body.find('"' + first + '"');
  return at == body.npos ? std::string() : normal(body.substr(at));
}

std::string target(const std::string& link) { return link.starts_with("http") ? link.substr(link.find('/', 8)) : link; }

/// The path and query of the link onwards, as the service of that list writes it; empty at the end.
std::string next_of(const support::raw_answer& answer, const std::string& list) {
  const auto tree = support::parse(answer.body());
  if (const auto next = tree.string("next")) return target(std::string(*next));
  if (const auto* links = tree.find(list + "_links")) {
    for (const auto& link : links->items) {
      if (link.string("rel") == "next") return target(std::string(*link.string("href")));
    }
  }
  return {};
}

/// The ids of all pages, and how many rows each page had.
std::vector<std::string> walk(lab& l, const std::string& list, const std::string& query,
                              std::vector<std::size_t>& sizes) {
  const std::string service = list == "servers" || list == "flavors" ? "compute"
                              : list == "images"                     ? "image"
                                                                     : "network";
  std::vector<std::string> ids;
  sizes.clear();
  auto answer = l.list(list, query);
  for (;;) {
    const auto page = texts(rows(answer, list), "id");
    ids.insert(ids.end(), page.begin(), page.end());
    sizes.push_back(page.size());
    const std::string next = next_of(answer, list);
    if (next.empty()) return ids;
    REQUIRE(sizes.size() < 100);
    answer = l.get(service, next);
  }
}

}  // namespace

TEST_CASE("pages in a row are the whole list, in its order, for every list and limit") {
  lab l(simulated_cloud_options().servers(7).flavors(7).images(7).networks(7).ports(7).floating_ips(7));
  std::vector<std::size_t> sizes;
  for (const std::string& list : support::six_lists) {
    CAPTURE(list);
    CHECK(walk(l, list, "", sizes) == l.cloud.ids(list));
    CHECK(sizes == std::vector<std::size_t>{7});
    for (const std::size_t limit : {1U, 2U, 3U, 7U, 8U}) {
      CAPTURE(limit);
      CHECK(walk(l, list, "?limit=" + std::to_string(limit), sizes) == l.cloud.ids(list));
      // A full page always leads on, even to an empty one.
      CHECK(sizes.size() == 7 / limit + 1);
      CHECK(sizes.back() == 7 % limit);
    }
  }
}

TEST_CASE("links are written as each service writes them") {
  lab l;
  const auto id = [&](const char* list, std::size_t i) { return l.cloud.ids(list)[i]; };
  const auto last = [&](const char* list) { return l.cloud.ids(list)[l.cloud.ids(list).size() - 2]; };
  struct page {
    const char *captured, *first;
    support::raw_answer simulated;
  };
  const page all[] = {
      {"nova-page-servers-1", "servers_links", l.list("servers", "?limit=2")},
      {"nova-page-servers-last", "servers_links", l.list("servers", "?limit=2&marker=" + last("servers"))},
      {"nova-page-flavors-last", "flavors_links",
       l.get("compute", "/v2.1/flavors/detail?limit=2&marker=" + last("flavors"))},
      {"glance-page-images-1", "first", l.list("images", "?limit=2")},
      {"glance-page-images-2", "first", l.list("images", "?limit=2&marker=" + id("images", 1))},
      {"glance-page-images-3", "first", l.list("images", "?limit=2&marker=" + id("images", 3))},
      {"neutron-page-ports-1", "ports_links", l.list("ports", "?limit=2")},
      {"neutron-page-ports-2", "ports_links", l.list("ports", "?limit=2&marker=" + id("ports", 1))},
      {"neutron-page-ports-last", "ports_links", l.list("ports", "?limit=2&marker=" + last("ports"))},
      {"neutron-page-networks-3", "networks_links", l.list("networks", "?limit=2&marker=" + id("networks", 3))},
      {"neutron-ports-reverse-page", "ports_links", l.list("ports", "?limit=2&page_reverse=True")},
  };
  for (const page& p : all) {
    CAPTURE(std::string(p.captured));
    CHECK(links(p.simulated.body(), p.first) == links(captured(p.captured).body(), p.first));
    CHECK(normal(p.simulated.head()) == normal(captured(p.captured).head()));
  }
  // No limit, no link.
  CHECK(links(l.list("ports").body(), "ports_links") == "");
  // The Host that was asked is the host of the links.
  const auto elsewhere = l.wait_for(support::exchange(
      l.port("compute"),
      "GET /v2.1/servers?limit=1 HTTP/1.1\r\nHost: cloud.example:1\r\nX-Auth-Token: " + l.token + "\r\n\r\n"));
  CHECK(elsewhere.body().find("\"next\", \"href\": \"http://cloud.example:1/v2.1/servers?limit=1&marker=") !=
        std::string::npos);
  // The project in the path stays in the links.
  const std::string project = support::text(rows(l.list("servers"), "servers")[0], "tenant_id");
  const auto scoped = l.get("compute", "/v2.1/" + project + "/servers/detail?limit=1");
  CHECK(next_of(scoped, "servers").starts_with("/v2.1/" + project + "/servers/detail?limit=1&marker="));
}

TEST_CASE("links keep what was asked, in each service's order and encoding") {
  lab l;
  CHECK(normal(next_of(l.list("servers", "?status=ACTIVE&limit=2"), "servers")) ==
        "/v2.1/servers/detail?limit=2&status=ACTIVE&marker=UUID");
  CHECK(normal(next_of(l.get("compute", next_of(l.list("servers", "?status=ACTIVE&limit=2"), "servers")), "servers")) ==
        "/v2.1/servers/detail?limit=2&marker=UUID&status=ACTIVE");
  // Of a repeated parameter nova's link keeps one.
  CHECK(normal(next_of(l.list("servers", "?status=SHUTOFF&status=ACTIVE&limit=2"), "servers")) ==
        "/v2.1/servers/detail?limit=2&status=SHUTOFF&marker=UUID");
  CHECK(normal(next_of(l.list("images", "?name=in:cirros-0000,cirros-0004&limit=1"), "images")) ==
        "/v2/images?name=in%3Acirros-0000%2Ccirros-0004&limit=1&marker=UUID");
  CHECK(normal(next_of(l.list("ports", "?limit=2&fields=id&fields=name&status=DOWN"), "ports")) ==
        "/v2.0/ports?limit=2&fields=id&fields=name&status=DOWN&marker=UUID");
}

TEST_CASE("limits, markers and maxima are treated as each service treats them") {
  lab l(simulated_cloud_options().servers(12).images(30).ports(9).page_limit("servers", 5).page_limit("networks", 2));
  std::vector<std::size_t> sizes;
  CHECK(l.list("servers", "?limit=0").body() == R"({"servers": []})");
  CHECK(l.list("images", "?limit=0").body() ==
        R"({"images": [], "first": "/v2/images?limit=0", "schema": "/v2/schemas/images"})");
  CHECK(rows(l.list("ports", "?limit=0"), "ports").size() == 9);
  // nova: at most its maximum, and a link; glance: 25 unless a limit is sent; neutron: its maximum where it has one.
  CHECK(walk(l, "servers", "", sizes) == l.cloud.ids("servers"));
  CHECK(sizes == std::vector<std::size_t>{5, 5, 2});
  CHECK(walk(l, "servers", "?limit=100", sizes) == l.cloud.ids("servers"));
  CHECK(sizes == std::vector<std::size_t>{5, 5, 2});
  CHECK(walk(l, "images", "", sizes) == l.cloud.ids("images"));
  CHECK(sizes == std::vector<std::size_t>{25, 5});
  CHECK(walk(l, "images", "?limit=100", sizes) == l.cloud.ids("images"));
  CHECK(sizes == std::vector<std::size_t>{30});
  CHECK(walk(l, "networks", "", sizes) == l.cloud.ids("networks"));
  CHECK(sizes == std::vector<std::size_t>{2, 2, 0});
  // An unknown marker is none in neutron; backwards from a marker is what comes before it.
  const auto ids = l.cloud.ids("ports");
  CHECK(texts(rows(l.list("ports", "?marker=nobody"), "ports"), "id") == ids);
  CHECK(texts(rows(l.list("ports", "?limit=2&page_reverse=True&marker=" + ids[5]), "ports"), "id") ==
        std::vector<std::string>{ids[3], ids[4]});
}

TEST_CASE("filters keep the rows whose member is equal, paged or not") {
  lab l(simulated_cloud_options().servers(40));
  const auto servers = rows(l.list("servers"), "servers");
  const auto ports = rows(l.list("ports"), "ports");
  const auto count = [](const auto& all, const char* member, const std::string& value) {
    const auto values = texts(all, member);
    return static_cast<std::size_t>(std::count(values.begin(), values.end(), value));
  };
  std::vector<std::size_t> sizes;
  CHECK(walk(l, "servers", "?status=SHUTOFF", sizes).size() == count(servers, "status", "SHUTOFF"));
  CHECK(walk(l, "servers", "?status=SHUTOFF&limit=3", sizes).size() == count(servers, "status", "SHUTOFF"));
  // Of two values nova's links lose one: following them gives less than one answer does.
  const std::size_t both = count(servers, "status", "SHUTOFF") + count(servers, "status", "PAUSED");
  CHECK(rows(l.list("servers", "?status=SHUTOFF&status=PAUSED"), "servers").size() == both);
  CHECK(walk(l, "servers", "?status=SHUTOFF&status=PAUSED&limit=3", sizes).size() < both);
  CHECK(walk(l, "servers", "?name=quoted", sizes).size() == 3);  // a part of the name is enough
  const std::string image = l.cloud.ids("images")[0];
  CHECK(walk(l, "servers", "?image=" + image, sizes).size() == count(servers, "image.id", image));
  CHECK(!walk(l, "servers", "?flavor=" + l.cloud.ids("flavors")[0], sizes).empty());
  CHECK(walk(l, "servers", "?tags=blue", sizes).size() == 5);
  CHECK(rows(l.list("servers", "?ip=" + support::text(ports[0].find("fixed_ips")->items[0], "ip_address")), "servers")
            .size() <= 1);

  CHECK(texts(rows(l.list("images", "?name=cirros-0000"), "images"), "name") ==
        std::vector<std::string>{"cirros-0000"});
  CHECK(rows(l.list("images", "?name=in:cirros-0000,cirros-0004,nosuch"), "images").size() == 2);
  CHECK(rows(l.list("images", "?tag=tag1"), "images").size() == 1);
  CHECK(rows(l.list("images", "?os_distro=nosuch&nothing=1"), "images").empty());

  const std::string server = l.cloud.ids("servers")[0];
  for (const auto& port : rows(l.list("ports", "?device_id=" + server), "ports"))
    CHECK(support::text(port, "device_id") == server);
  CHECK(walk(l, "ports", "?status=DOWN&limit=10", sizes).size() == count(ports, "status", "DOWN"));
  CHECK(rows(l.list("ports", "?id=" + l.cloud.ids("ports")[0] + "&id=" + l.cloud.ids("ports")[1]), "ports").size() ==
        2);
  CHECK(rows(l.list("ports", "?port_security_enabled=False"), "ports").size() == 3);
  const std::string address = support::text(ports[4].find("fixed_ips")->items[0], "ip_address");
  CHECK(texts(rows(l.list("ports", "?fixed_ips=ip_address%3D" + address), "ports"), "id") ==
        std::vector<std::string>{l.cloud.ids("ports")[4]});
  CHECK(texts(rows(l.list("networks", "?router:external=True"), "networks"), "name") ==
        std::vector<std::string>{"public"});
  CHECK(texts(rows(l.list("floatingips", "?floating_ip_address=203.0.113.5"), "floatingips"), "floating_ip_address") ==
        std::vector<std::string>{"203.0.113.5"});
}

TEST_CASE("an unknown parameter is an error or nothing, as the service has it") {
  lab l;
  const auto at = [&](const char* version) {
    return l
        .get("compute", "/v2.1/servers/detail?bogus=1",
             "OpenStack-API-Version: compute " + std::string(version) + "\r\n")
        .status();
  };
  CHECK(at("2.74") == "HTTP/1.1 200 OK");
  CHECK(at("2.75") == "HTTP/1.1 400 Bad Request");
  const auto status = [&](const char* version) {
    return l.get("compute", "/v2.1/servers/detail?status=NONSENSE",
                 "OpenStack-API-Version: compute " + std::string(version) + "\r\n");
  };
  CHECK(status("2.37").body() == R"({"servers": []})");
  CHECK(status("2.38").status() == "HTTP/1.1 400 Bad Request");
  CHECK(l.list("ports", "?bogus=1").status() == "HTTP/1.1 400 Bad Request");
  CHECK(l.list("images", "?bogus=1").status() == "HTTP/1.1 200 OK");
}

TEST_CASE("neutron tells the members asked for, and empty rows where it has none of them") {
  lab l(simulated_cloud_options().ports(2).networks(1));
  const auto ids = l.cloud.ids("ports");
  CHECK(l.list("ports", "?fields=id").body() == R"({"ports":[{"id":")" + ids[0] + R"("},{"id":")" + ids[1] + R"("}]})");
  CHECK(l.list("ports", "?fields=bogus").body() == R"({"ports":[{},{}]})");
  CHECK(support::names(rows(l.list("networks", "?fields=name&fields=id&fields=router:external"), "networks")[0]) ==
        "id name router:external ");
  CHECK(
      support::names(*support::parse(l.get("network", "/v2.0/ports/" + ids[0] + "?fields=name").body()).find("port")) ==
      "name ");
}
