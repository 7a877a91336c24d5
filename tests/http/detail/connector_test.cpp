// SPDX-License-Identifier: MIT
// Which of a host's addresses is connected to, and when: include/sheaf/http/detail/connector.hpp, through a client.
#include <sheaf/http/client.hpp>

#include "support/descriptors.hpp"
#include "support/http_fixture.hpp"
#include "support/run_until.hpp"

#include <doctest/doctest.h>

#include <asio/ip/tcp.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace http = sheaf::http;
using namespace std::chrono_literals;
using asio::ip::tcp;
using support::call;

namespace {

enum class answer { accept, refuse, silence };

asio::ip::address address(std::size_t i) { return asio::ip::make_address("127.0.0." + std::to_string(i + 1)); }

// A name with the addresses 127.0.0.1, .2, ..., each of which answers in its own way, and a client that asks for it.
struct many_addresses {
  explicit many_addresses(const std::vector<answer>& answers, const http::client_options& options = {})
      : client(std::make_unique<http::client>(
            context->get_executor(), options.time(&clock).lookup([n = answers.size()](const std::string&) {
              std::vector<asio::ip::address> all;
              for (std::size_t i = 0; i < n; ++i) all.push_back(address(i));
              return all;
            }))) {
    for (std::size_t i = 0; i < answers.size(); ++i) listen(tcp::endpoint(address(i), port), answers[i]);
    settle();
    descriptors = support::open_descriptors();
    it = std::make_unique<call>(*context, *client, http::request::get("http://nova.example:" + std::to_string(port) + "/"));
    // The look-up has a thread of its own; behind it, time is told to the tries.
    support::run_until(*context, [&] { return it->done() || (clock.next() && *clock.next() - clock.now() <= 1s); });
    settle();
  }

  void settle() {
    context->restart();
    while (context->poll() > 0) {
    }
  }
  void advance(sheaf::duration by) {
    clock.advance(by);
    settle();
  }
  void until_accepted() {
    support::run_until(*context, [&] { return !accepted.empty(); });
    settle();
  }
  // Sockets of the client's that are connected or on their way.
  [[nodiscard]] std::size_t sockets() const {
    return static_cast<std::size_t>(support::open_descriptors() - descriptors) - accepted.size();
  }
  [[nodiscard]] std::string place() const { return "nova.example:" + std::to_string(port); }
  void give_up() {
    it->cancel();
    support::run_until(*context, [&] { return it->done(); });
    settle();
  }

  sheaf::testing::manual_time clock;
  std::unique_ptr<asio::io_context> context = std::make_unique<asio::io_context>(1);
  std::uint16_t port = 0;
  std::vector<std::unique_ptr<tcp::acceptor>> acceptors;
  std::vector<std::unique_ptr<tcp::socket>> fillers;
  std::vector<tcp::socket> accepted;
  std::unique_ptr<http::client> client;
  std::unique_ptr<call> it;
  int descriptors = 0;

 private:
  void listen(const tcp::endpoint& there, answer what) {
    tcp::acceptor& a = *acceptors.emplace_back(std::make_unique<tcp::acceptor>(*context));
    a.open(there.protocol());
    a.bind(there);
    port = a.local_endpoint().port();
    if (what == answer::refuse) return;
    a.listen(what == answer::silence ? 0 : 16);
    if (what == answer::accept) return accept(a);
    fillers.emplace_back(std::make_unique<tcp::socket>(*context))->connect(a.local_endpoint());  // its queue is full now
  }

  void accept(tcp::acceptor& a) {
    a.async_accept([this, &a](const asio::error_code& error, tcp::socket s) {
      if (error) return;
      accepted.push_back(std::move(s));
      accept(a);
    });
  }
};

}  // namespace

TEST_CASE("an address that answers is the only one that is asked") {
  many_addresses h({answer::accept, answer::accept});
  h.until_accepted();
  h.advance(1s);
  CHECK(h.accepted.size() == 1);
  CHECK(h.accepted[0].local_endpoint().address() == address(0));
  CHECK(h.sockets() == 1);
  h.give_up();
}

TEST_CASE("the next address is asked a quarter of a second after the one before, or after what the options say") {
  for (const sheaf::duration delay : {sheaf::duration(250ms), sheaf::duration(1s)}) {
    const http::client_options options;
    many_addresses h({answer::silence, answer::silence, answer::accept}, delay == 250ms ? options : options.attempt_delay(delay));
    CHECK(h.sockets() == 1);
    h.advance(delay - 1ms);
    CHECK(h.sockets() == 1);
    h.advance(1ms);
    CHECK(h.sockets() == 2);
    h.advance(delay - 1ms);
    CHECK(h.sockets() == 2);
    h.advance(1ms);
    h.until_accepted();
    CHECK(h.accepted[0].local_endpoint().address() == address(2));
    CHECK(h.sockets() == 1);  // the others are closed
    h.give_up();
    CHECK(h.sockets() == 0);
  }
}

TEST_CASE("the next address is asked at once when the one before refuses") {
  many_addresses h({answer::refuse, answer::refuse, answer::accept});
  h.until_accepted();
  CHECK(h.accepted[0].local_endpoint().address() == address(2));
  h.give_up();
}

