// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/http/proxy.hpp: which requests go through a proxy.
#include <sheaf/http/proxy.hpp>

#include <doctest/doctest.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace http = sheaf::http;

namespace {

std::string refusal(std::string_view text) {
  try {
    static_cast<void>(http::proxy::parse(text));
  } catch (const http::error& e) {
    CHECK(e.errc() == http::errc::invalid_url);
    return e.what();
  }
  return "accepted";
}

// "direct", or the proxy a request for `where` goes through.
std::string way(const http::proxies& all, std::string_view where) {
  const http::proxy* const via = all.for_url(http::url::parse(where));
  return via ? via->to_string() : "direct";
}

using variables = std::map<std::string, std::string>;

http::proxies from(const variables& set) {
  return http::proxies::from([&](const std::string& name) -> std::optional<std::string> {
    const auto found = set.find(name);
    return found == set.end() ? std::nullopt : std::optional(found->second);
  });
}

}  // namespace

TEST_CASE("a proxy's URL has a host, and a scheme, credentials and a port where they are needed") {
  const http::proxy p = http::proxy::parse("http://Proxy.example:3128/");
  CHECK(p.host() == "proxy.example");
  CHECK(p.port() == 3128);
  CHECK(p.to_string() == "proxy.example:3128");
  CHECK(p.authorization().empty());
  CHECK(http::proxy::parse("proxy.example:3128") == p);
  CHECK(http::proxy::parse("HTTP://@proxy.example:3128") == p);
  CHECK(http::proxy::parse("proxy.example").port() == 1080);
  CHECK(http::proxy::parse("http://[2001:DB8::1]:3128").to_string() == "[2001:db8::1]:3128");
}

TEST_CASE("a proxy's credentials are decoded, sent as Basic, and part of what it is") {
  const http::proxy p = http::proxy::parse("http://aladdin:open%20sesame%21@proxy.example:3128");
  CHECK(p.authorization() == "Basic YWxhZGRpbjpvcGVuIHNlc2FtZSE=");
  CHECK(p == http::proxy::parse("proxy.example:3128").credentials("aladdin", "open sesame!"));
  CHECK_FALSE(p == http::proxy::parse("proxy.example:3128"));
  CHECK_FALSE(p == p.credentials("aladdin", "sesame"));
  CHECK(http::proxy::parse("u@p").authorization() == "Basic dTo=");
  CHECK(http::proxy::parse("u:a:b@p").authorization() == "Basic dTphOmI=");
  CHECK(http::proxy::parse("u:%3A@p") == http::proxy::parse("p").credentials("u", ":"));
  CHECK(p.to_string() == "proxy.example:3128");
}

TEST_CASE("what is no proxy's URL is refused with a sentence that quotes nothing") {
  const std::pair<const char*, const char*> cases[] = {
      {"", "there is no host"},
      {"https://u:hunter2@p:1", "TLS to the proxy itself is not supported; the scheme should be http"},
      {"socks5://u:hunter2@p:1", "the scheme should be http; SOCKS is not supported"},
      {"http://u:hunter2@p:0", "the port should be a number from 1 to 65535"},
      {"http://u:hunter2@p:1/x",
       "nothing may follow the port; in a user name or password, percent-encode what is no letter or digit"},
      {"http://u:12/hunter2@p:1",
       "nothing may follow the port; in a user name or password, percent-encode what is no letter or digit"},
      {"http://u:hunter2@x@p:1", "an @ in a user name or password is written as %40"},
      {"http://u%3Av:hunter2@p:1", "the user name may hold no colon"},
      {"http://u:hunter2%0d%0a@p:1", "user name and password may hold no control characters"},
      {"http://u:hunter2@[fe80::1%25eth0]:1", "the address in brackets is no IPv6 address (zones are refused)"},
      {"http://u:hunter2@p q:1", "the host may hold letters, digits, '-', '.' and '_' only"},
  };
  for (const auto& [text, why] : cases) CHECK(refusal(text) == std::string("not a proxy's URL: ") + why);
  CHECK(refusal("u:" + std::string(5000, 'x') + "@p") ==
        "not a proxy's URL: user name and password are longer than 4096 octets");
}

TEST_CASE("one proxy for all, or one for each scheme, or none") {
  CHECK(way({}, "http://a/") == "direct");
  const http::proxies all(http::proxy::parse("p:1"));
  CHECK(way(all, "http://a/") == "p:1");
  CHECK(way(all, "https://a/") == "p:1");
  const http::proxies each = http::proxies().for_https(http::proxy::parse("s:1"));
  CHECK(way(each, "http://a/") == "direct");
  CHECK(way(each, "https://a/") == "s:1");
  CHECK(way(each.for_http(http::proxy::parse("h:1")), "http://a/") == "h:1");
  CHECK(way(all.except("a"), "https://a/") == "direct");
  CHECK(way(all.except("a").except("b"), "https://a/") == "p:1");
}

