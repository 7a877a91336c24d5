// SPDX-License-Identifier: MIT
//
// certificates.hpp: certificates made on the spot, so that a test needs neither files nor the openssl program.
//
//   certificate_authority  signs; its pem() is what a client is told to trust
//   certificate_profile    what a certificate says: names, addresses, how long it is valid
//   certificate            the result: a chain and its key, both as PEM text
//   self_signed            what nobody vouches for

#ifndef SHEAF_TESTING_CERTIFICATES_HPP
#define SHEAF_TESTING_CERTIFICATES_HPP

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace sheaf {
inline namespace v0 {
namespace testing {

/// What one side shows to the other, and the key that proves it: PEM texts.
struct certificate {
  std::string chain;
  std::string key;
};

/// What a certificate says of its owner. Valid for a day from an hour ago unless told otherwise.
class certificate_profile {
 public:
  /// Adds a DNS name to the subject's alternative names.
  certificate_profile name(std::string_view dns_name) && { return std::move(add("DNS:", dns_name)); }
  certificate_profile name(std::string_view dns_name) const& { return certificate_profile(*this).name(dns_name); }
  /// Adds an IP address, as text, to the subject's alternative names.
  certificate_profile address(std::string_view ip) && { return std::move(add("IP:", ip)); }
  certificate_profile address(std::string_view ip) const& { return certificate_profile(*this).address(ip); }
  /// The subject's common name, which no client should look at.
  certificate_profile common_name(std::string name) && {
    common_name_ = std::move(name);
    return std::move(*this);
  }
  certificate_profile common_name(std::string name) const& {
    return certificate_profile(*this).common_name(std::move(name));
  }
  /// Was valid until an hour ago.
  certificate_profile expired() && {
    valid_from_ = -86'400;
    valid_until_ = -3'600;
    return std::move(*this);
  }
  certificate_profile expired() const& { return certificate_profile(*this).expired(); }
  /// Is valid from an hour from now.
  certificate_profile not_yet_valid() && {
    valid_from_ = 3'600;
    return std::move(*this);
  }
  certificate_profile not_yet_valid() const& { return certificate_profile(*this).not_yet_valid(); }
  /// Is valid for so many seconds more.
  certificate_profile valid_for(long seconds) && {
    valid_until_ = seconds;
    return std::move(*this);
  }
  certificate_profile valid_for(long seconds) const& { return certificate_profile(*this).valid_for(seconds); }
  /// Has a key that is broken too easily: RSA of 1024 bits.
  certificate_profile weak_key() && {
    weak_ = true;
    return std::move(*this);
  }
  certificate_profile weak_key() const& { return certificate_profile(*this).weak_key(); }
  /// Is for a client, and not for a server.
  certificate_profile for_client() && {
    usage_ = "clientAuth";
    return std::move(*this);
  }
  certificate_profile for_client() const& { return certificate_profile(*this).for_client(); }

  [[nodiscard]] const std::string& alternative_names() const noexcept { return alternative_names_; }
  [[nodiscard]] const std::string& common_name() const noexcept { return common_name_; }
  /// Seconds from now.
  [[nodiscard]] long valid_from() const noexcept { return valid_from_; }
  [[nodiscard]] long valid_until() const noexcept { return valid_until_; }
  [[nodiscard]] bool has_weak_key() const noexcept { return weak_; }
  /// The extended key usage, as OpenSSL spells it.
  [[nodiscard]] const char* usage() const noexcept { return usage_; }

 private:
  certificate_profile& add(std::string_view kind, std::string_view value) {
    if (!alternative_names_.empty()) alternative_names_ += ',';
    alternative_names_.append(kind).append(value);
    return *this;
  }

  std::string alternative_names_;
  std::string common_name_ = "sheaf test";
  long valid_from_ = -3'600;
  long valid_until_ = 86'400;
  bool weak_ = false;
  const char* usage_ = "serverAuth";
};

namespace detail {

template <auto Free>
struct openssl_free {
  template <class T>
  void operator()(T* object) const noexcept {
    Free(object);
  }
};
using key_ptr = std::unique_ptr<EVP_PKEY, openssl_free<EVP_PKEY_free>>;
using x509_ptr = std::unique_ptr<X509, openssl_free<X509_free>>;
using bio_ptr = std::unique_ptr<BIO, openssl_free<BIO_free>>;

template <class T>
T made(T result, const char* what) {
  if (!result) throw std::runtime_error(std::string("testing certificates: ") + what + " failed");
  return result;
}

inline std::string pem_text(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return std::string(data, static_cast<std::size_t>(size));
}

inline std::string pem(X509* x) {
  bio_ptr memory(made(BIO_new(BIO_s_mem()), "BIO_new"));
  made(PEM_write_bio_X509(memory.get(), x), "PEM_write_bio_X509");
  return pem_text(memory.get());
}

inline std::string pem(X509_CRL* list) {
  bio_ptr memory(made(BIO_new(BIO_s_mem()), "BIO_new"));
  made(PEM_write_bio_X509_CRL(memory.get(), list), "PEM_write_bio_X509_CRL");
  return pem_text(memory.get());
}

inline std::string pem(EVP_PKEY* key) {
  bio_ptr memory(made(BIO_new(BIO_s_mem()), "BIO_new"));
  made(PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr), "PEM_write_bio_PrivateKey");
  return pem_text(memory.get());
}

inline key_ptr new_key(bool weak = false) {
  std::unique_ptr<EVP_PKEY_CTX, openssl_free<EVP_PKEY_CTX_free>> context(
      made(EVP_PKEY_CTX_new_id(weak ? EVP_PKEY_RSA : EVP_PKEY_EC, nullptr), "EVP_PKEY_CTX_new_id"));
  made(EVP_PKEY_keygen_init(context.get()) > 0, "EVP_PKEY_keygen_init");
  if (weak) {
    made(EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), 1024) > 0, "choosing the size");
  } else {
    made(EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context.get(), NID_X9_62_prime256v1) > 0, "choosing the curve");
  }
  EVP_PKEY* key = nullptr;
  made(EVP_PKEY_keygen(context.get(), &key) > 0, "EVP_PKEY_keygen");
  return key_ptr(key);
}

