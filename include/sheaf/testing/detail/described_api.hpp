// SPDX-License-Identifier: MIT
//
// A simulated service that is data: its version document, its microversions, its lists and its errors.

#ifndef SHEAF_TESTING_DETAIL_DESCRIBED_API_HPP
#define SHEAF_TESTING_DETAIL_DESCRIBED_API_HPP

#include <sheaf/testing/detail/described_faults.hpp>
#include <sheaf/testing/detail/described_page.hpp>
#include <sheaf/testing/detail/described_service.hpp>
#include <sheaf/testing/detail/site.hpp>

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

/// One request to one of these services.
class described_api {
 public:
  described_api(site& at, service which, const described_service& of, const request& asked)
      : site_(at),
        which_(which),
        of_(of),
        asked_(asked),
        id_(at.request_id()),
        minor_(of.least),
        most_(at.newest(of, of.most)) {}

  answer handle() {
    if (asked_.method != "GET")
      return fault("405 Method Not Allowed",
                   concat({"The method ", asked_.method, " is not allowed for this resource."}));
    const std::string path = without_slash(asked_.target.substr(0, asked_.target.find('?')));
    const std::string api = with_project(of_.api, site_.data.project);
    const std::string root = api.substr(0, api.rfind("/v") == api.npos ? api.size() : api.rfind("/v"));
    if (of_.root != 0 && (path == root || path == root + '/')) return versions(root);
    if (!site_.token_of(asked_)) return unauthorized();
    if (auto refused = read_microversion()) return *std::move(refused);
    const auto found = find_list(of_, path, site_.data.project);
    if (!found || minor_ < described_lists[found->index].since) {
      return fault("404 Not Found", concat({"The resource could not be found: ", path}));
    }
    const described_call call{described_lists[found->index],
                              of_,
                              asked_,
                              site_.seen_origin(which_, asked_),
                              found->base,
                              found->parent,
                              true,
                              minor_};
    described_answer made = described_page(site_, call).make();
    if (made.status == "204 No Content")
      return answer(made.status, concat({fields("text/plain; charset=utf-8"), made.fields}), std::string(),
                    of_.says_close);
    if (made.status != "200 OK") return fault(made.status, made.text);
    return answer(made.status, concat({fields("application/json"), made.fields}), std::move(made.text), of_.says_close);
  }

  answer fault(std::string_view status, std::string_view message) {
    const std::string least = version(of_.least), most = version(most_);
    const bool range = status.starts_with("406");
    return answer(status, fields(of_.faults == fault_shape::swift ? "text/html; charset=UTF-8" : "application/json"),
                  fault_body(of_.faults, status, message, id_,
                             range ? std::pair<std::string_view, std::string_view>(least, most)
                                   : std::pair<std::string_view, std::string_view>()),
                  of_.says_close);
  }

  /// What keystone's middleware says in front of a service.
  answer unauthorized() {
    const std::string asks = concat({"WWW-Authenticate: Keystone uri=\"", site_.origin(service::identity), "/\"\r\n"});
    if (of_.faults == fault_shape::swift) {
      answer refused =
          fault("401 Unauthorized",
                "This server could not verify that you are authorized to access the document you requested.");
      refused.fields = concat({asks, refused.fields});
      return refused;
    }
    return answer("401 Unauthorized", concat({asks, fields("application/json")}),
                  std::string(R"({"error": {"code": 401, "title": "Unauthorized", "message": )"
                              R"("The request you have made requires authentication."}})"),
                  of_.says_close);
  }

 private:
  static std::string without_slash(std::string path) {
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    return path;
  }
  [[nodiscard]] std::string version(int minor) const {
    return concat({std::to_string(of_.major), ".", std::to_string(minor)});
  }

  [[nodiscard]] std::string fields(std::string_view type) const {
    std::string out = concat({"Content-Type: ", type, "\r\nx-openstack-request-id: ", id_, "\r\n"});
    if (of_.faults == fault_shape::swift) out += concat({"X-Trans-Id: tx", id_.substr(4), "\r\n"});
    if (of_.word.empty()) return out;
    // Manila and ironic answer in the field of their own.
    if (!of_.field.empty()) out += concat({of_.field, ": ", version(minor_), "\r\n"});
    if (of_.faults == fault_shape::ironic) {
      out += concat({"X-OpenStack-Ironic-API-Minimum-Version: ", version(of_.least),
                     "\r\nX-OpenStack-Ironic-API-Maximum-Version: ", version(most_), "\r\n"});
    }
    if (of_.field.empty())
      out += concat({"OpenStack-API-Version: ", of_.word, " ", version(minor_), "\r\nVary: OpenStack-API-Version\r\n"});
    return out;
  }

  answer versions(const std::string& root) {
    const std::string link = concat({site_.seen_origin(which_, asked_), root, "/", of_.version.substr(0, 2), "/"});
    std::string body;
    json_text out{body, json_style{}};
    const auto entry = [&] {
      out.begin_object();
      out.member("id", of_.version);
      out.member("status", "CURRENT");
      if (!of_.word.empty()) {
        out.member("min_version", version(of_.least));
        out.member(of_.newest, version(most_));
      }
      out.key("links");
      out.begin_array();
      out.begin_object();
      out.member("rel", "self");
      out.member("href", of_.faults == fault_shape::placement ? std::string() : link);
      out.end_object();
      out.end_array();
      out.end_object();
    };
    out.begin_object();
    if (of_.faults == fault_shape::ironic) {
      out.member("name", "OpenStack Ironic API");
      out.key("default_version");
      entry();
    }
    out.key("versions");
    if (of_.faults == fault_shape::barbican) {
      out.begin_object();
      out.key("values");
    }
    out.begin_array();
    entry();
    out.end_array();
    if (of_.faults == fault_shape::barbican) out.end_object();
    out.end_object();
    return answer(of_.root == 300 ? "300 Multiple Choices" : "200 OK",
                  concat({"Content-Type: application/json\r\nx-openstack-request-id: ", id_, "\r\n"}), std::move(body),
                  of_.says_close);
  }

  /// No field asks for the oldest; another service's word too.
  std::optional<answer> read_microversion() {
    if (of_.word.empty()) return std::nullopt;
    std::string asked = version(of_.least);
    if (const auto old = of_.field.empty() ? std::nullopt : asked_.field(of_.field)) asked = *old;
    const std::string begin = concat({of_.word, " "});
    if (const auto field = asked_.field("OpenStack-API-Version"); field && field->starts_with(begin))
      asked = field->substr(begin.size());
    if (asked == "latest") asked = version(most_);
    const std::size_t dot = asked.find('.');
    int major = 0, minor = 0;
    const char* const end = asked.data() + asked.size();
    const bool number = dot != asked.npos && std::from_chars(asked.data(), end, major).ptr == asked.data() + dot &&
                        std::from_chars(asked.data() + dot + 1, end, minor).ptr == end;
    if (!number)
      return fault("400 Bad Request", concat({"API Version String ", asked,
                                              " is of invalid format. Must be of format MajorNum.MinorNum."}));
    if (major != of_.major || minor < of_.least || minor > most_) {
      return fault("406 Not Acceptable", concat({"Version ", asked, " is not supported by the API. Minimum is ",
                                                 version(of_.least), " and maximum is ", version(most_), "."}));
    }
    minor_ = minor;
    return std::nullopt;
  }

  site& site_;
  service which_;
  const described_service& of_;
  const request& asked_;
  std::string id_;
  int minor_, most_;
};

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_DESCRIBED_API_HPP
