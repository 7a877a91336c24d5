// SPDX-License-Identifier: MIT
//
// The files under tests/data. Where they lie is known to main.cpp alone, so that no other object depends on it.

#ifndef SHEAF_TESTS_SUPPORT_DATA_HPP
#define SHEAF_TESTS_SUPPORT_DATA_HPP

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace support {

/// The folder tests/data.
extern const std::string data_folder;

/// The bytes of tests/data/`name`.
inline std::string data(const std::string& name) {
  std::ifstream file(data_folder + "/" + name, std::ios::binary);
  if (!file) throw std::runtime_error("no file " + data_folder + "/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace support

#endif  // SHEAF_TESTS_SUPPORT_DATA_HPP
