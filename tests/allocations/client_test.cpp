// SPDX-License-Identifier: MIT
//
// What one exchange takes from the heap: include/sheaf/http/client.hpp.
//
// Counted is all that the client's own thread takes.

#include <sheaf/http/client.hpp>
#include <sheaf/testing/scripted_server.hpp>

#include "heap.hpp"
#include "support/run.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

namespace http = sheaf::http;
using sheaf::testing::script;

TEST_CASE("a request on a warm connection takes three blocks from the heap: the bytes of its response, its fields, their places") {
  asio::io_context servers{1};
  sheaf::testing::scripted_server server(servers.get_executor());
  const std::string body(1000, 'x');
  server.otherwise(
      script()
          .read_request()
          .send("HTTP/1.1 200 OK\r\nDate: Mon, 23 Nov 2026 09:00:00 GMT\r\nServer: Apache/2.4.65 (Debian)\r\n"
                "X-Openstack-Request-Id: req-1d4dd1b1-6a3c-4c5e-8b4a-111111111111\r\n"
                "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n" +
                body)
          .again());
  std::thread serving([&] { servers.run(); });

  asio::io_context context{1};
  http::client client(context.get_executor());
  std::vector<std::size_t> taken(50);
  const auto ask = [&]() -> asio::awaitable<void> {
    for (std::size_t& n : taken) {
      http::request r = http::request::get(server.url("/v2.1/servers/detail?limit=1000"))
                            .header("X-Auth-Token", std::string(180, 't'));
      const std::size_t before = heap::allocations();
      {
        const http::response answer = co_await client.send(std::move(r));
        if (answer.text() != body) throw std::logic_error("another body");
      }
      n = heap::allocations() - before;
    }
  };
  run_on(context, ask());
  asio::post(servers, [&] { server.close(); });
  serving.join();
  CHECK(client.stats().reused == taken.size() - 1);
  const std::vector<std::size_t> warm(taken.begin() + 5, taken.end());
  constexpr std::size_t expected = 3;
  CHECK(*std::max_element(warm.begin(), warm.end()) == expected);
  CHECK(*std::min_element(warm.begin(), warm.end()) == expected);
}
