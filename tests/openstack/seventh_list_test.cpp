// SPDX-License-Identifier: MIT
// What a user adds to have one list more: a record and a descriptor, here, and nothing anywhere else.
#include "../../examples/horizon.hpp"

#include "support/run.hpp"

#include <doctest/doctest.h>

namespace {

namespace rest = sheaf::rest;
namespace json = sheaf::json;
namespace http = sheaf::http;
namespace openstack = sheaf::openstack;

struct brief_flavor {
  std::string id, name;
  static constexpr auto fields() {
    return std::tuple{json::field("id", &brief_flavor::id), json::maybe("name", &brief_flavor::name)};
  }
};
inline constexpr rest::resource<brief_flavor> brief_flavors{
    .service = "compute", .path = "/flavors", .key = "flavors", .paging = rest::paging::linked("flavors_links")};

openstack::credentials credentials_of(const sheaf::testing::simulated_cloud& cloud) {
  return openstack::credentials::from([variables = cloud.environment()](const std::string& name) {
    std::optional<std::string> found;
    for (const auto& [key, value] : variables) {
      if (key == name) found = value;
    }
    return found;
  });
}

asio::awaitable<void> use(openstack::cloud cloud, sheaf::testing::simulated_cloud simulated) {
  using namespace sheaf::openstack;
  const auto brief = brief_flavors.named("brief");
  const auto seven = rest::resources(compute::servers, compute::flavors, image::images, network::networks,
                                     network::ports, network::floating_ips, brief);
  const auto merged = co_await cloud.fetch(seven);
  CHECK(merged);
  const auto& list = merged.get<6>();
  REQUIRE(list.size() == simulated.ids("flavors").size());
  for (std::size_t i = 0; i != list.size(); ++i) CHECK(list[i].name == simulated.names("flavors")[i]);
  CHECK(rest::to_json(merged).find("\"brief\":[{\"id\":") != std::string::npos);

  const auto named = rest::resources(compute::servers.as<horizon::named>(), brief.as<horizon::named>());
  http::server server(cloud.get_executor(), horizon::pages(cloud, rest::fetch_options(), seven, named));
  const http::client client(cloud.get_executor());
  const std::string base = "http://127.0.0.1:" + std::to_string(server.port());
  for (const auto* path : {"/instances.json", "/names.json"}) {
    const http::response page = co_await client.send(http::request::get(base + path));
    CHECK(page.status() == 200);
    CHECK(page.text().find("\"brief\":[{\"id\":") != std::string_view::npos);
    CHECK(page.header("Server-Timing")->find("brief;dur=") != std::string_view::npos);
  }
  const http::response text = co_await client.send(http::request::get(base + "/"));
  CHECK(text.text().find("\nBrief:\n  ") != std::string_view::npos);
  client.close_idle();
  server.close();
  simulated.stop();
}

}  // namespace

TEST_CASE("a seventh list, declared in one place, goes through fetch, as<>, to_json and the demo server") {
  asio::io_context context{1};
  sheaf::testing::simulated_cloud simulated(context.get_executor());
  const openstack::cloud cloud(context.get_executor(), credentials_of(simulated));
  run_on(context, use(cloud, simulated));
}
