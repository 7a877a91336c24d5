// SPDX-License-Identifier: MIT
//
// What the C++ clients of clients.sh share: one command line, and what is counted.

#ifndef SHEAF_BENCHMARKS_COMPARE_CLIENTS_HPP
#define SHEAF_BENCHMARKS_COMPARE_CLIENTS_HPP

#include <sys/resource.h>

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

// PORT AUTHORITIES SIZE CONCURRENCY REQUESTS [MODE]. AUTHORITIES is a PEM file, or "-" for plain HTTP.
struct task {
  std::string port;
  std::string authorities;
  std::string path;
  std::size_t size = 0;
  std::size_t concurrency = 0;
  std::size_t requests = 0;
  std::string_view mode;

  task(int argc, char** argv) {
    if (argc < 6) {
      std::fprintf(stderr, "usage: %s PORT AUTHORITIES|- SIZE CONCURRENCY REQUESTS [MODE]\n", argv[0]);
      std::exit(2);
    }
    port = argv[1];
    if (std::string_view(argv[2]) != "-") authorities = argv[2];
    path = std::string("/") + argv[3];
    size = std::strtoul(argv[3], nullptr, 10);
    concurrency = std::strtoul(argv[4], nullptr, 10);
    requests = std::strtoul(argv[5], nullptr, 10);
    if (argc > 6) mode = argv[6];
    left_ = warm_up() + requests;
  }

  [[nodiscard]] bool tls() const noexcept { return !authorities.empty(); }
  [[nodiscard]] std::string url() const { return (tls() ? "https" : "http") + std::string("://127.0.0.1:") + port + path; }

  // Takes one of the requests that are left; counts from the one behind the last that warms up, when every connection is there.
  [[nodiscard]] bool next() {
    if (left_ == 0) return false;
    if (left_-- == requests) begin();
    return true;
  }

  void check(long status, std::size_t bytes) const {
    if (status == 200 && bytes == size) return;
    std::fprintf(stderr, "an answer of %zu bytes with status %ld\n", bytes, status);
    std::exit(1);
  }

  // "CPU-MICROSECONDS-PER-REQUEST REQUESTS-PER-SECOND"
  void report() const {
    const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
    std::printf("%.3f %.0f\n", (cpu() - cpu_) / static_cast<double>(requests), static_cast<double>(requests) / wall);
  }

 private:
  [[nodiscard]] std::size_t warm_up() const noexcept { return 5 * concurrency; }

  // User and system, in microseconds.
  static double cpu() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 +
           static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
  }

  void begin() {
    cpu_ = cpu();
    begun_ = std::chrono::steady_clock::now();
  }

  std::size_t left_ = 0;
  double cpu_ = 0;
  std::chrono::steady_clock::time_point begun_;
};

#endif  // SHEAF_BENCHMARKS_COMPARE_CLIENTS_HPP
