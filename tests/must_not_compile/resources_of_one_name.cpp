// SPDX-License-Identifier: MIT
// Two lists of one name could not be told apart in the merged result.
// EXPECT: two_lists_of_one_name
#include <sheaf/rest/resources.hpp>

struct server {};
struct service {};

inline constexpr sheaf::rest::resource<server> servers{.path = "/servers", .key = "servers"};
#ifdef REPAIRED
inline constexpr sheaf::rest::resource<service> services{.path = "/services", .key = "services"};
#else
inline constexpr sheaf::rest::resource<service> services{.path = "/services", .key = "servers"};
#endif

inline constexpr auto both = sheaf::rest::resources(servers, services);
