// SPDX-License-Identifier: MIT
//
// http_source.hpp: a REST API at one base URL as a source.

#ifndef SHEAF_REST_HTTP_SOURCE_HPP
#define SHEAF_REST_HTTP_SOURCE_HPP

#include <sheaf/detail/coroutines.hpp>
#include <sheaf/http/client.hpp>
#include <sheaf/rest/error.hpp>
#include <sheaf/rest/source.hpp>

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
  http_source(http::client client, std::string_view base_url) : state_(std::make_shared<state>(std::move(client), http::url::parse(base_url))) {}

  /// The same with a field in each request, as for a key or a token.
  [[nodiscard]] http_source header(std::string_view name, std::string_view value) const {
    http_source out = *this;
    out.state_ = std::make_shared<state>(*state_);
    out.state_->headers.emplace_back(name, value);
    return out;
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
    return std::string(answer.header("X-Request-Id").value_or(std::string_view()));
  }

 private:
  struct state {
    state(http::client c, http::url b) : client(std::move(c)), base(std::move(b)) {}
    http::client client;
    http::url base;
    std::vector<std::pair<std::string, std::string>> headers;
  };

  static asio::awaitable<http::response> run(std::shared_ptr<const state> self, call c) {
    std::string prefix(c.from_root() ? std::string_view() : self->base.path());
    while (prefix.ends_with('/')) prefix.pop_back();
    auto request = c.dress(http::request::get(self->base.with_target(prefix + c.target())).header("Accept", "application/json"));
    for (const auto& [name, value] : self->headers) request = std::move(request).header(name, value);
    auto sending = self->client.send(std::move(request));
    http::response answer = co_await std::move(sending);
    if (!c.answered_by(answer)) {
      status_error::details d(c.service(), answer);
      d.message = detail::presentable(answer.text());
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
