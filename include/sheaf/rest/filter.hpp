// SPDX-License-Identifier: MIT
//
// filter.hpp: a parameter by which a service chooses the rows of a list, as data with the type of its value.
//
//     struct server_filters {
//       static constexpr rest::filter<server, std::string_view> status{"status"};
//     };
//     auto active = servers.where(server_filters::status, "ACTIVE");

#ifndef SHEAF_REST_FILTER_HPP
#define SHEAF_REST_FILTER_HPP

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>

namespace sheaf {
inline namespace v0 {
namespace rest {

/// A filter of lists whose rows are T; a list of other rows does not take it. Value is std::string_view, bool or an
/// integer.
template <class T, class Value>
class filter {
  static_assert(std::is_same_v<Value, std::string_view> || std::integral<Value>,
                "sheaf::rest::filter: a value is std::string_view, bool or an integer");

 public:
  explicit constexpr filter(std::string_view parameter) : parameter_(parameter) {}

  [[nodiscard]] constexpr std::string_view parameter() const { return parameter_; }
  /// The value as services take it: "true", "12".
  [[nodiscard]] static std::string text(Value value) {
    if constexpr (std::is_same_v<Value, bool>) {
      return value ? "true" : "false";
    } else if constexpr (std::integral<Value>) {
      return std::to_string(value);
    } else {
      return std::string(value);
    }
  }

 private:
  std::string_view parameter_;
};

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_REST_FILTER_HPP
