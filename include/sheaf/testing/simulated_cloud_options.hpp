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
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace testing {

/// How a simulated cloud is made. A `list` is "token", "servers", "flavors", "images", "networks", "ports",
/// "floatingips", "versions" (the version documents), "other", or a service's type and a descriptor's name, as
/// "block-storage/volumes"; any other name throws std::invalid_argument.
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
  /// How many rows every other list has (7), and one of them: "block-storage/volumes". Lists whose rows are given by
  /// their kind (quotas, limits) keep their own number.
  [[nodiscard]] simulated_cloud_options rows(std::size_t n) const {
    return with([n](auto& o) { o.usual_size_ = n; });
  }
  [[nodiscard]] simulated_cloud_options rows(std::string_view list, std::size_t n) const {
    const auto which = static_cast<std::size_t>(simulation::list_named(list));
    if (which < simulation::own_lists)
      throw std::invalid_argument("the rows of \"" + std::string(list) + "\" have a setter of their own");
    return with([&](auto& o) {
      o.list_sizes_[std::string(simulation::described_lists[which - simulation::own_lists].rows_of())] = n;
    });
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
  /// limit (25); with one, 1000 at most. Neutron's lists have no maximum unless told one; 0 takes it away. Keystone,
  /// which has no pages unless told so, leaves out what is more, and says "truncated". Other lists: as their services
  /// have it.
  [[nodiscard]] simulated_cloud_options page_limit(std::string_view list, std::size_t n) const {
    return with([&](auto& o) { o.limit(list) = n; });
  }

  /// Keystone gives projects, users, groups, domains and its other lists in pages when asked for a limit, as its newest
  /// releases do.
  [[nodiscard]] simulated_cloud_options keystone_pages(bool on = true) const {
    return with([on](auto& o) { o.keystone_pages_ = on; });
  }

  /// The last so many servers of the list are in a cell that does not answer: nova leaves them out, or (from
  /// microversion 2.69 on, where nothing is filtered, sorted or limited) gives rows with little more than an id and
  /// status "UNKNOWN".
  [[nodiscard]] simulated_cloud_options down_servers(std::size_t n) const {
    return with([n](auto& o) { o.down_servers_ = n; });
  }
  /// Policy hides every n-th image: pages are shorter than their limit, and others follow all the same. ids() has them.
  [[nodiscard]] simulated_cloud_options hidden_images(std::size_t n) const {
    return with([n](auto& o) { o.hidden_images_ = n; });
  }
  /// Glance looks ahead: a page of images that is full and the last one says that nothing follows.
  [[nodiscard]] simulated_cloud_options full_last_page(bool on = true) const {
    return with([on](auto& o) { o.full_last_page_ = on; });
  }

  /// All links in answers lead to this origin ("http://10.0.0.1"), as those of services do that do not know how they
  /// are reached.
  [[nodiscard]] simulated_cloud_options links_from(std::string origin) const {
    return with([&](auto& o) { o.links_from_ = std::move(origin); });
  }
  /// An older release of a service, whose newest microversion has this minor number: ("compute", 79) for 2.79.
  [[nodiscard]] simulated_cloud_options newest_microversion(std::string_view service, int minor) const {
    return with([&](auto& o) { o.newest_minors_[std::string(service)] = minor; });
  }

  /// Gives the answers in this folder, which a recorder wrote, and has no others: what was not recorded is a 404 that
  /// says so. Its services are those of the answers, and a keystone of its own for logins. The constructor of the cloud
  /// throws std::runtime_error where the folder or one of its files is no recording.
  [[nodiscard]] simulated_cloud_options replay(std::string folder) const {
    return with([&](auto& o) { o.replay_ = std::move(folder); });
  }
  /// Each recorded answer takes as long as it took.
  [[nodiscard]] simulated_cloud_options recorded_latency(bool on = true) const {
    return with([on](auto& o) { o.recorded_latency_ = on; });
  }

  /// The address to listen on, and the ports: base_port for keystone, then nova, glance, neutron, and the others in the
  /// order of simulated_cloud::services(); 0: any free ones.
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
  std::size_t usual_size_ = 7;
  std::map<std::string, std::size_t, std::less<>> list_sizes_;
  std::size_t down_servers_ = 0, hidden_images_ = 0;
  bool keystone_pages_ = false, recorded_latency_ = false, full_last_page_ = false;
  std::string replay_, links_from_;
  std::map<std::string, int, std::less<>> newest_minors_;
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
