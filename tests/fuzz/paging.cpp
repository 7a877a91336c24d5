// SPDX-License-Identifier: MIT
//
// Any link, behind a line with our own query: what is asked for next stays on our own origin, keeps our own filters,
// and holds nothing that could split a request.

#include <sheaf/rest/paging.hpp>

#include "fuzz.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace rest = sheaf::rest;

void fuzz(std::string_view input) {
  const std::size_t line = std::min(input.find('\n'), input.size());
  const rest::parameters ours = rest::parse_query(input.substr(0, line));
  const std::string_view link = input.substr(std::min(line + 1, input.size()));
  require(rest::parse_query(rest::target_of("", ours).substr(ours.empty() ? 0 : 1)) == ours);

  const rest::continuation next = rest::continue_at("/here", ours, link);
  require(!next.token().empty() || link.substr(0, link.find('#')).empty());
  if (!next.from_root()) {
    require(next.target().starts_with("/here?"));
    const auto visible = [](char c) { return c > 0x20 && c < 0x7f; };
    require(std::all_of(next.target().begin(), next.target().end(), visible));
    const rest::parameters asked = rest::parse_query(next.target().substr(6));
    for (const auto& p : ours) {
      const bool continues =
          p.first == "marker" || p.first == "offset" || p.first == "page" || p.first.starts_with("page_");
      require(continues || std::find(asked.begin(), asked.end(), p) != asked.end());
    }
    // The same link again is the same page, whatever page we are on.
    require(rest::continue_at("/here", asked, link).token() == next.token());
  } else {
    require(next.target().find("://") == std::string::npos ||
            next.target().find("://") > next.target().find_first_of("/?"));
  }
  require(rest::continue_with("/here", ours, "marker", link).target().starts_with("/here?"));
}
