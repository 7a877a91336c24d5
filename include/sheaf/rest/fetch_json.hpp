// SPDX-License-Identifier: MIT
//
// fetch_json.hpp: many lists at once, merged without records: the rows' bytes as the services sent them.

#ifndef SHEAF_REST_FETCH_JSON_HPP
#define SHEAF_REST_FETCH_JSON_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/coroutines.hpp>
#include <sheaf/json/raw.hpp>
#include <sheaf/json/read.hpp>
#include <sheaf/json/write.hpp>
#include <sheaf/rest/detail/fetch_load.hpp>
#include <sheaf/rest/detail/list_reader.hpp>
#include <sheaf/rest/detail/load.hpp>
#include <sheaf/rest/fetch_options.hpp>
#include <sheaf/rest/listing.hpp>
#include <sheaf/rest/query.hpp>
#include <sheaf/rest/resources.hpp>
#include <sheaf/rest/source.hpp>
#include <sheaf/rest/to_json.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

SHEAF_COROUTINES_BEGIN

namespace sheaf {
inline namespace v0 {
namespace rest {

namespace detail {
class list_splicer;
}  // namespace detail

/// A list as JSON text.
class spliced_list : public part {
 public:
  /// `{...},{...}`: the rows, each in the bytes that came, without white space around it.
  [[nodiscard]] std::string_view rows() const noexcept { return text_; }
  [[nodiscard]] std::size_t size() const noexcept { return ends_.size(); }

 private:
  friend class detail::list_splicer;
  std::string text_;
  std::vector<std::size_t> ends_;  // of the rows, in the text
};

/// The lists of a fetch as JSON text, in the order of the set.
class spliced {
 public:
  spliced(std::vector<spliced_list> parts, duration whole) : lists(std::move(parts)), took(whole) {}
  std::vector<spliced_list> lists;
  duration took;
};

/// As of a merged result; the rows have all the members that the services sent.
[[nodiscard]] inline std::string to_json(const spliced& all) {
  std::vector<const part*> parts;
  for (const spliced_list& list : all.lists) parts.push_back(&list);
  return detail::parts_to_json(parts, all.took,
                               [&](std::size_t i, std::string& out) { ((out += '[') += all.lists[i].rows()) += ']'; });
}

/// Fetches as fetch does, and reads no row: each is checked to be JSON, and passed on. What its service sends is what a
/// caller gets, so it is for data one trusts, or hides nothing of. A row of a list that is an object (quotas,
/// inventories) gets its name as the member that the resource says, first of all.
///
///     std::string page = rest::to_json(co_await rest::fetch_json(cloud, instances));
///
/// Throws, threads: as fetch.
template <source S, class... Lists>
[[nodiscard]] asio::awaitable<spliced> fetch_json(const S& from, const resource_set<Lists...>& lists,
                                                  const fetch_options& options = {});

namespace detail {

class list_splicer final : public list_reader {
 public:
  using query_type = rest::query<json::raw>;
  using part_type = spliced_list;

  list_splicer(const rest::query<json::raw>& q, spliced_list& into) : list_reader(q, into, nullptr), out_(into) {}

  [[nodiscard]] std::size_t rows() const noexcept override { return out_.ends_.size(); }
  [[nodiscard]] std::string last(std::string_view name) const override {
    std::string text, found;
    if (out_.ends_.empty()) return found;
    json::reader reader;
    reader.document(json::pad(row(out_.ends_.size() - 1), text), [&](json::value& whole) {
      whole.members([&](std::string_view member, json::value& v) {
        if (member == name && v.is_string()) found = v.string();
      });
    });
    return found;
  }

 private:
  [[nodiscard]] std::string_view row(std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : out_.ends_[i - 1] + 1;
    return std::string_view(out_.text_).substr(begin, out_.ends_[i] - begin);
  }

  void take(json::value& row, std::string_view name) override {
    const std::string_view text = row.raw_view();
    std::string& out = out_.text_;
    if (!out.empty()) out += ',';
    if (query().rows().kind() == rest::rows::shape::keyed) {
      add_named(text, name);
    } else {
      out += text;
    }
    out_.ends_.push_back(out.size());
  }
  void add_named(std::string_view text, std::string_view name) {
    std::string& out = out_.text_;
    out += '{';
    json::write_string(out, query().rows().member());
    out += ':';
    json::write_string(out, name);
    if (!text.starts_with('{')) {
      out += ',';
      json::write_string(out, query().rows().value_member());
      ((out += ':') += text) += '}';
    } else if (const std::size_t inside = text.find_first_not_of(" \t\r\n", 1); text[inside] == '}') {
      out += '}';
    } else {
      (out += ',') += text.substr(inside);
    }
  }
  void keep_first(std::size_t n) override {
    if (n >= out_.ends_.size()) return;
    out_.ends_.resize(n);
    out_.text_.resize(n == 0 ? 0 : out_.ends_.back());
  }

  spliced_list& out_;
};

template <class S>
asio::awaitable<spliced> run_fetch_json(S from, std::vector<query<json::raw>> queries, fetch_options options) {
  load_context<S> with(from, options);
  std::vector<spliced_list> parts(queries.size());
  using load_type = list_load<list_splicer>;
  std::vector<std::unique_ptr<load_type>> loads;
  std::vector<any_load*> lists;
  for (std::size_t i = 0; i != queries.size(); ++i) {
    loads.push_back(std::make_unique<load_type>(load_type::seed{std::move(queries[i]), &parts[i], with.pages}));
    lists.push_back(loads.back().get());
  }
  auto loading = load_all(with, lists, options.gather_options());
  co_await std::move(loading);
  co_return spliced(std::move(parts), now(with.from.time()) - with.begin);
}

}  // namespace detail

template <source S, class... Lists>
asio::awaitable<spliced> fetch_json(const S& from, const resource_set<Lists...>& lists, const fetch_options& options) {
  std::vector<query<json::raw>> queries;
  std::apply([&](const auto&... q) { (queries.push_back(q.template as<json::raw>()), ...); }, lists.queries());
  for (const auto& q : queries) q.check();
  return detail::run_fetch_json<S>(from, std::move(queries), options);
}

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_REST_FETCH_JSON_HPP
