// SPDX-License-Identifier: MIT
//
// Every header in two units of one program: a function or a variable that is not inline fails to link.

#include <sheaf/sheaf.hpp>

const char* version_in_second_unit();

int main() {
  return version_in_second_unit()[0] == SHEAF_VERSION_STRING[0] ? 0 : 1;
}
