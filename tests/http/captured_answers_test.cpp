// SPDX-License-Identifier: MIT
//
// Answers of real OpenStack services, byte by byte as they came (tests/data/captured).
#include <sheaf/http/response_parser.hpp>

#include "support/data.hpp"
#include "support/splits.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <filesystem>
#include <sstream>
#include <string>
#include <string_view>

namespace http = sheaf::http;

namespace {

struct answer {
  int status = 0;
  bool until_close = false, keep_alive = false, ended_by_itself = false;
  std::string body;
  bool operator==(const answer&) const = default;
};

answer read(const support::pieces& pieces, std::string_view method) {
  http::response_parser parser({}, method);
  std::size_t refused = 0;
  for (const std::string_view piece : pieces) refused += piece.size() - parser.feed(piece);
  REQUIRE(refused == 0);
  answer out;
  out.ended_by_itself = parser.result() == http::parse_result::done;
  parser.finish();
  REQUIRE(parser.result() == http::parse_result::done);
  out.until_close = parser.until_close();
  out.keep_alive = parser.keep_alive();
  const http::response r = parser.take();
  out.status = r.status();
  out.body = r.text();
  return out;
}

}  // namespace

TEST_CASE("answers of real services have the status, the framing and the body that were seen") {
  std::istringstream index(support::data("captured/framing.tsv"));
  std::string name, method, framing, line;
  int status = 0;
  std::size_t head_bytes = 0, body_bytes = 0, read_here = 0;
  std::getline(index, line);
  while (index >> name >> method >> status >> framing >> head_bytes >> body_bytes) {
    const std::string path = "captured/" + name + ".http";
    if (!std::filesystem::exists(support::data_folder + "/" + path)) continue;
    ++read_here;
    CAPTURE(name);
    const std::string bytes = support::data(path);
    CHECK(bytes.size() == head_bytes + body_bytes);
    const answer got = support::in_splits(bytes, [&](const support::pieces& p) { return read(p, method); });
    CHECK(got.status == status);
    CHECK(got.body == bytes.substr(head_bytes));
    CHECK(got.until_close == (framing == "until-close"));
    CHECK(got.ended_by_itself == (framing != "until-close"));
    if (got.until_close) CHECK_FALSE(got.keep_alive);
  }
  CHECK(read_here >= 100);
}

TEST_CASE("whether a real service keeps the connection is read from its answer, as far as it says so") {
  const auto keeps = [](const std::string& name) {
    return read({support::data("captured/" + name + ".http")}, "GET").keep_alive;
  };
  CHECK(keeps("alt-nova-uwsgi-http11-list"));
  CHECK(keeps("alt-nova-uwsgi-http11-list-close"));  // it was asked to close, says nothing, and does not
  CHECK(keeps("alt-nova-uwsgi-router-list"));
  CHECK(keeps("alt-nova-eventlet-list-keep-alive"));
  CHECK_FALSE(keeps("alt-nova-eventlet-list-close"));
  CHECK(keeps("keystone-token-revoke-204"));  // and closes all the same: a pool has to find that out by itself
}
