// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/testing/recorder.hpp, which comes first so that it proves it compiles alone. Answers of a cloud
// are recorded and given again in openstack/answered_test.cpp.
#include <sheaf/testing/recorder.hpp>

#include <sheaf/testing/manual_time.hpp>

#include "support/folder.hpp"
#include "support/lab.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using sheaf::testing::recorder;
using support::folder;
using support::lab;
using support::simulated_cloud_options;

namespace {

struct place {
  std::string scheme_and_host, path_;
  [[nodiscard]] std::string origin() const { return scheme_and_host; }
  [[nodiscard]] std::string path() const { return path_; }
};

/// What a cloud tells of an answer, in a shape of our own.
struct told {
  std::string service = "compute", target = "/servers/detail?limit=2";
  bool from_root = false;
  place endpoint{"https://nova.corp:8774", "/v2.1"};
  int status = 200;
  std::string reason = "OK";
  std::vector<std::pair<std::string, std::string>> fields{{"Content-Type", "application/json"}};
  std::string body = R"({"servers": []})";
  std::chrono::nanoseconds took = 48213us;
};

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::set<std::string> names_in(const std::string& path) {
  std::set<std::string> out;
  for (const auto& file : std::filesystem::directory_iterator(path)) out.insert(file.path().filename().string());
  return out;
}

std::string what(const auto& call) {
  try {
    call();
  } catch (const std::runtime_error& e) {
    return e.what();
  }
  return {};
}

}  // namespace

TEST_CASE("an answer is a file: its head, what it answers and how long that took, its body") {
  const folder made;
  const recorder recorded(made.path("new/answers"));
  recorded(told());
  CHECK(recorded.answers() == 1);
  CHECK(
      text_of(made.path("new/answers/compute-servers-detail-1.http")) ==
      "HTTP/1.1 200 OK\r\nX-Recorded-Service: compute\r\nX-Recorded-Endpoint: /v2.1\r\nX-Recorded-Target: /servers/detail?limit=2\r\n"
      "X-Recorded-Milliseconds: 48.213\r\nContent-Type: application/json\r\n\r\n{\"servers\": []}");
}

TEST_CASE("files are numbered for each path, by all copies of a recorder, and behind those that are there") {
  const folder made;
  {
    const recorder recorded(made.path("a")), copy = recorded;
    recorded(told());
    copy(told());
    told other;
    other.service = "object-store";
    other.target = "/photos%20%C3%A9/?format=json";
    copy(other);
    CHECK(recorded.answers() == 3);
  }
  recorder(made.path("a"))(told());
  CHECK(names_in(made.path("a")) ==
        std::set<std::string>{"compute-servers-detail-1.http", "compute-servers-detail-2.http",
                              "compute-servers-detail-3.http", "object-store-photos-20-C3-A9-1.http"});
}

TEST_CASE("a link that was followed from the root is told below its endpoint where it leads there, and as from the root elsewhere") {
  const folder made;
  const recorder recorded(made.path("a"));
  told one;
  one.from_root = true;
  one.target = "/v2.1/servers/detail?page=2";
  recorded(one);
  CHECK(text_of(made.path("a/compute-servers-detail-1.http"))
            .find("X-Recorded-Target: /servers/detail?page=2\r\nX-Recorded-Milli") != std::string::npos);
  one.target = "/compute/more?x=2";
  recorded(one);
  CHECK(text_of(made.path("a/compute-compute-more-1.http"))
            .find("X-Recorded-Target: /compute/more?x=2\r\nX-Recorded-From: root\r\n") != std::string::npos);
}

