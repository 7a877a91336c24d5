// SPDX-License-Identifier: MIT
// A path is laid behind an endpoint's, so it begins with a slash.
// MORE ERRORS: Clang says it twice
// EXPECT: the_path_of_a_resource_begins_with_a_slash
#include <sheaf/rest/resource.hpp>

struct server {};

#ifdef REPAIRED
inline constexpr sheaf::rest::resource<server> servers{.path = "/servers", .key = "servers"};
#else
inline constexpr sheaf::rest::resource<server> servers{.path = "servers", .key = "servers"};
#endif
