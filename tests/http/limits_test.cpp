// SPDX-License-Identifier: MIT
#include <sheaf/http/limits.hpp>

#include <doctest/doctest.h>

#include <type_traits>

// It is passed by value inside co_await expressions, where GCC 12 destroys other aggregates twice.
static_assert(std::is_trivially_destructible_v<sheaf::http::limits>);

TEST_CASE("every limit has a default that real servers stay below") {
  constexpr sheaf::http::limits l;
  CHECK(l.head_bytes == 64 * 1024);
  CHECK(l.target_bytes >= 8000);  // RFC 9112 3
  CHECK(l.fields >= 128);         // Swift: 90 metadata fields and its own
  CHECK(l.interim == 16);
  CHECK(l.chunk_line_bytes == 1024);
  CHECK(l.chunk_overhead_bytes == 16 * 1024);
  CHECK(l.body_bytes == 64 * 1024 * 1024);
}
