// SPDX-License-Identifier: MIT
//
// query.hpp: what is asked of a list: its resource, with filters, another name, or other records.

#ifndef SHEAF_REST_QUERY_HPP
#define SHEAF_REST_QUERY_HPP

#include <sheaf/rest/filter.hpp>
#include <sheaf/rest/paging.hpp>
#include <sheaf/rest/rows.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace rest {

template <class T>
struct resource;

/// What is the same for queries of all rows.
class any_query {
 public:
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] std::string_view service() const noexcept { return service_; }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] std::string_view key() const noexcept { return key_; }
  [[nodiscard]] std::string_view version() const noexcept { return version_; }
  [[nodiscard]] std::string_view since() const noexcept { return since_; }
  [[nodiscard]] rest::sorting sorting() const noexcept { return sorting_; }
  [[nodiscard]] const rest::rows& rows() const noexcept { return rows_; }
  /// True where the answer is the array itself.
  [[nodiscard]] bool bare() const noexcept { return bare_; }
  [[nodiscard]] std::size_t most() const noexcept { return most_; }
  [[nodiscard]] const rest::paging& paging() const noexcept { return paging_; }
  [[nodiscard]] const rest::parameters& parameters() const noexcept { return parameters_; }
  [[nodiscard]] const rest::projection& projection() const noexcept { return projection_; }
  /// Throws std::invalid_argument where the path still has names in braces.
  void check() const {
    if (path_.find('{') == path_.npos) return;
    throw std::invalid_argument("sheaf::rest::query: " + name_ + " needs what stands in braces in " + path_ +
                                ": use .of(...)");
  }

 protected:
  template <class T>
  explicit any_query(const resource<T>& r);
  any_query(const any_query&) = default;
  any_query(any_query&&) = default;
  any_query& operator=(const any_query&) = default;
  any_query& operator=(any_query&&) = default;
  ~any_query() = default;

  void add(std::string_view parameter, std::string_view value) {
    const auto defaults_end = parameters_.begin() + static_cast<std::ptrdiff_t>(defaults_);
    const auto kept_end =
        std::remove_if(parameters_.begin(), defaults_end, [&](const auto& p) { return p.first == parameter; });
    defaults_ = static_cast<std::size_t>(kept_end - parameters_.begin());
    parameters_.erase(kept_end, defaults_end);
    parameters_.emplace_back(parameter, value);
  }
  void fill(std::string_view part) {
    const std::size_t begin = path_.find('{');
    if (begin == path_.npos)
      throw std::invalid_argument("sheaf::rest::query::of: more than the path of " + name_ + " takes");
    const std::size_t end = path_.find('}', begin);
    path_.replace(begin, end + 1 - begin, http::percent_encode(part));
  }

  std::string name_;
  std::string_view service_;
  std::string path_;
  std::string_view key_, version_;
  rest::projection projection_;
  std::string_view since_;
  rest::rows rows_;
  rest::paging paging_;
  rest::sorting sorting_;
  bool bare_;
  rest::parameters parameters_;
  std::size_t most_ = std::numeric_limits<std::size_t>::max();
  std::size_t defaults_ = 0;  // so many of them, the first, are the resource's own
};

/// A list that is read into records of type T. Made from a resource; every call that takes resources takes queries too.
template <class T>
class query : public any_query {
 public:
  using row_type = T;

  query(const resource<T>& r);  // NOLINT: a resource is a query without wishes

  /// The same query with one more parameter. It takes the place of one of that name that the resource's path came with;
  /// what was given here before stays, since services read a repeated name as "one of these".
  [[nodiscard]] query with(std::string_view parameter, std::string_view value) const {
    query out = *this;
    out.add(parameter, value);
    return out;
  }
  /// The same query with a filter of this list and its value: with(), checked by the compiler.
  template <class Value>
  [[nodiscard]] query where(const filter<T, Value>& by, std::type_identity_t<Value> value) const {
    return with(by.parameter(), by.text(value));
  }
  /// The same query under another name in the merged result.
  [[nodiscard]] query named(std::string_view name) const {
    query out = *this;
    out.name_ = name;
    return out;
  }
  /// The same list of these parents: fills in the path's names in braces, in order: `interfaces.of(server.id)`. Throws
  /// std::invalid_argument where there are more or fewer than are given.
  template <class... Texts>
  [[nodiscard]] query of(const Texts&... parts) const {
    query out = *this;
    (out.fill(parts), ...);
    out.check();
    return out;
  }
  /// At most the first `n` rows, and no page more than they need.
  [[nodiscard]] query first(std::size_t n) const {
    query out = *this;
    out.most_ = n;
    return out;
  }
  /// In the server's order of this key. Throws std::invalid_argument where the service cannot sort this list.
  [[nodiscard]] query sorted_by(std::string_view sort_key, order o = order::ascending) const {
    const std::string direction = o == order::ascending ? "asc" : "desc";
    if (sorting_ == rest::sorting::key_and_dir) return with("sort_key", sort_key).with("sort_dir", direction);
    if (sorting_ == rest::sorting::joined) return with("sort", std::string(sort_key) + ':' + direction);
    throw std::invalid_argument("sheaf::rest::query::sorted_by: " + name_ + " come in the server's order only");
  }
  /// What changed since an ISO 8601 time, deleted objects included. Throws std::invalid_argument where the service
  /// cannot tell.
  [[nodiscard]] query changed_since(std::string_view time) const {
    if (since_.empty())
      throw std::invalid_argument("sheaf::rest::query::changed_since: the service cannot tell that of " + name_);
    return with(since_, time);
  }
  /// The same list read into other records: only the members they name are taken.
  template <class U>
  [[nodiscard]] query<U> as() const {
    return query<U>(*this);
  }

  [[nodiscard]] bool is_placeholder(const T& row) const { return placeholder_ && placeholder_(row); }

 private:
  template <class>
  friend class query;
  template <class U>
  explicit query(const query<U>& other) : any_query(other) {}

  bool (*placeholder_)(const T&) = nullptr;
};

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_REST_QUERY_HPP
