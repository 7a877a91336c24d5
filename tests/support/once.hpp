// SPDX-License-Identifier: MIT
//
// once: fetches that ask for nothing a second time, so that nobody waits for time to pass.

#ifndef SHEAF_TESTS_SUPPORT_ONCE_HPP
#define SHEAF_TESTS_SUPPORT_ONCE_HPP

#include <sheaf/rest/fetch_options.hpp>

namespace support {

inline const sheaf::rest::fetch_options once = sheaf::rest::fetch_options().retries(sheaf::rest::retries::none());

}  // namespace support

#endif  // SHEAF_TESTS_SUPPORT_ONCE_HPP
