// SPDX-License-Identifier: MIT
//
// What it saves to ask a real neutron for two members of its ports and not for all:
//
//   port_projection RUNS
//
// The cloud is the one that the OS_* variables or clouds.yaml name. Lists its ports RUNS times in turn, with all
// members that neutron has, with those of network::port, and by as<>() with id and name, and prints the medians. Ends
// with 1 where the last takes half of the first or more, and with 77 and the reason where no cloud is named.
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
namespace rest = sheaf::rest;
using milliseconds = std::chrono::duration<double, std::milli>;

struct name_of_port {
  std::string id, name;
  static constexpr auto fields() {
    using namespace sheaf::json;
    return std::tuple{field("id", &name_of_port::id), maybe("name", &name_of_port::name)};
  }
};

// The list as neutron gives it where nobody names members.
constexpr rest::resource<openstack::network::port> whole_ports{
    .service = "network", .path = "/ports", .key = "ports", .paging = rest::paging::linked("ports_links")};

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

template <class T>
asio::awaitable<void> read(openstack::cloud from, rest::query<T> what, measured& into) {
  const auto begin = std::chrono::steady_clock::now();
  auto reading = from.list(what);
  const auto all = co_await std::move(reading);
  into.ms.push_back(milliseconds(std::chrono::steady_clock::now() - begin).count());
  into.rows = all.size();
  into.bytes = all.timing().bytes;
}

struct measurements {
  measured whole, records, names;
};

asio::awaitable<void> measure(openstack::cloud from, int runs, measurements& into) {
  const auto& ports = openstack::network::ports;
  auto sign_in = from.list(ports.first(1));
  (void)co_await std::move(sign_in);
  const auto ids_and_names = ports.as<name_of_port>();
  for (int i = 0; i != runs; ++i) {
    auto first = read(from, rest::query(whole_ports), into.whole);
    co_await std::move(first);
    auto second = read(from, rest::query(ports), into.records);
    co_await std::move(second);
    auto third = read(from, ids_and_names, into.names);
    co_await std::move(third);
  }
}

void tell(const char* what, const measured& one) {
  std::printf("%-12s %8.1f ms %9zu bytes\n", what, one.median(), one.bytes);
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = argc == 2 ? std::atoi(argv[1]) : 0;
  if (runs < 1) return std::fputs("usage: port_projection RUNS\n", stderr), 2;
  try {
    asio::io_context loop{1};
    const openstack::cloud cloud(loop.get_executor(), openstack::credentials::from_environment());
    measurements m;
    asio::co_spawn(loop, measure(cloud, runs, m), [](std::exception_ptr error) {
      if (error) std::rethrow_exception(error);
    });
    loop.run();
    std::printf("%zu ports, %d times in turn, medians:\n", m.whole.rows, runs);
    tell("all members", m.whole);
    tell("records", m.records);
    tell("id and name", m.names);
    const double ratio = m.names.median() / m.whole.median();
    const bool met = ratio < 0.5 && m.whole.rows == m.names.rows;
    std::printf(
        "%s: id and name take %.2f of the time of the whole list, less than 0.50 wanted; %.2f of that of records\n",
        met ? "met" : "**missed**", ratio, m.names.median() / m.records.median());
    return met ? 0 : 1;
  } catch (const openstack::configuration_error& e) {
    return std::fprintf(stderr, "skipped, as no cloud is named: %s\n", e.what()), 77;
  } catch (const std::exception& e) {
    return std::fprintf(stderr, "port_projection: %s\n", e.what()), 1;
  }
}
