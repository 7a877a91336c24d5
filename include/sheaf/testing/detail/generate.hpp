// SPDX-License-Identifier: MIT
//
// Fills the model of a simulated cloud: any number of objects, the same ones for the same seed.

#ifndef SHEAF_TESTING_DETAIL_GENERATE_HPP
#define SHEAF_TESTING_DETAIL_GENERATE_HPP

#include <sheaf/testing/detail/model.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

/// "0007"
[[nodiscard]] inline std::string four_digits(std::size_t i) {
  const std::string digits = std::to_string(i);
  return std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits;
}

/// Mostly "vm-0007"; each kind of name that breaks a careless reader comes up once in sixteen.
/// Glance keeps no four-byte UTF-8 (its table is utf8mb3).
[[nodiscard]] inline std::string odd_name(std::string_view stem, std::size_t i, bool four_bytes = true) {
  switch (i % 16) {
    case 3:
      return std::string(stem) + " \"quoted\" " + four_digits(i);
    case 6:
      return std::string(stem) + "\\back\\slash-" + four_digits(i);
    case 9:
      return "\u00e9quipe-\u00fcn\u00efc\u00f6de-" + four_digits(i);
    case 12:
      return "\u043e\u0431\u0440\u0430\u0437-\u50cf-" + four_digits(i);
    case 15:
      return four_bytes ? "\U0001f680-" + four_digits(i) : "tab\there-" + four_digits(i);
    default:
      return std::string(stem) + '-' + four_digits(i);
  }
}

/// One cloud being made. Every choice follows from the seed and the position of an object.
class generator {
 public:
  /// Fills `into`, which is empty.
  generator(model& into, std::uint64_t seed, const sizes& wanted) : made_(into), random_(seed), wanted_(wanted) {
    for (std::string* id :
         {&made_.project, &made_.admin_project, &made_.user, &made_.member_role, &made_.reader_role}) {
      *id = random_.text(32);
    }
    for (std::string* id : {&made_.router, &made_.default_group, &made_.web_group}) *id = random_.uuid();
    made_.host = random_.text(56);
    make_flavors();
    make_images();
    make_networks();
    make_servers();
    make_ports();
    make_floating_ips();
  }

 private:
  static constexpr moment start = std::chrono::sys_days{std::chrono::year{2026} / 1 / 15} + std::chrono::hours(8);

  static moment later(std::size_t index, int step) {
    return start + std::chrono::seconds(static_cast<long>(index) * step);
  }

  void make_flavors() {
    struct size {
      const char* name;
      std::int64_t vcpus, ram, disk, swap;
      bool is_public;
    };
    static constexpr std::array<size, 7> known{{{"m1.tiny", 1, 512, 1, 0, true},
                                                {"m1.small", 1, 2048, 20, 0, true},
                                                {"m1.medium", 2, 4096, 40, 0, true},
                                                {"m1.large", 4, 8192, 80, 512, true},
                                                {"r1.large", 2, 16384, 20, 0, true},
                                                {"c1.xlarge", 8, 8192, 10, 0, true},
                                                {"too.big", 1, 40960000, 1, 0, false}}};
    auto& rows = made_.flavors.rows = std::vector<flavor>(std::max<std::size_t>(wanted_.flavors, 1));
    for (std::size_t i = 0; i != rows.size(); ++i) {
      const size& like = known[i % known.size()];
      flavor& f = rows[i];
      f.id = random_.uuid();
      f.name = i < known.size() ? like.name : std::string(like.name) + '.' + std::to_string(i / known.size());
      f.ram = like.ram;
      f.disk = like.disk;
      f.swap = like.swap;
      f.vcpus = like.vcpus;
      f.is_public = like.is_public;
      if (like.is_public) f.description = "lab flavor " + f.name;
      f.extra_specs = i % known.size() == 5;
    }
    made_.flavors.list(wanted_.flavors, [](const flavor& a, const flavor& b) { return a.id < b.id; });
  }

