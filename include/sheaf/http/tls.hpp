// SPDX-License-Identifier: MIT
//
// tls.hpp: whom a client trusts over TLS. TLS 1.2 or newer; names and addresses are verified unless told otherwise.

#ifndef SHEAF_HTTP_TLS_HPP
#define SHEAF_HTTP_TLS_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/http/error.hpp>

#include <asio/buffer.hpp>
#include <asio/ip/address.hpp>
#include <asio/ssl/context.hpp>
#include <asio/ssl/error.hpp>

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {

/// Whom to trust. By default the system's certificate authorities.
class tls_options {
 public:
  tls_options() {}

  /// Trusts the authorities in this PEM file, and with it only those given here.
  [[nodiscard]] tls_options ca_file(std::string path) const {
    tls_options copy = *this;
    copy.ca_file_ = std::move(path);
    return copy;
  }
  /// Trusts the authorities in this PEM text, and with it only those given here.
  [[nodiscard]] tls_options ca_pem(std::string text) const {
    tls_options copy = *this;
    copy.ca_pem_ = std::move(text);
    return copy;
  }
  /// Verifies nothing: whoever answers is believed, and can read and change everything. For experiments.
  [[nodiscard]] tls_options insecure() const {
    tls_options copy = *this;
    copy.insecure_ = true;
    return copy;
  }

  [[nodiscard]] const std::string& ca_file() const noexcept { return ca_file_; }
  [[nodiscard]] const std::string& ca_pem() const noexcept { return ca_pem_; }
  [[nodiscard]] bool is_insecure() const noexcept { return insecure_; }

 private:
  std::string ca_file_;
  std::string ca_pem_;
  bool insecure_ = false;
};

/// tls_options made ready for use, to be shared by any number of clients. Making one reads and parses the authorities: with
/// the system's, about 0.1 s.
///
/// Threads: const and shared by reference count; any thread may copy and use it.
class tls_context {
 public:
  /// Throws http::error(errc::tls_failed) when an authority cannot be read.
  tls_context(const tls_options& options = {})  // NOLINT(google-explicit-constructor): options are the readable spelling
      : context_(std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client)), insecure_(options.is_insecure()) {
    SSL_CTX* const native = context_->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    // RFC 9112 9.8: an end without close_notify may be an attacker's; it must stay an error, so IGNORE_UNEXPECTED_EOF is
    // never set.
    SSL_CTX_set_options(native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    constexpr unsigned char http_1_1[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    SSL_CTX_set_alpn_protos(native, http_1_1, sizeof http_1_1);
    SSL_CTX_set_verify(native, insecure_ ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);
    if (!insecure_) trust(options);
  }

  [[nodiscard]] const std::shared_ptr<asio::ssl::context>& context() const noexcept { return context_; }
  [[nodiscard]] bool is_insecure() const noexcept { return insecure_; }

 private:
  void trust(const tls_options& options) {
    asio::error_code error;
    const bool own = !options.ca_file().empty() || !options.ca_pem().empty();
    if (!own) context_->set_default_verify_paths(error);
    if (!options.ca_file().empty()) context_->load_verify_file(options.ca_file(), error);
    if (!error && !options.ca_pem().empty()) {
      context_->add_certificate_authority(asio::buffer(options.ca_pem()), error);
    }
    if (!error) return;
    const std::string which = options.ca_file().empty() ? std::string() : " from " + options.ca_file();
    throw http::error(errc::tls_failed, phase::tls, {},
                      "certificate authorities could not be read" + which + ": " + error.message(), true);
  }

  std::shared_ptr<asio::ssl::context> context_;
  bool insecure_;
};

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
  const std::unique_ptr<X509, void (*)(X509*)> shown(
#if OPENSSL_VERSION_NUMBER >= 0x30000000L
      SSL_get1_peer_certificate(ssl),
#else
      SSL_get_peer_certificate(ssl),
#endif
      [](X509* x) { X509_free(x); });
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
  if (verified != X509_V_OK) return X509_verify_cert_error_string(verified);
  if (error == asio::error::eof || error == asio::ssl::error::stream_truncated) return "the server closed the connection";
  return error.message();
}

}  // namespace detail

}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_TLS_HPP
