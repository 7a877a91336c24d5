// SPDX-License-Identifier: MIT
//
// resource.hpp: a list of a REST API, described as data.
//
//     inline constexpr rest::resource<server> servers{
//         .service = "compute", .path = "/servers/detail", .key = "servers",
//         .paging = rest::paging::linked("servers_links"), .version = "2.79"};

#ifndef SHEAF_REST_RESOURCE_HPP
#define SHEAF_REST_RESOURCE_HPP

#include <sheaf/rest/paging.hpp>
#include <sheaf/rest/query.hpp>

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
  consteval resource_path(const char* text) : text_(text) {  // NOLINT(google-explicit-constructor): written as a literal
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
  constexpr operator std::string_view() const { return text_; }  // NOLINT(google-explicit-constructor)

 private:
  std::string_view text_;
};

}  // namespace detail

/// A list: where it is and how it is read. Data only: no registration, no inheritance, no macro.
template <class T>
struct resource {
  using row_type = T;

  std::string_view service = {};   ///< for the source to find an endpoint by; rest does not look at it
  detail::resource_path path;      ///< below the service's endpoint: "/servers/detail", "/images?limit=1000"
  detail::resource_key key;        ///< the member of the answer that holds the rows; also the list's name
  rest::paging paging = rest::paging::none();
  std::string_view version = {};   ///< for the source to ask for; rest does not look at it
  /// The parameter, repeated, that names the members to send, where the service has one: neutron's "fields". Those of the
  /// record are asked for then, and no others.
  std::string_view projection = {};
  /// True for a row that only stands for what a part of the service could not tell, as nova's rows of cells that are down.
  bool (*placeholder)(const T&) = nullptr;

  [[nodiscard]] query<T> with(std::string_view parameter, std::string_view value) const { return query<T>(*this).with(parameter, value); }
  [[nodiscard]] query<T> named(std::string_view name) const { return query<T>(*this).named(name); }
  template <class U>
  [[nodiscard]] query<U> as() const {
    return query<T>(*this).template as<U>();
  }
};

template <class T>
query<T>::query(const resource<T>& r)
    : name_(std::string_view(r.key)), service_(r.service), path_(r.path), key_(r.key), version_(r.version),
      projection_(r.projection), paging_(r.paging), placeholder_(r.placeholder) {
  if (const std::size_t mark = path_.find('?'); mark != path_.npos) {
    parameters_ = parse_query(path_.substr(mark + 1));
    defaults_ = parameters_.size();
    path_ = path_.substr(0, mark);
  }
  static_assert(std::is_trivially_destructible_v<resource<T>>, "GCC 12 destroys non-trivial aggregates in a co_await twice");
}

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_REST_RESOURCE_HPP
