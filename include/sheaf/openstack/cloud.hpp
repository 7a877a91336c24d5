// SPDX-License-Identifier: MIT
//
// cloud.hpp: a cloud to fetch lists from: it signs in, finds endpoints, and renews its token.

#ifndef SHEAF_OPENSTACK_CLOUD_HPP
#define SHEAF_OPENSTACK_CLOUD_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/coroutines.hpp>
#include <sheaf/http/client.hpp>
#include <sheaf/limiter.hpp>
#include <sheaf/openstack/credentials.hpp>
#include <sheaf/openstack/detail/places.hpp>
#include <sheaf/openstack/detail/session.hpp>
#include <sheaf/openstack/discovery.hpp>
#include <sheaf/openstack/error.hpp>
#include <sheaf/openstack/service_types.hpp>
#include <sheaf/openstack/token.hpp>
#include <sheaf/openstack/token_cache.hpp>
#include <sheaf/rest/answered.hpp>
#include <sheaf/rest/detail/send_with_permit.hpp>
#include <sheaf/rest/detail/wait_until.hpp>
#include <sheaf/rest/fetch.hpp>
#include <sheaf/rest/fetch_json.hpp>
#include <sheaf/rest/pages.hpp>
#include <sheaf/rest/source.hpp>
#include <sheaf/rest/stream.hpp>
#include <sheaf/single_flight.hpp>

#include <array>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

SHEAF_COROUTINES_BEGIN

