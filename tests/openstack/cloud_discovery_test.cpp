// SPDX-License-Identifier: MIT
// include/sheaf/openstack/cloud.hpp again: where services are, and which microversions they have.
#include <sheaf/openstack/cloud.hpp>

#include <sheaf/testing/scripted_server.hpp>

#include "support/cloud_fixture.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

using namespace support;
using namespace std::chrono_literals;
namespace compute = openstack::compute;
namespace image = openstack::image;

namespace {

struct thing {
  std::string id;
  static constexpr auto fields() { return std::tuple{json::field("id", &thing::id)}; }
};

inline constexpr rest::resource<thing> images{.service = "image", .path = "/images", .key = "images"};
inline constexpr rest::resource<thing> things{.service = "things-of-my-own", .path = "/things", .key = "things"};
inline constexpr rest::resource<thing> versioned{
    .service = "compute", .path = "/servers", .key = "servers", .version = "2.53..2.79"};
inline constexpr rest::resource<thing> undemanding{
    .service = "compute", .path = "/servers", .key = "servers", .version = "2.79"};

std::string json_answer(std::string_view status, const std::string& body, const std::string& more = {}) {
  return "HTTP/1.1 " + std::string(status) + "\r\n" + more + "Content-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

// A service at an address that the credentials name, which answers what it is told to.
struct scripted : cloud_fixture {
  scripted() : service(context.get_executor()) {
    service.otherwise(
        sheaf::testing::script().answer([this](std::string_view request) { return answer_to(request); }).again());
  }

  openstack::cloud at(const std::string& type, const std::string& path) {
    std::string name = "OS_" + type + "_ENDPOINT_OVERRIDE";
    return make({{name, service.url(path)}});
  }
  void on(std::string target, std::string response) { answers[std::move(target)] = std::move(response); }
  [[nodiscard]] std::vector<std::string> targets() const {
    std::vector<std::string> out;
    for (const std::string& request : service.requests()) out.push_back(request.substr(4, request.find(' ', 4) - 4));
    return out;
  }
  template <class List>
  std::string trouble(const openstack::cloud& cloud, const List& list) {
    auto page = wait_for(cloud.fetch(rest::resources(list)));
    return page.template get<0>() ? std::string() : page.template get<0>().message();
  }
  std::string answer_to(std::string_view request) {
    const auto found = answers.find(std::string(request.substr(4, request.find(' ', 4) - 4)));
    return found != answers.end() ? found->second : json_answer("404 Not Found", "{}");
  }

  std::map<std::string, std::string> answers;
  sheaf::testing::scripted_server service;
};

using targets = std::vector<std::string>;
const std::string one_image = json_answer("200 OK", R"({"images":[{"id":"i1"}]})");

}  // namespace

TEST_CASE("a bare root is taken for what the service usually is: no request more") {
  scripted f;
  f.on("/v2/images", one_image);
  const auto cloud = f.at("IMAGE", "");
  CHECK(f.trouble(cloud, images).empty());
  CHECK(f.targets() == targets{"/v2/images"});
}

TEST_CASE("where that is wrong, the version document is read once, whatever status it comes with") {
  for (const char* status : {"300 Multiple Choices", "200 OK"}) {
    for (const char* refusal : {"404 Not Found", "300 Multiple Choices"}) {
      scripted f;
      f.on("/glance/v2/images", json_answer(refusal, "{}"));
      f.on("/glance",
           json_answer(
               status,
               R"({"versions":[{"id":"v2.3","status":"CURRENT","links":[{"rel":"self","href":"/glance/api/v2/"}]}]})"));
      f.on("/glance/api/v2/images", one_image);
      const auto cloud = f.at("IMAGE", "/glance/");
      CHECK(f.trouble(cloud, images).empty());
      CHECK(f.trouble(cloud, images).empty());
      CHECK(f.targets() == targets{"/glance/v2/images", "/glance", "/glance/api/v2/images", "/glance/api/v2/images"});
    }
  }
}

TEST_CASE("lists that begin together learn together") {
  scripted f;
  f.on(
      "/",
      json_answer(
          "200 OK",
          R"({"versions":[{"id":"v1","links":[]},{"id":"v4.2","links":[{"rel":"self","href":"http://10.0.0.1/api/v4.2"}]}]})"));
  f.on("/v4.2/things", json_answer("200 OK", R"({"things":[{"id":"t"}]})"));
  const auto cloud =
      openstack::cloud(f.context.get_executor(),
                       credentials_of(f.environment())
                           .service("things-of-my-own", openstack::service_options().endpoint(f.service.url("/"))),
                       openstack::cloud_options().time(&f.clock));
  auto page = f.wait_for(cloud.fetch(rest::resources(things.named("a"), things.named("b"), things.named("c"))));
  CHECK(page);
  const auto seen = f.targets();
  CHECK(std::count(seen.begin(), seen.end(), "/") == 1);
  CHECK(std::count(seen.begin(), seen.end(), "/v4.2/things") == 3);
}

TEST_CASE("the document is asked for without the token first, and with it where it must be") {
  scripted f;
  int asked = 0;
  f.service.otherwise(sheaf::testing::script()
                          .answer([&](std::string_view request) {
                            const bool token = request.find("X-Auth-Token") != request.npos;
                            if (request.starts_with("GET /v2/images ")) return json_answer("404 Not Found", "{}");
                            if (request.starts_with("GET /moved/v2/images ")) return one_image;
                            CHECK(token == (asked++ == 1));
                            return token
                                       ? json_answer(
                                             "200 OK",
                                             R"({"versions":[{"id":"v2.0","links":[{"rel":"self","href":"/moved/v2"}]}]})")
                                       : json_answer("401 Unauthorized", "{}");
                          })
                          .again());
  CHECK(f.trouble(f.at("IMAGE", ""), images).empty());
  CHECK(asked == 2);
}

TEST_CASE("a service without a document is taken at its word; a failure of its own is its error") {
  scripted f;
  f.on("/images", one_image);
  CHECK(f.trouble(f.at("IMAGE", ""), images).empty());
  CHECK(f.targets() == targets{"/v2/images", "/", "/images"});

  scripted g;
  g.on("/", json_answer("503 Busy", "{}"));
  const auto cloud = g.at("IMAGE", "");
  CHECK(g.trouble(cloud, images).starts_with("image: 404 "));
  g.on("/", json_answer("200 OK", R"({"versions":[{"id":"v2.0","links":[{"rel":"self","href":"/moved/v2"}]}]})"));
  g.on("/moved/v2/images", one_image);
  CHECK(g.trouble(cloud, images).empty());
}

TEST_CASE("a list that is not there costs no search once the service was found") {
  scripted f;
  f.on("/v2/images", one_image);
  const auto cloud = f.at("IMAGE", "");
  CHECK(f.trouble(cloud, images).empty());
  f.answers.clear();
  CHECK(f.trouble(cloud, images).starts_with("image: 404 "));
  CHECK(f.targets() == targets{"/v2/images", "/v2/images"});
}

TEST_CASE("the time that a version document takes is told apart from the service's own, whatever it was read for") {
  struct reason {
    const char *path, *first, *then;
  };
  for (const reason& why :
       {reason{"", "/v2.1/servers", "/moved/v2.1/servers"}, reason{"/v2.1", "/v2.1/servers", "/v2.1/servers"}}) {
    CAPTURE(why.path);
    scripted f;
    f.service.otherwise(sheaf::testing::script()
                            .answer([&](std::string_view request) {
                              if (request.starts_with("GET / ")) {
                                f.clock.advance(250ms);
                                return json_answer("200 OK",
                                                   R"({"versions":[{"id":"v2.1","min_version":"2.1","version":"2.60",)"
                                                   R"("links":[{"rel":"self","href":"/moved/v2.1"}]}]})");
                              }
                              f.clock.advance(30ms);
                              const bool good = request.starts_with("GET " + std::string(why.then)) &&
                                                request.find("compute 2.60") != request.npos;
                              if (good)
                                return json_answer("200 OK", R"({"servers":[]})",
                                                   "OpenStack-API-Version: compute 2.60\r\n");
                              return json_answer(request.find("/moved") == request.npos && *why.path == '\0'
                                                     ? "404 Not Found"
                                                     : "406 Not Acceptable",
                                                 "{}");
                            })
                            .again());
    const auto all = f.wait_for(f.at("COMPUTE", why.path).list(undemanding));
    CHECK(f.targets() == targets{why.first, "/", why.then});
    REQUIRE(all.timing().calls.size() == 1);
    const rest::call_timing& call = all.timing().calls.front();
    CHECK(call.in(rest::call_step::discover) == 250ms);
    CHECK(call.in(rest::call_step::answer) == 60ms);
    CHECK(call.took == 310ms);
    CHECK(call.longest() == rest::call_step::discover);
  }
}

TEST_CASE("an endpoint of one's own may name the project") {
  scripted f;
  const auto cloud = f.at("IMAGE", "/v2/%(project_id)s");
  CHECK(f.trouble(cloud, images).starts_with("image: 404 "));
  const std::string target = f.targets().front();
  CHECK(target.size() == std::string("/v2/").size() + 32 + std::string("/images").size());
}

TEST_CASE("a microversion is asked for at once, in the new field and the old one") {
  scripted f;
  f.on("/v2.1/servers", json_answer("200 OK", R"({"servers":[]})", "OpenStack-API-Version: compute 2.79\r\n"));
  CHECK(f.trouble(f.at("COMPUTE", "/v2.1"), versioned).empty());
  REQUIRE(f.service.requests().size() == 1);
  CHECK(field_in(f.service.requests()[0], "OpenStack-API-Version") == "compute 2.79");
  CHECK(field_in(f.service.requests()[0], "X-OpenStack-Nova-API-Version") == "2.79");
}

TEST_CASE("an older server is asked for the newest it has; that is remembered") {
  scripted f;
  f.service.otherwise(sheaf::testing::script()
                          .answer([](std::string_view request) {
                            if (request.find("compute 2.60") != request.npos) {
                              return json_answer("200 OK", R"({"servers":[]})",
                                                 "OpenStack-API-Version: compute 2.60\r\n");
                            }
                            return json_answer(
                                "406 Not Acceptable",
                                R"({"computeFault": {"code": 406, "message": "Version 2.79 is not supported by the API. Minimum is 2.1 and maximum is 2.60."}})");
                          })
                          .again());
  const auto cloud = f.at("COMPUTE", "/v2.1");
  CHECK(f.trouble(cloud, versioned).empty());
  CHECK(f.trouble(cloud, undemanding).empty());
  CHECK(f.service.requests().size() == 3);
}

TEST_CASE("a range that a refusal does not tell is read from the version document") {
  scripted f;
  f.on("/v2.1/servers", json_answer("406 Not Acceptable", "no"));
  f.on("/", json_answer("200 OK", R"({"versions":[{"id":"v2.1","version":"2.40","min_version":"2.1","links":[]}]})"));
  const auto cloud = f.at("COMPUTE", "/v2.1");
  CHECK(f.trouble(cloud, versioned) ==
        "compute: it has microversions 2.1 to 2.40, and this list is read in 2.53 to 2.79");
  CHECK(f.trouble(cloud, undemanding).starts_with("compute: 406 "));  // asked for 2.40, and refused again
  CHECK(f.targets() == targets{"/v2.1/servers", "/", "/v2.1/servers", "/"});
  CHECK(field_in(f.service.requests()[2], "OpenStack-API-Version") == "compute 2.40");
}

TEST_CASE("a server that is too old for a list says so before it is asked again; for one that reads older answers it will do") {
  scripted f;
  f.on("/v2.1/servers", json_answer("200 OK", R"({"servers":[]})", "OpenStack-API-Version: compute 2.1\r\n"));
  const auto cloud = f.at("COMPUTE", "/v2.1");
  CHECK(f.trouble(cloud, versioned) ==
        "compute: it answers in microversion 2.1, and this list is read in 2.53 to 2.79");
  CHECK(f.trouble(cloud, undemanding).empty());
  f.on("/v2.1/servers", json_answer("200 OK", R"({"servers":[]})"));
  CHECK(f.trouble(cloud, versioned) ==
        "compute: it answers in no microversion at all, and this list is read in 2.53 to 2.79");
}

TEST_CASE("microversions that make no sense are not believed, neither of a refusal nor of a version document, and are soon forgotten") {
  constexpr std::pair<const char*, const char*> absurd[] = {{"2.93", "2.1"},
                                                            {"one", "two"},
                                                            {"", ""},
                                                            {"2.1", ""},
                                                            {"2.1", "999999999999.1"},
                                                            {"900.1", "999.9"},
                                                            {"2.1", "2.999"},
                                                            {"2.4000000000", "2.4100000000"},
                                                            {"0.0", "0.1"}};
  const std::string good = json_answer("200 OK", R"({"servers":[]})", "OpenStack-API-Version: compute 2.79\r\n");
  for (const auto& [least, most] : absurd) {
    CAPTURE(least);
    CAPTURE(most);
    const std::string sentence = "Minimum is " + std::string(least) + " and maximum is " + most + ".";
    const std::string document = R"({"versions":[{"id":"v2.1","min_version":")" + std::string(least) +
                                 R"(","version":")" + most + R"(","links":[]}]})";
    const std::pair<std::string, std::string> ways[] = {{sentence, "{}"}, {"no", document}, {sentence, document}};
    for (const auto& [refusal, root] : ways) {
      scripted f;
      f.on("/v2.1/servers", json_answer("406 Not Acceptable", refusal));
      f.on("/", json_answer("200 OK", root));
      const auto cloud = f.at("COMPUTE", "/v2.1");
      for (const std::string& said : {f.trouble(cloud, versioned), f.trouble(cloud, undemanding)}) {
        CHECK(said.starts_with("compute: 406 Not Acceptable from "));
        CHECK(said.ends_with(" (it names no microversion that could be asked for instead)"));
      }
      CHECK(f.targets() == targets{"/v2.1/servers", "/", "/v2.1/servers", "/"});
      f.on("/v2.1/servers", good);
      CHECK(f.trouble(cloud, versioned).empty());
      CHECK(field_in(f.service.requests().back(), "OpenStack-API-Version") == "compute 2.79");
    }
    scripted moved;  // the document is read because of where the service is
    moved.on("/", json_answer("200 OK", R"({"versions":[{"id":"v2.1","min_version":")" + std::string(least) +
                                            R"(","version":")" + most +
                                            R"(","links":[{"rel":"self","href":"/moved/v2.1"}]}]})"));
    moved.on("/moved/v2.1/servers", good);
    CHECK(moved.trouble(moved.at("COMPUTE", ""), versioned).empty());
    CHECK(field_in(moved.service.requests().back(), "OpenStack-API-Version") == "compute 2.79");
  }
}

