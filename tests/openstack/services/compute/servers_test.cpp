// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/services/compute/servers.hpp.
#include <sheaf/openstack/services/compute/servers.hpp>

#include <sheaf/json/write.hpp>

#include "support/captured_list.hpp"
#include "support/described_list.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

using namespace support;
namespace compute = sheaf::openstack::compute;

TEST_CASE("every list of compute/servers is read whole over two pages, empty, and refused; in circles it ends") {
  support::described_service service("compute/servers");
  service.check("servers", compute::servers);
  service.check("brief_servers", compute::brief_servers);
  service.check("volume_attachments", compute::volume_attachments);
  service.check("instance_actions", compute::instance_actions);
  service.check("interfaces", compute::interfaces);
  service.check("addresses", compute::addresses);
  service.check("security_groups", compute::security_groups);
  service.check_all_seen();
}

TEST_CASE("the answers of real servers are read by the lists of compute/servers, every row of them") {
  support::described_service service("compute/servers");
  service.captured("nova-servers-brief", compute::brief_servers);
}

TEST_CASE("every captured list of servers is read with nothing lost, whatever microversion it is of") {
  const std::size_t seen =
      for_each_captured(compute::servers, [](const captured_answer& one, const auto& theirs, const auto& ours) {
        CAPTURE(one.name);
        CHECK(ours);
        CHECK(ours.message() == "");
        REQUIRE(ours.size() == theirs.size());
        for (std::size_t i = 0; i != theirs.size(); ++i) {
          const compute::server& s = ours[i];
          CHECK(s.id == dom::text(theirs[i], "id"));
          CHECK(s.name == dom::text(theirs[i], "name"));
          CHECK(s.status == dom::text(theirs[i], "status"));
          CHECK(s.project_id == dom::text(theirs[i], "tenant_id"));
          CHECK(s.key_name.value_or("") == dom::text(theirs[i], "key_name"));
          simdjson::dom::element member;
          CHECK(s.image.has_value() == (theirs[i]["image"].get(member) == simdjson::SUCCESS && member.is_object()));
          if (s.image) CHECK(s.image->id == dom::text(member, "id"));
          if (theirs[i]["flavor"].get(member) == simdjson::SUCCESS) {
            CHECK(s.flavor.id == dom::text(member, "id"));
            CHECK(s.flavor.original_name == dom::text(member, "original_name"));
            CHECK((s.flavor.ram_mib != 0) == s.flavor.id.empty());
          }
          CHECK(s.created.has_value() == !dom::text(theirs[i], "created").empty());
          CHECK(s.launched_at.has_value() == !dom::text(theirs[i], "OS-SRV-USG:launched_at").empty());
          simdjson::dom::object of;
          if (theirs[i]["addresses"].get(of) != simdjson::SUCCESS) continue;
          CHECK(s.addresses.size() == of.size());
          for (const auto [network, list] : of) {
            std::vector<std::string> wanted, got;
            const simdjson::dom::array all = list.get_array();
            for (const auto a : all) wanted.push_back(dom::text(a, "addr"));
            for (const auto& a : s.addresses.at(std::string(network))) got.push_back(a.addr);
            CHECK(got == wanted);
          }
          if (theirs[i]["metadata"].get(of) == simdjson::SUCCESS) {
            CHECK(s.metadata.size() == of.size());
            for (const auto [key, value] : of)
              CHECK(s.metadata.at(std::string(key)) == std::string_view(value.get_string()));
          }
        }
      });
  CHECK(seen >= 10);
}

TEST_CASE("a server keeps what nova and its policies may leave out, empty or change") {
  const auto all = listed(compute::servers, R"({"servers":[
    {"id":"a","image":"","flavor":{},"key_name":null,"name":null,"fault":{"code":500,"message":"No valid host","created":"2026-11-22T11:39:06Z"},
     "trusted_image_certificates":["c1"],"OS-EXT-SRV-ATTR:host":"h1","os-extended-volumes:volumes_attached":[{"id":"v1","delete_on_termination":true}],
     "OS-SRV-USG:launched_at":"2026-11-22T11:38:59.000000","progress":100,"locked":true,"tags":["x"],"config_drive":"True"},
    {"id":"b","image":{"id":"i1","properties":{"x":"y"}},"flavor":{"id":"f1","links":[]},"created":"","updated":null},
    {"id":"c","image":null,"addresses":{"ne\"t":[]},"security_groups":[{"name":"default"}],"OS-EXT-STS:power_state":4}]})");
  CHECK(all.message() == "");
  REQUIRE(all.size() == 3);
  CHECK_FALSE(all[0].image);
  CHECK(all[0].name.empty());
  CHECK(all[0].fault->message == "No valid host");
  CHECK(all[0].trusted_image_certificates->size() == 1);
  CHECK(all[0].host == "h1");
  CHECK(all[0].volumes[0].delete_on_termination);
  CHECK(all[0].launched_at->text() == "2026-11-22T11:38:59Z");
  CHECK(all[0].progress == 100);
  CHECK(all[0].locked);
  CHECK(all[0].config_drive == "True");
  CHECK(all[1].image->id == "i1");
  CHECK(all[1].flavor.id == "f1");
  CHECK_FALSE(all[1].created);
  CHECK(all[2].addresses.at("ne\"t").empty());
  CHECK(all[2].security_groups[0].name == "default");
  CHECK(all[2].power_state == 4);
}

TEST_CASE("rows of cells that are down are kept, and the list says so") {
  const auto all = listed(compute::servers, R"({"servers":[
    {"id":"a","status":"UNKNOWN","created":"2018-12-03T21:06:18Z","tenant_id":"t","links":[]},{"id":"b","name":"x","status":"ACTIVE"}]})");
  CHECK(all.status() == rest::list_status::cells_down);
  CHECK(all.size() == 2);
  CHECK(all.message() == "compute: 1 of 2 rows come from a part of the service that does not answer");
}

TEST_CASE("a server is written with nova's names, and reads back as it was") {
  const std::string text = data("captured/nova-servers-detail-2.79.http");
  const auto first = listed(compute::servers, text.substr(text.find("\r\n\r\n") + 4));
  std::string again = "{\"servers\":";
  json::write(again, first.rows());
  const auto second = listed(compute::servers, again + "}");
  CHECK(second.message() == "");
  REQUIRE(second.size() == first.size());
  std::string twice = "{\"servers\":";
  json::write(twice, second.rows());
  CHECK(twice == again);
}

TEST_CASE("what people ask of servers goes by nova's names") {
  using by = compute::server_filters;
  const auto q = compute::servers.where(by::status, "ACTIVE")
                     .where(by::all_projects, true)
                     .where(by::changed_before, "2026-11-22");
  CHECK(q.parameters() ==
        rest::parameters{{"status", "ACTIVE"}, {"all_tenants", "true"}, {"changes-before", "2026-11-22"}});
}
