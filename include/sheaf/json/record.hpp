// SPDX-License-Identifier: MIT
//
// record.hpp: a plain struct says which members of a JSON object it takes, and under which names.
//
//     struct flavor {
//       std::string id, name;
//       std::int64_t ram_mib = 0;
//       static constexpr auto fields() {
//         using namespace sheaf::json;
//         return std::tuple{field("id", &flavor::id), maybe("name", &flavor::name), maybe("ram", &flavor::ram_mib)};
//       }
//     };

#ifndef SHEAF_JSON_RECORD_HPP
#define SHEAF_JSON_RECORD_HPP

#include <array>
#include <concepts>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace json {

/// One member of a record: its name in JSON, where it goes, and whether it must be there.
template <class Record, class Member>
struct member {
  using type = Member;
  std::string_view name;
  Member Record::*pointer;
  bool required;
  bool loose = false;

  /// The same member, for a scalar that services write in more than one way: a std::string takes numbers and booleans
  /// too, as they are written; numbers and booleans are also read from texts ("10", "True", "infinite"), a bool from 0
  /// and 1. A std::optional is empty where the text is no such thing ("unknown").
  [[nodiscard]] constexpr member loosely() const {
    member out = *this;
    out.loose = true;
    return out;
  }
};

/// A member that must be there; its absence, or null where the type is not optional, makes the record unreadable.
template <class Record, class Member>
[[nodiscard]] constexpr member<Record, Member> field(std::string_view name, Member Record::*pointer) {
  return {name, pointer, true};
}

/// A member that keeps its default when it is absent, null or, where it is no text (std::string, std::string_view, an
/// enum, json::raw), "": services write both for what is not there. A std::optional is empty then. As json::raw, null
/// is `null`.
template <class Record, class Member>
[[nodiscard]] constexpr member<Record, Member> maybe(std::string_view name, Member Record::*pointer) {
  return {name, pointer, false};
}

namespace detail {
template <std::size_t I, class Member>
struct listed_member {
  Member value;
};
template <class Indices, class... Members>
struct listed_members;
template <std::size_t... I, class... Members>
struct listed_members<std::index_sequence<I...>, Members...> : listed_member<I, Members>... {};
}  // namespace detail

/// What `fields()` gives in the place of a std::tuple where the compiler's time matters: a record of thirty members is
/// read by the compiler in a tenth of the memory.
template <class... Members>
class member_list {
 public:
  constexpr member_list(Members... all) : all_{{all}...} {}  // NOLINT(google-explicit-constructor)

  /// f(members...)
  template <class F>
  constexpr decltype(auto) apply(F&& f) const {
    return apply(f, std::index_sequence_for<Members...>());
  }
  template <std::size_t I>
  [[nodiscard]] constexpr const auto& get() const {
    return at<I>(all_);
  }

 private:
  template <std::size_t I, class Member>
  static constexpr const Member& at(const detail::listed_member<I, Member>& one) {
    return one.value;
  }
  template <class F, std::size_t... I>
  constexpr decltype(auto) apply(F& f, std::index_sequence<I...>) const {
    return f(at<I>(all_)...);
  }

  detail::listed_members<std::index_sequence_for<Members...>, Members...> all_;
};

namespace detail {
template <class... Members>
constexpr std::size_t member_count(const std::tuple<Members...>*) { return sizeof...(Members); }
template <class... Members>
constexpr std::size_t member_count(const member_list<Members...>*) { return sizeof...(Members); }

template <std::size_t I, class... Members>
constexpr const auto& get_member(const std::tuple<Members...>& all) { return std::get<I>(all); }
template <std::size_t I, class... Members>
constexpr const auto& get_member(const member_list<Members...>& all) { return all.template get<I>(); }

template <class F, class... Members>
constexpr decltype(auto) apply_members(F&& f, const std::tuple<Members...>& all) { return std::apply(f, all); }
template <class F, class... Members>
constexpr decltype(auto) apply_members(F&& f, const member_list<Members...>& all) { return all.apply(f); }
}  // namespace detail

/// A type with `static constexpr auto fields()` that gives a std::tuple or member_list of `field` and `maybe`, and that
/// is made from nothing.
template <class T>
concept record = std::default_initializable<T> && requires(std::remove_cvref_t<decltype(T::fields())>* all) {
  detail::member_count(all);
};

/// An enum whose texts are found by `json_names(E)`: an array of pairs {text, value}, written beside the enum:
///
///     constexpr auto json_names(status) { return std::array{std::pair{std::string_view("ACTIVE"), status::active}, ...}; }
///
/// A text that is not among them is an error, unless `json_other(E)` says which value stands for it.
template <class T>
concept named_enum = std::is_enum_v<T> && requires(T value) { json_names(value).begin()->first; };

/// The names of a record's members, in order.
template <record T>
[[nodiscard]] constexpr auto member_names() {
  return detail::apply_members([](const auto&... m) { return std::array<std::string_view, sizeof...(m)>{m.name...}; },
                               T::fields());
}

namespace detail {
// Seen are the records around, which a record may hold again in a vector.
template <class T, class... Seen>
struct holds_views : std::false_type {};
template <class... Seen>
struct holds_views<std::string_view, Seen...> : std::true_type {};
template <class T, class... Seen>
struct holds_views<std::optional<T>, Seen...> : holds_views<T, Seen...> {};
template <class T, class... Seen>
struct holds_views<std::vector<T>, Seen...> : holds_views<T, Seen...> {};
template <class T, class... Seen>
struct holds_views<std::map<std::string, T>, Seen...> : holds_views<T, Seen...> {};
template <record T, class... Seen>
  requires(!std::is_same_v<T, Seen> && ...)
struct holds_views<T, Seen...> {
    static constexpr bool value = apply_members(
        []<class... Members>(const Members&...) {
          return (holds_views<typename Members::type, T, Seen...>::value || ...);
        },
        T::fields());
};
}  // namespace detail

/// True when a T holds std::string_view somewhere, so that the text it was read from must outlive it.
template <class T>
inline constexpr bool holds_views = detail::holds_views<T>::value;

}  // namespace json
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_JSON_RECORD_HPP
