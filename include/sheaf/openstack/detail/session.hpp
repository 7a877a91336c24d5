// SPDX-License-Identifier: MIT
//
// A cloud's token: asked for once however many need it, renewed, revoked.

#ifndef SHEAF_OPENSTACK_DETAIL_SESSION_HPP
#define SHEAF_OPENSTACK_DETAIL_SESSION_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/coroutines.hpp>
#include <sheaf/http/client.hpp>
#include <sheaf/openstack/credentials.hpp>
#include <sheaf/openstack/detail/login_history.hpp>
#include <sheaf/openstack/error.hpp>
#include <sheaf/openstack/login.hpp>
#include <sheaf/openstack/token.hpp>
#include <sheaf/openstack/token_cache.hpp>
#include <sheaf/rest/detail/wait_until.hpp>
#include <sheaf/rest/error.hpp>
#include <sheaf/rest/retries.hpp>
#include <sheaf/single_flight.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

SHEAF_COROUTINES_BEGIN

namespace sheaf {
inline namespace v0 {
namespace openstack {
namespace detail {

class session {
 public:
  session(const asio::any_io_executor& executor, credentials c, const http::client_options& options,
          const token_cache& cache)
      : who(std::move(c)),
        client(executor, adapted(options, who)),
        tokens(cache.slot(who)),
        serial_(sheaf::detail::one_at_a_time(executor)),
        own_(login::of(who)),
        hidden_(own_) {}

  /// A token that is good now. As long as the old one is, a login that fails does no harm.
  static asio::awaitable<numbered_token> current(std::shared_ptr<session> self, time_point deadline,
                                                 std::string request_id) {
    const numbered_token old = self->tokens.get();
    if (self->fresh(old) || (self->good(old) && !self->tokens.history().may_renew(wall_now(self->time()))))
      co_return old;
    std::exception_ptr failure;
    try {
      auto signing_in = replace(self, old.generation, deadline, std::move(request_id));
      co_return co_await std::move(signing_in);
    } catch (const std::runtime_error&) {
      failure = std::current_exception();
    }
    const auto asked = co_await asio::this_coro::cancellation_state;
    if (asked.cancelled() != asio::cancellation_type::none || !self->good(old)) std::rethrow_exception(failure);
    self->tokens.history().renewal_failed(wall_now(self->time()), old.token->expires());
    co_return old;
  }

  /// The token after that of `generation`: from the login that everybody waits for who wants to replace it too, in
  /// whatever thread.
  static asio::awaitable<numbered_token> replace(std::shared_ptr<session> self, std::uint64_t generation,
                                                 time_point deadline, std::string request_id) {
    const numbered_token newest = self->tokens.get();
    if (newest.token && newest.generation > generation) co_return newest;
    token_slot::sign_in login = std::bind_front(&session::sign_in, self, generation, std::move(request_id));
    auto renewing = self->tokens.renew(self->serial_, generation, std::move(login));
    auto waiting = rest::detail::wait_until(std::move(renewing), deadline, self->time(),
                                            "identity: no token from " + self->who.auth_url().authority());
    co_return co_await std::move(waiting);
  }

  /// Takes the token back at keystone, and forgets it.
  static asio::awaitable<void> revoke(std::shared_ptr<session> self) {
    const numbered_token old = self->tokens.get();
    if (!old.token) co_return;
    self->tokens.drop(old.generation);
    self->sends(*old.token);
    const std::string& secret = old.token->secret();
    auto request =
        http::request("DELETE", self->tokens_url()).header("X-Auth-Token", secret).header("X-Subject-Token", secret);
    auto sending = self->client.send(std::move(request).header("Accept", "application/json"));
    const http::response answer = co_await std::move(sending);
    // 401 and 404: it was none any more.
    if (!answer.ok() && answer.status() != 401 && answer.status() != 404)
      throw make_api_error("identity", answer, self->hidden());
  }

  [[nodiscard]] bool fresh(const numbered_token& t) const {
    return t.token && wall_now(time()) < t.token->renew_from();
  }
  [[nodiscard]] time_source* time() const noexcept { return client.options().time(); }
  /// What may stand in no text: the credentials' secrets, and the tokens that were sent, as long as a server may repeat
  /// them.
  [[nodiscard]] const secrets& hidden() const noexcept { return hidden_; }
  /// This token is sent.
  void sends(const token& t) {
    if (std::find(sent_.begin(), sent_.end(), t.secret()) != sent_.end()) return;
    if (sent_.size() == most_sent) sent_.erase(sent_.begin());
    sent_.push_back(t.secret());
    hidden_ = own_;
    for (const std::string& one : sent_) hidden_.add(one);
  }

  const credentials who;
  const http::client client;
  const token_slot tokens;

 private:
  static http::client_options adapted(http::client_options options, const credentials& who) {
    if (who.api_timeout() != duration::max()) options = options.total_timeout(who.api_timeout());
    if (who.ca_file().empty() && who.certificate_file().empty() && !who.insecure()) return options;
    http::tls_options tls;
    if (!who.ca_file().empty()) tls = tls.ca_file(who.ca_file());
    if (!who.certificate_file().empty()) tls = tls.certificate_files(who.certificate_file(), who.key_file());
    return options.tls(who.insecure() ? tls.insecure() : tls);
  }

  [[nodiscard]] bool good(const numbered_token& t) const { return t.token && wall_now(time()) < t.token->expires(); }
  [[nodiscard]] http::url tokens_url() const {
    return who.auth_url().with_target(std::string(who.auth_url().path()) + "/auth/tokens");
  }

  void count_login() {
    if (tokens.history().count().add(now(time()))) return;
    throw rest::source_error("identity: not asked for another token: there were " + std::to_string(login_count::most) +
                             " logins of this account in the last minute", false);
  }

  [[nodiscard]] std::string passcode() {
    if (who.passcode_is_written() && passcode_used_) {
      throw rest::source_error(
          "identity: the token has ended, and the passcode was used for it: sign in anew with another, or give "
          "credentials a function for passcodes",
          false);
    }
    passcode_used_ = true;
    try {
      return login::passcode(who);
    } catch (const std::exception& e) {
      throw rest::source_error(std::string("identity: there is no passcode: ") + e.what(), false);
    }
  }

  static asio::awaitable<http::response> post(std::shared_ptr<session> self, std::string body, std::string request_id,
                                              std::string receipt) {
    self->count_login();
    auto request =
        http::request::post(self->tokens_url(), std::move(body)).header("Accept", "application/json").idempotent();
    if (!request_id.empty()) request = std::move(request).header("X-Openstack-Request-Id", request_id);
    if (!receipt.empty()) request = std::move(request).header("Openstack-Auth-Receipt", receipt);
    return self->client.send(std::move(request));
  }

  static asio::awaitable<numbered_token> sign_in(std::shared_ptr<session> self, std::uint64_t generation,
                                                 std::string request_id) {
    // The cloud of another thread may have been quicker, or another program.
    const numbered_token newest = self->tokens.get();
    if (newest.token && newest.generation > generation) co_return newest;
    if (auto kept = self->tokens.take_from_disk(newest, wall_now(self->time()))) co_return *kept;

    const auto& methods = self->who.methods();
    const bool wants_passcode = std::find(methods.begin(), methods.end(), login_method::totp) != methods.end();
    std::string code = wants_passcode ? self->passcode() : std::string();
    secrets hidden = self->hidden_.with(code);
    try {
      auto asking = post(self, login::body(self->who, code), request_id, {});
      http::response answer = co_await std::move(asking);
      std::string advice =
          answer.status() == 401 || answer.status() == 404 ? std::string(login::advice(self->who)) : std::string();
      if (const auto receipt = login_receipt::read(answer)) {
        hidden.add(receipt->secret);
        if (const auto more = login::missing(self->who, *receipt)) {
          code = std::find(more->begin(), more->end(), login_method::totp) != more->end() ? self->passcode()
                                                                                          : std::string();
          hidden.add(code);
          auto asking_again = post(self, login::body(self->who, *more, code), request_id, receipt->secret);
          answer = co_await std::move(asking_again);
        } else {
          advice = "it wants more: " + rest::detail::presentable(redacted(sets(*receipt), hidden)) +
                   "; a passcode is OS_PASSCODE, or credentials::second_factor";
        }
      }
      if (!answer.ok()) throw make_api_error("identity", answer, hidden, advice);
      hidden.add(answer.header("X-Subject-Token").value_or(std::string_view()));
      co_return self->tokens.put(issued_by(answer, wall_now(self->time()), hidden));
    } catch (const http::error& e) {
      const bool sent = e.errc() != http::errc::resolve_failed && e.errc() != http::errc::connect_failed;
      if (!sent) self->passcode_used_ = false;
      throw rest::source_error(std::string("identity: ") + redacted(e.what(), hidden), e.timed_out(),
                               rest::may_pass(e));
    }
  }

  static token issued_by(const http::response& answer, wall_time now, const secrets& hidden) {
    try {
      return read_token(answer, now);
    } catch (const json::error& e) {
      throw rest::source_error(
          "identity: the answer to the login is no token: " + rest::redacted_complaint(e.what(), answer.text(), hidden),
          false);
    }
  }

  // "password and totp, or password and token"
  static std::string sets(const login_receipt& receipt) {
    std::string out;
    for (const auto& set : receipt.wanted) (out += out.empty() ? "" : ", or ") += joined(set, " and ");
    return out;
  }

  const asio::any_io_executor serial_;
  // Renewed far less often than requests are given up: who was sent an older one answers no more.
  static constexpr std::size_t most_sent = 16;
  const secrets own_;
  std::vector<std::string> sent_;
  secrets hidden_;
  bool passcode_used_ = false;
};

}  // namespace detail
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_OPENSTACK_DETAIL_SESSION_HPP
