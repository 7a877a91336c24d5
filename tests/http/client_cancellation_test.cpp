// SPDX-License-Identifier: MIT
// A client's call cancelled before each handler it runs, with each type, in whatever it does:
// include/sheaf/http/client.hpp. The client's handlers run in an order that a seed says; SHEAF_CANCELLATION_SEEDS of
// the environment says in how many.
#include <sheaf/http/client.hpp>
#include <sheaf/testing/certificates.hpp>
#include <sheaf/testing/explorer.hpp>
#include <sheaf/testing/scripted_server.hpp>

#include "support/descriptors.hpp"
#include "support/environment.hpp"
#include "support/http_fixture.hpp"
#include "support/relay.hpp"
#include "support/run.hpp"

#include <doctest/doctest.h>

#include <asio/ip/tcp.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace http = sheaf::http;
namespace testing = sheaf::testing;
using asio::ip::tcp;
using support::ok;
using support::script;

namespace {

const testing::certificate_authority& authority() {
  static const testing::certificate_authority instance;
  return instance;
}

const testing::certificate& shown() {
  static const testing::certificate instance =
      authority().issue(testing::certificate_profile().name("nova.example").address("127.0.0.1"));
  return instance;
}

const http::tls_context& trusting() {
  static const http::tls_context context(http::tls_options().ca_pem(authority().pem()));
  return context;
}

// A client in a world of its own, whose handlers are run one by one, and servers in another, which go on by themselves.
struct divided_world {
  explicit divided_world(std::uint64_t seed)
      : plain(servers.get_executor()),
        secure(servers.get_executor(), testing::scripted_server_options().tls(shown())),
        proxy(servers, tcp::endpoint(asio::ip::address_v4::loopback(), 0), secure.port(), "HTTP/1.1 200 OK\r\n\r\n"),
        here(seed),
        client(here.executor(), options()) {
    for (testing::scripted_server* s : {&plain, &secure})
      s->otherwise(script().read_request().send(ok("answer")).again());
  }
  divided_world(const divided_world&) = delete;
  divided_world& operator=(const divided_world&) = delete;

  http::client_options options() { return http::client_options().time(&here.clock()).tls(trusting()); }

  // Lets servers and, step by step, the client go on until `done`.
  template <class Done>
  void until(Done done) {
    while (!done()) go_on();
  }

  // So many handlers of the client, and no more, once `begun`; fewer where `done` comes first.
  template <class Done>
  void run(std::size_t handlers, const bool& begun, Done done) {
    while (!begun) go_on();
    while (!done() && handlers > 0) handlers -= go_on() ? 1 : 0;
  }

  std::string answer_to(const http::request& r) {
    support::spawned<http::response> out;
    support::spawn(here.executor(), client.send(r), out);
    until([&] { return out.done; });
    return std::string(out.get().text());
  }

  bool all_closed() const { return plain.open() == 0 && secure.open() == 0 && proxy.open() == 0; }

  // True where the client did something.
  bool go_on() {
    if (here.step()) return true;
    servers.restart();
    if (servers.poll() == 0) std::this_thread::yield();
    return false;
  }

