// SPDX-License-Identifier: MIT
//
// What a scrape costs an exporter, which asks a whole cloud for all its lists:
//
//   exporter CAPTURED [ROUNDS]     the folder tests/data/captured; 5
//
// The cloud is a process of its own: 1,000 servers, 1,800 ports, 40 hypervisors and the other lists that exporters of metrics
// read, rows of real answers (CAPTURED) with ids of their own, in nova's pages and with neutron's `fields`. Every answer takes
// 50 ms and 0.5 ms for each of its rows. ROUNDS times, each list alone, all at once, and one after another: the medians. Ends with
// 1 where all at once take more than the slowest list alone and 5 %.
#include <sheaf/http/server.hpp>
#include <sheaf/json/read.hpp>
#include <sheaf/openstack/cloud.hpp>
#include <sheaf/openstack/services/block_storage.hpp>
#include <sheaf/openstack/services/compute.hpp>
#include <sheaf/openstack/services/identity.hpp>
#include <sheaf/openstack/services/image.hpp>
#include <sheaf/openstack/services/network.hpp>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace {

namespace http = sheaf::http;
namespace json = sheaf::json;
namespace openstack = sheaf::openstack;
namespace rest = sheaf::rest;
using clock_type = std::chrono::steady_clock;
using milliseconds = std::chrono::duration<double, std::milli>;

constexpr milliseconds per_call(50), per_row(0.5);
constexpr double goal = 1.05;

// ---- the cloud ----

struct described {
  std::string_view path, captured, key;
  std::size_t rows;
};
constexpr std::size_t page_of_nova = 1000;
constexpr std::array<described, 17> lists{{
    {"/compute/v2.1/servers/detail", "nova-servers-detail-2.79", "servers", 1000},
    {"/compute/v2.1/os-hypervisors/detail", "nova-os-hypervisors-detail-2.53", "hypervisors", 40},
    {"/compute/v2.1/os-services", "nova-os-services-2.69", "services", 46},
    {"/compute/v2.1/flavors/detail", "nova-flavors-detail-2.61", "flavors", 60},
    {"/network/v2.0/networks", "neutron-networks", "networks", 120},
    {"/network/v2.0/subnets", "neutron-subnets", "subnets", 140},
    {"/network/v2.0/ports", "neutron-ports", "ports", 1800},
    {"/network/v2.0/routers", "neutron-routers", "routers", 60},
    {"/network/v2.0/floatingips", "neutron-floatingips", "floatingips", 300},
    {"/network/v2.0/security-groups", "neutron-security-groups", "security_groups", 200},
    {"/network/v2.0/agents", "neutron-agents-admin", "agents", 90},
    {"/image/v2/images", "glance-images", "images", 120},
    {"/volume/v3/volumes/detail", "cinder-volumes-detail", "volumes", 700},
    {"/volume/v3/snapshots/detail", "cinder-snapshots-detail", "snapshots", 200},
    {"/volume/v3/os-services", "cinder-os-services", "services", 6},
    {"/identity/v3/projects", "keystone-projects", "projects", 100},
    {"/identity/v3/users", "keystone-users", "users", 150},
}};

using row = std::vector<std::pair<std::string, std::string>>;  // members and their JSON

std::vector<row> captured_rows(const std::string& folder, const described& from) {
  const std::string name = folder + '/' + std::string(from.captured) + ".http";
  std::ifstream file(name, std::ios::binary);
  const std::string answer{std::istreambuf_iterator<char>(file), {}};
  const std::size_t head = answer.find("\r\n\r\n");
  if (head == answer.npos) throw std::runtime_error("no captured answer: " + name);
  std::vector<row> out;
  std::string room;
  json::reader reader;
  reader.members(json::pad(std::string_view(answer).substr(head + 4), room), [&](std::string_view key, json::value& v) {
    if (key != from.key) return;
    v.elements([&](std::size_t, json::value& one) {
      one.members([&, &members = out.emplace_back()](std::string_view member, json::value& value) {
        members.emplace_back(member, value.raw_text());
      });
    });
  });
  if (out.empty()) throw std::runtime_error("no rows in " + name);
  return out;
}

class cloud_of_exporters {
 public:
  explicit cloud_of_exporters(const std::string& captured) {
    for (const described& one : lists) rows_[one.path] = captured_rows(captured, one);
  }

