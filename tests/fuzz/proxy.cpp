// SPDX-License-Identifier: MIT
//
// Any bytes, as a proxy's URL, and behind a line end a no_proxy list, and behind another the URL of a request: what is accepted
// is canonical and holds nothing that could split a head, no refusal quotes what was given, and a list says of a host what it
// says of its entries one by one.

#include <sheaf/http/error.hpp>
#include <sheaf/http/proxy.hpp>
#include <sheaf/http/url.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

namespace http = sheaf::http;

void require(bool condition) {
  if (!condition) std::abort();
}

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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  check_proxy(first_line(text));
  const std::string_view list = first_line(text);
  try {
    check_list(list, http::url::parse(text));
  } catch (const http::error& e) {
    require(e.errc() == http::errc::invalid_url);
  }
  return 0;
}
