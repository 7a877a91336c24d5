// SPDX-License-Identifier: MIT
// include/sheaf/openstack/cloud.hpp again: no secret is in any text, whatever goes wrong and whatever servers repeat.
#include <sheaf/openstack/cloud.hpp>

#include <sheaf/gather.hpp>
#include <sheaf/rest/to_json.hpp>

#include "support/cloud_fixture.hpp"
#include "support/folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <fstream>
#include <initializer_list>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

using namespace support;
using namespace std::chrono_literals;
using openstack::credentials;
using openstack::identified;
using openstack::scope;
namespace compute = openstack::compute;

namespace {

std::string as_json(std::string_view text) {
  std::string out;
  json::write_string(out, text);
  return out.substr(1, out.size() - 2);
}

std::string as_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    c == '"'   ? out += "&quot;"
    : c == '&' ? out += "&amp;"
    : c == '<' ? out += "&lt;"
    : c == '>' ? out += "&gt;"
               : out += c;
  }
  return out;
}

// Hears every word that a cloud and its calls say, and knows what none of them may hold.
class witness {
 public:
  void keep_silent_of(const std::string& secret) {
    if (secret.empty() || std::find(secrets_.begin(), secrets_.end(), secret) != secrets_.end()) return;
    secrets_.push_back(secret);
    // Of a long one nothing that was cut off, either.
    for (const std::string& form : {secret, as_json(secret), as_html(secret)})
      forms_.push_back(form.substr(0, form.size() > 40 ? 20 : form.npos));
  }

  void hear(std::string_view text) {
    ++heard_;
    redacted_ += text.find("***") != text.npos;
    for (const std::string& form : forms_) {
      if (text.find(form) != text.npos) betrayals_.emplace_back(text);
    }
  }
  void hear(const std::exception_ptr& error) {
    if (!error) return;
    try {
      std::rethrow_exception(error);
    } catch (const rest::status_error& e) {
      for (const std::string& text :
           {std::string(e.what()), e.code(), e.message(), e.path(), e.request_id(), e.retry_after(), e.service()})
        hear(text);
    } catch (const http::error& e) {
      for (const std::string& text : {std::string(e.what()), e.origin(), e.code().message()}) hear(text);
    } catch (const std::exception& e) {
      hear(e.what());
    }
  }
  template <class Page>
  void hear_page(const Page& page) {
    hear(rest::to_json(page));
    for (const rest::problem& p : page.problems()) hear(p.message);
    page.each([&](const auto& list) {
      hear(list.message());
      hear(list.error());
      for (const std::string& id : list.request_ids()) hear(id);
    });
  }

  [[nodiscard]] std::size_t heard() const noexcept { return heard_; }
  [[nodiscard]] std::size_t redacted() const noexcept { return redacted_; }
  [[nodiscard]] const std::vector<std::string>& betrayals() const noexcept { return betrayals_; }

 private:
  std::vector<std::string> secrets_, forms_, betrayals_;
  std::size_t heard_ = 0, redacted_ = 0;
};

struct secretive : cloud_fixture {
  secretive() {
    for (const std::string& known : {there.password(), there.credential_secret(), code, given, issued, receipt})
      ears.keep_silent_of(known);
  }

  [[nodiscard]] openstack::cloud as(const credentials& who, const openstack::cloud_options& options = {}) {
    const auto on_event = [this](const http::event& e) { ears.hear(e.method), ears.hear(e.origin); };
    return openstack::cloud(context.get_executor(), who.regions({there.region()}),
                            options.client(http::client_options().on_event(on_event)).time(&clock));
  }
  [[nodiscard]] identified me() const { return identified::by_name(there.username()); }
  [[nodiscard]] scope works() const { return scope::project(identified::by_name(there.project_name())); }
  [[nodiscard]] credentials with_password() const {
    return credentials::password(there.auth_url(), me(), there.password()).scope(works());
  }
  [[nodiscard]] credentials with_both() const {
    return with_password().second_factor([this] { return code; });
  }
  /// Each with the secret it proves itself with.
  [[nodiscard]] std::vector<std::pair<std::string, credentials>> every_way() const {
    const std::string at = there.auth_url();
    return {
        {there.password(), with_both()},
        {there.credential_secret(),
         credentials::application_credential(at, there.credential_id(), there.credential_secret())},
        {there.credential_secret(), credentials::application_credential(at, "lab", me(), there.credential_secret())},
        {given, credentials::token(at, given).scope(works())},
        {code, credentials::totp(at, me(), [this] { return code; }).scope(works())}};
  }

