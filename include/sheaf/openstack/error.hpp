// SPDX-License-Identifier: MIT
//
// error.hpp: what OpenStack's services say when they say no. Pure.

#ifndef SHEAF_OPENSTACK_ERROR_HPP
#define SHEAF_OPENSTACK_ERROR_HPP

#include <sheaf/http/response.hpp>
#include <sheaf/json/read.hpp>
#include <sheaf/rest/error.hpp>
#include <sheaf/rest/secrets.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace openstack {

/// A status that is no success, with the service's own code and message.
using api_error = rest::status_error;

/// A service's own words: {code, message}.
class fault {
 public:
  fault() = default;
  fault(std::string c, std::string m) : code(std::move(c)), message(std::move(m)) {}
  std::string code, message;
};

using rest::redacted;
using rest::secrets;

/// Reads an error's body in any of the shapes that services use: nova's and cinder's {"itemNotFound": {...}},
/// keystone's {"error": {...}}, neutron's {"NeutronError": ...}, glance's {"message", "code", "title"}, placement's
/// {"errors": [...]}, heat's, octavia's {"faultstring"}, ironic's JSON in a text, designate's {"type", "message"};
/// anything else (a proxy's HTML) is its text, without tags. Should it repeat secrets that were sent, then these are
/// left out.
[[nodiscard]] inline fault read_fault(std::string_view body, const secrets& hidden = {}) {
  fault out;
  const auto words = [&](std::string_view name, json::value& v) {
    if (!v.is_string()) return;
    const bool says = name == "message" || name == "detail" || name == "faultstring" || name == "explanation" ||
                      name == "description" || name == "error_message" || name == "NeutronError" || name == "error";
    if (says && out.message.empty()) {
      out.message = v.string();
    } else if ((name == "title" || name == "type" || name == "faultcode") && out.code.empty()) {
      out.code = v.string();
    }
  };
  try {
    std::string buffer;
    json::reader reader;
    reader.members(json::pad(body, buffer), [&](std::string_view name, json::value& v) {
      if (v.is_object()) {
        if (name != "error" && name != "NeutronError" && name != "error_message") out.code = std::string(name);
        v.members(words);
      } else if (v.is_array() && name == "errors") {
        v.elements([&](std::size_t i, json::value& one) {
          if (i == 0 && one.is_object()) one.members(words);
        });
      } else {
        words(name, v);
      }
    });
  } catch (const json::error&) {
    out = fault({}, std::string(body));
  }
  if (out.message.starts_with('{') && out.message.size() < body.size()) return read_fault(out.message, hidden);
  if (out.message.empty() && out.code.empty()) out.message = body;
  return {rest::detail::presentable(redacted(out.code, hidden)),
          rest::detail::presentable(redacted(out.message, hidden))};
}

/// The error that `answer`, which is no success, stands for. `advice` is what we know that the server does not say.
[[nodiscard]] inline api_error make_api_error(std::string_view service, const http::response& answer,
                                              const secrets& hidden, std::string_view advice = {}) {
  const fault said = read_fault(answer.text(), hidden);
  rest::status_error::details d(service, answer);
  d.reason = rest::detail::presentable(redacted(answer.reason(), hidden), 60);
  d.code = said.code;
  d.message = said.message;
  d.path = redacted(d.path, hidden);
  d.retry_after = redacted(d.retry_after, hidden);
  if (!advice.empty()) d.message.append(d.message.empty() ? "" : " ").append("(").append(advice).append(")");
  d.request_id =
      rest::detail::presentable(redacted(std::string(answer.header("X-Openstack-Request-Id").value_or("")), hidden));
  return api_error(d);
}

}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_ERROR_HPP
