// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/rest/resource.hpp.
#include <sheaf/rest/resource.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <type_traits>

namespace rest = sheaf::rest;

namespace {
struct server {};
struct brief {};
constexpr rest::resource<server> servers{.service = "compute", .path = "/servers/detail", .key = "servers",
                                         .paging = rest::paging::linked("servers_links"), .version = "2.79"};
constexpr rest::resource<server> least{.path = "/things", .key = "things"};
}  // namespace

// GCC 12 destroys non-trivial aggregates in a co_await expression twice.
static_assert(std::is_trivially_destructible_v<rest::resource<server>>);
static_assert(std::is_trivially_copyable_v<rest::resource<server>>);

TEST_CASE("a resource needs a path and a key; it is paged, versioned and of a service only where it says so") {
  CHECK(std::string_view(least.path) == "/things");
  CHECK(std::string_view(least.key) == "things");
  CHECK(least.paging.kind() == rest::paging::scheme::none);
  CHECK(least.service.empty());
  CHECK(least.version.empty());
}

TEST_CASE("with, named and as make queries of it, in any order, and leave it as it is") {
  const rest::query<brief> q = servers.with("status", "ACTIVE").as<brief>().named("active").with("name", "web");
  CHECK(q.name() == "active");
  CHECK(q.key() == "servers");
  CHECK(q.path() == "/servers/detail");
  CHECK(q.service() == "compute");
  CHECK(q.version() == "2.79");
  CHECK(q.paging().member() == "servers_links");
  CHECK(q.parameters() == rest::parameters{{"status", "ACTIVE"}, {"name", "web"}});
  CHECK(servers.named("x").name() == "x");
  CHECK(servers.as<brief>().name() == "servers");
}