TEST_CASE("microversions of a version document that prove wrong give way to those of the refusal") {
  scripted f;
  f.on(
      "/",
      json_answer(
          "200 OK",
          R"({"versions":[{"id":"v2.1","min_version":"2.0","version":"2.0","links":[{"rel":"self","href":"/moved/v2.1"}]}]})"));
  f.on("/moved/v2.1/servers",
       json_answer("406 Not Acceptable",
                   "Version 2.0 is not supported by the API. Minimum is 2.1 and maximum is 2.93."));
  const auto cloud = f.at("COMPUTE", "");
  CHECK(f.trouble(cloud, undemanding).starts_with("compute: 406 "));  // which is all this server can say
  std::vector<std::string> asked;
  for (const std::string& request : f.service.requests()) {
    if (request.starts_with("GET /moved/")) asked.push_back(field_in(request, "OpenStack-API-Version"));
  }
  CHECK(asked == std::vector<std::string>{"compute 2.0", "compute 2.79"});
}

TEST_CASE("a list that names no microversion gets the one that is configured") {
  scripted f;
  f.on("/v2/images", one_image);
  const auto cloud =
      f.make({{"OS_IMAGE_ENDPOINT_OVERRIDE", f.service.url("/v2")}, {"OS_IMAGE_DEFAULT_MICROVERSION", "2.5"}});
  CHECK(f.trouble(cloud, images).empty());
  CHECK(field_in(f.service.requests()[0], "OpenStack-API-Version") == "image 2.5");
}