inline void extend(X509* x, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, x, nullptr, nullptr, 0);
  std::unique_ptr<X509_EXTENSION, openssl_free<X509_EXTENSION_free>> extension(
      made(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()), "an extension"));
  made(X509_add_ext(x, extension.get(), -1), "X509_add_ext");
}

// A certificate for `key` with everything but its issuer, extensions and signature.
inline x509_ptr new_certificate(const certificate_profile& profile, EVP_PKEY* key) {
  x509_ptr x(made(X509_new(), "X509_new"));
  made(X509_set_version(x.get(), 2), "X509_set_version");
  std::uint64_t serial = 0;
  made(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), 7) > 0, "RAND_bytes");
  made(ASN1_INTEGER_set_uint64(X509_get_serialNumber(x.get()), serial), "the serial number");
  made(X509_gmtime_adj(X509_getm_notBefore(x.get()), profile.valid_from()), "notBefore");
  made(X509_gmtime_adj(X509_getm_notAfter(x.get()), profile.valid_until()), "notAfter");
  made(X509_set_pubkey(x.get(), key), "X509_set_pubkey");
  const auto* name = reinterpret_cast<const unsigned char*>(profile.common_name().c_str());
  made(X509_NAME_add_entry_by_txt(X509_get_subject_name(x.get()), "CN", MBSTRING_UTF8, name, -1, -1, 0), "the subject");
  return x;
}

// What a certificate of no authority says besides.
inline void describe(X509* x, X509* issuer, const certificate_profile& profile) {
  extend(x, issuer, NID_basic_constraints, "critical,CA:FALSE");
  extend(x, issuer, NID_ext_key_usage, profile.usage());
  if (!profile.alternative_names().empty()) extend(x, issuer, NID_subject_alt_name, profile.alternative_names());
}

}  // namespace detail

/// A certificate that is signed with its own key.
[[nodiscard]] inline certificate self_signed(const certificate_profile& profile) {
  const detail::key_ptr key = detail::new_key(profile.has_weak_key());
  const detail::x509_ptr x = detail::new_certificate(profile, key.get());
  detail::made(X509_set_issuer_name(x.get(), X509_get_subject_name(x.get())), "the issuer");
  detail::describe(x.get(), x.get(), profile);
  detail::made(X509_sign(x.get(), key.get(), EVP_sha256()), "X509_sign");
  return {detail::pem(x.get()), detail::pem(key.get())};
}

