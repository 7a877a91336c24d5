// SPDX-License-Identifier: MIT
//
// Lists in the shape of the API reference (tests/data/api_reference): their rows, given in two pages as the service
// would, with links as careless as those of real servers; empty; in circles; and the service's way of saying no.
//
// The documents are made here from the data file alone, and what is read is compared with simdjson's DOM. What the
// lists say of themselves is compared with docs/services.md, which is written where SHEAF_WRITE_DOCS is in the
// environment.

#ifndef SHEAF_TESTS_SUPPORT_DESCRIBED_LIST_HPP
#define SHEAF_TESTS_SUPPORT_DESCRIBED_LIST_HPP

#include <sheaf/json/write.hpp>
#include <sheaf/openstack/discovery.hpp>
#include <sheaf/openstack/error.hpp>
#include <sheaf/rest/fetch.hpp>

#include "support/answers_in_order.hpp"
#include "support/captured_list.hpp"
#include "support/data.hpp"
#include "support/run.hpp"

#include <doctest/doctest.h>
#include <simdjson.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <functional>
#include <memory>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support {

/// What came of reading a list: its rows, as JSON again, or what was thrown.
struct described_outcome {
  std::string rows, thrown, code;
  std::size_t pages = 0;
};

class described_service {
 public:
  /// `name` is the header and data file: "dns", "compute/servers".
  explicit described_service(const std::string& name)
      : name_(name), text_(data("api_reference/" + name + ".json")), root_(parser_.parse(text_)) {}

  /// Reads the list of that name in the data file through `what`, of parents named parent1, parent2.
  template <class T>
  void check(std::string_view list, const sheaf::rest::resource<T>& what) {
    table_row(list, what);
    const auto q = of_parents(what);
    check(list, q.path(), [&](const answers_in_order& from) { return through(q, from); });
  }

  /// Reads the answers of real servers (tests/data/captured) whose names begin so: every row, and nothing changed.
  template <class T>
  void captured(const std::string& prefix, const sheaf::rest::resource<T>& what) {
    const auto q = of_parents(what);
    captured(prefix, std::string(q.key()), q.rows(), [&](const answers_in_order& from) { return through(q, from); });
  }

  /// Whether every list of the data file was looked at, and the header's part of docs/services.md is what its lists
  /// say.
  void check_all_seen() {
    for (const auto list : simdjson::dom::array(root_["lists"])) {
      CAPTURE(text(list, "list"));
      CHECK(seen_.count(text(list, "list")) == 1);
    }
    std::string type = name_.substr(0, name_.find('/'));
    std::replace(type.begin(), type.end(), '_', '-');
    const std::string heading = "\n### " + name_ + "\n";
    std::string page = data("../../docs/services.md");
    const std::size_t at = page.find(heading);
    REQUIRE(at != page.npos);
    const std::size_t end = std::min(page.find("\n### ", at + 1), page.size());
    const std::string wanted = heading + "\nService type `" + type + "`, `#include <sheaf/openstack/services/" + name_ +
                               ".hpp>`.\n\n| list | path | key | pages | version | can | filters | members |\n"
                               "| --- | --- | --- | --- | --- | --- | --- | --- |\n" + table_;
    if (std::getenv("SHEAF_WRITE_DOCS")) {
      page.replace(at, end - at, wanted);
      std::ofstream(data_folder + "/../../docs/services.md", std::ios::binary) << page;
    } else {
      CHECK_MESSAGE(page.substr(at, end - at) == wanted,
                    "docs/services.md is out of date: run this with SHEAF_WRITE_DOCS=1");
    }
  }

 private:
  using element = simdjson::dom::element;
  using read = std::function<described_outcome(const answers_in_order&)>;

  static std::string code(std::string_view text) {
    return text.empty() ? std::string() : '`' + std::string(text) + '`';
  }

  static std::string described(const sheaf::rest::paging& p) {
    using scheme = sheaf::rest::paging::scheme;
    switch (p.kind()) {
      case scheme::none: return "none";
      case scheme::linked: return code(p.member()) + ", `rel: next`";
      case scheme::next_link: return code(p.member());
      case scheme::link_object: return code(std::string(p.member()) + ".next");
      case scheme::last_row: return "last row's " + code(p.member());
      case scheme::offset: return "offset";
    }
    return {};
  }

