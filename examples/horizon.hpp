// SPDX-License-Identifier: MIT
//
// What horizon_async.cpp and horizon_sync.cpp share, which is everything but how many lists are asked for at once: the
// six lists of Horizon's instances page, the pages made of them, the routes, and the command line.

#ifndef SHEAF_EXAMPLES_HORIZON_HPP
#define SHEAF_EXAMPLES_HORIZON_HPP

#include <sheaf/sheaf.hpp>

#include <asio/signal_set.hpp>

#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace horizon {

namespace http = sheaf::http;
namespace json = sheaf::json;
namespace rest = sheaf::rest;
namespace openstack = sheaf::openstack;
namespace testing = sheaf::testing;

// ---- what is fetched ----

inline constexpr auto instances =
    rest::resources(openstack::compute::servers, openstack::compute::flavors, openstack::image::images,
                    openstack::network::networks, openstack::network::ports, openstack::network::floating_ips);

struct named {
  std::string id, name;
  static constexpr auto fields() {
    return std::tuple{json::field("id", &named::id), json::maybe("name", &named::name)};
  }
};

// A floating IP goes by its address.
struct addressed {
  std::string id, name;
  static constexpr auto fields() {
    return std::tuple{json::field("id", &addressed::id), json::maybe("floating_ip_address", &addressed::name)};
  }
};

// The same lists, of which only two members a row are read.
inline auto names() {
  return rest::resources(openstack::compute::servers.as<named>(), openstack::compute::flavors.as<named>(),
                         openstack::image::images.as<named>(), openstack::network::networks.as<named>(),
                         openstack::network::ports.as<named>(), openstack::network::floating_ips.as<addressed>());
}

// ---- what is made of it ----

inline std::string title(std::string_view list) {
  if (list == "floatingips") return "Floating IPs";
  std::string out(list);
  out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out;
}

template <class Merged>
std::string text_page(const Merged& all) {
  std::string out;
  all.each([&](const auto& list) {
    out += title(list.name()) + ':';
    if (list.error() && list.empty()) {
      out += " unavailable: " + list.message() + '\n';
      return;
    }
    out += list.error() ? " incomplete: " + list.message() + '\n' : "\n";
    for (const auto& row : list) out += "  " + row.name + '\n';
  });
  return out;
}

template <class Merged>
std::string names_page(const Merged& all) {
  std::string out = "{";
  std::string errors;
  all.each([&](const auto& list) {
    if (out.size() > 1) out += ',';
    json::write_string(out, list.name());
    out += ":[";
    for (std::size_t i = 0; i != list.size(); ++i) {
      if (i != 0) out += ',';
      const named both{list[i].id, list[i].name};
      json::write(out, both);
    }
    out += ']';
    if (list) return;
    errors += errors.empty() ? "" : ",";
    json::write_string(errors, list.name());
    errors += ':';
    json::write_string(errors, list.message());
  });
  return out + (errors.empty() ? "}" : ",\"errors\":{" + errors + "}}");
}

inline std::string milliseconds(sheaf::duration d) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", std::chrono::duration<double, std::milli>(d).count());
  return text;
}

// Server Timing (W3C): what each call took, and the page.
template <class Merged>
std::string timing(const Merged& all) {
  std::string out;
  for (const rest::part* list : all.parts()) out += list->name() + ";dur=" + milliseconds(list->timing().took) + ", ";
  return out + "total;dur=" + milliseconds(all.took());
}

// 200 with whatever could be had; 504 when nothing came in time, 502 when nothing could be had at all.
template <class Merged>
int status(const Merged& all) {
  bool some = false, late = true;
  all.each([&](const auto& list) {
    some = some || list || !list.empty() || list.status() == rest::list_status::partial;
    late = late && list.status() == rest::list_status::timed_out;
  });
  return some ? 200 : late ? 504 : 502;
}

// ---- routes ----

/// Answers with pages of any two sets of lists: `whole` for /instances.json, `named`, whose rows have an id and a name,
/// for the others.
template <class Whole, class Named>
class pages {
 public:
  pages(openstack::cloud from, rest::fetch_options how, Whole whole, Named named)
      : cloud_(std::move(from)), how_(how), whole_(std::move(whole)), named_(std::move(named)) {}

  asio::awaitable<http::server_response> operator()(http::server_request request) const {
    return answer(*this, std::move(request));
  }

 private:
  static asio::awaitable<http::server_response> answer(pages self, http::server_request request) {
    const auto path = request.path();
    const bool reads = request.method() == "GET" || request.method() == "HEAD";
    if (path == "/healthz") co_return http::server_response::text("ok\n");
    if (path != "/" && path != "/names.json" && path != "/instances.json") {
      co_return http::server_response::text("Not here. There are /, /names.json, /instances.json and /healthz.\n", 404);
    }
    if (!reads) co_return http::server_response::text("Only GET and HEAD.\n", 405).header("Allow", "GET, HEAD");
    if (path == "/instances.json") {
      const auto all = co_await self.cloud_.fetch(self.whole_, self.how_);
      co_return http::server_response::json(rest::to_json(all), status(all)).header("Server-Timing", timing(all));
    }
    const auto all = co_await self.cloud_.fetch(self.named_, self.how_);
    if (path == "/names.json") {
      co_return http::server_response::json(names_page(all), status(all)).header("Server-Timing", timing(all));
    }
    co_return http::server_response::text(text_page(all), status(all)).header("Server-Timing", timing(all));
  }

