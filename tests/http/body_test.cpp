// SPDX-License-Identifier: MIT
#include <sheaf/http/body.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <type_traits>
#include <utility>

namespace http = sheaf::http;
using http::detail::byte_buffer;

static_assert(!std::is_copy_constructible_v<http::body> && std::is_nothrow_move_constructible_v<http::body>);

namespace {
// Reads what may be read: under AddressSanitizer a promise too large is found.
std::size_t sum(const http::body& b) {
  std::size_t total = 0;
  for (std::size_t i = 0; i != b.capacity(); ++i)
    total += static_cast<unsigned char>(*(static_cast<const volatile char*>(b.data()) + i));
  return total;
}
}  // namespace

TEST_CASE("a body has its bytes and readable ones behind them") {
  const http::body b("{\"servers\": []}");
  CHECK(b.view() == "{\"servers\": []}");
  CHECK(b.size() == 15);
  CHECK(b.capacity() >= b.size() + http::body::padding);
  CHECK(sum(b) > 0);
}

TEST_CASE("an empty body can be read like any other") {
  const http::body none;
  CHECK(none.empty());
  CHECK(none.data() != nullptr);
  CHECK(none.view().empty());
  CHECK(none.capacity() >= http::body::padding);
  CHECK(sum(none) == 0);
  const http::body of_nothing{std::string_view()};
  CHECK(of_nothing.empty());
  CHECK(of_nothing.capacity() >= http::body::padding);
}

TEST_CASE("a body can lie behind a head in one buffer") {
  byte_buffer buffer;
  buffer.reserve(8);
  std::copy_n("headBODY", 8, buffer.data());
  buffer.resize(8);
  http::body b(std::move(buffer), 4, 4);
  CHECK(b.view() == "BODY");
  CHECK(b.capacity() >= 4 + http::body::padding);
  sum(b);
  const http::body moved(std::move(b));
  CHECK(moved.view() == "BODY");
  CHECK(b.empty());  // NOLINT(bugprone-use-after-move): a moved-from body is empty
  CHECK(b.capacity() >= http::body::padding);
}

TEST_CASE("a buffer keeps its bytes as it grows, and its padding out of what may be written") {
  byte_buffer buffer;
  CHECK(buffer.spare().empty());
  std::string expected;
  for (std::size_t size = 1; size < 1'000'000; size *= 3) {
    buffer.reserve(size);
    REQUIRE(buffer.spare().size() >= size - buffer.size());
    const auto space = buffer.spare();
    std::fill(space.begin(), space.end(), static_cast<char>('a' + size % 26));
    expected.append(space.begin(), space.end());
    buffer.resize(buffer.size() + space.size());
    CHECK(buffer.allocated() >= buffer.size() + byte_buffer::padding);
  }
  CHECK(std::string_view(buffer.data(), buffer.size()) == expected);
}
