// SPDX-License-Identifier: MIT
//
// Who is at the other end of a TLS connection, as far as its certificate says.

#ifndef SHEAF_HTTP_DETAIL_TLS_IDENTITY_HPP
#define SHEAF_HTTP_DETAIL_TLS_IDENTITY_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/http/detail/pem.hpp>

#include <asio/ip/address.hpp>
#include <asio/ssl/error.hpp>

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <string>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

// A host as TLS names it: no final dot, which is DNS's own.
inline std::string tls_name(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  return std::string(host);
}

inline bool is_address(const std::string& host) {
  asio::error_code not_an_address;
  static_cast<void>(asio::ip::make_address(host, not_an_address));
  return !not_an_address;
}

// Never the common name, never a wildcard inside a label.
inline constexpr unsigned identity_flags = X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;

// Before the handshake: whom we expect, and which name we ask for. An address is not sent as a name (RFC 6066, 3).
inline bool expect_identity(SSL* ssl, std::string_view host) {
  const std::string name = tls_name(host);
  SSL_set_hostflags(ssl, identity_flags);
  if (is_address(name)) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name.c_str()) == 1;
  return SSL_set_tlsext_host_name(ssl, name.c_str()) == 1 && SSL_set1_host(ssl, name.c_str()) == 1;
}

// After every handshake, once more and by hand, because a resumed session is not verified by OpenSSL: what is wrong with the
// peer, or nothing.
inline std::string identity_problem(SSL* ssl, std::string_view host) {
#if OPENSSL_VERSION_NUMBER >= 0x30000000L
  const owned_x509 shown(SSL_get1_peer_certificate(ssl));
#else
  const owned_x509 shown(SSL_get_peer_certificate(ssl));
#endif
  if (!shown) return "the server showed no certificate";
  const long verified = SSL_get_verify_result(ssl);
  if (verified != X509_V_OK) return X509_verify_cert_error_string(verified);
  const std::string name = tls_name(host);
  const int same = is_address(name) ? X509_check_ip_asc(shown.get(), name.c_str(), identity_flags)
                                    : X509_check_host(shown.get(), name.c_str(), name.size(), identity_flags, nullptr);
  return same == 1 ? std::string() : "the certificate is for another host";
}

// The protocol the server selected, where it is not the one we offered.
inline std::string protocol_problem(SSL* ssl) {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl, &name, &size);
  if (size == 0 || std::string_view(reinterpret_cast<const char*>(name), size) == "http/1.1") return {};
  return "the server selected a protocol that was not offered";
}

// Why a handshake failed, in words.
inline std::string handshake_problem(SSL* ssl, const asio::error_code& error) {
  const long verified = SSL_get_verify_result(ssl);
  if (verified != X509_V_OK && SSL_get_verify_mode(ssl) != SSL_VERIFY_NONE) return X509_verify_cert_error_string(verified);
  if (error == asio::error::eof || error == asio::ssl::error::stream_truncated) return "the server closed the connection";
  return error.message();
}

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_TLS_IDENTITY_HPP
