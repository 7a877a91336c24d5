// SPDX-License-Identifier: MIT
#include <sheaf/http/error.hpp>
#include <sheaf/http/url.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace http = sheaf::http;
using http::url;
using namespace std::string_view_literals;

TEST_CASE("a URL is taken apart") {
  const url u = url::parse("HTTPS://Nova.Example:8774/v2.1/servers/detail?limit=2&name=a%20b#top");
  CHECK(u.scheme() == "https");
  CHECK(u.is_https());
  CHECK(u.host() == "nova.example");
  CHECK(u.port() == 8774);
  CHECK(u.target() == "/v2.1/servers/detail?limit=2&name=a%20b");
  CHECK(u.path() == "/v2.1/servers/detail");
  CHECK(u.query() == "limit=2&name=a%20b");
  CHECK(u.origin() == "https://nova.example:8774");
  CHECK(u.authority() == "nova.example:8774");
  CHECK(u.to_string() == "https://nova.example:8774/v2.1/servers/detail?limit=2&name=a%20b");
}

TEST_CASE("what a URL leaves out has a meaning") {  // RFC 9110 4.2
  CHECK(url::parse("http://h").to_string() == "http://h/");
  CHECK(url::parse("http://h").port() == 80);
  CHECK(url::parse("https://h").port() == 443);
  CHECK(url::parse("https://h:443/x").to_string() == "https://h/x");
  CHECK(url::parse("http://h:443").authority() == "h:443");
  CHECK(url::parse("http://h:80").origin() == "http://h:80");
  CHECK(url::parse("http://h:/x").to_string() == "http://h/x");
  CHECK(url::parse("http://h?a=b").target() == "/?a=b");
  CHECK(url::parse("http://h/?").target() == "/?");
  CHECK(url::parse("http://h/?").query().empty());
  CHECK(url::parse("http://h#a?b").target() == "/");
  CHECK(url::parse("http://h/a?b?c").query() == "b?c");
  CHECK(url() == url::parse("http://localhost/"));
}

TEST_CASE("one server has one spelling") {
  CHECK(url::parse("http://[0:0:0:0:0:0:0:1]:5000/").authority() == "[::1]:5000");
  CHECK(url::parse("http://[2001:DB8::A]/").host() == "2001:db8::a");
  CHECK(url::parse("http://[::1]/").origin() == "http://[::1]:80");
  CHECK(url::parse("http://127.0.0.1/").host() == "127.0.0.1");
  CHECK(same_origin(url::parse("http://H/a"), url::parse("HTTP://h:80/b")));
  CHECK_FALSE(same_origin(url::parse("http://h/"), url::parse("https://h:80/")));
  CHECK_FALSE(same_origin(url::parse("http://h/"), url::parse("http://h:81/")));
  CHECK_FALSE(same_origin(url::parse("http://h/"), url::parse("http://h./")));
}

TEST_CASE("names that servers have are taken") {
  for (const auto* host : {"localhost", "a-b.c_d", "_x", "xn--bcher-kva.example", "h.", "1.example", "1e3", "a.0x1g"}) {
    CAPTURE(host);
    CHECK(url::parse(std::string("http://") + host).host() == host);
  }
  CHECK(url::parse("http://" + std::string(63, 'a')).host().size() == 63);
}

TEST_CASE("what is no URL to send a request to is refused, without repeating it") {
  for (const auto text :
       {""sv, "h"sv, "h/x"sv, "//h/x"sv, "/x"sv, "http:"sv, "http:/h"sv, "http//h"sv, "http:///x"sv, "http://"sv, "http://:80"sv,
        "ftp://h/"sv, "file:///etc/passwd"sv, "ws://h/"sv, "httpsx://h/"sv, " http://h/"sv, "http ://h/"sv,
        // user information (RFC 9110 4.2.4)
        "http://secret@h/"sv, "http://user:secret@h/"sv, "http://h@evil/"sv, "http://@h/"sv,
        // hosts
        "http://h h/"sv, "http://h\t/"sv, "http://h%2f/"sv, "http://h%00/"sv, "http://\xc3\xa4/"sv, "http://h\\evil/"sv, "http://h,i/"sv,
        "http://a..b/"sv, "http://.a/"sv, "http://./"sv, "http://a../"sv, "http://*/"sv, "http://h\0/"sv,
        // numbers that a resolver reads as addresses
        "http://127.1/"sv, "http://0x7f.1/"sv, "http://2130706433/"sv, "http://0177.0.0.1/"sv, "http://1.2.3.4.5/"sv, "http://1.2.3.256/"sv,
        "http://0x7f000001/"sv, "http://127.0.0.1./"sv, "http://a.1/"sv,
        "http://127.0.0.1\0.1/"sv,
        // IPv6
        "http://[::1"sv, "http://[]/"sv, "http://[::g]/"sv, "http://[fe80::1%25eth0]/"sv, "http://[fe80::1%eth0]/"sv, "http://[::1]x/"sv,
        "http://[::1]]/"sv, "http://[127.0.0.1]/"sv, "http://::1/"sv, "http://[::1\0]/"sv,
        // ports
        "http://h:0/"sv, "http://h:65536/"sv, "http://h:99999999999999999999/"sv, "http://h:-1/"sv, "http://h:+80/"sv, "http://h:8o/"sv,
        "http://h:80:80/"sv, "http://h: 80/"sv,
        // targets
        "http://h/a b"sv, "http://h/secret\r\nX: y"sv, "http://h/a\nb"sv, "http://h/a\0b"sv, "http://h/\xc3\xa4"sv, "http://h/a\\b"sv,
        "http://h/a\x7f"sv, "http://h/?a\tb"sv}) {
    CAPTURE(text);
    try {
      static_cast<void>(url::parse(text));
      FAIL_CHECK("accepted");
    } catch (const http::error& e) {
      CHECK(e.errc() == http::errc::invalid_url);
      CHECK(std::string_view(e.what()).find("secret") == std::string_view::npos);
    }
  }
  CHECK_THROWS_AS(static_cast<void>(url::parse("http://" + std::string(64, 'a'))), http::error);
  std::string long_name;
  while (long_name.size() < 260) long_name += "abc.";
  CHECK_THROWS_AS(static_cast<void>(url::parse("http://" + long_name)), http::error);
}

