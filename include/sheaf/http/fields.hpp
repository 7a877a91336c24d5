// SPDX-License-Identifier: MIT
//
// fields.hpp: header fields, in order, repeats kept apart, found without regard to case (RFC 9110 5).

#ifndef SHEAF_HTTP_FIELDS_HPP
#define SHEAF_HTTP_FIELDS_HPP

#include <sheaf/http/detail/octets.hpp>
#include <sheaf/http/error.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace http {

/// Names and values in one buffer: two allocations however many fields. A name is always a token and a value never
/// holds a control character but TAB: what could split a message does not get in. Views given out end with the next
/// change.
class fields {
 public:
  struct entry {
    std::string_view name, value;
  };

  fields() = default;

  /// Adds a field behind those there are, also when one of that name is there; blanks around the value are dropped.
  /// Throws http::error(errc::invalid_request), which does not repeat the value, when it could not be sent as it is.
  void add(std::string_view name, std::string_view value) {
    value = detail::trimmed(value);
    if (!detail::is_token(name)) throw error(errc::invalid_request, "a field's name must be a token (RFC 9110 5.1)");
    if (!detail::is_value(value)) {
      throw error(errc::invalid_request,
                  "the value of the field " + std::string(name) + " holds a control character (RFC 9110 5.5)");
    }
    std::string both;  // they may point into text_, which moves as it grows
    both.reserve(name.size() + value.size());
    both.append(name).append(value);
    index_.push_back({text_.size(), name.size(), text_.size() + name.size(), value.size()});
    text_.append(both);
  }

  /// Replaces every field of that name by this one.
  void set(std::string_view name, std::string_view value) {
    fields checked;
    checked.add(name, value);
    const entry made = checked[0];
    remove(made.name);
    add(made.name, made.value);
  }

  void remove(std::string_view name) {
    std::erase_if(index_, [&](const place& p) { return is_named(p, name); });
  }

  /// The first value of that name.
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const {
    for (const place& p : index_) {
      if (is_named(p, name)) return at(p).value;
    }
    return std::nullopt;
  }

  /// Every value of that name, in order.
  [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const {
    std::vector<std::string_view> values;
    each(name, [&](std::string_view value) { values.push_back(value); });
    return values;
  }

  /// Calls f with every value of that name, in order.
  template <class F>
  void each(std::string_view name, F f) const {
    for (const place& p : index_) {
      if (is_named(p, name)) f(at(p).value);
    }
  }

  /// True when a comma-separated field (Connection, say) has this member, without regard to case.
  [[nodiscard]] bool lists(std::string_view name, std::string_view member) const {
    bool found = false;
    const auto look = [&](std::string_view one) { found = found || detail::equal_ignoring_case(one, member); };
    each(name, [&](std::string_view value) { detail::for_each_member(value, look); });
    return found;
  }

  [[nodiscard]] std::size_t size() const noexcept { return index_.size(); }
  [[nodiscard]] bool empty() const noexcept { return index_.empty(); }
  [[nodiscard]] entry operator[](std::size_t i) const { return at(index_[i]); }

  /// Where a field's name and value stand in a text.
  struct place {
    std::size_t name, name_size, value, value_size;
  };
  /// Of a message that was read: `text` holds its field lines, which were checked already.
  fields(std::string text, std::vector<place> index) noexcept : text_(std::move(text)), index_(std::move(index)) {}

  class iterator {
   public:
    using value_type = entry;
    using difference_type = std::ptrdiff_t;
    iterator() = default;
    entry operator*() const { return of_->at(of_->index_[i_]); }
    iterator& operator++() { return ++i_, *this; }
    iterator operator++(int) {
      iterator old = *this;
      ++i_;
      return old;
    }
    bool operator==(const iterator&) const = default;

   private:
    friend class fields;
    iterator(const fields* of, std::size_t i) : of_(of), i_(i) {}
    const fields* of_ = nullptr;
    std::size_t i_ = 0;
  };
  [[nodiscard]] iterator begin() const { return {this, 0}; }
  [[nodiscard]] iterator end() const { return {this, index_.size()}; }

 private:
  [[nodiscard]] entry at(const place& p) const noexcept {
    return {{text_.data() + p.name, p.name_size}, {text_.data() + p.value, p.value_size}};
  }
  [[nodiscard]] bool is_named(const place& p, std::string_view name) const noexcept {
    return p.name_size == name.size() && detail::equal_ignoring_case(at(p).name, name);
  }

  std::string text_;
  std::vector<place> index_;
};

}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_FIELDS_HPP
