// SPDX-License-Identifier: MIT
//
// The program that README.md shows. It prints the servers of the cloud that the OS_* variables name.
#include <sheaf/sheaf.hpp>
#include <cstdio>

namespace os = sheaf::openstack;
inline constexpr auto page = sheaf::rest::resources(os::compute::servers, os::compute::flavors, os::network::ports);

asio::awaitable<void> show(os::cloud cloud) {
  auto merged = co_await cloud.fetch(page, sheaf::rest::fetch_options().timeout(std::chrono::seconds(2)));
  auto& [servers, flavors, ports] = merged;  // three requests at once; each list with its own status
  for (const auto& server : servers) std::printf("%s %s\n", server.name.c_str(), server.status.c_str());
  if (!ports) std::printf("no ports: %s\n", ports.message().c_str());
}

int main() {
  asio::io_context loop{1};
  asio::co_spawn(loop, show({loop.get_executor(), os::credentials::from_environment()}), asio::detached);
  loop.run();
}
