// SPDX-License-Identifier: MIT
//
// The simulated glance: images, pages of 25, links that are paths, errors in webob's shape.

#ifndef SHEAF_TESTING_DETAIL_GLANCE_HPP
#define SHEAF_TESTING_DETAIL_GLANCE_HPP

#include <sheaf/testing/detail/described_page.hpp>
#include <sheaf/testing/detail/glance_rows.hpp>
#include <sheaf/testing/detail/selection.hpp>
#include <sheaf/testing/detail/site.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

class glance {
 public:
  glance(site& at, const request& asked) : site_(at), asked_(asked), parts_(segments(asked.path)) {}

  answer handle() {
    if (parts_.empty()) return answer("300 Multiple Choices", std::string(json_type), versions(), true);
    if (parts_[0] == "versions") return answer("200 OK", std::string(json_type), versions(), true);
    if (parts_[0] != "v2") return answer("300 Multiple Choices", std::string(json_type), versions(), true);
    if (!site_.token_of(asked_)) return unauthorized();
    if (auto made = described_answer_of(site_, service::image, asked_); made && asked_.method == "GET") {
      return made->status == "200 OK" ? ok(std::make_shared<const std::string>(std::move(made->text)))
                                      : fault(made->status, made->text);
    }
    if (parts_.size() < 2 || parts_.size() > 3 || parts_[1] != "images") {
      return fault("404 Not Found", "The resource could not be found.");
    }
    if (asked_.method != "GET") {
      answer refused =
          error("405 Method Not Allowed",
                concat({"The method ", asked_.method, " is not allowed for this resource. <br /><br />\n"}));
      refused.fields = concat({"Allow: GET, POST\r\n", refused.fields});
      return refused;
    }
    return parts_.size() == 3 ? show() : list_images();
  }

  answer fault(std::string_view status, std::string_view message) {
    return error(status, concat({message, "<br /><br />\n\n\n"}));
  }

  answer unauthorized() {
    answer refused =
        fault("401 Unauthorized",
              "This server could not verify that you are authorized to access the document you requested. Either you "
              "supplied the wrong credentials (e.g., bad password), or your browser does not understand how to supply "
              "the credentials required.");
    const std::string type = refused.fields.substr(0, refused.fields.find("\r\n") + 2);
    refused.fields = concat({type, "WWW-Authenticate: Keystone uri=\"", site_.origin(service::identity), "/\"\r\n"});
    return refused;
  }

 private:
  static constexpr json_style style{true, false};
  static constexpr std::string_view json_type = "Content-Type: application/json\r\n";

  [[nodiscard]] std::string fields() {
    return concat({json_type, "x-openstack-request-id: ", site_.request_id(), "\r\n"});
  }

  /// As webob has it: HTML where JSON is not asked for.
  answer error(std::string_view status, std::string_view message) {
    if (asked_.field("Accept").value_or("").find("application/json") == std::string_view::npos) {
      const std::string page = concat({"<html>\n <head>\n  <title>", status, "</title>\n </head>\n <body>\n  <h1>",
                                       status, "</h1>\n  ", message, "\n </body>\n</html>"});
      return answer(
          status,
          concat({"Content-Type: text/html; charset=UTF-8\r\nx-openstack-request-id: ", site_.request_id(), "\r\n"}),
          page, true);
    }
    std::string body;
    json_text out{body, style};
    out.begin_object();
    out.member("message", message);
    out.member("code", status);
    out.member("title", status.substr(4));
    out.end_object();
    return answer(status, fields(), std::move(body), true);
  }