// What "direct" and "proxy" were checked against, where nothing is said: curl 7.88, for which a proxy was made up.
TEST_CASE("hosts that need no proxy are listed as for curl") {
  struct row {
    const char* url;
    const char* list;
    bool direct;
  };
  const row rows[] = {
      {"http://example.com/", "", false},
      {"http://example.com/", "example.com", true},
      {"http://www.example.com/", "example.com", true},
      {"http://www.example.com/", ".example.com", true},
      {"http://example.com/", ".example.com", true},
      {"http://notexample.com/", "example.com", false},
      {"http://notexample.com/", ".example.com", false},
      {"http://exam-ple.com/", "ple.com", false},
      {"http://EXAMPLE.com/", "example.COM", true},
      {"http://example.com/", "www.example.com", false},
      {"http://example.com/", "com", true},
      {"http://example.com/", ".com.", true},
      {"http://example.com/", ".", false},
      {"http://example.com/", "..example.com", false},
      {"http://example.com/", "example.com..", false},
      {"http://example.com/", "example.com.", true},
      {"http://example.com./", "example.com", true},
      {"http://example.com./", "example.com.", true},

      {"http://example.com/", "*", true},
      {"http://[2001:db8::1]:1/", "*", true},
      {"http://example.com/", "localhost,*", false},
      {"http://example.com/", "*.com", false},
      {"http://www.example.com/", "*.example.com", false},

      {"http://example.com/", "localhost,example.com", true},
      {"http://example.com/", "localhost, example.com", true},
      {"http://example.com/", "localhost example.com", true},
      {"http://example.com/", "  localhost\texample.com", true},
      {"http://example.com/", ",,example.com", true},
      {"http://example.com/", " ,example.com", true},
      {"http://example.com/", "localhost\nexample.com", false},

      {"http://192.0.2.1:1/", "192.0.2.1", true},
      {"http://192.0.2.1:1/", "192.0.2.2", false},
      {"http://192.0.2.1:1/", "192.0.2.0/24", true},
      {"http://192.0.2.1:1/", "192.0.2.0/31", true},
      {"http://192.0.2.1:1/", "192.0.2.0/32", false},
      {"http://192.0.2.1:1/", "192.0.2.1/32", true},
      {"http://192.0.2.1:1/", "192.0.2.1/33", false},
      {"http://192.0.2.1:1/", "128.0.0.0/1", true},
      {"http://192.0.2.1:1/", "64.0.0.0/1", false},
      {"http://192.0.2.1:1/", "0.0.0.0/0", false},
      {"http://192.0.2.9:1/", "192.0.2.1/-1", false},
      {"http://192.0.2.1:1/", "2.1", false},
      {"http://192.0.2.1:1/", ".2.1", false},
      {"http://192.0.2.1:1/", "192.0.2.1.", false},
      {"http://192.0.2.1:1/", "::ffff:192.0.2.1", false},
      {"http://[::ffff:192.0.2.1]:1/", "192.0.2.0/24", false},
      {"http://example.com/", "192.0.2.0/24", false},
      {"http://[2001:db8::1]:1/", "2001:db8::1", true},
      {"http://[2001:db8::1]:1/", "2001:db8::2", false},
      {"http://[fe80::1]:1/", "fe80::1%eth0", false},
      {"http://[fe80::1]:1/", "[fe80::1%25eth0]", false},

      // As curl's manual has it, and its later versions do.
      {"http://[2001:db8::1]:1/", "[2001:db8::1]", true},
      {"http://[2001:db8::1]:1/", "2001:DB8:0:0::1", true},
      {"http://[2001:db8::1]:1/", "2001:db8::/32", true},
      {"http://[2001:db8::1]:1/", "2001:db9::/31", true},
      {"http://[2001:db8::1]:1/", "2001:dba::/31", false},
      {"http://[2001:db8::1]:1/", "2001:db9::/32", false},
      {"http://[2001:db8::1]:1/", "2001:db8::1/128", true},
      {"http://[2001:db8::1]:1/", "2001:db8::1/129", false},
      {"http://[2001:db8::1]:1/", "::/0", false},
      {"http://[2001:db8::1]:1/", "[2001:db8::]/32", true},
      {"http://[2001:db8::1]:1/", "[2001:db8::/32]", true},
      {"http://[2001:db8::1]:1/", "[2001:db8::1", false},

      // Malformed: curl takes the first two for the address alone.
      {"http://192.0.2.1:1/", "192.0.2.1/", false},
      {"http://192.0.2.1:1/", "192.0.2.1/0", false},
      {"http://192.0.2.1:1/", "192.0.2.0/24x", false},
      {"http://192.0.2.1:1/", "192.0.2.0/+24", false},
      {"http://192.0.2.1:1/", "[192.0.2.1]24", false},
      {"http://example.com/", "example.com/8", false},
      {"http://example.com/", "[example.com]x", false},

      // With a port, which curl never matches.
      {"http://example.com:1/", "example.com", true},
      {"http://example.com:1/", "example.com:1", true},
      {"http://www.example.com:1/", "example.com:1", true},
      {"http://example.com:2/", "example.com:1", false},
      {"http://example.com/", "example.com:80", true},
      {"https://example.com/", "example.com:80", false},
      {"http://example.com/", "example.com:", false},
      {"http://example.com:1/", "example.com:0", false},
      {"http://example.com:1/", "example.com:65537", false},
      {"http://192.0.2.1:1/", "192.0.2.1:1", true},
      {"http://192.0.2.1:1/", "192.0.2.1:2", false},
      {"http://[2001:db8::1]:1/", "[2001:db8::1]:1", true},
      {"http://[2001:db8::1]:1/", "[2001:db8::1]:2", false},
  };
  const http::proxies all(http::proxy::parse("p:1"));
  for (const row& r : rows) {
    CAPTURE(r.url);
    CAPTURE(r.list);
    CHECK((way(all.except(r.list), r.url) == "direct") == r.direct);
  }
  CHECK(way(all.except(std::string_view("192.0.2.1\0", 10)), "http://192.0.2.1/") == "p:1");
}

