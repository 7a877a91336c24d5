// SPDX-License-Identifier: MIT
//
// What is known of logins, so that no more are asked for than should be: by all clouds together that share a
// token_cache.

#ifndef SHEAF_OPENSTACK_DETAIL_LOGIN_HISTORY_HPP
#define SHEAF_OPENSTACK_DETAIL_LOGIN_HISTORY_HPP

#include <sheaf/time_source.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace openstack {
namespace detail {

/// The logins of one account, for whatever projects. Providers limit them, to 60 a minute, and lock out who asks for
/// more.
///
/// Threads: safe.
class login_count {
 public:
  static constexpr std::size_t most = 50;  // in a minute

  /// Counts one more; false where there were as many as may be in the minute before `at`.
  [[nodiscard]] bool add(time_point at) {
    const std::lock_guard lock(mutex_);
    while (!recent_.empty() && at - recent_.front() >= std::chrono::minutes(1)) recent_.pop_front();
    if (recent_.size() == most) return false;
    recent_.push_back(at);
    return true;
  }

 private:
  std::mutex mutex_;
  std::deque<time_point> recent_;
};

/// Of one token.
///
/// Threads: safe.
class login_history {
 public:
  explicit login_history(std::shared_ptr<login_count> of_the_account) : count_(std::move(of_the_account)) {}

  [[nodiscard]] login_count& count() noexcept { return *count_; }

  /// True where a 401 at this place is not worth a login: one did not help less than a minute ago.
  [[nodiscard]] bool is_hopeless(const std::string& place, time_point at) {
    const std::lock_guard lock(mutex_);
    std::erase_if(hopeless_, [at](const auto& entry) { return entry.second <= at; });
    return hopeless_.contains(place);
  }
  void set_hopeless(const std::string& place, time_point at) {
    const std::lock_guard lock(mutex_);
    hopeless_[place] = at + std::chrono::minutes(1);
  }
  void set_hopeful(const std::string& place) {
    const std::lock_guard lock(mutex_);
    if (!hopeless_.empty()) hopeless_.erase(place);
  }

  /// Not each of the requests of a token's last minute is to try a renewal that failed.
  [[nodiscard]] bool may_renew(std::chrono::system_clock::time_point at) const {
    const std::lock_guard lock(mutex_);
    return at >= renew_again_;
  }
  void renewal_failed(std::chrono::system_clock::time_point at, std::chrono::system_clock::time_point token_ends) {
    const std::lock_guard lock(mutex_);
    renew_again_ = at + std::max<std::chrono::system_clock::duration>((token_ends - at) / 10, std::chrono::seconds(1));
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, time_point> hopeless_;
  std::chrono::system_clock::time_point renew_again_{};
  const std::shared_ptr<login_count> count_;
};

}  // namespace detail
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_DETAIL_LOGIN_HISTORY_HPP
