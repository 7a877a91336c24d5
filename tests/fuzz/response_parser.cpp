// SPDX-License-Identifier: MIT
//
// Any bytes, as an answer: whole, byte by byte, cut where the input says, and with its body taken away as it arrives,
// it must be read alike; what is read lies in its buffer and could be sent on; and written down plainly it means the
// same again. The first byte chooses method, limits and cuts.

#include <sheaf/http/response_parser.hpp>

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
  if (choices & 4)
    limits = {.head_bytes = 200,
              .fields = 4,
              .interim = 2,
              .chunk_line_bytes = 20,
              .chunk_overhead_bytes = 50,
              .body_bytes = 100};
  return limits;
}

std::string_view method_of(std::uint8_t choices) {
  constexpr std::string_view methods[] = {"GET", "HEAD", "POST", "CONNECT"};
  return methods[choices & 3];
}

std::string described(int status, std::string_view reason, const http::fields& fields, std::string_view body) {
  std::string out = std::to_string(status).append(reason).append("\n");
  for (const auto [name, value] : fields) out.append(name).append(":").append(value).append("\n");
  return out.append(body);
}
std::string described(const http::response& r, std::string_view body) {
  return described(r.status(), r.reason(), r.fields(), body);
}

// What can be told of the answer before it is taken: whether and how it ended, and what lies behind it.
std::string ended(http::response_parser& parser, std::size_t unread) {
  const bool by_itself = parser.result() == http::parse_result::done;
  const std::size_t behind = unread + parser.extra().size();
  if (!by_itself) parser.finish();
  require(parser.result() != http::parse_result::need_more);
  std::string out = std::string(by_itself ? "ended " : "closed ").append(to_string(parser.error()));
  if (parser.result() == http::parse_result::error) return out;
  return out + (parser.keep_alive() && behind == 0 ? " stays " : " closes ") + std::to_string(behind) + " ";
}

std::string whole(std::string_view bytes, std::uint8_t choices, std::size_t piece) {
  http::response_parser parser(limits_of(choices), method_of(choices));
  for (std::size_t step = piece; !bytes.empty() && parser.result() == http::parse_result::need_more;) {
    bytes.remove_prefix(parser.feed(bytes.substr(0, std::min(step, bytes.size()))));
    if (piece > 1) step = 1 + (step * 7 + 3) % piece;
  }
  const std::string how = ended(parser, bytes.size());
  if (parser.result() != http::parse_result::done) return how;
  const http::response r = parser.take();
  require(r.body().capacity() >= r.body().size() + http::body::padding);
  volatile char last = r.body().data()[r.body().capacity() - 1];
  static_cast<void>(last);
  return how + described(r, r.text());
}

// The same, the body dropped from time to time.
std::string in_pieces(std::string_view bytes, std::uint8_t choices, std::size_t step) {
  http::response_parser parser(limits_of(choices), method_of(choices));
  parser.in_pieces();
  std::string body;
  for (std::size_t round = 0; !bytes.empty() && parser.result() == http::parse_result::need_more; ++round) {
    bytes.remove_prefix(parser.feed(bytes.substr(0, std::min(step, bytes.size()))));
    if (parser.result() == http::parse_result::error || !parser.head_done()) continue;
    const std::size_t drop = parser.body_size() / (1 + round % 3);
    body += parser.body_so_far().substr(0, drop);
    parser.drop_body(drop);
  }
  const std::string how = ended(parser, bytes.size());
  if (parser.result() != http::parse_result::done) return how;
  body += parser.body_so_far();
  return how + described(parser.head(), body);
}

// A response that was understood, as a careful server would have sent it.
void write_and_read_again(std::string_view bytes) {
  http::response_parser parser(limits_of(0));
  parser.feed(bytes);
  if (parser.result() == http::parse_result::need_more) parser.finish();
  if (parser.result() != http::parse_result::done) return;
  const http::response first = parser.take();
  http::fields kept = first.fields();
  kept.remove("Content-Length");
  kept.remove("Transfer-Encoding");
  std::string plain = "HTTP/1.1 " + std::to_string(first.status()) + " " + first.reason() + "\r\n";
  for (const auto [name, value] : kept) plain.append(name).append(": ").append(value).append("\r\n");
  plain += "Content-Length: " + std::to_string(first.text().size()) + "\r\n\r\n";
  plain += first.text();

  http::limits wide = limits_of(0);
  wide.head_bytes *= 2;
  ++wide.fields;
  http::response_parser again(wide);
  require(again.feed(plain) == plain.size() && again.result() == http::parse_result::done);
  const http::response second = again.take();
  kept.add("Content-Length", std::to_string(first.text().size()));
  require(described(second, second.text()) == described(first.status(), first.reason(), kept, first.text()));
}

}  // namespace

void fuzz(std::string_view input) {
  if (input.empty()) return;
  const auto choices = static_cast<std::uint8_t>(input[0]);
  const std::string_view bytes = input.substr(1);
  const std::string once = whole(bytes, choices, std::string_view::npos);
  require(whole(bytes, choices, 1) == once);
  require(whole(bytes, choices, 2 + choices / 8) == once);
  // Where a body is taken away it has no limit but what its head announces.
  if (once.find(to_string(http::errc::body_too_large)) == std::string::npos) {
    require(in_pieces(bytes, choices, 1) == once);
    require(in_pieces(bytes, choices, 2 + choices / 8) == once);
  }
  write_and_read_again(bytes);
}