  void make_images() {
    static constexpr std::array<std::string_view, 4> distros{"cirros", "debian", "ubuntu", "fedora"};
    auto& rows = made_.images.rows = std::vector<image>(wanted_.images);
    for (std::size_t i = 0; i != rows.size(); ++i) {
      image& m = rows[i];
      m.id = random_.uuid();
      m.distro = distros[i % distros.size()];
      m.name = odd_name(m.distro, i, false);
      m.disk_format = i % 2 == 0 ? "qcow2" : "raw";
      m.queued = i % 10 == 9;
      m.size = static_cast<std::int64_t>((i + 1) * 1048576 + i);
      if (i % 7 == 4) m.size += std::int64_t{1} << 33;
      m.virtual_size = i % 2 == 0 ? 8 * m.size : m.size;
      m.min_ram = static_cast<std::int64_t>(i % 3 * 64);
      m.min_disk = static_cast<std::int64_t>(i % 2);
      m.checksum = random_.text(32);
      m.hash = random_.text(128);
      m.tags = {"lab"};
      if (i % 3 == 1) m.tags.push_back("tag" + std::to_string(i % 5));
      m.created = later(i / 2, 1);
    }
    made_.images.list(rows.size(), [](const image& a, const image& b) {
      return a.created != b.created ? a.created > b.created : a.id > b.id;
    });
  }

  void make_networks() {
    auto& rows = made_.networks.rows = std::vector<network>(std::max<std::size_t>(wanted_.networks, 2));
    for (std::size_t i = 0; i != rows.size(); ++i) {
      network& n = rows[i];
      n.id = random_.uuid();
      n.external = i == 0;
      n.name = n.external ? "public" : i < 4 ? "net-" + std::to_string(i - 1) : odd_name("net", i);
      if (!n.external) n.description = "tenant network " + std::to_string(i - 1);
      n.subnet = random_.uuid();
      if (i % 3 == 2) n.subnet6 = random_.uuid();
      n.created = later(i, 4);
    }
    made_.networks.list(wanted_.networks, by_id<network>);
  }

  void make_servers() {
    struct state {
      const char *status, *vm_state;
      int power_state;
    };
    static constexpr std::array<state, 10> states{{{"ACTIVE", "active", 1},
                                                   {"ACTIVE", "active", 1},
                                                   {"SHUTOFF", "stopped", 4},
                                                   {"ACTIVE", "active", 1},
                                                   {"ACTIVE", "active", 1},
                                                   {"PAUSED", "paused", 1},
                                                   {"ACTIVE", "active", 1},
                                                   {"ACTIVE", "active", 1},
                                                   {"SUSPENDED", "suspended", 1},
                                                   {"ACTIVE", "active", 1}}};
    static constexpr std::array<const char*, 3> roles{"web", "db", "cache"};
    auto& rows = made_.servers.rows = std::vector<server>(wanted_.servers);
    for (std::size_t i = 0; i != rows.size(); ++i) {
      server& s = rows[i];
      s.id = random_.uuid();
      s.name = odd_name("vm", i);
      s.role = roles[i % roles.size()];
      const bool failed = i % 31 == 30;
      const state& is = states[i % states.size()];
      s.status = failed ? "ERROR" : is.status;
      s.vm_state = failed ? "error" : is.vm_state;
      s.power_state = failed ? 0 : is.power_state;
      s.flavor = i % made_.flavors.rows.size();
      if (wanted_.images == 0 || i % 13 == 12) {
        s.volume = random_.uuid();
      } else {
        s.image = i % wanted_.images;
        while (made_.images.rows[s.image].queued) --s.image;
      }
      s.tagged = i % 8 == 3;
      s.key = i % 3;
      s.created = later(i, 8);
      s.updated = s.created + std::chrono::seconds(17);
    }
    made_.servers.list(rows.size(), [](const server& a, const server& b) { return a.created > b.created; });
  }

