// SPDX-License-Identifier: MIT
//
// The state behind a simulated_cloud: its site, what it was told to do wrong, what it has counted, what it has open.

#ifndef SHEAF_TESTING_DETAIL_CLOUD_STATE_HPP
#define SHEAF_TESTING_DETAIL_CLOUD_STATE_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/testing/detail/described_api.hpp>
#include <sheaf/testing/detail/faults.hpp>
#include <sheaf/testing/detail/glance.hpp>
#include <sheaf/testing/detail/keystone.hpp>
#include <sheaf/testing/detail/neutron.hpp>
#include <sheaf/testing/detail/nova.hpp>
#include <sheaf/testing/detail/site.hpp>

#include <asio/ip/tcp.hpp>
#include <asio/ssl/context.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

/// What the state knows of a connection: how to end it.
class closable {
 public:
  virtual void close() noexcept = 0;

 protected:
  ~closable() = default;
};

/// Per list: how slow, how wrong, how often.
struct list_state {
  std::chrono::nanoseconds latency{0}, jitter{0};
  fault_rule fault;
  std::uint64_t requests = 0;
  std::optional<request> last;
  service last_service = service::identity;
};

/// What goes out on a connection, and how it goes on from there.
struct reply {
  enum class then { keep, close, cut, reset };  // cut: closed without TLS's goodbye

  std::string head;  // or everything
  text_ptr body;     // null: nothing more
  then after = then::close;
};

struct cloud_state {
  explicit cloud_state(asio::any_io_executor ex) : executor(std::move(ex)) {}

  asio::any_io_executor executor;
  site here;
  bool keep_alive = false;
  std::unique_ptr<asio::ssl::context> tls;
  std::vector<list_state> lists = std::vector<list_state>(list_names.size());
  std::vector<std::weak_ptr<asio::ip::tcp::acceptor>> acceptors;  // owned by the coroutines that accept
  std::unordered_set<closable*> connections;
  std::uint64_t accepted = 0;
  random jitter{2};
  bool recorded_latency = false;
  bool stopped = false;

  [[nodiscard]] list list_of(service s, const request& r) const {
    const described_service* const about = here.placed(s).about;
    return about ? simulation::list_of(*about, r, here.data.project) : list::other;
  }

  [[nodiscard]] list_state& at(list which) { return lists[static_cast<std::size_t>(which)]; }
  [[nodiscard]] list_state& at(std::string_view name) { return at(list_named(name)); }

  /// What was recorded for a request, where something may be: logins are keystone's own.
  [[nodiscard]] const recorded_answer* recorded(service s, const request& r, bool take) {
    if (!here.replay) return nullptr;
    if (s != service::identity) return here.replay->find(here.placed(s).type, r, take);
    // This keystone is at /v3, wherever the recorded one was.
    request there = r;
    const auto was = here.replay->services().find("identity");
    const std::string& now = here.placed(s).endpoint;
    if (was != here.replay->services().end() && r.path.starts_with(now))
      there.path = was->second + r.path.substr(now.size());
    return here.replay->find("identity", there, take);
  }
  [[nodiscard]] bool is_replayed(service s, const request& r) const {
    if (!here.replay) return false;
    if (s != service::identity) return true;
    const list of = list_of(s, r);
    return of != list::token && of != list::versions;
  }

  [[nodiscard]] answer replayed(service s, const request& r) {
    const placed_service& at = here.placed(s);
    const described_service unknown{.type = at.type, .catalog = at.catalog, .name = at.name, .endpoint = {}, .api = {}};
    described_api by(here, s, at.about ? *at.about : unknown, r);
    if (!here.token_of(r)) return by.unauthorized();
    const recorded_answer* const found = recorded(s, r, true);
    if (!found) return by.fault("404 Not Found", here.replay->why_not(at.type, r));
    return answer(found->status, found->fields, with_links_to(found->body, at.type, here.seen_origin(s, r)),
                  found->says_close);
  }

  /// The right answer.
  [[nodiscard]] answer handle(service s, const request& r) {
    if (is_replayed(s, r)) return replayed(s, r);
    switch (s) {
      case service::compute:
        return nova(here, r).handle();
      case service::image:
        return glance(here, r).handle();
      case service::network:
        return neutron(here, r).handle();
      case service::identity:
        return keystone(here, r).handle();
    }
    return described_api(here, s, *here.placed(s).about, r).handle();
  }

  /// An answer that fails, in the shape the service gives its errors.
  [[nodiscard]] answer fail(service s, const request& r, int status) {
    static constexpr std::string_view message = "Told to fail.";
    const auto by = [status](auto of) {
      return status == 401 ? of.unauthorized() : of.fault(status_line(status), message);
    };
    if (here.replay && s != service::identity) return by(described_api(here, s, described_services[1], r));
    switch (s) {
      case service::compute:
        return by(nova(here, r));
      case service::image:
        return by(glance(here, r));
      case service::network:
        return by(neutron(here, r));
      case service::identity:
        return by(keystone(here, r));
    }
    return by(described_api(here, s, *here.placed(s).about, r));
  }

