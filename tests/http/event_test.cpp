// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/http/event.hpp: what a client tells of its work.
#include <sheaf/http/client.hpp>
#include <sheaf/http/event.hpp>

#include <sheaf/testing/certificates.hpp>

#include "support/http_fixture.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace http = sheaf::http;
using namespace std::chrono_literals;
using http::event_kind;
using support::http_fixture;
using support::ok;
using support::script;

namespace {

struct told {
  explicit told(const http::event& e)
      : kind(e.kind), id(e.id), method(e.method), origin(e.origin), time(e.time), sent(e.sent), received(e.received),
        status(e.status), reused(e.reused) {}
  event_kind kind;
  std::uint64_t id;
  std::string method, origin;
  sheaf::time_point time;
  std::size_t sent, received;
  int status;
  bool reused;
};

struct watcher {
  http::client_options options() {
    return http::client_options().on_event([this](const http::event& e) { all.emplace_back(e); });
  }
  std::vector<event_kind> kinds() const {
    std::vector<event_kind> out;
    for (const told& t : all) out.push_back(t.kind);
    return out;
  }
  const told& last() const { return all.back(); }

  std::vector<told> all;
};

// Stands still, and counts how often it is looked at.
class counting_time final : public sheaf::time_source {
 public:
  [[nodiscard]] sheaf::time_point now() const noexcept override { return ++looks, sheaf::time_point(1000h); }
  [[nodiscard]] std::chrono::system_clock::time_point wall_now() const noexcept override { return ++looks, wall(); }
  void set(alarm&, sheaf::time_point) override {}
  void cancel(alarm&) noexcept override {}

  mutable int looks = 0;

 private:
  static std::chrono::system_clock::time_point wall() { return std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}; }
};

// How often one request on a warm connection looks at the clock.
int looks(const http::client_options& options) {
  counting_time clock;
  asio::io_context context{1};
  sheaf::testing::scripted_server server(context.get_executor());
  server.otherwise(script().read_request().send(ok("x")).again());
  http::client client(context.get_executor(), options.time(&clock));
  support::call(context, client, http::request::get(server.url())).get();
  const int before = clock.looks;
  support::call(context, client, http::request::get(server.url())).get();
  return clock.looks - before;
}

}  // namespace

TEST_CASE("a request on a new connection tells every step of it, in order, with times and sizes") {
  watcher w;
  http_fixture f(w.options());
  const std::string answer = ok("hello");
  f.server.play(script().read_request().stall().send(answer).stall());
  const sheaf::time_point begun = f.clock.now();
  support::call c = f.start(http::request::post(f.server.url("/path?token=secret"), "secret").header("X-Auth-Token", "secret"));
  f.until([&] { return f.server.stalled() == 1; });
  f.advance(3s);
  f.server.release();
  c.get();
  CHECK(w.kinds() == std::vector<event_kind>{event_kind::queue, event_kind::resolve, event_kind::connect, event_kind::write,
                                             event_kind::sent, event_kind::first_byte, event_kind::done});
  for (const told& t : w.all) {
    CHECK(t.id == 1);
    CHECK(t.origin == "http://127.0.0.1:" + std::to_string(f.server.port()));
    CHECK(t.method.find("secret") == std::string::npos);
    CHECK(t.time == (t.kind < event_kind::first_byte ? begun : begun + 3s));
  }
  CHECK(w.all[4].sent == f.server.requests()[0].size());
  CHECK(w.all[4].received == 0);
  CHECK(w.last().method == "POST");
  CHECK(w.last().sent == f.server.requests()[0].size());
  CHECK(w.last().received == answer.size());
  CHECK(w.last().status == 200);
  CHECK_FALSE(w.last().reused);
}

TEST_CASE("a request on a kept connection tells that it is one, and no steps it did not take") {
  watcher w;
  http_fixture f(w.options());
  f.server.otherwise(script().read_request().send(ok("x")).again());
  f.get();
  w.all.clear();
  f.get();
  CHECK(w.kinds() == std::vector<event_kind>{event_kind::queue, event_kind::write, event_kind::sent, event_kind::first_byte,
                                             event_kind::done});
  CHECK(w.last().reused);
  CHECK(w.last().id == 2);
}

TEST_CASE("who watches one request is told of that and no other, after who watches the client") {
  watcher client_watcher;
  http_fixture f(client_watcher.options());
  f.server.otherwise(script().read_request().send(ok("a")).again());
  std::vector<event_kind> seen;
  bool first = true;
  const auto watched = http::request::get(f.server.url("/")).on_event([&](const http::event& e) {
    first = first && client_watcher.all.size() == seen.size() + 1;
    seen.push_back(e.kind);
  });
  CHECK(f.start(watched).get().ok());
  CHECK(f.start().get().ok());
  CHECK(first);
  CHECK(seen == std::vector{event_kind::queue, event_kind::resolve, event_kind::connect, event_kind::write, event_kind::sent,
                            event_kind::first_byte, event_kind::done});
  CHECK(client_watcher.all.size() == seen.size() + 5);
}

TEST_CASE("TLS is told") {
  watcher w;
  http_fixture f(w.options().tls(http::tls_options().insecure()),
                 sheaf::testing::scripted_server_options().tls(sheaf::testing::certificate_authority().issue(sheaf::testing::certificate_profile())));
  f.server.otherwise(script().read_request().send(ok("x")).again());
  f.get();
  CHECK(w.kinds() == std::vector<event_kind>{event_kind::queue, event_kind::resolve, event_kind::connect, event_kind::tls,
                                             event_kind::write, event_kind::sent, event_kind::first_byte, event_kind::done});
}

TEST_CASE("a failure and a cancellation are told as the end they are") {
  watcher w;
  http_fixture f(w.options());
  f.server.play(script().read_request().close());
  f.failure();
  CHECK(w.last().kind == event_kind::failed);
  CHECK(w.last().status == 0);
  f.server.play(script().read_request().until_closed());
  support::call c = f.start();
  f.until([&] { return f.server.requests().size() == 2; });
  c.cancel();
  f.until([&] { return c.done(); });
  CHECK(w.last().kind == event_kind::failed);
  CHECK(w.last().id == 2);
}

TEST_CASE("each answer on the way of a redirect is told, as one request") {
  watcher w;
  http_fixture f(w.options());
  f.server.play(script()
                    .read_request()
                    .send("HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n")
                    .read_request()
                    .send(ok("x")));
  f.start(http::request::get(f.server.url()).redirects()).get();
  std::vector<int> statuses;
  for (const told& t : w.all) {
    CHECK(t.id == 1);
    if (t.kind == event_kind::done) statuses.push_back(t.status);
  }
  CHECK(statuses == std::vector<int>{302, 200});
}

TEST_CASE("where nobody watches, no clock is read for the watching") {
  int heard = 0;
  const int unwatched = looks({});
  const int watched = looks(http::client_options().on_event([&](const http::event&) { ++heard; }));
  CHECK(heard == 12);
  // Who watches is told when each step was. Else those that follow each other without a wait share one look, for their limits.
  CHECK(watched - unwatched == 5);
}
