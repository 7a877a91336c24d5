// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/testing/simulated_cloud.hpp, which comes first so that it proves it compiles alone.
#include <sheaf/testing/simulated_cloud.hpp>

#include <sheaf/testing/manual_time.hpp>

#include "support/lab.hpp"

#include <doctest/doctest.h>
#include <asio/ssl/context.hpp>
#include <asio/ssl/stream.hpp>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using sheaf::testing::only;
using support::lab;
using support::simulated_cloud;
using support::simulated_cloud_options;

namespace {

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator folder("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(folder), end(folder)));
}

/// Lets everything that can happen now happen.
void settle(asio::io_context& context) {
  context.restart();
  while (context.poll() != 0) {
  }
}

}  // namespace

TEST_CASE("a login gives a token that the six lists accept, each answer ended by closing") {
  lab l;
  for (const std::string& list : support::six_lists) {
    CAPTURE(list);
    const auto answer = l.list(list);
    CHECK(answer.status() == "HTTP/1.1 200 OK");
    CHECK(answer.end == asio::error::eof);
    CHECK(answer.field("Content-Length") == "");
    CHECK(l.cloud.requests(list) == 1);
  }
  CHECK(l.cloud.requests("token") == 1);
  CHECK(l.cloud.tokens_issued() == 1);
  CHECK(l.cloud.unauthorized() == 0);
  CHECK(l.cloud.connections_accepted() == 7);
  settle(l.context);
  CHECK(l.cloud.connections_open() == 0);
}

TEST_CASE("the environment leads to it") {
  lab l;
  const auto variables = l.cloud.environment();
  const auto value = [&](const std::string& name) {
    const auto found = std::find_if(variables.begin(), variables.end(), [&](const auto& v) { return v.first == name; });
    return found == variables.end() ? std::string() : found->second;
  };
  CHECK(value("OS_AUTH_URL") == l.cloud.auth_url());
  CHECK(value("OS_AUTH_URL") == "http://127.0.0.1:" + std::to_string(l.port("identity")) + "/v3");
  CHECK(value("OS_USERNAME") == l.cloud.username());
  CHECK(value("OS_PASSWORD") == l.cloud.password());
  CHECK(value("OS_PROJECT_NAME") == l.cloud.project_name());
  CHECK(value("OS_USER_DOMAIN_NAME") == "Default");
  CHECK(value("OS_REGION_NAME") == "RegionOne");
  CHECK(l.cloud.endpoint("compute").ends_with("/v2.1"));
}

TEST_CASE("what is misspelt is refused with the words there are") {
  lab l;
  CHECK_THROWS_WITH_AS(
      l.cloud.fail("server", 503),
      "no list \"server\"; there are token servers flavors images networks ports floatingips versions other, and others as SERVICE/LIST: "
      "block-storage/volumes",
      std::invalid_argument);
  CHECK_THROWS_WITH_AS(
      l.cloud.fail("database/instance", 503),
      "no list \"database/instance\"; there are database/instances database/flavors database/datastores database/backups",
      std::invalid_argument);
  CHECK_THROWS_WITH_AS(
      static_cast<void>(l.cloud.endpoint("nova")),
      "no service \"nova\"; there are identity compute image network block-storage placement orchestration load-balancer dns "
      "object-store shared-file-system key-manager baremetal container-infrastructure-management database",
      std::invalid_argument);
  CHECK_THROWS_AS(static_cast<void>(l.cloud.ids("token")), std::invalid_argument);
}

