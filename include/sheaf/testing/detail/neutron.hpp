// SPDX-License-Identifier: MIT
//
// The simulated neutron: networks, ports and floating IPs; everything at once unless a limit is sent; projection by
// `fields`.

#ifndef SHEAF_TESTING_DETAIL_NEUTRON_HPP
#define SHEAF_TESTING_DETAIL_NEUTRON_HPP

#include <sheaf/testing/detail/described_page.hpp>
#include <sheaf/testing/detail/neutron_rows.hpp>
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

class neutron {
 public:
  neutron(site& at, const request& asked) : site_(at), asked_(asked), parts_(segments(asked.path)) {}

  answer handle() {
    if (parts_.empty()) {
      return answer("200 OK", std::string(json_type),
                    concat({R"({"versions": [{"id": "v2.0", "status": "CURRENT", "links": [)", link(""), "]}]}"}),
                    true);
    }
    if (parts_[0] != "v2.0") {
      return answer("404 Not Found", std::string(json_type),
                    std::string(R"({"code": 404, "title": "Not Found", "description": null})"), true);
    }
    const issued_token* token = site_.token_of(asked_);
    if (!token) return unauthorized();
    scoped_ = token->scoped;
    if (parts_.size() == 1 && asked_.path.ends_with('/')) return resources();
    if (auto made = described_answer_of(site_, service::network, asked_); made && asked_.method == "GET") {
      return made->status == "200 OK" ? ok(std::make_shared<const std::string>(std::move(made->text)))
                                      : fault(made->status, made->text);
    }
    if (parts_.size() == 2 || parts_.size() == 3) {
      if (parts_[1] == "networks")
        return serve("network", "Network", list::networks, site_.data.networks, json_style{false, true});
      if (parts_[1] == "ports") return serve("port", "Port", list::ports, site_.data.ports, json_style{false, true});
      if (parts_[1] == "floatingips") {
        return serve("floatingip", "FloatingIP", list::floatingips, site_.data.floating_ips, json_style{});
      }
    }
    return error("404 Not Found", "HTTPNotFound", "The resource could not be found.");
  }

  answer fault(std::string_view status, std::string_view message) {
    std::string type = "HTTP";
    for (const char c : status.substr(4)) {
      if (c != ' ') type += c;
    }
    return error(status, type, message);
  }

  answer unauthorized() {
    return answer("401 Unauthorized",
                  concat({json_type, "WWW-Authenticate: Keystone uri=\"", site_.origin(service::identity), "/\"\r\n",
                          id_field()}),
                  std::string(R"({"error": {"code": 401, "title": "Unauthorized", "message": )"
                              R"("The request you have made requires authentication."}})"),
                  true);
  }

 private:
  static constexpr std::string_view json_type = "Content-Type: application/json\r\n";

  [[nodiscard]] std::string id_field() { return concat({"x-openstack-request-id: ", site_.request_id(), "\r\n"}); }

