// SPDX-License-Identifier: MIT
//
// Any bytes as clouds.yaml, and behind a line of % as secure.yaml and clouds-public.yaml: credentials of each cloud or
// a configuration_error of one line, in which the secret of the corpus is not.

#include <sheaf/openstack/clouds_yaml.hpp>
#include <sheaf/openstack/credentials.hpp>

#include "fuzz.hpp"

#include <cstddef>
#include <string>
#include <string_view>

using namespace sheaf::openstack;

namespace {

std::string next_file(std::string_view& text) {
  const std::size_t end = text.find("\n%\n");
  std::string out(text.substr(0, end));
  text = end == text.npos ? std::string_view() : text.substr(end + 3);
  return out;
}

constexpr std::string_view secret = "hush-hush-hush";

// A name or a setting that makes no sense is quoted: only where the secret stands in one place it is a password alone.
bool is_in_one_place(std::string_view text) {
  const std::size_t at = text.find(secret);
  return at != text.npos && text.find(secret, at + 1) == text.npos && text.find_first_of("&*") == text.npos;
}

}  // namespace

void fuzz(std::string_view input) {
  const bool alone = is_in_one_place(input);
  const std::string clouds = next_file(input), secure = next_file(input), vendors = next_file(input);
  try {
    const clouds_yaml files({"clouds.yaml", clouds}, {"secure.yaml", secure}, {"clouds-public.yaml", vendors});
    for (const std::string& name : files.names()) {
      bool hidden = false;
      try {
        const settings s = files.cloud(name);
        hidden = alone && s.get("password") == secret;
        static_cast<void>(credentials::from(s));
      } catch (const configuration_error& e) {
        require(!hidden || std::string_view(e.what()).find(secret) == std::string_view::npos);
      }
    }
  } catch (const configuration_error& e) {
    // The file is no YAML: nothing of it is quoted.
    require(std::string_view(e.what()).find(secret) == std::string_view::npos);
  }
}
