// SPDX-License-Identifier: MIT
//
// What the simulated services have in common: the model, their addresses, tokens, limits and pages made before.

#ifndef SHEAF_TESTING_DETAIL_SITE_HPP
#define SHEAF_TESTING_DETAIL_SITE_HPP

#include <sheaf/testing/detail/described_lists.hpp>
#include <sheaf/testing/detail/described_service.hpp>
#include <sheaf/testing/detail/http_text.hpp>
#include <sheaf/testing/detail/model.hpp>
#include <sheaf/testing/detail/recording.hpp>
#include <sheaf/testing/detail/row_template.hpp>
#include <sheaf/time_source.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

/// The first four have code of their own; further ones are numbered on.
enum class service : std::size_t { identity, compute, image, network };

/// What latency, faults and counters are told apart by; the lists that are data are numbered on.
enum class list : std::size_t { token, servers, flavors, images, networks, ports, floatingips, versions, other };
inline constexpr std::size_t own_lists = 9;
inline constexpr auto list_names = [] {
  std::array<std::string_view, own_lists + described_lists.size()> out{
      "token", "servers", "flavors", "images", "networks", "ports", "floatingips", "versions", "other"};
  for (std::size_t i = 0; i != described_lists.size(); ++i) out[own_lists + i] = described_lists[i].name;
  return out;
}();

template <class Names>
[[nodiscard]] std::size_t index_of(const Names& names, std::string_view name, const char* what) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  std::string text = "no " + std::string(what) + " \"" + std::string(name) + "\"; there are";
  for (const auto& known : names) text.append(" ").append(known);
  throw std::invalid_argument(text);
}

