// SPDX-License-Identifier: MIT
//
// cloud.hpp: a cloud to fetch lists from: it signs in, finds endpoints, and renews its token.

#ifndef SHEAF_OPENSTACK_CLOUD_HPP
#define SHEAF_OPENSTACK_CLOUD_HPP

#include <sheaf/detail/coroutines.hpp>
#include <sheaf/http/client.hpp>
#include <sheaf/openstack/catalog.hpp>
#include <sheaf/openstack/credentials.hpp>
#include <sheaf/openstack/error.hpp>
#include <sheaf/openstack/token.hpp>
#include <sheaf/openstack/token_cache.hpp>
#include <sheaf/rest/fetch.hpp>
#include <sheaf/rest/source.hpp>
#include <sheaf/single_flight.hpp>
#include <sheaf/timeout.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <functional>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>


SHEAF_COROUTINES_BEGIN

namespace sheaf {
inline namespace v0 {
namespace openstack {

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
  /// A token shared with other clouds of the same credentials.
  [[nodiscard]] cloud_options tokens(token_cache cache) const {
    cloud_options out = *this;
    out.tokens_ = std::move(cache);
    return out;
  }

  [[nodiscard]] const http::client_options& client() const noexcept { return client_; }
  [[nodiscard]] const token_cache& tokens() const noexcept { return tokens_; }

 private:
  http::client_options client_;
  token_cache tokens_;
};

/// A handle on one cloud; copies share it. Cheap to keep for the life of a program; it does nothing when it is made.
///
///     openstack::cloud cloud{executor, openstack::credentials::from_environment()};
///     auto merged = co_await cloud.fetch(instances, rest::fetch_options().timeout(2s));
///
/// A token is asked for when first needed, once for all who wait; again in the last tenth of its life; and once when a
/// service answers 401, however many requests meet that 401 together. A login that fails fails those who waited for it, and
/// the next request tries anew.
///
/// Threads: belongs to one serial executor, the one it was made with, and is awaited there: one cloud per loop thread. What
///   threads share is a token_cache. async_fetch may be called from anywhere.
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
  /// fetch for any completion token: void(std::exception_ptr, merged). Runs on the cloud's executor, completes on the token's.
  template <class... Lists, class Token>
  auto async_fetch(const rest::resource_set<Lists...>& lists, const rest::fetch_options& options, Token&& token) const {
    return asio::co_spawn(get_executor(), fetch(lists, options), std::forward<Token>(token));
  }
  /// list for any completion token: void(std::exception_ptr, listing).
  template <rest::list_like List, class Token>
  auto async_list(const List& what, const rest::fetch_options& options, Token&& token) const {
    return asio::co_spawn(get_executor(), list(what, options), std::forward<Token>(token));
  }

  [[nodiscard]] http::client client() const { return state_->client; }
  [[nodiscard]] asio::any_io_executor get_executor() const noexcept { return state_->client.get_executor(); }

  // A model of rest::source.
  [[nodiscard]] asio::awaitable<http::response> send(rest::call c) const { return run(state_, std::move(c)); }
  [[nodiscard]] time_source* time() const noexcept { return state_->time(); }
  [[nodiscard]] std::string new_request_id() const { return state_->new_request_id(); }
  [[nodiscard]] std::string request_id(const http::response& answer) const {
    return rest::detail::presentable(answer.header("X-Openstack-Request-Id").value_or(std::string_view()));
  }

 private:
  struct state {
    state(const asio::any_io_executor& executor, openstack::credentials c, const cloud_options& options)
        : who(std::move(c)), client(executor, with_trust(options.client(), who)), tokens(options.tokens()), logins(executor) {}

    static http::client_options with_trust(const http::client_options& options, const openstack::credentials& who) {
      if (who.ca_file().empty() && !who.insecure()) return options;
      http::tls_options tls;
      if (!who.ca_file().empty()) tls = tls.ca_file(who.ca_file());
      return options.tls(who.insecure() ? tls.insecure() : tls);
    }

    [[nodiscard]] time_source* time() const noexcept { return client.options().time(); }
    [[nodiscard]] bool fresh(const numbered_token& t) const { return t.token && wall_now(time()) < t.token->renew_from(); }

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

    const openstack::credentials who;
    const http::client client;
    const token_cache tokens;
    const single_flight<std::uint64_t, numbered_token> logins;
    std::mt19937_64 random{std::random_device{}()};
  };

  static asio::awaitable<http::response> run(std::shared_ptr<state> self, rest::call c) {
    numbered_token current = self->tokens.get();
    if (!self->fresh(current)) {
      auto signing_in = renew(self, current, c);
      current = co_await std::move(signing_in);
    }
    for (bool again = false;; again = true) {
      const http::url target = locate(*self, *current.token, c);
      auto sending = self->client.send(make_request(*current.token, target, c));
      http::response answer = co_await std::move(sending);
      if (answer.ok()) co_return answer;
      // Once: an application credential's access rules are refused with a 401 too, and no new token cures that.
      if (answer.status() != 401 || again) throw make_api_error(c.service(), answer, current.token->secret());
      auto signing_in = replace(self, current.generation, c);
      current = co_await std::move(signing_in);
    }
  }

  static http::url locate(const state& self, const token& t, const rest::call& c) {
    const auto found = find_endpoint(t.catalog(), c.service(), self.who.interface(), self.who.region());
    if (!found) {
      throw rest::unknown_service(c.service() + ": " +
                                  why_no_endpoint(t.catalog(), c.service(), self.who.interface(), self.who.region()));
    }
    try {
      const http::url base = http::url::parse(with_version(*found, c.service()));
      return base.with_target(c.from_root() ? c.target() : std::string(base.path()) + c.target());
    } catch (const http::error& e) {
      throw rest::source_error(c.service() + ": the catalog's endpoint cannot be used: " + e.what(), false);
    }
  }

  static http::request make_request(const token& t, const http::url& target, const rest::call& c) {
    auto request = http::request::get(target).header("X-Auth-Token", t.secret()).header("Accept", "application/json").deadline(c.deadline());
    if (!c.version().empty()) {
      request = std::move(request).header("OpenStack-API-Version", std::string(version_word(c.service())) + ' ' + c.version());
    }
    if (!c.request_id().empty()) request = std::move(request).header("X-Openstack-Request-Id", c.request_id());
    return request;
  }

  // A new token for one that is about to end, or for none. As long as the old one is good, a login that fails does no harm.
  static asio::awaitable<numbered_token> renew(std::shared_ptr<state> self, numbered_token old, const rest::call& c) {
    std::exception_ptr failure;
    try {
      auto signing_in = replace(self, old.generation, c);
      co_return co_await std::move(signing_in);
    } catch (const std::runtime_error&) {
      failure = std::current_exception();
    }
    const auto asked = co_await asio::this_coro::cancellation_state;
    const bool cancelled = asked.cancelled() != asio::cancellation_type::none;
    if (cancelled || !old.token || wall_now(self->time()) >= old.token->expires()) std::rethrow_exception(failure);
    co_return old;
  }

  // The token after that of `generation`: from the login that everybody waits for who wants to replace it too.
  static asio::awaitable<numbered_token> replace(std::shared_ptr<state> self, std::uint64_t generation, const rest::call& c) {
    const numbered_token newest = self->tokens.get();
    if (newest.generation > generation) co_return newest;
    const auto login = std::bind_front(&cloud::sign_in, self, generation, c.request_id());
    auto waiting = self->logins.run(generation, login);
    if (c.deadline() == no_deadline) co_return co_await std::move(waiting);
    // Only this caller's patience ends then; the login goes on for the others.
    const duration patience = std::max(c.deadline() - now(self->time()), duration::zero());
    auto limited = with_timeout(patience, std::move(waiting), sheaf::options().time(self->time()).serial());
    try {
      co_return co_await std::move(limited);
    } catch (const timed_out&) {
      throw rest::source_error("identity: no token from " + self->who.auth_url().authority() + " after " + http::detail::in_words(patience), true);
    }
  }

  static asio::awaitable<numbered_token> sign_in(std::shared_ptr<state> self, std::uint64_t generation, std::string request_id) {
    // The cloud of another thread may have been quicker.
    const numbered_token newest = self->tokens.get();
    if (newest.generation > generation) co_return newest;
    const http::url target = self->who.auth_url().with_target(std::string(self->who.auth_url().path()) + "/auth/tokens");
    auto request = http::request::post(target, login_body(self->who)).header("Accept", "application/json").idempotent();
    if (!request_id.empty()) request = std::move(request).header("X-Openstack-Request-Id", request_id);
    try {
      auto sending = self->client.send(std::move(request));
      const http::response answer = co_await std::move(sending);
      if (!answer.ok()) throw make_api_error("identity", answer, self->who.password());
      co_return self->tokens.put(read_token(answer, wall_now(self->time())));
    } catch (const http::error& e) {
      throw rest::source_error(std::string("identity: ") + e.what(), e.timed_out());
    } catch (const json::error& e) {
      throw rest::source_error(std::string("identity: the answer to the login is no token: ") + e.what(), false);
    }
  }

  std::shared_ptr<state> state_;
};

}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_OPENSTACK_CLOUD_HPP
