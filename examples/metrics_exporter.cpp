// SPDX-License-Identifier: MIT
//
// A Prometheus exporter for OpenStack. Each scrape asks for all lists at once, so that it takes as long as the slowest
// of them; what a service does not give is missing from the scrape and named in openstack_up, and everything else is
// there.
//
//   $ ./metrics_exporter --simulate
//   http://127.0.0.1:9183/metrics
//   $ curl -s http://127.0.0.1:9183/metrics | grep '^openstack_servers'
//   openstack_servers{status="ACTIVE"} 14
//   openstack_servers{status="PAUSED"} 2
//   openstack_servers{status="SHUTOFF"} 2
//   openstack_servers{status="SUSPENDED"} 2
#include <sheaf/sheaf.hpp>

#include <asio/signal_set.hpp>

#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

namespace http = sheaf::http;
namespace json = sheaf::json;
namespace openstack = sheaf::openstack;
namespace rest = sheaf::rest;
namespace testing = sheaf::testing;

// ---- what is asked for: of most rows the status alone, which is all that neutron sends then ----

struct thing {
  std::string status;
  static constexpr auto fields() { return std::tuple{json::maybe("status", &thing::status)}; }
};

struct sized_thing {
  std::string status;
  std::optional<double> size;
  static constexpr auto fields() {
    return std::tuple{json::maybe("status", &sized_thing::status), json::maybe("size", &sized_thing::size)};
  }
};

auto everything(bool all_projects) {
  auto servers = openstack::compute::servers.as<thing>();
  auto volumes = openstack::block_storage::volumes.as<sized_thing>();
  if (all_projects) {
    servers = servers.with("all_tenants", "1");
    volumes = volumes.with("all_tenants", "1");
  }
  return rest::resources(servers, openstack::compute::hypervisors,
                         openstack::compute::absolute_limits.named("compute_limits"),
                         openstack::image::images.as<sized_thing>(), openstack::network::networks.as<thing>(),
                         openstack::network::ports.as<thing>(), openstack::network::floating_ips.as<thing>(), volumes,
                         openstack::block_storage::absolute_limits.named("volume_limits"));
}

// ---- Prometheus's text format, version 0.0.4 ----

class metrics_text {
 public:
  using labels = std::vector<std::pair<std::string_view, std::string_view>>;

  /// Begins a family; all its samples follow.
  void gauge(std::string_view name, std::string_view help) {
    name_ = name;
    text_.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ").append(name).append(" gauge\n");
  }
  void sample(const labels& with, double value) {
    text_ += name_;
    char before = '{';
    for (const auto& [name, text] : with) {
      ((text_ += before) += name) += "=\"";
      for (const char c : text) {
        if (c == '\n') {
          text_ += "\\n";
        } else {
          if (c == '\\' || c == '"') text_ += '\\';
          text_ += c;
        }
      }
      text_ += '"';
      before = ',';
    }
    if (before == ',') text_ += '}';
    char digits[40];
    (text_ += ' ').append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr) += '\n';
  }
  [[nodiscard]] std::string take() && { return std::move(text_); }

 private:
  std::string text_;
  std::string_view name_;
};

double seconds(sheaf::duration d) { return std::chrono::duration<double>(d).count(); }

// How many rows there are of each status.
template <class List>
void count(metrics_text& out, std::string_view name, std::string_view help, const List& list) {
  if (!list) return;
  std::map<std::string_view, double> of;
  for (const auto& row : list) ++of[row.status];
  out.gauge(name, help);
  for (const auto& [status, rows] : of) out.sample({{"status", status}}, rows);
}

template <class List>
void sum(metrics_text& out, std::string_view name, std::string_view help, const List& list, double unit) {
  if (!list) return;
  double bytes = 0;
  for (const auto& row : list) bytes += row.size.value_or(0) * unit;
  out.gauge(name, help);
  out.sample({}, bytes);
}

using hypervisor_list = rest::listing<openstack::compute::hypervisor>;

void hypervisor_gauge(metrics_text& out, std::string_view name, std::string_view help, const hypervisor_list& list,
                      std::optional<std::int64_t> openstack::compute::hypervisor::*member, double unit = 1) {
  if (!list) return;
  out.gauge(name, help);
  for (const auto& h : list) {
    if (h.*member) out.sample({{"hypervisor", h.hostname}}, static_cast<double>(*(h.*member)) * unit);
  }
}

