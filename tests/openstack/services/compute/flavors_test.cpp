// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/services/compute/flavors.hpp.
#include <sheaf/openstack/services/compute/flavors.hpp>

#include "support/captured_list.hpp"
#include "support/described_list.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>

using namespace support;
namespace compute = sheaf::openstack::compute;

TEST_CASE("every list of compute/flavors is read whole over two pages, empty, and refused; in circles it ends") {
  support::described_service service("compute/flavors");
  service.check("flavors", compute::flavors);
  service.check("brief_flavors", compute::brief_flavors);
  service.check_all_seen();
}

TEST_CASE("the answers of real servers are read by the lists of compute/flavors, every row of them") {
  support::described_service service("compute/flavors");
  service.captured("nova-flavors", compute::brief_flavors);
}

TEST_CASE("every captured list of flavors is read with nothing lost") {
  const std::size_t seen =
      for_each_captured(compute::flavors, [](const captured_answer& one, const auto& theirs, const auto& ours) {
        CAPTURE(one.name);
        CHECK(ours.message() == "");
        REQUIRE(ours.size() == theirs.size());
        for (std::size_t i = 0; i != theirs.size(); ++i) {
          CHECK(ours[i].id == dom::text(theirs[i], "id"));
          CHECK(ours[i].name == dom::text(theirs[i], "name"));
          std::int64_t number = 0;
          if (theirs[i]["ram"].get(number) == simdjson::SUCCESS) CHECK(ours[i].ram_mib == number);
          if (theirs[i]["swap"].get(number) == simdjson::SUCCESS) CHECK(ours[i].swap_mib == number);
          if (theirs[i]["swap"].is_string()) CHECK_FALSE(ours[i].swap_mib);
          simdjson::dom::object specs;
          if (theirs[i]["extra_specs"].get(specs) == simdjson::SUCCESS)
            CHECK(ours[i].extra_specs.size() == specs.size());
        }
      });
  CHECK(seen >= 4);
}

TEST_CASE("flavors are asked for by what they must have at least") {
  using by = compute::flavor_filters;
  const auto q = compute::flavors.where(by::min_ram_mib, 2048).where(by::min_disk_gib, 20);
  CHECK(q.parameters() == rest::parameters{{"minRam", "2048"}, {"minDisk", "20"}});
}
