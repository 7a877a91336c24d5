// SPDX-License-Identifier: MIT
//
// Any bytes as a version document, behind a line that is the URL it was found at: whatever it advertises, lists stay at
// that origin and below its path; what it says of microversions is a range; and a refusal's text gives a range or none.

#include <sheaf/http/response.hpp>
#include <sheaf/openstack/discovery.hpp>

#include "fuzz.hpp"

#include <string>
#include <string_view>

namespace http = sheaf::http;
using namespace sheaf::openstack;

void fuzz(std::string_view input) {
  const std::size_t end = input.find('\n');
  const std::string_view url = input.substr(0, end),
                         body = end == input.npos ? std::string_view() : input.substr(end + 1);

  if (const auto range = read_range(http::response(406, {}, body))) require(range->least <= range->most);
  if (const auto wish = version_wish::parse(url)) {
    require(!wish->least || *wish->least <= wish->wanted);
    const version_range server({1, 1}, {2, 50});
    const auto agreed = wish->at(server);
    require(!agreed || (*agreed <= wish->wanted && *agreed <= server.most && *agreed >= server.least &&
                        (!wish->least || *agreed >= *wish->least)));
  }

  const auto versions = read_versions(body);
  if (versions) {
    for (const api_version& one : *versions)
      require(!one.microversions || one.microversions->least <= one.microversions->most);
  }
  for (const char* type : {"compute", "image", "block-storage", "placement", "of-my-own"}) {
    for (const unsigned major : {0u, 2u}) {
      try {
        const http::url given = http::url::parse(url);
        const api_base base = api_base::of(url, type, "0123456789abcdef", major);
        require(same_origin(base.url, given) && same_origin(base.root, given));
        if (!versions) continue;
        if (const auto better = base.corrected(*versions)) {
          std::string_view root = base.root.path();
          while (root.ends_with('/')) root.remove_suffix(1);
          require(same_origin(better->url, given));
          require(better->url.path().starts_with(std::string(root) + '/'));
          require(!better->guessed);
        }
      } catch (const http::error& e) {
        require(e.errc() == http::errc::invalid_url);
      }
    }
  }
}