TEST_CASE(
    "kept alive, answers have their length and a connection takes many requests, until the client asks to close") {
  lab l(simulated_cloud_options().keep_alive().servers(3));
  l.token = l.wait_for(support::exchange(l.port("identity"),
                                         [&] {
                                           std::string login = lab::login_request(l.password_body());
                                           return login.replace(login.find("\r\n"), 2, "\r\nConnection: close\r\n");
                                         }()))
                .field("X-Subject-Token");
  REQUIRE(l.token.size() > 100);
  const std::string first = l.request("GET", "compute", "/v2.1/servers?limit=1");
  const std::string last = l.request("GET", "compute", "/v2.1/flavors", "Connection: close\r\n");
  const auto before = l.cloud.connections_accepted();
  // Both at once: the second waits its turn in the server.
  const auto both = l.send("compute", first + last);
  CHECK(l.cloud.connections_accepted() == before + 1);
  CHECK(both.end == asio::error::eof);
  const std::size_t length = std::stoul(both.field("Content-Length"));
  CHECK(both.bytes.starts_with("HTTP/1.1 200 OK\r\nContent-Length: "));
  const std::string rest = both.body().substr(length);
  CHECK(rest.starts_with("HTTP/1.1 200 OK\r\nContent-Length: "));
  CHECK(rest.find("\r\nConnection: close\r\n") != std::string::npos);
  CHECK(support::parse(both.body().substr(0, length)).find("servers"));
  CHECK(support::parse(rest.substr(rest.find("\r\n\r\n") + 4)).find("flavors"));
}

TEST_CASE("a token ends when its time is up by the time source's wall clock") {
  sheaf::testing::manual_time clock;
  lab l(simulated_cloud_options().time(&clock).token_lifetime(60s));
  const auto login = l.log_in(l.password_body());
  l.token = login.field("X-Subject-Token");
  CHECK(support::text(support::parse(login.body()), "token.issued_at") == "2026-01-01T00:00:00.000000Z");
  CHECK(support::text(support::parse(login.body()), "token.expires_at") == "2026-01-01T00:01:00.000000Z");
  clock.advance(59s);
  CHECK(l.list("ports").status() == "HTTP/1.1 200 OK");
  // A token made from a token ends with it.
  const auto second = l.log_in(R"({"auth": {"identity": {"methods": ["token"], "token": {"id": ")" + l.token +
                               R"("}}, "scope": )"
                               R"({"project": {"name": "demo", "domain": {"name": "Default"}}}}})");
  CHECK(support::text(support::parse(second.body()), "token.expires_at") == "2026-01-01T00:01:00.000000Z");
  clock.advance(1s);
  for (const std::string& list : support::six_lists) CHECK(l.list(list).status() == "HTTP/1.1 401 Unauthorized");
  CHECK(l.cloud.unauthorized() == 6);
}

TEST_CASE("expire_tokens makes what was issued so far worthless, and nothing later") {
  lab l;
  CHECK(l.list("images").status() == "HTTP/1.1 200 OK");
  l.cloud.expire_tokens();
  CHECK(l.list("images").status() == "HTTP/1.1 401 Unauthorized");
  l.token.clear();
  CHECK(l.list("images").status() == "HTTP/1.1 200 OK");
  CHECK(l.cloud.tokens_issued() == 2);
}

TEST_CASE("an answer waits for its latency by the time source, and other lists do not wait with it") {
  sheaf::testing::manual_time clock;
  lab l(simulated_cloud_options().time(&clock).latency("servers", 120ms));
  l.list("flavors");
  support::spawned<support::raw_answer> slow;
  support::spawn(l.context, support::exchange(l.port("compute"), l.request("GET", "compute", "/v2.1/servers")), slow);
  support::run_until(l.context, [&] { return clock.waiting() == 1; });
  CHECK(clock.next() == clock.now() + 120ms);
  CHECK(l.list("flavors").status() == "HTTP/1.1 200 OK");
  clock.advance(119ms);
  settle(l.context);
  CHECK(!slow.done);
  clock.advance(1ms);
  support::run_until(l.context, [&] { return slow.done; });
  CHECK(slow.get().status() == "HTTP/1.1 200 OK");
  l.cloud.latency("servers", 0ms);
  CHECK(l.list("servers").status() == "HTTP/1.1 200 OK");
  CHECK(clock.waiting() == 0);
}