TEST_CASE("another target on the same origin") {
  const url u = url::parse("https://h:8774/v2.1?x");
  CHECK(u.with_target("/a?b").to_string() == "https://h:8774/a?b");
  CHECK(u.with_target("//evil/x").to_string() == "https://h:8774//evil/x");
  CHECK(same_origin(u, u.with_target("//evil/x")));
  CHECK(u.with_target("/a#b").target() == "/a");
  CHECK_THROWS_AS(static_cast<void>(u.with_target("/a b")), http::error);
  CHECK_THROWS_AS(static_cast<void>(u.with_target("/a\r\nb")), http::error);
}

TEST_CASE("references are resolved as RFC 3986 5.4 lists them") {
  const url base = url::parse("http://a/b/c/d;p?q");
  const struct {
    std::string_view reference, expected;
  } rows[] = {
      {"g", "http://a/b/c/g"},          {"./g", "http://a/b/c/g"},       {"g/", "http://a/b/c/g/"},      {"/g", "http://a/g"},
      {"//g", "http://g/"},             {"?y", "http://a/b/c/d;p?y"},    {"g?y", "http://a/b/c/g?y"},    {"#s", "http://a/b/c/d;p?q"},
      {"g#s", "http://a/b/c/g"},        {"g?y#s", "http://a/b/c/g?y"},   {";x", "http://a/b/c/;x"},      {"g;x", "http://a/b/c/g;x"},
      {"g;x?y#s", "http://a/b/c/g;x?y"}, {"", "http://a/b/c/d;p?q"},     {".", "http://a/b/c/"},         {"./", "http://a/b/c/"},
      {"..", "http://a/b/"},            {"../", "http://a/b/"},          {"../g", "http://a/b/g"},       {"../..", "http://a/"},
      {"../../", "http://a/"},          {"../../g", "http://a/g"},       {"../../../g", "http://a/g"},   {"../../../../g", "http://a/g"},
      {"/./g", "http://a/g"},           {"/../g", "http://a/g"},         {"g.", "http://a/b/c/g."},      {".g", "http://a/b/c/.g"},
      {"g..", "http://a/b/c/g.."},      {"..g", "http://a/b/c/..g"},     {"./../g", "http://a/b/g"},     {"./g/.", "http://a/b/c/g/"},
      {"g/./h", "http://a/b/c/g/h"},    {"g/../h", "http://a/b/c/h"},    {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
      {"g;x=1/../y", "http://a/b/c/y"}, {"g?y/./x", "http://a/b/c/g?y/./x"}, {"g?y/../x", "http://a/b/c/g?y/../x"},
      // and what OpenStack sends
      {"/v2/images?limit=2&marker=m", "http://a/v2/images?limit=2&marker=m"},
      {"https://other:9292/v2/../x", "https://other:9292/x"},
      {"//a:81/x/..", "http://a:81/"},
  };
  for (const auto& r : rows) {
    CAPTURE(r.reference);
    CHECK(base.resolve(r.reference).to_string() == r.expected);
  }
  for (const auto* bad : {"g:h", "mailto:x", "http:g", "http://", "//", "a b", "//u@h/", ":x"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(static_cast<void>(base.resolve(bad)), http::error);
  }
}

TEST_CASE("percent-encoding keeps only what means itself everywhere") {  // RFC 3986 2.3
  CHECK(http::percent_encode("AZaz09-._~") == "AZaz09-._~");
  CHECK(http::percent_encode("a b&c=d/e?f+g%\xc3\xa4\n") == "a%20b%26c%3Dd%2Fe%3Ff%2Bg%25%C3%A4%0A");
  CHECK(http::percent_encode("").empty());
  std::string all;
  for (int c = 0; c != 256; ++c) all += static_cast<char>(c);
  CHECK(http::percent_decode(http::percent_encode(all)) == all);
}

TEST_CASE("percent-decoding leaves alone what is no escape") {
  CHECK(http::percent_decode("a%20b%2Fc%c3%A4") == "a b/c\xc3\xa4");
  CHECK(http::percent_decode("100%") == "100%");
  CHECK(http::percent_decode("%4") == "%4");
  CHECK(http::percent_decode("%zz%41") == "%zzA");
  CHECK(http::percent_decode("a+b") == "a+b");
  CHECK(http::percent_decode("a+b%2B", true) == "a b+");
}
