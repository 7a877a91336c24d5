// SPDX-License-Identifier: MIT
//
// simulated_cloud.hpp: an OpenStack in one process, on real loopback sockets, for tests, demonstrations and benchmarks.
//
// Fifteen services, each on a port of its own, answer every list that the library describes. The six lists of an
// instances page (of nova, glance and neutron) come of one model as the services of Debian 12 (Zed) give them: heads,
// member names, spacing, links and errors are those of captured answers, and by default so is the framing (no
// Content-Length, closed after each answer). The others are in the shape of their API reference, with each service's
// pages, errors and microversions. Or it gives what a recorder wrote. It shares no parser, writer or paging code with
// the library.

#ifndef SHEAF_TESTING_SIMULATED_CLOUD_HPP
#define SHEAF_TESTING_SIMULATED_CLOUD_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/testing/detail/cloud_connection.hpp>
#include <sheaf/testing/detail/cloud_state.hpp>
#include <sheaf/testing/detail/generate.hpp>
#include <sheaf/testing/simulated_cloud_options.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace testing {

/// Which of the later requests a fault meets: `only().after(2).times(1)` is the third, and no other.
class only {
 public:
  [[nodiscard]] only after(std::uint64_t requests) const { return only(requests, times_); }
  [[nodiscard]] only times(std::uint64_t requests) const { return only(after_, requests); }
  only() noexcept {}

 private:
  friend class simulated_cloud;
  only(std::uint64_t after, std::uint64_t times) : after_(after), times_(times) {}
  std::uint64_t after_ = 0;
  std::uint64_t times_ = static_cast<std::uint64_t>(-1);
};

/// A handle on a running cloud: copies share it, the last one to die stops it.
///
/// It serves while its executor is run. As long as it is not stopped, io_context::run() does not return.
///
/// Threads: one: that of its executor, which must be serial, or any other while that one is not running.
class simulated_cloud {
 public:
  /// Listens when this returns. Throws asio::system_error when it cannot, or the certificate is none.
  explicit simulated_cloud(asio::any_io_executor executor, simulated_cloud_options options = simulated_cloud_options());

  // Where it is, and how to get in.
  [[nodiscard]] std::string auth_url() const { return state().here.endpoint(simulation::service::identity); }
  [[nodiscard]] std::string username() const { return std::string(simulation::user_name); }
  [[nodiscard]] std::string password() const { return state().here.password; }
  [[nodiscard]] std::string project_name() const { return std::string(simulation::project_name); }
  [[nodiscard]] std::string domain() const { return "Default"; }
  [[nodiscard]] std::string region() const { return state().here.region; }
  /// An application credential of that user and project.
  [[nodiscard]] std::string credential_id() const { return state().here.credential_id; }
  [[nodiscard]] std::string credential_secret() const { return state().here.credential_secret; }
  /// A trust by which that user may act in that project.
  [[nodiscard]] std::string trust_id() const { return state().here.trust_id; }
  /// From now on that user needs a passcode (TOTP) beside the password. It is good once.
  void require_passcode(std::string code) { state().here.passcode = std::move(code); }
  /// Keystone takes the application credential no more; tokens made of it stay.
  void expire_credential() { state().here.credential_expired = true; }
  /// That user's logins without a scope are for that project, and not for nothing.
  void set_default_project() { state().here.has_default_project = true; }
  /// The OS_* variables that lead here.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> environment() const;
  /// The official types of its services: "identity", "compute", ..., "block-storage".
  [[nodiscard]] std::vector<std::string> services() const {
    std::vector<std::string> out;
    for (const auto& one : state().here.services) out.push_back(one.type);
    return out;
  }
  /// The catalog's URL for a service.
  [[nodiscard]] std::string endpoint(std::string_view service) const { return state().here.endpoint_of(service); }

  // What goes wrong, per list, from the next request on: the last one told counts, until clear().
  /// Answers with this status, in the service's own shape of an error.
  void fail(std::string_view list, int status, only when = only()) { rule(list, kind::status, when).status = status; }
  /// Resets the connection instead of answering.
  void reset(std::string_view list, only when = only()) { rule(list, kind::reset, when); }
  /// Resets it after at most so many bytes of the answer, head included.
  void reset_after(std::string_view list, std::size_t bytes, only when = only()) {
    rule(list, kind::reset_after, when).bytes = bytes;
  }
  /// Closes after so many bytes of the answer (with TLS: without a close_notify).
  void truncate(std::string_view list, std::size_t bytes, only when = only()) {
    rule(list, kind::truncate, when).bytes = bytes;
  }
  /// Never answers.
  void hang(std::string_view list, only when = only()) { rule(list, kind::hang, when); }
  /// Sends these bytes, head and all.
  void answer(std::string_view list, std::string bytes, only when = only()) {
    rule(list, kind::exact, when).text = std::move(bytes);
  }
  /// Sends this body in place of the right one.
  void body(std::string_view list, std::string text, only when = only()) {
    rule(list, kind::body, when).text = std::move(text);
  }
  void clear(std::string_view list) { state().at(list).fault = simulation::fault_rule(); }
  /// As the option.
  void latency(std::string_view list, std::chrono::nanoseconds base, std::chrono::nanoseconds jitter = {}) {
    state().at(list).latency = base;
    state().at(list).jitter = jitter;
  }
  /// Takes a service out of the catalog of tokens issued from now on, or puts it back.
  void remove_service(std::string_view service) { state().here.removed.emplace(known_service(service)); }
  void restore_service(std::string_view service) { state().here.removed.erase(known_service(service)); }
  /// Makes every token issued so far worth a 401.
  void expire_tokens() { state().here.tokens.clear(); }