TEST_CASE("the delay counts from the last address that was asked") {
  many_addresses h({answer::silence, answer::refuse, answer::silence, answer::silence});
  CHECK(h.sockets() == 1);
  h.advance(250ms);
  CHECK(h.sockets() == 2);
  h.advance(249ms);
  CHECK(h.sockets() == 2);
  h.advance(1ms);
  CHECK(h.sockets() == 3);
  h.give_up();
  CHECK(h.sockets() == 0);
}

TEST_CASE("an address that answers late is waited for beside the others") {
  many_addresses h({answer::silence, answer::silence});
  h.advance(250ms);
  CHECK(h.sockets() == 2);
  // Room in its queue: the kernel's next SYN, a second after the first, is answered.
  h.acceptors[0]->async_accept([&](const asio::error_code& error, tcp::socket s) {
    if (!error) h.accepted.push_back(std::move(s));
  });
  h.until_accepted();  // the filler
  h.accepted.clear();
  h.acceptors[0]->async_accept([&](const asio::error_code& error, tcp::socket s) {
    if (!error) h.accepted.push_back(std::move(s));
  });
  h.until_accepted();
  support::run_until(*h.context, [&] { return h.client->stats().opened == 1; });
  h.settle();
  CHECK(h.sockets() == 1);  // and the other is closed
  h.give_up();
  CHECK(h.sockets() == 0);
}

TEST_CASE("when no address takes a connection, the error says why of each, and they are looked up again") {
  int lookups = 0;
  const auto two = [&lookups](const std::string&) {
    ++lookups;
    return std::vector<asio::ip::address>{address(1), address(2)};
  };
  support::http_fixture f(http::client_options().lookup(two));
  const auto asked = http::request::get(f.server.url("/", "nova.example"));
  const http::error e = f.failure(asked);
  CHECK(e.errc() == http::errc::connect_failed);
  CHECK(e.phase() == http::phase::connect);
  CHECK(e.retry_safe());
  CHECK(std::string(e.what()) == "no connection to nova.example:" + std::to_string(f.server.port()) +
                                     ": 127.0.0.2: Connection refused; 127.0.0.3: Connection refused");
  f.failure(asked);
  CHECK(lookups == 2);
  f.until([&] { return f.clock.waiting() == 0; });
}

TEST_CASE("all addresses together have the time to connect, and the error says what became of each") {
  many_addresses h({answer::refuse, answer::silence, answer::silence});
  CHECK(h.clock.waiting() == 2);
  h.advance(250ms);
  CHECK(h.clock.waiting() == 1);  // the limit: there is no further address to be asked
  h.advance(9749ms);
  CHECK_FALSE(h.it->done());
  h.advance(1ms);
  const http::error e = h.it->failure();
  CHECK(e.timed_out());
  CHECK(e.phase() == http::phase::connect);
  CHECK(std::string(e.what()) == "no connection to " + h.place() +
                                     " after 10.0 s: 127.0.0.1: Connection refused; 127.0.0.2: no answer; 127.0.0.3: no answer");
  CHECK(h.sockets() == 0);
  CHECK(h.clock.waiting() == 0);
}

TEST_CASE("an address whose turn did not come is said to be so") {
  many_addresses h({answer::silence, answer::silence, answer::silence}, http::client_options().connect_timeout(499ms));
  h.advance(499ms);
  CHECK(std::string(h.it->failure().what())
            .ends_with(" after 499 ms: 127.0.0.1: no answer; 127.0.0.2: no answer; 127.0.0.3: not asked"));
}

TEST_CASE("a call that is cancelled while any number of addresses is asked leaves no socket and no timer") {
  for (std::size_t asked = 1; asked <= 3; ++asked) {
    CAPTURE(asked);
    many_addresses h({answer::silence, answer::silence, answer::silence});
    for (std::size_t i = 1; i < asked; ++i) h.advance(250ms);
    CHECK(h.sockets() == asked);
    h.it->cancel();
    support::run_until(*h.context, [&] { return h.it->done(); });
    CHECK_THROWS_AS(h.it->get(), asio::system_error);
    CHECK(h.sockets() == 0);
    CHECK(h.client->stats().open == 0);
    support::run_until(*h.context, [&] { return h.clock.waiting() == 0; });
  }
}

TEST_CASE("so does an io_context that is destroyed, with the client gone before it or not") {
  for (const bool client_first : {true, false}) {
    for (std::size_t asked = 1; asked <= 3; ++asked) {
      CAPTURE(asked);
      const int before = support::open_descriptors();
      many_addresses h({answer::silence, answer::silence, answer::silence});
      for (std::size_t i = 1; i < asked; ++i) h.advance(250ms);
      CHECK(h.sockets() == asked);
      h.acceptors.clear();
      h.fillers.clear();
      if (client_first) h.client.reset();
      h.settle();
      CHECK_FALSE(h.it->done());
      h.client.reset();
      h.context.reset();
      CHECK(support::open_descriptors() == before);
      CHECK(h.clock.waiting() == 0);
    }
  }
}