// What the project may use, where that is limited, and what it uses.
using limit_of = std::tuple<std::string_view, std::optional<std::int64_t>, std::optional<std::int64_t>>;
void limits(metrics_text& out, const std::vector<limit_of>& all) {
  out.gauge("openstack_quota", "What the exporter's project may use; no sample where that is not limited.");
  for (const auto& [resource, most, used] : all) {
    if (most && *most >= 0) out.sample({{"resource", resource}}, static_cast<double>(*most));
  }
  out.gauge("openstack_quota_used", "What it uses.");
  for (const auto& [resource, most, used] : all) {
    if (used) out.sample({{"resource", resource}}, static_cast<double>(*used));
  }
}

template <class Merged>
std::string metrics(const Merged& all) {
  const auto& [servers, hypervisors, compute, images, networks, ports, floating_ips, volumes, storage] = all;
  using openstack::compute::hypervisor;
  constexpr double mib = 1024.0 * 1024, gib = 1024 * mib;
  metrics_text out;
  out.gauge("openstack_up", "1 where a list could be had whole.");
  for (const rest::part* list : all.parts()) out.sample({{"list", list->name()}}, *list ? 1 : 0);
  out.gauge("openstack_list_duration_seconds", "How long a list took, all of its pages.");
  for (const rest::part* list : all.parts()) out.sample({{"list", list->name()}}, seconds(list->timing().took));
  out.gauge("openstack_scrape_duration_seconds", "How long all lists took together.");
  out.sample({}, seconds(all.took()));

  count(out, "openstack_servers", "Servers by status.", servers);
  count(out, "openstack_images", "Images by status.", images);
  count(out, "openstack_networks", "Networks by status.", networks);
  count(out, "openstack_ports", "Ports by status.", ports);
  count(out, "openstack_floating_ips", "Floating IPs by status.", floating_ips);
  count(out, "openstack_volumes", "Volumes by status.", volumes);
  sum(out, "openstack_image_bytes", "Size of all images.", images, 1);
  sum(out, "openstack_volume_bytes", "Size of all volumes.", volumes, gib);
  hypervisor_gauge(out, "openstack_hypervisor_vcpus", "Processors of a hypervisor.", hypervisors, &hypervisor::vcpus);
  hypervisor_gauge(out, "openstack_hypervisor_vcpus_used", "Processors given to its servers.", hypervisors,
                   &hypervisor::vcpus_used);
  hypervisor_gauge(out, "openstack_hypervisor_memory_bytes", "Memory of a hypervisor.", hypervisors,
                   &hypervisor::memory_mib, mib);
  hypervisor_gauge(out, "openstack_hypervisor_memory_used_bytes", "Memory given to its servers.", hypervisors,
                   &hypervisor::memory_mib_used, mib);
  hypervisor_gauge(out, "openstack_hypervisor_servers", "Servers of a hypervisor.", hypervisors,
                   &hypervisor::running_vms);
  std::vector<limit_of> quotas;
  for (const auto& l : compute) {
    quotas.emplace_back("instances", l.max_instances, l.instances_used);
    quotas.emplace_back("cores", l.max_cores, l.cores_used);
    quotas.emplace_back("ram_mib", l.max_ram_mib, l.ram_mib_used);
  }
  for (const auto& l : storage) {
    quotas.emplace_back("volumes", l.max_volumes, l.volumes_used);
    quotas.emplace_back("snapshots", l.max_snapshots, l.snapshots_used);
    quotas.emplace_back("volume_gib", l.max_volume_gib, l.gib_used);
  }
  if (!quotas.empty()) limits(out, quotas);
  return std::move(out).take();
}

// ---- serving it ----

struct settings {
  settings() noexcept {}
  std::string address = "127.0.0.1";
  std::uint16_t port = 9183;
  unsigned timeout = 10;
  bool all_projects = false, simulate = false, once = false, help = false;
};

asio::awaitable<http::server_response> answer(openstack::cloud from, settings wanted, http::server_request request) {
  if (request.path() != "/metrics") co_return http::server_response::text("Not here. There is /metrics.\n", 404);
  if (request.method() != "GET") co_return http::server_response::text("Only GET.\n", 405).header("Allow", "GET");
  auto fetching =
      from.fetch(everything(wanted.all_projects), rest::fetch_options().timeout(std::chrono::seconds(wanted.timeout)));
  const auto all = co_await std::move(fetching);
  for (const auto& problem : all.problems()) std::fprintf(stderr, "%s\n", problem.message.c_str());
  co_return http::server_response::with("text/plain; version=0.0.4; charset=utf-8", metrics(all));
}