  [[nodiscard]] std::string versions() const {
    std::string body = R"({"versions": [)";
    for (int minor = 16; minor >= 0; --minor) {
      body.append(R"({"id": "v2.)").append(std::to_string(minor)).append(R"(", "status": ")");
      body.append(minor == 16 ? "CURRENT" : "SUPPORTED").append(R"(", "links": [{"rel": "self", "href": ")");
      body.append(site_.seen_origin(service::image, asked_)).append(R"(/v2/"}]})").append(minor == 0 ? "]}" : ", ");
    }
    return body;
  }

  answer ok(text_ptr body) { return answer("200 OK", fields(), std::move(body), true); }

  answer show() {
    const image* found = site_.data.images.find(parts_[2]);
    if (!found) return fault("404 Not Found", concat({"No image found with ID ", parts_[2]}));
    std::string body;
    json_text out{body, style};
    row_writer write(out);
    out.begin_object();
    tell(site_.data, *found, write);
    out.end_object();
    return ok(std::make_shared<const std::string>(std::move(body)));
  }

  answer list_images() {
    const auto& from = site_.data.images;
    const auto asked_limit = limit_of(asked_);
    if (asked_limit == -1) {
      const bool negative = asked_.parameter("limit")->starts_with('-');
      return fault("400 Bad Request", negative ? "limit param must be positive" : "limit param must be an integer");
    }
    std::size_t first = 0;
    if (const auto marker = asked_.parameter("marker")) {
      const auto found = from.position.find(*marker);
      if (found == from.position.end()) return fault("400 Bad Request", concat({"No image found with ID ", *marker}));
      first = found->second + 1;
    }
    static constexpr std::array<std::string_view, 6> reserved{"limit",    "marker",   "sort",
                                                              "sort_key", "sort_dir", "member_status"};
    static constexpr std::array<std::string_view, 5> visibilities{"public", "private", "community", "shared", "all"};
    filters wanted;
    for (const auto& [name, value] : asked_.query) {
      if (std::find(reserved.begin(), reserved.end(), name) != reserved.end()) continue;
      if (name == "visibility") {
        if (std::find(visibilities.begin(), visibilities.end(), value) == visibilities.end()) {
          return fault("400 Bad Request", concat({"Invalid visibility value: ", value}));
        }
        if (value == "all") continue;
      }
      add(wanted, name == "tag" ? std::string("tags") : name, value);
    }
    const std::size_t page = site_.page_limits[static_cast<std::size_t>(list::images)];
    const std::size_t most = std::max<std::size_t>(page, 1000);
    const std::size_t limit = asked_limit ? std::min(static_cast<std::size_t>(*asked_limit), most) : page;
    return ok(site_.page(concat({"image ", asked_.target}), [&] {
      std::vector<const image*> rows;
      if (limit != 0)
        rows = select(from, first, limit, [&](const image& m) {
          row_matcher match{wanted};
          if (!wanted.empty()) tell(site_.data, m, match);
          return match.matches();
        });
      const bool full = rows.size() == limit && limit != 0;
      const bool more = full && !(site_.full_last_page && rows.back()->id == from.listed(from.size() - 1).id);
      // What policy hides is taken out of the page when the link is made.
      const std::string marker = more ? rows.back()->id : std::string();
      const auto hidden = [&](const image* m) {
        return site_.hidden_images != 0 && (from.position.at(m->id) + 1) % site_.hidden_images == 0;
      };
      std::erase_if(rows, hidden);
      return write(rows, marker);
    }));
  }

  /// "in:a,b" is any of several values.
  static void add(filters& to, const std::string& name, std::string_view value) {
    if (!value.starts_with("in:")) return add_filter(to, name, std::string(value));
    value.remove_prefix(3);
    while (!value.empty()) {
      const std::string_view one = value.substr(0, value.find(','));
      value.remove_prefix(std::min(value.size(), one.size() + 1));
      add_filter(to, name, std::string(one));
    }
  }

  [[nodiscard]] std::string write(const std::vector<const image*>& rows, const std::string& next_marker) const {
    std::string body;
    json_text out{body, style};
    out.begin_object();
    write_rows(out, "images", rows, {}, [&](const image& m, row_visitor& visitor) { tell(site_.data, m, visitor); });
    // The query without its marker, of a repeated parameter the last value, as glance's ResponseSerializer has it.
    query_pairs params;
    for (const auto& pair : asked_.query) {
      if (pair.first == "marker") continue;
      const auto old = std::find_if(params.begin(), params.end(), [&](const auto& p) { return p.first == pair.first; });
      if (old == params.end()) {
        params.push_back(pair);
      } else {
        old->second = pair.second;
      }
    }
    out.member("first", concat({"/v2/images", params.empty() ? "" : "?", write_query(params)}));
    out.member("schema", "/v2/schemas/images");
    if (!next_marker.empty()) {
      params.emplace_back("marker", next_marker);
      out.member("next", concat({"/v2/images?", write_query(params)}));
    }
    out.end_object();
    return body;
  }

  site& site_;
  const request& asked_;
  std::vector<std::string_view> parts_;
};

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_GLANCE_HPP
