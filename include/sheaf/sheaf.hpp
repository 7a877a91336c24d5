// SPDX-License-Identifier: MIT
//
// Every public header, for a first try. A program that cares for its compile time includes what it uses.

#ifndef SHEAF_SHEAF_HPP
#define SHEAF_SHEAF_HPP

#include <sheaf/version.hpp>

#endif  // SHEAF_SHEAF_HPP
