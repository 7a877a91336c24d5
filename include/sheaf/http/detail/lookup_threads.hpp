// SPDX-License-Identifier: MIT
//
// The threads in which names are looked up, and the jobs they share with those who wait.
//
// A thread never touches Asio, whose io_context may be gone, or made for one thread only, when getaddrinfo returns: it closes
// the writing ends of pipes, and whoever still waits sees the reading end become readable.

#ifndef SHEAF_HTTP_DETAIL_LOOKUP_THREADS_HPP
#define SHEAF_HTTP_DETAIL_LOOKUP_THREADS_HPP

#include <sheaf/detail/asio.hpp>

#include <asio/ip/address.hpp>

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace http {

/// Gives the addresses of a host, in the order they are to be tried; throws when there are none. It is called in a thread of
/// the client's, may block, and may still run after the client was destroyed.
using lookup_function = std::function<std::vector<asio::ip::address>(const std::string& host)>;

/// What a client uses unless told otherwise: getaddrinfo.
inline std::vector<asio::ip::address> system_lookup(const std::string& host) {
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failure = ::getaddrinfo(host.c_str(), nullptr, &wanted, &found);
  if (failure == EAI_SYSTEM) throw std::system_error(errno, std::system_category());
  if (failure != 0) throw std::runtime_error(::gai_strerror(failure));
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, &::freeaddrinfo);
  std::vector<asio::ip::address> addresses;
  for (const addrinfo* at = found; at; at = at->ai_next) {
    if (at->ai_family == AF_INET) {
      sockaddr_in v4;
      std::memcpy(&v4, at->ai_addr, sizeof v4);
      addresses.emplace_back(asio::ip::address_v4(ntohl(v4.sin_addr.s_addr)));
    } else if (at->ai_family == AF_INET6) {
      sockaddr_in6 v6;
      std::memcpy(&v6, at->ai_addr, sizeof v6);
      asio::ip::address_v6::bytes_type bytes;
      std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
      addresses.emplace_back(asio::ip::address_v6(bytes, v6.sin6_scope_id));
    }
  }
  return addresses;
}

namespace detail {

// One name being looked up, shared by the thread that does it and the callers that wait for it.
class lookup_job {
 public:
  explicit lookup_job(std::string host) : host_(std::move(host)) {}
  lookup_job(const lookup_job&) = delete;
  lookup_job& operator=(const lookup_job&) = delete;
  ~lookup_job() { ring(); }

  // A descriptor that becomes readable when the job is done, to be closed by the caller, who then calls leave(); -1 when the
  // job is done already.
  [[nodiscard]] int join() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) throw std::system_error(errno, std::system_category(), "pipe");
    const std::lock_guard lock(mutex_);
    bells_.push_back(ends[1]);
    if (!done_) {
      ++callers_;
      return ends[0];
    }
    ring();
    ::close(ends[0]);
    return -1;
  }

  void leave() noexcept {
    const std::lock_guard lock(mutex_);
    --callers_;
  }

  void run(const lookup_function& lookup) noexcept {
    std::vector<asio::ip::address> addresses;
    std::string failure;
    if (!wanted()) return;
    try {
      addresses = lookup(host_);
      if (addresses.empty()) failure = "the name has no address";
    } catch (const std::exception& error) {
      failure = error.what();
    } catch (...) {
      failure = "unknown error";
    }
    const std::lock_guard lock(mutex_);
    addresses_ = std::move(addresses);
    failure_ = std::move(failure);
    done_ = true;
    ring();
  }

  // Once done: the addresses, or why there are none.
  [[nodiscard]] std::vector<asio::ip::address> addresses() const {
    const std::lock_guard lock(mutex_);
    return addresses_;
  }
  [[nodiscard]] std::string failure() const {
    const std::lock_guard lock(mutex_);
    return failure_;
  }

 private:
  // A job that everybody has left is not begun, and nobody can join it any more.
  bool wanted() noexcept {
    const std::lock_guard lock(mutex_);
    done_ = callers_ == 0;
    return !done_;
  }

  void ring() noexcept {
    for (const int bell : bells_) ::close(bell);
    bells_.clear();
  }

  const std::string host_;
  mutable std::mutex mutex_;
  std::vector<int> bells_;
  int callers_ = 0;
  bool done_ = false;
  std::vector<asio::ip::address> addresses_;
  std::string failure_;
};

// At most two threads, which exist while there is something to look up. They are detached and keep this object, so that
// nobody ever waits for a name server that does not answer.
class lookup_threads : public std::enable_shared_from_this<lookup_threads> {
 public:
  explicit lookup_threads(lookup_function lookup) : lookup_(std::move(lookup)) {}

  void run(std::shared_ptr<lookup_job> job) {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
    if (threads_ == most_threads) return;
    // Signals are the host's: this thread must not be the one that handles them.
    sigset_t all, before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    try {
      std::thread([self = shared_from_this()] { self->work(); }).detach();
      ++threads_;
    } catch (...) {
      ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
      if (threads_ > 0) return;  // the ones there are will come to it
      jobs_.pop_back();
      throw;
    }
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }

  // What has not begun never will.
  void abandon() {
    const std::lock_guard lock(mutex_);
    jobs_.clear();
  }

 private:
  static constexpr int most_threads = 2;

  void work() noexcept {
    for (;;) {
      std::shared_ptr<lookup_job> job;
      {
        const std::lock_guard lock(mutex_);
        if (jobs_.empty()) {
          --threads_;
          return;
        }
        job = std::move(jobs_.front());
        jobs_.pop_front();
      }
      job->run(lookup_);
    }
  }

  const lookup_function lookup_;
  std::mutex mutex_;
  std::deque<std::shared_ptr<lookup_job>> jobs_;
  int threads_ = 0;
};

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_LOOKUP_THREADS_HPP
