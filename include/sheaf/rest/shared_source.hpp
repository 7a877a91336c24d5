// SPDX-License-Identifier: MIT
//
// shared_source.hpp: a source whose equal reads share one request, and may do with an answer that is not quite fresh.

#ifndef SHEAF_REST_SHARED_SOURCE_HPP
#define SHEAF_REST_SHARED_SOURCE_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/coroutines.hpp>
#include <sheaf/http/response.hpp>
#include <sheaf/rest/detail/wait_until.hpp>
#include <sheaf/rest/source.hpp>
#include <sheaf/single_flight.hpp>
#include <sheaf/time_source.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>

SHEAF_COROUTINES_BEGIN

namespace sheaf {
inline namespace v0 {
namespace rest {

/// Named options with setters.
class share_options {
 public:
  share_options() noexcept {}

  /// An answer will do until it is so old. Then it is asked for anew: with If-None-Match and If-Modified-Since, where
  /// the service gave what they need (RFC 9110 13.1). Unless said, none is kept.
  template <class Rep, class Period>
  [[nodiscard]] share_options keep(std::chrono::duration<Rep, Period> age) const {
    share_options out = *this;
    out.keep_ = at_most(age, duration::max());
    return out;
  }
  /// Bodies of so many bytes in all are kept; those go first that were not asked for the longest. 64 MiB unless said.
  [[nodiscard]] share_options most_bytes(std::size_t n) const {
    share_options out = *this;
    out.most_bytes_ = n;
    return out;
  }

  [[nodiscard]] duration get_keep() const noexcept { return keep_; }
  [[nodiscard]] std::size_t get_most_bytes() const noexcept { return most_bytes_; }

 private:
  duration keep_{};
  std::size_t most_bytes_ = std::size_t(64) << 20;
};

/// Who sends, and says where it does and whose answers they are.
///
/// get_executor(): a serial executor.
/// identity():     what beside the call an answer depends on: two sources' answers to one call are the same where these
/// are.
template <class S>
concept shareable_source = source<S> && requires(const S& s) {
  { s.get_executor() } -> std::convertible_to<asio::any_io_executor>;
  { s.identity() } -> std::convertible_to<std::string>;
};

/// A source that takes the place of another. A handle: copies share what is kept.
///
///     const rest::shared_source shared{cloud, rest::share_options().keep(10s)};
///     auto page = co_await rest::fetch(shared, instances);       // for a hundred users at once: one request a list
///
/// Calls are equal that are of one service, version and target, under one identity: with openstack::cloud, one token.
/// What fails fails all who wait for it, and is not kept. A call's deadline is its own; the request goes on for the
/// others, and is cancelled when none is left.
///
/// Threads: as the source.
template <shareable_source S>
class shared_source {
 public:
  explicit shared_source(S from, const share_options& options = {})
      : store_(std::make_shared<store>(std::move(from), options)), flights_(store_->from.get_executor()) {}

  /// Forgets what is kept.
  void clear() const { store_->clear(); }
  /// Bytes of the bodies that are kept.
  [[nodiscard]] std::size_t bytes() const noexcept { return store_->bytes; }

  // A model of source, and of shareable_source.
  [[nodiscard]] asio::awaitable<http::response> send(call c) const { return run(*this, std::move(c)); }
  [[nodiscard]] time_source* time() const { return store_->from.time(); }
  [[nodiscard]] std::string new_request_id() const { return store_->from.new_request_id(); }
  [[nodiscard]] std::string request_id(const http::response& answer) const { return store_->from.request_id(answer); }
  [[nodiscard]] std::string without_secrets(std::string said, const http::response& answer) const {
    return detail::said_by(store_->from, std::move(said), answer);
  }
  [[nodiscard]] asio::any_io_executor get_executor() const { return store_->from.get_executor(); }
  [[nodiscard]] std::string identity() const { return store_->from.identity(); }

 private:
  using answer_ptr = std::shared_ptr<const http::response>;

  struct kept {
    std::string key;
    answer_ptr answer;
    time_point when;
  };

  // What a request needs that is under way: it is no handle, so that the last handle ends it.
  struct store {
    store(S s, const share_options& o) : from(std::move(s)), options(o) {}

    [[nodiscard]] const kept* find(const std::string& key) {
      const auto found = by_key.find(key);
      if (found == by_key.end()) return nullptr;
      answers.splice(answers.begin(), answers, found->second);
      return &answers.front();
    }
    void put(const std::string& key, answer_ptr answer) {
      erase(key);
      bytes += answer->body().size();
      answers.push_front({key, std::move(answer), now(from.time())});
      by_key[key] = answers.begin();
      while (bytes > options.get_most_bytes()) erase(std::string(answers.back().key));
    }
    void erase(const std::string& key) {
      const auto found = by_key.find(key);
      if (found == by_key.end()) return;
      bytes -= found->second->answer->body().size();
      answers.erase(found->second);
      by_key.erase(found);
    }
    void clear() {
      answers.clear();
      by_key.clear();
      bytes = 0;
    }

    const S from;
    const share_options options;
    std::list<kept> answers;  // the last asked for first
    std::unordered_map<std::string, typename std::list<kept>::iterator> by_key;
    std::size_t bytes = 0;
  };

  static asio::awaitable<http::response> run(shared_source self, call c) {
    store& all = *self.store_;
    const std::string key = key_of(all.from.identity(), c);
    const kept* known = all.find(key);
    answer_ptr answer = known && now(all.from.time()) - known->when < all.options.get_keep() ? known->answer : nullptr;
    if (!answer) {
      const auto ask = std::bind_front(&shared_source::ask, self.store_, key, c.alone());
      auto waiting = detail::wait_until(self.flights_.run(key, ask), c.deadline(), all.from.time(),
                                        c.service() + ": no answer that others wait for too");
      answer = co_await std::move(waiting);
    }
    co_return http::detail::response_access::copy(*answer);
  }

  static asio::awaitable<answer_ptr> ask(std::shared_ptr<store> all, std::string key, call c) {
    answer_ptr old;
    if (const kept* known = all->find(key)) {
      old = known->answer;
      c = std::move(c).unless(std::string(old->header("ETag").value_or("")),
                              std::string(old->header("Last-Modified").value_or("")));
    }
    auto sending = all->from.send(std::move(c));
    answer_ptr answer = std::make_shared<const http::response>(co_await std::move(sending));
    if (answer->status() == 304 && old) answer = old;
    if (all->options.get_keep() > duration::zero()) all->put(key, answer);
    co_return answer;
  }

  static std::string key_of(const std::string& identity, const call& c) {
    std::string out = identity;
    for (const std::string* part : {&c.service(), &c.version(), &c.target()}) (out += '\n') += *part;
    return out + (c.from_root() ? "\nfrom the root" : "");
  }

  std::shared_ptr<store> store_;
  single_flight<std::string, answer_ptr> flights_;
};

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_REST_SHARED_SOURCE_HPP