  [[nodiscard]] std::string whole(const answer& a, const request& r) const {
    return write_head(a, keep_alive, r.wants_close()) + (r.method == "HEAD" ? std::string() : *a.body);
  }

  /// Answers a request as `rule` has it, and remembers it as the last of its list.
  [[nodiscard]] reply respond(service s, request asked, const fault_rule& rule, list_state& of) {
    using kind = fault_rule::kind;
    reply out;
    if (rule.what == kind::exact) {
      out.head = rule.text;
    } else {
      answer right = rule.what == kind::status ? fail(s, asked, rule.status) : handle(s, asked);
      if (right.status.starts_with("401")) ++here.unauthorized;
      if (rule.what == kind::body) right.body = std::make_shared<const std::string>(rule.text);
      if (rule.what == kind::truncate || rule.what == kind::reset_after) {
        out.head = whole(right, asked);
        if (rule.bytes < out.head.size()) out.after = reply::then::cut;
        out.head.resize(std::min(out.head.size(), rule.bytes));
        if (rule.what == kind::reset_after) out.after = reply::then::reset;
      } else {
        out.head = write_head(right, keep_alive, asked.wants_close());
        if (asked.method != "HEAD") out.body = std::move(right.body);
        if (keep_alive && !asked.wants_close()) out.after = reply::then::keep;
      }
    }
    of.last = std::move(asked);
    of.last_service = s;
    return out;
  }

  /// The right answer to `asked`, as if its token were a good one; leaves no trace.
  [[nodiscard]] std::string look(service s, request asked) {
    std::erase_if(asked.fields, [](const auto& field) { return same_name(field.first, "X-Auth-Token"); });
    asked.fields.emplace_back("X-Auth-Token", "looking");
    const auto tokens = here.tokens;
    const auto issued = here.tokens_issued;
    here.tokens["looking"] = {here.wall() + std::chrono::hours(1), true};
    std::string bytes = whole(handle(s, asked), asked);
    here.tokens = tokens;
    here.tokens_issued = issued;
    return bytes;
  }

  /// The answer to the plainest request for a list.
  [[nodiscard]] std::string look(list which) {
    const std::string name{list_names[static_cast<std::size_t>(which)]};
    const auto get = [this](service s, std::string path) {
      request asked;
      asked.method = "GET";
      asked.target = asked.path = std::move(path);
      return look(s, std::move(asked));
    };
    switch (which) {
      case list::servers:
      case list::flavors:
        return get(service::compute, "/v2.1/" + name + "/detail");
      case list::images:
        return get(service::image, "/v2/images");
      case list::networks:
      case list::ports:
      case list::floatingips:
        return get(service::network, "/v2.0/" + name);
      case list::token:
        break;
      default:
        return which >= static_cast<list>(own_lists) ? look_described(static_cast<std::size_t>(which) - own_lists)
                                                     : get(service::identity, "/v3");
    }
    request login;
    login.method = "POST";
    login.target = login.path = "/v3/auth/tokens";
    json_text out{login.body, json_style{}};
    const auto nest = [&out](std::string_view key, const auto& inside) {
      out.key(key);
      out.begin_object();
      inside();
      out.end_object();
    };
    out.begin_object();
    nest("auth", [&] {
      nest("identity", [&] {
        out.key("methods");
        out.strings(std::array{"password"});
        nest("password", [&] {
          nest("user", [&] {
            out.member("id", here.data.user);
            out.member("password", here.password);
          });
        });
      });
      nest("scope", [&] { nest("project", [&] { out.member("id", here.data.project); }); });
    });
    out.end_object();
    return look(service::identity, std::move(login));
  }

  [[nodiscard]] std::string look_described(std::size_t which) {
    const described_list& of = described_lists[which];
    const service at = here.service_named(of.service());
    std::string path = with_project(here.placed(at).about->api, here.data.project) + std::string(of.path);
    for (std::size_t brace; (brace = path.find("{}")) != path.npos;) path.replace(brace, 2, "any");
    request asked;
    asked.method = "GET";
    asked.target = asked.path = std::move(path);
    const std::string_view word = here.placed(at).about->word;
    if (!word.empty()) asked.fields.emplace_back("OpenStack-API-Version", concat({word, " latest"}));
    return look(at, std::move(asked));
  }

  void stop() noexcept {
    stopped = true;
    for (auto& weak : acceptors) {
      asio::error_code ignored;
      if (const auto acceptor = weak.lock()) acceptor->close(ignored);
    }
    for (closable* connection : connections) connection->close();
  }
};

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_CLOUD_STATE_HPP
