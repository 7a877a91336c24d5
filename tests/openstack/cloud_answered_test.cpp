// SPDX-License-Identifier: MIT
// include/sheaf/openstack/cloud.hpp again: what who looks on is given, and what not.
#include <sheaf/openstack/cloud.hpp>

#include <sheaf/json/write.hpp>
#include <sheaf/testing/recorder.hpp>

#include "support/cloud_fixture.hpp"
#include "support/folder.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

using namespace support;
using namespace std::chrono_literals;
using openstack::answered;

namespace {

struct onlooker : cloud_fixture {
  using cloud_fixture::cloud_fixture;
  openstack::cloud watched() {
    return make({}, openstack::cloud_options().on_answer([this](const answered& a) { seen.push_back(a); }));
  }
  std::vector<answered> seen;
};

}  // namespace

TEST_CASE("every answer of a service is told, page after page, with where it came from and how long it took; logins are not") {
  onlooker f(simulated_cloud_options().servers(3));
  const auto cloud = f.watched();
  f.there.latency("servers", 250ms);
  under_way<rest::listing<openstack::compute::server>> work(f.context,
                                                            cloud.list(openstack::compute::servers.with("limit", "2")));
  for (const std::uint64_t request : {1U, 2U}) {
    f.until([&] { return f.there.requests("servers") == request; });
    f.advance(250ms);
  }
  f.until([&] { return work.done(); });
  CHECK(work.out.get().size() == 3);
  REQUIRE(f.seen.size() == 2);
  const answered& first = f.seen[0];
  CHECK(first.service == "compute");
  CHECK(first.endpoint.to_string() == f.there.endpoint("compute"));
  CHECK(first.target == "/servers/detail?limit=2");
  CHECK_FALSE(first.from_root);
  CHECK(first.status == 200);
  CHECK(first.reason == "OK");
  CHECK(first.fields.get("Content-Type") == "application/json");
  CHECK(first.body.starts_with("{\"servers\": ["));
  CHECK(first.took == 250ms);
  CHECK(f.seen[1].target.starts_with("/servers/detail?limit=2&marker="));
}

TEST_CASE("refusals are told whole, before they become errors; a 401 that is cured is one too") {
  onlooker f;
  const auto cloud = f.watched();
  f.there.fail("images", 403);
  CHECK_THROWS_AS(f.wait_for(cloud.list(openstack::image::images)), openstack::api_error);
  REQUIRE(f.seen.size() == 1);
  CHECK(f.seen[0].status == 403);
  CHECK(f.seen[0].body.find("Told to fail.") != std::string::npos);
  f.there.expire_tokens();
  (void)f.wait_for(cloud.list(openstack::compute::flavors));
  REQUIRE(f.seen.size() == 3);
  CHECK(f.seen[1].status == 401);
  CHECK(f.seen[2].status == 200);
}

TEST_CASE("neither the token in use nor the password is in what is told, should a service send it back") {
  onlooker f;
  const auto cloud = f.watched();
  (void)f.wait_for(cloud.list(openstack::compute::flavors));
  const std::string token = field_in(f.there.last_head("flavors"), "X-Auth-Token");
  REQUIRE(token.size() > 100);
  f.there.answer("flavors", "HTTP/1.1 200 " + token + "\r\nX-Echo: " + token +
                                "\r\nConnection: close\r\n\r\n{\"flavors\": [], \"a\": \"" + token +
                                "\", \"b\": \"simulated \\\"pass\\\\w\u00f6rd\\\"\"}");
  (void)f.wait_for(cloud.list(openstack::compute::flavors));
  const answered& last = f.seen.back();
  CHECK(last.reason == "***");
  CHECK(last.fields.get("X-Echo") == "***");
  CHECK(last.body == "{\"flavors\": [], \"a\": \"***\", \"b\": \"***\"}");
}

TEST_CASE("what who looks on throws is that list's error") {
  cloud_fixture f;
  const auto cloud = f.make({}, openstack::cloud_options().on_answer([](const answered& a) {
    if (a.service == "image") throw std::runtime_error("no room");
  }));
  const auto page = f.page(cloud);
  CHECK(page.get<0>());
  CHECK(page.get<2>().message() == "image: no room");
}

namespace {

template <class Listing>
std::vector<std::string> written(const Listing& list) {
  std::vector<std::string> out;
  for (const auto& row : list) out.push_back(json::write(row));
  return out;
}

std::string all_of(const instances_page& page) {
  std::string out;
  const auto add = [&](const auto& list) {
    for (const std::string& row : written(list)) out += row + '\n';
    out += std::string(rest::to_string(list.status())) + '\n';
  };
  const auto& [a, b, c, d, e, g] = page;
  add(a), add(b), add(c), add(d), add(e), add(g);
  return out;
}

/// What all files of a folder hold, with their names.
std::string files_in(const std::string& folder) {
  std::string out;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(file.path(), std::ios::binary);
    out += file.path().filename().string() + '\n' + std::string(std::istreambuf_iterator<char>(in), {}) + '\n';
  }
  return out;
}

}  // namespace

TEST_CASE("what was recorded is given again: the same lists, the same pages, the same refusals") {
  const folder made;
  const std::string path = made.path("answers");
  std::string before, token, password;
  {
    cloud_fixture f(simulated_cloud_options().page_limit("servers", 10).page_limit("images", 2));
    const sheaf::testing::recorder recorded(path);
    const auto cloud = f.make({}, openstack::cloud_options().on_answer(recorded));
    f.there.fail("floatingips", 403);
    before = all_of(f.page(cloud));
    CHECK(recorded.answers() == 9);  // four of servers, one of each of the others
    token = field_in(f.there.last_head("flavors"), "X-Auth-Token");
    password = f.there.password();
  }
  const std::string all = files_in(path);
  CHECK(all.find("compute-servers-detail-4.http") != std::string::npos);
  CHECK(all.find("X-Auth-Token: ") == std::string::npos);
  REQUIRE(token.size() > 100);
  for (const std::string& secret : {token, token.substr(0, 40), password, std::string("127.0.0.1")})
    CHECK(all.find(secret) == std::string::npos);

  cloud_fixture again(simulated_cloud_options().replay(path));
  CHECK(again.there.services() == std::vector<std::string>{"identity", "compute", "image", "network"});
  const auto cloud = again.make();
  CHECK(all_of(again.page(cloud)) == before);
  CHECK(again.there.tokens_issued() == 1);

  try {
    (void)again.wait_for(cloud.list(openstack::compute::servers.with("name", "x")));
    FAIL("it was not recorded");
  } catch (const openstack::api_error& e) {
    CHECK(e.status() == 404);
    CHECK(e.message().find("not recorded: GET /v2.1/servers/detail?name=x") != std::string::npos);
    CHECK(e.message().find("Of compute there are in " + path) != std::string::npos);
  }
}
