// SPDX-License-Identifier: MIT
//
// The way to a URL's origin: straight, through a proxy, or through a socket in the file system.

#ifndef SHEAF_HTTP_DETAIL_ROUTE_HPP
#define SHEAF_HTTP_DETAIL_ROUTE_HPP

#include <sheaf/http/client_options.hpp>
#include <sheaf/http/proxy.hpp>
#include <sheaf/http/url.hpp>

#include <string>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

// Borrows from the options. One for each URL: a redirect may lead another way.
class route {
 public:
  route(const client_options& options, const url& to)
      : socket_(&options.unix_socket()),
        proxy_(socket_->empty() ? options.proxies().for_url(to) : nullptr),
        tunnels_(proxy_ && to.is_https()) {
    if (proxy_) pool_key_ = to.origin() + " through " + proxy_->authorization() + "@" + proxy_->to_string();
  }

  // The socket's path; empty: there is none.
  [[nodiscard]] const std::string& unix_socket() const noexcept { return *socket_; }
  [[nodiscard]] const http::proxy* proxy() const noexcept { return proxy_; }
  // The proxy carries what TLS makes of the bytes;
  [[nodiscard]] bool tunnels() const noexcept { return tunnels_; }
  // or it reads the request, which then has to tell it where to.
  [[nodiscard]] const http::proxy* forwarder() const noexcept { return tunnels_ ? nullptr : proxy_; }

  // What connections are kept under: who is asked, through whom, and as whom.
  [[nodiscard]] std::string_view pool_key(std::string_view origin) const noexcept { return proxy_ ? pool_key_ : origin; }
  // What a sentence says of it: "the proxy squid:3128"; empty for the straight way.
  [[nodiscard]] std::string in_words() const { return proxy_ ? "the proxy " + proxy_->to_string() : *socket_; }

 private:
  const std::string* socket_;
  const http::proxy* proxy_;
  bool tunnels_;
  std::string pool_key_;  // holds a secret
};

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_ROUTE_HPP
