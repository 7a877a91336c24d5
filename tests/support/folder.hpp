// SPDX-License-Identifier: MIT
//
// A folder of a test's own, which goes with it.

#ifndef SHEAF_TESTS_SUPPORT_FOLDER_HPP
#define SHEAF_TESTS_SUPPORT_FOLDER_HPP

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace support {

class folder {
 public:
  folder() {
    std::string name = (std::filesystem::temp_directory_path() / "sheaf-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("no folder " + name);
    path_ = name;
  }
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;
  ~folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] std::string path(const std::string& below) const { return path_ + '/' + below; }
  /// Makes a file with what is above it; gives its path.
  std::string write(const std::string& below, const std::string& text) const {
    const std::string at = path(below);
    std::filesystem::create_directories(std::filesystem::path(at).parent_path());
    std::ofstream(at, std::ios::binary) << text;
    return at;
  }

 private:
  std::string path_;
};

}  // namespace support

#endif  // SHEAF_TESTS_SUPPORT_FOLDER_HPP