TEST_CASE("a client that goes away while it waits is noticed: its connection is closed, its timer gone") {
  sheaf::testing::manual_time clock;
  lab l(simulated_cloud_options().time(&clock).latency("servers", 1h));
  l.list("flavors");
  l.cloud.hang("ports");
  settle(l.context);
  REQUIRE(l.cloud.connections_open() == 0);
  for (const auto& [service, target] : {std::pair("compute", "/v2.1/servers"), std::pair("network", "/v2.0/ports")}) {
    asio::ip::tcp::socket socket(l.context);
    socket.connect({asio::ip::address_v4::loopback(), l.port(service)});
    asio::write(socket, asio::buffer(l.request("GET", service, target)));
    const auto before = l.cloud.requests("servers") + l.cloud.requests("ports");
    support::run_until(l.context, [&] { return l.cloud.requests("servers") + l.cloud.requests("ports") > before; });
    CHECK(l.cloud.connections_open() == 1);
    socket.close();
    support::run_until(l.context, [&] { return l.cloud.connections_open() == 0; });
  }
  CHECK(clock.waiting() == 0);
}

TEST_CASE("told to fail, a list answers in its service's shape of an error until it is cleared") {
  lab l;
  l.list("flavors");
  for (const std::string& list : support::six_lists) l.cloud.fail(list, 503);
  CHECK(l.list("servers").body() == R"({"serviceUnavailable": {"code": 503, "message": "Told to fail."}})");
  CHECK(
      l.list("images").body() ==
      R"({"message": "Told to fail.<br /><br />\n\n\n", "code": "503 Service Unavailable", "title": "Service Unavailable"})");
  CHECK(l.list("ports").body() ==
        R"({"NeutronError": {"type": "HTTPServiceUnavailable", "message": "Told to fail.", "detail": ""}})");
  CHECK(l.list("networks").status() == "HTTP/1.1 503 Service Unavailable");
  l.cloud.fail("token", 500);
  const auto refused = l.log_in(l.password_body());
  CHECK(refused.status() == "HTTP/1.1 500 INTERNAL SERVER ERROR");
  CHECK(refused.body() ==
        "{\"error\":{\"code\":500,\"message\":\"Told to fail.\",\"title\":\"Internal Server Error\"}}\n");
  l.cloud.fail("servers", 401);
  CHECK(support::normal(l.list("servers").bytes) ==
        support::normal(support::captured("error-401-bad-token-nova").bytes));
  CHECK(l.cloud.unauthorized() == 1);
  for (const std::string& list : support::six_lists) l.cloud.clear(list);
  for (const std::string& list : support::six_lists) CHECK(l.list(list).status() == "HTTP/1.1 200 OK");
}

TEST_CASE("a fault can meet some requests only") {
  lab l;
  l.list("flavors");
  l.cloud.fail("servers", 500, only().after(1).times(2));
  const auto status = [&] { return l.list("servers").status().substr(9, 3); };
  CHECK(status() == "200");
  CHECK(status() == "500");
  CHECK(status() == "500");
  CHECK(status() == "200");
  CHECK(l.cloud.requests("servers") == 4);
}

TEST_CASE("connections are reset, cut and hung as told, at the byte told") {
  lab l(simulated_cloud_options().servers(3));
  const std::string whole = l.list("servers").bytes;
  CHECK(l.cloud.answer_bytes("servers").size() == whole.size());

  l.cloud.reset("servers");
  auto answer = l.list("servers");
  CHECK(answer.bytes == "");
  CHECK(answer.end == asio::error::connection_reset);

  l.cloud.reset_after("servers", 100);
  answer = l.list("servers");
  CHECK(answer.bytes == whole.substr(0, 100));
  CHECK(answer.end == asio::error::connection_reset);

  for (const std::size_t bytes :
       {std::size_t{0}, std::size_t{1}, std::size_t{300}, whole.size() - 1, whole.size(), whole.size() + 1}) {
    CAPTURE(bytes);
    l.cloud.truncate("servers", bytes);
    answer = l.list("servers");
    CHECK(answer.bytes.size() == std::min(bytes, whole.size()));
    CHECK(answer.bytes.substr(0, 40) == whole.substr(0, std::min<std::size_t>(bytes, 40)));
    CHECK(answer.end == asio::error::eof);
  }

  l.cloud.hang("servers");
  support::spawned<support::raw_answer> hung;
  support::spawn(l.context, support::exchange(l.port("compute"), l.request("GET", "compute", "/v2.1/servers")), hung);
  support::run_until(l.context, [&] { return l.cloud.requests("servers") == 10; });
  settle(l.context);
  CHECK(!hung.done);
  l.cloud.stop();
  support::run_until(l.context, [&] { return hung.done; });
  CHECK(hung.get().bytes == "");
}

