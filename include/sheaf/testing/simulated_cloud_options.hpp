// SPDX-License-Identifier: MIT
//
// simulated_cloud_options.hpp: how large, how slow and how framed a simulated cloud is.

#ifndef SHEAF_TESTING_SIMULATED_CLOUD_OPTIONS_HPP
#define SHEAF_TESTING_SIMULATED_CLOUD_OPTIONS_HPP

#include <sheaf/testing/certificates.hpp>
#include <sheaf/testing/detail/model.hpp>
#include <sheaf/testing/detail/site.hpp>
#include <sheaf/time_source.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace testing {

/// How a simulated cloud is made. A `list` is "token", "servers", "flavors", "images", "networks", "ports",
/// "floatingips", "versions" (the version documents) or "other"; any other name throws std::invalid_argument.
class simulated_cloud_options {
 public:
  simulated_cloud_options() {
    limit("servers") = limit("flavors") = 1000;
    limit("images") = 25;
  }

  /// How many there are. Ports, unless told: what the servers need, the routers', and as many unbound ones as servers.
  [[nodiscard]] simulated_cloud_options servers(std::size_t n) const {
    return with([n](auto& o) { o.sizes_.servers = n; });
  }
  [[nodiscard]] simulated_cloud_options flavors(std::size_t n) const {
    return with([n](auto& o) { o.sizes_.flavors = n; });
  }
  [[nodiscard]] simulated_cloud_options images(std::size_t n) const {
    return with([n](auto& o) { o.sizes_.images = n; });
  }
  [[nodiscard]] simulated_cloud_options networks(std::size_t n) const {
    return with([n](auto& o) { o.sizes_.networks = n; });
  }
  [[nodiscard]] simulated_cloud_options ports(std::size_t n) const {
    return with([n](auto& o) { o.sizes_.ports = n; });
  }
  [[nodiscard]] simulated_cloud_options floating_ips(std::size_t n) const {
    return with([n](auto& o) { o.sizes_.floating_ips = n; });
  }
  /// The same seed gives the same cloud.
  [[nodiscard]] simulated_cloud_options seed(std::uint64_t n) const {
    return with([n](auto& o) { o.seed_ = n; });
  }

  /// Answers with a Content-Length on connections that stay open, instead of closing after each.
  [[nodiscard]] simulated_cloud_options keep_alive(bool on = true) const {
    return with([on](auto& o) { o.keep_alive_ = on; });
  }
  /// How long a token is valid, by the time source's wall clock; counted from the whole second, as keystone counts.
  [[nodiscard]] simulated_cloud_options token_lifetime(std::chrono::seconds s) const {
    return with([s](auto& o) { o.token_lifetime_ = s; });
  }
  /// Where latency and token expiry get their time; null: the system's clocks. Outlives the cloud.
  [[nodiscard]] simulated_cloud_options time(time_source* source) const {
    return with([source](auto& o) { o.time_ = source; });
  }
  /// The time between a request and its answer: at least `base`, evenly spread up to `base + jitter`.
  [[nodiscard]] simulated_cloud_options latency(std::string_view list, std::chrono::nanoseconds base,
                                                std::chrono::nanoseconds jitter = {}) const {
    return with([&](auto& o) {
      o.latencies_[static_cast<std::size_t>(simulation::list_named(list))] = {base, jitter};
    });
  }
  /// The most rows of one answer (servers and flavors: 1000). For images, the rows of an answer to a request without a
  /// limit (25); with one, 1000 at most. Neutron's lists have no maximum unless told one; 0 takes it away.
  [[nodiscard]] simulated_cloud_options page_limit(std::string_view list, std::size_t n) const {
    return with([&](auto& o) { o.limit(list) = n; });
  }

  /// The address to listen on, and the ports: base_port for keystone, then nova, glance, neutron; 0: any free ones.
  [[nodiscard]] simulated_cloud_options address(std::string text) const {
    return with([&](auto& o) { o.address_ = std::move(text); });
  }
  [[nodiscard]] simulated_cloud_options base_port(std::uint16_t port) const {
    return with([port](auto& o) { o.base_port_ = port; });
  }
  /// Serves https with this certificate.
  [[nodiscard]] simulated_cloud_options tls(certificate shown) const {
    return with([&](auto& o) { o.certificate_ = std::move(shown), o.tls_ = true; });
  }
  /// The same from PEM files; environment() then names the certificate as OS_CACERT.
  [[nodiscard]] simulated_cloud_options tls(std::string certificate_file, std::string key_file) const {
    return with([&](auto& o) {
      o.certificate_file_ = std::move(certificate_file);
      o.key_file_ = std::move(key_file);
      o.tls_ = true;
    });
  }
  /// With TLS: answers nobody who shows no certificate of this authority (PEM).
  [[nodiscard]] simulated_cloud_options client_authority(std::string pem) const {
    return with([&](auto& o) { o.client_authority_ = std::move(pem); });
  }

 private:
  friend class simulated_cloud;

  template <class F>
  [[nodiscard]] simulated_cloud_options with(F change) const {
    simulated_cloud_options copy = *this;
    change(copy);
    return copy;
  }
  std::size_t& limit(std::string_view list) { return limits_[static_cast<std::size_t>(simulation::list_named(list))]; }

  simulation::sizes sizes_;
  std::uint64_t seed_ = 1;
  bool keep_alive_ = false;
  std::chrono::seconds token_lifetime_ = std::chrono::hours(4);
  time_source* time_ = nullptr;
  std::array<std::pair<std::chrono::nanoseconds, std::chrono::nanoseconds>, simulation::list_names.size()> latencies_{};
  std::array<std::size_t, simulation::list_names.size()> limits_{};
  std::string address_ = "127.0.0.1";
  std::uint16_t base_port_ = 0;
  bool tls_ = false;
  certificate certificate_;
  std::string certificate_file_, key_file_, client_authority_;
};

}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_SIMULATED_CLOUD_OPTIONS_HPP
