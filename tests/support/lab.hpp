// SPDX-License-Identifier: MIT
//
// lab: a simulated cloud on an io_context of its own, asked by the bare client; and what compares its answers with
// captured ones of real servers (tests/data/captured).

#ifndef SHEAF_TESTS_SUPPORT_LAB_HPP
#define SHEAF_TESTS_SUPPORT_LAB_HPP

#include <sheaf/testing/detail/json_tree.hpp>
#include <sheaf/testing/simulated_cloud.hpp>

#include "support/data.hpp"
#include "support/raw_http.hpp"
#include "support/run.hpp"
#include "support/run_until.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support {

using sheaf::testing::simulated_cloud;
using sheaf::testing::simulated_cloud_options;
using sheaf::testing::simulation::json_tree;

/// The bytes of tests/data/captured/NAME.http.
inline raw_answer captured(const std::string& name) { return {data("captured/" + name + ".http"), asio::error::eof}; }

/// Whether `text` begins with `pattern`, in which x is a hexadecimal digit and d a decimal one.
inline bool begins_like(std::string_view text, std::string_view pattern) {
  if (text.size() < pattern.size()) return false;
  for (std::size_t i = 0; i != pattern.size(); ++i) {
    const std::string_view any = pattern[i] == 'x'   ? "0123456789abcdef"
                                 : pattern[i] == 'd' ? "0123456789"
                                                     : pattern.substr(i, 1);
    if (any.find(text[i]) == any.npos) return false;
  }
  return true;
}

/// The text with all that differs from run to run made equal: ids, hosts, tokens, times.
inline std::string normal(std::string_view text) {
  static constexpr std::string_view digits = "0123456789",
                                    word = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz-";
  struct rule {
    std::string_view pattern, more, becomes;  // what it begins like, the characters it may go on with
  };
  static constexpr rule rules[] = {{"xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "", "UUID"},
                                   {"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "0123456789abcdef", "HEX"},
                                   {"dddd-dd-ddTdd:dd:dd", "", "TIME"},
                                   {"127.0.0.1:d", digits, "HOST"},
                                   {"gAAAAA", word, "TOKEN"}};
  std::string out;
  while (!text.empty()) {
    const auto found =
        std::find_if(std::begin(rules), std::end(rules), [&](const rule& r) { return begins_like(text, r.pattern); });
    if (found == std::end(rules)) {
      out += text.front();
      text.remove_prefix(1);
    } else {
      out += found->becomes;
      text.remove_prefix(std::min(text.find_first_not_of(found->more, found->pattern.size()), text.size()));
    }
  }
  return out;
}

inline json_tree parse(std::string_view text) {
  auto tree = sheaf::testing::simulation::json_tree_reader::read(text);
  if (!tree) throw std::runtime_error("no JSON: " + std::string(text.substr(0, 200)));
  return *std::move(tree);
}

/// The rows of a list's answer.
inline std::vector<json_tree> rows(const raw_answer& answer, std::string_view key) {
  const json_tree tree = parse(answer.body());
  const json_tree* list = tree.find(key);
  if (!list) throw std::runtime_error("no " + std::string(key) + ": " + answer.bytes.substr(0, 500));
  return list->items;
}

inline std::string text(const json_tree& row, std::string_view path) {
  const json_tree* found = row.find(path);
  return found ? found->text : "(absent)";
}

inline std::vector<std::string> texts(const std::vector<json_tree>& rows, std::string_view path) {
  std::vector<std::string> out;
  for (const json_tree& row : rows) out.push_back(text(row, path));
  return out;
}

/// The names of a row's members, in their order.
inline std::string names(const json_tree& row) {
  std::string out;
  for (const json_tree& member : row.items) out += member.name + ' ';
  return out;
}

/// The different ways in which rows are made: the names of their members, or of those of the objects at `member`.
inline std::set<std::string> kinds(const std::vector<json_tree>& rows, std::string_view member = {}) {
  std::set<std::string> out;
  for (const json_tree& row : rows) {
    if (member.empty()) {
      out.insert(names(row));
    } else if (const json_tree* inner = row.find(member); inner && !inner->items.empty()) {
      out.insert(inner->is == json_tree::kind::array ? names(inner->items.front()) : names(*inner));
    }
  }
  return out;
}

struct lab {
  explicit lab(const simulated_cloud_options& options = simulated_cloud_options())
      : cloud(context.get_executor(), options) {}

  asio::io_context context{1};
  simulated_cloud cloud;
  std::string token;

  template <class T>
  T wait_for(asio::awaitable<T> work) {
    spawned<T> out;
    spawn(context, std::move(work), out);
    run_until(context, [&] { return out.done; });
    return out.get();
  }

  [[nodiscard]] std::uint16_t port(std::string_view service) const {
    const std::string url = cloud.endpoint(service);
    return static_cast<std::uint16_t>(std::stoi(url.substr(url.find(':', 7) + 1)));
  }

  raw_answer send(std::string_view service, std::string request) {
    return wait_for(exchange(port(service), std::move(request)));
  }

  static std::string quoted(std::string_view text) {
    std::string out;
    for (const char c : text) out += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
    return out;
  }

  static std::string login_request(const std::string& body, const std::string& type = "application/json",
                                   const std::string& target = "/v3/auth/tokens") {
    return "POST " + target + " HTTP/1.1\r\nHost: 127.0.0.1:5000\r\nContent-Type: " + type +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }

  [[nodiscard]] std::string password_body(
      const std::string& scope = R"({"project": {"name": "demo", "domain": {"id": "default"}}})") const {
    return R"({"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "demo", "domain": {"id": "default"}, )"
           R"("password": ")" +
           quoted(cloud.password()) + R"("}}}, "scope": )" + scope + "}}";
  }

  raw_answer log_in(const std::string& body) { return send("identity", login_request(body)); }

  [[nodiscard]] std::string request(const std::string& method, std::string_view service, const std::string& target,
                                    const std::string& fields = {}) const {
    return method + ' ' + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port(service)) +
           "\r\nAccept: application/json\r\n" + (token.empty() ? "" : "X-Auth-Token: " + token + "\r\n") + fields +
           "\r\n";
  }

  /// A GET with a good token.
  raw_answer get(std::string_view service, const std::string& target, const std::string& fields = {}) {
    if (token.empty()) token = log_in(password_body()).field("X-Subject-Token");
    return send(service, request("GET", service, target, fields));
  }

  /// A GET of one of the six lists.
  raw_answer list(const std::string& name, const std::string& query = {}) {
    if (name == "servers" || name == "flavors") {
      return get("compute", "/v2.1/" + name + "/detail" + query, "OpenStack-API-Version: compute 2.79\r\n");
    }
    if (name == "images") return get("image", "/v2/images" + query);
    return get("network", "/v2.0/" + name + query);
  }
};

inline const std::vector<std::string> six_lists{"servers", "flavors", "images", "networks", "ports", "floatingips"};

}  // namespace support

#endif  // SHEAF_TESTS_SUPPORT_LAB_HPP
