// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/error.hpp.
#include <sheaf/openstack/error.hpp>

#include "support/captured_list.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace support;
namespace openstack = sheaf::openstack;
using openstack::read_fault;

namespace {
std::string said(std::string_view body) {
  const auto fault = read_fault(body);
  return fault.code + '|' + fault.message;
}
}  // namespace

TEST_CASE("every service's way of saying no is read into a code and a message") {
  CHECK(said(R"({"itemNotFound": {"code": 404, "message": "Instance x could not be found."}})") ==
        "itemNotFound|Instance x could not be found.");
  CHECK(said(R"({"overLimit": {"message": "slow", "code": 429, "retryAfter": "5"}})") == "overLimit|slow");
  CHECK(said(R"({"error":{"code":401,"message":"no","title":"Unauthorized"}})") == "Unauthorized|no");
  CHECK(said(R"({"NeutronError": {"type": "PortNotFound", "message": "Port x", "detail": ""}})") ==
        "PortNotFound|Port x");
  CHECK(said(R"({"NeutronError": "bare"})") == "|bare");
  CHECK(said(R"({"message": "gone<br /><br />\n\n\n", "code": "404 Not Found", "title": "Not Found"})") ==
        "Not Found|gone");
  CHECK(
      said(
          R"({"errors": [{"status": 400, "title": "Bad Request", "detail": "no such\nfilter", "request_id": "req-1"}, {"title": "x"}]})") ==
      "Bad Request|no such filter");
  CHECK(
      said(
          R"({"explanation": "why", "code": 404, "error": {"message": "m", "type": "EntityNotFound"}, "title": "Not Found"})") ==
      "EntityNotFound|why");
  CHECK(said(R"({"faultcode": "Client", "faultstring": "pool x", "debuginfo": null})") == "Client|pool x");
  CHECK(said(R"({"error_message": "{\"faultcode\": \"Client\", \"faultstring\": \"node x\"}"})") == "Client|node x");
  CHECK(said(R"({"error_message": {"faultcode": "Client", "faultstring": "node x"}})") == "Client|node x");
  CHECK(said(R"({"code": 404, "type": "zone_not_found", "message": "z", "request_id": "req-2"})") ==
        "zone_not_found|z");
  CHECK(said(R"({"code": 404, "title": "Not Found", "description": null})") == "Not Found|");
  CHECK(said(R"({"error": "plain"})") == "|plain");
}

TEST_CASE("what is no JSON, or none of these shapes, is its text in one line") {
  CHECK(said("<html><body><h1>503 Service Unavailable</h1>\nNo server is available.</body></html>") ==
        "|503 Service Unavailable No server is available.");
  CHECK(said("Authentication\trequired\n") == "|Authentication required");
  CHECK(said("") == "|");
  CHECK(said(R"({"message": "cut)") == R"(|{"message": "cut)");
  CHECK(said(R"([1])") == "|[1]");
  CHECK(said(R"({"a": 1})") == R"(|{"a": 1})");
  CHECK(read_fault(std::string(5000, 'x')).message.size() == 203);
}

TEST_CASE("a proxy's page is its words, without title and style") {
  CHECK(
      said(
          "<html><head><title>502 Bad Gateway</title><style>p { x: y }</style></head>\n<body><center><h1>502 Bad Gateway</h1></center>"
          "<hr><center>nginx/1.22</center></body></html>") == "|502 Bad Gateway nginx/1.22");
}

TEST_CASE("an error says whether the same request may succeed later") {
  const auto retryable = [](int status, http::fields fields = {}) {
    return openstack::make_api_error("x", http::response(status, std::move(fields), "{}"), "").retryable();
  };
  for (const int status : {429, 498, 502, 503, 504}) CHECK(retryable(status));
  for (const int status : {400, 401, 403, 404, 405, 406, 409, 410, 413, 414, 500, 501}) CHECK_FALSE(retryable(status));
  http::fields wait;
  wait.add("Retry-After", "5");
  CHECK(retryable(413, wait));
  CHECK_FALSE(retryable(500, wait));
}

TEST_CASE("a secret that a server repeats is not in the error, not even where the text is cut") {
  CHECK(read_fault(R"({"error":{"message":"no such token gAAAAAsecret!"}})", "gAAAAAsecret").message ==
        "no such token ***!");
  CHECK(read_fault("gAAAAAsecret and gAAAAAsecret", "gAAAAAsecret").message == "*** and ***");
  CHECK(read_fault(R"({"error":{"message":"pass\"word\u00e9"}})", "pass\"wordé").message == "***");
  const std::string long_text = std::string(190, 'x') + "gAAAAAsecret";
  CHECK(read_fault(long_text, "gAAAAAsecret").message == std::string(190, 'x') + "***");
}

TEST_CASE("real services' errors are read: each has a message, or says as much as its status does") {
  std::size_t seen = 0;
  for (const captured_answer& one : captured_answers("error-")) {
    CAPTURE(one.name);
    if (one.status < 400) continue;
    ++seen;
    const auto fault = read_fault(one.body);
    CAPTURE(fault.message);
    CHECK((!fault.message.empty() || fault.code == "Not Found"));
    CHECK(fault.message.find('<') == std::string::npos);
    CHECK(fault.message.find('\n') == std::string::npos);
    const auto e = openstack::make_api_error("service", http::response(one.status, one.fields, one.body), "");
    CHECK(e.status() == one.status);
    CHECK(e.request_id() == std::string(one.fields.get("x-openstack-request-id").value_or("")));
  }
  CHECK(seen >= 80);
}