TEST_CASE("exact bytes and other bodies are sent as given") {
  lab l;
  l.list("flavors");
  l.cloud.answer("images", "HTTP/1.1 200 Fine\r\nRetry-After: 3\r\n\r\nnonsense");
  CHECK(l.list("images").bytes == "HTTP/1.1 200 Fine\r\nRetry-After: 3\r\n\r\nnonsense");
  l.cloud.body("images", "{\"images\": []}");
  const auto answer = l.list("images");
  CHECK(answer.body() == "{\"images\": []}");
  CHECK(support::normal(answer.head()) == support::normal(support::captured("glance-images").head()));
}

TEST_CASE("what was asked last can be read, and its answer had again, without a trace") {
  lab l(simulated_cloud_options().servers(4));
  for (const std::string& list : support::six_lists) {
    CAPTURE(list);
    CHECK(l.cloud.last_head(list) == "");
    CHECK(l.cloud.answer_bytes(list).starts_with("HTTP/1.1 200 OK\r\n"));
  }
  CHECK(l.cloud.answer_bytes("token").starts_with("HTTP/1.1 201 CREATED\r\n"));
  CHECK(l.cloud.answer_bytes("token").size() == l.log_in(l.password_body()).bytes.size());
  CHECK(l.cloud.tokens_issued() == 1);
  const auto answer = l.list("servers", "?limit=2");
  CHECK(l.cloud.last_head("servers").starts_with("GET /v2.1/servers/detail?limit=2 HTTP/1.1\r\n"));
  CHECK(l.cloud.last_head("servers").find("\r\nX-Auth-Token: " + l.token + "\r\n") != std::string::npos);
  l.cloud.expire_tokens();
  CHECK(support::normal(l.cloud.answer_bytes("servers")) == support::normal(answer.bytes));
  CHECK(l.cloud.requests("servers") == 1);
  CHECK(l.list("servers").status() == "HTTP/1.1 401 Unauthorized");
}

TEST_CASE("over TLS it gives the same answers, ends whole ones with a goodbye and cut ones without") {
  sheaf::testing::certificate_authority authority;
  lab l(simulated_cloud_options().servers(3).tls(
      authority.issue(sheaf::testing::certificate_profile().address("127.0.0.1"))));
  asio::ssl::context trust(asio::ssl::context::tls_client);
  trust.add_certificate_authority(asio::buffer(authority.pem()));
  trust.set_verify_mode(asio::ssl::verify_peer);
  const auto exchange = [&](std::string_view service, std::string request) {
    const auto talk = [](lab& at, asio::ssl::context& with, std::uint16_t port,
                         std::string text) -> asio::awaitable<support::raw_answer> {
      asio::ssl::stream<asio::ip::tcp::socket> stream(at.context, with);
      co_await stream.next_layer().async_connect({asio::ip::address_v4::loopback(), port}, asio::use_awaitable);
      co_await stream.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
      co_await asio::async_write(stream, asio::buffer(text), asio::use_awaitable);
      support::raw_answer answer;
      co_await support::read_to_end(stream, answer);
      co_return answer;
    };
    return l.wait_for(talk(l, trust, l.port(service), std::move(request)));
  };
  const auto login = exchange("identity", lab::login_request(l.password_body()));
  CHECK(login.status() == "HTTP/1.1 201 CREATED");
  CHECK(login.body().find("\"url\": \"" + l.cloud.endpoint("network") + '"') != std::string::npos);
  CHECK(l.cloud.endpoint("network").starts_with("https://127.0.0.1:"));
  l.token = login.field("X-Subject-Token");
  const std::string request = l.request("GET", "compute", "/v2.1/servers/detail");
  const auto whole = exchange("compute", request);
  CHECK(whole.end == asio::error::eof);
  CHECK(support::rows(whole, "servers").size() == 3);
  CHECK(whole.bytes.size() == l.cloud.answer_bytes("servers").size());
  l.cloud.truncate("servers", 500);
  const auto cut = exchange("compute", request);
  CHECK(cut.bytes.size() == 500);
  CHECK(cut.end == asio::ssl::error::stream_truncated);
}