TEST_CASE("no secret and no host of a URL is in any file: not of fields, bodies, targets") {
  const folder made;
  const recorder recorded(made.path("a"));
  const std::string token = "gAAAAABl" + std::string(170, 'T');
  told one;
  one.fields = {{"X-Subject-Token", token},
                {"Set-Cookie", "session=hush1"},
                {"Authorization", "Basic hush2"},
                {"Location", "https://nova.corp:8774/v2.1/servers"},
                {"WWW-Authenticate", "Keystone uri=\"https://keystone.corp:5000/\""},
                {"X-Account-Meta-Temp-URL-Key", "hush3"},
                {"X-Echo", token},
                {"Transfer-Encoding", "chunked"},
                {"Content-Length", "12"}};
  one.target = "/servers/detail?token=hush4&limit=2";
  one.body =
      R"({"servers": [{"adminPass": "hush5", "OS-EXT-SRV-ATTR:user_data": "hush6", "metadata": {"db_password": "hush7"},)"
      R"( "links": [{"href": "https://nova.corp:8774/v2.1/servers/1"}, {"href": "http://user:hush8@10.1.2.3/x?sig=hush9"}]}], "note": ")" +
      token + "\"}";
  recorded(one);
  one.status = 500;
  one.body = "<html>" + token + " https://nova.corp:8774/</html>";
  recorded(one);
  std::string all;
  for (const std::string& name : names_in(made.path("a"))) all += name + text_of(made.path("a/" + name));
  for (const char* secret :
       {"hush", "gAAAAA", "TTTT", "nova.corp", "keystone.corp", "10.1.2.3", "Transfer-Encoding", "Content-Length"}) {
    CAPTURE(secret);
    CHECK(all.find(secret) == std::string::npos);
  }
  for (const char* kept : {"X-Subject-Token: ***", "Location: http://compute.example/v2.1/servers", "limit=2",
                           "http://compute.example/v2.1/servers/1"}) {
    CAPTURE(kept);
    CHECK(all.find(kept) != std::string::npos);
  }
}

TEST_CASE("a folder that cannot be written to is an error that names it") {
  const folder made;
  const recorder recorded(made.path("a"));
  std::filesystem::remove(made.path("a"));
  CHECK(what([&] { recorded(told()); }).find("cannot write " + made.path("a/compute-servers-detail-1.http")) !=
        std::string::npos);
}

TEST_CASE("recorded answers are given again: in the order they came, the last again and again, their links leading here") {
  const folder made;
  const recorder recorded(made.path("a"));
  told one;
  one.status = 503;
  one.reason = "Busy";
  recorded(one);
  one.status = 200;
  one.reason = "OK";
  one.fields = {{"Content-Type", "application/json"}, {"X-Openstack-Request-Id", "req-1"}, {"Connection", "close"}};
  one.body =
      R"({"servers": [], "servers_links": [{"rel": "next", "href": "https://nova.corp:8774/v2.1/servers/detail?limit=2&marker=m"}]})";
  recorded(one);
  lab l(simulated_cloud_options().replay(made.path("a")));
  CHECK(l.cloud.endpoint("compute") == "http://127.0.0.1:" + std::to_string(l.port("compute")) + "/v2.1");
  CHECK(l.get("compute", "/v2.1/servers/detail?limit=2").status() == "HTTP/1.1 503 Busy");
  for (int i = 0; i != 2; ++i) {
    const auto answer = l.get("compute", "/v2.1/servers/detail?limit=2");
    CHECK(answer.status() == "HTTP/1.1 200 OK");
    CHECK(answer.field("X-Openstack-Request-Id") == "req-1");
    CHECK(answer.field("X-Recorded-Service") == "");
    CHECK(answer.body().find(l.cloud.endpoint("compute") + "/servers/detail?limit=2&marker=m") != std::string::npos);
  }
  CHECK(l.get("compute", "/v2.1/servers/detail?limit=3").status() == "HTTP/1.1 404 Not Found");
  l.token = "none";
  CHECK(l.get("compute", "/v2.1/servers/detail?limit=2").status() == "HTTP/1.1 401 Unauthorized");
}

