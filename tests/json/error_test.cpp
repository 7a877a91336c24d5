// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/json/error.hpp.
#include <sheaf/json/error.hpp>


#include <doctest/doctest.h>

TEST_CASE("json::error: what() is path and reason; of the document itself only the reason") {
  const sheaf::json::error e("servers[17].flavor.ram", "expected a number, found a string");
  CHECK(std::string(e.what()) == "servers[17].flavor.ram: expected a number, found a string");
  CHECK(e.path() == "servers[17].flavor.ram");
  CHECK(e.reason() == "expected a number, found a string");
  CHECK(std::string(sheaf::json::broken_text("", "the text is empty").what()) == "the text is empty");
}
