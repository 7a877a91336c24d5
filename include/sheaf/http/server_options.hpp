// SPDX-License-Identifier: MIT
//
// server_options.hpp: where a server listens, with which certificate, how long and how much it takes from a client.

#ifndef SHEAF_HTTP_SERVER_OPTIONS_HPP
#define SHEAF_HTTP_SERVER_OPTIONS_HPP

#include <sheaf/http/limits.hpp>
#include <sheaf/time_source.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {

/// The certificate a server shows, with those between it and the authority, and the key that proves it.
class server_tls {
 public:
  /// Paths of PEM files.
  [[nodiscard]] static server_tls files(std::string chain, std::string key) {
    return {std::move(chain), std::move(key), true};
  }
  /// PEM texts.
  [[nodiscard]] static server_tls pem(std::string chain, std::string key) {
    return {std::move(chain), std::move(key), false};
  }

  [[nodiscard]] const std::string& chain() const noexcept { return chain_; }
  [[nodiscard]] const std::string& key() const noexcept { return key_; }
  [[nodiscard]] bool in_files() const noexcept { return in_files_; }

 private:
  server_tls(std::string chain, std::string key, bool in_files)
      : chain_(std::move(chain)), key_(std::move(key)), in_files_(in_files) {}
  std::string chain_;
  std::string key_;
  bool in_files_;
};

/// Every limit has a default. Each call gives changed options and leaves the old ones as they were.
class server_options {
 public:
  /// Told of a handler that threw: the method and path of the request ("GET /names.json"), and what it threw.
  using error_callback = std::function<void(std::string_view request, std::exception_ptr)>;

  server_options() : limits_() { limits_.body_bytes = 1024 * 1024; }

  /// The address to listen on, 127.0.0.1 by default; "0.0.0.0" and "::" are all there are.
  [[nodiscard]] server_options address(std::string text) const {
    return set(&server_options::address_, std::move(text));
  }
  /// 0, the default: one that is free; server::port() says which.
  [[nodiscard]] server_options port(std::uint16_t n) const { return set(&server_options::port_, n); }
  /// SO_REUSEPORT: several servers, one per loop, listen on one port, and the system spreads connections over them.
  [[nodiscard]] server_options reuse_port(bool yes = true) const { return set(&server_options::reuse_port_, yes); }
  /// https instead of http.
  [[nodiscard]] server_options tls(server_tls shown) const {
    return set(&server_options::tls_, std::optional<server_tls>(std::move(shown)));
  }
  /// How many connections are open at once; more wait to be accepted.
  [[nodiscard]] server_options connections(std::size_t n) const { return set(&server_options::connections_, n); }
  /// What a request may be; a body of at most 1 MiB by default.
  [[nodiscard]] server_options limits(http::limits l) const { return set(&server_options::limits_, l); }

  [[nodiscard]] server_options tls_timeout(duration d) const { return set(&server_options::tls_timeout_, d); }
  /// From a connection's begin or the last answer to the first byte of a request; then it is closed without a word.
  [[nodiscard]] server_options idle_timeout(duration d) const { return set(&server_options::idle_timeout_, d); }
  /// From the first byte of a request to the end of its head; then it is answered 408.
  [[nodiscard]] server_options head_timeout(duration d) const { return set(&server_options::head_timeout_, d); }
  /// Between bytes of a request's body; then it is answered 408.
  [[nodiscard]] server_options body_timeout(duration d) const { return set(&server_options::body_timeout_, d); }
  /// From the first byte of a request to its end, however steadily it comes; then it is answered 408.
  [[nodiscard]] server_options request_timeout(duration d) const { return set(&server_options::request_timeout_, d); }
  /// Until the client takes more of an answer; then the connection is closed.
  [[nodiscard]] server_options write_timeout(duration d) const { return set(&server_options::write_timeout_, d); }

  /// A client that sends no more ("nc -N") still waits for its answer. Without it, the end of what a client sends is taken for
  /// the client's, as it is nearly always, and its handler is cancelled; with it, only a reset is.
  [[nodiscard]] server_options half_close(bool yes = true) const { return set(&server_options::half_close_, yes); }

  /// Called on the server's executor; what it throws is dropped.
  [[nodiscard]] server_options on_error(error_callback f) const {
    return set(&server_options::on_error_, std::move(f));
  }
  /// Null is the system's clocks. Borrowed; outlives the io_context the server runs on.
  [[nodiscard]] server_options time(time_source* source) const { return set(&server_options::time_, source); }

  [[nodiscard]] const std::string& address() const noexcept { return address_; }
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] bool reuses_port() const noexcept { return reuse_port_; }
  [[nodiscard]] const std::optional<server_tls>& tls() const noexcept { return tls_; }
  [[nodiscard]] std::size_t connections() const noexcept { return connections_; }
  [[nodiscard]] const http::limits& limits() const noexcept { return limits_; }
  [[nodiscard]] duration tls_timeout() const noexcept { return tls_timeout_; }
  [[nodiscard]] duration idle_timeout() const noexcept { return idle_timeout_; }
  [[nodiscard]] duration head_timeout() const noexcept { return head_timeout_; }
  [[nodiscard]] duration body_timeout() const noexcept { return body_timeout_; }
  [[nodiscard]] duration request_timeout() const noexcept { return request_timeout_; }
  [[nodiscard]] duration write_timeout() const noexcept { return write_timeout_; }
  [[nodiscard]] bool allows_half_close() const noexcept { return half_close_; }
  [[nodiscard]] const error_callback& on_error() const noexcept { return on_error_; }
  [[nodiscard]] time_source* time() const noexcept { return time_; }

 private:
  template <class T>
  server_options set(T server_options::*member, T value) const {
    server_options copy = *this;
    copy.*member = std::move(value);
    return copy;
  }

  std::string address_ = "127.0.0.1";
  std::uint16_t port_ = 0;
  bool reuse_port_ = false;
  std::optional<server_tls> tls_;
  std::size_t connections_ = 4096;
  http::limits limits_;
  duration tls_timeout_ = std::chrono::seconds(10);
  duration idle_timeout_ = std::chrono::seconds(60);
  duration head_timeout_ = std::chrono::seconds(30);
  duration body_timeout_ = std::chrono::seconds(30);
  duration request_timeout_ = std::chrono::minutes(5);
  duration write_timeout_ = std::chrono::seconds(30);
  bool half_close_ = false;
  error_callback on_error_;
  time_source* time_ = nullptr;
};

}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_SERVER_OPTIONS_HPP