  // What has happened.
  /// Requests for a list or for one of its objects, faults included.
  [[nodiscard]] std::uint64_t requests(std::string_view list) const { return state().at(list).requests; }
  /// The head of the last such request that was answered, as it came; empty before.
  [[nodiscard]] std::string last_head(std::string_view list) const {
    const auto& last = state().at(list).last;
    return last ? last->head : std::string();
  }
  [[nodiscard]] std::uint64_t tokens_issued() const { return state().here.tokens_issued; }
  /// Answers with status 401.
  [[nodiscard]] std::uint64_t unauthorized() const { return state().here.unauthorized; }
  [[nodiscard]] std::uint64_t connections_accepted() const { return state().accepted; }
  [[nodiscard]] std::uint64_t connections_open() const { return state().connections.size(); }

  // What is true, told by the model and not by an answer.
  /// Every id, in the order the service lists them. The library's descriptors have the same names:
  /// "block-storage/volumes" are openstack::block_storage::volumes. What has no id goes by what tells it from others,
  /// as its name.
  [[nodiscard]] std::vector<std::string> ids(std::string_view list) const;
  /// Every name in that order, of one of the six lists; of a floating IP, which has none, the address.
  [[nodiscard]] std::vector<std::string> names(std::string_view list) const;
  /// The whole answer to the last request that was answered for `list`, once more and with a good token; before any, to
  /// a plain GET of the whole list (a login, for "token"). Ids of requests and tokens differ from answer to answer, the
  /// size does not. Counts nothing.
  [[nodiscard]] std::string answer_bytes(std::string_view list) const;

  /// Closes everything, so that io_context::run() can return. The answers above stay.
  void stop() { state().stop(); }

 private:
  using kind = simulation::fault_rule::kind;

  /// Stops the cloud when the last handle dies; what still runs holds the state, not this.
  struct owner {
    explicit owner(asio::any_io_executor executor)
        : state(std::make_shared<simulation::cloud_state>(std::move(executor))) {}
    owner(const owner&) = delete;
    owner& operator=(const owner&) = delete;
    ~owner() { state->stop(); }
    std::shared_ptr<simulation::cloud_state> state;
  };

  [[nodiscard]] simulation::cloud_state& state() const { return *owner_->state; }

  [[nodiscard]] std::string known_service(std::string_view service) const {
    return state().here.placed(state().here.service_named(service)).type;
  }
  void place_services(const std::string& replay);

  simulation::fault_rule& rule(std::string_view list, kind what, const only& when) {
    auto& rule = state().at(list).fault = simulation::fault_rule();
    rule.what = what;
    rule.skip = when.after_;
    rule.times = when.times_;
    return rule;
  }

  std::shared_ptr<owner> owner_;
  std::string certificate_file_;
};

inline simulated_cloud::simulated_cloud(asio::any_io_executor executor, simulated_cloud_options options)
    : owner_(std::make_shared<owner>(executor)), certificate_file_(options.certificate_file_) {
  simulation::cloud_state& made = state();
  simulation::generator(made.here.data, options.seed_, options.sizes_);
  made.here.ids = simulation::random(options.seed_ + 1);
  made.here.time = options.time_;
  made.here.scheme = options.tls_ ? "https" : "http";
  made.here.address = options.address_;
  // One that finds out whether it is escaped on its way.
  made.here.password = "simulated \"pass\\w\u00f6rd\"";
  made.here.credential_id = made.here.ids.text(32);
  made.here.credential_secret = made.here.ids.text(86);
  made.here.trust_id = made.here.ids.text(32);
  made.here.region = "RegionOne";
  made.here.token_lifetime = options.token_lifetime_;
  made.here.page_limits = options.limits_;
  made.keep_alive = options.keep_alive_;
  for (std::size_t i = 0; i != made.lists.size(); ++i) {
    made.lists[i].latency = options.latencies_[i].first;
    made.lists[i].jitter = options.latencies_[i].second;
  }
  if (options.tls_) {
    made.tls = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
    if (options.certificate_file_.empty()) {
      made.tls->use_certificate_chain(asio::buffer(options.certificate_.chain));
      made.tls->use_private_key(asio::buffer(options.certificate_.key), asio::ssl::context::pem);
    } else {
      made.tls->use_certificate_chain_file(options.certificate_file_);
      made.tls->use_private_key_file(options.key_file_, asio::ssl::context::pem);
    }
    if (!options.client_authority_.empty()) {
      made.tls->add_certificate_authority(asio::buffer(options.client_authority_));
      made.tls->set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
    }
  }
  made.here.keystone_pages = options.keystone_pages_;
  made.here.usual_size = options.usual_size_;
  made.here.list_sizes = options.list_sizes_;
  made.here.links_from = options.links_from_;
  made.here.down_servers = options.down_servers_;
  made.here.hidden_images = options.hidden_images_;
  made.here.full_last_page = options.full_last_page_;
  made.here.newest_minors = options.newest_minors_;
  made.recorded_latency = options.recorded_latency_;
  place_services(options.replay_);
  for (const auto& [service, minor] : options.newest_minors_) static_cast<void>(known_service(service));
  std::vector<std::shared_ptr<asio::ip::tcp::acceptor>> acceptors(made.here.services.size());
  for (std::size_t i = 0; i != acceptors.size(); ++i) {
    const auto port = static_cast<std::uint16_t>(options.base_port_ == 0 ? 0 : options.base_port_ + i);
    const asio::ip::tcp::endpoint at(asio::ip::make_address(options.address_), port);
    acceptors[i] = std::make_shared<asio::ip::tcp::acceptor>(executor, at);
    made.here.services[i].port = acceptors[i]->local_endpoint().port();
    made.acceptors.push_back(acceptors[i]);
  }
  for (std::size_t i = 0; i != acceptors.size(); ++i) {
    asio::co_spawn(
        executor,
        simulation::accept_connections(owner_->state, std::move(acceptors[i]), static_cast<simulation::service>(i)),
        simulation::rethrow());
  }
}