/// Signs certificates with a key that exists only in memory. Making one, or issuing, costs well under a millisecond.
class certificate_authority {
 public:
  explicit certificate_authority(std::string name = "sheaf test authority")
      : certificate_authority(std::move(name), nullptr) {}

  /// An authority that this one vouches for; what it issues is shown with its own certificate.
  [[nodiscard]] certificate_authority subordinate(std::string name) const {
    return certificate_authority(std::move(name), this);
  }

  /// The authority's own certificate, as PEM: what a client has to trust.
  [[nodiscard]] std::string pem() const { return detail::pem(certificate_.get()); }

  /// A certificate, signed by this authority.
  [[nodiscard]] certificate issue(const certificate_profile& profile) const {
    const detail::key_ptr key = detail::new_key(profile.has_weak_key());
    const detail::x509_ptr x = detail::new_certificate(profile, key.get());
    detail::made(X509_set_issuer_name(x.get(), X509_get_subject_name(certificate_.get())), "the issuer");
    detail::describe(x.get(), certificate_.get(), profile);
    detail::made(X509_sign(x.get(), key_.get(), EVP_sha256()), "X509_sign");
    return {detail::pem(x.get()) + between_, detail::pem(key.get())};
  }

  /// A list of revoked certificates, as PEM, that holds this certificate of this authority, or none where it is empty.
  /// It is good for so many seconds; negative: it was, until so many seconds ago.
  [[nodiscard]] std::string revoking(const std::string& certificate_pem = {}, long valid_for = 86'400) const {
    std::unique_ptr<X509_CRL, detail::openssl_free<X509_CRL_free>> list(detail::made(X509_CRL_new(), "X509_CRL_new"));
    std::unique_ptr<ASN1_TIME, detail::openssl_free<ASN1_TIME_free>> time(
        detail::made(ASN1_TIME_new(), "ASN1_TIME_new"));
    detail::made(X509_CRL_set_version(list.get(), 1), "X509_CRL_set_version");
    detail::made(X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(certificate_.get())), "the issuer");
    X509_gmtime_adj(time.get(), -86'400);
    detail::made(X509_CRL_set1_lastUpdate(list.get(), time.get()), "lastUpdate");
    if (!certificate_pem.empty()) {
      detail::bio_ptr memory(BIO_new_mem_buf(certificate_pem.data(), static_cast<int>(certificate_pem.size())));
      const detail::x509_ptr revoked(
          detail::made(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr), "reading it"));
      X509_REVOKED* const entry = detail::made(X509_REVOKED_new(), "X509_REVOKED_new");
      X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(revoked.get()));
      X509_REVOKED_set_revocationDate(entry, time.get());
      X509_CRL_add0_revoked(list.get(), entry);
    }
    X509_gmtime_adj(time.get(), valid_for);
    detail::made(X509_CRL_set1_nextUpdate(list.get(), time.get()), "nextUpdate");
    detail::made(X509_CRL_sign(list.get(), key_.get(), EVP_sha256()), "X509_CRL_sign");
    return detail::pem(list.get());
  }

 private:
  certificate_authority(std::string name, const certificate_authority* by)
      : key_(detail::new_key()),
        certificate_(detail::new_certificate(certificate_profile().common_name(std::move(name)), key_.get())) {
    X509* const self = certificate_.get();
    X509* const issuer = by ? by->certificate_.get() : self;
    detail::made(X509_set_issuer_name(self, X509_get_subject_name(issuer)), "the issuer");
    detail::extend(self, issuer, NID_basic_constraints, "critical,CA:TRUE");
    detail::extend(self, issuer, NID_key_usage, "critical,keyCertSign,cRLSign");
    detail::extend(self, issuer, NID_subject_key_identifier, "hash");
    detail::made(X509_sign(self, by ? by->key_.get() : key_.get(), EVP_sha256()), "X509_sign");
    if (by) between_ = pem() + by->between_;
  }

  detail::key_ptr key_;
  detail::x509_ptr certificate_;
  std::string between_;  // it and the root
};

}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_CERTIFICATES_HPP
