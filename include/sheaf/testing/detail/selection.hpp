// SPDX-License-Identifier: MIT
//
// Which rows of a list an answer has: filters by equality, markers, limits, and the members asked for.

#ifndef SHEAF_TESTING_DETAIL_SELECTION_HPP
#define SHEAF_TESTING_DETAIL_SELECTION_HPP

#include <sheaf/testing/detail/http_text.hpp>
#include <sheaf/testing/detail/json_text.hpp>
#include <sheaf/testing/detail/model.hpp>

#include <algorithm>
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
  bool part =
      false;  // a part of the member is enough: nova's names are regular expressions, of which this is the common one
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

/// Looks at the members of a row as they are told.
class row_visitor {
 public:
  virtual void operator()(std::string_view name, const json_value& value) = 0;

 protected:
  ~row_visitor() = default;
};

/// Compares a row with filters.
class row_matcher final : public row_visitor {
 public:
  explicit row_matcher(const filters& wanted) : wanted_(wanted) {}

  void operator()(std::string_view name, const json_value& value) override {
    for (const filter& f : wanted_) {
      const auto equals = [&](const std::string& one) { return equal(one, value, f.part); };
      if (f.name == name && std::any_of(f.values.begin(), f.values.end(), equals)) ++met_;
    }
  }

  [[nodiscard]] bool matches() const { return met_ == wanted_.size(); }

 private:
  static bool equal(std::string_view wanted, const json_value& value, bool part) {
    switch (value.is()) {
      case json_value::kind::string:
        return part ? value.text().find(wanted) != wanted.npos : value.text() == wanted;
      case json_value::kind::boolean:
        return same_name(wanted, value.number() != 0 ? "true" : "false");
      case json_value::kind::integer:
        return wanted == std::to_string(value.number());
      case json_value::kind::nested:
        return has(value, wanted);
      default:
        return false;
    }
  }

  /// "a=b" asks for a member, anything else for an item: fixed_ips=ip_address=10.9.0.2, tags=blue.
  static bool has(const json_value& nested, std::string_view wanted) {
    std::string text;
    json_text out{text, json_style{}};
    out.value(nested);
    std::string looked_for;
    const std::size_t equals = wanted.find('=');
    if (equals != wanted.npos) {
      append_json_string(looked_for, wanted.substr(0, equals), true);
      looked_for += ": ";
    }
    append_json_string(looked_for, equals == wanted.npos ? wanted : wanted.substr(equals + 1), true);
    return text.find(looked_for) != text.npos;
  }

  const filters& wanted_;
  std::size_t met_ = 0;
};

/// Writes the members asked for, all of them where none is named.
class row_writer final : public row_visitor {
 public:
  explicit row_writer(json_text& out, const std::vector<std::string>* members = nullptr)
      : out_(out), members_(members) {}

  void operator()(std::string_view name, const json_value& value) override {
    const bool all = !members_ || members_->empty();
    if (all || std::find(members_->begin(), members_->end(), name) != members_->end()) out_.member(name, value);
  }

 private:
  json_text& out_;
  const std::vector<std::string>* members_;
};

/// Lists the names a row can have.
class name_collector final : public row_visitor {
 public:
  void operator()(std::string_view name, const json_value&) override { names.emplace_back(name); }

  std::vector<std::string> names;
};

/// Rows of one page. `limit` 0 is no limit.
template <class T, class Matches>
[[nodiscard]] std::vector<const T*> select(const table<T>& from, std::size_t first, std::size_t limit,
                                           Matches matches) {
  std::vector<const T*> rows;
  for (std::size_t i = first; i < from.size() && (limit == 0 || rows.size() != limit); ++i) {
    if (matches(from.listed(i))) rows.push_back(&from.listed(i));
  }
  return rows;
}

/// The page that ends just before `end`, in the order of the list.
template <class T, class Matches>
[[nodiscard]] std::vector<const T*> select_before(const table<T>& from, std::size_t end, std::size_t limit,
                                                  Matches matches) {
  std::vector<const T*> rows;
  for (std::size_t i = end; i != 0 && (limit == 0 || rows.size() != limit); --i) {
    if (matches(from.listed(i - 1))) rows.push_back(&from.listed(i - 1));
  }
  std::reverse(rows.begin(), rows.end());
  return rows;
}

/// Writes `"key": [rows]` into an open object. `tell_row(row, visitor)` tells one.
template <class T, class Tell>
void write_rows(json_text& out, std::string_view key, const std::vector<const T*>& rows,
                const std::vector<std::string>& members, Tell tell_row) {
  row_writer write(out, &members);
  out.key(key);
  out.begin_array();
  for (const T* row : rows) {
    out.begin_object();
    tell_row(*row, write);
    out.end_object();
  }
  out.end_array();
}

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_SELECTION_HPP
