// SPDX-License-Identifier: MIT
//
// An answer means the same in whatever pieces it comes, and a client's own limits hold for it.

#include <sheaf/http/response_parser.hpp>

#include "fuzz.hpp"

#include <algorithm>
#include <string>

using namespace sheaf::http;

namespace {

// All that can be told about the answer in `bytes`, read `step` bytes at a time.
std::string read(std::string_view bytes, std::size_t step, std::string_view method) {
  const sheaf::http::limits allowed;
  response_parser parser(allowed, method);
  while (!bytes.empty() && parser.result() == parse_result::need_more) {
    bytes.remove_prefix(parser.feed(bytes.substr(0, step)));
  }
  if (parser.result() == parse_result::need_more) parser.finish();
  require(parser.result() != parse_result::need_more);
  if (parser.result() == parse_result::error) return "error " + std::to_string(static_cast<int>(parser.error()));

  const std::string extra = std::string(parser.extra()) + std::string(bytes);  // in one piece it may have come already
  const response r = parser.take();
  std::string all = std::to_string(r.status()) + " " + std::string(r.reason()) + "\n";
  for (const auto& f : r.fields()) {
    require(f.name.find_first_of(" :\r\n") == std::string_view::npos);
    require(f.value.find_first_of("\r\n") == std::string_view::npos);
    all.append(f.name).append(":").append(f.value).append("\n");
  }
  return all.append("\n").append(r.text()).append("\n").append(extra);
}

}  // namespace

// The first byte says how long the pieces are, and whether the request was a HEAD.
void fuzz(std::string_view input) {
  if (input.empty()) return;
  const auto first = static_cast<unsigned char>(input[0]);
  input.remove_prefix(1);
  const std::string_view method = first % 8 == 0 ? "HEAD" : "GET";
  require(read(input, input.size() + 1, method) == read(input, 1 + first / 8u, method));
}