// A cloud on a thread of its own.
class simulation {
 public:
  simulation()
      : cloud_(context_.get_executor(), testing::simulated_cloud_options().servers(20).ports(60)),
        thread_([this] { context_.run(); }) {}
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
  asio::io_context context_{1};
  testing::simulated_cloud cloud_;
  std::thread thread_;
};

template <class N>
N number(std::string_view option, std::string_view text, N least, N most) {
  N value{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem == std::errc() && end == text.data() + text.size() && value >= least && value <= most) return value;
  throw std::invalid_argument(std::string(option) + " takes a number from " + std::to_string(least) + " to " +
                              std::to_string(most) + ", not \"" + std::string(text) + '"');
}

settings parse(int argc, char** argv) {
  settings out;
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    const auto value = [&]() -> std::string_view {
      if (++i == argc) throw std::invalid_argument(std::string(option) + " must be followed by a value");
      return argv[i];
    };
    if (option == "--address") {
      out.address = value();
    } else if (option == "--port") {
      out.port = number<std::uint16_t>(option, value(), 0, 65535);
    } else if (option == "--timeout") {
      out.timeout = number<unsigned>(option, value(), 1, 3600);
    } else if (option == "--all-projects") {
      out.all_projects = true;
    } else if (option == "--simulate") {
      out.simulate = true;
    } else if (option == "--once") {
      out.once = true;
    } else if (option == "--help") {
      out.help = true;
    } else {
      throw std::invalid_argument("there is no option " + std::string(option) + "; --help names those there are");
    }
  }
  return out;
}

constexpr const char* usage =
    "usage: metrics_exporter [--address IP] [--port N] [--timeout SECONDS] [--all-projects] [--simulate] [--once]\n"
    "  --address IP       where to listen; default 127.0.0.1\n"
    "  --port N           default 9183; 0 takes a free one\n"
    "  --timeout SECONDS  how long a scrape may take; default 10, as Prometheus waits\n"
    "  --all-projects     the servers and volumes of all projects, where the OS_* variables name an administrator\n"
    "  --simulate         a cloud within this program instead of the one that the OS_* variables name\n"
    "  --once             scrapes itself once, prints that, and ends\n";

asio::awaitable<void> scrape(http::client client, std::string url) {
  auto sending = client.send(http::request::get(url));
  const http::response page = co_await std::move(sending);
  std::fwrite(page.text().data(), 1, page.text().size(), stdout);
  if (!page.ok()) throw std::runtime_error("the scrape is answered with " + std::to_string(page.status()));
}

void serve(const settings& wanted) {
  std::optional<simulation> simulated;
  if (wanted.simulate) simulated.emplace();
  asio::io_context loop{1};
  const openstack::cloud cloud(loop.get_executor(),
                               simulated ? simulated->credentials() : openstack::credentials::from_environment());
  const http::server server(
      loop.get_executor(), [&](http::server_request request) { return answer(cloud, wanted, std::move(request)); },
      http::server_options().address(wanted.address).port(wanted.port));
  const bool v6 = wanted.address.find(':') != std::string::npos;
  const std::string url =
      "http://" + (v6 ? '[' + wanted.address + ']' : wanted.address) + ':' + std::to_string(server.port()) + "/metrics";
  if (wanted.once) {
    asio::co_spawn(loop, scrape(http::client(loop.get_executor()), url), [&](std::exception_ptr error) {
      if (error) std::rethrow_exception(error);
      loop.stop();
    });
    loop.run();
    return;
  }
  std::printf("%s\n", url.c_str());
  std::fflush(stdout);
  asio::signal_set interrupted(loop, SIGINT, SIGTERM);
  interrupted.async_wait([&](const asio::error_code& error, int) {
    if (!error) loop.stop();
  });
  loop.run();
}

int main(int argc, char** argv) {
  try {
    const settings wanted = parse(argc, argv);
    if (wanted.help) return std::fputs(usage, stdout), 0;
    serve(wanted);
  } catch (const std::invalid_argument& error) {
    return std::fprintf(stderr, "metrics_exporter: %s\n", error.what()), 2;
  } catch (const openstack::configuration_error& error) {
    return std::fprintf(stderr, "metrics_exporter: %s, or use --simulate\n", error.what()), 2;
  } catch (const std::exception& error) {
    return std::fprintf(stderr, "metrics_exporter: %s\n", error.what()), 1;
  }
}
