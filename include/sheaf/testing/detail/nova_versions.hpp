// SPDX-License-Identifier: MIT
//
// The simulated nova's version documents: those of Debian 12's (Zed), made for the origin that was asked.

#ifndef SHEAF_TESTING_DETAIL_NOVA_VERSIONS_HPP
#define SHEAF_TESTING_DETAIL_NOVA_VERSIONS_HPP

#include <sheaf/testing/detail/http_text.hpp>

#include <string>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

/// The start of a version's entry, up to its first link's address.
inline constexpr std::string_view nova_v2 =
    R"({"id": "v2.0", "status": "SUPPORTED", "version": "", "min_version": "", )"
    R"("updated": "2011-01-21T11:33:21Z", "links": [{"rel": "self", "href": ")";
inline constexpr std::string_view nova_v2_1 =
    R"({"id": "v2.1", "status": "CURRENT", "version": "2.93", "min_version": "2.1", )"
    R"("updated": "2013-07-23T11:33:21Z", "links": [{"rel": "self", "href": ")";
inline constexpr std::string_view nova_media_type =
    R"("media-types": [{"base": "application/json", "type": "application/vnd.openstack.compute+json;version=)";

/// GET /
[[nodiscard]] inline std::string nova_versions(std::string_view origin) {
  return concat({R"({"versions": [)", nova_v2, origin, R"(/v2/"}]}, )", nova_v2_1, origin, R"(/v2.1/"}]}]})"});
}

/// GET /v2.1, or /v2
[[nodiscard]] inline std::string nova_version(std::string_view origin, bool legacy) {
  return concat({R"({"version": )", legacy ? nova_v2 : nova_v2_1, origin, legacy ? "/v2/" : "/v2.1/",
                 R"("}, {"rel": "describedby", "type": "text/html", "href": "http://docs.openstack.org/"}], )",
                 nova_media_type, legacy ? "2" : "2.1", R"("}]}})"});
}

/// What there is, for a path whose version there is not.
[[nodiscard]] inline std::string nova_choices(std::string_view origin, std::string_view path) {
  constexpr std::string_view links = R"(", "links": [{"rel": "self", "href": ")";
  return concat({R"({"choices": [{"id": "v2.0", "status": "SUPPORTED)", links, origin, "/v2", path, R"("}], )",
                 nova_media_type, R"(2"}]}, {"id": "v2.1", "status": "CURRENT)", links, origin, "/v2.1", path,
                 R"("}], )", nova_media_type, R"(2.1"}]}]})"});
}

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_NOVA_VERSIONS_HPP
