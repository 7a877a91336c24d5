// SPDX-License-Identifier: MIT
// A list without the name of its member could not be read; it is said where it is declared.
// MORE ERRORS: -Wextra says it again
// EXPECT: resource_key
#include <sheaf/rest/resource.hpp>

struct server {};

#ifdef REPAIRED
inline constexpr sheaf::rest::resource<server> servers{.service = "compute", .path = "/servers", .key = "servers"};
#else
inline constexpr sheaf::rest::resource<server> servers{.service = "compute", .path = "/servers"};
#endif
