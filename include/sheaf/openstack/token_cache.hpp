// SPDX-License-Identifier: MIT
//
// token_cache.hpp: current tokens, shared by clouds, threads and, on disk, programs.

#ifndef SHEAF_OPENSTACK_TOKEN_CACHE_HPP
#define SHEAF_OPENSTACK_TOKEN_CACHE_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/coroutines.hpp>
#include <sheaf/openstack/credentials.hpp>
#include <sheaf/openstack/detail/login_history.hpp>
#include <sheaf/openstack/login.hpp>
#include <sheaf/openstack/token.hpp>
#include <sheaf/openstack/token_files.hpp>
#include <sheaf/single_flight.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

SHEAF_COROUTINES_BEGIN

namespace sheaf {
inline namespace v0 {
namespace openstack {

/// A token with the number of the login it came from, so that a late 401 does not throw away a newer one.
class numbered_token {
 public:
  numbered_token(std::shared_ptr<const openstack::token> t, std::uint64_t n, bool k = false)
      : token(std::move(t)), generation(n), kept(k) {}
  std::shared_ptr<const openstack::token> token;  // null before the first login
  std::uint64_t generation;
  bool kept;  // found on disk, so it need not be a fresh one
};

/// The place of one token: a handle whose copies share it.
///
/// Threads: safe.
class token_slot {
 public:
  [[nodiscard]] numbered_token get() const {
    const std::lock_guard lock(state_->mutex);
    return {state_->token, state_->generation, state_->kept};
  }
  /// The new one; on disk too, where the cache has files.
  numbered_token put(token fresh) const {
    auto kept = std::make_shared<const token>(std::move(fresh));
    if (state_->files) state_->files->save(state_->who, state_->proof, *kept);
    return set(std::move(kept), false);
  }
  /// Takes what is on disk, where that is another one than this and good at `now`; else says nothing.
  [[nodiscard]] std::optional<numbered_token> take_from_disk(const numbered_token& current, wall_time now) const {
    if (!state_->files) return std::nullopt;
    auto found = state_->files->load(state_->who, state_->proof);
    // One whose life has not begun was written by another clock, and would be believed for too long.
    const bool good = found && now < found->renew_from() && found->begins() <= now + std::chrono::minutes(1);
    if (!good || (current.token && current.token->secret() == found->secret())) return std::nullopt;
    return set(std::make_shared<const token>(*std::move(found)), true);
  }
  /// Forgets the token of this generation, on disk as well.
  void drop(std::uint64_t generation) const {
    {
      const std::lock_guard lock(state_->mutex);
      if (state_->generation != generation) return;
      state_->token = nullptr;
    }
    if (state_->files) state_->files->remove(state_->who);
  }

  using sign_in = std::function<asio::awaitable<numbered_token>()>;

  /// The token after that of `generation`, which `login` gives: one run of it for all who wait, whichever clouds and
  /// threads they belong to. It runs on the executor of who came first, and ends early where nobody waits any more.
  [[nodiscard]] asio::awaitable<numbered_token> renew(asio::any_io_executor executor, std::uint64_t generation,
                                                      sign_in login) const {
    return join(state_->logins, std::move(executor), generation, std::move(login));
  }
  [[nodiscard]] detail::login_history& history() const noexcept { return state_->history; }

 private:
  friend class token_cache;

  using flights = sheaf::detail::flights<std::uint64_t, numbered_token, asio::any_io_executor>;

  struct state {
    explicit state(std::shared_ptr<detail::login_count> count) : history(std::move(count)) {}
    const std::shared_ptr<flights> logins = std::make_shared<flights>();
    detail::login_history history;

    std::mutex mutex;
    std::shared_ptr<const openstack::token> token;
    std::uint64_t generation = 0;
    bool kept = false;
    std::string who, proof;
    std::optional<token_files> files;
  };

  token_slot(std::string who, std::string proof, std::optional<token_files> files,
             std::shared_ptr<detail::login_count> count)
      : state_(std::make_shared<state>(std::move(count))) {
    state_->who = std::move(who);
    state_->proof = std::move(proof);
    state_->files = std::move(files);
  }

  static asio::awaitable<numbered_token> join(std::shared_ptr<flights> logins, asio::any_io_executor executor,
                                              std::uint64_t generation, sign_in login) {
    const asio::cancellation_state mine = co_await asio::this_coro::cancellation_state;
    for (int more = 3;; --more) {
      try {
        auto flying = flights::join(logins, executor, generation, login);
        co_return co_await std::move(flying);
      } catch (const std::system_error& e) {
        const bool dropped = e.code() == asio::error::make_error_code(asio::error::operation_aborted);
        if (!dropped || more == 0 || mine.cancelled() != asio::cancellation_type::none) throw;
        // Another's loop was destroyed in the middle of the login: who still waits begins anew.
      }
    }
  }

  numbered_token set(std::shared_ptr<const token> fresh, bool kept) const {
    const std::lock_guard lock(state_->mutex);
    state_->token = fresh;
    state_->kept = kept;
    return {std::move(fresh), ++state_->generation, kept};
  }

  std::shared_ptr<state> state_;
};

/// A handle; copies share their tokens. Give the same to the clouds of all loop threads, and they sign in once and not
/// each: whoever needs a token while one of them signs in waits for that. Clouds with other credentials get other
/// tokens from it, and all of one account together ask for no more than 50 a minute.
///
/// Threads: safe. A loop that is stopped, and not destroyed, in the middle of a login keeps the others waiting, as long
///   as their deadlines let them.
class token_cache {
 public:
  /// In memory.
  token_cache() : state_(std::make_shared<state>()) {}
  /// And on disk.
  explicit token_cache(token_files files) : token_cache() { state_->files = std::move(files); }

  [[nodiscard]] token_slot slot(const credentials& who) const {
    std::string proof = login::fingerprint(who, true);
    const std::lock_guard lock(state_->mutex);
    const auto found = state_->slots.find(proof);
    if (found != state_->slots.end()) return found->second;
    auto& count = state_->counts[login::account(who)];
    if (!count) count = std::make_shared<detail::login_count>();
    return state_->slots.emplace(proof, token_slot(login::fingerprint(who, false), proof, state_->files, count))
        .first->second;
  }

 private:
  struct state {
    std::mutex mutex;
    std::map<std::string, token_slot> slots;
    std::map<std::string, std::shared_ptr<detail::login_count>> counts;  // by account
    std::optional<token_files> files;
  };
  std::shared_ptr<state> state_;
};

}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_OPENSTACK_TOKEN_CACHE_HPP
