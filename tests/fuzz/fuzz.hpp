// SPDX-License-Identifier: MIT
//
// What a fuzz target is made of: it writes fuzz(), and says with require() what must hold.

#ifndef SHEAF_TESTS_FUZZ_FUZZ_HPP
#define SHEAF_TESTS_FUZZ_FUZZ_HPP

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

void fuzz(std::string_view input);

inline void require(bool holds) {
  if (!holds) std::abort();
}

extern "C" inline __attribute__((used)) int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz({reinterpret_cast<const char*>(data), size});
  return 0;
}

#endif  // SHEAF_TESTS_FUZZ_FUZZ_HPP
