// SPDX-License-Identifier: MIT
//
// paging.hpp: how a list says that there is more of it, and what to ask for then. Pure functions.

#ifndef SHEAF_REST_PAGING_HPP
#define SHEAF_REST_PAGING_HPP

#include <sheaf/http/url.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace rest {

/// Names and values of a query, in order; a name may come more than once.
using parameters = std::vector<std::pair<std::string, std::string>>;

/// Where a page says that another follows.
class paging {
 public:
  enum class scheme : unsigned char { none, linked, next_link, link_object, last_row, offset };

  /// The whole list comes at once.
  [[nodiscard]] static constexpr paging none() { return {scheme::none, {}}; }
  /// A member beside the list holds links, one of which may have `"rel": "next"`: `"servers_links": [{"rel": "next",
  /// "href": ...}]`.
  [[nodiscard]] static constexpr paging linked(std::string_view member) { return {scheme::linked, member}; }
  /// A member beside the list is the link itself: `"next": "/v2/images?marker=..."`.
  [[nodiscard]] static constexpr paging next_link(std::string_view member) { return {scheme::next_link, member}; }
  /// A member beside the list is an object of links: `"links": {"next": "http://.../users?marker=...", "self": ...}`.
  [[nodiscard]] static constexpr paging link_object(std::string_view member) { return {scheme::link_object, member}; }
  /// No page says it: the next is asked for with the last row's `member` as marker, until one comes that has no rows. A
  /// row without it continues at its `other`.
  [[nodiscard]] static constexpr paging last_row(std::string_view member, std::string_view other = {}) {
    return {scheme::last_row, member, other};
  }
  /// No page says it: the next is asked for by how many rows came so far, until one comes that has none.
  [[nodiscard]] static constexpr paging offset() { return {scheme::offset, "offset"}; }

  [[nodiscard]] constexpr scheme kind() const { return scheme_; }
  [[nodiscard]] constexpr std::string_view member() const { return member_; }
  [[nodiscard]] constexpr std::string_view other_member() const { return other_; }
  /// Whether a page holds a link to the next.
  [[nodiscard]] constexpr bool has_link() const {
    return scheme_ == scheme::linked || scheme_ == scheme::next_link || scheme_ == scheme::link_object;
  }

 private:
  constexpr paging(scheme s, std::string_view m, std::string_view o = {}) : scheme_(s), member_(m), other_(o) {}

  scheme scheme_;
  std::string_view member_, other_;
};

/// The parameters of "a=1&b=2", decoded.
[[nodiscard]] inline parameters parse_query(std::string_view text) {
  parameters out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view one = text.substr(0, end);
    const std::size_t equals = std::min(one.find('='), one.size());
    if (!one.empty()) {
      out.emplace_back(http::percent_decode(one.substr(0, equals), true),
                       http::percent_decode(one.substr(std::min(equals + 1, one.size())), true));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

/// "/path?a=1&b=2", encoded.
[[nodiscard]] inline std::string target_of(std::string_view path, const parameters& query) {
  std::string out(path);
  char before = out.find('?') == std::string::npos ? '?' : '&';
  for (const auto& [name, value] : query) {
    ((out += before) += http::percent_encode(name)) += '=';
    out += http::percent_encode(value);
    before = '&';
  }
  return out;
}

/// What to ask for next.
class continuation {
 public:
  continuation(std::string target, std::string token) : target_(std::move(target)), token_(std::move(token)) {}
  /// Path and query, below the service's endpoint or (see from_link) the origin's root.
  [[nodiscard]] const std::string& target() const noexcept { return target_; }
  /// What tells this page from others; one that comes again means that the server goes round in circles.
  [[nodiscard]] const std::string& token() const noexcept { return token_; }
  [[nodiscard]] bool from_root() const noexcept { return from_root_; }

 private:
  friend continuation continue_at(std::string_view, const parameters&, std::string_view);
  std::string target_, token_;
  bool from_root_ = false;
};

/// The next page's target, pinned to our own origin: of the link only the continuation (marker, offset, page, page_...,
/// and limit where we sent none) is taken and laid over our own query, so that nothing of scheme, host, path prefix or
/// our filters can be lost or changed by a server that does not know how it is reached. Where the link has no such
/// parameter, its path and query are asked for at our own origin.
[[nodiscard]] inline continuation continue_at(std::string_view path, const parameters& query, std::string_view link) {
  link = link.substr(0, link.find('#'));
  const std::size_t mark = std::min(link.find('?'), link.size());
  const parameters theirs = parse_query(link.substr(std::min(mark + 1, link.size())));
  parameters ours = query;
  std::string token;
  const auto sent = [&](std::string_view name) {
    return std::any_of(query.begin(), query.end(), [&](const auto& p) { return p.first == name; });
  };
  for (const auto& [name, value] : theirs) {
    const bool continues = name == "marker" || name == "offset" || name == "page" || name.starts_with("page_");
    const bool number =
        !value.empty() && value.find_first_not_of("0123456789") == value.npos;  // octavia writes limit=None
    if (!continues && !(name == "limit" && number && !sent("limit"))) continue;
    std::erase_if(ours, [&](const auto& p) { return p.first == name; });
    ours.emplace_back(name, value);
    if (continues) token += name + '=' + value + '&';
  }
  if (!token.empty()) return {target_of(path, ours), token};
  std::string_view rest = link;
  if (const std::size_t scheme = rest.find("://"); scheme < rest.find_first_of("/?")) {
    rest.remove_prefix(std::min(rest.find('/', scheme + 3), rest.size()));
  }
  continuation out{std::string(rest), std::string(link)};
  out.from_root_ = true;
  return out;
}

/// The next page where no page has a link: `name` (marker or offset) with a value made from the rows.
[[nodiscard]] inline continuation continue_with(std::string_view path, const parameters& query, std::string_view name,
                                                std::string_view value) {
  parameters ours = query;
  std::erase_if(ours, [&](const auto& p) { return p.first == name; });
  ours.emplace_back(name, value);
  return {target_of(path, ours), std::string(name) + '=' + std::string(value)};
}

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_REST_PAGING_HPP
