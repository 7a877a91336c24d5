// SPDX-License-Identifier: MIT
//
// resource.hpp: a list of a REST API, described as data.
//
//     inline constexpr rest::resource<server> servers{
//         .service = "compute", .path = "/servers/detail", .key = "servers",
//         .paging = rest::paging::linked("servers_links"), .version = "2.79"};

#ifndef SHEAF_REST_RESOURCE_HPP
#define SHEAF_REST_RESOURCE_HPP

#include <sheaf/rest/filter.hpp>
#include <sheaf/rest/paging.hpp>
#include <sheaf/rest/query.hpp>
#include <sheaf/rest/rows.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>

namespace sheaf {
inline namespace v0 {
namespace rest {

namespace detail {

// Called where it may not be, so that the compiler's message has their names.
inline void the_path_of_a_resource_begins_with_a_slash() {}
inline void the_key_of_a_resource_names_the_member_that_holds_the_list() {}

// Without a default, so that a forgotten .path or .key does not compile.
class resource_path {
 public:
  consteval resource_path(const char* text)
      : text_(text) {  // NOLINT(google-explicit-constructor): written as a literal
    if (!text_.starts_with('/')) the_path_of_a_resource_begins_with_a_slash();
  }
  constexpr operator std::string_view() const { return text_; }  // NOLINT(google-explicit-constructor)

 private:
  std::string_view text_;
};

class resource_key {
 public:
  consteval resource_key(const char* text) : text_(text) {  // NOLINT(google-explicit-constructor)
    if (text_.empty()) the_key_of_a_resource_names_the_member_that_holds_the_list();
  }
  consteval resource_key(const char* text, bool bare) : resource_key(text) { bare_ = bare; }
  constexpr operator std::string_view() const { return text_; }  // NOLINT(google-explicit-constructor)
  /// The list's name: what stands before the first dot.
  [[nodiscard]] constexpr std::string_view name() const { return text_.substr(0, text_.find('.')); }
  [[nodiscard]] constexpr bool bare() const { return bare_; }

 private:
  std::string_view text_;
  bool bare_ = false;
};

}  // namespace detail

/// For `.key`: the answer is the array itself, which is in no member; the list goes by this name.
[[nodiscard]] consteval detail::resource_key bare_array(const char* name) { return {name, true}; }

/// A list: where it is and how it is read. Data only: no registration, no inheritance, no macro.
template <class T>
struct resource {
  using row_type = T;

  std::string_view service = {};   ///< for the source to find an endpoint by; rest does not look at it
  /// Below the service's endpoint: "/servers/detail", "/images?limit=1000", "/servers/{server_id}/ips" with what `of`
  /// fills in.
  detail::resource_path path;
  /// The member of the answer that holds the rows, also the list's name; "limits.absolute" for a member of a member.
  detail::resource_key key;
  rest::rows rows = rest::rows::array();
  rest::paging paging = rest::paging::none();
  std::string_view version = {};   ///< for the source to ask for; rest does not look at it
  /// The parameter that names the members to send, where the service has one: neutron's "fields". Those of the record
  /// are asked for then, and no others.
  rest::projection projection = {};
  rest::sorting sorting = rest::sorting::none;
  std::string_view since = {};     ///< the parameter that asks for what changed since a time: nova's "changes-since"
  /// True for a row that only stands for what a part of the service could not tell, as nova's rows of cells that are
  /// down.
  bool (*placeholder)(const T&) = nullptr;

  [[nodiscard]] query<T> with(std::string_view parameter, std::string_view value) const {
    return query<T>(*this).with(parameter, value);
  }
  template <class Value>
  [[nodiscard]] query<T> where(const filter<T, Value>& by, std::type_identity_t<Value> value) const {
    return query<T>(*this).where(by, value);
  }
  [[nodiscard]] query<T> named(std::string_view name) const { return query<T>(*this).named(name); }
  template <class... Texts>
  [[nodiscard]] query<T> of(const Texts&... parts) const { return query<T>(*this).of(parts...); }
  [[nodiscard]] query<T> first(std::size_t n) const { return query<T>(*this).first(n); }
  [[nodiscard]] query<T> sorted_by(std::string_view by, order o = order::ascending) const {
    return query<T>(*this).sorted_by(by, o);
  }
  [[nodiscard]] query<T> changed_since(std::string_view time) const { return query<T>(*this).changed_since(time); }
  template <class U>
  [[nodiscard]] query<U> as() const {
    return query<T>(*this).template as<U>();
  }
};

template <class T>
any_query::any_query(const resource<T>& r)
    : name_(r.key.name()),
      service_(r.service),
      path_(std::string_view(r.path)),
      key_(r.key),
      version_(r.version),
      projection_(r.projection),
      since_(r.since),
      rows_(r.rows),
      paging_(r.paging),
      sorting_(r.sorting),
      bare_(r.key.bare()) {
  if (const std::size_t mark = path_.find('?'); mark != path_.npos) {
    parameters_ = parse_query(std::string_view(path_).substr(mark + 1));
    defaults_ = parameters_.size();
    path_.resize(mark);
  }
  static_assert(std::is_trivially_destructible_v<resource<T>>,
                "GCC 12 destroys non-trivial aggregates in a co_await twice");
}

template <class T>
query<T>::query(const resource<T>& r) : any_query(r), placeholder_(r.placeholder) {}

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_REST_RESOURCE_HPP
