// SPDX-License-Identifier: MIT
//
// answered.hpp: one answer of a service, whole and whatever its status, for who wants to look on:
// cloud_options().on_answer(f), http_source::on_answer(f).

#ifndef SHEAF_REST_ANSWERED_HPP
#define SHEAF_REST_ANSWERED_HPP

#include <sheaf/http/fields.hpp>
#include <sheaf/http/response.hpp>
#include <sheaf/http/url.hpp>
#include <sheaf/rest/secrets.hpp>
#include <sheaf/rest/source.hpp>
#include <sheaf/time_source.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace rest {

/// What a service answered to a call for a list. The tokens in use and the secrets of the credentials, or the
/// secret fields of an http_source, are *** wherever they came back; other secrets (those in rows, say) are as the
/// service sent them.
class answered {
 public:
  answered(const call& c, http::url where, const http::response& answer, const secrets& hidden, duration d)
      : service(c.service()),
        target(c.target()),
        from_root(c.from_root()),
        endpoint(std::move(where)),
        status(answer.status()),
        reason(redacted(answer.reason(), hidden)),
        body(redacted(std::string(answer.text()), hidden)),
        took(d) {
    for (const auto& [name, value] : answer.fields()) fields.add(name, redacted(std::string(value), hidden));
  }

  std::string service;     ///< as the list names it: "compute"
  std::string target;      ///< path and query, below the endpoint's path
  bool from_root = false;  ///< or below the root of its origin: a link was followed as it stood
  http::url endpoint;
  int status = 0;
  std::string reason;
  http::fields fields;
  std::string body;
  duration took{};         ///< from the call to the last byte, a wait for a connection included
};

/// Called on the source's executor. What it throws is the error of the list that the answer is for.
using answer_function = std::function<void(const answered&)>;

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_REST_ANSWERED_HPP
