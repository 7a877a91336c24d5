// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/rest/filter.hpp.
#include <sheaf/rest/filter.hpp>

#include <sheaf/rest/resource.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string_view>

namespace rest = sheaf::rest;

namespace {
struct book {};
struct shelf {};
constexpr rest::resource<book> books{.path = "/books?lent=false", .key = "books"};
struct book_filters {
  static constexpr rest::filter<book, std::string_view> title{"title"};
  static constexpr rest::filter<book, bool> lent{"lent"};
  static constexpr rest::filter<book, std::int64_t> year{"published:year"};
};
constexpr rest::filter<shelf, bool> empty{"empty"};

template <class F, class Value>
constexpr bool taken = requires(const F& f, Value v) { books.where(f, v); };
}  // namespace

static_assert(taken<decltype(book_filters::lent), bool> && !taken<decltype(empty), bool>);
static_assert(taken<decltype(book_filters::title), const char*> && !taken<decltype(book_filters::title), int>);

TEST_CASE("a filter is a parameter with a value of its type, in the place of the list's own") {
  const auto q =
      books.where(book_filters::title, "a b").where(book_filters::lent, true).where(book_filters::year, 1999);
  CHECK(q.parameters() == rest::parameters{{"title", "a b"}, {"lent", "true"}, {"published:year", "1999"}});
}
