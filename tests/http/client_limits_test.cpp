// SPDX-License-Identifier: MIT
// How a client's calls end when they have to: by a limit, by cancellation, with their io_context, or for want of a
// connection: include/sheaf/http/client.hpp.
#include <sheaf/http/client.hpp>

#include "support/descriptors.hpp"
#include "support/http_fixture.hpp"
#include "support/silent_address.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace http = sheaf::http;
using namespace std::chrono_literals;
using support::call;
using support::http_fixture;
using support::ok;
using support::script;

namespace {

// A request that hangs in one phase of its exchange, for ever if nobody ends it.
struct stuck {
  explicit stuck(http::phase where, sheaf::duration whole = sheaf::duration::max()) {
    http::client_options options;
    sheaf::testing::scripted_server_options server_options;
    switch (where) {
      case http::phase::queue: options = options.connections_per_origin(1); break;
      case http::phase::resolve:
        options = options.lookup([gate = open](const std::string&) -> std::vector<asio::ip::address> {
          gate.wait();
          return {};
        });
        break;
      case http::phase::write: server_options = sheaf::testing::scripted_server_options().receive_buffer(4096); break;
      default: break;
    }
    f.emplace(options, std::move(server_options));
    std::string url = f->server.url();
    script plays = script().read_request().until_closed();
    switch (where) {
      case http::phase::queue: blocker.emplace(f->context, f->client, http::request::get(url)); break;
      case http::phase::resolve: url = "http://nova.example/"; break;
      case http::phase::connect:
        silent.emplace(f->context);
        url = "http://127.0.0.1:" + std::to_string(silent->port());
        break;
      case http::phase::tls:
        url.replace(0, 4, "https");
        plays = script().until_closed();
        break;
      case http::phase::write: plays = script().read_head().stall(); break;
      case http::phase::body: plays = script().read_request().send("HTTP/1.1 200 OK\r\n\r\nhalf").until_closed(); break;
      default: break;
    }
    f->server.otherwise(plays);
    const bool writes = where == http::phase::write;
    const http::request asked =
        writes ? http::request::post(url, std::string(30'000'000, 'x')) : http::request::get(url);
    it.emplace(f->context, f->client, asked.deadline(sheaf::deadline_after(f->clock.now(), whole)));
    f->settle();
    if (writes) f->until([&] { return f->server.stalled() == 1; });
    if (where == http::phase::head) f->until([&] { return f->server.requests().size() == 1; });
    f->settle();
    REQUIRE_FALSE(it->done());
  }
  ~stuck() { opened.set_value(); }

  std::promise<void> opened;
  std::shared_future<void> open = opened.get_future().share();
  std::optional<http_fixture> f;
  std::optional<support::silent_address> silent;
  std::optional<call> blocker;
  std::optional<call> it;
};

constexpr http::phase phases[] = {http::phase::queue, http::phase::resolve, http::phase::connect, http::phase::tls,
                                  http::phase::write, http::phase::head,    http::phase::body};

using support::place;

}  // namespace

TEST_CASE("in every phase there is a limit, whose error says what was awaited and for how long") {
  const std::pair<std::chrono::seconds, const char*> expected[] = {
      {30s, "no free connection to PLACE after 30.0 s"},      {5s, "no address for nova.example:80 after 5.0 s"},
      {10s, "no connection to PLACE after 10.0 s"},           {10s, "no TLS handshake with PLACE after 10.0 s"},
      {30s, "the request was not taken by PLACE after 30.0 s"}, {60s, "no first byte from PLACE after 60.0 s"},
      {30s, "no further byte of the body from PLACE after 30.0 s"}};
  for (std::size_t i = 0; i < std::size(phases); ++i) {
    CAPTURE(http::to_string(phases[i]));
    stuck s(phases[i]);
    s.f->advance(expected[i].first - 1ms);
    CHECK_FALSE(s.it->done());
    s.f->advance(1ms);
    const http::error e = s.it->failure();
    CHECK(e.timed_out());
    CHECK(e.phase() == phases[i]);
    std::string sentence = expected[i].second;
    const std::string where = s.silent ? "127.0.0.1:" + std::to_string(s.silent->port()) : place(*s.f);
    if (const auto at = sentence.find("PLACE"); at != std::string::npos) sentence.replace(at, 5, where);
    CHECK(e.what() == sentence);
    CHECK(e.retry_safe() == (phases[i] != http::phase::body && phases[i] != http::phase::write));
    CHECK(s.f->client.stats().waiting == 0);
    CHECK(s.f->client.stats().open == (s.blocker ? 1 : 0));
  }
}

