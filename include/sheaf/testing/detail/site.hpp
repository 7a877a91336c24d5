// SPDX-License-Identifier: MIT
//
// What the four simulated services have in common: the model, their addresses, tokens, limits and pages made before.

#ifndef SHEAF_TESTING_DETAIL_SITE_HPP
#define SHEAF_TESTING_DETAIL_SITE_HPP

#include <sheaf/testing/detail/http_text.hpp>
#include <sheaf/testing/detail/model.hpp>
#include <sheaf/time_source.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

enum class service : std::size_t { identity, compute, image, network };
inline constexpr std::array<std::string_view, 4> service_types{"identity", "compute", "image", "network"};

/// What latency, faults and counters are told apart by.
enum class list : std::size_t { token, servers, flavors, images, networks, ports, floatingips, versions, other };
inline constexpr std::array<std::string_view, 9> list_names{"token", "servers",     "flavors",  "images", "networks",
                                                            "ports", "floatingips", "versions", "other"};

template <std::size_t N>
[[nodiscard]] std::size_t index_of(const std::array<std::string_view, N>& names, std::string_view name,
                                   const char* what) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  std::string text = "no " + std::string(what) + " \"" + std::string(name) + "\"; there are";
  for (const std::string_view known : names) text.append(" ").append(known);
  throw std::invalid_argument(text);
}

[[nodiscard]] inline list list_named(std::string_view name) {
  return static_cast<list>(index_of(list_names, name, "list"));
}

/// The parts of a path between its slashes.
[[nodiscard]] inline std::vector<std::string_view> segments(std::string_view path) {
  std::vector<std::string_view> out;
  while (!path.empty()) {
    const std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), part.size() + 1));
    if (!part.empty()) out.push_back(part);
  }
  return out;
}

[[nodiscard]] inline list list_of(service at, std::string_view path, std::string_view project) {
  auto parts = segments(path);
  if (at == service::identity && parts.size() == 3 && parts[1] == "auth" && parts[2] == "tokens") return list::token;
  if (parts.size() > 1 && at == service::compute && parts[1] == project) parts.erase(parts.begin() + 1);
  if (parts.size() < 2) return list::versions;
  const auto found = std::find(list_names.begin() + 1, list_names.begin() + 7, parts[1]);
  return found == list_names.begin() + 7 ? list::other : static_cast<list>(found - list_names.begin());
}

struct issued_token {
  std::chrono::sys_seconds ends;
  bool scoped = true;
};

struct site {
  model data;
  time_source* time = nullptr;
  std::string scheme, address;
  std::array<std::uint16_t, 4> ports{};
  std::string password, credential_id, credential_secret, trust_id, region;
  bool credential_expired = false, has_default_project = false;
  std::optional<std::string> passcode;  // wanted beside a password; empty: used up
  std::unordered_map<std::string, std::vector<std::string>> receipts;  // what was proved for each
  std::chrono::seconds token_lifetime{};
  std::array<std::size_t, list_names.size()> page_limits{};
  std::set<std::string, std::less<>> removed;  // service types the catalog leaves out
  random ids{1};
  std::unordered_map<std::string, issued_token> tokens;
  std::uint64_t tokens_issued = 0, unauthorized = 0;

  [[nodiscard]] std::string origin(service at) const {
    const bool v6 = address.find(':') != address.npos;
    return scheme + "://" + (v6 ? '[' + address + ']' : address) + ':' +
           std::to_string(ports[static_cast<std::size_t>(at)]);
  }

  /// What the service's catalog entry says: nova and keystone with their version, glance and neutron without.
  [[nodiscard]] std::string endpoint(service at) const {
    return origin(at) + (at == service::identity ? "/v3" : at == service::compute ? "/v2.1" : "");
  }

  /// Links are made from the Host the server saw, as the real services do.
  [[nodiscard]] std::string seen_origin(service at, const request& r) const {
    const auto host = r.field("Host");
    return host ? scheme + "://" + std::string(*host) : origin(at);
  }

  [[nodiscard]] std::string request_id() { return "req-" + ids.uuid(); }

  [[nodiscard]] std::chrono::sys_seconds wall() const {
    return std::chrono::floor<std::chrono::seconds>(wall_now(time));
  }

  /// The token in a header field of a request; null when there is none that is valid now.
  [[nodiscard]] const issued_token* token_of(const request& r, std::string_view name = "X-Auth-Token") const {
    return valid_token(r.field(name).value_or(""));
  }
  [[nodiscard]] const issued_token* valid_token(std::string_view text) const {
    const auto found = tokens.find(std::string(text));
    return found != tokens.end() && wall_now(time) < found->second.ends ? &found->second : nullptr;
  }

  /// The text for `key`, made once: the model never changes, so a page is the same whenever it is asked for.
  template <class Make>
  [[nodiscard]] text_ptr page(const std::string& key, Make make) {
    if (const auto found = pages_.find(key); found != pages_.end()) return found->second;
    auto text = std::make_shared<const std::string>(make());
    if (page_bytes_ + text->size() > max_page_bytes) {
      pages_.clear();
      page_bytes_ = 0;
    }
    page_bytes_ += text->size();
    return pages_.emplace(key, std::move(text)).first->second;
  }

 private:
  static constexpr std::size_t max_page_bytes = std::size_t{64} << 20;
  std::unordered_map<std::string, text_ptr> pages_;
  std::size_t page_bytes_ = 0;
};

/// A limit as it was sent: nothing where there was none, -1 where it is no number of zero or more.
[[nodiscard]] inline std::optional<long> limit_of(const request& r) {
  const auto text = r.parameter("limit");
  if (!text) return std::nullopt;
  long value = -1;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  return error == std::errc() && end == text->data() + text->size() && value >= 0 ? value : -1;
}

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_SITE_HPP