/// The six of an instances page go by nova's, glance's and neutron's names, or by those of the library's descriptors.
[[nodiscard]] inline list list_named(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, list>, 8> also{{{"compute/servers", list::servers},
                                                                          {"compute/brief_servers", list::servers},
                                                                          {"compute/flavors", list::flavors},
                                                                          {"compute/brief_flavors", list::flavors},
                                                                          {"image/images", list::images},
                                                                          {"network/networks", list::networks},
                                                                          {"network/ports", list::ports},
                                                                          {"network/floating_ips", list::floatingips}}};
  const auto alias = std::find_if(also.begin(), also.end(), [&](const auto& one) { return one.first == name; });
  if (alias != also.end()) return alias->second;
  const auto found = std::find(list_names.begin(), list_names.end(), name);
  if (found != list_names.end()) return static_cast<list>(found - list_names.begin());
  // All of them are too many for a message: those of the service that was named, or those that are of none.
  const std::string_view of = name.substr(0, name.find('/') + 1);
  std::string text = concat({"no list \"", name, "\"; there are"});
  for (const std::string_view known : list_names) {
    if (of.empty() ? known.find('/') == known.npos : known.starts_with(of)) text += concat({" ", known});
  }
  throw std::invalid_argument(text + (of.empty() ? ", and others as SERVICE/LIST: block-storage/volumes" : ""));
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

/// `path` with the project's id in its place.
[[nodiscard]] inline std::string with_project(std::string_view path, std::string_view project) {
  constexpr std::string_view word = "<project>";
  const std::size_t at = path.find(word);
  return at == path.npos ? std::string(path) : concat({path.substr(0, at), project, path.substr(at + word.size())});
}

/// A list that is data, as a request names it.
struct found_list {
  std::size_t index = 0;  // in described_lists
  std::string base;       // the path before the list's
  std::string parent;     // what the path names last
};

/// The list of that service at a path, which is still encoded; nothing where there is none.
[[nodiscard]] inline std::optional<found_list> find_list(const described_service& of, std::string_view path,
                                                         std::string_view project) {
  const std::string api = with_project(of.api, project);
  const auto parts = segments(path), begin = segments(api);
  std::size_t at = 0;
  while (at != begin.size() && at != parts.size() && parts[at] == begin[at]) ++at;
  if (of.type == "compute" && at == 0 && !parts.empty() && parts[0] == "v2") at = 1;
  // The project may be left out where it ends the path, and put in with nova.
  const bool bare = at + 1 == begin.size() && begin.back() == project;
  if (at != begin.size() && !bare) return std::nullopt;
  if (of.type == "compute" && at < parts.size() && parts[at] == project) ++at;
  found_list out;
  for (std::size_t i = 0; i != at; ++i) out.base += concat({"/", parts[i]});
  for (; out.index != described_lists.size(); ++out.index) {
    const described_list& one = described_lists[out.index];
    if (one.service() != of.type) continue;
    const auto pattern = segments(one.path);
    if (pattern.size() != parts.size() - at) continue;
    const auto same = [](std::string_view wanted, std::string_view part) { return wanted == "{}" || wanted == part; };
    if (!std::equal(pattern.begin(), pattern.end(), parts.begin() + static_cast<std::ptrdiff_t>(at), same)) continue;
    for (std::size_t i = 0; i != pattern.size(); ++i) {
      if (pattern[i] == "{}") out.parent = url_decode(parts[at + i], false);
    }
    return out;
  }
  return std::nullopt;
}

[[nodiscard]] inline list list_of(const described_service& of, const request& asked, std::string_view project) {
  const std::string_view path = std::string_view(asked.target).substr(0, asked.target.find('?'));
  if (const auto found = find_list(of, path, project)) return static_cast<list>(own_lists + found->index);
  auto parts = segments(asked.path);
  const auto is = [&](service s) { return of.type == described_services[static_cast<std::size_t>(s)].type; };
  if (is(service::identity) && parts.size() == 3 && parts[1] == "auth" && parts[2] == "tokens") return list::token;
  if (parts.size() > 1 && is(service::compute) && parts[1] == project) parts.erase(parts.begin() + 1);
  if (parts.size() < 2) return list::versions;
  if (!is(service::compute) && !is(service::image) && !is(service::network)) return list::other;
  const auto found = std::find(list_names.begin() + 1, list_names.begin() + 7, parts[1]);
  return found == list_names.begin() + 7 ? list::other : static_cast<list>(found - list_names.begin());
}

/// A service of one cloud: what it is, and where.
struct placed_service {
  std::string type, catalog, name, endpoint;  // the path of its URL in the catalog
  const described_service* about = nullptr;   // null: only what was recorded is known of it
  std::uint16_t port = 0;
};

struct issued_token {
  std::chrono::sys_seconds ends;
  bool scoped = true;
};

struct site {
  model data;
  time_source* time = nullptr;
  std::string scheme, address;
  std::vector<placed_service> services;
  bool keystone_pages = false;
  std::size_t down_servers = 0;   // so many of the last ones
  std::size_t hidden_images = 0;  // each of that number
  bool full_last_page = false;    // of images has no link
  std::string links_from;  // the origin in links; empty: that of the request
  std::map<std::string, int, std::less<>> newest_minors;
  std::size_t usual_size = 7;
  std::map<std::string, std::size_t, std::less<>> list_sizes;  // of the lists that are data
  std::unique_ptr<recording> replay;
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

  [[nodiscard]] const placed_service& placed(service at) const { return services[static_cast<std::size_t>(at)]; }
  [[nodiscard]] service service_named(std::string_view type) const {
    std::vector<std::string_view> types;
    for (const placed_service& one : services) types.push_back(one.type);
    return static_cast<service>(index_of(types, type, "service"));
  }

  [[nodiscard]] std::string origin(service at) const {
    const bool v6 = address.find(':') != address.npos;
    return scheme + "://" + (v6 ? '[' + address + ']' : address) + ':' + std::to_string(placed(at).port);
  }

  /// What the service's catalog entry says.
  [[nodiscard]] std::string endpoint(service at) const { return origin(at) + placed(at).endpoint; }
  [[nodiscard]] std::string endpoint_of(std::string_view type) const { return endpoint(service_named(type)); }

  /// Links are made from the Host the server saw, as the real services do.
  [[nodiscard]] std::string seen_origin(service at, const request& r) const {
    if (!links_from.empty()) return links_from;
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

  /// The newest minor microversion of a service, where it is told no older one.
  [[nodiscard]] int newest(const described_service& of, int otherwise) const {
    const auto told = newest_minors.find(of.type);
    return told == newest_minors.end() ? otherwise : told->second;
  }

  [[nodiscard]] std::size_t page_limit_of(std::string_view list) const {
    return page_limits[static_cast<std::size_t>(list_named(list))];
  }

  /// What identifies the rows of a list that is data, in its order, and where each marker is. Made once.
  struct known_ids {
    std::vector<std::string> all;
    std::unordered_map<std::string, std::size_t> by_marker;
  };
  [[nodiscard]] const known_ids& ids_of(const described_list& of) {
    const auto [at, is_new] = ids_.try_emplace(std::string(of.name));
    if (!is_new) return at->second;
    const auto told = list_sizes.find(of.rows_of());
    const std::size_t size = of.size != 0 ? of.size : told != list_sizes.end() ? told->second : usual_size;
    const row_maker rows{data, of, endpoint_of(of.service())};
    for (std::size_t i = 0; i != size; ++i) {
      at->second.all.push_back(rows.id(i));
      at->second.by_marker.emplace(rows.marker(i), i);
    }
    return at->second;
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
  std::map<std::string, known_ids> ids_;
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