  // One list, listened to: the page, and its errors.
  void listen_once(const openstack::cloud& cloud) {
    ears.hear_page(wait_for(cloud.fetch(rest::resources(compute::servers), once)));
    note_tokens();
  }
  // And again, with the events of a gather around it.
  void listen(const openstack::cloud& cloud) {
    listen_once(cloud);
    const auto watcher = [this](const sheaf::event& e) noexcept { ears.hear(e.label), ears.hear(e.error); };
    std::vector<asio::awaitable<rest::listing<compute::server>>> lists;
    lists.push_back(cloud.list(compute::servers, once));
    for (const auto& one : wait_for(sheaf::settle(std::move(lists), sheaf::options().on_event(watcher))))
      ears.hear(one.message());
    note_tokens();
  }
  // What was issued on the way.
  void note_tokens() {
    ears.keep_silent_of(field_in(there.last_head("servers"), "X-Auth-Token"));
    ears.keep_silent_of(field_in(there.last_head("token"), "Openstack-Auth-Receipt"));
  }

  const std::string code = "246810", given = "gAAAAAgiven-" + std::string(150, 'g'),
                    issued = "gAAAAAissued-" + std::string(150, 'i'),
                    receipt = "gAAAAAreceipt-" + std::string(100, 'r');
  witness ears;
};

// Everything that a server may answer to repeat a secret: in each part of an answer, well written and not.
std::vector<std::string> answers_with(const std::string& secret, const std::string& issued,
                                      const std::string& receipt) {
  const std::string quoted = '"' + as_json(secret) + '"', close = "Connection: close\r\n\r\n";
  std::vector<std::string> all;
  for (const char* status : {"200 OK", "300 Multiple Choices", "401 Unauthorized", "404 Not Found",
                             "406 Not Acceptable", "500 Oops", "503 Later"}) {
    const std::string head = "HTTP/1.1 " + std::string(status) + "\r\n";
    for (const std::string& body :
         {"{\"error\":{\"message\":" + quoted + ",\"code\":401,\"title\":" + quoted + "}}",
          "<html>" + as_html(secret) + "</html>", "you sent " + quoted, secret,
          "{\"token\":{\"expires_at\":" + quoted + "}}", "{" + quoted + ":{" + quoted + ":" + quoted + "}}",
          "{\"servers\":[{\"id\":{" + quoted + ":1}}]}",
          "{\"servers\":[{\"id\":\"1\",\"metadata\":{" + quoted +
              ":[1]}}],\"servers_links\":[{\"rel\":\"next\",\"href\":" + quoted + "}]}",
          "{\"receipt\":{\"methods\":[" + quoted + "]},\"required_auth_methods\":[[" + quoted + "]]}",
          "{\"errors\":[{\"detail\":" + quoted + ",\"max_version\":" + quoted + ",\"min_version\":" + quoted + "}]}"}) {
      all.push_back(head + "X-Subject-Token: " + issued + "\r\nOpenstack-Auth-Receipt: " + receipt +
                    "\r\nRetry-After: " + secret + "\r\nX-Openstack-Request-Id: " + secret +
                    "\r\nOpenStack-API-Version: compute " + secret + "\r\n" + close + body);
      all.push_back(head + close + body);
    }
    all.push_back(head + secret + "\r\n\r\n");                                       // no field
    all.push_back(head + "Content-Length: " + secret + "\r\n\r\n");                  // no number
    all.push_back(head + "Transfer-Encoding: " + secret + "\r\n\r\n");               // no coding
    all.push_back(head + "Transfer-Encoding: chunked\r\n\r\n" + secret + "\r\n");    // no chunk
    all.push_back(head + "Content-Length: 1000\r\n\r\n" + secret);                   // cut off
  }
  all.push_back("HTTP/1.1 401 " + secret + "\r\n" + close);
  all.push_back("HTTP/1.1 " + secret + "\r\n" + close);
  all.push_back(secret + "\r\n" + close);
  for (const std::string& where :
       {"http://127.0.0.1:1/?" + secret, "/" + secret, secret, "http://" + secret + "@127.0.0.1:1/"}) {
    all.push_back("HTTP/1.1 302 Found\r\nLocation: " + where + "\r\n" + close);
  }
  return all;
}

}  // namespace