  template <class T>
  void table_row(std::string_view name, const sheaf::rest::resource<T>& r) {
    std::string members, can;
    if constexpr (sheaf::json::record<T>) {
      for (const std::string_view member : sheaf::json::member_names<T>())
        (members += members.empty() ? "" : ", ") += member;
    } else {
      members = "(texts)";
    }
    const auto add = [&](bool yes, std::string_view what) {
      if (yes) (can += can.empty() ? "" : ", ") += what;
    };
    add(!r.projection.empty(), "project");
    add(r.sorting != sheaf::rest::sorting::none, "sort");
    add(!r.since.empty(), "changes");
    std::string version;
    if (!r.version.empty()) {
      const auto wish = sheaf::openstack::version_wish::parse(r.version);
      REQUIRE(wish);
      version = wish->least == wish->wanted ? wish->wanted.text() : wish->text();
    }
    const std::string key = r.key.bare() ? "the array itself" : code(std::string_view(r.key));
    table_ +=
        "| " + code(name) + " | " + code(std::string_view(r.path)) + " | " + key + " | " + described(r.paging) + " | ";
    table_ += version + " | " + can + " | " + filters_of(name) + " | " + members + " |\n";
  }

  // The filters for that list's rows, as the header has them: no value in a program says which there are.
  [[nodiscard]] std::string filters_of(std::string_view list) const {
    const std::string header = data("../../include/sheaf/openstack/services/" + name_ + ".hpp");
    std::smatch row, found;
    REQUIRE(std::regex_search(header, row, std::regex("rest::resource<([\\w:]+)>\\s+" + std::string(list) + "\\{")));
    const std::regex one("struct (\\w+_filters) \\{|rest::filter<" + row.str(1) + ",[^>]*>\\s+(\\w+)\\{");
    std::string out, group;
    for (auto at = header.cbegin(); std::regex_search(at, header.cend(), found, one); at = found.suffix().first) {
      if (found[1].matched) {
        group = found.str(1);
      } else {
        out += (out.empty() ? code(group) + ": " : ", ") + found.str(2);
      }
    }
    return out;
  }

  template <class T>
  static sheaf::rest::query<T> of_parents(const sheaf::rest::resource<T>& what) {
    const std::string_view path = what.path;
    switch (std::count(path.begin(), path.end(), '{')) {
      case 0: return what;
      case 1: return what.of("parent1");
      default: return what.of("parent1", "parent2");
    }
  }

  void captured(const std::string& prefix, const std::string& key, const sheaf::rest::rows& shape_of, const read& ask) {
    using shape = sheaf::rest::rows::shape;
    const bool wrapped = shape_of.kind() == shape::wrapped, array = shape_of.kind() == shape::array || wrapped;
    std::size_t seen = 0;
    for (const captured_answer& one : captured_answers(prefix)) {
      if (one.status != 200) continue;
      CAPTURE(one.name);
      const std::string none = "{\"" + key + "\":" + (array ? "[]}" : "{}}");
      const described_outcome out = ask(answers_in_order(name_, {{200, one.body}, {200, none}}));
      CHECK(out.thrown == "");
      ++seen;
      if (!array || !out.thrown.empty()) continue;
      dom theirs(one.body), ours("{\"" + key + "\":" + out.rows + '}');
      const auto a = theirs.rows(key), b = ours.rows(key);
      REQUIRE(a.size() == b.size());
      for (std::size_t i = 0; i != a.size(); ++i) {
        same(key, simdjson::simdjson_result<element>(element(b[i])), wrapped ? element(a[i][shape_of.member()]) : a[i]);
      }
    }
    CAPTURE(prefix);
    CHECK(seen > 0);
  }

  // All that depends on the record is in one coroutine, as each costs the compiler its time.
  template <class T>
  static asio::awaitable<void> read_into(described_outcome& out, const answers_in_order& from,
                                         const sheaf::rest::query<T>& q) {
    const auto all = co_await sheaf::rest::list(from, q);
    sheaf::json::write(out.rows, all.rows());
    out.pages = all.timing().pages;
  }
  template <class T>
  static described_outcome through(const sheaf::rest::query<T>& q, const answers_in_order& from) {
    described_outcome out;
    finish(out, read_into(out, from, q));
    return out;
  }
  static void finish(described_outcome& out, asio::awaitable<void> reading) {
    try {
      run(std::move(reading));
    } catch (const sheaf::rest::status_error& e) {
      out.thrown = e.what();
      out.code = e.code();
    } catch (const std::exception& e) {
      out.thrown = e.what();
    }
  }