  openstack::cloud cloud_;
  rest::fetch_options how_;
  Whole whole_;
  Named named_;
};

// ---- command line ----

inline constexpr const char* usage =
    "usage: %s [--listen HOST:PORT] [--threads N] [--timeout SECONDS] [--simulate] [--demo [--once]]\n"
    "  --listen HOST:PORT  an address of this machine; default 127.0.0.1:8080, port 0 takes a free one\n"
    "  --threads N         loops, each with its own connections; default 1\n"
    "  --timeout SECONDS   how long a page may take; default 30\n"
    "  --simulate          a cloud within this program instead of the one that the OS_* variables name\n"
    "  --demo              prints the page once, and takes another port when that one is in use\n"
    "  --once              ends after that\n";

class settings {
 public:
  settings() noexcept {}
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  unsigned threads = 1;
  unsigned timeout = 30;
  bool simulate = false, demo = false, once = false, help = false;
};

template <class N>
N number(std::string_view option, std::string_view text, N least, N most) {
  N value{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem == std::errc() && end == text.data() + text.size() && value >= least && value <= most) return value;
  throw std::invalid_argument(std::string(option) + " takes a number from " + std::to_string(least) + " to " +
                              std::to_string(most) + ", not \"" + std::string(text) + '"');
}

inline settings parse(int argc, char** argv) {
  settings out;
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    const auto value = [&](const char* what) -> std::string_view {
      if (++i == argc) throw std::invalid_argument(std::string(option) + " must be followed by " + what);
      return argv[i];
    };
    if (option == "--listen") {
      const std::string_view text = value("HOST:PORT");
      const std::size_t colon = text.rfind(':');
      if (colon == text.npos)
        throw std::invalid_argument("--listen takes HOST:PORT, as in 127.0.0.1:8080, not \"" + std::string(text) + '"');
      std::string_view host = text.substr(0, colon);
      if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
      out.address = host == "localhost" ? "127.0.0.1" : std::string(host);
      out.port = number<std::uint16_t>("--listen HOST:PORT, of which PORT", text.substr(colon + 1), 0, 65535);
    } else if (option == "--threads") {
      out.threads = number<unsigned>(option, value("a number"), 1, 256);
    } else if (option == "--timeout") {
      out.timeout = number<unsigned>(option, value("a number of seconds"), 1, 3600);
    } else if (option == "--simulate") {
      out.simulate = true;
    } else if (option == "--demo") {
      out.demo = true;
    } else if (option == "--once") {
      out.demo = out.once = true;
    } else if (option == "--help") {
      out.help = true;
    } else {
      throw std::invalid_argument("there is no option " + std::string(option) + "; --help names those there are");
    }
  }
  return out;
}

// ---- running ----

// A cloud on a thread of its own, so that it takes no time from the loop that serves pages.
class simulation {
 public:
  simulation() : cloud_(context_.get_executor(), options()), thread_([this] { context_.run(); }) {}
  simulation(const simulation&) = delete;
  simulation& operator=(const simulation&) = delete;
  ~simulation() {
    context_.stop();
    thread_.join();
  }

  [[nodiscard]] openstack::credentials credentials() const {
    return openstack::credentials::from([variables = cloud_.environment()](const std::string& name) {
      std::optional<std::string> found;
      for (const auto& [key, value] : variables) {
        if (key == name) found = value;
      }
      return found;
    });
  }

 private:
  static testing::simulated_cloud_options options() {
    using std::chrono::milliseconds;
    return testing::simulated_cloud_options()
        .servers(20)
        .ports(60)
        .keep_alive()
        .latency("flavors", milliseconds(20))
        .latency("images", milliseconds(40))
        .latency("networks", milliseconds(60))
        .latency("floatingips", milliseconds(80))
        .latency("ports", milliseconds(100))
        .latency("servers", milliseconds(120));
  }

  asio::io_context context_{1};
  testing::simulated_cloud cloud_;
  std::thread thread_;
};

// One loop: its own client, its own server, and the token they all share.
class worker {
 public:
  worker(const openstack::credentials& who, const openstack::token_cache& tokens, const rest::fetch_options& how,
         const http::server_options& where)
      : cloud_(context_.get_executor(), who, openstack::cloud_options().tokens(tokens)),
        server_(context_.get_executor(), pages(cloud_, how, instances, names()), where) {}

  asio::io_context& context() { return context_; }
  [[nodiscard]] std::uint16_t port() const { return server_.port(); }

 private:
  asio::io_context context_{1};
  openstack::cloud cloud_;
  http::server server_;
};

