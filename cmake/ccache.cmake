# SPDX-License-Identifier: MIT
#
# Compiles through ccache where there is one, told what it must know to hit with precompiled headers and in another clone.

find_program(CCACHE ccache)
if(CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${PROJECT_BINARY_DIR}/ccache")
  file(CONFIGURE OUTPUT "${CMAKE_CXX_COMPILER_LAUNCHER}" CONTENT [[#!/bin/sh
export CCACHE_BASEDIR='@PROJECT_SOURCE_DIR@' CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros
exec '@CCACHE@' "$@"
]] @ONLY)
  file(CHMOD "${CMAKE_CXX_COMPILER_LAUNCHER}" PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
  add_compile_options("$<$<CXX_COMPILER_ID:Clang,AppleClang>:SHELL:-Xclang -fno-pch-timestamp>")
endif()