  void make_ports() {
    const std::size_t tenant_networks = made_.networks.rows.size() - 1;
    std::size_t bound = tenant_networks;
    for (std::size_t i = 0; i != wanted_.servers; ++i) bound += interfaces(i);
    auto& rows = made_.ports.rows = std::vector<port>(wanted_.ports.value_or(bound + wanted_.servers));
    std::size_t i = 0;
    for (std::size_t s = 0; s != wanted_.servers; ++s) {
      for (std::size_t k = 0; k != interfaces(s) && i != rows.size(); ++k) {
        port& p = make_port(i, 1 + (s + k) % tenant_networks);
        p.server = s;
        p.web = s % 3 == 0;
        p.created = made_.servers.rows[s].created + std::chrono::seconds(3);
        made_.servers.rows[s].ports.push_back(i++);
      }
    }
    for (std::size_t n = 1; n <= tenant_networks && i != rows.size(); ++n) make_port(i++, n).router = true;
    for (; i != rows.size(); ++i) {
      port& p = make_port(i, 1 + i % tenant_networks);
      p.name = odd_name("port", i);
      p.description = i % 2 == 0 ? "" : "made by seed";
      p.pair = i % 19 == 0;
    }
    made_.ports.list(rows.size(), by_id<port>);
  }

  /// Ports of the i-th server: none where it failed to start, two for every fifth.
  static std::size_t interfaces(std::size_t i) { return i % 31 == 30 ? 0 : i % 5 == 4 ? 2 : 1; }

  port& make_port(std::size_t i, std::size_t network) {
    port& p = made_.ports.rows[i];
    p.id = random_.uuid();
    p.network = network;
    // An odd factor permutes the 24 bits: no two of the first sixteen million ports share an address.
    const auto bits = static_cast<std::uint32_t>(i) * 0x9e3779U & 0xffffffU;
    const auto hex = [](std::uint32_t byte) {
      constexpr std::string_view digits = "0123456789abcdef";
      return std::string{digits[byte >> 4 & 0xf], digits[byte & 0xf]};
    };
    const std::string high = hex(bits >> 16), middle = hex(bits >> 8), low = hex(bits);
    p.mac = "fa:16:3e:" + high + ':' + middle + ':' + low;
    const std::size_t host = i + 2;
    p.address = std::to_string(10 + (host >> 16)) + '.' + std::to_string(9 + network % 240) + '.' +
                std::to_string(host >> 8 & 0xff) + '.' + std::to_string(host & 0xff);
    if (!made_.networks.rows[network].subnet6.empty())
      p.address6 = "fd00:1ab::f816:3eff:fe" + high + ':' + middle + low;
    p.created = later(i, 2);
    p.updated = p.created + std::chrono::seconds(1);
    return p;
  }

  void make_floating_ips() {
    auto& rows = made_.floating_ips.rows = std::vector<floating_ip>(wanted_.floating_ips);
    made_.floating_of_port = std::vector<std::vector<std::size_t>>(made_.ports.rows.size());
    for (std::size_t i = 0; i != rows.size(); ++i) {
      floating_ip& f = rows[i];
      f.id = random_.uuid();
      const std::size_t number = (203U << 24 | 0U << 16 | 113U << 8) + i + 5;
      f.address = std::to_string(number >> 24) + '.' + std::to_string(number >> 16 & 0xff) + '.' +
                  std::to_string(number >> 8 & 0xff) + '.' + std::to_string(number & 0xff);
      f.description = "floating " + std::to_string(i);
      // Every second one is attached; server ports come first.
      if (i % 2 == 0 && i / 2 < made_.ports.rows.size() && !made_.ports.rows[i / 2].router) {
        f.port = i / 2;
        made_.floating_of_port[f.port].push_back(i);
      }
      f.created = later(i, 1);
    }
    made_.floating_ips.list(rows.size(), by_id<floating_ip>);
  }

  template <class T>
  static bool by_id(const T& a, const T& b) {
    return a.id < b.id;
  }

  model& made_;
  random random_;
  sizes wanted_;
};

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_GENERATE_HPP