/// Those there are, or those that answers were recorded of; keystone first, for the logins.
inline void simulated_cloud::place_services(const std::string& replay) {
  simulation::site& here = state().here;
  const auto place = [&](const simulation::described_service& of) {
    here.services.push_back({std::string(of.type), std::string(of.catalog), std::string(of.name),
                             simulation::with_project(of.endpoint, here.data.project), &of, 0});
  };
  if (replay.empty()) {
    for (const auto& of : simulation::described_services) place(of);
    return;
  }
  here.replay = std::make_unique<simulation::recording>(replay);
  place(simulation::described_services.front());
  for (const auto& [type, endpoint] : here.replay->services()) {
    if (type == here.services.front().type) continue;
    const auto known = std::find_if(simulation::described_services.begin(), simulation::described_services.end(),
                                    [&t = type](const auto& of) { return of.type == t; });
    const auto* const about = known == simulation::described_services.end() ? nullptr : &*known;
    here.services.push_back({type, type, about ? std::string(about->name) : type, endpoint, about, 0});
  }
}

inline std::vector<std::pair<std::string, std::string>> simulated_cloud::environment() const {
  std::vector<std::pair<std::string, std::string>> out{
      {"OS_AUTH_URL", auth_url()},         {"OS_USERNAME", username()},       {"OS_PASSWORD", password()},
      {"OS_PROJECT_NAME", project_name()}, {"OS_USER_DOMAIN_NAME", domain()}, {"OS_PROJECT_DOMAIN_NAME", domain()},
      {"OS_REGION_NAME", region()},        {"OS_IDENTITY_API_VERSION", "3"},  {"OS_INTERFACE", "public"}};
  if (!certificate_file_.empty()) out.emplace_back("OS_CACERT", certificate_file_);
  return out;
}

namespace simulation {

/// Calls `f` with the table of one of the six lists.
template <class F>
auto with_table(const model& data, std::string_view name, F f) {
  switch (list_named(name)) {
    case list::servers:
      return f(data.servers);
    case list::flavors:
      return f(data.flavors);
    case list::images:
      return f(data.images);
    case list::networks:
      return f(data.networks);
    case list::ports:
      return f(data.ports);
    case list::floatingips:
      return f(data.floating_ips);
    default:
      throw std::invalid_argument("\"" + std::string(name) + "\" has no objects");
  }
}

}  // namespace simulation

inline std::vector<std::string> simulated_cloud::ids(std::string_view list) const {
  const auto which = static_cast<std::size_t>(simulation::list_named(list));
  if (which >= simulation::own_lists)
    return state().here.ids_of(simulation::described_lists[which - simulation::own_lists]).all;
  return simulation::with_table(state().here.data, list, [](const auto& table) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i != table.size(); ++i) out.push_back(table.listed(i).id);
    return out;
  });
}

inline std::vector<std::string> simulated_cloud::names(std::string_view list) const {
  return simulation::with_table(state().here.data, list, [](const auto& table) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i != table.size(); ++i) {
      if constexpr (requires { table.listed(i).name; }) {
        out.push_back(table.listed(i).name);
      } else {
        out.push_back(table.listed(i).address);
      }
    }
    return out;
  });
}

inline std::string simulated_cloud::answer_bytes(std::string_view list) const {
  const simulation::list which = simulation::list_named(list);
  const auto& last = state().at(which).last;
  return last ? state().look(state().at(which).last_service, *last) : state().look(which);
}

}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_SIMULATED_CLOUD_HPP