  static std::string text(const element& in, std::string_view key) {
    std::string_view out;
    return in[key].get_string().get(out) == simdjson::SUCCESS ? std::string(out) : std::string();
  }

  void check(std::string_view name, const std::string& path, const read& ask) {
    CAPTURE(name);
    seen_.insert(std::string(name));
    element list;
    for (const auto one : simdjson::dom::array(root_["lists"])) {
      if (text(one, "list") == name) list = one;
    }
    const std::string page = text(list, "page");
    const bool keyed = text(list, "form") == "keyed", single = text(list, "form") == "single";
    const bool pages = page != "0";
    std::vector<std::string> rows;
    if (keyed) {
      rows.push_back(simdjson::minify(list["rows"].value()));
    } else {
      for (const auto row : simdjson::dom::array(list["rows"])) rows.push_back(simdjson::minify(row));
    }
    const std::string none = document(list, {}, {});

    if (pages) {
      REQUIRE(rows.size() == 2);
      const std::string marker = page == "F" ? "offset=1" : page == "B" ? "offset=7" : "marker=m%2F1";
      const answers_in_order from(
          name_, {{200, document(list, {rows[0]}, marker)}, {200, document(list, {rows[1]}, {})}, {200, none}});
      const described_outcome both = ask(from);
      CHECK(both.thrown == "");
      compare(list, both.rows);
      REQUIRE(from.targets().size() == (page == "F" || page == "S" ? 3 : 2));
      const std::string& second = from.targets()[1];
      CHECK(second.starts_with(path + '?'));
      CHECK(second.find(page == "S" ? "marker=" : marker) != std::string::npos);
      // What the path asks for is asked for again, whatever the link has made of it.
      const std::string asked = text(list, "path");
      if (const auto mark = asked.find('?'); mark != asked.npos)
        CHECK(second.find(asked.substr(mark + 1)) != std::string::npos);
      CHECK(second.find("m1.example") == std::string::npos);

      const answers_in_order circle(name_, {{200, document(list, {rows[0]}, marker)}});
      const described_outcome round = ask(circle);
      CHECK(round.thrown.find("go round in circles") != std::string::npos);
      CHECK(circle.targets().size() <= 3);
    } else {
      const described_outcome all = ask(answers_in_order(name_, {{200, document(list, rows, {})}}));
      CHECK(all.thrown == "");
      CHECK(all.pages == 1);
      compare(list, all.rows);
    }
    if (!single) {
      const described_outcome empty = ask(answers_in_order(name_, {{200, none}}));
      CHECK(empty.thrown == "");
      CHECK(empty.rows == "[]");
      CHECK(empty.pages == 1);
    }
    const element error = root_["error"];
    const described_outcome refused =
        ask(answers_in_order(name_, {{static_cast<int>(std::int64_t(error["status"])), text(error, "body")}}));
    CHECK(refused.thrown.find(text(error, "message")) != std::string::npos);
    CHECK(refused.code == text(error, "code"));
    const described_outcome other = ask(answers_in_order(name_, {{200, "{\"what\":[]}"}}));
    CHECK(other.thrown.find("is no such list") != std::string::npos);
  }

  // A page as the service would write it, links to a host that is not ours and a path that lost its prefix included.
  static std::string document(const element& list, const std::vector<std::string>& rows, const std::string& next) {
    const std::string page = text(list, "page"), key = text(list, "key"), links = text(list, "links"),
                      wrapped = text(list, "wrapped");
    std::string all;
    for (const std::string& row : rows)
      (all += all.empty() ? "" : ",") += wrapped.empty() ? row : "{\"" + wrapped + "\":" + row + '}';
    const std::string form = text(list, "form");
    if (form == "keyed" || form == "single") {
      if (all.empty()) all = "{}";
    } else {
      all = '[' + all + ']';
    }
    if (page == "S") return all;
    const std::size_t dot = key.find('.');
    std::string out = '"' + key.substr(0, dot) + "\":";
    out += dot == key.npos ? all : "{\"rate\":[],\"" + key.substr(dot + 1) + "\":" + all + '}';
    const std::string href = (page == "G" ? "/v2/wrong?" : "http://m1.example:1/v9/wrong?limit=None&") + next;
    if (page == "K" || page == "D") {
      out += ",\"links\":{\"self\":\"http://m1.example/\",\"previous\":null,\"next\":" +
             (next.empty() ? "null" : '"' + href + '"') + '}';
    } else if (page == "G" || page == "I" || page == "A" || page == "B") {
      if (!next.empty()) out += ",\"" + links + "\":\"" + href + '"';
    } else if (!links.empty() && page != "F") {
      // neutron says "previous" on every page
      out += ",\"" + links + "\":[{\"rel\":\"previous\",\"href\":\"http://m1.example/\"}" +
             (next.empty() ? "" : ",{\"rel\":\"next\",\"href\":\"" + href + "\"}") + ']';
    }
    return '{' + out + '}';
  }

