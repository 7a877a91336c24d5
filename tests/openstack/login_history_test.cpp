// SPDX-License-Identifier: MIT
// include/sheaf/openstack/detail/login_history.hpp: how often one may sign in.
#include <sheaf/openstack/detail/login_history.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <memory>

using namespace std::chrono_literals;
using sheaf::openstack::detail::login_count;
using sheaf::openstack::detail::login_history;

namespace {
constexpr sheaf::time_point begin{1000h};
}

TEST_CASE("fifty logins a minute and not one more, in any minute") {
  login_count count;
  for (int i = 0; i != 50; ++i) CHECK(count.add(begin + i * 1s));
  CHECK_FALSE(count.add(begin + 50s));
  CHECK_FALSE(count.add(begin + 59s));
  CHECK(count.add(begin + 60s));
  CHECK_FALSE(count.add(begin + 60s));
  CHECK(count.add(begin + 61s));
}

TEST_CASE("a place where a login did not help is hopeless for a minute, or until it answers") {
  login_history history(std::make_shared<login_count>());
  CHECK_FALSE(history.is_hopeless("a/servers", begin));
  history.set_hopeless("a/servers", begin);
  history.set_hopeless("a/ports", begin);
  CHECK(history.is_hopeless("a/servers", begin + 59s));
  CHECK_FALSE(history.is_hopeless("b/servers", begin));
  history.set_hopeful("a/ports");
  CHECK_FALSE(history.is_hopeless("a/ports", begin));
  CHECK_FALSE(history.is_hopeless("a/servers", begin + 60s));
}

TEST_CASE("a renewal that failed is tried again after a tenth of what is left of the token, or a second") {
  login_history history(std::make_shared<login_count>());
  const std::chrono::system_clock::time_point at{1000h};
  CHECK(history.may_renew(at));
  history.renewal_failed(at, at + 60s);
  CHECK_FALSE(history.may_renew(at + 5s));
  CHECK(history.may_renew(at + 6s));
  history.renewal_failed(at, at + 2s);
  CHECK_FALSE(history.may_renew(at + 999ms));
  CHECK(history.may_renew(at + 1s));
}
