// SPDX-License-Identifier: MIT
//
// doctest's main, once for all test programs. Both names, because the precompiled header has included doctest.h already.

#define DOCTEST_CONFIG_IMPLEMENT
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