namespace sheaf {
inline namespace v0 {
namespace openstack {

using rest::answer_function;
using rest::answered;

/// Named options with setters.
class cloud_options {
 public:
  cloud_options() noexcept {}

  /// Limits, timeouts and TLS of the client beneath. What the credentials say of TLS comes on top.
  [[nodiscard]] cloud_options client(http::client_options options) const {
    cloud_options out = *this;
    out.client_ = std::move(options);
    return out;
  }
  /// Where time comes from; null is the system's clocks. Outlives the cloud.
  [[nodiscard]] cloud_options time(time_source* source) const {
    cloud_options out = *this;
    out.client_ = out.client_.time(source);
    return out;
  }
  /// Tokens shared with other clouds, threads or, on disk, programs.
  [[nodiscard]] cloud_options tokens(token_cache cache) const {
    cloud_options out = *this;
    out.tokens_ = std::move(cache);
    return out;
  }

  /// At each origin so many requests at once as it is found to bear, within these bounds; the client's
  /// connections_per_origin holds as well. Unless said, that alone.
  [[nodiscard]] cloud_options adaptive(adaptive_limit bounds) const {
    cloud_options out = *this;
    out.adaptive_ = bounds;
    return out;
  }
  /// Is given every answer of a service, refusals included; not those to logins and to the search for versions.
  [[nodiscard]] cloud_options on_answer(answer_function f) const {
    cloud_options out = *this;
    out.on_answer_ = std::move(f);
    return out;
  }

  [[nodiscard]] const http::client_options& client() const noexcept { return client_; }
  [[nodiscard]] const token_cache& tokens() const noexcept { return tokens_; }
  [[nodiscard]] const std::optional<adaptive_limit>& adaptive() const noexcept { return adaptive_; }
  [[nodiscard]] const answer_function& on_answer() const noexcept { return on_answer_; }

 private:
  http::client_options client_;
  std::optional<adaptive_limit> adaptive_;
  token_cache tokens_;
  answer_function on_answer_;
};

/// A handle on one cloud; copies share it. Cheap to keep for the life of a program; it does nothing when it is made.
///
///     openstack::cloud cloud{executor, openstack::credentials::from_environment()};
///     auto merged = co_await cloud.fetch(instances, rest::fetch_options().timeout(2s));
///
/// A token is asked for when first needed, once for all who wait; again in the last tenth of its life; and once when a
/// service answers 401, however many requests meet that 401 together. A login that fails fails those who waited for it,
/// and the next request tries anew. A 401 that a new token does not cure, as for what an application credential's
/// access rules forbid, is the result; and for a minute after no login is tried for the same path.
///
/// A service whose URL in the catalog has no version, or another one, is asked where it usually is; should it not be
/// there, its version document is read, once. A microversion that is too new for the server is lowered to the newest it
/// has, where the descriptor allows that.
///
/// Threads: belongs to one serial executor, the one it was made with, and is awaited there: one cloud per loop thread.
///   What threads share is a token_cache. async_fetch may be called from anywhere.
class cloud {
 public:
  /// Throws http::error(errc::tls_failed) when the CA file cannot be read.
  cloud(asio::any_io_executor executor, openstack::credentials who, const cloud_options& options = {})
      : state_(std::make_shared<state>(executor, std::move(who), options)) {}

  /// Every list of the set at once; see rest::fetch.
  template <class... Lists>
  [[nodiscard]] auto fetch(const rest::resource_set<Lists...>& lists, const rest::fetch_options& options = {}) const {
    return rest::fetch(*this, lists, options);
  }
  /// One list, whole; see rest::list.
  template <rest::list_like List>
  [[nodiscard]] auto list(const List& what, const rest::fetch_options& options = {}) const {
    return rest::list(*this, what, options);
  }
  /// Every list of the set at once, each looked at as it comes; see rest::stream.
  template <class... Lists, class F>
  [[nodiscard]] auto stream(const rest::resource_set<Lists...>& lists, F&& body,
                            const rest::fetch_options& options = {}) const {
    return rest::stream(*this, lists, std::forward<F>(body), options);
  }
  /// Every list of the set at once, as JSON text; see rest::fetch_json.
  template <class... Lists>
  [[nodiscard]] auto fetch_json(const rest::resource_set<Lists...>& lists,
                                const rest::fetch_options& options = {}) const {
    return rest::fetch_json(*this, lists, options);
  }
  /// One list, page after page; see rest::pages.
  template <rest::list_like List>
  [[nodiscard]] auto pages(const List& what, const rest::fetch_options& options = {}) const {
    return rest::pages(*this, what, options);
  }
  /// The regions that the catalog has endpoints in, by name. Throws as list does.
  [[nodiscard]] asio::awaitable<std::vector<std::string>> regions(rest::fetch_options options = {}) const {
    return find_regions(state_, std::move(options));
  }
  /// fetch for any completion token: void(std::exception_ptr, merged). Runs on the cloud's executor, completes on the
  /// token's.
  template <class... Lists, class Token>
  auto async_fetch(const rest::resource_set<Lists...>& lists, const rest::fetch_options& options, Token&& token) const {
    return asio::co_spawn(get_executor(), fetch(lists, options), std::forward<Token>(token));
  }
  /// list for any completion token: void(std::exception_ptr, listing).
  template <rest::list_like List, class Token>
  auto async_list(const List& what, const rest::fetch_options& options, Token&& token) const {
    return asio::co_spawn(get_executor(), list(what, options), std::forward<Token>(token));
  }

  /// Takes the token back at keystone and forgets it, also where others share it; whoever needs one then signs in anew.
  /// Does nothing where there is none. Throws api_error, http::error.
  [[nodiscard]] asio::awaitable<void> revoke() const { return detail::session::revoke(state_->session); }
  /// revoke for any completion token: void(std::exception_ptr).
  template <class Token>
  auto async_revoke(Token&& token) const {
    return asio::co_spawn(get_executor(), revoke(), std::forward<Token>(token));
  }

  [[nodiscard]] http::client client() const { return state_->session->client; }
  [[nodiscard]] asio::any_io_executor get_executor() const noexcept { return state_->session->client.get_executor(); }

  // A model of rest::source, and of what rest::shared_source asks for.
  [[nodiscard]] std::string identity() const {
    const numbered_token current = state_->session->tokens.get();
    return (current.token ? "token " : "no token, ") + std::to_string(current.generation);
  }
  [[nodiscard]] asio::awaitable<http::response> send(rest::call c) const { return run(state_, std::move(c)); }
  [[nodiscard]] time_source* time() const noexcept { return state_->session->time(); }
  [[nodiscard]] std::string new_request_id() const { return state_->new_request_id(); }
  [[nodiscard]] std::string request_id(const http::response& answer) const {
    std::string id(answer.header("X-Openstack-Request-Id").value_or(std::string_view()));
    return rest::detail::presentable(redacted(std::move(id), state_->session->hidden()));
  }
  [[nodiscard]] std::string without_secrets(std::string said, const http::response& answer) const {
    return rest::redacted_complaint(std::move(said), answer.text(), state_->session->hidden());
  }

 private:
  struct state {
    state(const asio::any_io_executor& executor, openstack::credentials who, const cloud_options& options)
        : session(std::make_shared<detail::session>(executor, std::move(who), options.client(), options.tokens())),
          discoveries(executor),
          on_answer(options.on_answer()),
          adaptive(options.adaptive()) {
      if (adaptive) adaptive = adaptive->time(session->time());
    }

    // "req-" and a random UUID (version 4): the form that services accept as a global request id.
    [[nodiscard]] std::string new_request_id() {
      const std::uint64_t high = (random() & ~0xF000ull) | 0x4000ull;
      const std::uint64_t low = (random() & ~(3ull << 62)) | (2ull << 62);
      std::array<char, 48> text;
      std::snprintf(text.data(), text.size(), "req-%08x-%04x-%04x-%04x-%012llx", static_cast<unsigned>(high >> 32),
                    static_cast<unsigned>(high >> 16 & 0xffff), static_cast<unsigned>(high & 0xffff),
                    static_cast<unsigned>(low >> 48), static_cast<unsigned long long>(low & 0xffff'ffff'ffffull));
      return text.data();
    }

    const std::shared_ptr<detail::session> session;
    const single_flight<std::string, bool> discoveries;
    const answer_function on_answer;
    detail::places places;
    std::optional<adaptive_limit> adaptive;
    std::map<std::string, limiter> limiters;  // by origin
    std::mt19937_64 random{std::random_device{}()};
  };

  static asio::awaitable<http::response> run(std::shared_ptr<state> self, rest::call c) {
    detail::session& session = *self->session;
    numbered_token current = session.tokens.get();
    if (!session.fresh(current)) {
      c.enter(rest::call_step::sign_in, session.time());
      auto signing_in = detail::session::current(self->session, c.deadline(), c.request_id());
      current = co_await std::move(signing_in);
    }
    std::uint64_t cure = 0;  // the generation that was to help against a 401
    int overtakings = 0;
    bool adapted = false;    // to the server's microversions
    while (true) {
      detail::place& at = locate(*self, *current.token, c);
      const std::string wanted = wanted_version(session.who, c);
      const std::string microversion = at.microversion(c.service(), wanted);
      const http::url base = at.base.url;
      const http::url target =
          base.with_target(c.from_root() ? c.target() : std::string(detail::without_slashes(base.path())) + c.target());
      const time_point asked = self->on_answer ? now(session.time()) : time_point();
      session.sends(*current.token);
      auto sending = send_within(self, make_request(*current.token, target, c, microversion), c);
      http::response answer = co_await std::move(sending);
      if (self->on_answer) {
        self->on_answer(answered(c, base, answer, session.hidden(), now(session.time()) - asked));
      }
      const std::string place = target.authority() + std::string(target.path());
      if (c.answered_by(answer)) {
        at.base.guessed = false;
        session.tokens.history().set_hopeful(place);
        if (answer.ok()) check_version(answer, c);
        co_return answer;
      }
      if (answer.status() == 401) {
        const numbered_token newest = session.tokens.get();
        const bool overtaken = newest.token && newest.generation > current.generation;
        // One login of its own is all that a request gets. What others signed in for meanwhile it tries too, a few
        // times: those that are refused for good could go on overtaking each other.
        const bool may_go_on = overtaken
                                   ? ++overtakings <= 4
                                   : cure == 0 && !session.tokens.history().is_hopeless(place, now(session.time()));
        if (!may_go_on) {
          if (cure != 0) session.tokens.history().set_hopeless(place, now(session.time()));
          throw make_api_error(c.service(), answer, session.hidden(), refusal(session.who));
        }
        if (overtaken) {
          current = newest;
          continue;
        }
        c.enter(rest::call_step::sign_in, session.time());
        auto signing_in = detail::session::replace(self->session, current.generation, c.deadline(), c.request_id());
        current = co_await std::move(signing_in);
        if (!current.kept) cure = current.generation;
        continue;
      }
      const bool elsewhere = (answer.status() == 404 || answer.status() == 300) && at.base.guessed;
      const bool too_new = answer.status() == 406 && !microversion.empty() && !adapted;
      if (too_new) {
        adapted = true;
        if (at.refused(microversion, wanted, read_range(answer))) continue;
      }
      if (elsewhere || too_new) {
        c.enter(rest::call_step::discover, session.time());
        const auto discovery = std::bind_front(&cloud::discover, self, current, c.service());
        auto waiting = rest::detail::wait_until(self->discoveries.run(c.service(), discovery), c.deadline(),
                                                session.time(), c.service() + ": no versions from " + base.authority());
        const bool known = co_await std::move(waiting);
        const detail::place& now_at = locate(*self, *current.token, c);
        const bool lowered = too_new && now_at.microversion(c.service(), wanted) != microversion;
        if (known && (now_at.base.url != base || lowered)) continue;
      }
      throw make_api_error(c.service(), answer, session.hidden(),
                           too_new ? "it names no microversion that could be asked for instead" : "");
    }
  }

  static asio::awaitable<std::vector<std::string>> find_regions(std::shared_ptr<state> self,
                                                                rest::fetch_options options) {
    const time_point begin = now(self->session->time());
    auto signing_in =
        detail::session::current(self->session, deadline_after(begin, options.get_timeout()), self->new_request_id());
    const numbered_token current = co_await std::move(signing_in);
    std::set<std::string> found;
    for (const catalog_entry& service : current.token->catalog()) {
      for (const endpoint& e : service.endpoints) {
        if (const std::string& region = detail::region_of(e); !region.empty()) found.insert(region);
      }
    }
    co_return std::vector<std::string>(found.begin(), found.end());
  }

  // With a permit for the origin, where their number is to be found out.
  static asio::awaitable<http::response> send_within(const std::shared_ptr<state>& self, http::request r,
                                                     const rest::call& c) {
    const auto& bounds = self->adaptive;
    if (!bounds) return self->session->client.send(std::move(r));
    const limiter permits = self->limiters.try_emplace(r.url().origin(), *bounds).first->second;
    const std::string missing = "no permit for " + r.url().authority();
    return rest::detail::send_with_permit(permits, c, self->session->time(), missing,
                                          self->session->client.send(std::move(r)));
  }

  // Where the service of this call is. Throws where it is nowhere, or the token is good for nothing there.
  static detail::place& locate(state& self, const token& t, const rest::call& c) {
    if (!t.scoped() && official_type(c.service()) != "identity") {
      throw rest::source_error(
          "identity: the token is for no project, domain or system, and services answer such a one with empty lists: name "
          "a project (OS_PROJECT_NAME), a domain, or the system (OS_SYSTEM_SCOPE)",
          false);
    }
    return self.places.find(t, self.session->who, c.service());
  }

  static const std::string& wanted_version(const openstack::credentials& who, const rest::call& c) {
    return c.version().empty() ? who.service(c.service()).microversion() : c.version();
  }

  static http::request make_request(const token& t, const http::url& target, const rest::call& c,
                                    const std::string& microversion) {
    auto request =
        c.dress(http::request::get(target).header("X-Auth-Token", t.secret()).header("Accept", "application/json"));
    if (!microversion.empty()) {
      request = std::move(request).header("OpenStack-API-Version",
                                          std::string(version_word(c.service())) + ' ' + microversion);
      if (const auto old = old_version_field(c.service()); !old.empty())
        request = std::move(request).header(old, microversion);
    }
    if (!c.request_id().empty()) request = std::move(request).header("X-Openstack-Request-Id", c.request_id());
    return request;
  }

  // A server older than microversions ignores them, and says nothing of any.
  static void check_version(const http::response& answer, const rest::call& c) {
    const auto wish = version_wish::parse(c.version());
    if (!wish || !wish->least) return;
    const auto old = old_version_field(c.service());
    const auto told = answer.header("OpenStack-API-Version"),
               told_before = old.empty() ? std::nullopt : answer.header(old);
    std::string_view text = told ? *told : told_before.value_or("");
    text.remove_prefix(text.rfind(' ') + 1);
    const auto used = version_number::parse(text);
    if (used && *used >= *wish->least) return;
    throw rest::source_error(c.service() + ": it answers in " +
                                 (used ? "microversion " + used->text() : "no microversion at all") +
                                 ", and this list is read in " + wish->text(),
                             false);
  }

  static std::string_view refusal(const openstack::credentials& who) {
    return who.method() == login_method::application_credential
               ? "a new token does not help: it may be that the application credential's access rules forbid this"
               : "a new token does not help";
  }

  // Reads the version document at the service's root; without the token first, as it is for everybody. False where
  // nothing came of it, and it may be asked again.
  static asio::awaitable<bool> discover(std::shared_ptr<state> self, numbered_token with, std::string service) {
    detail::session& session = *self->session;
    const rest::call asked(service, "/", {});
    const http::url root = locate(*self, *with.token, asked).base.root;
    for (int tries = 0; tries != 2; ++tries) {
      const bool signed_in = tries != 0;
      auto request = http::request::get(root).header("Accept", "application/json");
      if (signed_in) request = std::move(request).header("X-Auth-Token", with.token->secret());
      auto sending = session.client.send(std::move(request));
      const http::response answer = co_await std::move(sending);
      if (answer.status() == 401 && !signed_in) continue;
      if (answer.status() >= 500 || answer.status() == 429) co_return false;
      detail::place& at = locate(*self, *with.token, asked);
      const auto versions = answer.ok() || answer.status() == 300 ? read_versions(answer.text()) : std::nullopt;
      if (versions) {
        at.learn(*versions);
      } else if (at.base.guessed) {
        at.give_up();
      }
      co_return true;
    }
    co_return false;
  }

  std::shared_ptr<state> state_;
};

}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_OPENSTACK_CLOUD_HPP
