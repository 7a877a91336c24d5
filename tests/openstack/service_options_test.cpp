// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/service_options.hpp.
#include <sheaf/openstack/service_options.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using sheaf::openstack::service_options;

TEST_CASE("each option changes itself alone, and none is set at first") {
  const service_options none;
  CHECK(none.endpoint().empty());
  CHECK(none.interfaces().empty());
  CHECK(none.major() == 0);
  const auto all = none.endpoint("e")
                       .type("t")
                       .name("n")
                       .region("r")
                       .interfaces({"internal", "public"})
                       .major(3)
                       .microversion("3.70");
  CHECK(all.endpoint() == "e");
  CHECK(all.type() == "t");
  CHECK(all.name() == "n");
  CHECK(all.region() == "r");
  CHECK(all.interfaces() == std::vector<std::string>{"internal", "public"});
  CHECK(all.major() == 3);
  CHECK(all.microversion() == "3.70");
  CHECK(all != none);
  CHECK(none == service_options());
}
