// SPDX-License-Identifier: MIT
//
// One answer of a list that is data: which rows it has, and how it says that there are more, as each service does.

#ifndef SHEAF_TESTING_DETAIL_DESCRIBED_PAGE_HPP
#define SHEAF_TESTING_DETAIL_DESCRIBED_PAGE_HPP

#include <sheaf/testing/detail/described_list.hpp>
#include <sheaf/testing/detail/described_service.hpp>
#include <sheaf/testing/detail/json_tree.hpp>
#include <sheaf/testing/detail/row_template.hpp>
#include <sheaf/testing/detail/selection.hpp>
#include <sheaf/testing/detail/site.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

/// What a list is asked with.
struct described_call {
  const described_list& list;
  const described_service& service;
  const request& asked;
  std::string origin;         // as the service sees itself
  std::string base;           // the path before the list's, as it was asked
  std::string parent = {};    // what the path names last
  bool paged = true;          // by its microversion
  int minor = 0;              // its microversion
};

/// A body; or, with another status than "200 OK", what is wrong.
struct described_answer {
  std::string status = "200 OK", text = {}, fields = {};
};

class described_page {
 public:
  described_page(site& at, const described_call& call)
      : site_(at),
        call_(call),
        list_(call.list),
        rows_{at.data, call.list, at.endpoint_of(call.list.service()), call.parent},
        ids_(at.ids_of(call.list)) {}

  described_answer make() {
    if (auto refused = window()) return *std::move(refused);
    if (auto refused = read_filters()) return *std::move(refused);
    for (std::size_t i = first_; i < ids_.all.size(); ++i) {
      if (!matches(i)) continue;
      ++total_;
      if (total_ > offset_ && (most_ == no_end || taken_.size() < most_)) taken_.push_back(i);
    }
    described_answer out;
    out.text = body();
    if (list_.pages == scheme::swift) {
      const std::string_view what = list_.path == "/" ? "X-Account-Container-Count: " : "X-Container-Object-Count: ";
      out.fields = concat({what, std::to_string(ids_.all.size()), "\r\n"});
      if (taken_.empty() && call_.asked.parameter("format") != "json") out.status = "204 No Content";
    }
    return out;
  }

 private:
  static constexpr std::size_t no_end = static_cast<std::size_t>(-1);

  /// Rows of an answer without a limit, and at most with one; no_end: all of them.
  [[nodiscard]] std::pair<std::size_t, std::size_t> usual_limits() const {
    switch (list_.pages) {
      case scheme::nova:
      case scheme::cinder:
      case scheme::manila:
      case scheme::ironic:
      case scheme::magnum:
      case scheme::offset:
        return {1000, 1000};
      case scheme::glance:
        return {25, 1000};
      case scheme::designate:
        return {20, 1000};
      case scheme::barbican:
        return {10, 100};
      case scheme::swift:
        return {10000, 10000};
      case scheme::trove:
        return {20, 20};
      default:
        return {no_end, no_end};
    }
  }

  [[nodiscard]] bool has_pages() const {
    if (list_.pages == scheme::keystone && !site_.keystone_pages) return false;
    return list_.pages != scheme::all && call_.paged;
  }

  std::optional<described_answer> window() {
    auto [usual, most] = usual_limits();
    if (const std::size_t told = site_.page_limit_of(list_.name); told != 0) {
      const bool two =
          list_.pages == scheme::glance || list_.pages == scheme::designate || list_.pages == scheme::barbican;
      usual = told;
      most = two ? std::max(told, most) : told;
    }
    most_ = usual;
    if (!has_pages()) {
      // Keystone's list_limit: what is more is not to be had.
      if (list_.pages != scheme::keystone) most_ = no_end;
      return std::nullopt;
    }
    const auto text = call_.asked.parameter("limit");
    const bool all = list_.pages == scheme::designate && text == "max";
    const auto limit = all ? std::optional<long>(1000) : limit_of(call_.asked);
    if (limit == -1)
      return described_answer{"400 Bad Request", concat({"limit param must be an integer and not ", *text}), {}};
    const bool none_is_all =
        list_.pages == scheme::neutron || list_.pages == scheme::octavia || list_.pages == scheme::ironic;
    limited_ = limit && !(*limit == 0 && none_is_all);
    if (limited_) most_ = std::min(static_cast<std::size_t>(*limit), most);
    return start();
  }

