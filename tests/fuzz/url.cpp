// SPDX-License-Identifier: MIT
//
// Any bytes, as a URL and, behind a line end, a reference to be resolved against it: what is accepted holds nothing
// that could split a request, means the same when it is written and read again, and is resolved once and for all.

#include <sheaf/http/error.hpp>
#include <sheaf/http/url.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

namespace http = sheaf::http;

void require(bool condition) {
  if (!condition) std::abort();
}

bool visible(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

void check(const http::url& u) {
  require(u.scheme() == "http" || u.scheme() == "https");
  require(!u.host().empty() && visible(u.host()) && u.host().find_first_of("/?#@%\\[]") == std::string::npos);
  require(u.port() != 0);
  require(u.target().starts_with('/') && visible(u.target()) && u.target().find_first_of("#\\") == std::string::npos);
  require(http::url::parse(u.to_string()) == u);
  require(http::url::parse(u.origin()).origin() == u.origin());
  require(same_origin(u, u.with_target("/x")));
  require(u.with_target(u.target()) == u);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  require(http::percent_decode(http::percent_encode(text)) == text);
  const std::size_t line = std::min(text.find('\n'), text.size());
  try {
    const http::url base = http::url::parse(text.substr(0, line));
    check(base);
    if (line == text.size()) return 0;
    const http::url resolved = base.resolve(text.substr(line + 1));
    check(resolved);
    const http::url clean = base.resolve(resolved.to_string());
    require(base.resolve(clean.to_string()) == clean);
  } catch (const http::error& e) {
    require(e.errc() == http::errc::invalid_url);
  }
  return 0;
}
