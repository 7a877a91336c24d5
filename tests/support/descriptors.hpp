// SPDX-License-Identifier: MIT
//
// open_descriptors(): how many file descriptors this process has, to see that none leaks.

#ifndef SHEAF_TESTS_SUPPORT_DESCRIPTORS_HPP
#define SHEAF_TESTS_SUPPORT_DESCRIPTORS_HPP

#include <filesystem>
#include <iterator>

namespace support {

inline int open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<int>(std::distance(begin(all), end(all)));
}

}  // namespace support

#endif  // SHEAF_TESTS_SUPPORT_DESCRIPTORS_HPP