TEST_CASE("interfaces and regions are tried in the order asked for") {
  cloud_fixture f;
  const auto who = credentials_of(f.environment());
  const auto cloud = [&](const openstack::credentials& of) {
    return openstack::cloud(f.context.get_executor(), of, openstack::cloud_options().time(&f.clock));
  };
  CHECK(f.page(cloud(who.regions({"Nowhere", "RegionOne", "RegionTwo"}))));
  CHECK(f.page(cloud(who.interfaces({"none", "internal"}))));
  CHECK(f.page(cloud(credentials_of(
                   f.environment({{"OS_REGION_NAME", "RegionOne"}, {"OS_COMPUTE_REGION_NAME", "Nowhere"}}))))
            .problems()
            .size() == 1);
}

TEST_CASE("who has no catalog yet can ask keystone") {
  cloud_fixture f;
  const auto who = openstack::credentials::password(
                       f.there.auth_url(), openstack::identified::by_name(f.there.username()), f.there.password())
                       .scope(openstack::scope::unscoped());
  const openstack::cloud cloud(f.context.get_executor(), who, openstack::cloud_options().time(&f.clock));
  constexpr rest::resource<thing> projects{.service = "identity", .path = "/auth/projects", .key = "projects"};
  auto page = f.wait_for(cloud.fetch(rest::resources(projects)));
  CHECK(page.get<0>().message() == "");
  CHECK(page.get<0>().size() == f.there.ids("identity/auth_projects").size());
}