  [[nodiscard]] std::string link(std::string_view list) const {
    return concat({R"({"rel": "self", "href": ")", site_.seen_origin(service::network, asked_), "/v2.0/", list, "\"}"});
  }

  answer error(std::string_view status, std::string_view type, std::string_view message) {
    std::string body;
    json_text out{body, json_style{}};
    out.begin_object();
    out.key("NeutronError");
    out.begin_object();
    out.member("type", type);
    out.member("message", message);
    out.member("detail", "");
    out.end_object();
    out.end_object();
    return answer(status, concat({json_type, id_field()}), std::move(body), true);
  }

  answer ok(text_ptr body) { return answer("200 OK", concat({json_type, id_field()}), std::move(body), true); }

  /// The core resources only, as captured; floating IPs are an extension.
  answer resources() {
    std::string body = R"({"resources": [)";
    for (const std::string_view name : {"network", "subnet", "subnetpool", "port"}) {
      const std::string list = concat({name, "s"});
      body += concat({body.back() == '}' ? ", " : "", R"({"name": ")", name, R"(", "collection": ")", list,
                      R"(", "links": [)", link(list), "]}"});
    }
    return ok(std::make_shared<const std::string>(concat({body, "]}"})));
  }

  template <class T>
  answer serve(std::string_view one, std::string_view kind, list which, const table<T>& from, json_style style) {
    if (asked_.method != "GET") {
      return error("405 Method Not Allowed", "HTTPMethodNotAllowed",
                   "The server could not comply with the request since it is either malformed or otherwise incorrect.");
    }
    for (const auto& [name, value] : asked_.query) {
      if (name == "fields") fields_.push_back(value);
    }
    if (parts_.size() == 2) return list_rows(which, from, style);
    const T* found = from.find(parts_[2]);
    if (!found) {
      return error("404 Not Found", concat({kind, "NotFound"}), concat({kind, " ", parts_[2], " could not be found."}));
    }
    std::string body;
    json_text out{body, style};
    out.begin_object();
    out.key(one);
    out.begin_object();
    row_writer write(out, &fields_);
    tell(site_.data, *found, write);
    out.end_object();
    out.end_object();
    return ok(std::make_shared<const std::string>(std::move(body)));
  }

  /// A token without a project sees what belongs to none.
  template <class T>
  [[nodiscard]] static bool seen_by_all(const T& row) {
    if constexpr (requires { row.external; }) {
      return row.external;
    } else {
      return false;
    }
  }

  template <class T>
  answer list_rows(list which, const table<T>& from, json_style style) {
    const auto asked_limit = limit_of(asked_);
    if (asked_limit == -1) {
      return error("400 Bad Request", "BadRequest",
                   concat({"Bad limit request: Limit must be an integer 0 or greater and not '",
                           *asked_.parameter("limit"), "'."}));
    }
    static constexpr std::array<std::string_view, 6> reserved{"limit",  "marker",   "page_reverse",
                                                              "fields", "sort_key", "sort_dir"};
    name_collector known;
    if (!from.rows.empty()) tell(site_.data, from.rows.front(), known);
    filters wanted;
    const auto count = [&](std::string_view name) {
      return std::count_if(asked_.query.begin(), asked_.query.end(),
                           [&](const auto& pair) { return pair.first == name; });
    };
    if (count("sort_key") != count("sort_dir")) {
      return error("400 Bad Request", "HTTPBadRequest", "The number of sort_keys and sort_dirs must be same");
    }
    for (const auto& [name, value] : asked_.query) {
      if (std::find(reserved.begin(), reserved.end(), name) != reserved.end()) continue;
      if (!from.rows.empty() && std::find(known.names.begin(), known.names.end(), name) == known.names.end()) {
        return error("400 Bad Request", "HTTPBadRequest",
                     concat({"['", name, "'] is invalid attribute for filtering"}));
      }
      add_filter(wanted, name, value);
    }
    const std::size_t most = site_.page_limits[static_cast<std::size_t>(which)];  // 0: no maximum
    std::size_t limit = asked_limit ? static_cast<std::size_t>(*asked_limit) : 0;
    if (most != 0 && (limit == 0 || limit > most)) limit = most;
    const bool reverse = same_name(asked_.parameter("page_reverse").value_or(""), "true");
    return ok(site_.page(
        concat({site_.seen_origin(service::network, asked_), asked_.target, scoped_ ? "" : " unscoped"}), [&] {
          const auto matches = [&](const T& row) {
            if (!scoped_ && !seen_by_all(row)) return false;
            row_matcher match{wanted};
            if (!wanted.empty()) tell(site_.data, row, match);
            return match.matches();
          };
          // An unknown marker is no marker.
          const auto marker = from.position.find(asked_.parameter("marker").value_or(""));
          const bool marked = marker != from.position.end();
          const auto rows = reverse ? select_before(from, marked ? marker->second : from.size(), limit, matches)
                                    : select(from, marked ? marker->second + 1 : 0, limit, matches);
          std::string body;
          json_text out{body, style};
          const std::string_view name = list_names[static_cast<std::size_t>(which)];
          out.begin_object();
          write_rows(out, name, rows, fields_,
                     [&](const T& row, row_visitor& visitor) { tell(site_.data, row, visitor); });
          if (limit != 0) write_links(out, name, rows, limit, reverse);
          out.end_object();
          return body;
        }));
  }

  /// As neutron's get_pagination_links: a short page has no link onwards, in its direction.
  template <class T>
  void write_links(json_text& out, std::string_view name, const std::vector<const T*>& rows, std::size_t limit,
                   bool reverse) {
    const bool is_short = rows.size() < limit;
    query_pairs params;
    for (const auto& pair : asked_.query) {
      if (pair.first != "marker" && pair.first != "page_reverse") params.push_back(pair);
    }
    const auto write_link = [&](std::string_view rel, query_pairs query) {
      out.begin_object();
      out.member("rel", rel);
      out.member("href", concat({site_.seen_origin(service::network, asked_), asked_.path, "?", write_query(query)}));
      out.end_object();
    };
    out.key(concat({name, "_links"}));
    out.begin_array();
    if (!is_short || reverse) {
      query_pairs next = params;
      if (!rows.empty()) next.emplace_back("marker", rows.back()->id);
      write_link("next", std::move(next));
    }
    if (!is_short || !reverse) {
      query_pairs previous = params;
      if (!rows.empty()) previous.emplace_back("marker", rows.front()->id);
      previous.emplace_back("page_reverse", "True");
      write_link("previous", std::move(previous));
    }
    out.end_array();
  }

  site& site_;
  const request& asked_;
  std::vector<std::string_view> parts_;
  std::vector<std::string> fields_;
  bool scoped_ = true;
};

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_NEUTRON_HPP
