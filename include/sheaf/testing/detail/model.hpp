// SPDX-License-Identifier: MIT
//
// What a simulated cloud holds: servers, flavors, images, networks, ports and floating IPs that know of one another.

#ifndef SHEAF_TESTING_DETAIL_MODEL_HPP
#define SHEAF_TESTING_DETAIL_MODEL_HPP

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

/// Steele, Lea and Flood's SplitMix64: the same numbers everywhere, from one seed.
class random {
 public:
  explicit random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }

  std::string text(std::size_t size, std::string_view alphabet = "0123456789abcdef") {
    std::string out(size, ' ');
    for (char& c : out) c = alphabet[static_cast<std::size_t>(next() % alphabet.size())];
    return out;
  }

  std::string uuid() {
    std::string out = text(36);
    for (const std::size_t dash : {8U, 13U, 18U, 23U}) out[dash] = '-';
    out[14] = '4';
    out[19] = "89ab"[next() % 4];
    return out;
  }

 private:
  std::uint64_t state_;
};

/// "2026-01-15T08:00:00Z", without the Z where `zone` is empty.
[[nodiscard]] inline std::string iso_time(std::chrono::sys_seconds when, std::string_view zone = "Z") {
  const auto day = std::chrono::floor<std::chrono::days>(when);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{when - day};
  std::string out;
  const auto number = [&out](long value, std::size_t width, char after) {
    const std::string digits = std::to_string(value);
    out.append(width - std::min(width, digits.size()), '0').append(digits);
    if (after != '\0') out += after;
  };
  number(static_cast<int>(date.year()), 4, '-');
  number(static_cast<long>(static_cast<unsigned>(date.month())), 2, '-');
  number(static_cast<long>(static_cast<unsigned>(date.day())), 2, 'T');
  number(static_cast<long>(time.hours().count()), 2, ':');
  number(static_cast<long>(time.minutes().count()), 2, ':');
  number(static_cast<long>(time.seconds().count()), 2, '\0');
  return out.append(zone);
}

using moment = std::chrono::sys_seconds;
inline constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

struct flavor {
  std::string id, name;
  std::int64_t ram = 0, disk = 0, swap = 0, vcpus = 0;
  bool is_public = true;
  std::optional<std::string> description;
  bool extra_specs = false;
};

struct image {
  std::string id, name, distro, disk_format;
  bool queued = false;
  std::int64_t size = 0, virtual_size = 0, min_ram = 0, min_disk = 0;
  std::string checksum, hash;
  std::vector<std::string> tags;
  moment created;
};

struct network {
  std::string id, name, description;
  bool external = false;
  std::string subnet, subnet6;  // the second is empty where there is none
  moment created;
};

struct port {
  std::string id, name, mac, address, address6, description;
  std::size_t network = nowhere, server = nowhere;
  bool router = false, web = false, pair = false;
  moment created, updated;
};

struct server {
  std::string id, name, role;
  const char* status = "ACTIVE";
  const char* vm_state = "active";
  int power_state = 1;
  std::size_t flavor = 0, image = nowhere;  // nowhere: booted from a volume
  std::string volume;
  std::vector<std::size_t> ports;
  bool tagged = false;
  std::size_t key = 0;
  moment created, updated;
};

struct floating_ip {
  std::string id, address, description;
  std::size_t port = nowhere;
  moment created;
};

/// Rows, the order the service lists them in, and where each id is in that order.
template <class T>
struct table {
  std::vector<T> rows;
  std::vector<std::size_t> order;
  std::unordered_map<std::string_view, std::size_t> position;

  [[nodiscard]] std::size_t size() const { return order.size(); }
  [[nodiscard]] const T& listed(std::size_t i) const { return rows[order[i]]; }
  [[nodiscard]] const T* find(std::string_view id) const {
    const auto at = position.find(id);
    return at == position.end() ? nullptr : &listed(at->second);
  }

  /// Lists the first `count` rows in the order `less` says; further rows exist but are seen by reference only.
  template <class Less>
  void list(std::size_t count, Less less) {
    order.resize(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return less(rows[a], rows[b]); });
    position.reserve(count);
    for (std::size_t i = 0; i != count; ++i) position.emplace(rows[order[i]].id, i);
  }
};

struct sizes {
  std::size_t servers = 31, flavors = 7, images = 5, networks = 4, floating_ips = 10;
  std::optional<std::size_t> ports;  // not given: what the servers need, the routers', and as many unbound as servers
};

struct model {
  std::string project, admin_project, user, host, router, default_group, web_group, member_role, reader_role;
  table<flavor> flavors;
  table<image> images;
  table<network> networks;
  table<port> ports;
  table<server> servers;
  table<floating_ip> floating_ips;
  std::vector<std::vector<std::size_t>> floating_of_port;  // by port: its floating IPs
};

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_MODEL_HPP
