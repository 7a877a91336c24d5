// SPDX-License-Identifier: MIT
//
// query.hpp: what is asked of a list: its resource, with filters, another name, or other records.

#ifndef SHEAF_REST_QUERY_HPP
#define SHEAF_REST_QUERY_HPP

#include <sheaf/rest/paging.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace rest {

template <class T>
struct resource;

/// A list that is read into records of type T. Made from a resource; every call that takes resources takes queries too.
template <class T>
class query {
 public:
  using row_type = T;

  query(const resource<T>& r);  // NOLINT: a resource is a query without wishes

  /// The same query with one more parameter. It takes the place of one of that name that the resource's path came with;
  /// what was given here before stays, since services read a repeated name as "one of these".
  [[nodiscard]] query with(std::string_view parameter, std::string_view value) const {
    query out = *this;
    const auto defaults_end = out.parameters_.begin() + static_cast<std::ptrdiff_t>(out.defaults_);
    const auto kept_end = std::remove_if(out.parameters_.begin(), defaults_end, [&](const auto& p) { return p.first == parameter; });
    out.defaults_ = static_cast<std::size_t>(kept_end - out.parameters_.begin());
    out.parameters_.erase(kept_end, defaults_end);
    out.parameters_.emplace_back(parameter, value);
    return out;
  }
  /// The same query under another name in the merged result.
  [[nodiscard]] query named(std::string_view name) const {
    query out = *this;
    out.name_ = name;
    return out;
  }
  /// The same list read into other records: only the members they name are taken.
  template <class U>
  [[nodiscard]] query<U> as() const {
    return query<U>(*this);
  }

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] std::string_view service() const noexcept { return service_; }
  [[nodiscard]] std::string_view path() const noexcept { return path_; }
  [[nodiscard]] std::string_view key() const noexcept { return key_; }
  [[nodiscard]] std::string_view version() const noexcept { return version_; }
  [[nodiscard]] const rest::paging& paging() const noexcept { return paging_; }
  [[nodiscard]] const rest::parameters& parameters() const noexcept { return parameters_; }
  [[nodiscard]] std::string_view projection() const noexcept { return projection_; }
  [[nodiscard]] bool is_placeholder(const T& row) const { return placeholder_ && placeholder_(row); }

 private:
  template <class>
  friend class query;
  template <class U>
  explicit query(const query<U>& other)
      : name_(other.name_), service_(other.service_), path_(other.path_), key_(other.key_), version_(other.version_),
        projection_(other.projection_), paging_(other.paging_), parameters_(other.parameters_), defaults_(other.defaults_) {}

  std::string name_;
  std::string_view service_, path_, key_, version_, projection_;
  rest::paging paging_;
  rest::parameters parameters_;
  bool (*placeholder_)(const T&) = nullptr;
  std::size_t defaults_ = 0;  // so many of them, the first, are the resource's own
};

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_REST_QUERY_HPP
