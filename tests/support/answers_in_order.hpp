// SPDX-License-Identifier: MIT
//
// A source that answers from a list, without sockets: for rows by the hundred.

#ifndef SHEAF_TESTS_SUPPORT_ANSWERS_IN_ORDER_HPP
#define SHEAF_TESTS_SUPPORT_ANSWERS_IN_ORDER_HPP

#include <sheaf/http/response.hpp>
#include <sheaf/openstack/error.hpp>
#include <sheaf/rest/source.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace support {

/// Gives the answers in order, the last of them again and again.
class answers_in_order {
 public:
  using answer = std::pair<int, std::string>;
  answers_in_order(std::string service, std::vector<answer> all) : state_(std::make_shared<state>()) {
    state_->service = std::move(service);
    state_->all = std::move(all);
  }
  asio::awaitable<sheaf::http::response> send(sheaf::rest::call c) const { return run(state_, std::move(c)); }
  sheaf::time_source* time() const { return nullptr; }
  std::string new_request_id() const { return {}; }
  std::string request_id(const sheaf::http::response&) const { return {}; }
  [[nodiscard]] const std::vector<std::string>& targets() const { return state_->targets; }

 private:
  struct state {
    std::string service;
    std::vector<answer> all;
    std::vector<std::string> targets;
  };
  static asio::awaitable<sheaf::http::response> run(std::shared_ptr<state> s, sheaf::rest::call c) {
    const answer& a = s->all[std::min(s->targets.size(), s->all.size() - 1)];
    s->targets.push_back(c.target());
    sheaf::http::response out(a.first, {}, a.second);
    if (!out.ok()) throw sheaf::openstack::make_api_error(s->service, out, "secret");
    co_return out;
  }
  std::shared_ptr<state> state_;
};

}  // namespace support

#endif  // SHEAF_TESTS_SUPPORT_ANSWERS_IN_ORDER_HPP
