// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/testing/detail/scrub.hpp: what may not be in a recorded answer, and what must stay as it was.
#include <sheaf/testing/detail/scrub.hpp>

#include <doctest/doctest.h>

#include <string>

namespace simulation = sheaf::testing::simulation;

TEST_CASE("a secret is known by its name, in whatever spelling; what only tells of one is none") {
  for (const char* name : {"adminPass",
                           "admin_pass",
                           "password",
                           "auth_password",
                           "X-Auth-Token",
                           "X-Subject-Token",
                           "Set-Cookie",
                           "Authorization",
                           "Openstack-Auth-Receipt",
                           "secret",
                           "client_secret",
                           "user_data",
                           "OS-EXT-SRV-ATTR:user_data",
                           "blob",
                           "payload",
                           "private_key",
                           "X-Account-Meta-Temp-URL-Key",
                           "temp_url_sig",
                           "ipmi_password",
                           "agent_secret_token",
                           "configdrive"}) {
    CAPTURE(name);
    CHECK(simulation::names_secret(name));
  }
  for (const char* name :
       {"id", "name", "secret_ref", "secret_refs", "secrets", "secret_type", "password_expires_at", "key_name",
        "config_drive", "fingerprint", "public_key", "X-Openstack-Request-Id", "trust_id", "bypass"}) {
    CAPTURE(name);
    CHECK_FALSE(simulation::names_secret(name));
  }
}

TEST_CASE("members that name a secret lose their value, wherever they are; everything else stays byte by byte") {
  const auto scrub = [](const char* text) { return simulation::json_scrubber::scrub(text); };
  CHECK(scrub(R"({"a":1, "adminPass" :  "x\"y","b":[{"user_data":"IyE="}]})") ==
        R"({"a":1, "adminPass" :  "***","b":[{"user_data":"***"}]})");
  CHECK(scrub(R"({"password": 1234, "n": 12})") == R"({"password": 0, "n": 12})");
  CHECK(scrub(R"({"password": null, "secret": "", "token": true})") ==
        R"({"password": null, "secret": "", "token": true})");
  CHECK(scrub(R"({"private_key": ["a", ["b"]], "tags": ["c"]})") ==
        R"({"private_key": ["***", ["***"]], "tags": ["c"]})");
  CHECK(scrub(R"({"secret": {"name": "n", "payload": "p"}, "secrets": [{"secret_ref": "r"}]})") ==
        R"({"secret": {"name": "n", "payload": "***"}, "secrets": [{"secret_ref": "r"}]})");
  CHECK(scrub(R"({"name": "\u00e9 {not JSON", "note": "{}"})") == R"({"name": "\u00e9 {not JSON", "note": "{}"})");
}

TEST_CASE("JSON within a text is looked into as well") {
  CHECK(simulation::json_scrubber::scrub(R"({"error_message": "{\"password\": \"x\", \"code\": 1}"})") ==
        R"({"error_message": "{\"password\": \"***\", \"code\": 1}"})");
}

TEST_CASE("what is no JSON stays as it is") {
  for (const char* text : {"", "<html>password: x</html>", R"({"password": "x")", R"({"password": "x"} )" "{"}) {
    CHECK(simulation::json_scrubber::scrub(text) == text);
  }
}

TEST_CASE("whatever looks like a token of keystone's is taken out, also of HTML") {
  const std::string token = "gAAAAABl" + std::string(170, 'x') + "-_==";
  CHECK(simulation::without_tokens("<p>" + token + "</p> and " + token) == "<p>***</p> and ***");
  CHECK(simulation::without_tokens("gAAAAA is how they begin") == "gAAAAA is how they begin");
}

TEST_CASE("URLs lose their hosts: the service's own has its name, another always the same one") {
  const auto replaced = [](const std::string& text) {
    return simulation::with_hosts_replaced(text, "https://cloud.example.org:8774", "compute");
  };
  CHECK(replaced(R"({"href": "https://cloud.example.org:8774/v2.1/servers?marker=a&limit=1"})") ==
        R"({"href": "http://compute.example/v2.1/servers?marker=a&limit=1"})");
  CHECK(replaced("https://CLOUD.example.org:8774") == "http://compute.example");
  const std::string other = replaced("http://cloud.example.org:8774/v2.1");  // behind a proxy that ends TLS
  CHECK(other.find("cloud.example.org") == std::string::npos);
  CHECK(other.ends_with(".example/v2.1"));
  CHECK(other == replaced("http://cloud.example.org:8774/v2.1"));
  CHECK(other != replaced("http://10.0.0.7:8774/v2.1"));
  CHECK(replaced("Keystone uri=\"http://keystone:5000/\", x").find("keystone:5000") == std::string::npos);
  CHECK(replaced("see http://[fd00::1]:80/a and file://b and a://").find("fd00") == std::string::npos);
  CHECK(simulation::with_hosts_replaced("http://nova/a http://nova:80/b", "http://nova", "compute") ==
        "http://compute.example/a http://compute.example/b");
}

TEST_CASE("users, passwords and signatures in URLs are left out") {
  const std::string text = simulation::with_hosts_replaced(
      "http://joe:hush@nova/a?temp_url_sig=abc&x=1&password=def&t%6fken=ghi#f", "http://nova", "compute");
  CHECK(text == "http://compute.example/a?temp_url_sig=***&x=1&password=***&t%6fken=***");
}
