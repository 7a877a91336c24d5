// SPDX-License-Identifier: MIT
//
// Chunked bodies (RFC 9112 7.1), alone. Any bytes behind a head that announces chunks mean what a small decoder of
// their grammar says, which sees them all at once; and any content, cut into any chunks with extensions and trailers,
// comes out as it was. In a response, in a request, and in a response that is read in pieces.

#include <sheaf/http/request_parser.hpp>
#include <sheaf/http/response_parser.hpp>

#include "fuzz.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

using namespace sheaf::http;

namespace {

// Alike, so that limits leave as much to either.
constexpr std::string_view response_head = "HTTP/1.1 200 OK\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
constexpr std::string_view request_head = "PUT /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
static_assert(response_head.size() == request_head.size());

struct reading {
  enum kind { whole, unfinished, wrong, beyond_limits } is = unfinished;
  std::string body;      // if whole
  std::size_t rest = 0;  // bytes behind it
  bool operator==(const reading&) const = default;
};

// ---- what it should be ----

bool text(std::string_view s) {
  return std::none_of(s.begin(), s.end(),
                      [](char c) { return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == 127; });
}

bool trailer(std::string_view line) {
  constexpr std::string_view token =
      "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const std::size_t name = line.find_first_not_of(token);
  return name != line.npos && name != 0 && line[name] == ':' && text(line.substr(name));
}

// The size in a chunk's line, if it is one: hexadecimal digits, and nothing or an extension.
std::optional<std::uint64_t> size_in(std::string_view line) {
  const std::size_t digits = std::min(line.find_first_not_of("0123456789abcdefABCDEF"), line.size());
  const std::string_view extension = line.substr(digits);
  const std::size_t begin = extension.find_first_not_of(" \t");
  if (digits == 0 || digits > 16 || !text(extension)) return std::nullopt;
  if (!extension.empty() && (begin == extension.npos || extension[begin] != ';')) return std::nullopt;
  return std::stoull(std::string(line.substr(0, digits)), nullptr, 16);
}

reading by_grammar(std::string_view bytes) {
  reading out;
  for (;;) {
    const std::size_t lf = bytes.find('\n');
    if (lf == bytes.npos) return {reading::unfinished, {}, 0};
    if (lf == 0 || bytes[lf - 1] != '\r') return {reading::wrong, {}, 0};
    const auto size = size_in(bytes.substr(0, lf - 1));
    if (!size) return {reading::wrong, {}, 0};
    bytes.remove_prefix(lf + 1);
    if (*size == 0) break;
    if (*size > 1 << 20) return {reading::beyond_limits, {}, 0};
    const std::string_view end = bytes.substr(std::min<std::size_t>(*size, bytes.size())).substr(0, 2);
    if (!std::string_view("\r\n").starts_with(end)) return {reading::wrong, {}, 0};
    if (end.size() < 2) return {reading::unfinished, {}, 0};
    out.body += bytes.substr(0, *size);
    bytes.remove_prefix(*size + 2);
  }
  for (;;) {
    const std::size_t lf = bytes.find('\n');
    if (lf == bytes.npos) return {reading::unfinished, {}, 0};
    if (lf == 0 || bytes[lf - 1] != '\r') return {reading::wrong, {}, 0};
    const std::string_view line = bytes.substr(0, lf - 1);
    bytes.remove_prefix(lf + 1);
    if (line.empty()) break;
    if (!trailer(line)) return {reading::wrong, {}, 0};
  }
  out.is = reading::whole;
  out.rest = bytes.size();
  return out;
}

// ---- what it is ----

bool of_limits(errc e) {
  return e == errc::body_too_large || e == errc::chunk_too_large || e == errc::head_too_large ||
         e == errc::too_many_fields;
}

template <class Parser>
reading read(Parser parser, std::string_view head, std::string_view bytes, std::size_t step, bool in_pieces) {
  const std::string message = std::string(head).append(bytes);
  std::string taken;
  if (in_pieces) parser.in_pieces();
  std::size_t at = 0;
  for (std::size_t n = head.size(); at != message.size() && parser.result() == parse_result::need_more; n = step) {
    at += parser.feed(std::string_view(message).substr(at, n));
    if (!in_pieces || !parser.head_done() || parser.result() == parse_result::error) continue;
    // As much as the odd rounds say; what is left has to be there in the next.
    const std::size_t drop = at % 2 == 0 ? parser.body_size() : parser.body_size() / 2;
    taken += parser.body_so_far().substr(0, drop);
    parser.drop_body(drop);
  }
  if (parser.result() == parse_result::need_more) return {reading::unfinished, {}, 0};
  if (parser.result() == parse_result::error) {
    return {of_limits(parser.error()) ? reading::beyond_limits : reading::wrong, {}, 0};
  }
  const std::size_t rest = message.size() - at + parser.extra().size();
  if (in_pieces) return {reading::whole, taken.append(parser.body_so_far()), rest};
  if constexpr (std::is_same_v<Parser, response_parser>)
    return {reading::whole, std::string(parser.take().text()), rest};
  return {reading::whole, std::string(parser.body_so_far()), rest};
}

// The same in every way that there is to read it.
reading read(std::string_view bytes, std::size_t step, const limits& l) {
  const reading one = read(response_parser(l), response_head, bytes, bytes.size() + 1, false);
  require(read(response_parser(l), response_head, bytes, 1, false) == one);
  require(read(response_parser(l), response_head, bytes, step, false) == one);
  require(read(request_parser(l), request_head, bytes, bytes.size() + 1, false) == one);
  require(read(request_parser(l), request_head, bytes, step, false) == one);
  if (one.is != reading::beyond_limits) {  // what is dropped does not count, nor does what is announced then
    require(read(response_parser(l), response_head, bytes, 1, true) == one);
    require(read(response_parser(l), response_head, bytes, step, true) == one);
  }
  return one;
}

// Cut where its own bytes say, some sizes with an extension, some with zeros before them or in capitals, and trailers.
std::string chunked(std::string_view content, unsigned char choices) {
  std::string out;
  for (std::size_t n = choices; !content.empty(); n = n * 31 + static_cast<unsigned char>(out.back())) {
    const std::string_view chunk = content.substr(0, 1 + n % 37);
    content.remove_prefix(chunk.size());
    std::string_view digits = n % 2 == 0 ? "0123456789abcdef" : "0123456789ABCDEF";
    if (n % 5 == 0) out += "000";
    if (chunk.size() > 15) out += digits[chunk.size() / 16];
    out += digits[chunk.size() % 16];
    if (n % 3 == 0) out += " ;name=\"\xffvalue\"";
    out.append("\r\n").append(chunk).append("\r\n");
    out.back() = '\n';
  }
  out += choices % 7 == 0 ? "00;last\r\n" : "0\r\n";
  for (unsigned i = 0; i != choices % 4u; ++i) out += "X-Trailer:\tvalue \r\n";
  return out += "\r\n";
}

}  // namespace

// The first byte says how long the pieces are.
void fuzz(std::string_view input) {
  if (input.empty()) return;
  const auto first = static_cast<unsigned char>(input[0]);
  input.remove_prefix(1);
  const std::size_t step = 2 + first / 4u;

  limits wide;
  wide.body_bytes = wide.head_bytes = wide.fields = wide.chunk_line_bytes = wide.chunk_overhead_bytes = 1 << 20;
  const reading meant = by_grammar(input);
  const reading understood = read(input, step, wide);
  if (meant.is == reading::beyond_limits) {
    require(understood.is == reading::beyond_limits);
  } else {
    require(understood == meant);
  }

  limits tight;
  tight.body_bytes = 64;
  tight.head_bytes = 100;
  tight.fields = 4;
  tight.chunk_line_bytes = 16;
  tight.chunk_overhead_bytes = 40;
  const reading bounded = read(input, step, tight);
  require(bounded == meant || bounded.is == reading::beyond_limits);
  require(bounded.body.size() <= tight.body_bytes);

  const std::string behind = "HTTP/1.1 200";
  require(read(chunked(input, first) + behind, step, wide) ==
          reading{reading::whole, std::string(input), behind.size()});
}
