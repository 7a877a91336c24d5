// SPDX-License-Identifier: MIT
//
// The same page, one list after another: the baseline, which takes as long as all of them together.
//
//   $ ./horizon_sync --simulate --once
#include "horizon.hpp"

int main(int argc, char** argv) {
  return horizon::run(argc, argv, "horizon_sync", sheaf::rest::fetch_options().limit(1));
}
