// SPDX-License-Identifier: MIT
//
// http_source.hpp: a REST API at one base URL as a source.

#ifndef SHEAF_REST_HTTP_SOURCE_HPP
#define SHEAF_REST_HTTP_SOURCE_HPP

#include <sheaf/detail/coroutines.hpp>
#include <sheaf/http/client.hpp>
#include <sheaf/http/detail/octets.hpp>
#include <sheaf/rest/answered.hpp>
#include <sheaf/rest/error.hpp>
#include <sheaf/rest/secrets.hpp>
#include <sheaf/rest/source.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

SHEAF_COROUTINES_BEGIN

namespace sheaf {
inline namespace v0 {
namespace rest {

/// Sends every call to one base URL: the resource's path is added to its path, service and version are not looked at.
///
///     rest::http_source api{client, "https://api.example.com/v1"};
class http_source {
 public:
  /// Throws http::error(errc::invalid_url).
  http_source(http::client client, std::string_view base_url)
      : state_(std::make_shared<state>(std::move(client), http::url::parse(base_url))) {}

  /// The same with a field in each request, as for a key or a token. The value of one whose name says that it is a
  /// secret (Authorization, Cookie, ...-Token, ...-Key, ...-Secret) is in no error, should the server repeat it.
  [[nodiscard]] http_source header(std::string_view name, std::string_view value) const {
    return with([&](state& s) {
      s.headers.emplace_back(name, value);
      if (!is_secret(name)) return;
      s.hidden.add(value);
      if (const std::size_t scheme = value.find(' '); scheme != value.npos)
        s.hidden.add(value.substr(scheme + 1));  // "Bearer ..."
    });
  }
  /// The same that gives every answer, refusals included, to this function; see openstack::cloud_options::on_answer.
  [[nodiscard]] http_source on_answer(answer_function f) const {
    return with([&](state& s) { s.on_answer = std::move(f); });
  }

  [[nodiscard]] asio::any_io_executor get_executor() const noexcept { return state_->client.get_executor(); }
  /// The base URL and the fields in each request: all that an answer depends on beside the call. It may hold secrets.
  [[nodiscard]] std::string identity() const {
    std::string out = state_->base.to_string();
    for (const auto& [name, value] : state_->headers) out += '\n' + name + ": " + value;
    return out;
  }

  [[nodiscard]] asio::awaitable<http::response> send(call c) const { return run(state_, std::move(c)); }
  [[nodiscard]] time_source* time() const { return state_->client.options().time(); }
  [[nodiscard]] std::string new_request_id() const { return {}; }
  [[nodiscard]] std::string request_id(const http::response& answer) const {
    return redacted(std::string(answer.header("X-Request-Id").value_or(std::string_view())), state_->hidden);
  }
  [[nodiscard]] std::string without_secrets(std::string said, const http::response& answer) const {
    return redacted_complaint(std::move(said), answer.text(), state_->hidden);
  }

 private:
  struct state {
    state(http::client c, http::url b) : client(std::move(c)), base(std::move(b)) {}
    http::client client;
    http::url base;
    std::vector<std::pair<std::string, std::string>> headers;
    secrets hidden;
    answer_function on_answer;
  };

  template <class F>
  [[nodiscard]] http_source with(F change) const {
    http_source out = *this;
    out.state_ = std::make_shared<state>(*state_);
    change(*out.state_);
    return out;
  }
  static bool is_secret(std::string_view name) {
    const std::string lower = http::detail::lowered(name);
    constexpr std::array<std::string_view, 6> words{"auth", "cookie", "token", "key", "secret", "password"};
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return lower.find(word) != lower.npos; });
  }

  static asio::awaitable<http::response> run(std::shared_ptr<const state> self, call c) {
    std::string prefix(c.from_root() ? std::string_view() : self->base.path());
    while (prefix.ends_with('/')) prefix.pop_back();
    auto request =
        c.dress(http::request::get(self->base.with_target(prefix + c.target())).header("Accept", "application/json"));
    for (const auto& [name, value] : self->headers) request = std::move(request).header(name, value);
    const time_point asked = self->on_answer ? now(self->client.options().time()) : time_point();
    auto sending = self->client.send(std::move(request));
    http::response answer = co_await std::move(sending);
    if (self->on_answer) {
      self->on_answer(answered(c, self->base, answer, self->hidden, now(self->client.options().time()) - asked));
    }
    if (!c.answered_by(answer)) {
      status_error::details d(c.service(), answer);
      d.reason = redacted(std::move(d.reason), self->hidden);
      d.message = detail::presentable(redacted(std::string(answer.text()), self->hidden));
      throw status_error(d);
    }
    co_return answer;
  }

  std::shared_ptr<state> state_;
};

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_REST_HTTP_SOURCE_HPP
