// SPDX-License-Identifier: MIT
//
// Any bytes, as what a client sends on one connection: whole, byte by byte and cut where the input says must give the
// same requests and the same end; and every request, written down plainly, is read again as it was. The first byte
// chooses limits and cuts.

#include <sheaf/http/request_parser.hpp>

#include "fuzz.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

namespace http = sheaf::http;

http::limits limits_of(std::uint8_t choices) {
  http::limits limits;
  limits.body_bytes = 1 << 20;
  if (choices & 1) {
    limits = {.head_bytes = 200,
              .fields = 4,
              .chunk_line_bytes = 20,
              .chunk_overhead_bytes = 50,
              .body_bytes = 100,
              .target_bytes = 30};
  }
  return limits;
}

std::string described(const http::request_parser& parser, const http::fields& fields, std::string_view body) {
  std::string out = parser.method() + " " + parser.target() + " " + std::to_string(parser.minor_version()) + "\n";
  for (const auto [name, value] : fields) out.append(name).append(":").append(value).append("\n");
  return out.append(body).append("\n");
}

// As a careful client would have sent it.
void write_and_read_again(const http::request_parser& parser, http::fields fields, std::string_view body) {
  fields.remove("Content-Length");
  fields.remove("Transfer-Encoding");
  fields.add("Content-Length", std::to_string(body.size()));
  std::string plain =
      parser.method() + " " + parser.target() + " HTTP/1." + std::to_string(parser.minor_version()) + "\r\n";
  for (const auto [name, value] : fields) plain.append(name).append(": ").append(value).append("\r\n");
  plain.append("\r\n").append(body);

  http::limits wide = limits_of(0);
  wide.head_bytes *= 2;
  ++wide.fields;
  http::request_parser again(wide);
  require(again.feed(plain) == plain.size() && again.result() == http::parse_result::done);
  const http::fields read = again.take_fields();
  require(described(again, read, again.take_body().view()) == described(parser, fields, body));
}

std::string describe(std::string_view bytes, std::uint8_t choices, std::size_t piece) {
  http::request_parser parser(limits_of(choices));
  std::string out;
  std::size_t step = piece;
  while (!bytes.empty() && parser.result() != http::parse_result::error) {
    bytes.remove_prefix(parser.feed(bytes.substr(0, std::min(step, bytes.size()))));
    if (piece > 1) step = 1 + (step * 7 + 3) % piece;
    while (parser.result() == http::parse_result::done) {
      out += parser.persistent() ? "stays " : "closes ";
      const http::fields fields = parser.take_fields();
      const http::body body = parser.take_body();
      require(body.capacity() >= body.size() + http::body::padding);
      out += described(parser, fields, body.view());
      write_and_read_again(parser, fields, body.view());
      parser.start_next();
    }
  }
  if (parser.result() == http::parse_result::error) return out + "refused " + std::to_string(parser.refusal());
  return out + (parser.started() ? "begun" : "");
}

}  // namespace

void fuzz(std::string_view input) {
  if (input.empty()) return;
  const auto choices = static_cast<std::uint8_t>(input[0]);
  input.remove_prefix(1);
  const std::string whole = describe(input, choices, std::string_view::npos);
  require(describe(input, choices, 1) == whole);
  require(describe(input, choices, 2 + choices / 2) == whole);
}