  class answer {
   public:
    http::server_response response;
    milliseconds takes;
  };
  answer to(const http::server_request& asked) {
    const std::string base = "http://" + std::string(asked.header("Host").value_or(""));
    if (asked.method() == "POST") return {http::server_response::json(token(base), 201).header("X-Subject-Token", "secret"), per_call};
    const auto what = std::find_if(lists.begin(), lists.end(), [&](const described& d) { return d.path == asked.path(); });
    if (what == lists.end()) return {http::server_response(404), per_call};
    const std::string_view target = asked.target();
    const auto query = rest::parse_query(target.substr(std::min(asked.path().size() + 1, target.size())));
    const bool nova = asked.path().starts_with("/compute");
    const std::size_t first = first_of(query);
    const std::size_t last = std::min(what->rows, nova ? first + page_of_nova : what->rows);
    std::string& page = pages_[asked.target()];
    if (page.empty()) page = write(*what, query, first, last, nova && last - first == page_of_nova ? base + asked.target() : "");
    http::server_response out = http::server_response::json(page);
    if (const auto version = asked.header("OpenStack-API-Version")) out = std::move(out).header("OpenStack-API-Version", *version);
    return {std::move(out), per_call + per_row * static_cast<double>(last - first)};
  }

 private:
  static std::string id(std::size_t i) {
    std::string digits = std::to_string(i);
    return "00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
  }
  static std::size_t first_of(const rest::parameters& query) {
    for (const auto& [name, value] : query) {
      if (name == "marker") return std::stoul(value.substr(value.rfind('-') + 1)) + 1;
    }
    return 0;
  }

  std::string write(const described& what, const rest::parameters& query, std::size_t first, std::size_t last, const std::string& next) {
    std::vector<std::string> fields;
    for (const auto& [name, value] : query) {
      if (name == "fields") fields.push_back(value);
    }
    const auto& from = rows_[what.path];
    std::string out = "{\"" + std::string(what.key) + "\": [";
    for (std::size_t i = first; i != last; ++i) {
      out += i == first ? "{" : ", {";
      bool some = false;
      for (const auto& [name, value] : from[i % from.size()]) {
        if (!fields.empty() && std::find(fields.begin(), fields.end(), name) == fields.end()) continue;
        out += (some ? ", \"" : "\"") + name + "\": " + (name == "id" && value[0] == '"' ? '"' + id(i) + '"' : value);
        some = true;
      }
      out += '}';
    }
    out += ']';
    if (!next.empty()) {
      out += ", \"" + std::string(what.key) + "_links\": [{\"rel\": \"next\", \"href\": \"" + next + (next.find('?') == next.npos ? '?' : '&') +
             "marker=" + id(last - 1) + "\"}]";
    }
    return out + '}';
  }

  static std::string token(const std::string& base) {
    constexpr std::pair<const char*, const char*> services[] = {{"identity", "/identity/v3"}, {"compute", "/compute/v2.1"}, {"network", "/network"},
                                                                {"image", "/image"}, {"block-storage", "/volume/v3"}};
    std::string catalog;
    for (const auto& [type, path] : services) {
      catalog += (catalog.empty() ? "" : ", ") + ("{\"type\": \"" + std::string(type)) +
                 "\", \"endpoints\": [{\"interface\": \"public\", \"region\": \"RegionOne\", \"region_id\": \"RegionOne\", \"url\": \"" + base + path + "\"}]}";
    }
    return R"({"token": {"expires_at": "2100-01-01T00:00:00.000000Z", "project": {"id": "p"}, "catalog": [)" + catalog + "]}}";
  }

  std::map<std::string_view, std::vector<row>> rows_;
  std::map<std::string, std::string> pages_;
};

asio::awaitable<http::server_response> serve_one(cloud_of_exporters* from, http::server_request request) {
  const auto begin = clock_type::now();
  cloud_of_exporters::answer answer = from->to(request);
  asio::steady_timer timer(co_await asio::this_coro::executor, begin + std::chrono::duration_cast<clock_type::duration>(answer.takes));
  auto waiting = timer.async_wait(asio::use_awaitable);
  co_await std::move(waiting);
  co_return std::move(answer.response);
}

// Ends with its parent.
[[noreturn]] void serve(int tell_port, const std::string& captured) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  try {
    cloud_of_exporters cloud(captured);
    asio::io_context loop{1};
    const http::server server(loop.get_executor(), [&cloud](http::server_request r) { return serve_one(&cloud, std::move(r)); });
    const std::uint16_t port = server.port();
    if (::write(tell_port, &port, sizeof port) == sizeof port) loop.run();
  } catch (const std::exception& e) {
    std::fprintf(stderr, "exporter: %s\n", e.what());
  }
  std::_Exit(1);
}

class cloud_process {
 public:
  explicit cloud_process(const std::string& captured) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) throw std::runtime_error("there is no pipe");
    pid_ = ::fork();
    if (pid_ < 0) throw std::runtime_error("there is no second process");
    if (pid_ == 0) serve(ends[1], captured);
    ::close(ends[1]);
    const bool told = ::read(ends[0], &port_, sizeof port_) == sizeof port_;
    ::close(ends[0]);
    if (!told) throw std::runtime_error("the cloud has not started");
  }
  cloud_process(const cloud_process&) = delete;
  cloud_process& operator=(const cloud_process&) = delete;
  ~cloud_process() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  [[nodiscard]] std::string auth_url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/identity/v3"; }

 private:
  pid_t pid_ = -1;
  std::uint16_t port_ = 0;
};

// ---- the exporter ----

