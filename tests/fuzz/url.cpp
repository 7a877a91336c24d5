// SPDX-License-Identifier: MIT
//
// Any bytes, as a URL and, behind a line end, a reference to be resolved against it: what is accepted holds nothing
// that could split a request, means the same when it is written and read again, and is resolved once and for all; and
// none but a reference with a scheme or two slashes leads to another origin.

#include <sheaf/http/error.hpp>
#include <sheaf/http/url.hpp>

#include "fuzz.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace {

namespace http = sheaf::http;

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

// RFC 3986 4.2: whether a reference names an authority of its own.
bool leads_away(std::string_view reference) {
  return reference.starts_with("//") ||
         reference.substr(0, reference.find_first_of("/?#")).find(':') != std::string_view::npos;
}

// No segment of the path is left that somebody may take for a way up (RFC 3986 5.2.4).
bool has_dots(std::string_view path) {
  return (std::string(path) + "/").find("/../") != std::string::npos ||
         (std::string(path) + "/").find("/./") != std::string::npos;
}

}  // namespace

void fuzz(std::string_view text) {
  require(http::percent_decode(http::percent_encode(text)) == text);
  const std::size_t line = std::min(text.find('\n'), text.size());
  try {
    const http::url base = http::url::parse(text.substr(0, line));
    check(base);
    if (line == text.size()) return;
    const std::string_view reference = text.substr(line + 1);
    const http::url resolved = base.resolve(reference);
    check(resolved);
    require(leads_away(reference) || same_origin(base, resolved));
    const std::string_view stays = reference.substr(0, reference.find('#'));
    require(stays.empty() || stays[0] == '?' || !has_dots(resolved.path()));
    const http::url clean = base.resolve(resolved.to_string());
    require(base.resolve(clean.to_string()) == clean);
  } catch (const http::error& e) {
    require(e.errc() == http::errc::invalid_url);
  }
}