TEST_CASE("a request's own deadline holds in every phase, and its error says of how much") {
  for (const http::phase p : phases) {
    CAPTURE(http::to_string(p));
    stuck s(p, 1500ms);
    s.f->advance(1499ms);
    CHECK_FALSE(s.it->done());
    s.f->advance(1ms);
    const http::error e = s.it->failure();
    CHECK(e.timed_out());
    CHECK(e.phase() == p);
    CHECK(std::string(e.what()).ends_with(" after 1.5 s of 1.5 s"));
  }
}

TEST_CASE("the first byte is awaited for what is left of the whole time") {
  http_fixture f(http::client_options().connections_per_origin(1).total_timeout(2s));
  f.server.play(script().read_request().stall().send(ok("x")).read_request().until_closed());
  call first = f.start();
  f.until([&] { return f.server.stalled() == 1; });
  call second = f.start();
  f.advance(100ms);
  f.server.release();
  first.get();
  f.until([&] { return f.server.requests().size() == 2; });
  f.advance(1900ms);
  const http::error e = second.failure();
  CHECK(std::string(e.what()) == "no first byte from " + place(f) + " after 1.9 s of 2.0 s");
  CHECK(e.origin() == "http://" + place(f));
}

TEST_CASE("a deadline that has passed sends nothing") {
  http_fixture f;
  const http::error e = f.failure(http::request::get(f.server.url()).deadline(f.clock.now()));
  CHECK(e.timed_out());
  CHECK(e.retry_safe());
  CHECK(f.server.connections() == 0);
}

TEST_CASE("a head that trickles has to be whole in time; a body may trickle until the whole time is over") {
  http_fixture f;
  f.server.play(script().read_request().send("HTTP/1.1 200 OK\r\n").until_closed());
  call head = f.start();
  f.until([&] { return f.server.requests().size() == 1; });
  f.advance(60s);
  CHECK(std::string(head.failure().what()) == "no whole head from " + place(f) + " after 60.0 s");

  script trickles = script().read_request().send("HTTP/1.1 200 OK\r\n\r\n");
  for (int i = 0; i < 10; ++i) trickles = trickles.send("x").stall();
  f.server.play(trickles);
  call body = f.start();
  for (int i = 0; i < 4; ++i) {
    f.until([&] { return f.server.stalled() == 1; });
    f.advance(29s);
    CHECK_FALSE(body.done());
    f.server.release();
    f.settle();
  }
  f.advance(4s);
  const http::error e = body.failure();
  CHECK(e.phase() == http::phase::body);
  CHECK(std::string(e.what()).ends_with("after 4.0 s of 120.0 s"));
}

TEST_CASE("cancelled in whatever phase: the error is operation_aborted, and nothing is left open, queued or pending") {
  for (const http::phase p : phases) {
    CAPTURE(http::to_string(p));
    stuck s(p);
    s.it->cancel();
    s.f->until([&] { return s.it->done(); });
    asio::error_code why;
    try {
      s.it->get();
    } catch (const asio::system_error& e) {
      why = e.code();
    }
    CHECK(why == asio::error::operation_aborted);
    CHECK(s.f->client.stats().waiting == 0);
    CHECK(s.f->client.stats().open == (s.blocker ? 1 : 0));
    if (s.blocker) {
      s.blocker->cancel();
      s.f->until([&] { return s.blocker->done(); });
    }
    if (p != http::phase::write) s.f->until([&] { return s.f->server.open() == 0; });
    s.f->until([&] { return s.f->clock.waiting() == 0; });
  }
}

TEST_CASE("an io_context destroyed in whatever phase takes everything with it") {
  for (const http::phase p : phases) {
    CAPTURE(http::to_string(p));
    const int before = support::open_descriptors();
    { stuck s(p); }
    if (p != http::phase::resolve) CHECK(support::open_descriptors() == before);
  }
}

