// SPDX-License-Identifier: MIT
//
// The simulated nova: servers and flavors, and the lists that are data; microversions, its links and its errors.

#ifndef SHEAF_TESTING_DETAIL_NOVA_HPP
#define SHEAF_TESTING_DETAIL_NOVA_HPP

#include <sheaf/testing/detail/described_faults.hpp>
#include <sheaf/testing/detail/described_page.hpp>
#include <sheaf/testing/detail/nova_rows.hpp>
#include <sheaf/testing/detail/nova_versions.hpp>
#include <sheaf/testing/detail/selection.hpp>
#include <sheaf/testing/detail/site.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

/// One request to nova. Debian 12's (Zed) goes up to microversion 2.93.
class nova {
 public:
  nova(site& at, const request& asked) : site_(at), asked_(asked), parts_(segments(asked.path)) {}

  answer handle() {
    if (asked_.method != "GET") return webob_error("404 Not Found", "The resource could not be found.");
    const std::string origin = site_.seen_origin(service::compute, asked_);
    if (parts_.empty()) return answer("200 OK", std::string(json_type), aged(nova_versions(origin)), false);
    legacy_ = parts_[0] == "v2";
    if (!legacy_ && parts_[0] != "v2.1") {
      return answer("300 Multiple Choices", std::string(json_type), nova_choices(origin, asked_.path), false);
    }
    if (parts_.size() == 1) {
      return answer("200 OK", concat({json_type, version_fields("2.1"), id_fields()}),
                    aged(nova_version(origin, legacy_)), false);
    }
    const issued_token* token = site_.token_of(asked_);
    if (!token) return unauthorized();
    scoped_ = token->scoped;
    std::string project;
    if (parts_[1] == site_.data.project) {
      project = concat({"/", site_.data.project});
      parts_.erase(parts_.begin() + 1);
    }
    if (find_list(described_services[1], std::string_view(asked_.target).substr(0, asked_.target.find('?')),
                  site_.data.project)) {
      return described();
    }
    const bool known = (parts_.size() == 2 || parts_.size() == 3) && (parts_[1] == "servers" || parts_[1] == "flavors");
    if (!known) return webob_error("404 Not Found", "The resource could not be found.");
    if (auto refused = read_microversion()) return *std::move(refused);
    view_.bookmarks = concat({origin, project});
    view_.base = concat({origin, "/", parts_[0], project});
    const bool servers = parts_[1] == "servers";
    if (parts_.size() == 3 && parts_[2] != "detail") {
      return servers ? show("server", "Instance", site_.data.servers) : show("flavor", "Flavor", site_.data.flavors);
    }
    view_.detail = parts_.size() == 3;
    return servers ? list_servers() : list_flavors();
  }

  /// An error as nova's own code words it.
  answer fault(std::string_view status, std::string_view message) {
    return answer(status,
                  concat({version_fields(version_), "Content-Type: application/json; charset=UTF-8\r\n", id_fields()}),
                  fault_body(fault_shape::nova, status, message, {}), false);
  }

  answer unauthorized() {
    return answer("401 Unauthorized",
                  concat({json_type, "WWW-Authenticate: Keystone uri=\"", site_.origin(service::identity), "/\"\r\n",
                          id_fields()}),
                  std::string(R"({"error": {"code": 401, "title": "Unauthorized", "message": )"
                              R"("The request you have made requires authentication."}})"),
                  false);
  }

 private:
  static constexpr std::string_view json_type = "Content-Type: application/json\r\n";

  /// A version document of the release that this one is told to be.
  [[nodiscard]] std::string aged(std::string document) const {
    constexpr std::string_view newest = "\"2.93\"";
    if (const std::size_t at = document.find(newest); at != document.npos) {
      document.replace(at, newest.size(),
                       concat({"\"2.", std::to_string(site_.newest(described_services[1], 93)), "\""}));
    }
    return document;
  }

  [[nodiscard]] std::string id_fields() {
    const std::string id = site_.request_id();
    return concat({"x-openstack-request-id: ", id, "\r\nx-compute-request-id: ", id, "\r\n"});
  }

  [[nodiscard]] std::string version_fields(std::string_view version) const {
    if (legacy_ || version.empty()) return {};
    return concat({"OpenStack-API-Version: compute ", version, "\r\nX-OpenStack-Nova-API-Version: ", version,
                   "\r\nVary: OpenStack-API-Version\r\nVary: X-OpenStack-Nova-API-Version\r\n"});
  }

