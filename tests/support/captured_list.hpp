// SPDX-License-Identifier: MIT
//
// Captured answers of real services (tests/data/captured), read by the library as a list, and by simdjson's DOM beside
// it.

#ifndef SHEAF_TESTS_SUPPORT_CAPTURED_LIST_HPP
#define SHEAF_TESTS_SUPPORT_CAPTURED_LIST_HPP

#include <sheaf/rest/fetch.hpp>

#include "support/answers_in_order.hpp"
#include "support/data.hpp"
#include "support/run.hpp"

#include <simdjson.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support {

namespace http = sheaf::http;
namespace json = sheaf::json;
namespace rest = sheaf::rest;

struct captured_answer {
  std::string name;
  int status = 0;
  http::fields fields;
  std::string body;
};

/// The answers whose file names begin so, by name.
inline std::vector<captured_answer> captured_answers(const std::string& prefix) {
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(data_folder + "/captured")) {
    const std::string name = file.path().stem().string();
    if (name.starts_with(prefix) && file.path().extension() == ".http") names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  std::vector<captured_answer> out;
  for (const std::string& name : names) {
    const std::string bytes = data("captured/" + name + ".http");
    const std::size_t end = bytes.find("\r\n\r\n");
    captured_answer& one = out.emplace_back();
    one.name = name;
    one.status = std::stoi(bytes.substr(bytes.find(' ') + 1, 3));
    one.body = bytes.substr(end + 4);
    for (std::size_t at = bytes.find("\r\n") + 2; at < end;) {
      const std::size_t stop = bytes.find("\r\n", at), colon = bytes.find(':', at);
      one.fields.add(bytes.substr(at, colon - at), bytes.substr(colon + 1, stop - colon - 1));
      at = stop + 2;
    }
  }
  return out;
}

/// simdjson's DOM of a text: another way of reading than the library's.
class dom {
 public:
  explicit dom(std::string_view text) : text_(text), root_(parser_.parse(text_)) {}

  /// The objects in the array that is the last of these members of members; none where there is no such.
  template <class... Keys>
  std::vector<simdjson::dom::element> rows(const Keys&... keys) {
    std::vector<simdjson::dom::element> out;
    simdjson::dom::element at = root_;
    const bool there = ((at[std::string_view(keys)].get(at) == simdjson::SUCCESS) && ...);
    simdjson::dom::array all;
    if (!there || at.get(all) != simdjson::SUCCESS) return out;
    for (const auto row : all) out.push_back(row);
    return out;
  }
  /// The text of a member; empty where it is absent or no text.
  static std::string text(const simdjson::dom::element& row, std::string_view key) {
    std::string_view out;
    if (row[key].get_string().get(out) != simdjson::SUCCESS) return {};
    return std::string(out);
  }

 private:
  simdjson::padded_string text_;
  simdjson::dom::parser parser_;
  simdjson::dom::element root_;
};

/// Of rows without an id (a projection on a member that there is not) nothing can be said: they are dropped, and
/// counted.
inline std::vector<simdjson::dom::element> with_id(const std::vector<simdjson::dom::element>& rows) {
  std::vector<simdjson::dom::element> out;
  for (const auto& row : rows) {
    if (!dom::text(row, "id").empty()) out.push_back(row);
  }
  return out;
}

/// The texts of a row's array, or those at `key` of its objects.
inline std::vector<std::string> texts(const simdjson::dom::element& row, std::string_view list,
                                      std::string_view key = {}) {
  std::vector<std::string> out;
  simdjson::dom::array all;
  if (row[list].get(all) != simdjson::SUCCESS) return out;
  for (const auto each : all)
    out.push_back(key.empty() ? std::string(std::string_view(each.get_string())) : dom::text(each, key));
  return out;
}

/// What the library makes of `body` as the only page of this list.
template <rest::list_like List>
rest::listing<typename List::row_type> listed(const List& what, const std::string& body) {
  const rest::query<typename List::row_type> q(what);
  const std::string none = "{\"" + std::string(q.key()) + "\":[]}";  // to whoever follows its links
  auto merged = run(rest::fetch(answers_in_order("", {{200, body}, {200, none}}), rest::resources(q)));
  return std::move(merged.template get<0>());
}

/// Every captured page of this list (brief ones and projections too): the DOM's ids and those of the listing, side by
/// side.
template <rest::list_like List, class F>
std::size_t for_each_captured(const List& what, F check) {
  const rest::query<typename List::row_type> q(what);
  std::size_t seen = 0;
  for (const captured_answer& one : captured_answers("")) {
    if (one.status != 200 || one.body.empty() || one.body[0] != '{') continue;
    dom document(one.body);
    const auto theirs = document.rows(q.key());
    if (theirs.empty()) continue;
    ++seen;
    check(one, theirs, listed(what, one.body));
  }
  return seen;
}

}  // namespace support

#endif  // SHEAF_TESTS_SUPPORT_CAPTURED_LIST_HPP
