// SPDX-License-Identifier: MIT
#include <sheaf/http/error.hpp>
#include <sheaf/http/fields.hpp>

#include <doctest/doctest.h>

#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace http = sheaf::http;

static_assert(std::forward_iterator<http::fields::iterator>);

namespace {
http::fields some() {
  http::fields f;
  f.add("Vary", "OpenStack-API-Version");
  f.add("Content-Type", "application/json");
  f.add("vary", "X-OpenStack-Nova-API-Version");
  return f;
}
std::string text(const http::fields& f) {
  std::string out;
  for (const auto [name, value] : f) out.append(name).append("=").append(value).append(";");
  return out;
}
}  // namespace

TEST_CASE("fields keep their order, their spelling and their repeats") {
  CHECK(text(some()) == "Vary=OpenStack-API-Version;Content-Type=application/json;vary=X-OpenStack-Nova-API-Version;");
  CHECK(some().size() == 3);
  CHECK(some()[1].name == "Content-Type");
  CHECK(http::fields().empty());
}

TEST_CASE("names are found without regard to case") {
  CHECK(some().get("CONTENT-TYPE") == "application/json");
  CHECK(some().get("vary") == "OpenStack-API-Version");
  CHECK_FALSE(some().get("Content-Typ").has_value());
  CHECK(some().all("VARY") == std::vector<std::string_view>{"OpenStack-API-Version", "X-OpenStack-Nova-API-Version"});
  CHECK(some().all("X-None").empty());
}

TEST_CASE("set replaces every field of a name, remove takes them away") {
  auto f = some();
  f.set("VARY", "*");
  CHECK(text(f) == "Content-Type=application/json;VARY=*;");
  f.remove("content-type");
  CHECK(text(f) == "VARY=*;");
  f.set("New", "1");
  CHECK(text(f) == "VARY=*;New=1;");
}

TEST_CASE("a value may be given by a view into the same fields") {
  auto f = some();
  for (int i = 0; i != 50; ++i) f.add(f[1].name, f[1].value);
  CHECK(f.all("Content-Type").size() == 51);
  CHECK(f.all("Content-Type").back() == "application/json");
  f.set(f[0].name, f[1].value);
  CHECK(f.get("Vary") == "application/json");
}

TEST_CASE("a comma-separated field is a list") {
  http::fields f;
  f.add("Connection", "Keep-Alive, ,foo");
  f.add("Connection", "CLOSE");
  CHECK(f.lists("connection", "keep-alive"));
  CHECK(f.lists("connection", "close"));
  CHECK_FALSE(f.lists("connection", "fo"));
  CHECK_FALSE(f.lists("connection", ""));
  CHECK_FALSE(f.lists("upgrade", "foo"));
}

TEST_CASE("blanks around a value are not part of it") {
  http::fields f;
  f.add("A", " \t b c\t ");
  f.add("B", "   ");
  CHECK(text(f) == "A=b c;B=;");
}

TEST_CASE("a value holds every octet but controls, a tab aside, wherever in it they stand") {  // RFC 9110 5.5
  for (std::size_t size = 3; size < 20; ++size) {
    for (std::size_t at = 1; at + 1 < size; ++at) {
      for (int octet = 0; octet < 256; ++octet) {
        std::string value(size, 'v');
        value[at] = static_cast<char>(octet);
        const bool allowed = octet == 0x09 || (octet >= 0x20 && octet != 0x7f);
        bool taken = true;
        try {
          http::fields().add("Name", value);
        } catch (const http::error&) {
          taken = false;
        }
        if (taken != allowed) FAIL("octet " << octet << " at " << at << " of " << size);
      }
    }
  }
}

TEST_CASE("what could split a message does not get in, and the error does not repeat it") {  // RFC 9110 5.1, 5.5
  http::fields f;
  for (const std::string_view name : {"", "A B", "A:", "A\r\nB", "\xc3\xa4", "A\t"}) {
    CAPTURE(name);
    CHECK_THROWS_AS(f.add(name, "x"), http::error);
    CHECK_THROWS_AS(f.set(name, "x"), http::error);
  }
  CHECK_THROWS_AS(f.add(std::string_view("A\0", 2), "x"), http::error);
  for (const std::string_view value :
       {std::string_view("secret\r\nHost: evil"), std::string_view("secret\n"), std::string_view("secret\r"),
        std::string_view("secret\0", 7), std::string_view("secret\x7f"), std::string_view("\x01secret")}) {
    try {
      f.add("X-Auth-Token", value);
      FAIL("accepted");
    } catch (const http::error& e) {
      CHECK(e.errc() == http::errc::invalid_request);
      CHECK(std::string(e.what()).find("secret") == std::string::npos);
      CHECK(std::string(e.what()).find("X-Auth-Token") != std::string::npos);
    }
  }
  CHECK(f.empty());
  f.add("Name", "caf\xc3\xa9\tau lait");  // obs-text and TAB may be sent
  CHECK(f.get("name") == "caf\xc3\xa9\tau lait");
}
