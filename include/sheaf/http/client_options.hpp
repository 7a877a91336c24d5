// SPDX-License-Identifier: MIT
//
// client_options.hpp: what a client may be told: how many connections, how long, how much, whom to trust.

#ifndef SHEAF_HTTP_CLIENT_OPTIONS_HPP
#define SHEAF_HTTP_CLIENT_OPTIONS_HPP

#include <sheaf/http/content_coding.hpp>
#include <sheaf/http/detail/lookup_threads.hpp>
#include <sheaf/http/detail/octets.hpp>
#include <sheaf/http/error.hpp>
#include <sheaf/http/event.hpp>
#include <sheaf/http/limits.hpp>
#include <sheaf/http/proxy.hpp>
#include <sheaf/http/tls.hpp>
#include <sheaf/time_source.hpp>
#include <sheaf/version.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {

/// Every limit has a default that can be lived with. Each call gives changed options and leaves the old ones as they were:
///
///     http::client client(executor, http::client_options().connections_per_origin(32).total_timeout(10s));
///
/// Counts are per client, so per loop: a program with four loops that may open 100 connections gives each client 25.
class client_options {
 public:
  client_options() {}

  /// Connections to one scheme, host and port; further requests queue. HTTP/1.1 needs one per request in flight.
  [[nodiscard]] client_options connections_per_origin(std::size_t n) const { return set(&client_options::per_origin_, n); }
  /// Connections to all of them.
  [[nodiscard]] client_options connections_total(std::size_t n) const { return set(&client_options::total_, n); }
  /// Idle connections kept for each origin, and in all. Some servers give a whole worker to each.
  [[nodiscard]] client_options idle_per_origin(std::size_t n) const { return set(&client_options::idle_per_origin_, n); }
  [[nodiscard]] client_options idle_total(std::size_t n) const { return set(&client_options::idle_total_, n); }
  /// Requests that may queue; one more fails at once with errc::queue_full.
  [[nodiscard]] client_options queue_length(std::size_t n) const { return set(&client_options::queue_length_, n); }

  /// Until a connection is free.
  [[nodiscard]] client_options queue_timeout(duration d) const { return set(&client_options::queue_timeout_, d); }
  /// Until the host's addresses are known (glibc asks each name server for 5 s).
  [[nodiscard]] client_options resolve_timeout(duration d) const { return set(&client_options::resolve_timeout_, d); }
  /// Until one of the addresses is connected to; and once more, until a proxy has opened a tunnel.
  [[nodiscard]] client_options connect_timeout(duration d) const { return set(&client_options::connect_timeout_, d); }
  /// Until a host's next address is tried beside those that have not answered yet (RFC 8305 5).
  [[nodiscard]] client_options attempt_delay(duration d) const { return set(&client_options::attempt_delay_, d); }
  [[nodiscard]] client_options tls_timeout(duration d) const { return set(&client_options::tls_timeout_, d); }
  /// Until the server takes more of the request.
  [[nodiscard]] client_options write_timeout(duration d) const { return set(&client_options::write_timeout_, d); }
  /// From the request's last byte to the end of the response's head.
  [[nodiscard]] client_options first_byte_timeout(duration d) const { return set(&client_options::first_byte_timeout_, d); }
  /// Between bytes of the body.
  [[nodiscard]] client_options idle_timeout(duration d) const { return set(&client_options::idle_timeout_, d); }
  /// The whole exchange, queue to last byte. A request's own deadline can only shorten it.
  [[nodiscard]] client_options total_timeout(duration d) const { return set(&client_options::total_timeout_, d); }

  /// How long an unused connection is kept where the server does not say (Apache closes after 5 s); where it does, a second
  /// less than it says, at most a minute. Zero: none is kept.
  [[nodiscard]] client_options idle_lifetime(duration d) const { return set(&client_options::idle_lifetime_, d); }
  /// An older connection is not used again, so that changes of names and balancers are seen.
  [[nodiscard]] client_options connection_lifetime(duration d) const { return set(&client_options::lifetime_, d); }