// Asks the running server for its page as anybody would; prints it, and what its Server-Timing field says. True when
// every list is there.
inline asio::awaitable<bool> print_page(http::client client, std::string url) {
  (void)co_await client.send(http::request::get(url));  // signs in, which is not to be counted below
  const http::response page = co_await client.send(http::request::get(url));
  std::fwrite(page.text().data(), 1, page.text().size(), stdout);
  std::printf("\n");
  double sum = 0, total = 0;
  std::string_view entries = page.header("Server-Timing").value_or(std::string_view());
  while (!entries.empty()) {
    const std::string_view one = entries.substr(0, entries.find(", "));
    entries.remove_prefix(std::min(one.size() + 2, entries.size()));
    const std::size_t mark = one.find(";dur=");
    double took = 0;
    if (mark == one.npos || std::from_chars(one.data() + mark + 5, one.data() + one.size(), took).ec != std::errc())
      continue;
    if (one.starts_with("total")) {
      total = took;
    } else {
      sum += took;
      std::printf("%-14s %8.1f ms\n", std::string(one.substr(0, mark)).c_str(), took);
    }
  }
  std::printf("%-14s %8.1f ms\n%-14s %8.1f ms\n", "their sum", sum, "this page", total);
  const bool whole = page.status() == 200 && page.text().find(": unavailable: ") == std::string_view::npos &&
                     page.text().find(": incomplete: ") == std::string_view::npos;
  co_return whole;
}

// What the server tells of a handler that threw.
inline void report(std::string_view request, const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s: %s\n", std::string(request).c_str(), e.what());
  } catch (...) {
    std::fprintf(stderr, "%s: an exception that is no std::exception\n", std::string(request).c_str());
  }
}

// Listens where the settings say; with --demo on the next free port where that one is taken.
inline std::list<worker> listen(const settings& wanted, const openstack::credentials& who,
                                const rest::fetch_options& how) {
  const openstack::token_cache tokens;
  std::list<worker> workers;
  auto where =
      http::server_options().address(wanted.address).port(wanted.port).reuse_port(wanted.threads > 1).on_error(report);
  for (std::uint16_t tried = 0; workers.empty(); ++tried) {
    try {
      workers.emplace_back(who, tokens, how, where.port(static_cast<std::uint16_t>(wanted.port + tried)));
      if (tried != 0) std::printf("Port %u is in use; taking %u.\n", wanted.port, workers.front().port());
    } catch (const http::error&) {
      if (!wanted.demo || tried == 100) throw;
    }
  }
  while (workers.size() != wanted.threads) workers.emplace_back(who, tokens, how, where.port(workers.front().port()));
  return workers;
}

inline int serve(const settings& wanted, rest::fetch_options how) {
  std::optional<simulation> simulated;
  if (wanted.simulate) simulated.emplace();
  const auto who = simulated ? simulated->credentials() : openstack::credentials::from_environment();
  auto workers = listen(wanted, who, how.timeout(std::chrono::seconds(wanted.timeout)));
  const std::string url =
      (wanted.address.find(':') == std::string::npos ? "http://" + wanted.address : "http://[" + wanted.address + "]") +
      ":" + std::to_string(workers.front().port()) + "/";

  asio::io_context& first = workers.front().context();
  const auto stop = [&workers] {
    for (worker& each : workers) each.context().stop();
  };
  asio::signal_set interrupted(first, SIGINT, SIGTERM);
  interrupted.async_wait([&](const asio::error_code& error, int) {
    if (!error) stop();
  });
  int code = 0;
  if (wanted.demo) {
    asio::co_spawn(
        first, print_page(http::client(first.get_executor()), url), [&](std::exception_ptr error, bool whole) {
          if (error) std::rethrow_exception(error);
          if (!whole) code = 1;
          if (wanted.once) return stop();
          std::printf("\nServing it at %s until Ctrl-C; also names.json, instances.json and healthz.\n", url.c_str());
          std::fflush(stdout);
        });
  } else {
    std::printf("%s\n", url.c_str());
    std::fflush(stdout);
  }
  std::vector<std::thread> others;
  for (auto each = std::next(workers.begin()); each != workers.end(); ++each) {
    others.emplace_back([&context = each->context()] { context.run(); });
  }
  first.run();
  stop();
  for (std::thread& each : others) each.join();
  return wanted.once ? code : 0;
}

/// The program: 0 when it was told to end, 1 when it cannot serve (with --once: when a list is missing), 2 for a
/// command line or environment that makes no sense.
inline int run(int argc, char** argv, const char* name, const rest::fetch_options& how) {
  try {
    const settings wanted = parse(argc, argv);
    if (wanted.help) return std::printf(usage, name), 0;
    return serve(wanted, how);
  } catch (const std::invalid_argument& error) {
    std::fprintf(stderr, "%s: %s\n", name, error.what());
    return 2;
  } catch (const openstack::configuration_error& error) {
    std::fprintf(stderr, "%s: %s, or use --simulate\n", name, error.what());
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", name, error.what());
    return 1;
  }
}

}  // namespace horizon

#endif  // SHEAF_EXAMPLES_HORIZON_HPP
