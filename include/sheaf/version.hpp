// SPDX-License-Identifier: MIT
//
// The version; the one place where it is written (CMake reads it from here).

#ifndef SHEAF_VERSION_HPP
#define SHEAF_VERSION_HPP

/// major * 10000 + minor * 100 + patch
#define SHEAF_VERSION 100
#define SHEAF_VERSION_STRING "0.1.0"

#endif  // SHEAF_VERSION_HPP
