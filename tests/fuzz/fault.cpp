// SPDX-License-Identifier: MIT
//
// Any body of an error: it is one short line, and the secret that was sent is not in it. The first line of an input is
// the secret.

#include <sheaf/openstack/error.hpp>

#include "fuzz.hpp"

#include <algorithm>
#include <string>
#include <string_view>

void fuzz(std::string_view input) {
  const std::size_t line = std::min(input.find('\n'), input.size());
  const std::string_view secret = input.substr(0, line), body = input.substr(std::min(line + 1, input.size()));
  const auto fault = sheaf::openstack::read_fault(body, secret);
  for (const std::string& text : {fault.code, fault.message}) {
    require(text.size() <= 203);
    require(std::none_of(text.begin(), text.end(),
                         [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }));
    // Of a token's length and alphabet, so that what is left when tags and spaces are taken out cannot spell it by
    // chance.
    const bool token =
        secret.size() >= 16 && std::all_of(secret.begin(), secret.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    if (token) require(text.find(secret) == std::string::npos);
  }
}