  // The rows as the library wrote them, against those of the data.
  void compare(const element& list, const std::string& written) {
    simdjson::dom::parser parser;
    const simdjson::padded_string copy(written);
    std::vector<element> ours;
    for (const auto row : simdjson::dom::array(parser.parse(copy))) ours.push_back(row);
    if (text(list, "form") == "keyed") {
      std::size_t i = 0;
      for (const auto [key, value] : simdjson::dom::object(list["rows"])) {
        if (value.is_string()) continue;
        REQUIRE(i < ours.size());
        CHECK(text(ours[i], text(list, "name_member")) == key);
        if (value.is_object()) {
          for (const auto [member, one] : simdjson::dom::object(value)) same(member, ours[i][member], one);
        } else {
          same(key, ours[i][text(list, "value_member")], value);
        }
        ++i;
      }
      CHECK(i == ours.size());
      return;
    }
    std::size_t i = 0;
    for (const auto row : simdjson::dom::array(list["rows"])) {
      REQUIRE(i < ours.size());
      same("row", simdjson::simdjson_result<element>(element(ours[i])), row);
      // The first row has whatever there is: a record's member that it has not is misspelt.
      if (i == 0 && ours[i].is_object() && text(list, "page") != "S") all_there(ours[i], row);
      ++i;
    }
    CHECK(i == ours.size());
  }

  static void all_there(const element& ours, const element& theirs) {
    for (const auto [key, value] : simdjson::dom::object(ours)) {
      CAPTURE(key);
      CHECK(theirs[key].error() == simdjson::SUCCESS);
    }
  }

  // Scalars may have been written in another of the ways in which services write them.
  static void same(std::string_view where, simdjson::simdjson_result<element> result, const element& theirs) {
    CAPTURE(where);
    element ours;
    if (result.get(ours) != simdjson::SUCCESS) return;  // not of this record
    std::string_view text;
    const bool is_text = theirs.get_string().get(text) == simdjson::SUCCESS;
    if (theirs.is_null() || (is_text && text.empty())) return;
    if (theirs.is_object() && ours.is_object()) {
      for (const auto [key, value] : simdjson::dom::object(theirs)) same(key, ours[key], value);
    } else if (theirs.is_array() && ours.is_array()) {
      const simdjson::dom::array a(ours), b(theirs);
      REQUIRE(a.size() == b.size());
      auto at = a.begin();
      for (const auto one : b) {
        same(where, *at, one);
        ++at;
      }
    } else {
      CHECK(scalar(ours) == scalar(theirs));
    }
  }
  static std::string scalar(const element& e) {
    std::string_view text;
    double number = 0;
    const bool whole = e.is_double() && e.get_double().get(number) == simdjson::SUCCESS && std::abs(number) < 1e15 &&
                       number == std::floor(number);
    if (whole) return std::to_string(static_cast<std::int64_t>(number));  // 1.0 is 1
    if (e.get_string().get(text) != simdjson::SUCCESS) return simdjson::minify(e);
    std::string out(text);
    if (out == "infinite" || out == "unknown") return "null";
    if (out == "true" || out == "false") return out;
    // A time, without zone and fraction of zero.
    if (out.size() >= 19 && out[4] == '-' && out[7] == '-' && (out[10] == 'T' || out[10] == ' '))
      out = out.substr(0, 10) + 'T' + out.substr(11, 8);
    return out;
  }

  std::string name_;
  simdjson::padded_string text_;
  simdjson::dom::parser parser_;
  element root_;
  std::set<std::string> seen_;
  std::string table_;
};

}  // namespace support

#endif  // SHEAF_TESTS_SUPPORT_DESCRIBED_LIST_HPP
