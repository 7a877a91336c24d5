# SPDX-License-Identifier: MIT
#
# The first program in the README is a part of examples/readme.cpp, which the build compiles:
#   cmake -DROOT=<source tree> -P readme.cmake

cmake_minimum_required(VERSION 3.25)

cmake_path(ABSOLUTE_PATH ROOT)
file(READ "${ROOT}/README.md" readme)
file(READ "${ROOT}/examples/readme.cpp" example)
string(FIND "${readme}" "```cpp\n" begin)
if(begin EQUAL -1)
  message(FATAL_ERROR "README.md has no ```cpp block")
endif()
math(EXPR begin "${begin} + 7")
string(SUBSTRING "${readme}" ${begin} -1 block)
string(FIND "${block}" "```" end)
string(SUBSTRING "${block}" 0 ${end} block)
string(FIND "${example}" "${block}" at)
if(block STREQUAL "" OR at EQUAL -1)
  message(FATAL_ERROR "this part of README.md does not stand in examples/readme.cpp:\n${block}")
endif()
