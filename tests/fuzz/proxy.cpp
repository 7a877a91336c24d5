// SPDX-License-Identifier: MIT
//
// Any bytes, as a proxy's URL, and behind a line end a no_proxy list, and behind another the URL of a request: what is
// accepted is canonical and holds nothing that could split a head, no refusal quotes what was given, and a list says of
// a host what it says of its entries one by one. The first bytes once more as two addresses: a network holds one as its
// bits say, and a domain holds what ends in it behind a dot.

#include <sheaf/http/error.hpp>
#include <sheaf/http/proxy.hpp>
#include <sheaf/http/url.hpp>

#include "fuzz.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

namespace http = sheaf::http;

std::string_view first_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

void check_proxy(std::string_view text) {
  try {
    const http::proxy p = http::proxy::parse(text);
    require(!p.host().empty() && p.port() != 0);
    require(p.to_string().find_first_of("/?#@%\\ \r\n") == std::string::npos);
    const http::proxy again = http::proxy::parse(p.to_string());
    require(again.host() == p.host() && again.port() == p.port() && again.authorization().empty());
    const std::string& secret = p.authorization();
    require(secret.empty() || secret.starts_with("Basic "));
    require(secret.find_first_of("\r\n") == std::string::npos && secret.find('\0') == std::string::npos);
  } catch (const http::error& e) {
    require(e.errc() == http::errc::invalid_url);
    // Its texts are fixed ones: everything given that is long enough to be told from these is absent.
    require(text.size() < 100 || std::string_view(e.what()).find(text) == std::string_view::npos);
    require(std::string_view(e.what()).size() < 200);
  }
}

void check_list(std::string_view list, const http::url& u) {
  const http::proxies all(http::proxy::parse("proxy.example"));
  const bool direct = all.except(list).for_url(u) == nullptr;
  require(all.except("*").for_url(u) == nullptr && all.except("").for_url(u) != nullptr);
  const std::string host = u.host(), bracketed = u.host_and_port().substr(0, u.host_and_port().rfind(':'));
  require(all.except(bracketed).for_url(u) == nullptr && all.except(u.host_and_port()).for_url(u) == nullptr);
  require(all.except(std::string(list) + "," + host).for_url(u) == nullptr);
  if (list.find('*') != std::string_view::npos) return;
  bool any = false;
  for (std::string_view rest = list; !rest.empty();) {
    const std::size_t end = std::min(rest.find_first_of(" \t,"), rest.size());
    any = any || all.except(rest.substr(0, end)).for_url(u) == nullptr;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  require(any == direct);
}

std::string ipv4(std::uint32_t bits) {
  return std::to_string(bits >> 24) + "." + std::to_string(bits >> 16 & 255) + "." + std::to_string(bits >> 8 & 255) +
         "." + std::to_string(bits & 255);
}

// The second address is the first with one bit flipped, or none.
void check_network(std::string_view bytes) {
  if (bytes.size() < 7) return;
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const std::uint32_t network =
      std::uint32_t{at(0)} << 24 | std::uint32_t{at(1)} << 16 | std::uint32_t{at(2)} << 8 | at(3);
  const unsigned length = 1 + at(4) % 32u, flipped = at(5) % 33u;
  const std::uint32_t host = flipped == 32 ? network : network ^ 1u << (31 - flipped);
  const bool inside = flipped == 32 || flipped >= length;
  const http::proxies all(http::proxy::parse("proxy.example"));
  const http::url u = http::url::parse("http://" + ipv4(host) + ":" + std::to_string(1 + at(6)) + "/");
  const std::string listed = ipv4(network) + "/" + std::to_string(length);
  require((all.except(listed).for_url(u) == nullptr) == inside);
  require((all.except(ipv4(network)).for_url(u) == nullptr) == (flipped == 32));
  require((all.except(ipv4(network) + ":" + std::to_string(1 + at(6))).for_url(u) == nullptr) == (flipped == 32));
  require(all.except(ipv4(network) + ":" + std::to_string(2 + at(6))).for_url(u) != nullptr);
}

void check_domain(const http::url& u) {
  const std::string_view host = u.host();
  if (host.find(':') != std::string_view::npos || host.find_first_not_of("0123456789.") == std::string_view::npos)
    return;
  const http::proxies all(http::proxy::parse("proxy.example"));
  for (std::size_t i = 1; i < host.size(); ++i) {
    const std::string_view end = host.substr(i);
    if (end == "." || end.starts_with('.')) continue;
    if (end.find_first_not_of("0123456789.") == std::string_view::npos) continue;  // might be an address
    require((all.except(end).for_url(u) == nullptr) == (host[i - 1] == '.'));
  }
}

}  // namespace

void fuzz(std::string_view text) {
  check_network(text);
  check_proxy(first_line(text));
  const std::string_view list = first_line(text);
  try {
    const http::url u = http::url::parse(text);
    check_list(list, u);
    check_domain(u);
  } catch (const http::error& e) {
    require(e.errc() == http::errc::invalid_url);
  }
}
