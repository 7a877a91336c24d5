// SPDX-License-Identifier: MIT
//
// What all test programs share: doctest's main, and where tests/data lies.

// Both names, because the precompiled header has included doctest.h already.
#define DOCTEST_CONFIG_IMPLEMENT
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include "support/data.hpp"

const std::string support::data_folder = SHEAF_TEST_DATA;
