// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/error.hpp.
#include <sheaf/error.hpp>

#include <doctest/doctest.h>

#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

std::vector<sheaf::child_error> two_errors() {
  std::vector<sheaf::child_error> all;
  all.emplace_back(1, std::make_exception_ptr(std::runtime_error("down")));
  all.emplace_back(4, std::make_exception_ptr(42));
  return all;
}

}  // namespace

TEST_CASE("a child's error has its index, itself and its text, also where it is no std::exception (T24)") {
  // Mutation tried: say nothing of what is no std::exception.
  const auto all = two_errors();
  CHECK(all[0].index == 1);
  CHECK(all[0].message() == "down");
  CHECK_THROWS_AS(std::rethrow_exception(all[1].error), int);
  CHECK(all[1].message() == "an exception that is no std::exception");
}

TEST_CASE("all_failed says how many, which, and what each said") {
  const sheaf::all_failed error(two_errors(), 3);
  CHECK(std::string(error.what()) ==
        "2 failed, and 3 had to succeed: 1: down; 4: an exception that is no std::exception");
  CHECK(error.errors().size() == 2);
  CHECK(std::string(sheaf::all_failed({}).what()) == "0 failed, and 1 had to succeed");
}