auto everything() {
  using namespace openstack;
  return rest::resources(compute::servers, compute::hypervisors, compute::services, compute::flavors, network::networks, network::subnets,
                         network::ports, network::routers, network::floating_ips, network::security_groups, network::agents, image::images,
                         block_storage::volumes, block_storage::snapshots, block_storage::services.named("volume_services"),
                         identity::projects, identity::users);
}

class measured {
 public:
  void take(clock_type::time_point begin) { all_.push_back(milliseconds(clock_type::now() - begin).count()); }
  [[nodiscard]] double median() const {
    std::vector<double> sorted = all_;
    std::sort(sorted.begin(), sorted.end());
    return sorted.at(sorted.size() / 2);
  }

 private:
  std::vector<double> all_;
};

struct one_list {
  std::string name;
  std::function<asio::awaitable<void>(openstack::cloud, one_list&)> read;
  std::size_t rows = 0, pages = 0;
  measured alone;
};

template <class T>
asio::awaitable<void> read(openstack::cloud from, rest::query<T> what, one_list& into) {
  const auto begin = clock_type::now();
  auto reading = from.list(what);
  const auto all = co_await std::move(reading);
  into.alone.take(begin);
  into.rows = all.size();
  into.pages = all.timing().pages;
}

std::vector<one_list> each_of_them() {
  std::vector<one_list> out;
  const auto add = [&](const auto& q) {
    one_list& one = out.emplace_back();
    one.name = q.name();
    one.read = [q](openstack::cloud from, one_list& into) { return read(std::move(from), q, into); };
  };
  std::apply([&](const auto&... q) { (add(q), ...); }, everything().queries());
  return out;
}

asio::awaitable<void> fetch(openstack::cloud from, rest::fetch_options how, measured& into) {
  const auto all_of_them = everything();
  const auto begin = clock_type::now();
  auto fetching = from.fetch(all_of_them, how);
  const auto merged = co_await std::move(fetching);
  into.take(begin);
  for (const auto& problem : merged.problems()) throw std::runtime_error(problem.message);
}

asio::awaitable<void> measure(openstack::cloud from, int rounds, std::vector<one_list>& each, measured& at_once, measured& in_turn) {
  measured with_login;
  auto first = fetch(from, rest::fetch_options(), with_login);
  co_await std::move(first);
  for (int i = 0; i != rounds; ++i) {
    for (one_list& one : each) {
      auto alone = one.read(from, one);
      co_await std::move(alone);
    }
    auto together = fetch(from, rest::fetch_options(), at_once);
    co_await std::move(together);
    auto sequence = fetch(from, rest::fetch_options().limit(1), in_turn);
    co_await std::move(sequence);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc == 3 ? std::atoi(argv[2]) : 5;
  if (argc < 2 || argc > 3 || rounds < 1) return std::fputs("usage: exporter CAPTURED [ROUNDS]\n", stderr), 2;
  try {
    const cloud_process process(argv[1]);
    asio::io_context loop{1};
    const auto who = openstack::credentials::password(process.auth_url(), openstack::identified::by_name("exporter"), "secret");
    const openstack::cloud cloud(loop.get_executor(), who.scope(openstack::scope::project(openstack::identified::by_name("p"))));
    std::vector<one_list> each = each_of_them();
    measured at_once, in_turn;
    asio::co_spawn(loop, measure(cloud, rounds, each, at_once, in_turn), [](std::exception_ptr error) {
      if (error) std::rethrow_exception(error);
    });
    loop.run();

    std::puts("| list | objects | pages | alone, ms |\n|---|---|---|---|");
    const one_list* slowest = &each.front();
    std::size_t objects = 0, pages = 0;
    for (const one_list& one : each) {
      std::printf("| %s | %zu | %zu | %.1f |\n", one.name.c_str(), one.rows, one.pages, one.alone.median());
      if (one.alone.median() > slowest->alone.median()) slowest = &one;
      objects += one.rows;
      pages += one.pages;
    }
    const double alone = slowest->alone.median(), ratio = at_once.median() / alone;
    std::printf("\n| | objects | pages | ms | to the slowest alone |\n|---|---|---|---|---|\n");
    std::printf("| the slowest alone (%s) | %zu | %zu | %.1f | 1.00 |\n", slowest->name.c_str(), slowest->rows, slowest->pages, alone);
    std::printf("| all at once | %zu | %zu | %.1f | %.3f |\n", objects, pages, at_once.median(), ratio);
    std::printf("| one after another | %zu | %zu | %.1f | %.2f |\n", objects, pages, in_turn.median(), in_turn.median() / alone);
    std::printf("\n- %s: all at once %.3f times the slowest list alone, at most %.2f\n", ratio <= goal ? "met" : "**missed**", ratio, goal);
    return ratio <= goal ? 0 : 1;
  } catch (const std::exception& e) {
    return std::fprintf(stderr, "exporter: %s\n", e.what()), 1;
  }
}
