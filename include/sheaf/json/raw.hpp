// SPDX-License-Identifier: MIT
//
// raw.hpp: a JSON value as it came, to be kept or passed on unread.

#ifndef SHEAF_JSON_RAW_HPP
#define SHEAF_JSON_RAW_HPP

#include <string>

namespace sheaf {
inline namespace v0 {
namespace json {

/// The bytes of one JSON value. Empty where a `maybe` member was absent; written as null then.
struct raw {
  std::string text;
  [[nodiscard]] friend bool operator==(const raw&, const raw&) = default;
};

}  // namespace json
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_JSON_RAW_HPP
