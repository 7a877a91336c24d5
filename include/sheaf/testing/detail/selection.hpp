// SPDX-License-Identifier: MIT
//
// Which rows of a list an answer has: filters by equality, markers, limits, and the members asked for.

#ifndef SHEAF_TESTING_DETAIL_SELECTION_HPP
#define SHEAF_TESTING_DETAIL_SELECTION_HPP

#include <sheaf/testing/detail/http_text.hpp>
#include <sheaf/testing/detail/json_text.hpp>
#include <sheaf/testing/detail/model.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

/// One parameter: a row passes when its member is any of the values.
struct filter {
  std::string name;
  std::vector<std::string> values;
  bool part = false;  // a part of the member is enough: nova's names are regular expressions, of which this is the common one
};

using filters = std::vector<filter>;

/// Adds a value to the filter of that name: a repeated parameter means "any of them".
inline void add_filter(filters& to, std::string_view name, std::string value, bool part = false) {
  const auto found = std::find_if(to.begin(), to.end(), [&](const filter& f) { return f.name == name; });
  filter& at = found == to.end() ? to.emplace_back() : *found;
  at.name = name;
  at.part = part;
  at.values.push_back(std::move(value));
}

/// A row visitor that compares instead of writing.
class row_matcher {
 public:
  explicit row_matcher(const filters& wanted) : wanted_(wanted) {}

  template <class V>
  void operator()(std::string_view name, const V& value) {
    for (const filter& f : wanted_) {
      if (f.name == name && std::any_of(f.values.begin(), f.values.end(), [&](auto& v) { return equal(f, v, value); })) ++met_;
    }
  }

  [[nodiscard]] bool matches() const { return met_ == wanted_.size(); }

 private:
  template <class V>
  static bool equal(const filter& f, std::string_view wanted, const V& value) {
    std::string text;
    json_text out{text, json_style{}};
    if constexpr (std::same_as<V, bool>) {
      return same_name(wanted, value ? "true" : "false") || wanted == (value ? "1" : "0");
    } else if constexpr (!std::same_as<V, std::nullptr_t> && std::convertible_to<const V&, std::string_view>) {
      const std::string_view is = value;
      return f.part ? is.find(wanted) != is.npos : is == wanted;
    } else if constexpr (std::invocable<const V&, json_text&>) {
      // In a nested value "a=b" asks for a member, anything else for an item: fixed_ips=ip_address=10.9.0.2, tags=blue.
      out.value(value);
      std::string part;
      const std::size_t equals = wanted.find('=');
      if (equals != wanted.npos) {
        append_json_string(part, wanted.substr(0, equals), true);
        part += ": ";
      }
      append_json_string(part, equals == wanted.npos ? wanted : wanted.substr(equals + 1), true);
      return text.find(part) != text.npos;
    } else {
      out.value(value);
      return text == wanted;
    }
  }

  const filters& wanted_;
  std::size_t met_ = 0;
};

/// A row visitor that writes the members asked for, all of them where none is named.
struct row_writer {
  json_text& out;
  const std::vector<std::string>& members;

  template <class V>
  void operator()(std::string_view name, const V& value) const {
    if (members.empty() || std::find(members.begin(), members.end(), name) != members.end()) out.member(name, value);
  }
};

/// A row visitor that lists the names a row can have.
struct name_collector {
  std::vector<std::string>& names;

  template <class V>
  void operator()(std::string_view name, const V&) const {
    names.emplace_back(name);
  }
};

/// Rows of one page. `limit` 0 is no limit.
template <class T, class Matches>
[[nodiscard]] std::vector<const T*> select(const table<T>& from, std::size_t first, std::size_t limit, Matches matches) {
  std::vector<const T*> rows;
  for (std::size_t i = first; i < from.size() && (limit == 0 || rows.size() != limit); ++i) {
    if (matches(from.listed(i))) rows.push_back(&from.listed(i));
  }
  return rows;
}

/// The page that ends just before `end`, in the order of the list.
template <class T, class Matches>
[[nodiscard]] std::vector<const T*> select_before(const table<T>& from, std::size_t end, std::size_t limit, Matches matches) {
  std::vector<const T*> rows;
  for (std::size_t i = end; i != 0 && (limit == 0 || rows.size() != limit); --i) {
    if (matches(from.listed(i - 1))) rows.push_back(&from.listed(i - 1));
  }
  std::reverse(rows.begin(), rows.end());
  return rows;
}

/// Writes `"key": [rows]` into an open object. `tell_row(row, visitor)` tells one.
template <class T, class Tell>
void write_rows(json_text& out, std::string_view key, const std::vector<const T*>& rows, const std::vector<std::string>& members,
                Tell tell_row) {
  out.key(key);
  out.begin_array();
  for (const T* row : rows) {
    out.begin_object();
    tell_row(*row, row_writer{out, members});
    out.end_object();
  }
  out.end_array();
}

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_SELECTION_HPP