  [[nodiscard]] client_options limits(http::limits l) const { return set(&client_options::limits_, l); }
  /// Takes tls_options too, which it makes ready at once; without it, the first https request does that, and takes 0.1 s.
  [[nodiscard]] client_options tls(tls_context c) const {
    return set(&client_options::tls_, std::optional<tls_context>(std::move(c)));
  }
  /// Finds addresses instead of getaddrinfo.
  [[nodiscard]] client_options lookup(lookup_function f) const { return set(&client_options::lookup_, std::move(f)); }
  /// Which requests go through a proxy; none unless said, whatever the environment holds. Takes a proxy, too, for all.
  [[nodiscard]] client_options proxies(http::proxies p) const { return set(&client_options::proxies_, std::move(p)); }
  /// Every request goes to this socket in the file system, whatever its URL's host and port, which it is told all the same;
  /// no proxy is asked. Empty: none does.
  [[nodiscard]] client_options unix_socket(std::string path) const {
    return set(&client_options::unix_socket_, std::move(path));
  }
  /// Null is the system's clocks. Borrowed; outlives the client.
  [[nodiscard]] client_options time(time_source* source) const { return set(&client_options::time_, source); }
  /// The User-Agent field; empty sends none. Throws http::error(errc::invalid_request) for what may be in no field.
  [[nodiscard]] client_options user_agent(std::string text) const {
    if (!detail::is_value(text)) {
      throw error(errc::invalid_request, "the user agent holds a control character (RFC 9110 5.5)");
    }
    return set(&client_options::user_agent_, std::move(text));
  }
  /// Follows so many redirects of a request that does not say otherwise by request::redirects(). Zero: none is followed.
  [[nodiscard]] client_options redirects(std::size_t most) const { return set(&client_options::redirects_, most); }
  /// Is told every step of every request. Without one no clock is read for it.
  [[nodiscard]] client_options on_event(event_function f) const { return set(&client_options::on_event_, std::move(f)); }
  /// Asks servers for this content coding and undoes it: `client_options().decoding(http::gzip())`, of http/gzip.hpp.
  [[nodiscard]] client_options decoding(content_coding coding) const {
    return set(&client_options::decoding_, std::move(coding));
  }

  [[nodiscard]] std::size_t connections_per_origin() const noexcept { return per_origin_; }
  [[nodiscard]] std::size_t connections_total() const noexcept { return total_; }
  [[nodiscard]] std::size_t idle_per_origin() const noexcept { return idle_per_origin_; }
  [[nodiscard]] std::size_t idle_total() const noexcept { return idle_total_; }
  [[nodiscard]] std::size_t queue_length() const noexcept { return queue_length_; }
  [[nodiscard]] duration queue_timeout() const noexcept { return queue_timeout_; }
  [[nodiscard]] duration resolve_timeout() const noexcept { return resolve_timeout_; }
  [[nodiscard]] duration connect_timeout() const noexcept { return connect_timeout_; }
  [[nodiscard]] duration attempt_delay() const noexcept { return attempt_delay_; }
  [[nodiscard]] duration tls_timeout() const noexcept { return tls_timeout_; }
  [[nodiscard]] duration write_timeout() const noexcept { return write_timeout_; }
  [[nodiscard]] duration first_byte_timeout() const noexcept { return first_byte_timeout_; }
  [[nodiscard]] duration idle_timeout() const noexcept { return idle_timeout_; }
  [[nodiscard]] duration total_timeout() const noexcept { return total_timeout_; }
  [[nodiscard]] duration idle_lifetime() const noexcept { return idle_lifetime_; }
  [[nodiscard]] duration connection_lifetime() const noexcept { return lifetime_; }
  [[nodiscard]] const http::limits& limits() const noexcept { return limits_; }
  [[nodiscard]] const std::optional<tls_context>& tls() const noexcept { return tls_; }
  [[nodiscard]] const lookup_function& lookup() const noexcept { return lookup_; }
  [[nodiscard]] const http::proxies& proxies() const noexcept { return proxies_; }
  [[nodiscard]] const std::string& unix_socket() const noexcept { return unix_socket_; }
  [[nodiscard]] time_source* time() const noexcept { return time_; }
  [[nodiscard]] const std::string& user_agent() const noexcept { return user_agent_; }
  [[nodiscard]] std::size_t redirects() const noexcept { return redirects_; }
  [[nodiscard]] const event_function& on_event() const noexcept { return on_event_; }
  [[nodiscard]] const content_coding& decoding() const noexcept { return decoding_; }

 private:
  template <class T>
  client_options set(T client_options::*member, T value) const {
    client_options copy = *this;
    copy.*member = std::move(value);
    return copy;
  }

  std::size_t per_origin_ = 256;
  std::size_t total_ = 1024;
  std::size_t idle_per_origin_ = 8;
  std::size_t idle_total_ = 64;
  std::size_t queue_length_ = 10'000;
  duration queue_timeout_ = std::chrono::seconds(30);
  duration resolve_timeout_ = std::chrono::seconds(5);
  duration connect_timeout_ = std::chrono::seconds(10);
  duration attempt_delay_ = std::chrono::milliseconds(250);
  duration tls_timeout_ = std::chrono::seconds(10);
  duration write_timeout_ = std::chrono::seconds(30);
  duration first_byte_timeout_ = std::chrono::seconds(60);
  duration idle_timeout_ = std::chrono::seconds(30);
  duration total_timeout_ = std::chrono::seconds(120);
  duration idle_lifetime_ = std::chrono::seconds(4);
  duration lifetime_ = std::chrono::seconds(300);
  http::limits limits_;
  std::optional<tls_context> tls_;
  lookup_function lookup_ = system_lookup;
  http::proxies proxies_;
  std::string unix_socket_;
  time_source* time_ = nullptr;
  std::string user_agent_ = "sheaf/" SHEAF_VERSION_STRING;
  std::size_t redirects_ = 0;
  event_function on_event_;
  content_coding decoding_;
};

}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_CLIENT_OPTIONS_HPP
