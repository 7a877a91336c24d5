// SPDX-License-Identifier: MIT
//
// Horizon's instances page, its six lists fetched at once: the page takes as long as the slowest of them.
//
//   $ ./horizon_async --simulate --once
#include "horizon.hpp"

int main(int argc, char** argv) { return horizon::run(argc, argv, "horizon_async", sheaf::rest::fetch_options()); }
