// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/testing/certificates.hpp.
#include <sheaf/testing/certificates.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <string>

namespace testing = sheaf::testing;

namespace {

testing::detail::x509_ptr read(const std::string& pem) {
  testing::detail::bio_ptr memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return testing::detail::x509_ptr(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr));
}

// What OpenSSL's own verification says of `leaf` when it trusts `root`.
int verify(const std::string& root, const std::string& leaf) {
  const auto trusted = read(root), shown = read(leaf);
  std::unique_ptr<X509_STORE, testing::detail::openssl_free<X509_STORE_free>> store(X509_STORE_new());
  X509_STORE_add_cert(store.get(), trusted.get());
  std::unique_ptr<X509_STORE_CTX, testing::detail::openssl_free<X509_STORE_CTX_free>> context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store.get(), shown.get(), nullptr);
  X509_verify_cert(context.get());
  return X509_STORE_CTX_get_error(context.get());
}

}  // namespace

TEST_CASE("a certificate holds the names and addresses it was made with, under its authority's signature") {
  const testing::certificate_authority authority;
  const auto shown = authority.issue(testing::certificate_profile().name("nova.example").address("127.0.0.1"));
  const auto x = read(shown.chain);
  REQUIRE(x);
  CHECK(X509_check_host(x.get(), "nova.example", 0, 0, nullptr) == 1);
  CHECK(X509_check_host(x.get(), "glance.example", 0, 0, nullptr) == 0);
  CHECK(X509_check_ip_asc(x.get(), "127.0.0.1", 0) == 1);
  CHECK(X509_check_ip_asc(x.get(), "127.0.0.2", 0) == 0);
  CHECK(verify(authority.pem(), shown.chain) == X509_V_OK);
}

TEST_CASE("another authority does not vouch for it, and an expired one is expired") {
  const testing::certificate_authority authority, other;
  const testing::certificate_profile profile = testing::certificate_profile().name("nova.example");
  CHECK(verify(other.pem(), authority.issue(profile).chain) != X509_V_OK);
  CHECK(verify(authority.pem(), authority.issue(profile.expired()).chain) == X509_V_ERR_CERT_HAS_EXPIRED);
}

TEST_CASE("a certificate without names has its common name only") {
  const testing::certificate_authority authority;
  const auto x = read(authority.issue(testing::certificate_profile().common_name("nova.example")).chain);
  CHECK(X509_check_host(x.get(), "nova.example", 0, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, nullptr) == 0);
  CHECK(X509_check_host(x.get(), "nova.example", 0, 0, nullptr) == 1);
}

TEST_CASE("what is wrong with a certificate on purpose is what OpenSSL finds") {
  const testing::certificate_authority authority;
  const testing::certificate_profile profile = testing::certificate_profile().name("nova.example");
  CHECK(verify(authority.pem(), authority.issue(profile.not_yet_valid()).chain) == X509_V_ERR_CERT_NOT_YET_VALID);
  CHECK(verify(authority.pem(), authority.issue(profile.valid_for(-1)).chain) == X509_V_ERR_CERT_HAS_EXPIRED);
  CHECK(verify(authority.pem(), testing::self_signed(profile).chain) == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT);
  const auto weak = read(authority.issue(profile.weak_key()).chain);
  REQUIRE(weak);
  CHECK(EVP_PKEY_bits(X509_get0_pubkey(weak.get())) == 1024);
  CHECK(X509_check_purpose(read(authority.issue(profile).chain).get(), X509_PURPOSE_SSL_SERVER, 0) == 1);
  CHECK(X509_check_purpose(read(authority.issue(profile.for_client()).chain).get(), X509_PURPOSE_SSL_SERVER, 0) == 0);
}

TEST_CASE("an authority can vouch for another, and lists what it has revoked") {
  const testing::certificate_authority authority;
  const auto between = authority.subordinate("between");
  const auto shown = between.issue(testing::certificate_profile().name("nova.example"));
  CHECK(verify(between.pem(), shown.chain) == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT);  // the root is not there
  CHECK(verify(authority.pem(), between.pem()) == X509_V_OK);
  CHECK(shown.chain.ends_with(between.pem()));

  const std::string list = between.revoking(shown.chain);
  testing::detail::bio_ptr memory(BIO_new_mem_buf(list.data(), static_cast<int>(list.size())));
  const std::unique_ptr<X509_CRL, testing::detail::openssl_free<X509_CRL_free>> crl(
      PEM_read_bio_X509_CRL(memory.get(), nullptr, nullptr, nullptr));
  REQUIRE(crl);
  X509_REVOKED* entry = nullptr;
  CHECK(X509_CRL_get0_by_cert(crl.get(), &entry, read(shown.chain).get()) == 1);
  CHECK(X509_CRL_get0_by_cert(crl.get(), &entry, read(between.pem()).get()) == 0);
}
