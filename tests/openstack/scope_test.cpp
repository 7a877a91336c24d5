// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/scope.hpp.
#include <sheaf/openstack/scope.hpp>

#include <doctest/doctest.h>

using sheaf::openstack::identified;
using sheaf::openstack::scope;

TEST_CASE("who has an id needs no domain; who has a name is of the default one unless told") {
  CHECK(identified::by_id("u1").members() == R"("id":"u1")");
  CHECK(identified::by_name("de\"mo").members() == R"("name":"de\"mo","domain":{"id":"default"})");
  CHECK(identified::by_name("demo").in_domain("People").members() == R"("name":"demo","domain":{"name":"People"})");
  CHECK(identified::by_name("demo").in_domain("People").in_domain_id("d1").members() ==
        R"("name":"demo","domain":{"id":"d1"})");
  CHECK(identified().empty());
  CHECK_FALSE(identified::by_id("u1").empty());
}

TEST_CASE("a scope is written as keystone reads it; none is not written at all") {
  CHECK(scope().json().empty());
  CHECK(scope::unscoped().json() == R"("unscoped")");
  CHECK(scope::project(identified::by_id("p1")).json() == R"({"project":{"id":"p1"}})");
  CHECK(scope::project(identified::by_name("works")).json() ==
        R"({"project":{"name":"works","domain":{"id":"default"}}})");
  CHECK(scope::domain("People").json() == R"({"domain":{"name":"People"}})");
  CHECK(scope::domain_id("d1").json() == R"({"domain":{"id":"d1"}})");
  CHECK(scope::system().json() == R"({"system":{"all":true}})");
  CHECK(scope::trust("t1").json() == R"({"OS-TRUST:trust":{"id":"t1"}})");
}
