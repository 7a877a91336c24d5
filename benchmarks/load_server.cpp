// SPDX-License-Identifier: MIT
//
// The small server under load, it and its clients in a process each:
//
//   load_server [IDLE [BUSY [REQUESTS]]]     10000 1000 50
//
// IDLE connections that have had an answer and wait: what each adds to the memory the server has resident. Beside them BUSY
// connections with REQUESTS each, one after another; then the same with 300 clients more that are slow: that send a byte now
// and then, that take nothing of a large answer, that keep a handler waiting. Ends with 1 where an idle connection takes
// more than 6 KiB, or a busy one's request is not answered within a second: what waited for a slow one would wait for much
// longer. Ends with 77 and the reason where the system does not let it open what it needs.
#include <sheaf/http/server.hpp>

#include <asio/buffer.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/write.hpp>

#include <sys/prctl.h>
#include <sys/resource.h>
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
#include <deque>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

namespace http = sheaf::http;
using asio::ip::tcp;
using clock_type = std::chrono::steady_clock;

constexpr std::size_t goal_bytes = 6 * 1024;
constexpr std::size_t slow_of_a_kind = 100;
constexpr double goal_ms = 1000;

std::string get(std::string_view path) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: load\r\nAccept: */*\r\n\r\n";
}

asio::awaitable<http::server_response> answer(http::server_request request) {
  if (request.path() == "/large") co_return http::server_response::text(std::string(8 * 1024 * 1024, 'x'));
  if (request.path() == "/never") {
    asio::steady_timer never(co_await asio::this_coro::executor, clock_type::time_point::max());
    co_await never.async_wait(asio::use_awaitable);
  }
  co_return http::server_response::text("as small as an answer can be");
}

// Ends with its parent.
[[noreturn]] void serve(int tell_port) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  asio::io_context context{1};
  const auto options = http::server_options().connections(1'000'000).idle_timeout(std::chrono::hours(1));
  http::server server(context.get_executor(), answer, options.head_timeout(std::chrono::hours(1)));
  const std::uint16_t port = server.port();
  if (::write(tell_port, &port, sizeof port) != sizeof port) std::_Exit(1);
  context.run();
  std::_Exit(0);
}

class server_process {
 public:
  server_process() {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) throw std::runtime_error("there is no pipe");
    pid_ = ::fork();
    if (pid_ < 0) throw std::runtime_error("there is no second process");
    if (pid_ == 0) serve(ends[1]);
    ::close(ends[1]);
    const bool told = ::read(ends[0], &port_, sizeof port_) == sizeof port_;
    ::close(ends[0]);
    if (!told) throw std::runtime_error("the server has not started");
  }
  server_process(const server_process&) = delete;
  server_process& operator=(const server_process&) = delete;
  ~server_process() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }

  [[nodiscard]] tcp::endpoint endpoint() const { return {asio::ip::address_v4::loopback(), port_}; }

  [[nodiscard]] std::size_t resident_bytes() const {
    std::ifstream file("/proc/" + std::to_string(pid_) + "/statm");
    std::size_t all = 0;
    std::size_t resident = 0;
    if (!(file >> all >> resident)) throw std::runtime_error("the server has ended");
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  }

 private:
  pid_t pid_ = -1;
  std::uint16_t port_ = 0;
};

void check(std::string_view got) {
  if (!got.starts_with("HTTP/1.1 200")) throw std::runtime_error("the server did not say 200");
}

// Connections that have had their first answer.
std::vector<tcp::socket> idle_connections(asio::io_context& context, const tcp::endpoint& to, std::size_t n) {
  const std::string request = get("/");
  std::array<char, 1024> space;
  std::vector<tcp::socket> all;
  all.reserve(n);
  while (all.size() != n) {
    auto& socket = all.emplace_back(context);
    socket.connect(to);
    asio::write(socket, asio::buffer(request));
    check({space.data(), socket.read_some(asio::buffer(space))});
  }
  return all;
}

asio::awaitable<void> busy(tcp::endpoint to, int requests, std::vector<double>& milliseconds) {
  tcp::socket socket(co_await asio::this_coro::executor);
  co_await socket.async_connect(to, asio::use_awaitable);
  const std::string request = get("/");
  std::array<char, 1024> space;
  for (int i = 0; i != requests; ++i) {
    const auto begun = clock_type::now();
    co_await asio::async_write(socket, asio::buffer(request), asio::use_awaitable);
    const std::size_t n = co_await socket.async_read_some(asio::buffer(space), asio::use_awaitable);
    check({space.data(), n});
    milliseconds.push_back(std::chrono::duration<double, std::milli>(clock_type::now() - begun).count());
  }
}

// Sends a byte of a head that never ends, every 10 ms.
asio::awaitable<void> dribble(tcp::socket& socket) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  const std::string endless = "GET / HTTP/1.1\r\nX: " + std::string(50'000, 'x');
  for (const char& c : endless) {
    co_await asio::async_write(socket, asio::buffer(&c, 1), asio::use_awaitable);
    timer.expires_after(std::chrono::milliseconds(10));
    co_await timer.async_wait(asio::use_awaitable);
  }
}

// Connections that get nowhere. The server has got as far with them as it comes when it has answered another a few times.
void add_slow(asio::io_context& context, const tcp::endpoint& to, std::deque<tcp::socket>& all) {
  for (std::size_t i = 0; i != 3 * slow_of_a_kind; ++i) {
    auto& socket = all.emplace_back(context, to.protocol());
    socket.set_option(asio::socket_base::receive_buffer_size(4096));
    socket.connect(to);
    if (i % 3 == 0) asio::co_spawn(context, dribble(socket), asio::detached);
    if (i % 3 == 1) asio::write(socket, asio::buffer(get("/large")));
    if (i % 3 == 2) asio::write(socket, asio::buffer(get("/never")));
  }
  static_cast<void>(idle_connections(context, to, 100));
}

double of(std::vector<double>& sorted, double part) {
  return sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))];
}

// How long the longest took, in milliseconds.
double measure(const char* beside, asio::io_context& context, const tcp::endpoint& to, std::size_t n, int requests) {
  std::vector<double> milliseconds;
  milliseconds.reserve(n * static_cast<std::size_t>(requests));
  std::exception_ptr failure;
  std::size_t left = n;
  const auto begun = clock_type::now();
  for (std::size_t i = 0; i != n; ++i) {
    asio::co_spawn(context, busy(to, requests, milliseconds), [&](std::exception_ptr error) {
      if (error && !failure) failure = error;
      if (--left == 0) context.stop();
    });
  }
  context.restart();
  context.run();
  if (failure) std::rethrow_exception(failure);
  const std::chrono::duration<double> took = clock_type::now() - begun;
  std::sort(milliseconds.begin(), milliseconds.end());
  const std::size_t answers = milliseconds.size();
  std::printf("%zu busy connections beside %s: %zu answers, %.0f a second; ms: %.1f the median, %.1f p99, %.1f the longest\n",
              n, beside, answers, static_cast<double>(answers) / took.count(), of(milliseconds, 0.5), of(milliseconds, 0.99),
              milliseconds.back());
  return milliseconds.back();
}

// Why so many connections cannot be opened, if so; the limit is raised as far as it goes.
std::string obstacle(std::size_t connections) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  const std::size_t needed = connections + 64;
  if (files.rlim_max < needed) {
    return "each process needs " + std::to_string(needed) + " open files, and `ulimit -Hn` allows " +
           std::to_string(files.rlim_max);
  }
  std::ifstream file("/proc/sys/net/ipv4/ip_local_port_range");
  std::size_t first = 0;
  std::size_t last = 0;
  if (file >> first >> last && last - first < needed) {
    return "it needs " + std::to_string(needed) + " ports, and net.ipv4.ip_local_port_range has " +
           std::to_string(last - first + 1);
  }
  return {};
}

std::size_t number(int argc, char** argv, int at, std::size_t otherwise) {
  return argc > at ? std::strtoul(argv[at], nullptr, 10) : otherwise;
}

bool run(std::size_t idle, std::size_t n, int requests) {
  const server_process server;
  asio::io_context context{1};
  bool good = true;

  const auto first = idle_connections(context, server.endpoint(), 1);
  const std::size_t before = server.resident_bytes();
  const auto waiting = idle_connections(context, server.endpoint(), idle);
  const std::size_t each = (server.resident_bytes() - before) / std::max<std::size_t>(idle, 1);
  std::printf("%zu idle connections: %zu bytes each resident in the server, which had %zu KiB; the goal: %zu\n", idle, each,
              before / 1024, goal_bytes);
  good = good && each <= goal_bytes;

  const double alone = measure("the idle ones", context, server.endpoint(), n, requests);
  std::deque<tcp::socket> slow;
  add_slow(context, server.endpoint(), slow);
  const double beside = measure("these and 300 slow ones", context, server.endpoint(), n, requests);
  good = good && std::max(alone, beside) <= goal_ms;

  if (!good) std::printf("the goal is missed\n");
  return good;
}

}  // namespace

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  std::signal(SIGPIPE, SIG_IGN);
  const std::size_t idle = number(argc, argv, 1, 10'000);
  const std::size_t busy_ones = number(argc, argv, 2, 1'000);
  const auto requests = static_cast<int>(number(argc, argv, 3, 50));
  if (const std::string why = obstacle(idle + busy_ones + 3 * slow_of_a_kind); !why.empty()) {
    std::printf("skipped: %s\n", why.c_str());
    return 77;
  }
  try {
    return run(idle, busy_ones, requests) ? 0 : 1;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "load_server: %s\n", e.what());
    return 1;
  }
}
