// SPDX-License-Identifier: MIT
//
// Any bytes, as what a client sends on one connection: whole, byte by byte and cut where the input says must give the
// same requests and the same end. The first byte chooses limits and cuts.

#include <sheaf/http/request_parser.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

namespace http = sheaf::http;

std::string describe(std::string_view bytes, std::uint8_t choices, std::size_t piece) {
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
  http::request_parser parser(limits);
  std::string out;
  std::size_t step = piece;
  while (!bytes.empty() && parser.result() != http::parse_result::error) {
    bytes.remove_prefix(parser.feed(bytes.substr(0, std::min(step, bytes.size()))));
    if (piece > 1) step = 1 + (step * 7 + 3) % piece;
    while (parser.result() == http::parse_result::done) {
      out += parser.method() + " " + parser.target() + " " + std::to_string(parser.minor_version());
      out += parser.persistent() ? " stays " : " closes ";
      for (const auto [name, value] : parser.take_fields()) out.append(name).append(":").append(value).append(";");
      const http::body body = parser.take_body();
      if (body.capacity() < body.size() + http::body::padding) std::abort();
      out.append(body.view());
      parser.start_next();
    }
  }
  if (parser.result() == http::parse_result::error) return out + " refused " + std::to_string(parser.refusal());
  out += parser.started() ? " begun" : "";
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string whole = describe(bytes, data[0], std::string_view::npos);
  if (describe(bytes, data[0], 1) != whole) std::abort();
  if (describe(bytes, data[0], 2 + data[0] / 2) != whole) std::abort();
  return 0;
}
