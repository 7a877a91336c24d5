// SPDX-License-Identifier: MIT
//
// rows.hpp: how the rows of a list lie in its answer, and how they can be ordered.

#ifndef SHEAF_REST_ROWS_HPP
#define SHEAF_REST_ROWS_HPP

#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace rest {

class rows {
 public:
  enum class shape : unsigned char { array, wrapped, single, keyed };

  /// `"servers": [{...}, ...]`
  [[nodiscard]] static constexpr rows array() { return {shape::array, {}, {}}; }
  /// Each row is in a member of its own: `"keypairs": [{"keypair": {...}}, ...]`
  [[nodiscard]] static constexpr rows wrapped(std::string_view member) { return {shape::wrapped, member, {}}; }
  /// One row: `"absolute": {...}`
  [[nodiscard]] static constexpr rows single() { return {shape::single, {}, {}}; }
  /// An object whose members are the rows: `"inventories": {"VCPU": {...}, ...}`. The record gets a row's name in its
  /// member `name`, a std::string, and what is no object in `value`: `"usages": {"VCPU": 2, ...}`. A text is no row
  /// (quotas' "id").
  [[nodiscard]] static constexpr rows keyed(std::string_view name, std::string_view value = {}) {
    return {shape::keyed, name, value};
  }

  [[nodiscard]] constexpr shape kind() const { return shape_; }
  [[nodiscard]] constexpr std::string_view member() const { return member_; }
  [[nodiscard]] constexpr std::string_view value_member() const { return value_; }

 private:
  constexpr rows(shape s, std::string_view m, std::string_view v) : shape_(s), member_(m), value_(v) {}

  shape shape_;
  std::string_view member_, value_;
};

/// How a service is told the order: not at all, "sort_key=a&sort_dir=asc", or "sort=a:asc".
enum class sorting : unsigned char { none, key_and_dir, joined };

enum class order : unsigned char { ascending, descending };

/// How a service is told which members to send: not at all, "fields=a&fields=b", or "fields=a,b".
class projection {
 public:
  constexpr projection() = default;
  /// "fields=a&fields=b", as neutron takes it.
  constexpr projection(const char* parameter)
      : parameter_(parameter) {}  // NOLINT(google-explicit-constructor): written as a literal
  /// "fields=a,b", as ironic takes it: of a parameter that comes again it would see the last.
  [[nodiscard]] static constexpr projection joined(const char* parameter) {
    projection out(parameter);
    out.joined_ = true;
    return out;
  }

  [[nodiscard]] constexpr std::string_view parameter() const { return parameter_; }
  [[nodiscard]] constexpr bool joins() const { return joined_; }
  [[nodiscard]] constexpr bool empty() const { return parameter_.empty(); }

 private:
  std::string_view parameter_;
  bool joined_ = false;
};

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_REST_ROWS_HPP
