// SPDX-License-Identifier: MIT
//
// Pages of a list into records.

#ifndef SHEAF_REST_DETAIL_LIST_BUILDER_HPP
#define SHEAF_REST_DETAIL_LIST_BUILDER_HPP

#include <sheaf/http/response.hpp>
#include <sheaf/json/read.hpp>
#include <sheaf/json/record.hpp>
#include <sheaf/rest/detail/list_reader.hpp>
#include <sheaf/rest/listing.hpp>
#include <sheaf/rest/query.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace rest {
namespace detail {

// Calls f(record.member) for the member of that name in JSON, where the record has one.
template <class T, class F>
void with_member(T& record, std::string_view name, F f) {
  if constexpr (json::record<T>) {
    const auto call = [&](const auto& m) { return m.name == name && (f(record.*m.pointer), true); };
    json::detail::apply_members([&](const auto&... m) { (void)(call(m) || ...); }, std::remove_const_t<T>::fields());
  }
}

/// Fills a listing, which outlives it, for a query that does too.
template <class T>
class list_builder final : public list_reader {
 public:
  using query_type = rest::query<T>;
  using part_type = listing<T>;

  list_builder(const rest::query<T>& q, listing<T>& into)
      : list_reader(q, into, &into.strings_), typed_query_(q), out_(into) {}

  [[nodiscard]] std::size_t rows() const noexcept override { return out_.rows_.size(); }
  [[nodiscard]] std::string last(std::string_view name) const override {
    std::string out;
    const auto take = [&](const auto& value) {
      if constexpr (std::is_constructible_v<std::string, decltype(value)>) {
        out = std::string(value);
      } else if constexpr (std::is_same_v<decltype(value), const std::optional<std::string>&>) {
        out = value.value_or("");
      }
    };
    if (!out_.rows_.empty()) with_member(std::as_const(out_.rows_.back()), name, take);
    return out;
  }

 private:
  void take(json::value& row, std::string_view name) override {
    out_.rows_.push_back(read_row(row, name));
    if (typed_query_.is_placeholder(out_.rows_.back())) count_placeholder();
  }
  void keep_first(std::size_t n) override {
    while (out_.rows_.size() > n) out_.rows_.pop_back();
  }
  void keep(http::response&& answer) override {
    if constexpr (json::holds_views<T>) out_.pages_.push_back(std::move(answer).take_body());
  }

  T read_row(json::value& row, std::string_view name) {
    const rest::rows& how = query().rows();
    T out{};
    if (how.kind() != rest::rows::shape::keyed) return row.as<T>();
    if (row.is_object()) {
      out = row.as<T>();
    } else {
      with_member(out, how.value_member(),
                  [&](auto& value) { value = row.as<std::remove_reference_t<decltype(value)>>(); });
    }
    with_member(out, how.member(), [&](auto& key) {
      if constexpr (std::is_same_v<decltype(key), std::string&>) key = std::string(name);
    });
    return out;
  }

  const rest::query<T>& typed_query_;
  listing<T>& out_;
};

}  // namespace detail
}  // namespace rest
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_REST_DETAIL_LIST_BUILDER_HPP
