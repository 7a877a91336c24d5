// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/testing/simulated_cloud.hpp, which comes first so that it proves it compiles alone.
#include <sheaf/testing/simulated_cloud.hpp>

#include "support/raw_http.hpp"
#include "support/run_until.hpp"
#include "support/run.hpp"
#include <doctest/doctest.h>

#include <chrono>
#include <string>

using sheaf::testing::simulated_cloud;
using sheaf::testing::simulated_cloud_options;

namespace {

struct lab {
  explicit lab(simulated_cloud_options options = {}) : cloud(context.get_executor(), options) {}

  asio::io_context context{1};
  simulated_cloud cloud;
  std::string token;

  template <class T>
  T wait_for(asio::awaitable<T> work) {
    support::spawned<T> out;
    support::spawn(context, std::move(work), out);
    support::run_until(context, [&] { return out.done; });
    return out.get();
  }

  static std::uint16_t port_of(const std::string& url) {
    const std::size_t colon = url.find(':', 7);
    return static_cast<std::uint16_t>(std::stoi(url.substr(colon + 1)));
  }

  support::raw_answer send(std::string_view service, const std::string& request) {
    return wait_for(support::exchange(port_of(cloud.endpoint(service)), request));
  }

  support::raw_answer log_in(const std::string& password) {
    std::string quoted;
    for (const char c : password) quoted += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
    const std::string body = R"({"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "demo", )"
                             R"("domain": {"name": "Default"}, "password": ")" + quoted +
                             R"("}}}, "scope": {"project": {"name": "demo", "domain": {"name": "Default"}}}}})";
    return send("identity", "POST /v3/auth/tokens HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: " +
                                std::to_string(body.size()) + "\r\n\r\n" + body);
  }

  support::raw_answer get(std::string_view service, const std::string& target, const std::string& fields = {}) {
    if (token.empty()) token = log_in(cloud.password()).field("X-Subject-Token");
    return send(service, "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port_of(cloud.endpoint(service))) +
                             "\r\nAccept: application/json\r\nX-Auth-Token: " + token + "\r\n" + fields + "\r\n");
  }
};

}  // namespace

TEST_CASE("a login gives a token that the six lists accept") {
  lab l;
  for (const auto& [service, target] : {std::pair("compute", "/v2.1/servers/detail"), std::pair("compute", "/v2.1/flavors/detail"),
                                        std::pair("image", "/v2/images"), std::pair("network", "/v2.0/networks"),
                                        std::pair("network", "/v2.0/ports"), std::pair("network", "/v2.0/floatingips")}) {
    const auto answer = l.get(service, target);
    CAPTURE(target);
    CAPTURE(answer.bytes.substr(0, 2000));
    CHECK(answer.status() == "HTTP/1.1 200 OK");
    CHECK(answer.end == asio::error::eof);
  }
}