TEST_CASE("a look-up that hangs outlives its client and its io_context, and touches neither when it ends") {
  for (const bool cancelled : {true, false}) {
    CAPTURE(cancelled);
    const int before = support::open_descriptors();
    struct shared {
      std::promise<void> opened;
      std::atomic<bool> asked = false, ended = false;
    };
    const auto gate = std::make_shared<shared>();
    {
      http_fixture f(http::client_options().lookup([gate](const std::string&) {
        gate->asked = true;
        gate->opened.get_future().wait();
        gate->ended = true;
        return std::vector<asio::ip::address>{asio::ip::make_address("127.0.0.1")};
      }));
      call c = f.start(http::request::get("http://nova.example/"));
      f.settle();
      while (!gate->asked) std::this_thread::yield();
      if (cancelled) {
        c.cancel();
        f.until([&] { return c.done(); });
        CHECK_THROWS_AS(c.get(), asio::system_error);
      }
    }
    CHECK_FALSE(gate->ended);
    gate->opened.set_value();
    while (support::open_descriptors() > before) std::this_thread::yield();
    CHECK(gate->ended);
  }
}

TEST_CASE("a cancelled request's connection is never used again") {
  http_fixture f;
  f.server.play(script().read_request().send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n1").stall().send("1"));
  f.server.play(script().read_request().send(ok("22")));
  call c = f.start();
  f.until([&] { return f.server.stalled() == 1; });
  f.settle();
  c.cancel();
  f.server.release();
  CHECK(f.get().text() == "22");
  CHECK(f.server.connections() == 2);
}

TEST_CASE("beyond the limit of connections requests queue and are served in turn") {
  http_fixture f(http::client_options().connections_per_origin(2));
  f.server.otherwise(script().answer([](std::string_view r) { return ok(r.substr(0, r.find(" HTTP"))); }).again());
  std::vector<std::string> order;
  std::vector<std::unique_ptr<support::spawned<void>>> calls;
  const auto get = [&](int i) -> asio::awaitable<void> {
    const http::response r = co_await f.client.send(http::request::get(f.server.url("/" + std::to_string(i))));
    order.emplace_back(r.text());
  };
  for (int i = 0; i < 10; ++i) {
    calls.push_back(std::make_unique<support::spawned<void>>());
    support::spawn(f.context, get(i), *calls.back());
  }
  f.until([&] { return order.size() == 10; });
  for (auto& c : calls) c->get();
  CHECK(f.server.connections() == 2);
  for (std::size_t i = 0; i < order.size(); ++i) CHECK(f.server.requests()[i].starts_with("GET /" + std::to_string(i)));
}

TEST_CASE("a queue has a length; one more fails at once") {
  http_fixture f(http::client_options().connections_per_origin(1).queue_length(1));
  f.server.otherwise(script().read_request().stall().send(ok("x")).again());
  call first = f.start();
  f.until([&] { return f.server.stalled() == 1; });
  call second = f.start();
  f.settle();
  CHECK(f.client.stats().waiting == 1);
  const http::error e = f.failure();
  CHECK(e.errc() == http::errc::queue_full);
  CHECK(e.phase() == http::phase::queue);
  f.server.release();
  first.get();
  f.until([&] { return f.server.stalled() == 1; });
  f.server.release();
  second.get();
}

TEST_CASE("at the total limit an idle connection to another origin makes room") {
  http_fixture f(http::client_options().connections_total(1));
  sheaf::testing::scripted_server other(f.context.get_executor());
  f.server.otherwise(script().read_request().send(ok("one")).again());
  other.otherwise(script().read_request().send(ok("other")).again());
  CHECK(f.get().text() == "one");
  CHECK(f.start(http::request::get(other.url())).get().text() == "other");
  CHECK(f.client.stats().open == 1);
  f.until([&] { return f.server.open() == 0; });
}

TEST_CASE("who queues when the last handle goes is told; who is connected is served") {
  http_fixture f;
  f.server.otherwise(script().read_request().stall().send(ok("x")).again());
  auto client = std::make_unique<http::client>(f.context.get_executor(), http::client_options().connections_per_origin(1));
  call served(f.context, *client, http::request::get(f.server.url()));
  f.until([&] { return f.server.stalled() == 1; });
  call queued(f.context, *client, http::request::get(f.server.url()));
  f.settle();
  client.reset();
  const http::error e = queued.failure();
  CHECK(e.errc() == http::errc::closed);
  CHECK(e.retry_safe());
  f.server.release();
  CHECK(served.get().text() == "x");
}
