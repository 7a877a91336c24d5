// SPDX-License-Identifier: MIT
//
// What it saves to ask a real neutron for two members of its ports and not for all:
//
//   port_projection RUNS
//
// The cloud is the one that the OS_* variables or clouds.yaml name. Lists its ports into network::port and, by as<>(), into id and
// name, RUNS times in turn, and prints the medians. Ends with 1 where the second takes half of the first or more, and with 77 and
// the reason where no cloud is named.
#include <sheaf/openstack/cloud.hpp>
#include <sheaf/openstack/services/network/ports.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace {

namespace openstack = sheaf::openstack;
using milliseconds = std::chrono::duration<double, std::milli>;

struct name_of_port {
  std::string id, name;
  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &name_of_port::id), maybe("name", &name_of_port::name)};
  }
};

class measured {
 public:
  std::vector<double> ms;
  std::size_t rows = 0, bytes = 0;

  [[nodiscard]] double median() const {
    std::vector<double> sorted = ms;
    std::sort(sorted.begin(), sorted.end());
    return sorted.empty() ? 0 : sorted[sorted.size() / 2];
  }
};

template <class List>
asio::awaitable<void> read(openstack::cloud from, List what, measured& into) {
  const auto begin = std::chrono::steady_clock::now();
  auto reading = from.list(what);
  const auto all = co_await std::move(reading);
  into.ms.push_back(milliseconds(std::chrono::steady_clock::now() - begin).count());
  into.rows = all.size();
  into.bytes = all.timing().bytes;
}

asio::awaitable<void> measure(openstack::cloud from, int runs, measured& whole, measured& names) {
  auto sign_in = from.list(openstack::network::ports.first(1));
  (void)co_await std::move(sign_in);
  const auto ids_and_names = openstack::network::ports.as<name_of_port>();
  for (int i = 0; i != runs; ++i) {
    auto first = read(from, openstack::network::ports, whole);
    co_await std::move(first);
    auto second = read(from, ids_and_names, names);
    co_await std::move(second);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = argc == 2 ? std::atoi(argv[1]) : 0;
  if (runs < 1) return std::fputs("usage: port_projection RUNS\n", stderr), 2;
  try {
    asio::io_context loop{1};
    const openstack::cloud cloud(loop.get_executor(), openstack::credentials::from_environment());
    measured whole, names;
    asio::co_spawn(loop, measure(cloud, runs, whole, names), [](std::exception_ptr error) {
      if (error) std::rethrow_exception(error);
    });
    loop.run();
    const double ratio = names.median() / whole.median();
    std::printf("%zu ports, %d times in turn, median ms: %.1f as records (%zu bytes), %.1f as<id and name> (%zu bytes)\n", whole.rows,
                runs, whole.median(), whole.bytes, names.median(), names.bytes);
    std::printf("%s: %.2f of the time, less than 0.50 wanted\n", ratio < 0.5 ? "met" : "**missed**", ratio);
    return ratio < 0.5 && whole.rows == names.rows ? 0 : 1;
  } catch (const openstack::configuration_error& e) {
    return std::fprintf(stderr, "skipped, as no cloud is named: %s\n", e.what()), 77;
  } catch (const std::exception& e) {
    return std::fprintf(stderr, "port_projection: %s\n", e.what()), 1;
  }
}
