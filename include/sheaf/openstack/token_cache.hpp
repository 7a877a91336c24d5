// SPDX-License-Identifier: MIT
//
// token_cache.hpp: the current token, shared by the clouds of several threads.

#ifndef SHEAF_OPENSTACK_TOKEN_CACHE_HPP
#define SHEAF_OPENSTACK_TOKEN_CACHE_HPP

#include <sheaf/openstack/token.hpp>

#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace openstack {

/// A token with the number of the login it came from, so that a late 401 does not throw away a newer one.
class numbered_token {
 public:
  numbered_token(std::shared_ptr<const openstack::token> t, std::uint64_t n) : token(std::move(t)), generation(n) {}
  std::shared_ptr<const openstack::token> token;  // null before the first login
  std::uint64_t generation;
};

/// A handle; copies share one token. Give the same to the clouds of all loop threads, and they sign in once and not each.
///
/// Threads: safe.
class token_cache {
 public:
  token_cache() : state_(std::make_shared<state>()) {}

  [[nodiscard]] numbered_token get() const {
    const std::lock_guard lock(state_->mutex);
    return {state_->token, state_->generation};
  }
  numbered_token put(token fresh) const {
    auto kept = std::make_shared<const token>(std::move(fresh));
    const std::lock_guard lock(state_->mutex);
    state_->token = kept;
    return {std::move(kept), ++state_->generation};
  }

 private:
  struct state {
    std::mutex mutex;
    std::shared_ptr<const openstack::token> token;
    std::uint64_t generation = 0;
  };
  std::shared_ptr<state> state_;
};

}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_TOKEN_CACHE_HPP
