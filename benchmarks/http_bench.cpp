// SPDX-License-Identifier: MIT
//
// B15: 1,000 GETs over loopback, to a server on a thread of its own that answers at once or after 1 ms: 100 at a time by
// gather_each, one after another, and a blocking thread for each request, 100 at a time too.
#include <sheaf/gather.hpp>
#include <sheaf/http/client.hpp>
#include <sheaf/http/server.hpp>

#include "support/children.hpp"

#include <asio/buffer.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/read.hpp>
#include <asio/write.hpp>
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <semaphore>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

namespace http = sheaf::http;

constexpr int requests = 1'000;
constexpr int at_once = 100;

// Serves until it is destroyed.
class background_server {
 public:
  explicit background_server(std::chrono::milliseconds latency)
      : server_(context_.get_executor(),
                [latency](http::server_request) -> asio::awaitable<http::server_response> {
                  if (latency > latency.zero()) {
                    asio::steady_timer timer(co_await asio::this_coro::executor, latency);
                    co_await timer.async_wait(asio::use_awaitable);
                  }
                  co_return http::server_response::text("as small as an answer can be");
                }),
        thread_([this] { context_.run(); }) {}
  background_server(const background_server&) = delete;
  background_server& operator=(const background_server&) = delete;
  ~background_server() {
    asio::post(context_, [this] { server_.close(); });
    thread_.join();
  }

  [[nodiscard]] std::uint16_t port() const { return server_.port(); }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port()) + "/"; }

 private:
  asio::io_context context_{1};
  http::server server_;
  std::thread thread_;
};

asio::awaitable<void> get(const http::client& client, const std::string& url) {
  const http::response answer = co_await client.send(http::request::get(url));
  if (answer.status() != 200) throw std::runtime_error("the server did not say 200");
}

asio::awaitable<void> serial(const http::client& client, const std::string& url) {
  for (int i = 0; i != requests; ++i) co_await get(client, url);
}

asio::awaitable<void> together(const http::client& client, const std::string& url) {
  const auto one = [&](int) { return get(client, url); };
  co_await sheaf::gather_each(std::views::iota(0, requests), one, sheaf::options().limit(at_once));
}

// Keeps its connections for the next round, as a program would.
template <auto Work>
void client(benchmark::State& state) {
  const background_server server{std::chrono::milliseconds(state.range(0))};
  asio::io_context context{1};
  {
    const http::client client(context.get_executor(), http::client_options().idle_per_origin(at_once).idle_total(at_once));
    const std::string url = server.url();
    for (auto _ : state) {
      asio::co_spawn(context, Work(client, url), support::rethrow);
      context.run();
      context.restart();
    }
  }
  context.run();
  state.SetItemsProcessed(state.iterations() * requests);
}

void get_blocking(std::uint16_t port) {
  asio::io_context context{1};
  asio::ip::tcp::socket socket(context);
  socket.connect({asio::ip::address_v4::loopback(), port});
  asio::write(socket, asio::buffer(std::string("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")));
  std::string answer;
  asio::error_code end;
  asio::read(socket, asio::dynamic_buffer(answer), end);
  if (!answer.starts_with("HTTP/1.1 200")) throw std::runtime_error("the server did not say 200");
}

void threads(benchmark::State& state) {
  const background_server server{std::chrono::milliseconds(state.range(0))};
  for (auto _ : state) {
    std::counting_semaphore<at_once> places(at_once);
    std::vector<std::thread> all;
    for (int i = 0; i != requests; ++i) {
      places.acquire();
      all.emplace_back([&] {
        get_blocking(server.port());
        places.release();
      });
    }
    for (std::thread& thread : all) thread.join();
  }
  state.SetItemsProcessed(state.iterations() * requests);
}

BENCHMARK(client<serial>)->Name("baseline_serial/ms")->Arg(0)->Arg(1)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(threads)->Name("thread_each/ms")->Arg(0)->Arg(1)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(client<together>)->Name("gather_each/ms")->Arg(0)->Arg(1)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
