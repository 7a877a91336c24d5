// SPDX-License-Identifier: MIT
// include/sheaf/openstack/cloud.hpp again: services that fail in every way, deadlines, cancellation.
#include <sheaf/openstack/cloud.hpp>

#include "support/cloud_fixture.hpp"
#include "support/descriptors.hpp"
#include "support/environment.hpp"
#include "support/world.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

using namespace support;
using namespace std::chrono_literals;
using rest::list_status;
namespace compute = openstack::compute;

namespace {

const rest::part& part_of(const instances_page& page, std::string_view list) {
  for (const rest::part* p : page.parts()) {
    if (p->name() == list) return *p;
  }
  throw std::logic_error("no part " + std::string(list));
}

// Every list but `failed` is whole.
void check_others(const instances_page& page, std::string_view failed) {
  for (const rest::part* p : page.parts()) {
    if (p->name() == failed) continue;
    CAPTURE(p->name());
    CAPTURE(p->message());
    CHECK(*p);
  }
}

std::string service_of(std::string_view list) {
  if (list == "servers" || list == "flavors") return "compute";
  return list == "images" ? "image" : "network";
}

std::string token_of(const cloud_fixture& f) { return field_in(f.there.last_head("servers"), "X-Auth-Token"); }

}  // namespace

TEST_CASE("a list that is answered with an error status says so, and costs the others nothing") {
  cloud_fixture f;
  const auto cloud = f.make();
  for (const std::string& list : six) {
    for (const auto& [status, means] : {std::pair(500, list_status::failed), std::pair(403, list_status::forbidden),
                                        std::pair(404, list_status::failed), std::pair(503, list_status::failed)}) {
      CAPTURE(list);
      CAPTURE(status);
      f.there.fail(list, status);
      const auto page = f.page(cloud);
      f.there.clear(list);
      check_others(page, list);
      const rest::part& part = part_of(page, list);
      CHECK(part.status() == means);
      CHECK(part.message().starts_with(service_of(list) + ": " + std::to_string(status) + " "));
      CHECK(part.message().find(" from " + f.place(service_of(list)) + "/") != std::string::npos);
      try {
        std::rethrow_exception(part.error());
      } catch (const openstack::api_error& e) {
        CHECK(e.status() == status);
        CHECK(e.service() == service_of(list));
        CHECK_FALSE(e.message().empty());
        CHECK(e.request_id().starts_with("req-"));
        CHECK(e.path().find('?') == std::string::npos);
      }
    }
  }
  CHECK(f.page(cloud));
}

TEST_CASE("an answer that is no list says so, and costs the others nothing") {
  cloud_fixture f;
  const auto cloud = f.make();
  for (const std::string& list : six) {
    CAPTURE(list);
    for (const std::string_view body :
         {"<html>log in here</html>", "", "{\"other\": []}", "[]", "{\"servers\": 5, \"images\": 5}"}) {
      CAPTURE(body);
      f.there.body(list, std::string(body));
      const auto page = f.page(cloud);
      check_others(page, list);
      CHECK(part_of(page, list).status() == list_status::failed);
      CHECK(part_of(page, list)
                .message()
                .starts_with(service_of(list) + ": the answer of " + f.place(service_of(list)) + "/"));
    }
    f.there.clear(list);
  }
}

TEST_CASE("an answer that is cut off, wherever, is an error and never a shorter list; its connection is closed, and nothing leaks") {
  const std::size_t step = support::from_environment("SHEAF_CUT_STEP", 1);
  for (const bool kept : {false, true}) {
    CAPTURE(kept);
    cloud_fixture f(
        simulated_cloud_options().servers(2).flavors(1).images(1).networks(1).ports(1).floating_ips(1).keep_alive(
            kept));
    const auto cloud = f.make();
    CHECK(f.page(cloud));
    const std::size_t size = f.there.answer_bytes("servers").size();
    REQUIRE(size > 1000);
    f.settle();
    const int descriptors = support::open_descriptors();
    for (std::size_t bytes = 0; bytes < size; bytes += step) {
      CAPTURE(bytes);
      f.there.truncate("servers", bytes);
      const auto page = f.page(cloud);
      check_others(page, "servers");
      CHECK(part_of(page, "servers").status() == list_status::failed);
      CHECK(part_of(page, "servers").message().starts_with("compute: "));
      // Of compute, the flavors' connection is kept, where any is.
      f.settle();
      CHECK(cloud.client().stats().in_use == 0);
      CHECK(support::open_descriptors() <= descriptors);
    }
    f.there.clear("servers");
    CHECK(f.page(cloud));
  }
}

TEST_CASE("a connection that is reset, at once or midway, is that list's error") {
  cloud_fixture f;
  const auto cloud = f.make();
  CHECK(f.page(cloud));
  f.there.reset("servers");
  CHECK(part_of(f.page(cloud), "servers").status() == list_status::failed);
  f.there.reset_after("servers", f.there.answer_bytes("servers").size() / 2);
  const auto page = f.page(cloud);
  CHECK(part_of(page, "servers").status() == list_status::failed);
  check_others(page, "servers");
  f.there.clear("servers");
  CHECK(f.page(cloud));
}

