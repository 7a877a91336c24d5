// SPDX-License-Identifier: MIT
//
// A client and a scripted server on one io_context, with time that stands still.

#ifndef SHEAF_TESTS_SUPPORT_HTTP_FIXTURE_HPP
#define SHEAF_TESTS_SUPPORT_HTTP_FIXTURE_HPP

#include <sheaf/http/client.hpp>
#include <sheaf/testing/manual_time.hpp>
#include <sheaf/testing/scripted_server.hpp>

#include "support/run.hpp"
#include "support/run_until.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace support {

namespace http = sheaf::http;
using sheaf::testing::script;

/// One request under way, which can be cancelled.
struct call {
  call(asio::io_context& context, const http::client& client, http::request r) : context_(context) {
    spawn(context, begin(client.send(std::move(r)), begun), out, signal.slot());
  }
  void cancel() { signal.emit(asio::cancellation_type::terminal); }
  bool done() const { return out.done; }
  /// Waits for it; gives its response or throws its error.
  http::response get() {
    run_until(context_, [this] { return out.done; });
    return out.get();
  }
  /// Waits for it; gives its error, which there has to be.
  http::error failure() {
    try {
      const http::response r = get();
      throw std::logic_error("a response instead of an error: " + std::to_string(r.status()));
    } catch (const http::error& e) {
      return e;
    }
  }

  asio::cancellation_signal signal;
  spawned<http::response> out;
  bool begun = false;  // what is cancelled before never begins, and so never ends

 private:
  static asio::awaitable<http::response> begin(asio::awaitable<http::response> sending, bool& begun) {
    begun = true;
    co_return co_await std::move(sending);
  }

  asio::io_context& context_;
};

struct http_fixture {
  explicit http_fixture(http::client_options options = {}, sheaf::testing::scripted_server_options server_options = {})
      : server(context.get_executor(), std::move(server_options)),
        client(context.get_executor(), options.time(&clock)) {}

  /// A request for this path, under way.
  call start(std::string_view target = "/") { return start(http::request::get(server.url(target))); }
  call start(http::request r) { return call(context, client, std::move(r)); }

  http::response get(std::string_view target = "/") { return start(target).get(); }
  http::error failure(std::string_view target = "/") { return start(target).failure(); }
  http::error failure(http::request r) { return start(std::move(r)).failure(); }
  /// What the server answers to the next connection, whatever it is asked.
  http::response answer(std::string bytes) {
    server.play(script().read_request().send(std::move(bytes)));
    return get();
  }

  template <class Condition>
  void until(Condition condition) {
    run_until(context, condition);
  }
  /// Lets everything happen that can happen without time passing.
  void settle() {
    context.restart();
    while (context.poll() > 0) {
    }
  }
  void advance(sheaf::duration by) {
    settle();
    clock.advance(by);
    settle();
  }

  sheaf::testing::manual_time clock;
  asio::io_context context{1};
  sheaf::testing::scripted_server server;
  http::client client;
};

/// Host and port of its server.
inline std::string place(const http_fixture& f) { return "127.0.0.1:" + std::to_string(f.server.port()); }

inline bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// "HTTP/1.1 200 OK" with this body and its length.
inline std::string ok(std::string_view body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

}  // namespace support

#endif  // SHEAF_TESTS_SUPPORT_HTTP_FIXTURE_HPP
