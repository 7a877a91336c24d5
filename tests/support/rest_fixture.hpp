// SPDX-License-Identifier: MIT
//
// An API that is no OpenStack, on a scripted server: what it answers is said by path and query; time stands still.

#ifndef SHEAF_TESTS_SUPPORT_REST_FIXTURE_HPP
#define SHEAF_TESTS_SUPPORT_REST_FIXTURE_HPP

#include <sheaf/json/record.hpp>
#include <sheaf/rest/fetch_options.hpp>
#include <sheaf/rest/http_source.hpp>
#include <sheaf/rest/resource.hpp>
#include <sheaf/rest/resources.hpp>

#include "support/http_fixture.hpp"
#include "support/once.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace support {

namespace rest = sheaf::rest;

struct book {
  std::string id, title;
  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &book::id), maybe("title", &book::title)};
  }
};

struct author {
  std::int64_t id = 0;
  static constexpr auto fields() { return std::tuple{sheaf::json::field("id", &author::id)}; }
};

inline constexpr rest::resource<book> books{
    .service = "library", .path = "/books", .key = "books", .paging = rest::paging::linked("books_links")};
inline constexpr rest::resource<author> authors{
    .service = "library", .path = "/authors", .key = "authors", .paging = rest::paging::next_link("next")};

inline constexpr auto both = rest::resources(books, authors);
inline const std::string one_book = ok(R"({"books":[{"id":"a"}]})");

struct rest_fixture : http_fixture {
  explicit rest_fixture(http::client_options options = {})
      : http_fixture(std::move(options)), api(client, server.url("/api")) {
    server.otherwise(script().answer([this](std::string_view request) { return answer_to(request); }).again());
  }

  /// What GET of `target`, as "/api/books?page=2", gives: a whole response.
  void on(std::string target, std::string response) { answers[std::move(target)] = std::move(response); }

  template <class T>
  typename spawned<T>::value_type wait_for(asio::awaitable<T> work) {
    spawned<T> out;
    spawn(context, std::move(work), out);
    until([&] { return out.done; });
    return out.get();
  }

  /// The targets asked for, in order.
  [[nodiscard]] std::vector<std::string> targets() const {
    std::vector<std::string> out;
    for (const std::string& request : server.requests()) {
      const std::size_t begin = request.find(' ') + 1;
      out.push_back(request.substr(begin, request.find(' ', begin) - begin));
    }
    return out;
  }

  rest::http_source api;

 private:
  std::string answer_to(std::string_view request) const {
    const std::size_t begin = request.find(' ') + 1;
    const auto found = answers.find(std::string(request.substr(begin, request.find(' ', begin) - begin)));
    return found != answers.end() ? found->second : "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone";
  }

  std::map<std::string, std::string> answers;
};

/// One awaitable under way, which can be cancelled.
template <class T>
struct under_way {
  under_way(rest_fixture& f, asio::awaitable<T> work) { spawn(f.context, std::move(work), out, signal.slot()); }
  asio::cancellation_signal signal;
  spawned<T> out;
};

template <class Rows>
std::vector<std::string> ids(const Rows& rows) {
  std::vector<std::string> out;
  for (const auto& row : rows) out.emplace_back(row.id);
  return out;
}

/// The text of what `f` throws as an E.
template <class E, class F>
std::string thrown(F f) {
  try {
    f();
  } catch (const E& e) {
    return e.what();
  }
  return "nothing thrown";
}

}  // namespace support

#endif  // SHEAF_TESTS_SUPPORT_REST_FIXTURE_HPP