TEST_CASE("the order of a target's parameters does not matter, nor how they are written") {
  const folder made;
  made.write(
      "a/x-1.http",
      "HTTP/1.1 200 OK\nX-Recorded-Service: dns\nX-Recorded-Endpoint: /v2/\nX-Recorded-Target: /zones?a=b%20c&d=e\n\nby hand");
  lab l(simulated_cloud_options().replay(made.path("a")));
  const auto answer = l.get("dns", "/v2/zones?d=e&a=b+c");
  CHECK(answer.status() == "HTTP/1.1 200 OK");
  CHECK(answer.body() == "by hand");
}

TEST_CASE("keystone's own lists are recorded ones, its logins are not, wherever the recorded one was") {
  const folder made;
  const recorder recorded(made.path("a"));
  told one;
  one.service = "identity";
  one.endpoint = {"https://cloud.corp", "/identity/v3"};
  one.target = "/projects";
  one.body = R"({"projects": []})";
  recorded(one);
  lab l(simulated_cloud_options().replay(made.path("a")));
  CHECK(l.get("identity", "/v3/projects").body() == R"({"projects": []})");
  CHECK(l.get("identity", "/v3/users").body().find("not recorded: GET /v3/users") != std::string::npos);
  CHECK(l.cloud.tokens_issued() == 1);
}

TEST_CASE("an answer takes as long as it took, where that is wanted") {
  const folder made;
  recorder(made.path("a"))(told());
  sheaf::testing::manual_time clock;
  lab at_once(simulated_cloud_options().replay(made.path("a")).time(&clock));
  CHECK(at_once.get("compute", "/v2.1/servers/detail?limit=2").status() == "HTTP/1.1 200 OK");

  lab l(simulated_cloud_options().replay(made.path("a")).recorded_latency().time(&clock));
  CHECK(l.get("identity", "/").status() == "HTTP/1.1 300 MULTIPLE CHOICES");
  support::spawned<support::raw_answer> slow;
  const auto asked = clock.now();
  support::spawn(l.context,
                 support::exchange(l.port("compute"), l.request("GET", "compute", "/v2.1/servers/detail?limit=2")),
                 slow);
  support::run_until(l.context, [&] { return clock.waiting() == 1; });
  CHECK(*clock.next() - asked == 48213us);
  clock.advance(48213us);
  support::run_until(l.context, [&] { return slow.done; });
  CHECK(slow.get().status() == "HTTP/1.1 200 OK");
}

TEST_CASE("a folder or a file that is no recording is refused, and said why") {
  const folder made;
  const auto replay = [&] { lab l(simulated_cloud_options().replay(made.path("a"))); };
  CHECK(what(replay) == "cannot read " + made.path("a") + ": No such file or directory");
  std::filesystem::create_directory(made.path("a"));
  CHECK(what(replay).find("no answers (*.http) are in " + made.path("a")) != std::string::npos);
  const std::string head = "HTTP/1.1 200 OK\r\n", service = "X-Recorded-Service: dns\r\n",
                    endpoint = "X-Recorded-Endpoint: /v2\r\n", target = "X-Recorded-Target: /zones\r\n";
  const std::pair<std::string, const char*> faults[] = {
      {"", "status line"},
      {"hello\r\n\r\n", "status line"},
      {head + service, "its head has no end"},
      {head + "x\r\n\r\n", "no field"},
      {head + endpoint + target + "\r\n", "no X-Recorded-Service"},
      {head + service + target + "\r\n", "no X-Recorded-Endpoint"},
      {head + service + endpoint + "\r\n", "X-Recorded-Target"},
      {head + service + endpoint + target + "X-Recorded-Milliseconds: -1\r\n\r\n", "Milliseconds"}};
  for (const auto& [text, why] : faults) {
    CAPTURE(text);
    made.write("a/x-1.http", text);
    CHECK(what(replay).find(made.path("a/x-1.http")) != std::string::npos);
    CHECK(what(replay).find(why) != std::string::npos);
  }
  made.write("a/x-1.http", head + service + endpoint + target + "\r\n");
  CHECK(what(replay).empty());
  made.write("a/y-1.http", head + service + "X-Recorded-Endpoint: /v1\r\n" + target + "\r\n");
  CHECK(what(replay).find("two endpoints") != std::string::npos);
}
