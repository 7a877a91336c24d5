// SPDX-License-Identifier: MIT
//
// A host application, all layers: what both ways of taking Sheaf in must compile at -Werror.

#include <sheaf/sheaf.hpp>

#include <cstdio>

int main() {
  std::puts(SHEAF_VERSION_STRING);
}
