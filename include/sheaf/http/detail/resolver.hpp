// SPDX-License-Identifier: MIT
//
// Names to addresses without ever blocking the loop: getaddrinfo runs in threads of its own, which a caller may abandon.

#ifndef SHEAF_HTTP_DETAIL_RESOLVER_HPP
#define SHEAF_HTTP_DETAIL_RESOLVER_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/http/detail/lookup_threads.hpp>
#include <sheaf/time_source.hpp>

#include <asio/ip/address.hpp>
#include <asio/posix/stream_descriptor.hpp>

#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

// The families in turn, each in the order it came in, beginning with the first one's (RFC 8305, 4).
inline std::vector<asio::ip::address> interleaved(const std::vector<asio::ip::address>& given) {
  std::vector<asio::ip::address> order;
  order.reserve(given.size());
  std::size_t next[2] = {0, 0};  // the next of each family: [0] is the first address's
  const auto family = [&](const asio::ip::address& a) { return a.is_v6() == given.front().is_v6() ? 0 : 1; };
  for (int turn = 0; order.size() < given.size(); turn = 1 - turn) {
    std::size_t& at = next[turn];
    while (at < given.size() && family(given[at]) != turn) ++at;
    if (at < given.size()) order.push_back(given[at++]);
  }
  return order;
}

// One caller's wait for a look-up. Destroying it abandons the look-up, which goes on in its thread and touches nothing here.
class pending_lookup {
 public:
  // `done` is what job->join() gave.
  pending_lookup(const asio::any_io_executor& executor, std::shared_ptr<lookup_job> job, int done)
      : job_(std::move(job)), done_(executor) {
    asio::error_code error;
    done_.assign(done, error);
    if (!error) return;
    ::close(done);
    job_->leave();
    throw asio::system_error(error);
  }
  pending_lookup(const pending_lookup&) = delete;
  pending_lookup& operator=(const pending_lookup&) = delete;
  ~pending_lookup() { job_->leave(); }

  void cancel() {
    asio::error_code ignored;
    done_.cancel(ignored);
  }

  // Ends when the look-up has, or with an error when it was interrupted.
  [[nodiscard]] asio::awaitable<asio::error_code> wait() {
    asio::error_code error;
    co_await done_.async_wait(asio::posix::stream_descriptor::wait_read,
                              asio::redirect_error(asio::use_awaitable, error));
    co_return error;
  }

  // After wait() ended without an error. No addresses: failure() says why.
  [[nodiscard]] std::vector<asio::ip::address> addresses() const { return job_->addresses(); }
  [[nodiscard]] std::string failure() const { return job_->failure(); }

 private:
  std::shared_ptr<lookup_job> job_;
  asio::posix::stream_descriptor done_;
};

// Remembers what was found for a short while and joins callers that ask for the same name. Used on one executor.
class resolver {
 public:
  explicit resolver(lookup_function lookup) : threads_(std::make_shared<lookup_threads>(std::move(lookup))) {}
  resolver(const resolver&) = delete;
  resolver& operator=(const resolver&) = delete;
  ~resolver() { threads_->abandon(); }

  // What is known already: an address for a literal, or an answer that is young enough; otherwise nothing.
  [[nodiscard]] std::vector<asio::ip::address> known(const std::string& host, time_point now) {
    asio::error_code not_a_literal;
    const asio::ip::address literal = asio::ip::make_address(host, not_a_literal);
    if (!not_a_literal) return {literal};
    const auto found = cache_.find(host);
    if (found == cache_.end() || found->second.until <= now) return {};
    return found->second.addresses;
  }

  // Joins the look-up of `host` that runs already, or begins one.
  [[nodiscard]] std::unique_ptr<pending_lookup> look_up(const asio::any_io_executor& executor, const std::string& host) {
    std::erase_if(running_, [](const auto& entry) { return entry.second.expired(); });
    if (auto job = running_[host].lock()) {
      if (const int done = job->join(); done >= 0) return std::make_unique<pending_lookup>(executor, job, done);
    }
    auto job = std::make_shared<lookup_job>(host);
    auto pending = std::make_unique<pending_lookup>(executor, job, job->join());
    threads_->run(job);
    running_[host] = job;
    return pending;
  }

  void remember(const std::string& host, const std::vector<asio::ip::address>& addresses, time_point now) {
    std::erase_if(cache_, [now](const auto& entry) { return entry.second.until <= now; });
    if (cache_.size() >= most_names) return;
    cache_[host] = {addresses, now + lifetime};
  }

  // Nobody answers there: the next caller asks again.
  void forget(const std::string& host) { cache_.erase(host); }

 private:
  static constexpr std::size_t most_names = 256;
  static constexpr std::chrono::seconds lifetime{10};

  struct known_addresses {
    std::vector<asio::ip::address> addresses;
    time_point until;
  };

  std::shared_ptr<lookup_threads> threads_;
  std::map<std::string, std::weak_ptr<lookup_job>> running_;
  std::map<std::string, known_addresses> cache_;
};

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_RESOLVER_HPP
