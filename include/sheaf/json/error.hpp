// SPDX-License-Identifier: MIT
//
// error.hpp: why a JSON text did not fit what was asked of it, and where in it.

#ifndef SHEAF_JSON_ERROR_HPP
#define SHEAF_JSON_ERROR_HPP

#include <stdexcept>
#include <string>

namespace sheaf {
inline namespace v0 {
namespace json {

/// what() is path and reason: "servers[17].flavor.ram: expected a number, found a string". Texts quoted from the
/// document are escaped and cut.
class error : public std::runtime_error {
 public:
  error(const std::string& path, const std::string& reason)
      : std::runtime_error(path.empty() ? reason : path + ": " + reason), path_(path), reason_(reason) {}

  /// Where: "servers[17].flavor.ram"; empty for the document itself.
  [[nodiscard]] std::string path() const { return path_.what(); }
  [[nodiscard]] std::string reason() const { return reason_.what(); }

 private:
  std::runtime_error path_;  // shared between copies, as an exception's strings should be
  std::runtime_error reason_;
};

/// The text itself is broken, cut off or no JSON at all: nothing behind the break can be read. Every other json::error
/// concerns one value, and a walk goes on behind it.
class broken_text : public error {
 public:
  using error::error;
};

}  // namespace json
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_JSON_ERROR_HPP
