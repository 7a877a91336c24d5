// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/rest/paging.hpp.
#include <sheaf/rest/paging.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace rest = sheaf::rest;

namespace {
std::string next(const rest::parameters& ours, std::string_view link) {
  return rest::continue_at("/servers/detail", ours, link).target();
}
}  // namespace

static_assert(rest::paging::none().kind() == rest::paging::scheme::none);
static_assert(rest::paging::linked("servers_links").kind() == rest::paging::scheme::linked);
static_assert(rest::paging::linked("servers_links").member() == "servers_links");
static_assert(rest::paging::next_link("next").kind() == rest::paging::scheme::next_link);

TEST_CASE("the marker of an absolute link is laid over our own query at our own path, whatever host, scheme and path it names") {
  CHECK(next({}, "http://10.0.0.1:8774/v2.1/abc/servers/detail?marker=17") == "/servers/detail?marker=17");
  CHECK(next({}, "//evil.example/servers/detail?marker=17") == "/servers/detail?marker=17");
  CHECK(next({}, "/v2/images?marker=17") == "/servers/detail?marker=17");
  CHECK(next({}, "?marker=17") == "/servers/detail?marker=17");
}

TEST_CASE("filters that the link lost or changed stay ours, repeats among them, and the old marker goes") {
  const rest::parameters ours{{"tag", "a"}, {"tag", "b"}, {"marker", "1"}, {"status", "ACTIVE"}};
  CHECK(next(ours, "http://h/v2/images?tag=b&marker=2&status=ERROR&all_tenants=1") ==
        "/servers/detail?tag=a&tag=b&status=ACTIVE&marker=2");
}

TEST_CASE("the link's limit is taken only where we sent none") {
  CHECK(next({}, "/x?limit=25&marker=a") == "/servers/detail?limit=25&marker=a");
  CHECK(next({{"limit", "2"}}, "/x?limit=25&marker=a") == "/servers/detail?limit=2&marker=a");
}

TEST_CASE("offset, page and page_... continue a list as a marker does") {
  CHECK(next({{"offset", "0"}, {"limit", "10"}}, "/x?offset=10&limit=10") == "/servers/detail?limit=10&offset=10");
  CHECK(next({}, "/x?page=2") == "/servers/detail?page=2");
  CHECK(next({}, "/x?page_token=t&page_size=9") == "/servers/detail?page_token=t&page_size=9");
}

TEST_CASE("a marker survives decoding and encoding, whatever it is made of") {
  CHECK(next({}, "/x?marker=a%2Fb%20c%26d%3D") == "/servers/detail?marker=a%2Fb%20c%26d%3D");
  CHECK(next({}, "/x?marker=a+b") == "/servers/detail?marker=a%20b");
  CHECK(next({}, "/x?marker=\"a b\"") == "/servers/detail?marker=%22a%20b%22");  // trove quotes it and encodes nothing
  CHECK(next({}, "/x?marker=%D0%BE") == "/servers/detail?marker=%D0%BE");
  CHECK(next({}, "/x?marker=7#top") == "/servers/detail?marker=7");
}

TEST_CASE("a link without a known parameter is asked for by its path and query, at our own origin") {
  const auto absolute = rest::continue_at("/a", {{"x", "1"}}, "https://evil.example:444/next/17?b=2#end");
  CHECK(absolute.from_root());
  CHECK(absolute.target() == "/next/17?b=2");
  const auto path = rest::continue_at("/a", {}, "/next/17");
  CHECK(path.from_root());
  CHECK(path.target() == "/next/17");
  CHECK(rest::continue_at("/a", {}, "/next?from=http://x/y").target() == "/next?from=http://x/y");
  CHECK_FALSE(rest::continue_at("/a", {}, "/next?marker=1").from_root());
}

TEST_CASE("two links with the same continuation have the same token, whatever else they say; others differ") {
  const auto token = [](std::string_view link) { return rest::continue_at("/a", {}, link).token(); };
  CHECK(token("http://h1/a?marker=1&x=1") == token("https://h2/b?x=2&marker=1"));
  CHECK(token("/a?marker=1") != token("/a?marker=2"));
  CHECK(token("/next/1") != token("/next/2"));
  CHECK(token("/a?marker=1&limit=5") == token("/a?marker=1"));
}

TEST_CASE("a query is read into names and values and written again") {
  CHECK(rest::parse_query("").empty());
  CHECK(rest::parse_query("a=1&b=&c&&=d") ==
        rest::parameters{{"a", "1"}, {"b", ""}, {"c", ""}, {"", "d"}});
  CHECK(rest::parse_query("a=1=2&b=%C3%A9+x%2") == rest::parameters{{"a", "1=2"}, {"b", "\u00e9 x%2"}});
  CHECK(rest::target_of("/a", {}) == "/a");
  CHECK(rest::target_of("/a", {{"name", "x y&z"}, {"name", "é"}}) == "/a?name=x%20y%26z&name=%C3%A9");
  CHECK(rest::target_of("/a?b=1", {{"c", "2"}}) == "/a?b=1&c=2");
}