  std::optional<described_answer> start() {
    const bool by_offset = list_.pages == scheme::barbican || list_.pages == scheme::offset ||
                           list_.pages == scheme::manila || list_.pages == scheme::cinder;
    if (const auto offset = call_.asked.parameter("offset"); by_offset && offset) {
      std::from_chars(offset->data(), offset->data() + offset->size(), offset_);
    }
    const auto marker = call_.asked.parameter("marker");
    if (!marker || marker->empty() || list_.pages == scheme::barbican || list_.pages == scheme::offset)
      return std::nullopt;
    if (list_.pages == scheme::swift) {  // any name will do
      first_ = static_cast<std::size_t>(std::upper_bound(ids_.all.begin(), ids_.all.end(), *marker) - ids_.all.begin());
      return std::nullopt;
    }
    const std::string wanted = list_.pages == scheme::trove ? url_decode(*marker, true) : std::string(*marker);
    const auto found = ids_.by_marker.find(wanted);
    if (found != ids_.by_marker.end()) {
      first_ = found->second + 1;
      return std::nullopt;
    }
    if (list_.pages == scheme::neutron) return std::nullopt;  // an unknown marker is no marker
    const bool missing = list_.pages == scheme::cinder || list_.pages == scheme::ironic ||
                         list_.pages == scheme::magnum || list_.pages == scheme::octavia;
    return described_answer{
        missing ? "404 Not Found" : "400 Bad Request", concat({"marker [", wanted, "] not found"}), {}};
  }