TEST_CASE("the environment is read as curl reads it") {
  CHECK(way(from({}), "http://a/") == "direct");
  const variables both{{"http_proxy", "http://h:1"}, {"HTTPS_PROXY", "http://s:1"}, {"all_proxy", "http://all:1"}};
  CHECK(way(from(both), "http://a/") == "h:1");
  CHECK(way(from(both), "https://a/") == "s:1");
  CHECK(way(from({{"https_proxy", "lower:1"}, {"HTTPS_PROXY", "upper:1"}}), "https://a/") == "lower:1");
  CHECK(way(from({{"all_proxy", "lower:1"}, {"ALL_PROXY", "upper:1"}}), "https://a/") == "lower:1");
  CHECK(way(from({{"ALL_PROXY", "upper:1"}}), "http://a/") == "upper:1");
  CHECK(way(from({{"http_proxy", ""}, {"all_proxy", "all:1"}}), "http://a/") == "all:1");
  CHECK(way(from({{"all_proxy", "all:1"}, {"no_proxy", "a"}}), "http://a/") == "direct");
  CHECK(way(from({{"all_proxy", "all:1"}, {"NO_PROXY", "a"}}), "http://a/") == "direct");
  CHECK(way(from({{"all_proxy", "all:1"}, {"no_proxy", "b"}, {"NO_PROXY", "a"}}), "http://a/") == "all:1");
  CHECK(way(from({{"all_proxy", "all:1"}, {"no_proxy", ""}, {"NO_PROXY", "a"}}), "http://a/") == "direct");
}

TEST_CASE("HTTP_PROXY, which anybody who asks a CGI program can set, is not read") {
  CHECK(way(from({{"HTTP_PROXY", "attacker:1"}}), "http://a/") == "direct");
  CHECK(way(from({{"HTTP_PROXY", "attacker:1"}, {"all_proxy", "all:1"}}), "http://a/") == "all:1");
}

TEST_CASE("a variable that is no proxy's URL is named, and not quoted") {
  try {
    static_cast<void>(from({{"https_proxy", "http://u:hunter2@p:x"}}));
    FAIL("accepted");
  } catch (const http::error& e) {
    CHECK(std::string(e.what()) == "https_proxy is not a proxy's URL: the port should be a number from 1 to 65535");
  }
  // What is not used is not read.
  CHECK(way(from({{"http_proxy", "h:1"}, {"https_proxy", "s:1"}, {"all_proxy", "socks5://x"}}), "http://a/") == "h:1");
}

TEST_CASE("the environment is looked at only when it is asked for") {
  ::setenv("https_proxy", "http://environment.example:3128", 1);
  CHECK(way({}, "https://a.example/") == "direct");
  CHECK(way(http::proxies::from_environment(), "https://a.example/") == "environment.example:3128");
  ::unsetenv("https_proxy");
}
