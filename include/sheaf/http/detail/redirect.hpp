// SPDX-License-Identifier: MIT
//
// What becomes of a request that a server sends elsewhere (RFC 9110 15.4).

#ifndef SHEAF_HTTP_DETAIL_REDIRECT_HPP
#define SHEAF_HTTP_DETAIL_REDIRECT_HPP

#include <sheaf/http/error.hpp>
#include <sheaf/http/request.hpp>
#include <sheaf/http/url.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

constexpr bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// The way of one request from server to server.
class redirects {
 public:
  // What keeps the request, answered so, from going on to `location`; nothing where it may. Then `to` says where it goes.
  struct refusal {
    refusal(errc e, std::string why) : reason(e), sentence(std::move(why)) {}
    errc reason;
    std::string sentence;
  };
  [[nodiscard]] std::optional<refusal> check(const request& r, int status, std::string_view location, std::size_t most,
                                             url& to) const {
    const std::string from = places() + in_short(r.url());
    try {
      to = r.url().resolve(location);
    } catch (const error& e) {
      return refusal(errc::redirect_refused, from + " redirects to what is " + e.what());
    }
    const std::string way = from + " -> " + in_short(to);
    if (visited_.size() >= most) {
      return refusal(errc::too_many_redirects, "more than " + std::to_string(most) + " redirects: " + way);
    }
    if (r.url().is_https() && !to.is_https()) {
      return refusal(errc::redirect_refused, "a redirect from https to http is not followed: " + way);
    }
    const bool becomes_get = turns_into_get(r, status);
    if (!becomes_get && r.source() && !r.source()->rewind()) {
      return refusal(errc::redirect_refused, "the body is to be sent again and cannot be (body_source::rewind): " + way);
    }
    const std::string again = (becomes_get ? "GET" : r.method()) + " " + to.to_string();
    if (again == key(r) || std::find(visited_.begin(), visited_.end(), again) != visited_.end()) {
      return refusal(errc::too_many_redirects, "redirects go round in a circle: " + way);
    }
    return std::nullopt;
  }

  // The request as it goes to `to`. What is dropped on the way does not come back.
  void turn(request& r, int status, url to) {
    visited_.push_back(key(r));
    way_ = places() + in_short(r.url());
    if (turns_into_get(r, status)) request_access::become_get(r);
    if (!same_origin(r.url(), to)) {
      fields& sent = request_access::fields(r);
      for (const auto* name : {"Authorization", "Cookie", "X-Auth-Token", "X-Subject-Token", "X-Service-Token",
                               "X-Storage-Token", "X-Auth-Key"}) {
        sent.remove(name);
      }
      for (const std::string& name : r.sensitive()) sent.remove(name);
    }
    request_access::turn_to(r, std::move(to));
  }

 private:
  static bool turns_into_get(const request& r, int status) {
    return status <= 303 && r.method() != "GET" && r.method() != "HEAD";
  }
  static std::string key(const request& r) { return r.method() + " " + r.url().to_string(); }
  // Without the query, which may hold secrets.
  static std::string in_short(const url& u) {
    constexpr std::size_t enough = 100;
    return u.origin() + std::string(u.path().substr(0, enough));
  }
  [[nodiscard]] std::string places() const { return way_.empty() ? std::string() : way_ + " -> "; }

  std::vector<std::string> visited_;
  std::string way_;
};

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_REDIRECT_HPP