  std::optional<described_answer> read_filters() {
    static constexpr std::array<std::string_view, 25> reserved{
        "limit",         "marker",         "offset",        "page_reverse",  "sort",
        "sort_key",      "sort_dir",       "fields",        "detail",        "detailed",
        "with_count",    "usage",          "format",        "prefix",        "delimiter",
        "all_tenants",   "all_projects",   "global_tenant", "include_names", "nested_depth",
        "changes-since", "changes-before", "member_of",     "resources",     "required"};
    const fault_shape kind = call_.service.faults;
    const bool strict = kind == fault_shape::neutron || kind == fault_shape::octavia || kind == fault_shape::placement;
    for (const auto& [name, value] : call_.asked.query) {
      if (name == "fields") {
        std::string_view rest = value;
        while (!rest.empty()) {
          const std::string_view one = rest.substr(0, rest.find(','));
          rest.remove_prefix(std::min(rest.size(), one.size() + 1));
          members_.emplace_back(one);
        }
      }
      if (std::find(reserved.begin(), reserved.end(), name) != reserved.end()) continue;
      const auto sample = ids_.all.empty() ? std::nullopt : json_tree_reader::read(rows_.row(0));
      if (sample && sample->find(name)) {
        add_filter(wanted_, name, value);
      } else if (strict && sample && list_.form == row_form::array && name != "project_id" && name != "user_id") {
        return described_answer{"400 Bad Request", concat({"['", name, "'] is invalid attribute for filtering"}), {}};
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] bool matches(std::size_t i) const {
    if (wanted_.empty()) return true;
    const auto row = json_tree_reader::read(rows_.row(i));
    return std::all_of(wanted_.begin(), wanted_.end(), [&](const filter& f) {
      const json_tree* const member = row ? row->find(f.name) : nullptr;
      return member && std::any_of(f.values.begin(), f.values.end(), [&](const std::string& value) {
               const auto is_it = [&](const json_tree& item) { return item.text == value; };
               return same_name(member->text, value) || std::any_of(member->items.begin(), member->items.end(), is_it);
             });
    });
  }

  [[nodiscard]] std::string row(std::size_t i) const {
    std::string text = rows_.row(i);
    // "available" is 1.2's word for what was null before (ironic's webapi-version-history).
    constexpr std::string_view available = R"("provision_state": "available")";
    const bool old = call_.service.faults == fault_shape::ironic && call_.minor < 2;
    if (const std::size_t at = text.find(available); old && at != text.npos)
      text.replace(at, available.size(), R"("provision_state": null)");
    const bool projects = call_.service.faults == fault_shape::neutron ||
                          call_.service.faults == fault_shape::octavia || call_.service.faults == fault_shape::ironic;
    if (members_.empty() || !projects) return text;
    auto tree = json_tree_reader::read(text);
    if (!tree || tree->is != json_tree::kind::object) return text;
    std::erase_if(tree->items, [&](const json_tree& m) {
      return std::find(members_.begin(), members_.end(), m.name) == members_.end();
    });
    text.clear();
    json_text out{text, json_style{}};
    write_tree(out, *tree);
    return text;
  }

  static void write_tree(json_text& out, const json_tree& tree) {
    const auto inside = [&] {
      for (const json_tree& item : tree.items) {
        if (tree.is == json_tree::kind::object) out.key(item.name);
        write_tree(out, item);
      }
    };
    switch (tree.is) {
      case json_tree::kind::object:
        out.begin_object();
        inside();
        return out.end_object();
      case json_tree::kind::array:
        out.begin_array();
        inside();
        return out.end_array();
      case json_tree::kind::string:
        return out.value(tree.text);
      default:
        return out.value(verbatim{tree.text});
    }
  }

  [[nodiscard]] std::string body() const {
    std::string text;
    json_text out{text, json_style{}};
    const std::size_t dot = list_.key.find('.');
    if (list_.key.empty()) {
      write_rows(out);
      return text;
    }
    out.begin_object();
    out.key(list_.key.substr(0, dot));
    if (dot != list_.key.npos) {
      out.begin_object();
      out.key("rate");
      out.strings(std::array<std::string, 0>{});
      out.key(list_.key.substr(dot + 1));
    }
    write_rows(out);
    if (dot != list_.key.npos) out.end_object();
    write_links(out);
    out.end_object();
    return text;
  }

  void write_rows(json_text& out) const {
    if (list_.form == row_form::single) return out.value(verbatim{taken_.empty() ? "{}" : rows_.row(taken_.front())});
    const bool keyed = list_.form == row_form::keyed;
    keyed ? out.begin_object() : out.begin_array();
    if (keyed && list_.key.starts_with("quota")) out.member("id", call_.parent);
    for (const std::size_t i : taken_) {
      if (keyed) out.key(ids_.all[i]);
      if (!list_.wrap.empty()) {
        out.begin_object();
        out.key(list_.wrap);
      }
      const std::string text = row(i);
      out.value(verbatim{text});
      if (!list_.wrap.empty()) out.end_object();
    }
    keyed ? out.end_object() : out.end_array();
  }

  // How there is more. `full`: as many rows as an answer has; whether another follows is not looked at, but where it is
  // said.

  [[nodiscard]] query_pairs without(std::initializer_list<std::string_view> names) const {
    query_pairs out;
    for (const auto& pair : call_.asked.query) {
      if (std::find(names.begin(), names.end(), pair.first) == names.end()) out.push_back(pair);
    }
    return out;
  }
  [[nodiscard]] query_pairs only(std::initializer_list<std::string_view> names) const {
    query_pairs out;
    for (const auto& pair : call_.asked.query) {
      if (std::find(names.begin(), names.end(), pair.first) != names.end()) out.push_back(pair);
    }
    return out;
  }
  /// Of a repeated parameter the last value.
  static query_pairs single(const query_pairs& pairs) {
    query_pairs out;
    for (const auto& pair : pairs) {
      const auto old = std::find_if(out.begin(), out.end(), [&](const auto& p) { return p.first == pair.first; });
      if (old == out.end()) {
        out.push_back(pair);
      } else {
        old->second = pair.second;
      }
    }
    return out;
  }
  static std::string unescaped(const query_pairs& pairs) {
    std::string out;
    for (const auto& [name, value] : pairs) out += concat({out.empty() ? "" : "&", name, "=", value});
    return out;
  }
  [[nodiscard]] query_pairs with_marker(query_pairs pairs) const {
    pairs.emplace_back("marker", rows_.marker(taken_.back()));
    return pairs;
  }
  [[nodiscard]] std::string path() const { return call_.asked.target.substr(0, call_.asked.target.find('?')); }
  [[nodiscard]] std::string below_base() const { return path().substr(std::min(call_.base.size(), path().size())); }

  static void write_link(json_text& out, std::string_view rel, std::string_view href) {
    out.begin_object();
    out.member("rel", rel);
    out.member("href", href);
    out.end_object();
  }
  static void write_next(json_text& out, std::string_view member, std::string_view href) {
    out.key(member);
    out.begin_array();
    write_link(out, "next", href);
    out.end_array();
  }

  void write_links(json_text& out) const {
    const bool full = has_pages() && most_ != no_end && !taken_.empty() && taken_.size() == most_;
    const std::string& origin = call_.origin;
    switch (list_.pages) {
      case scheme::nova: {
        if (!full) break;
        query_pairs pairs = single(without({"marker"}));
        std::sort(pairs.begin(), pairs.end());
        write_next(out, list_.links, concat({origin, path(), "?", write_query(with_marker(std::move(pairs)))}));
        break;
      }
      case scheme::cinder:
        if (full)
          write_next(out, list_.links,
                     concat({origin, path(), "?", write_query(with_marker(without({"marker", "offset"})))}));
        if (call_.asked.parameter("with_count") == "True") out.member("count", ids_.all.size());
        break;
      case scheme::glance: {
        const query_pairs pairs = single(without({"marker"}));
        out.member("first", concat({path(), pairs.empty() ? "" : "?", write_query(pairs)}));
        out.member("schema", "/v2/schemas" + path().substr(3));
        if (full) out.member("next", concat({path(), "?", write_query(with_marker(pairs))}));
        break;
      }
      case scheme::neutron:
        write_neutron_links(out, full);
        break;
      case scheme::keystone:
        out.key("links");
        out.begin_object();
        if (full && site_.keystone_pages) {
          out.member("next", concat({origin, path(), "?", write_query(with_marker(single(without({"marker"}))))}));
        } else {
          out.member("next", nullptr);
        }
        out.member("self", concat({origin, path()}));
        out.member("previous", nullptr);
        out.end_object();
        if (!site_.keystone_pages && taken_.size() < ids_.all.size() && wanted_.empty()) out.member("truncated", true);
        break;
      case scheme::octavia:
        // Of the query only what it sorts by; a limit that was not sent is None, as Python writes it.
        if (full) {
          query_pairs pairs = only({"limit", "sort", "sort_key", "sort_dir"});
          if (!limited_) pairs.insert(pairs.begin(), {"limit", "None"});
          write_next(out, list_.links, concat({origin, path(), "?", write_query(with_marker(std::move(pairs)))}));
        }
        break;
      case scheme::designate:
        // Its api_base_uri is seldom set.
        out.key("links");
        out.begin_object();
        out.member("self", concat({"http://127.0.0.1:9001/v2", below_base()}));
        if (full)
          out.member("next", concat({"http://127.0.0.1:9001/v2", below_base(), "?",
                                     write_query(with_marker(without({"marker"})))}));
        out.end_object();
        out.key("metadata");
        out.begin_object();
        out.member("total_count", ids_.all.size());
        out.end_object();
        break;
      case scheme::heat:
        if (full)
          write_next(out, "links", concat({origin, path(), "?", write_query(with_marker(without({"marker"})))}));
        if (call_.asked.parameter("with_count") == "true") out.member("count", ids_.all.size());
        break;
      case scheme::manila:
        // With the project in its path, whether it was asked so or not, and nothing escaped.
        if (full && limited_) {
          write_next(out, list_.links,
                     concat({origin, "/v2/", site_.data.project, below_base(), "?",
                             unescaped(with_marker(without({"marker", "offset"})))}));
        }
        break;
      case scheme::ironic:
        if (full) out.member("next", concat({origin, path(), "?", unescaped(with_marker(without({"marker"})))}));
        break;
      case scheme::magnum:
        // Without the prefix that it is served below.
        if (full)
          out.member("next", concat({origin, "/v1", below_base(), "?", unescaped(with_marker(without({"marker"})))}));
        break;
      case scheme::barbican:
        write_barbican_links(out);
        break;
      case scheme::trove:
        // Always https, and the marker escaped twice.
        if (full && taken_.size() < total_) {
          query_pairs pairs = without({"marker"});
          std::string marker;
          url_encode(marker, rows_.marker(taken_.back()));
          pairs.emplace_back("marker", marker);
          const std::string host = origin.substr(origin.find("://"));
          write_next(out, "links", concat({"https", host, path(), "?", write_query(pairs)}));
        }
        break;
      default:
        break;
    }
  }

  /// "previous" too, on the first page as well.
  void write_neutron_links(json_text& out, bool full) const {
    if (most_ == no_end) return;
    const query_pairs pairs = without({"marker", "page_reverse"});
    const std::string begin = concat({call_.origin, path(), "?"});
    out.key(list_.links);
    out.begin_array();
    if (full) write_link(out, "next", begin + write_query(with_marker(pairs)));
    query_pairs previous = pairs;
    if (!taken_.empty()) previous.emplace_back("marker", rows_.marker(taken_.front()));
    previous.emplace_back("page_reverse", "True");
    write_link(out, "previous", begin + write_query(previous));
    out.end_array();
  }

  /// Limit and offset only: what the list was filtered by is lost.
  void write_barbican_links(json_text& out) const {
    const auto link = [&](std::size_t offset) {
      return concat({call_.origin, path(), "?limit=", std::to_string(most_), "&offset=", std::to_string(offset)});
    };
    out.member("total", total_);
    if (offset_ + taken_.size() < total_) out.member("next", link(offset_ + most_));
    if (offset_ != 0) out.member("previous", link(offset_ - std::min(offset_, most_)));
  }

  site& site_;
  const described_call& call_;
  const described_list& list_;
  const row_maker rows_;
  const site::known_ids& ids_;
  filters wanted_;
  std::vector<std::string> members_;
  std::size_t first_ = 0, offset_ = 0, most_ = no_end;
  std::size_t total_ = 0;  // rows from the first on that pass the filters
  bool limited_ = false;
  std::vector<std::size_t> taken_;
};

/// The answer of a list that is data, where a request to one of the services with code of their own is for such a one.
[[nodiscard]] inline std::optional<described_answer> described_answer_of(site& at, service which, const request& asked,
                                                                         int minor = 0) {
  const described_service& of = described_services[static_cast<std::size_t>(which)];
  const auto found = find_list(of, std::string_view(asked.target).substr(0, asked.target.find('?')), at.data.project);
  if (!found) return std::nullopt;
  const described_list& list = described_lists[found->index];
  const described_call call{
      list, of, asked, at.seen_origin(which, asked), found->base, found->parent, minor >= list.paged_since, minor};
  return described_page(at, call).make();
}

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_DESCRIBED_PAGE_HPP
