// SPDX-License-Identifier: MIT
//
// hedge_tail: what hedging does to the slowest of many calls, simulated on virtual time through sheaf::hedge itself.
//
//   $ hedge_tail WIDTH ROUNDS ATTEMPTS [BURST [SEED]]
//
// A call takes 0.9 to 1.1 ms, and 100 ms once in a hundred. WIDTH of them are gathered, ROUNDS times, each hedged with up to
// ATTEMPTS tries, begun twice the observed p95 apart, under a budget of 5 % with a burst of BURST,
// 10 unless said. One line: the quantiles of the
// whole gather in ms, the tries beyond one a call, and beside them what the closed form says.
#include <sheaf/gather.hpp>
#include <sheaf/hedge.hpp>
#include <sheaf/testing/manual_time.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

using namespace std::chrono_literals;

namespace {

constexpr double slow_share = 0.01;

struct simulation {
  sheaf::testing::manual_time clock;  // outlives the context, whose waits are set on it
  asio::io_context context{1};
  std::mt19937_64 random;
  std::uint64_t tries = 0;

  sheaf::duration latency() {
    constexpr double to_unit = 1.0 / static_cast<double>(1ULL << 53);
    const double body = static_cast<double>(random() >> 11) * to_unit;
    if (static_cast<double>(random() >> 11) * to_unit < slow_share) return 100ms;
    return std::chrono::nanoseconds(static_cast<std::int64_t>(900'000 + 200'000 * body));
  }

  asio::awaitable<void> call() {
    ++tries;
    sheaf::detail::timer wait(co_await asio::this_coro::executor, &clock);
    co_await wait.wait_until(clock.now() + latency());
  }

  // Runs until nobody waits.
  void run() {
    while (true) {
      context.restart();
      context.poll();
      const auto next = clock.next();
      if (!next) return;
      clock.advance_to(*next);
    }
  }
};

asio::awaitable<void> round(simulation& s, int width, sheaf::hedge_policy policy, double& took) {
  const auto begin = s.clock.now();
  auto make = [&s] { return s.call(); };
  std::vector<asio::awaitable<void>> calls;
  calls.reserve(static_cast<std::size_t>(width));
  for (int i = 0; i != width; ++i) calls.push_back(sheaf::hedge(policy, make));
  co_await sheaf::gather(std::move(calls));
  took = std::chrono::duration<double, std::milli>(s.clock.now() - begin).count();
}

double quantile(const std::vector<double>& sorted, double q) {
  return sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(q * static_cast<double>(sorted.size())))];
}

/// The quantile q of the slowest of `width` calls with up to `attempts` tries, `delay` ms apart, without a budget: a call whose
/// first k tries are slow is answered k delays after its start by the next, and after 100 ms when all are.
double closed_form(double q, double width, int attempts, double delay) {
  // P(call > t) steps: the bodies are so narrow that their spread counts only at the top of the last step.
  const double allowed = 1 - std::pow(q, 1 / width);
  double share = 1;
  for (int k = 0; k != attempts; ++k) {
    const double next = share * slow_share;
    if (next <= allowed) {
      // Within this step: the slowest body of those tries, uniform in 0.9 to 1.1.
      return k * delay + 1.1 - 0.2 * std::min(1.0, (allowed - next) / (share * (1 - slow_share)));
    }
    share = next;
  }
  return 100;
}

}  // namespace

int main(int count, char** values) {
  if (count < 4) {
    std::fprintf(stderr, "usage: hedge_tail WIDTH ROUNDS ATTEMPTS [BURST [SEED]]\n");
    return 2;
  }
  const int width = std::atoi(values[1]);
  const int rounds = std::atoi(values[2]);
  const int attempts = std::atoi(values[3]);
  simulation s;
  const double burst = count > 4 ? std::atof(values[4]) : 10;
  s.random.seed(count > 5 ? std::strtoull(values[5], nullptr, 10) : 1);

  const sheaf::latencies seen;
  const sheaf::hedge_budget budget(0.05, burst);
  const auto policy = sheaf::hedge_policy().attempts(attempts).delay(seen, 0.95, 2).budget(budget).time(&s.clock);
  std::vector<double> all(static_cast<std::size_t>(rounds));
  auto rounds_of = [&]() -> asio::awaitable<void> {
    for (double& took : all) co_await round(s, width, policy, took);
  };
  asio::co_spawn(s.context, rounds_of(), asio::detached);
  s.run();
  std::sort(all.begin(), all.end());

  const double delay = std::chrono::duration<double, std::milli>(seen.quantile(0.95)).count() * 2;
  const double calls = static_cast<double>(width) * rounds;
  std::printf("%6d-way x %-8d attempts %d burst %4.0f  p50 %7.3f (%7.3f)  p99 %7.3f (%7.3f)  p99.9 %7.3f (%7.3f)  extra %.3f %% (%.3f)\n", width,
              rounds, attempts, burst, quantile(all, 0.5), closed_form(0.5, width, attempts, delay), quantile(all, 0.99),
              closed_form(0.99, width, attempts, delay), quantile(all, 0.999), closed_form(0.999, width, attempts, delay),
              100 * (static_cast<double>(s.tries) - calls) / calls,
              attempts == 1 ? 0.0 : 100 * (slow_share + (attempts > 2 ? slow_share * slow_share : 0)));
}
