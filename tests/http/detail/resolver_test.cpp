// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/http/detail/resolver.hpp, and lookup_threads.hpp with it.
#include <sheaf/http/detail/resolver.hpp>

#include "support/descriptors.hpp"
#include "support/run.hpp"
#include "support/run_until.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <latch>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace detail = sheaf::http::detail;
using namespace std::chrono_literals;
using addresses = std::vector<asio::ip::address>;

namespace {

asio::ip::address ip(const char* text) { return asio::ip::make_address(text); }

struct answer {
  asio::error_code interrupted;
  addresses found;
  std::string failure;
};

asio::awaitable<answer> ask(detail::resolver& resolver, std::string host) {
  const auto pending = resolver.look_up(co_await asio::this_coro::executor, host);
  answer a;
  a.interrupted = co_await pending->wait();
  a.found = pending->addresses();
  a.failure = pending->failure();
  co_return a;
}

// Look-ups that wait to be allowed. The threads that make them may outlive a test, so what they touch is shared.
struct gate {
  std::promise<void> opened;
  std::shared_future<void> open = opened.get_future().share();
  std::atomic<int> calls = 0;
  std::atomic<int> ended = 0;
};

sheaf::http::lookup_function behind(std::shared_ptr<gate> g) {
  return [g](const std::string&) -> addresses {
    ++g->calls;
    g->open.wait();
    ++g->ended;
    return {ip("192.0.2.1")};
  };
}

void wait_for(const std::atomic<int>& count, int value) {
  while (count < value) std::this_thread::yield();
}

const sheaf::time_point noon{1000h};

}  // namespace

TEST_CASE("families are tried in turn, each in its order, beginning with the first address's") {
  const addresses mixed = {ip("::1"), ip("::2"), ip("::3"), ip("192.0.2.1"), ip("192.0.2.2")};
  CHECK(detail::interleaved(mixed) == addresses{ip("::1"), ip("192.0.2.1"), ip("::2"), ip("192.0.2.2"), ip("::3")});
  const addresses four = {ip("192.0.2.1"), ip("192.0.2.2"), ip("::1")};
  CHECK(detail::interleaved(four) == addresses{ip("192.0.2.1"), ip("::1"), ip("192.0.2.2")});
  CHECK(detail::interleaved({}).empty());
}

TEST_CASE("a literal needs no look-up") {
  detail::resolver resolver([](const std::string&) -> addresses { throw std::logic_error("asked"); });
  CHECK(resolver.known("127.0.0.1", noon) == addresses{ip("127.0.0.1")});
  CHECK(resolver.known("::1", noon) == addresses{ip("::1")});
  CHECK(resolver.known("nova.example", noon).empty());
}

TEST_CASE("the system knows localhost") {
  detail::resolver resolver(sheaf::http::system_lookup);
  const answer a = run(ask(resolver, "localhost"));
  REQUIRE_FALSE(a.found.empty());
  CHECK(a.found.front().is_loopback());
}

TEST_CASE("the system says why a name has no address") {
  detail::resolver resolver(sheaf::http::system_lookup);
  const answer a = run(ask(resolver, "no such name"));  // a space: refused before any server is asked
  CHECK(a.found.empty());
  CHECK_FALSE(a.failure.empty());
}

TEST_CASE("what a look-up throws is its failure") {
  detail::resolver resolver([](const std::string& host) -> addresses { throw std::runtime_error("no " + host); });
  const answer a = run(ask(resolver, "nova.example"));
  CHECK(a.found.empty());
  CHECK(a.failure == "no nova.example");
}

TEST_CASE("an answer is remembered for ten seconds") {
  detail::resolver resolver(sheaf::http::system_lookup);
  resolver.remember("nova.example", {ip("192.0.2.7")}, noon);
  CHECK(resolver.known("nova.example", noon + 9s) == addresses{ip("192.0.2.7")});
  CHECK(resolver.known("nova.example", noon + 10s).empty());
  resolver.remember("nova.example", {ip("192.0.2.7")}, noon);
  resolver.forget("nova.example");
  CHECK(resolver.known("nova.example", noon).empty());
}

