// SPDX-License-Identifier: MIT
//
// An OpenStack to try things on, in a process of its own, until Ctrl-C:
//
//   $ ./simulated_cloud --servers 1000 --latency servers=120 --latency ports=80 > env &
//   $ eval "$(cat env)"      # OS_AUTH_URL and the rest now lead there
#include <sheaf/testing/simulated_cloud.hpp>

#include <asio/signal_set.hpp>

#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>

namespace testing = sheaf::testing;

constexpr const char* usage =
    "usage: simulated_cloud [--servers N] [--flavors N] [--images N] [--networks N] [--ports N] [--floating-ips N]\n"
    "                       [--latency LIST=MS]... [--keep-alive] [--base-port N] [--seed N] [--address IP] [--tls "
    "CERT KEY]\n"
    "                       [--rows N] [--replay FOLDER] [--recorded-latency]\n"
    "Prints `export OS_...` lines and serves until Ctrl-C. LIST: token servers flavors images networks ports floatingips,\n"
    "or SERVICE/LIST, as block-storage/volumes. --rows: of every list that has no option of its own. --replay: the answers\n"
    "that a recorder wrote, and no others.\n";

// Throws std::invalid_argument with what would be right.
template <class N>
N number(std::string_view option, std::string_view text) {
  N value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && value >= 0) return value;
  throw std::invalid_argument(std::string(option) + " takes a number from 0 to " +
                              std::to_string(std::numeric_limits<N>::max()) + ", not \"" + std::string(text) + '"');
}

// For a shell: nothing inside single quotes means anything but the single quote.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + '\'';
}

testing::simulated_cloud_options parse(int argc, char** argv) {
  testing::simulated_cloud_options options;
  for (int i = 1; i != argc; ++i) {
    const std::string_view option = argv[i];
    const auto next = [&](const char* what) -> std::string_view {
      if (++i == argc) throw std::invalid_argument(std::string(option) + " must be followed by " + what);
      return argv[i];
    };
    const auto count = [&] { return number<std::uint32_t>(option, next("a number")); };
    if (option == "--servers") {
      options = options.servers(count());
    } else if (option == "--flavors") {
      options = options.flavors(count());
    } else if (option == "--images") {
      options = options.images(count());
    } else if (option == "--networks") {
      options = options.networks(count());
    } else if (option == "--ports") {
      options = options.ports(count());
    } else if (option == "--floating-ips") {
      options = options.floating_ips(count());
    } else if (option == "--rows") {
      options = options.rows(count());
    } else if (option == "--replay") {
      options = options.replay(std::string(next("a folder of recorded answers")));
    } else if (option == "--recorded-latency") {
      options = options.recorded_latency();
    } else if (option == "--seed") {
      options = options.seed(count());
    } else if (option == "--keep-alive") {
      options = options.keep_alive();
    } else if (option == "--base-port") {
      options = options.base_port(number<std::uint16_t>(option, next("a port")));
    } else if (option == "--address") {
      options = options.address(std::string(next("an IP address")));
    } else if (option == "--tls") {
      std::string certificate{next("a certificate file and a key file")};
      options = options.tls(std::move(certificate), std::string(next("a certificate file and a key file")));
    } else if (option == "--latency") {
      const std::string_view text = next("LIST=MS, as in servers=120");
      const std::size_t equals = text.find('=');
      if (equals == text.npos)
        throw std::invalid_argument("--latency takes LIST=MS, as in servers=120, not \"" + std::string(text) + '"');
      const auto milliseconds = number<int>("--latency", text.substr(equals + 1));
      options = options.latency(text.substr(0, equals), std::chrono::milliseconds(milliseconds));
    } else {
      throw std::invalid_argument("there is no option " + std::string(option) + "; --help names those there are");
    }
  }
  return options;
}

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "--help") return std::fputs(usage, stdout), 0;
  testing::simulated_cloud_options options;
  try {
    options = parse(argc, argv);
  } catch (const std::invalid_argument& error) {
    return std::fprintf(stderr, "simulated_cloud: %s\n", error.what()), 2;
  }
  try {
    asio::io_context context{1};
    testing::simulated_cloud cloud{context.get_executor(), options};
    std::string lines;
    for (const auto& [name, value] : cloud.environment()) lines += "export " + name + '=' + quoted(value) + '\n';
    std::fputs(lines.c_str(), stdout);
    std::fflush(stdout);
    asio::signal_set ended{context, SIGINT, SIGTERM};
    ended.async_wait([&](const asio::error_code&, int) { cloud.stop(); });
    context.run();
  } catch (const std::exception& error) {
    return std::fprintf(stderr, "simulated_cloud: %s\n", error.what()), 1;
  }
}
