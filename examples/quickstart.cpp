// SPDX-License-Identifier: MIT
//
// Three lists of the cloud that the OS_* variables name, asked for at once:
//
//   $ ./quickstart
//   12 servers, 5 flavors, 8 images
#include <sheaf/sheaf.hpp>

#include <cstdio>
#include <exception>

namespace openstack = sheaf::openstack;

asio::awaitable<void> count(openstack::cloud cloud) {
  auto [servers, flavors, images] =
      co_await sheaf::gather(cloud.list(openstack::compute::servers), cloud.list(openstack::compute::flavors),
                             cloud.list(openstack::image::images));
  std::printf("%zu servers, %zu flavors, %zu images\n", servers.size(), flavors.size(), images.size());
  for (const auto& server : servers) std::printf("%s %s\n", server.id.c_str(), server.name.c_str());
}

int main() {
  try {
    asio::io_context loop{1};
    const openstack::cloud cloud{loop.get_executor(), openstack::credentials::from_environment()};
    asio::co_spawn(loop, count(cloud), [](std::exception_ptr error) {
      if (error) std::rethrow_exception(error);
    });
    loop.run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "quickstart: %s\n", error.what());
    return 1;
  }
}
