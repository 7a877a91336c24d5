// SPDX-License-Identifier: MIT
//
// A URL that is accepted is written as it would be read again, and nothing in it can end a request line.

#include <sheaf/http/url.hpp>

#include "fuzz.hpp"

using sheaf::http::url;

namespace {

void check(const url& u) {
  require(url::parse(u.to_string()) == u);
  require(same_origin(u, url::parse(u.origin())));
  for (const char c : u.to_string()) require(c > ' ' && c < 127);
}

}  // namespace

// "base\nreference", or one URL alone.
void fuzz(std::string_view input) {
  const std::size_t line = input.find('\n');
  try {
    const url base = url::parse(input.substr(0, line));
    check(base);
    if (line != std::string_view::npos) check(base.resolve(input.substr(line + 1)));
  } catch (const sheaf::http::error& e) {
    require(e.errc() == sheaf::http::errc::invalid_url);
  }
  require(sheaf::http::percent_decode(sheaf::http::percent_encode(input)) == input);
}
