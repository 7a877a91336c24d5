// SPDX-License-Identifier: MIT
//
// PEM, from a file or a text, to OpenSSL's context: authorities, revocation lists, a certificate with its key.

#ifndef SHEAF_HTTP_DETAIL_PEM_HPP
#define SHEAF_HTTP_DETAIL_PEM_HPP

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cerrno>
#include <limits>
#include <memory>
#include <new>
#include <string>
#include <system_error>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

template <auto Free>
struct freed_by {
  template <class T>
  void operator()(T* object) const noexcept {
    Free(object);
  }
};
using owned_bio = std::unique_ptr<BIO, freed_by<BIO_free_all>>;
using owned_x509 = std::unique_ptr<X509, freed_by<X509_free>>;
using owned_crl = std::unique_ptr<X509_CRL, freed_by<X509_CRL_free>>;
using owned_key = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;

// OpenSSL's words for what went wrong last; its queue is then empty.
inline std::string openssl_reason() {
  const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  return reason ? reason : "OpenSSL gives no reason";
}

// Where there is PEM. Borrows the path or the text.
class pem {
 public:
  pem(const std::string& given, bool is_file) noexcept : given_(given), is_file_(is_file) {}

  // Null: problem() says why.
  [[nodiscard]] owned_bio open() const {
    ERR_clear_error();
    errno = 0;
    if (is_file_) return owned_bio(BIO_new_file(given_.c_str(), "r"));
    if (given_.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return nullptr;
    return owned_bio(BIO_new_mem_buf(given_.data(), static_cast<int>(given_.size())));
  }

  // "in /etc/ssl/cloud.pem cannot be used: no start line"; never a word of the text.
  [[nodiscard]] std::string cannot_be_used(const std::string& reason) const {
    return (is_file_ ? "in " + given_ : "given as text") + " cannot be used: " + reason;
  }
  [[nodiscard]] std::string cannot_be_opened() const {
    const int why = errno != 0 ? errno : EIO;
    ERR_clear_error();
    return cannot_be_used(std::generic_category().message(why));
  }

 private:
  const std::string& given_;
  bool is_file_;
};

// Gives each object that `read` finds to `use`; there has to be one. Gives what is wrong, or nothing.
template <class Read, class Use>
std::string for_each_in(const pem& from, Read read, Use use) {
  const owned_bio bio = from.open();
  if (!bio) return from.cannot_be_opened();
  for (bool any = false;; any = true) {
    const auto object = read(bio.get());
    if (!object) {
      const unsigned long why = ERR_peek_last_error();
      const bool ended = ERR_GET_LIB(why) == ERR_LIB_PEM && ERR_GET_REASON(why) == PEM_R_NO_START_LINE;
      if (!any || !ended) return from.cannot_be_used(openssl_reason());
      ERR_clear_error();
      return {};
    }
    if (!use(object.get())) return from.cannot_be_used(openssl_reason());
  }
}

inline owned_x509 read_x509(BIO* from) { return owned_x509(PEM_read_bio_X509_AUX(from, nullptr, nullptr, nullptr)); }

// Trusts the certificates in it. Gives what is wrong, or nothing.
inline std::string add_authorities(SSL_CTX* context, const pem& from) {
  X509_STORE* const store = SSL_CTX_get_cert_store(context);
  return for_each_in(from, read_x509, [store](X509* one) { return X509_STORE_add_cert(store, one) == 1; });
}

// Knows what they revoke; that it is looked at is another setting. Gives what is wrong, or nothing.
inline std::string add_revocations(SSL_CTX* context, const pem& from) {
  X509_STORE* const store = SSL_CTX_get_cert_store(context);
  const auto read = [](BIO* bio) { return owned_crl(PEM_read_bio_X509_CRL(bio, nullptr, nullptr, nullptr)); };
  return for_each_in(from, read, [store](X509_CRL* one) { return X509_STORE_add_crl(store, one) == 1; });
}

// Shows the first certificate of the chain, with those between it and its authority. Gives what is wrong, or nothing.
inline std::string use_certificate(SSL_CTX* context, const pem& chain, const pem& key) {
  owned_x509 own;
  const auto use = [&](X509* one) {
    X509_up_ref(one);
    if (own) return SSL_CTX_add0_chain_cert(context, one) == 1 || (X509_free(one), false);
    own.reset(one);
    return SSL_CTX_use_certificate(context, one) == 1;
  };
  SSL_CTX_clear_chain_certs(context);
  std::string problem = for_each_in(chain, read_x509, use);
  if (!problem.empty()) return problem;
  const owned_bio bio = key.open();
  if (!bio) return key.cannot_be_opened();
  // Without a function of ours OpenSSL would ask for the passphrase on the terminal.
  bool encrypted = false;
  const auto refuse = [](char*, int, int, void* asked) {
    *static_cast<bool*>(asked) = true;
    return -1;
  };
  const owned_key proof(PEM_read_bio_PrivateKey(bio.get(), nullptr, refuse, &encrypted));
  if (encrypted) {
    ERR_clear_error();
    return key.cannot_be_used("the key has a passphrase, and must have none");
  }
  if (!proof) return key.cannot_be_used(openssl_reason());
  if (X509_check_private_key(own.get(), proof.get()) != 1) {
    ERR_clear_error();
    return key.cannot_be_used("it is not the key of the certificate");
  }
  if (SSL_CTX_use_PrivateKey(context, proof.get()) != 1) return key.cannot_be_used(openssl_reason());
  return {};
}

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_PEM_HPP
