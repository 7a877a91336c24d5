// SPDX-License-Identifier: MIT
//
// A cloud of 10,000 servers, streamed: what is held is two pages, whatever the number of servers.
#include <sheaf/openstack/services/compute/servers.hpp>
#include <sheaf/rest/pages.hpp>

#include "support/data.hpp"
#include "support/memory.hpp"
#include "support/run.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace {

namespace http = sheaf::http;
namespace rest = sheaf::rest;
namespace compute = sheaf::openstack::compute;

constexpr std::size_t page_rows = 1000, all_pages = 10;

// Answers with page after page of servers as a real nova wrote its longest.
class big_cloud {
 public:
  big_cloud() : state_(std::make_shared<state>()) {
    const std::string all = support::data("captured/nova-servers-detail-2.79.http");
    std::size_t at = all.find('[', all.find("\"servers\""));
    do {
      const std::size_t begin = ++at;
      int depth = 0;
      do {
        depth += all[at] == '{' ? 1 : all[at] == '}' ? -1 : 0;
      } while (++at < all.size() && depth != 0);
      if (at - begin > state_->row.size()) state_->row = all.substr(begin, at - begin);
    } while (at < all.size() && all[at] == ',' && all[++at] == ' ');
  }
  asio::awaitable<http::response> send(rest::call) const { return answer(state_); }
  sheaf::time_source* time() const { return nullptr; }
  std::string new_request_id() const { return {}; }
  std::string request_id(const http::response&) const { return {}; }

 private:
  struct state {
    std::string row;
    std::size_t page = 0;
  };
  static asio::awaitable<http::response> answer(std::shared_ptr<state> s) {
    ++s->page;
    std::string body = "{\"servers\":[";
    for (std::size_t i = 0; i != page_rows; ++i) (body += i == 0 ? "" : ",") += s->row;
    body += ']';
    if (s->page != all_pages)
      body += ",\"servers_links\":[{\"rel\":\"next\",\"href\":\"?marker=" + std::to_string(s->page) + "\"}]";
    co_return http::response(200, {}, std::move(body += '}'));
  }
  std::shared_ptr<state> state_;
};

}  // namespace

TEST_CASE("ten thousand servers in pages of a thousand are streamed in less than 16 MiB") {
  const big_cloud cloud;
  const std::size_t before = support::bytes_in_use();
  std::size_t most = 0, servers = 0;
  auto pages = rest::pages(cloud, compute::servers);
  support::run(pages.each([&](const rest::listing<compute::server>& page) {
    CHECK(page);
    servers += page.size();
    most = std::max(most, support::bytes_in_use() - before);
  }));
  CHECK(servers == page_rows * all_pages);
  CHECK(most < 16 * 1024 * 1024);
}
