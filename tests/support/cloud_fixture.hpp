// SPDX-License-Identifier: MIT
//
// A simulated cloud and an openstack::cloud on one io_context, with time that stands still.

#ifndef SHEAF_TESTS_SUPPORT_CLOUD_FIXTURE_HPP
#define SHEAF_TESTS_SUPPORT_CLOUD_FIXTURE_HPP

#include <sheaf/openstack/cloud.hpp>
#include <sheaf/openstack/services/compute.hpp>
#include <sheaf/openstack/services/image.hpp>
#include <sheaf/openstack/services/network.hpp>
#include <sheaf/testing/certificates.hpp>
#include <sheaf/testing/manual_time.hpp>
#include <sheaf/testing/simulated_cloud.hpp>

#include "support/once.hpp"
#include "support/run.hpp"
#include "support/run_until.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support {

namespace http = sheaf::http;
namespace json = sheaf::json;
namespace openstack = sheaf::openstack;
namespace rest = sheaf::rest;
using sheaf::testing::only;
using sheaf::testing::simulated_cloud;
using sheaf::testing::simulated_cloud_options;

inline constexpr auto instances =
    rest::resources(openstack::compute::servers, openstack::compute::flavors, openstack::image::images,
                    openstack::network::networks, openstack::network::ports, openstack::network::floating_ips);
using instances_page = decltype(std::declval<openstack::cloud>().fetch(instances))::value_type;

inline const std::vector<std::string> six{"servers", "flavors", "images", "networks", "ports", "floatingips"};

/// Credentials from these variables alone.
inline openstack::credentials credentials_of(std::map<std::string, std::string> variables) {
  return openstack::credentials::from([&](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  });
}

/// One awaitable under way, which can be cancelled.
template <class T>
struct under_way {
  under_way(asio::io_context& context, asio::awaitable<T> work) {
    spawn(context, std::move(work), out, signal.slot());
  }
  void cancel() { signal.emit(asio::cancellation_type::terminal); }
  [[nodiscard]] bool done() const { return out.done; }

  asio::cancellation_signal signal;
  spawned<T> out;
};

struct cloud_fixture {
  explicit cloud_fixture(const simulated_cloud_options& options = {})
      : there(context.get_executor(), options.time(&clock)) {}

  using variables = std::map<std::string, std::string>;

  /// The OS_* variables that lead there, some of them changed.
  [[nodiscard]] variables environment(variables changed = {}) const {
    for (const auto& [name, value] : there.environment()) changed.try_emplace(name, value);
    return changed;
  }
  [[nodiscard]] openstack::cloud make(variables changed = {}, openstack::cloud_options options = {}) {
    return openstack::cloud(context.get_executor(), credentials_of(environment(std::move(changed))),
                            options.time(&clock));
  }

  template <class T>
  auto wait_for(asio::awaitable<T> work) {
    spawned<T> out;
    spawn(context, std::move(work), out);
    until([&] { return out.done; });
    return out.get();
  }
  /// Nothing is asked for again unless the options say so.
  instances_page page(const openstack::cloud& cloud,
                      const rest::fetch_options& options = rest::fetch_options().retries(rest::retries::none())) {
    return wait_for(cloud.fetch(instances, options));
  }
  template <class Condition>
  void until(Condition condition) {
    run_until(context, condition);
  }
  /// Lets everything happen that can happen without time passing.
  void settle() {
    context.restart();
    while (context.poll() > 0) {
    }
  }
  void advance(sheaf::duration by) {
    settle();
    clock.advance(by);
    settle();
  }
  /// Host and port of a service.
  [[nodiscard]] std::string place(std::string_view service) const {
    return http::url::parse(there.endpoint(service)).authority();
  }

  sheaf::testing::manual_time clock;
  asio::io_context context{1};
  simulated_cloud there;
};

template <class Rows>
std::vector<std::string> ids_of(const Rows& rows) {
  std::vector<std::string> out;
  for (const auto& row : rows) out.emplace_back(row.id);
  return out;
}

/// The field of that name in a head as it was sent.
inline std::string field_in(std::string_view head, std::string_view name) {
  const std::string line = "\r\n" + std::string(name) + ": ";
  const std::size_t at = head.find(line);
  if (at == head.npos) return {};
  const std::size_t begin = at + line.size();
  return std::string(head.substr(begin, head.find("\r\n", begin) - begin));
}

}  // namespace support

#endif  // SHEAF_TESTS_SUPPORT_CLOUD_FIXTURE_HPP
