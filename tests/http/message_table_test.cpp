// SPDX-License-Identifier: MIT
//
// What the RFCs say of many messages (tests/data/http), and what the parsers make of them. tests/http_peers asks
// others.
#include <sheaf/http/request_parser.hpp>
#include <sheaf/http/response_parser.hpp>

#include "support/message_table.hpp"
#include "support/splits.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace http = sheaf::http;
using http::errc;
using http::parse_result;
using support::message_outcome;
using support::message_row;

namespace {

std::string name_of(errc e) {
  switch (e) {
    case errc::no_response:
      return "no_response";
    case errc::truncated:
      return "truncated";
    case errc::bad_status_line:
      return "bad_status_line";
    case errc::bad_request_line:
      return "bad_request_line";
    case errc::bad_version:
      return "bad_version";
    case errc::bad_host:
      return "bad_host";
    case errc::bad_field:
      return "bad_field";
    case errc::bad_content_length:
      return "bad_content_length";
    case errc::bad_transfer_encoding:
      return "bad_transfer_encoding";
    case errc::unknown_coding:
      return "unknown_coding";
    case errc::bad_chunk:
      return "bad_chunk";
    case errc::chunk_too_large:
      return "chunk_too_large";
    case errc::body_too_large:
      return "body_too_large";
    case errc::head_too_large:
      return "head_too_large";
    case errc::target_too_long:
      return "target_too_long";
    case errc::too_many_fields:
      return "too_many_fields";
    case errc::too_many_interim:
      return "too_many_interim";
    case errc::unexpected_upgrade:
      return "unexpected_upgrade";
    default:
      return std::string(http::to_string(e));
  }
}

// Feeds it until it wants no more; gives what it did not want.
template <class Parser>
std::string feed(Parser& parser, const support::pieces& pieces) {
  std::string unused;
  for (const std::string_view piece : pieces) unused.append(piece.substr(parser.feed(piece)));
  return unused;
}

// Those of the fields that the row speaks of.
void look_up(message_outcome& out, const http::fields& fields, const message_row& row) {
  for (const auto& [name, unused] : row.expected.fields) {
    for (const std::string_view value : fields.all(name)) out.fields[name].emplace_back(value);
  }
}

message_outcome read_response(const support::pieces& pieces, const message_row& row) {
  http::response_parser parser({}, row.method);
  const std::string unused = feed(parser, pieces);
  if (parser.result() == parse_result::need_more) parser.finish();
  message_outcome out;
  if (parser.result() == parse_result::error) {
    out.refused = name_of(parser.error());
    return out;
  }
  out.left = std::string(parser.extra()) + unused;
  out.then = parser.keep_alive() && unused.empty() ? "stay" : "close";
  const http::response r = parser.take();
  out.reads = std::to_string(r.status()) + (r.reason().empty() ? "" : " " + r.reason());
  out.body = r.text();
  look_up(out, r.fields(), row);
  return out;
}

message_outcome read_request(const support::pieces& pieces, const message_row& row) {
  http::request_parser parser;
  const std::string unused = feed(parser, pieces);
  message_outcome out;
  if (!row.expected.waits.empty()) out.waits = parser.expects_continue() ? "yes" : "no";
  const bool ended = parser.result() == parse_result::need_more;
  if (ended) parser.finish();
  if (parser.result() == parse_result::error) {
    out.refused = name_of(parser.error()) + (ended ? "" : " " + std::to_string(parser.refusal()));
    return out;
  }
  out.reads = parser.method() + " " + parser.target() + " HTTP/1." + std::to_string(parser.minor_version());
  out.left = std::string(parser.extra()) + unused;
  out.then = parser.persistent() ? "stay" : "close";
  look_up(out, parser.fields(), row);
  out.body = parser.take_body().view();
  return out;
}

template <class Read>
void check(const std::vector<message_row>& rows, Read read) {
  for (const message_row& row : rows) {
    INFO("[" << row.name << "], " << row.rule);
    const auto got = support::in_splits(
        row.bytes, [&](const support::pieces& p) { return read(p, row); }, 200);
    CHECK(got == row.expected);
  }
}

}  // namespace

TEST_CASE("responses are read as the RFCs say, whole, octet by octet, and cut at random") {
  const auto rows = support::message_table("http/responses.txt");
  CHECK(rows.size() >= 200);
  check(rows, read_response);
}

TEST_CASE("requests are read as the RFCs say, whole, octet by octet, and cut at random") {
  const auto rows = support::message_table("http/requests.txt");
  CHECK(rows.size() >= 100);
  check(rows, read_request);
}