TEST_CASE("stopped, it lets the io_context return and leaves no descriptor open") {
  const std::size_t before = open_descriptors();
  {
    lab l(simulated_cloud_options().keep_alive());
    asio::ip::tcp::socket idle(l.context), waiting(l.context);
    idle.connect({asio::ip::address_v4::loopback(), l.port("compute")});
    waiting.connect({asio::ip::address_v4::loopback(), l.port("identity")});
    l.cloud.hang("versions");
    asio::write(waiting, asio::buffer("GET /v3 HTTP/1.1\r\n\r\n", 20));
    support::run_until(l.context, [&] { return l.cloud.connections_open() == 2 && l.cloud.requests("versions") == 1; });
    l.cloud.stop();
    l.context.restart();
    l.context.run();
    CHECK(l.cloud.connections_open() == 0);
    CHECK(l.cloud.requests("versions") == 1);
  }
  CHECK(open_descriptors() == before);
}

TEST_CASE("the last handle or the io_context may go first, with requests under way") {
  const std::size_t before = open_descriptors();
  const auto begin_requests = [](asio::io_context& context, simulated_cloud& cloud,
                                 std::vector<asio::ip::tcp::socket>& sockets) {
    cloud.hang("versions");
    cloud.latency("other", 1h);
    for (const char* target : {"/", "/v3/nosuch", ""}) {
      const std::string url = cloud.endpoint("identity");
      const auto port = static_cast<std::uint16_t>(std::stoi(url.substr(url.find(':', 7) + 1)));
      sockets.emplace_back(context).connect({asio::ip::address_v4::loopback(), port});
      asio::write(sockets.back(), asio::buffer("GET " + std::string(target) + (*target ? " HTTP/1.1\r\n\r\n" : "")));
    }
    support::run_until(context, [&] {
      return cloud.connections_open() == 3 && cloud.requests("versions") + cloud.requests("other") == 2;
    });
  };
  SUBCASE("the handle, and the io_context runs out of work") {
    asio::io_context context{1};
    std::vector<asio::ip::tcp::socket> sockets;
    {
      simulated_cloud cloud(context.get_executor());
      const simulated_cloud copy = cloud;
      begin_requests(context, cloud, sockets);
    }
    context.restart();
    context.run();
  }
  SUBCASE("the handle, and the io_context never runs again") {
    asio::io_context context{1};
    std::vector<asio::ip::tcp::socket> sockets;
    simulated_cloud cloud(context.get_executor());
    begin_requests(context, cloud, sockets);
  }
  SUBCASE("the io_context") {
    auto context = std::make_unique<asio::io_context>(1);
    std::optional<simulated_cloud> cloud(context->get_executor());
    {
      std::vector<asio::ip::tcp::socket> sockets;
      begin_requests(*context, *cloud, sockets);
    }
    context.reset();
    CHECK(cloud->connections_open() == 0);
    CHECK(cloud->requests("versions") == 1);
  }
  SUBCASE("never run at all") {
    asio::io_context context{1};
    simulated_cloud cloud(context.get_executor());
  }
  CHECK(open_descriptors() == before);
}
