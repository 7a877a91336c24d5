// SPDX-License-Identifier: MIT
//
// How each service writes an error.

#ifndef SHEAF_TESTING_DETAIL_DESCRIBED_FAULTS_HPP
#define SHEAF_TESTING_DETAIL_DESCRIBED_FAULTS_HPP

#include <sheaf/testing/detail/described_service.hpp>
#include <sheaf/testing/detail/http_text.hpp>
#include <sheaf/testing/detail/json_text.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

/// The key in which nova, cinder, manila and trove put an error.
[[nodiscard]] inline std::string_view nova_fault_name(std::string_view code) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> names{{{"400", "badRequest"},
                                                                                        {"401", "unauthorized"},
                                                                                        {"403", "forbidden"},
                                                                                        {"404", "itemNotFound"},
                                                                                        {"405", "badMethod"},
                                                                                        {"409", "conflictingRequest"},
                                                                                        {"413", "overLimit"},
                                                                                        {"415", "badMediaType"},
                                                                                        {"429", "overLimit"},
                                                                                        {"503", "serviceUnavailable"}}};
  const auto name = std::find_if(names.begin(), names.end(), [&](const auto& n) { return n.first == code; });
  return name == names.end() ? "computeFault" : name->second;
}

/// The body of an error with a status line like "404 Not Found". `range`: the microversions there are, for placement's
/// 406.
[[nodiscard]] inline std::string fault_body(fault_shape shape, std::string_view status, std::string_view message,
                                            std::string_view request_id,
                                            std::pair<std::string_view, std::string_view> range = {}) {
  const verbatim code{status.substr(0, 3)};
  const std::string_view title = status.substr(4);
  std::string body;
  json_text out{body, json_style{}};
  const auto object = [&out](const auto& members) {
    out.begin_object();
    members();
    out.end_object();
  };
  const auto client_fault = [&] {
    object([&] {
      out.member("faultcode", code.text.starts_with('5') ? "Server" : "Client");
      out.member("faultstring", message);
      out.member("debuginfo", nullptr);
    });
  };
  switch (shape) {
    case fault_shape::swift:
      return concat({"<html><h1>", title, "</h1><p>", message, "</p></html>"});
    case fault_shape::placement:
    case fault_shape::magnum:
      object([&] {
        out.key("errors");
        out.begin_array();
        object([&] {
          out.member("status", code);
          if (shape == fault_shape::magnum) out.member("code", code.text.starts_with('5') ? "server" : "client");
          out.member("title", title);
          out.member("detail", message);
          if (shape == fault_shape::placement) out.member("request_id", request_id);
          if (!range.first.empty() && shape == fault_shape::placement) {
            out.member("max_version", range.second);
            out.member("min_version", range.first);
          }
          if (shape == fault_shape::magnum) {
            out.key("links");
            out.begin_array();
            out.end_array();
          }
        });
        out.end_array();
      });
      return body;
    case fault_shape::heat:
      object([&] {
        out.member("explanation", message);
        out.member("code", code);
        out.key("error");
        object([&] {
          out.member("message", message);
          out.member("traceback", nullptr);
          out.member("type", code.text == "404" ? "EntityNotFound" : "HTTPException");
        });
        out.member("title", title);
      });
      return body;
    case fault_shape::octavia:
      client_fault();
      return body;
    case fault_shape::ironic: {
      client_fault();
      std::string outer;
      json_text around{outer, json_style{}};
      around.begin_object();
      around.member("error_message", body);  // JSON in JSON
      around.end_object();
      return outer;
    }
    case fault_shape::designate: {
      std::string type;
      for (const char c : title) type += c == ' ' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      object([&] {
        out.member("code", code);
        out.member("type", type);
        out.member("message", message);
        out.member("request_id", request_id);
      });
      return body;
    }
    case fault_shape::barbican:
      object([&] {
        out.member("code", code);
        out.member("title", title);
        out.member("description", message);
      });
      return body;
    default:
      object([&] {
        out.key(shape == fault_shape::nova ? nova_fault_name(code.text) : std::string_view("error"));
        object([&] {
          out.member("code", code);
          out.member("message", message);
        });
      });
      return body;
  }
}

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_DESCRIBED_FAULTS_HPP
