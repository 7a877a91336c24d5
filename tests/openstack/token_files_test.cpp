// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/openstack/token_files.hpp.
#include <sheaf/openstack/token_files.hpp>

#include "support/folder.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

namespace openstack = sheaf::openstack;
using namespace std::chrono_literals;

namespace {

const openstack::wall_time begin = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};
const std::string who(64, 'a'), proof(64, 'b');

openstack::token make(std::string secret) {
  openstack::catalog_entry compute;
  compute.type = "compute";
  compute.endpoints.emplace_back().url = "http://h/v2.1";
  compute.endpoints.back().interface = "public";
  return openstack::token(std::move(secret), begin, begin + 1h, {compute}).scoped_to("p1");
}

struct kept : support::folder {
  openstack::token_files files{path("tokens"), [this](const std::string& what) { said.push_back(what); }};
  std::string file = files.path_of(who);
  std::vector<std::string> said;

  std::string text() const {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void write(const std::string& text) const { std::ofstream(file, std::ios::binary) << text; }
};

}  // namespace

TEST_CASE("a token comes back as it was, with its catalog, its times and its project") {
  kept k;
  CHECK_FALSE(k.files.load(who, proof));
  k.files.save(who, proof, make("gAAAAA-_x"));
  const auto back = k.files.load(who, proof);
  REQUIRE(back);
  CHECK(back->secret() == "gAAAAA-_x");
  CHECK(back->begins() == begin);
  CHECK(back->expires() == begin + 1h);
  CHECK(back->renew_from() == begin + 59min);
  CHECK(back->project() == "p1");
  CHECK(back->scoped());
  REQUIRE(back->catalog().size() == 1);
  CHECK(back->catalog()[0].endpoints.at(0).url == "http://h/v2.1");
  k.files.save(who, proof, make("other"));
  CHECK(k.files.load(who, proof)->secret() == "other");
  k.files.remove(who);
  CHECK_FALSE(k.files.load(who, proof));
  CHECK(k.said.empty());
}

TEST_CASE("the file is the user's own and nobody else's, whatever the umask; nothing else is left in the folder") {
  const mode_t before = ::umask(0);
  kept k;
  k.files.save(who, proof, make("a"));
  k.files.save(who, proof, make("b"));
  ::umask(before);
  struct stat about {};
  REQUIRE(::stat(k.file.c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0600);
  REQUIRE(::stat(k.path("tokens").c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0700);
  CHECK(std::distance(std::filesystem::directory_iterator(k.path("tokens")), {}) == 1);
}

TEST_CASE("other secrets get no token, and neither the name nor the text of the file tells them") {
  kept k;
  k.files.save(who, proof, make("a"));
  CHECK_FALSE(k.files.load(who, std::string(64, 'c')));
  CHECK(k.said == std::vector{k.file + ": it was signed in for with other secrets"});
  CHECK(k.file.find(proof.substr(0, 16)) == k.file.npos);
  CHECK(k.text().find(proof.substr(0, 16)) == std::string::npos);
  CHECK_FALSE(k.files.load(std::string(64, 'd'), proof));
}

TEST_CASE("a file that others may touch, that is a link, or that is none is ignored, and it is said why") {
  kept k;
  k.files.save(who, proof, make("a"));
  ::chmod(k.file.c_str(), 0640);
  CHECK_FALSE(k.files.load(who, proof));
  CHECK(k.said.back() == k.file + ": others may read or write it");
  ::chmod(k.file.c_str(), 0600);
  CHECK(k.files.load(who, proof));
  if (::geteuid() == 0) {  // who else can give a file away
    REQUIRE(::chown(k.file.c_str(), 65534, 65534) == 0);
    CHECK_FALSE(k.files.load(who, proof));
    CHECK(k.said.back() == k.file + ": it belongs to somebody else");
  }
  std::filesystem::rename(k.file, k.path("elsewhere"));
  std::filesystem::create_symlink(k.path("elsewhere"), k.file);
  CHECK_FALSE(k.files.load(who, proof));
  std::filesystem::remove(k.file);
  std::filesystem::create_directory(k.file);
  CHECK_FALSE(k.files.load(who, proof));
  CHECK(k.said.back() == k.file + ": it is no file");
  std::filesystem::remove(k.file);
  REQUIRE(::mkfifo(k.file.c_str(), 0600) == 0);
  CHECK_FALSE(k.files.load(who, proof));
}

TEST_CASE("a damaged file is ignored, wherever it is cut off and whatever stands in it") {
  kept k;
  k.files.save(who, proof, make("a"));
  const std::string whole = k.text();
  for (std::size_t n = 0; n != whole.size(); ++n) {
    k.write(whole.substr(0, n));
    CHECK_FALSE(k.files.load(who, proof));
    CHECK(k.said.back() == k.file + ": it is damaged");
  }
  for (const auto& [from, to] : {std::pair<std::string, std::string>{"\"format\":1", "\"format\":2"},
                                 {"\"secret\":\"a\"", "\"secret\":\"a\\r\\nX: y\""},
                                 {"\"secret\":\"a\"", "\"secret\":\"\""},
                                 {"\"begins\":1", "\"begins\":9999999999999991"},
                                 {"\"expires\":1", "\"expires\":-1"}}) {
    std::string changed = whole;
    REQUIRE(changed.find(from) != changed.npos);
    changed.replace(changed.find(from), from.size(), to);
    k.write(changed);
    CAPTURE(to);
    CHECK_FALSE(k.files.load(who, proof));
  }
  k.write(whole);
  CHECK(k.files.load(who, proof));
}

TEST_CASE("a folder that cannot be written costs the token on disk, and nothing else") {
  kept k;
  std::ofstream(k.path("tokens")) << "no folder";
  k.files.save(who, proof, make("a"));
  CHECK(k.said.size() == 1);
  CHECK_FALSE(k.files.load(who, proof));
}

TEST_CASE("programs that write and read at the same time see a whole token or another whole token") {
  kept k;
  k.files.save(who, proof, make(std::string(2000, 'a')));
  std::atomic<bool> odd = false;
  std::vector<std::thread> threads;
  for (int t = 0; t != 4; ++t) {
    threads.emplace_back([&k, &odd, t] {
      const openstack::token_files files(k.path("tokens"), [&odd](const std::string&) { odd = true; });
      for (int i = 0; i != 100; ++i) {
        if (t % 2 == 0) {
          files.save(who, proof, make(std::string(2000, static_cast<char>('a' + i % 20))));
        } else if (const auto found = files.load(who, proof);
                   !found || found->secret() != std::string(2000, found->secret()[0])) {
          odd = true;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK_FALSE(odd);
}
