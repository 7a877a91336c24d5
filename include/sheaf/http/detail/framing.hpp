// SPDX-License-Identifier: MIT
//
// What a message's fields say of where it ends and what becomes of its connection (RFC 9112 sections 6 and 9).

#ifndef SHEAF_HTTP_DETAIL_FRAMING_HPP
#define SHEAF_HTTP_DETAIL_FRAMING_HPP

#include <sheaf/http/detail/octets.hpp>
#include <sheaf/http/error.hpp>
#include <sheaf/http/fields.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

struct framing {
  enum kind : std::uint8_t { none, sized, chunked, until_close };

  framing(kind k = none, std::uint64_t size = 0) : how(k), length(size) {}
  explicit framing(errc e) : error(e) {}

  kind how = none;
  std::uint64_t length = 0;  // where sized
  errc error{};
};

/// What is wrong with codings that are not just one "chunked": where that is last the body has an end, only that nobody
/// here can undo the others; elsewhere it has none that two would agree on (RFC 9112 6.1, 6.3).
inline errc fault_of_codings(const fields& f) {
  std::size_t count = 0;
  bool last = false, before = false;  // whether that one, and one before it, is chunked
  for (const std::string_view codings : f.all("Transfer-Encoding")) {
    for_each_member(codings, [&](std::string_view coding) {
      before = before || last;
      last = equal_ignoring_case(coding, "chunked");
      ++count;
    });
  }
  return count > 1 && last && !before ? errc::unknown_coding : errc::bad_transfer_encoding;
}

/// RFC 9112 6.3. Content-Length beside Transfer-Encoding is how messages are smuggled, so it is refused in either
/// order, as is every coding but one "chunked": no intermediary of ours could have understood what follows.
inline framing framing_of(const fields& f, int minor_version, framing::kind otherwise) {
  if (f.get("Transfer-Encoding")) {
    const auto codings = f.all("Transfer-Encoding");
    if (f.get("Content-Length") || minor_version == 0) return framing(errc::bad_transfer_encoding);
    if (codings.size() == 1 && equal_ignoring_case(codings[0], "chunked")) return framing(framing::chunked);
    return framing(fault_of_codings(f));
  }
  // Repeats and lists of one and the same number are one number (RFC 9110 8.6).
  std::optional<std::uint64_t> length;
  errc fault{};
  f.each("Content-Length", [&](std::string_view value) {  // not all(), which would cost every message an allocation
    for (std::size_t begin = 0; begin <= value.size() && fault == errc{};) {
      const std::size_t comma = std::min(value.find(',', begin), value.size());
      const std::string_view member = trimmed(value.substr(begin, comma - begin));
      const auto number = decimal(member);
      if (!number && !member.empty() && std::all_of(member.begin(), member.end(), is_digit)) {
        fault = errc::body_too_large;  // it is a length, if one that nobody can count (RFC 9110 8.6)
      } else if (!number || (length && *length != *number)) {
        fault = errc::bad_content_length;
      }
      length = number;
      begin = comma + 1;
    }
  });
  if (fault != errc{}) return framing(fault);
  return length ? framing(framing::sized, *length) : framing(otherwise);
}

/// RFC 9112 9.3: whether version and Connection field let the connection carry another message.
inline bool persists(const fields& f, int minor_version) {
  return !f.lists("Connection", "close") && (minor_version >= 1 || f.lists("Connection", "keep-alive"));
}

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_FRAMING_HPP