TEST_CASE("a later page that fails leaves what came before") {
  cloud_fixture f(simulated_cloud_options().servers(10).page_limit("servers", 4));
  f.there.fail("servers", 500, only().after(2));
  const auto page = f.page(f.make());
  CHECK(page.get<0>().status() == list_status::partial);
  CHECK(page.get<0>().size() == 8);
  CHECK(page.get<0>().message().starts_with("compute: 500 "));
  check_others(page, "servers");
}

TEST_CASE("a service that is not in the catalog is those lists' own status") {
  cloud_fixture f;
  f.there.remove_service("network");
  const auto page = f.page(f.make());
  CHECK(page.get<0>());
  CHECK(page.get<2>());
  const auto problems = page.problems();
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].lists == std::vector<std::string>{"networks", "ports", "floatingips"});
  CHECK(problems[0].status == list_status::not_in_catalog);
  CHECK_THROWS_AS(std::rethrow_exception(problems[0].error), rest::unknown_service);
}

TEST_CASE("list throws the one error, with all that the service said") {
  cloud_fixture f;
  const auto cloud = f.make();
  f.there.fail("servers", 404);
  try {
    f.wait_for(cloud.list(compute::servers));
    FAIL("nothing thrown");
  } catch (const openstack::api_error& e) {
    CHECK(e.status() == 404);
    CHECK(e.code() == "itemNotFound");
    CHECK(e.path() == "/v2.1/servers/detail");
  }
}

TEST_CASE("a wrong password is one problem of all six lists, in keystone's words") {
  cloud_fixture f;
  const auto page = f.page(f.make({{"OS_PASSWORD", "wrong-one"}}));
  const auto problems = page.problems();
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].lists == six);
  CHECK(problems[0].status == list_status::failed);
  CHECK(problems[0].message.starts_with("identity: 401 UNAUTHORIZED from " + f.place("identity") +
                                        "/v3/auth/tokens: The request you have made requires authentication."));
  CHECK(problems[0].message.find("wrong-one") == std::string::npos);
  CHECK(f.there.requests("token") == 1);
  CHECK_THROWS_AS(f.wait_for(f.make({{"OS_PASSWORD", "wrong-one"}}).list(compute::servers)), openstack::api_error);
}

TEST_CASE("a keystone that cannot be reached, or gives no token, is one problem of all six lists") {
  cloud_fixture f;
  const auto says = [&](const openstack::cloud& cloud) {
    const auto page = f.page(cloud);
    const auto problems = page.problems();
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].lists == six);
    CHECK(problems[0].status == list_status::failed);
    return problems[0].message;
  };
  {
    asio::ip::tcp::acceptor closed(f.context, {asio::ip::address_v4::loopback(), 0});
    const std::string place = "127.0.0.1:" + std::to_string(closed.local_endpoint().port());
    closed.close();
    CHECK(
        says(f.make({{"OS_AUTH_URL", "http://" + place + "/v3"}})).starts_with("identity: no connection to " + place));
  }
  const auto cloud = f.make();
  f.there.fail("token", 500);
  CHECK(says(cloud).starts_with("identity: 500 "));
  f.there.body("token", "<html>");
  CHECK(says(cloud).starts_with("identity: the answer to the login is no token: "));
  f.there.reset("token");
  CHECK(says(cloud).starts_with("identity: "));
  f.there.answer("token", "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}");
  CHECK(says(cloud) == "identity: the answer to the login has no X-Subject-Token");
  f.there.clear("token");
  CHECK(f.page(cloud));
}

TEST_CASE("a fetch is over when its time is: who did not answer says what was awaited, the others are whole") {
  cloud_fixture f;
  const auto cloud = f.make();
  CHECK(f.page(cloud));
  f.there.hang("ports");
  under_way work(f.context, cloud.fetch(instances, rest::fetch_options().timeout(2s)));
  f.until([&] { return f.there.requests("ports") == 2 && f.there.connections_open() == 1; });
  f.advance(1999ms);
  CHECK_FALSE(work.done());
  f.advance(1ms);
  REQUIRE(work.done());
  const auto page = work.out.get();
  check_others(page, "ports");
  const rest::part& ports = part_of(page, "ports");
  CHECK(ports.status() == list_status::timed_out);
  CHECK(ports.message() == "network: no first byte from " + f.place("network") + " after 2.0 s of 2.0 s");
  CHECK(page.took() == 2s);
}

