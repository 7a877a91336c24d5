// SPDX-License-Identifier: MIT
//
// Records what a real cloud answers, and reads the recording:
//
//   replay_cloud FOLDER
//
// The cloud is the one that the OS_* variables or clouds.yaml name. Reads lists of six services from it, recorded into FOLDER, and
// the same lists from a simulated cloud that replays FOLDER, and compares how they ended and their rows, member by member; links
// may differ, as the hosts of a recording are made up. Looks for the secrets of the OS_* variables in all that was recorded. Ends
// with 1 where something differs or is found, and with 77 and the reason where no cloud is named.
#include <sheaf/json/write.hpp>
#include <sheaf/openstack/cloud.hpp>
#include <sheaf/openstack/services/block_storage.hpp>
#include <sheaf/openstack/services/compute.hpp>
#include <sheaf/openstack/services/identity.hpp>
#include <sheaf/openstack/services/image.hpp>
#include <sheaf/openstack/services/network.hpp>
#include <sheaf/openstack/services/placement.hpp>
#include <sheaf/testing/recorder.hpp>
#include <sheaf/testing/simulated_cloud.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace openstack = sheaf::openstack;
namespace rest = sheaf::rest;
namespace testing = sheaf::testing;

// Of one list: how it ended, and its rows.
struct answer {
  std::string name, ending, rows;
  std::size_t count = 0;
};

asio::awaitable<void> read(openstack::cloud from, std::vector<answer>& into) {
  auto reading = from.fetch(rest::resources(
      openstack::compute::servers.with("limit", "2"), openstack::compute::flavors, openstack::compute::hypervisors, openstack::image::images,
      openstack::network::ports.with("limit", "3"), openstack::network::networks, openstack::block_storage::volumes,
      openstack::identity::projects, openstack::identity::users, openstack::placement::resource_providers));
  const auto merged = co_await std::move(reading);
  merged.each([&into](const auto& list) {
    answer one{std::string(list.name()), std::string(to_string(list.status())), {}, list.size()};
    for (const auto& row : list) one.rows += sheaf::json::write(row) + "\n";
    into.push_back(std::move(one));
  });
}

std::vector<answer> read_all(asio::io_context& loop, openstack::cloud from) {
  std::vector<answer> out;
  asio::co_spawn(loop, read(std::move(from), out), [&loop](std::exception_ptr error) {
    loop.stop();
    if (error) std::rethrow_exception(error);
  });
  loop.restart();
  loop.run();
  return out;
}

// The OS_* variables whose values are found in the files of `folder`.
std::vector<std::string> secrets_in(const std::filesystem::path& folder) {
  std::string all;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(file.path(), std::ios::binary);
    all.append(std::istreambuf_iterator<char>(in), {});
  }
  std::vector<std::string> found;
  for (const char* name : {"OS_PASSWORD", "OS_TOKEN", "OS_APPLICATION_CREDENTIAL_SECRET", "OS_PASSCODE"}) {
    const char* value = std::getenv(name);
    if (value && *value && all.find(value) != std::string::npos) found.emplace_back(name);
  }
  return found;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fputs("usage: replay_cloud FOLDER\n", stderr), 2;
  const std::filesystem::path folder = argv[1];
  try {
    asio::io_context loop{1};
    const testing::recorder recorded(folder);
    const openstack::cloud live(loop.get_executor(), openstack::credentials::from_environment(),
                                openstack::cloud_options().on_answer(recorded));
    const std::vector<answer> said = read_all(loop, live);
    const testing::simulated_cloud simulated(loop.get_executor(), testing::simulated_cloud_options().replay(folder.string()));
    const auto variable = [all = simulated.environment()](const std::string& name) {
      const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.first == name; });
      return found == all.end() ? std::nullopt : std::optional<std::string>(found->second);
    };
    const openstack::cloud again(loop.get_executor(), openstack::credentials::from(variable));
    const std::vector<answer> repeated = read_all(loop, again);

    bool good = true;
    for (std::size_t i = 0; i != said.size(); ++i) {
      const bool same = said[i].ending == repeated[i].ending && said[i].rows == repeated[i].rows;
      good = good && same;
      std::printf("%-20s %-14s %5zu rows   %s\n", said[i].name.c_str(), said[i].ending.c_str(), said[i].count,
                  same ? "the same again" : ("**differs**: " + repeated[i].ending + "\n" + said[i].rows + repeated[i].rows).c_str());
    }
    for (const std::string& name : secrets_in(folder)) {
      good = false;
      std::printf("**the value of %s is in the recording**\n", name.c_str());
    }
    std::printf("%zu answers recorded\n", recorded.answers());
    return good ? 0 : 1;
  } catch (const openstack::configuration_error& e) {
    return std::fprintf(stderr, "skipped, as no cloud is named: %s\n", e.what()), 77;
  } catch (const std::exception& e) {
    return std::fprintf(stderr, "replay_cloud: %s\n", e.what()), 1;
  }
}
