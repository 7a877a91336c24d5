// SPDX-License-Identifier: MIT
//
// from_environment(): how much of a long test is run, and from which seed, unless the environment says otherwise.

#ifndef SHEAF_TESTS_SUPPORT_ENVIRONMENT_HPP
#define SHEAF_TESTS_SUPPORT_ENVIRONMENT_HPP

#include <cstdint>
#include <cstdlib>

namespace support {

inline std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* const given = std::getenv(name);
  return given ? std::strtoull(given, nullptr, 10) : otherwise;
}

}  // namespace support

#endif  // SHEAF_TESTS_SUPPORT_ENVIRONMENT_HPP
