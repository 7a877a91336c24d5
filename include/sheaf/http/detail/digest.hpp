// SPDX-License-Identifier: MIT
//
// SHA-256 of a text, by OpenSSL.

#ifndef SHEAF_HTTP_DETAIL_DIGEST_HPP
#define SHEAF_HTTP_DETAIL_DIGEST_HPP

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

inline std::string hexadecimal(const unsigned char* bytes, std::size_t n) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i != n; ++i) (out += digits[bytes[i] >> 4]) += digits[bytes[i] & 15];
  return out;
}

/// 64 hexadecimal digits.
inline std::string sha256(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) throw std::runtime_error("OpenSSL has no SHA-256");
  return hexadecimal(digest.data(), size);
}

/// So many random bytes, in twice as many hexadecimal digits.
inline std::string random_hexadecimal(std::size_t bytes) {
  std::string raw(bytes, '\0');
  auto* const begin = reinterpret_cast<unsigned char*>(raw.data());
  if (RAND_bytes(begin, static_cast<int>(bytes)) != 1) throw std::runtime_error("OpenSSL has no random bytes");
  return hexadecimal(begin, bytes);
}

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_DIGEST_HPP
