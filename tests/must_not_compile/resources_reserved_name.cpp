// SPDX-License-Identifier: MIT
// The merged result has members of its own.
// EXPECT: no_list_may_be_named_errors_or_timing
#include <sheaf/rest/resources.hpp>

struct event {};

#ifdef REPAIRED
inline constexpr sheaf::rest::resource<event> events{.path = "/errors", .key = "events"};
#else
inline constexpr sheaf::rest::resource<event> events{.path = "/errors", .key = "errors"};
#endif

inline constexpr auto all = sheaf::rest::resources(events);