TEST_CASE("signing in: no secret is in any error, page or event, whatever keystone answers") {
  secretive f;
  for (const auto& [secret, who] : f.every_way()) {
    for (const std::string& answer : answers_with(secret, f.issued, f.receipt)) {
      f.there.answer("token", answer);
      f.listen(f.as(who));
    }
  }
  for (const std::string& betrayal : f.ears.betrayals()) FAIL_CHECK(betrayal);
  CHECK(f.ears.heard() > 5'000);
  CHECK(f.ears.redacted() > 500);
}

TEST_CASE("signing in with a second factor: none is in what comes of its second step, either") {
  secretive f;
  for (const std::string& secret : {f.there.password(), f.code}) {
    for (const std::string& answer : answers_with(secret, f.issued, f.receipt)) {
      f.there.require_passcode(f.code);
      f.there.answer("token", answer, only().after(1).times(1));
      f.listen(f.as(f.with_both()));
    }
  }
  // It repeats the receipt that was sent.
  f.there.clear("token");
  f.there.require_passcode("other than that");
  f.listen(f.as(f.with_both()));
  const std::string receipt = field_in(f.there.last_head("token"), "Openstack-Auth-Receipt");
  REQUIRE(receipt.size() > 100);
  for (const std::string& betrayal : f.ears.betrayals()) FAIL_CHECK(betrayal);
  CHECK(f.ears.redacted() > 100);
}

TEST_CASE("signing in that meets no answer: resets, ends, silence, nobody there, wrong settings") {
  secretive f;
  for (const auto& [secret, who] : f.every_way()) {
    f.there.reset("token");
    f.listen(f.as(who));
    f.there.truncate("token", 20);
    f.listen(f.as(who));
    f.there.hang("token");
    const auto cloud = f.as(who);
    const auto before = f.there.requests("token");
    under_way page(f.context, cloud.fetch(rest::resources(compute::servers), rest::fetch_options().timeout(5s)));
    f.until([&] { return f.there.requests("token") == before + 1; });
    f.advance(5s);
    f.until([&] { return page.done(); });
    f.ears.hear_page(page.out.get());
    f.there.clear("token");
  }
  const std::string password = "correct horse battery staple", told = "gAAAAAtold";
  f.ears.keep_silent_of(password);
  f.ears.keep_silent_of(told);
  for (const cloud_fixture::variables& wrong :
       {cloud_fixture::variables{{"OS_AUTH_URL", "http://demo:" + password + "@127.0.0.1:1/v3"}},
        {{"OS_AUTH_URL", "127.0.0.1"}},
        {{"OS_AUTH_URL", ""}},
        {{"OS_AUTH_TYPE", "v3oidcpassword"}},
        {{"OS_AUTH_TYPE", "v3multifactor"}},
        {{"OS_AUTH_TYPE", "v3totp"}},
        {{"OS_USERNAME", ""}},
        {{"OS_PROJECT_NAME", "works"}, {"OS_SYSTEM_SCOPE", "all"}},
        {{"OS_APPLICATION_CREDENTIAL_ID", "a"}},
        {{"OS_INTERFACE", "none"}},
        {{"OS_AUTH_TYPE", "v3multifactor"}, {"OS_AUTH_METHODS", "v3password,none"}},
        {{"OS_AUTH_URL", "http://127.0.0.1:1"}}}) {
    cloud_fixture::variables variables = f.environment(wrong);
    variables["OS_PASSWORD"] = password;
    variables["OS_TOKEN"] = told;
    const auto before = f.ears.heard();
    try {
      f.listen(f.as(credentials_of(variables)));
    } catch (const openstack::configuration_error& e) {
      f.ears.hear(e.what());
    }
    CHECK(f.ears.heard() > before);
  }
  for (const std::string& betrayal : f.ears.betrayals()) FAIL_CHECK(betrayal);
}

TEST_CASE("services and revoking: no token is in any error, page or event, whatever they answer") {
  secretive f;
  const auto shared = openstack::cloud_options().tokens(openstack::token_cache());
  // A cloud for each answer, so that it knows nothing but the token.
  const auto cloud = [&] { return f.as(f.with_password(), shared); };
  const auto token = [&] {
    f.there.clear("servers");
    f.there.clear("token");
    f.listen(cloud());
    const std::string now = field_in(f.there.last_head("servers"), "X-Auth-Token");
    REQUIRE(now.size() > 100);
    return now;
  };
  const std::size_t answers = answers_with(token(), f.issued, f.receipt).size();
  for (std::size_t i = 0; i != answers; ++i) {
    f.clock.advance(1min);  // or there would be too many logins in a minute
    const auto answer = [&] { return answers_with(token(), f.issued, f.receipt)[i]; };
    // What a list holds that is one is the list's to tell.
    const std::string for_list = answer();
    if (!for_list.starts_with("HTTP/1.1 200")) {
      f.there.answer("servers", for_list);
      f.listen_once(cloud());
    }
    const std::string for_revoking = answer();
    f.there.answer("token", for_revoking);
    try {
      f.wait_for(cloud().revoke());
    } catch (...) {
      f.ears.hear(std::current_exception());
    }
  }
  // A version document is asked for where a list is not where it was thought to be.
  const std::string known = token();
  const auto bare = openstack::service_options().endpoint("http://" + f.place("compute"));
  f.there.fail("servers", 404);
  for (const std::string& document : answers_with(known, f.issued, f.receipt)) {
    f.there.answer("versions", document);
    f.listen_once(f.as(f.with_password().service("compute", bare), shared));
  }
  CHECK(f.there.requests("versions") >= answers);
  for (const std::string& betrayal : f.ears.betrayals()) FAIL_CHECK(betrayal);
  CHECK(f.ears.redacted() > 100);
}

TEST_CASE("a list that cannot be read: nothing that its answer repeats of a secret is in what is said of it") {
  secretive f;
  const auto cloud = f.as(f.with_password());
  f.listen(cloud);
  const std::string token = field_in(f.there.last_head("servers"), "X-Auth-Token"), password = f.there.password(),
                    close = "Connection: close\r\n\r\n";
  const auto silent = [](std::string_view text, std::string_view secret) {
    for (std::size_t i = 0; i + 8 <= secret.size(); ++i) {
      if (text.find(secret.substr(i, 8)) != text.npos) FAIL_CHECK(text);
    }
  };
  std::size_t complaints = 0;
  for (const std::string& secret : {token, password}) {
    const std::string quoted = '"' + as_json(secret) + '"';
    for (const std::string& body :
         {secret, quoted, "you sent me " + secret, "{\"servers\":" + secret, "{\"servers\":[1, " + secret + "]}",
          "{\"servers\":[]} " + secret, "{\"servers\":{" + quoted + ":1}}",
          "{\"servers\":[{\"id\":{" + quoted + ":1}}]}", "{\"servers\":[{\"id\":1" + secret + "}]}",
          "{\"servers\":[{\"id\":\"1\",\"created\":" + quoted + "}]}",
          "{\"servers\":[{\"id\":\"1\",\"created\":\"sent" + quoted.substr(1) + "}]}",
          "{\"servers\":[{\"id\":\"1\",\"flavor\":{" + quoted + ":1,\"vcpus\":" + quoted + "}}]}",
          "{\"servers\":[{\"id\":\"1\",\"metadata\":{" + quoted + ":[1]}}]}"}) {
      CAPTURE(body);
      f.there.answer("servers",
                     "HTTP/1.1 200 OK\r\nX-Openstack-Request-Id: " + as_json(secret) + "\r\n" + close + body);
      const auto part = f.wait_for(cloud.fetch(rest::resources(compute::servers), once)).get<0>();
      CHECK(!part);
      for (const auto& row : part.dropped()) silent(row.path, secret), silent(row.reason, secret);
      for (const std::string& id : part.request_ids()) silent(id, secret);
      silent(part.message(), secret);
      try {
        std::rethrow_exception(part.error());
      } catch (const rest::bad_answer& e) {
        ++complaints;
        silent(e.what(), secret);
      }
    }
  }
  CHECK(complaints == 26);
  // What is wrong is said all the same, and quoted where no secret is near.
  f.there.answer("servers",
                 "HTTP/1.1 200 OK\r\n" + close + "{\"servers\":[{\"id\":\"1\",\"created\":\"" + token + "\"}]}");
  const auto near = f.wait_for(cloud.fetch(rest::resources(compute::servers), once)).get<0>();
  REQUIRE(near.dropped_count() == 1);
  CHECK(near.dropped()[0].path == "servers[0].created");
  CHECK(near.dropped()[0].reason == "expected an ISO 8601 time, found ***");
  f.there.answer("servers", "HTTP/1.1 200 OK\r\n" + close + "<html>welcome</html>");
  const auto far = f.wait_for(cloud.fetch(rest::resources(compute::servers), once)).get<0>();
  CHECK(far.message().ends_with("it begins with \"<html>welcome</html>\""));
}

TEST_CASE("a token that was replaced is in no later error of the cloud") {
  secretive f;
  const auto cloud = f.as(f.with_password());
  f.listen_once(cloud);
  const std::string old = field_in(f.there.last_head("servers"), "X-Auth-Token");
  f.there.expire_tokens();
  f.listen_once(cloud);
  const std::string now = field_in(f.there.last_head("servers"), "X-Auth-Token");
  REQUIRE(old != now);
  for (const char* status : {"404 Not Found", "200 OK"}) {
    f.there.answer("flavors", "HTTP/1.1 " + std::string(status) + "\r\nX-Openstack-Request-Id: " + old +
                                  "\r\nConnection: close\r\n\r\n" + old + " or " + now);
    const auto page = f.wait_for(cloud.fetch(rest::resources(compute::flavors), once));
    f.ears.hear_page(page);
    CHECK(page.get<0>().message().find("***") != std::string::npos);
  }
  for (const std::string& betrayal : f.ears.betrayals()) FAIL_CHECK(betrayal);
}

TEST_CASE("tokens on disk: none is in what is said of files that are ignored") {
  support::folder folder;
  secretive f;
  const openstack::token_files files(folder.path("tokens"), [&](const std::string& said) { f.ears.hear(said); });
  const auto cloud = [&] {
    return f.as(f.with_password(), openstack::cloud_options().tokens(openstack::token_cache(files)));
  };
  f.listen(cloud());
  const std::string token = field_in(f.there.last_head("servers"), "X-Auth-Token"),
                    file = files.path_of(openstack::login::fingerprint(f.with_password(), false));
  const auto before = f.ears.heard();
  for (const std::string& damage : {token, "{\"secret\":\"" + token + "\"}",
                                    "{\"format\":1,\"begins\":\"" + token + "\"}", "{\"" + token + "\":"}) {
    std::ofstream(file, std::ios::binary) << damage;
    f.listen(cloud());
  }
  CHECK(f.ears.heard() > before);
  for (const std::string& betrayal : f.ears.betrayals()) FAIL_CHECK(betrayal);
}

TEST_CASE("who listens for secrets hears one that is told, as it is, as JSON and as HTML write it, and one that is cut off") {
  secretive f;
  const std::string password = f.there.password();
  for (const std::string& told : {password, as_json(password), as_html(password), f.given.substr(0, 60)}) {
    const auto before = f.ears.betrayals().size();
    f.ears.hear("it was " + told);
    CHECK(f.ears.betrayals().size() > before);
  }
}