  asio::io_context servers{1};
  testing::scripted_server plain, secure;
  support::relay<tcp> proxy;
  testing::explorer here;
  http::client client;
};

using work = asio::awaitable<std::string>;

asio::awaitable<std::string> sends(http::client client, http::request r) {
  auto sent = client.send(std::move(r));
  const http::response answered = co_await std::move(sent);
  co_return std::string(answered.text());
}

asio::awaitable<std::string> streams(http::client client, http::request r) {
  auto begun = client.stream(std::move(r));
  http::response_stream pieces = co_await std::move(begun);
  std::string all;
  for (;;) {
    auto next = pieces.next();
    const auto piece = co_await std::move(next);
    if (!piece) co_return all;
    all += *piece;
  }
}

// What is cancelled: `prepare` makes the world ready, `begin` gives the call.
struct undertaking {
  undertaking(std::string n, void (*p)(divided_world&), work (*b)(divided_world&), std::string a = "answer")
      : name(std::move(n)), prepare(p), begin(b), answer(std::move(a)) {}
  std::string name;
  void (*prepare)(divided_world&);
  work (*begin)(divided_world&);
  std::string answer;
};

void nothing(divided_world&) {}
void keep_plain(divided_world& w) { w.answer_to(http::request::get(w.plain.url())); }
void keep_secure(divided_world& w) { w.answer_to(http::request::get(w.secure.url())); }
work get_plain(divided_world& w) { return sends(w.client, http::request::get(w.plain.url())); }
work get_secure(divided_world& w) { return sends(w.client, http::request::get(w.secure.url())); }

const std::string chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nans\r\n3\r\nwer\r\n0\r\n\r\n";

void in_small_pieces(divided_world& w) { w.plain.play(script().read_request().send(chunks, 5).read_request()); }

void closes_behind_next_request(divided_world& w) {
  w.plain.play(script().read_request().send(ok("first")).read_request().close());
  keep_plain(w);
}

void elsewhere(divided_world& w) {
  w.plain.play(script().read_request().send("HTTP/1.1 302 Found\r\nLocation: " + w.secure.url("/there") +
                                            "\r\nContent-Length: 6\r\n\r\nanswer"));
}

void by_proxy(divided_world& w) {
  const std::string place = "127.0.0.1:" + std::to_string(w.proxy.endpoint().port());
  const auto all_but_this = http::proxies(http::proxy::parse(place)).except("127.0.0.1");
  w.client = http::client(w.here.executor(), w.options().proxies(all_but_this));
}
work get_by_proxy(divided_world& w) { return sends(w.client, http::request::get("https://nova.example/")); }

void by_name(divided_world& w) {
  const auto find = [](const std::string&) {
    return std::vector<asio::ip::address>{asio::ip::make_address("127.0.0.2"), asio::ip::make_address("127.0.0.1")};
  };
  w.client = http::client(w.here.executor(), w.options().lookup(find));
}
work get_by_name(divided_world& w) { return sends(w.client, http::request::get(w.plain.url("/", "nova.example"))); }

work uploads(divided_world& w) {
  const auto left = std::make_shared<int>(3);
  const http::next_piece piece = [left]() -> asio::awaitable<std::string_view> {
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    co_return (*left)-- > 0 ? std::string_view("piece") : std::string_view();
  };
  auto source = http::body_source(piece).size(15);
  return sends(w.client, http::request("PUT", http::url::parse(w.plain.url())).body(std::move(source)));
}

const std::vector<undertaking>& undertakings() {
  static const std::vector<undertaking> all{
      undertaking("fresh", nothing, get_plain),
      undertaking("kept", keep_plain, get_plain),
      undertaking("kept and closed", closes_behind_next_request, get_plain),
      undertaking("in pieces", in_small_pieces, get_plain),
      undertaking("upload", nothing, uploads),
      undertaking("stream", in_small_pieces,
                  [](divided_world& w) { return streams(w.client, http::request::get(w.plain.url())); }),
      undertaking("TLS", nothing, get_secure),
      undertaking("kept TLS", keep_secure, get_secure),
      undertaking("redirect", elsewhere,
                  [](divided_world& w) { return sends(w.client, http::request::get(w.plain.url()).redirects(1)); }),
      undertaking("tunnel", by_proxy, get_by_proxy),
      undertaking("look-up and two addresses", by_name, get_by_name)};
  return all;
}

// Sets `begun`: what is cancelled before is co_spawn's matter.
asio::awaitable<std::string> with_total_cancellation(work inner, bool& begun) {
  co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
  begun = true;
  co_return co_await std::move(inner);
}

// One call, and how it is cancelled.
struct cancellable {
  cancellable(divided_world& w, work what) {
    support::spawn(w.here.executor(), with_total_cancellation(std::move(what), begun), out, signal.slot());
  }
  // Whether it was in vain: the answer had come already.
  bool answered(const std::string& expected) {
    try {
      const std::string got = out.get();
      CHECK(got == expected);
      return true;
    } catch (const asio::system_error& e) {
      CHECK(e.code() == asio::error::operation_aborted);
      return false;
    }
  }
  support::spawned<std::string> out;
  bool begun = false;
  asio::cancellation_signal signal;
};

void check_balance(divided_world& w, int descriptors) {
  const http::client_stats stats = w.client.stats();
  CHECK(stats.in_use == 0);
  CHECK(stats.waiting == 0);
  CHECK(stats.open == stats.idle);
  w.client.close_idle();
  w.until([&] { return w.all_closed() && w.here.clock().waiting() == 0; });
  while (support::open_descriptors() > descriptors)
    std::this_thread::yield();  // a look-up that was left ends in its thread
  CHECK(support::open_descriptors() == descriptors);
}

constexpr asio::cancellation_type types[] = {asio::cancellation_type::terminal, asio::cancellation_type::partial,
                                             asio::cancellation_type::total};

std::uint64_t seeds() { return support::from_environment("SHEAF_CANCELLATION_SEEDS", 1); }

}  // namespace

TEST_CASE("cancelled before any of its handlers, with any type, a call ends at once, and nothing of it is left") {
  for (const undertaking& u : undertakings()) {
    CAPTURE(u.name);
    for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
      CAPTURE(seed);
      std::size_t aborted = 0;
      bool over = false;
      for (std::size_t step = 0; !over; ++step) {
        CAPTURE(step);
        for (const asio::cancellation_type type : types) {
          CAPTURE(static_cast<int>(type));
          divided_world w(seed);
          keep_plain(w);
          w.client.close_idle();
          w.until([&] { return w.all_closed(); });
          const int descriptors = support::open_descriptors();
          u.prepare(w);
          cancellable call(w, u.begin(w));
          w.run(step, call.begun, [&] { return call.out.done; });
          over = call.out.done;
          if (!over) {
            call.signal.emit(type);
            w.here.poll();
            REQUIRE(call.out.done);  // no server did anything: nothing was waited for
          }
          aborted += call.answered(u.answer) ? 0 : 1;
          check_balance(w, descriptors);
          CHECK(w.answer_to(http::request::get(w.plain.url())) == "answer");
        }
      }
      CHECK(aborted >= std::size(types));
    }
  }
}

TEST_CASE("cancelled in the queue at any moment, a call takes nobody's turn and nobody's connection") {
  for (std::uint64_t seed = 1; seed <= 3 * seeds(); ++seed) {
    CAPTURE(seed);
    bool over = false;
    for (std::size_t step = 0; !over; ++step) {
      CAPTURE(step);
      for (const asio::cancellation_type type : types) {
        divided_world w(seed);
        w.client = http::client(w.here.executor(), w.options().connections_per_origin(1));
        keep_plain(w);
        const int descriptors = support::open_descriptors() - 2;
        cancellable first(w, get_plain(w)), second(w, get_plain(w)), third(w, get_plain(w));
        const auto all_done = [&] { return first.out.done && second.out.done && third.out.done; };
        w.run(step, second.begun, all_done);
        over = all_done();
        second.signal.emit(type);
        w.until(all_done);
        CHECK(first.answered("answer"));
        CHECK(third.answered("answer"));
        second.answered("answer");
        check_balance(w, descriptors);
        CHECK(w.answer_to(http::request::get(w.plain.url())) == "answer");
      }
    }
  }
}
