// SPDX-License-Identifier: MIT
//
// Any bytes, as an answer: whole, byte by byte and cut where the input says must be read alike, and what is read must
// lie in its buffer. The first byte chooses method, limits and cuts.

#include <sheaf/http/response_parser.hpp>

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
  if (choices & 4)
    limits = {.head_bytes = 200,
              .fields = 4,
              .interim = 2,
              .chunk_line_bytes = 20,
              .chunk_overhead_bytes = 50,
              .body_bytes = 100};
  const std::string_view methods[] = {"GET", "HEAD", "POST", "CONNECT"};
  http::response_parser parser(limits, methods[choices & 3]);
  std::size_t step = piece;
  while (!bytes.empty() && parser.result() == http::parse_result::need_more) {
    const std::size_t size = std::min(step, bytes.size());
    const std::size_t taken = parser.feed(bytes.substr(0, size));
    bytes.remove_prefix(taken);
    if (piece > 1) step = 1 + (step * 7 + 3) % piece;
  }
  const bool ended = parser.result() == http::parse_result::done;
  const std::size_t behind = bytes.size() + parser.extra().size();
  std::string out(ended ? "ended " : "closed ");
  if (!ended) parser.finish();
  out += http::to_string(parser.error());
  if (parser.result() != http::parse_result::done) return out;
  out += parser.keep_alive() && behind == 0 ? " stays " : " closes ";
  out += std::to_string(behind) + " ";
  const http::response r = parser.take();
  if (r.body().capacity() < r.body().size() + http::body::padding) std::abort();
  volatile char last = r.body().data()[r.body().capacity() - 1];
  static_cast<void>(last);
  out += std::to_string(r.status()) + r.reason();
  for (const auto [name, value] : r.fields()) out.append(name).append(":").append(value).append(";");
  return out.append(r.text());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string whole = describe(bytes, data[0], std::string_view::npos);
  if (describe(bytes, data[0], 1) != whole) std::abort();
  if (describe(bytes, data[0], 2 + data[0] / 8) != whole) std::abort();
  return 0;
}
