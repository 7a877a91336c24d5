// SPDX-License-Identifier: MIT
//
// tls.hpp: whom a client trusts over TLS, and as whom it is known. TLS 1.2 or newer; names and addresses are verified unless
// told otherwise.

#ifndef SHEAF_HTTP_TLS_HPP
#define SHEAF_HTTP_TLS_HPP

#include <sheaf/http/detail/pem.hpp>
#include <sheaf/http/detail/tls_sessions.hpp>
#include <sheaf/http/detail/tls_transport.hpp>
#include <sheaf/http/error.hpp>

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {

/// Whom to trust, by default the system's certificate authorities, and what to show to a server that asks who we are. All of
/// it is PEM.
class tls_options {
 public:
  tls_options() {}

  /// Trusts the authorities in this file, and with it only those given here.
  [[nodiscard]] tls_options ca_file(std::string path) const { return set(&tls_options::ca_file_, std::move(path)); }
  /// Trusts the authorities in this text, and with it only those given here.
  [[nodiscard]] tls_options ca_pem(std::string text) const { return set(&tls_options::ca_pem_, std::move(text)); }
  /// Trusts the authorities in this directory, in files with names that `openssl rehash` gives, and with it only those given
  /// here. They are read as they are needed.
  [[nodiscard]] tls_options ca_directory(std::string path) const {
    return set(&tls_options::ca_directory_, std::move(path));
  }

  /// Asks these lists of revoked certificates, and only these, of every certificate in a server's chain. There has to be one
  /// of each authority in it that is not out of date; without it the server is not trusted.
  [[nodiscard]] tls_options crl_file(std::string path) const { return set(&tls_options::crl_file_, std::move(path)); }
  [[nodiscard]] tls_options crl_pem(std::string text) const { return set(&tls_options::crl_pem_, std::move(text)); }

  /// Shows this certificate, followed by those between it and its authority, to servers that ask for one; `key` has no
  /// passphrase.
  [[nodiscard]] tls_options certificate_files(std::string chain, std::string key) const {
    return with_certificate(std::move(chain), std::move(key), true);
  }
  [[nodiscard]] tls_options certificate_pem(std::string chain, std::string key) const {
    return with_certificate(std::move(chain), std::move(key), false);
  }

  /// Verifies nothing: whoever answers is believed, and can read and change everything. For experiments.
  [[nodiscard]] tls_options insecure() const { return set(&tls_options::insecure_, true); }

  [[nodiscard]] const std::string& ca_file() const noexcept { return ca_file_; }
  [[nodiscard]] const std::string& ca_pem() const noexcept { return ca_pem_; }
  [[nodiscard]] const std::string& ca_directory() const noexcept { return ca_directory_; }
  [[nodiscard]] const std::string& crl_file() const noexcept { return crl_file_; }
  [[nodiscard]] const std::string& crl_pem() const noexcept { return crl_pem_; }
  [[nodiscard]] bool has_certificate() const noexcept { return !chain_.empty() || !key_.empty(); }
  [[nodiscard]] bool is_insecure() const noexcept { return insecure_; }

 private:
  friend class tls_context;

  template <class T>
  tls_options set(T tls_options::*member, T value) const {
    tls_options copy = *this;
    copy.*member = std::move(value);
    return copy;
  }
  tls_options with_certificate(std::string chain, std::string key, bool in_files) const {
    tls_options copy = *this;
    copy.chain_ = std::move(chain);
    copy.key_ = std::move(key);
    copy.in_files_ = in_files;
    return copy;
  }

  std::string ca_file_;
  std::string ca_pem_;
  std::string ca_directory_;
  std::string crl_file_;
  std::string crl_pem_;
  std::string chain_;
  std::string key_;
  bool in_files_ = false;
  bool insecure_ = false;
};

/// tls_options made ready for use, to be shared by any number of clients. Making one reads and parses the authorities: with
/// the system's, about 0.1 s.
///
/// Threads: const and shared by reference count; any thread may copy and use it.
class tls_context {
 public:
  /// Throws http::error(errc::tls_failed) when an authority, a list or the certificate cannot be read, or the key is another's.
  tls_context(const tls_options& options = {})  // NOLINT(google-explicit-constructor): options are the readable spelling
      : context_(detail::make_tls(TLS_client_method())), insecure_(options.is_insecure()) {
    SSL_CTX* const context = context_.get();
    constexpr unsigned char http_1_1[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    SSL_CTX_set_alpn_protos(context, http_1_1, sizeof http_1_1);
    SSL_CTX_set_verify(context, insecure_ ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);
    if (!insecure_) {
      trust(options);
      revoke(options);
      detail::ticket_box::collect(context);
    }
    if (options.has_certificate()) {
      const detail::pem chain(options.chain_, options.in_files_), key(options.key_, options.in_files_);
      require("the client's certificate or key ", detail::use_certificate(context, chain, key));
    }
  }

  [[nodiscard]] bool is_insecure() const noexcept { return insecure_; }
  /// What connections are made with.
  [[nodiscard]] const detail::shared_tls& shared() const noexcept { return context_; }

 private:
  static void require(const char* what, const std::string& problem) {
    if (!problem.empty()) throw http::error(errc::tls_failed, phase::tls, {}, what + problem, true);
  }

  void trust(const tls_options& options) {
    constexpr const char* authorities = "the certificate authorities ";
    SSL_CTX* const context = context_.get();
    const std::string &file = options.ca_file(), &text = options.ca_pem(), &directory = options.ca_directory();
    if (file.empty() && text.empty() && directory.empty() && SSL_CTX_set_default_verify_paths(context) != 1) {
      require(authorities, "of the system cannot be used: " + detail::openssl_reason());
    }
    if (!file.empty()) require(authorities, detail::add_authorities(context, detail::pem(file, true)));
    if (!text.empty()) require(authorities, detail::add_authorities(context, detail::pem(text, false)));
    if (!directory.empty()) {
      std::error_code error;
      const std::filesystem::directory_iterator readable(directory, error);
      if (error) require(authorities, "in " + directory + " cannot be used: " + error.message());
      if (SSL_CTX_load_verify_locations(context, nullptr, directory.c_str()) != 1) {
        require(authorities, "in " + directory + " cannot be used: " + detail::openssl_reason());
      }
    }
  }

  void revoke(const tls_options& options) {
    constexpr const char* lists = "the lists of revoked certificates ";
    SSL_CTX* const context = context_.get();
    const std::string &file = options.crl_file(), &text = options.crl_pem();
    if (!file.empty()) require(lists, detail::add_revocations(context, detail::pem(file, true)));
    if (!text.empty()) require(lists, detail::add_revocations(context, detail::pem(text, false)));
    if (file.empty() && text.empty()) return;
    X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context), X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  }

  detail::shared_tls context_;
  bool insecure_;
};

}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_TLS_HPP
