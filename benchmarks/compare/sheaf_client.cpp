// SPDX-License-Identifier: MIT
//
// http::client for clients.sh: a coroutine for each request at a time, all limits and checks as they are by default.

#include "clients.hpp"

#include <sheaf/http/client.hpp>

#include <asio/io_context.hpp>

namespace http = sheaf::http;

namespace {

asio::awaitable<void> work(task& t, const http::client& client, const http::request& request) {
  while (t.next()) {
    const http::response answer = co_await client.send(request);
    t.check(answer.status(), answer.text().size());
  }
}

}  // namespace

int main(int argc, char** argv) {
  task t(argc, argv);
  asio::io_context context{1};
  http::client_options options = http::client_options().idle_per_origin(t.concurrency).idle_total(t.concurrency);
  if (t.tls()) options = options.tls(http::tls_options().ca_file(t.authorities));
  const http::client client(context.get_executor(), options);
  const http::request request = http::request::get(t.url());
  for (std::size_t i = 0; i < t.concurrency; ++i) {
    asio::co_spawn(context, work(t, client, request), [](std::exception_ptr failed) {
      if (failed) std::rethrow_exception(failed);
    });
  }
  context.run();
  t.report();
}