  answer webob_error(std::string_view status, std::string_view message) {
    const std::string_view type = asked_.method == "HEAD" ? "Content-Type: text/html; charset=UTF-8\r\n" : json_type;
    return answer(status, concat({type, id_fields()}),
                  concat({R"({"message": ")", message, R"(<br /><br />\n\n\n", "code": ")", status, R"(", "title": ")",
                          status.substr(4), "\"}"}),
                  false);
  }

  /// No header asks for 2.1, another service's name too.
  std::optional<answer> read_microversion() {
    std::string asked = "2.1";
    if (const auto legacy = asked_.field("X-OpenStack-Nova-API-Version")) asked = *legacy;
    if (const auto field = asked_.field("OpenStack-API-Version"); field && field->starts_with("compute "))
      asked = field->substr(8);
    const std::string newest = concat({"2.", std::to_string(site_.newest(described_services[1], 93))});
    if (asked == "latest") asked = newest;
    if (legacy_) asked = "2.1";
    const std::size_t dot = asked.find('.');
    int major = 0;
    const char* end = asked.data() + asked.size();
    const bool number = dot != asked.npos && std::from_chars(asked.data(), end, major).ptr == asked.data() + dot &&
                        std::from_chars(asked.data() + dot + 1, end, view_.minor).ptr == end;
    if (!number) {
      return fault("400 Bad Request", concat({"API Version String ", asked,
                                              " is of invalid format. Must be of format MajorNum.MinorNum."}));
    }
    version_ = asked;
    if (major == 2 && view_.minor >= 1 && view_.minor <= site_.newest(described_services[1], 93)) return std::nullopt;
    return fault(
        "406 Not Acceptable",
        concat({"Version ", asked, " is not supported by the API. Minimum is 2.1 and maximum is ", newest, "."}));
  }

  answer described() {
    if (auto refused = read_microversion()) return *std::move(refused);
    auto made = described_answer_of(site_, service::compute, asked_, view_.minor);
    return made->status == "200 OK" ? ok(std::make_shared<const std::string>(std::move(made->text)))
                                    : fault(made->status, made->text);
  }

  answer ok(text_ptr body) {
    return answer("200 OK", concat({json_type, version_fields(version_), id_fields()}), std::move(body), false);
  }

  template <class T>
  answer show(std::string_view key, std::string_view kind, const table<T>& from) {
    const T* found = from.find(parts_[2]);
    if (!found) return fault("404 Not Found", concat({kind, " ", parts_[2], " could not be found."}));
    view_.shown = true;
    std::string body;
    json_text out{body, json_style{}};
    out.begin_object();
    out.key(key);
    out.begin_object();
    row_writer write(out);
    tell(site_.data, *found, view_, write);
    out.end_object();
    out.end_object();
    return ok(std::make_shared<const std::string>(std::move(body)));
  }

  answer list_servers() {
    // What nova lets everybody filter by, and the members that answer it; from 2.83 on also the second group.
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> always{{{"name", "name"},
                                                                                          {"status", "status"},
                                                                                          {"image", "image"},
                                                                                          {"flavor", "flavor"},
                                                                                          {"ip", "addresses"},
                                                                                          {"tags", "tags"}}};
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> since_83{
        {{"availability_zone", "OS-EXT-AZ:availability_zone"},
         {"config_drive", "config_drive"},
         {"key_name", "key_name"},
         {"power_state", "OS-EXT-STS:power_state"},
         {"task_state", "OS-EXT-STS:task_state"},
         {"vm_state", "OS-EXT-STS:vm_state"},
         {"progress", "progress"},
         {"user_id", "user_id"}}};
    static constexpr std::array<std::string_view, 8> statuses{"ACTIVE", "SHUTOFF", "PAUSED",  "SUSPENDED",
                                                              "ERROR",  "BUILD",   "DELETED", "RESCUE"};
    filters wanted;
    std::string flavor;
    for (const auto& [name, value] : asked_.query) {
      const auto named = [&n = name](const auto& entry) { return entry.first == n; };
      if (name == "all_tenants" && value != "0") {
        return fault("403 Forbidden",
                     "Policy doesn't allow os_compute_api:servers:detail:get_all_tenants to be performed.");
      }
      if (name == "flavor") {
        flavor = value;
      } else if (const auto f = std::find_if(always.begin(), always.end(), named); f != always.end()) {
        add_filter(wanted, f->second, value, name == "name");
      } else if (const auto g = std::find_if(since_83.begin(), since_83.end(), named); g != since_83.end()) {
        if (view_.minor >= 83) add_filter(wanted, g->second, value);
      } else if (view_.minor >= 75 && !is_reserved(name)) {
        return fault("400 Bad Request",
                     concat({"Additional properties are not allowed ('", name, "' was unexpected)"}));
      }
      if (name == "status" && view_.minor >= 38 &&
          std::find(statuses.begin(), statuses.end(), value) == statuses.end()) {
        return fault("400 Bad Request", "Invalid status value");
      }
    }
    nova_view all = view_;
    all.detail = true;
    view_.answering = site_.data.servers.size() - std::min(site_.down_servers, site_.data.servers.size());
    return list_rows("servers", list::servers, site_.data.servers, [this, wanted, flavor, all](const server& s) {
      if (!scoped_) return false;  // a token without a project sees no project's servers
      const bool answers = site_.data.servers.position.at(s.id) < view_.answering;
      if (!answers && (view_.minor < 69 || !asked_.query.empty())) return false;
      if (!flavor.empty() && site_.data.flavors.rows[s.flavor].id != flavor) return false;
      if (wanted.empty()) return true;
      row_matcher match{wanted};
      tell(site_.data, s, all, match);
      return match.matches();
    });
  }

  answer list_flavors() {
    const auto at_least = [this](std::string_view name) {
      long value = 0;
      const std::string_view text = asked_.parameter(name).value_or("0");
      std::from_chars(text.data(), text.data() + text.size(), value);
      return value;
    };
    return list_rows("flavors", list::flavors, site_.data.flavors,
                     [ram = at_least("minRam"), disk = at_least("minDisk")](const flavor& f) {
                       return f.ram >= ram && f.disk >= disk;
                     });
  }

  [[nodiscard]] static bool is_reserved(std::string_view name) {
    static constexpr std::array<std::string_view, 11> names{
        "limit",          "marker",  "sort_key", "sort_dir",   "all_tenants", "changes-since",
        "changes-before", "deleted", "locked",   "project_id", "tenant_id"};
    return std::find(names.begin(), names.end(), name) != names.end();
  }

  template <class T, class Matches>
  answer list_rows(std::string_view key, list which, const table<T>& from, Matches matches) {
    const auto asked_limit = limit_of(asked_);
    if (asked_limit == -1) {
      const std::string_view text = *asked_.parameter("limit");
      return fault("400 Bad Request", concat({"Invalid input for query parameters limit. Value: ", text, ". '", text,
                                              "' does not match '^[0-9]*$'"}));
    }
    std::size_t first = 0;
    if (const auto marker = asked_.parameter("marker"); marker && !marker->empty()) {
      const auto found = from.position.find(*marker);
      if (found == from.position.end()) return fault("400 Bad Request", concat({"marker [", *marker, "] not found"}));
      first = found->second + 1;
    }
    const std::size_t most = site_.page_limits[static_cast<std::size_t>(which)];
    const std::size_t limit = asked_limit ? std::min(static_cast<std::size_t>(*asked_limit), most) : most;
    return ok(site_.page(concat({view_.base, asked_.target, " ", version_, scoped_ ? "" : " unscoped"}), [&] {
      std::vector<const T*> rows;
      if (limit != 0) rows = select(from, first, limit, matches);
      std::string body;
      json_text out{body, json_style{}};
      out.begin_object();
      write_rows(out, key, rows, {},
                 [&](const T& row, row_visitor& visitor) { tell(site_.data, row, view_, visitor); });
      if (limit != 0 && rows.size() == limit) {
        out.key(concat({key, "_links"}));
        out.begin_array();
        out.begin_object();
        out.member("rel", "next");
        out.member("href",
                   concat({view_.base, "/", key, view_.detail ? "/detail?" : "?", next_query(rows.back()->id)}));
        out.end_object();
        out.end_array();
      }
      out.end_object();
      return body;
    }));
  }

  /// The query sorted, of a repeated parameter one value, the marker put in: as nova's _get_next_link has it.
  [[nodiscard]] std::string next_query(std::string_view marker) const {
    query_pairs pairs = asked_.query;
    std::sort(pairs.begin(), pairs.end());
    query_pairs once;
    for (auto& pair : pairs) {
      if (!once.empty() && once.back().first == pair.first) {
        once.back() = pair;
      } else {
        once.push_back(pair);
      }
    }
    const auto old = std::find_if(once.begin(), once.end(), [](const auto& pair) { return pair.first == "marker"; });
    if (old != once.end()) {
      old->second = marker;
    } else {
      once.emplace_back("marker", marker);
    }
    return write_query(once);
  }

  site& site_;
  const request& asked_;
  std::vector<std::string_view> parts_;
  nova_view view_;
  std::string version_;
  bool legacy_ = false;
  bool scoped_ = true;
};

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_NOVA_HPP