TEST_CASE("one deadline holds for login, pages and all: a later page gets what is left of it") {
  cloud_fixture f(
      simulated_cloud_options().servers(3).page_limit("servers", 1).latency("token", 700ms).latency("servers", 700ms));
  under_way work(f.context, f.make().fetch(instances, rest::fetch_options().timeout(2s)));
  f.until([&] { return f.there.requests("token") == 1; });
  f.advance(700ms);
  f.until([&] { return f.there.requests("servers") == 1; });
  f.advance(700ms);
  f.until([&] { return f.there.requests("servers") == 2; });
  f.advance(599ms);
  CHECK_FALSE(work.done());
  f.advance(1ms);
  f.until([&] { return work.done(); });
  const auto page = work.out.get();
  CHECK(page.get<0>().status() == list_status::partial);
  CHECK(page.get<0>().size() == 1);
  CHECK(page.get<0>().message() == "compute: no first byte from " + f.place("compute") + " after 600 ms of 600 ms");
  check_others(page, "servers");
}

TEST_CASE("a login that hangs is one problem when the time is over; the next fetch signs in anew") {
  cloud_fixture f;
  const auto cloud = f.make();
  f.there.hang("token", only().times(1));
  under_way work(f.context, cloud.fetch(instances, rest::fetch_options().timeout(2s)));
  f.until([&] { return f.there.requests("token") == 1; });
  f.advance(2s);
  f.until([&] { return work.done(); });
  const auto page = work.out.get();
  const auto problems = page.problems();
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].lists == six);
  CHECK(problems[0].status == list_status::timed_out);
  CHECK(problems[0].message == "identity: no token from " + f.place("identity") + " after 2.0 s");
  CHECK(f.page(cloud));
  CHECK(f.there.requests("token") == 2);
}

TEST_CASE("a shared login goes on for the patient when the impatient leave, by deadline or by cancellation") {
  cloud_fixture f(simulated_cloud_options().latency("token", 5s));
  const auto cloud = f.make();
  under_way impatient(f.context, cloud.fetch(instances, rest::fetch_options().timeout(1s)));
  under_way cancelled(f.context, cloud.fetch(instances));
  under_way patient(f.context, cloud.fetch(instances, rest::fetch_options().timeout(10s)));
  f.until([&] { return f.there.requests("token") == 1; });
  cancelled.cancel();
  f.until([&] { return cancelled.done(); });
  CHECK(is_aborted(cancelled.out.error));
  f.advance(1s);
  f.until([&] { return impatient.done(); });
  CHECK(impatient.out.get().problems().size() == 1);
  f.advance(4s);
  f.until([&] { return patient.done(); });
  CHECK(patient.out.get());
  CHECK(f.there.requests("token") == 1);
}

TEST_CASE("when everybody has left, the login is given up, and the next one is a new one") {
  cloud_fixture f;
  f.there.hang("token", only().times(1));
  const auto cloud = f.make();
  under_way first(f.context, cloud.fetch(instances));
  f.until([&] { return f.there.requests("token") == 1; });
  first.cancel();
  f.until([&] { return first.done(); });
  CHECK(is_aborted(first.out.error));
  CHECK(f.page(cloud));
  CHECK(f.there.tokens_issued() == 1);
}

TEST_CASE("a cancelled fetch throws, and nothing of it is left under way") {
  cloud_fixture f;
  const auto cloud = f.make();
  CHECK(f.page(cloud));
  f.there.hang("ports");
  under_way work(f.context, cloud.fetch(instances));
  f.until([&] { return f.there.requests("ports") == 2; });
  work.cancel();
  f.until([&] { return work.done(); });
  CHECK(is_aborted(work.out.error));
  CHECK(cloud.client().stats().in_use == 0);
  f.there.clear("ports");
  CHECK(f.page(cloud));
}

TEST_CASE("destroying the loop in the middle of a login or of lists leaks nothing and touches nothing dead") {
  for (const char* where : {"token", "servers"}) {
    CAPTURE(where);
    cloud_fixture f;
    f.there.hang(where);
    under_way work(f.context, f.make().fetch(instances, rest::fetch_options().timeout(1h)));
    f.until([&] { return f.there.requests(where) == 1; });
  }
}

TEST_CASE("no token and no password is ever in an error, should a server send it back") {
  cloud_fixture f;
  const auto cloud = f.make();
  CHECK(f.page(cloud));
  const std::string token = token_of(f);
  REQUIRE(token.size() > 100);
  f.there.answer("servers", "HTTP/1.1 400 Bad " + token + "\r\n\r\n{\"badRequest\": {\"message\": \"what is " + token +
                                "?\", \"code\": 400}}");
  f.there.answer("ports", "HTTP/1.1 500 Oops\r\nX-Openstack-Request-Id: " + token + "\r\n\r\n<b>" + token + "</b>");
  const auto page = f.page(cloud);
  for (const char* list : {"servers", "ports"}) {
    const std::string said = part_of(page, list).message();
    CAPTURE(said);
    CHECK(said.find(token.substr(0, 20)) == std::string::npos);
    CHECK(said.find("***") != std::string::npos);
  }
  f.there.answer("token", "HTTP/1.1 401 No\r\n\r\n{\"error\": {\"message\": \"wrong: top secret word\"}}");
  const auto refused = f.page(f.make({{"OS_PASSWORD", "top secret word"}}));
  CHECK(refused.problems()[0].message.find("/v3/auth/tokens: wrong: *** (") != std::string::npos);
}
