// SPDX-License-Identifier: MIT
// The other unit; see first.cpp.

#include <sheaf/sheaf.hpp>

const char* version_in_second_unit() {
  return SHEAF_VERSION_STRING;
}