TEST_CASE("callers that ask for one name share its look-up, and the loop runs meanwhile") {
  const auto g = std::make_shared<gate>();
  detail::resolver resolver(behind(g));
  asio::io_context context{1};
  support::spawned<answer> out[3];
  for (auto& o : out) support::spawn(context, ask(resolver, "nova.example"), o);
  context.poll();
  wait_for(g->calls, 1);
  context.poll();
  CHECK_FALSE(out[0].done);
  g->opened.set_value();
  support::run_until(context, [&] { return out[0].done && out[1].done && out[2].done; });
  for (auto& o : out) CHECK(o.get().found == addresses{ip("192.0.2.1")});
  CHECK(g->calls == 1);
}

TEST_CASE("many names at once are all found, two at a time") {
  const auto g = std::make_shared<gate>();
  detail::resolver resolver(behind(g));
  asio::io_context context{1};
  std::vector<support::spawned<answer>> out(40);
  for (std::size_t i = 0; i < out.size(); ++i) support::spawn(context, ask(resolver, "host" + std::to_string(i)), out[i]);
  context.poll();
  wait_for(g->calls, 2);
  CHECK(g->calls == 2);
  g->opened.set_value();
  context.run();
  for (auto& o : out) CHECK(o.get().found == addresses{ip("192.0.2.1")});
  CHECK(g->calls == 40);
}

TEST_CASE("a caller that is cancelled leaves a look-up that hangs, and the next one gets its answer") {
  const int before = support::open_descriptors();
  const auto g = std::make_shared<gate>();
  {
    detail::resolver resolver(behind(g));
    asio::io_context context{1};
    asio::cancellation_signal signal;
    support::spawned<answer> out, next;
    support::spawn(context, ask(resolver, "nova.example"), out,
                   signal.slot());
    context.poll();
    wait_for(g->calls, 1);
    signal.emit(asio::cancellation_type::terminal);
    context.run();
    REQUIRE(out.done);
    support::spawn(context, ask(resolver, "nova.example"), next);
    context.restart();
    context.poll();
    g->opened.set_value();
    context.run();
    CHECK(next.get().found == addresses{ip("192.0.2.1")});
    CHECK(g->calls == 1);
  }
  wait_for(g->ended, 1);
  CHECK(support::open_descriptors() <= before);
}

TEST_CASE("a look-up that everybody has left before it began is never made") {
  const auto g = std::make_shared<gate>();
  detail::resolver resolver(behind(g));
  asio::io_context context{1};
  support::spawned<answer> a, b, left, last;
  asio::cancellation_signal signal;
  support::spawn(context, ask(resolver, "a"), a);
  support::spawn(context, ask(resolver, "b"), b);
  context.poll();
  wait_for(g->calls, 2);
  support::spawn(context, ask(resolver, "left"), left, signal.slot());
  context.poll();
  signal.emit(asio::cancellation_type::terminal);
  support::spawn(context, ask(resolver, "last"), last);
  context.poll();
  g->opened.set_value();
  context.run();
  CHECK(last.get().found.size() == 1);
  CHECK(g->calls == 3);
}

TEST_CASE("an io_context and its resolver can be destroyed while a look-up hangs") {
  const int before = support::open_descriptors();
  const auto g = std::make_shared<gate>();
  {
    auto resolver = std::make_unique<detail::resolver>(behind(g));
    auto context = std::make_unique<asio::io_context>(1);
    support::spawned<answer> out;
    support::spawn(*context, ask(*resolver, "nova.example"), out);
    context->poll();
    wait_for(g->calls, 1);
    context.reset();
    resolver.reset();
    CHECK_FALSE(out.done);
  }
  CHECK(g->ended == 0);  // so nothing waited for it
  g->opened.set_value();
  wait_for(g->ended, 1);
  while (support::open_descriptors() > before) std::this_thread::yield();
}

TEST_CASE("an io_context that promised to be used by one thread and takes no locks will do") {
  detail::resolver resolver(sheaf::http::system_lookup);
  asio::io_context context{ASIO_CONCURRENCY_HINT_UNSAFE};
  CHECK_FALSE(run_on(context, ask(resolver, "localhost")).found.empty());
}
